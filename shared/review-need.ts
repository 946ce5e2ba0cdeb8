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

/** How many stages a need may have. */
export const MOST_STAGES = 5;

/** The first stage with those that follow it; `null`: there is none. */
export function toNeed([first, ...then]: readonly ReviewStage[]): ReviewNeed | null {
  if (first === undefined) return null;
  return then.length === 0 ? first : { ...first, then };
}

export function stagesOf(need: ReviewNeed | null): readonly ReviewStage[] {
  return need === null ? [] : [{ count: need.count, group: need.group }, ...(need.then ?? [])];
}
