/**
 * Profiles (tasks someone may need rights for) and what policy says about them for one person now.
 */
import type { ReviewNeed } from './review-need.ts';

export const IMPORTANCES = ['low', 'medium', 'high', 'critical'] as const;
export type Importance = (typeof IMPORTANCES)[number];

export const ENTITLEMENT_KINDS = ['postgresql', 'ssh'] as const;
export type EntitlementKind = (typeof ENTITLEMENT_KINDS)[number];

/** One least-privilege right at one target, as people see it. */
export interface Entitlement {
  readonly id: string;
  readonly kind: EntitlementKind;
  readonly targetId: string;
  /** The target's name for people: "billing". */
  readonly targetName: string;
  /** What it lets one do, a short phrase each: "Read all tables". */
  readonly allows: readonly string[];
  /** What it does not, a short phrase each: "Change or delete rows". */
  readonly denies: readonly string[];
}

export interface Profile {
  /** Lower-case letters, digits and dashes, 2–64 characters. */
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  readonly importance: Importance;
  readonly entitlements: readonly Entitlement[];
}

/** What policy would answer if this person asked now. */
export type Offer =
  | {
      readonly kind: 'open';
      /** The rungs that may be asked for, in seconds, rising; never empty. */
      readonly durationsSeconds: readonly number[];
      /** The longest duration that may be asked for, in seconds, and why no longer. */
      readonly longestSeconds: number;
      readonly ceilingReason: string;
      /** Who approves the shortest of them; `null`: it comes at once. */
      readonly review: ReviewNeed | null;
      /** Where longer ones are approved by others: from which duration on, in seconds, rising. */
      readonly longer?: readonly LongerNeed[] | undefined;
      readonly reasonRequired: boolean;
      readonly ticketRequired: boolean;
    }
  | { readonly kind: 'refused'; readonly sentence: string };

export interface LongerNeed {
  readonly fromSeconds: number;
  readonly review: ReviewNeed | null;
}

/** Who approves that duration. */
export function reviewFor(
  {
    review,
    longer = [],
  }: { readonly review: ReviewNeed | null; readonly longer?: readonly LongerNeed[] | undefined },
  durationSeconds: number,
): ReviewNeed | null {
  const from = longer.filter(({ fromSeconds }) => durationSeconds >= fromSeconds).at(-1);
  return from === undefined ? review : from.review;
}

/** A row of the list: the profile with what policy says for me now. */
export interface ProfileOffer {
  readonly profile: Profile;
  readonly offer: Offer;
}
