/** Who has to approve something: people of a group, or of several groups in turn. */

/** So many members of this group, none of them the person who asks. */
export interface ReviewStage {
  readonly count: number;
  readonly group: string;
}

/** Who has to approve now, and who after them, in turn; no group stands twice. */
export interface ReviewNeed extends ReviewStage {
  readonly then?: readonly ReviewStage[] | undefined;
}
