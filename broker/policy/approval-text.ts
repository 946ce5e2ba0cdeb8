/** How approvals are written in policies: "2 of group:dba, then 1 of group:security". Pure. */
import { MOST_STAGES, stagesOf, type ReviewNeed, type ReviewStage } from '../../shared/review-need.ts';

const MOST_APPROVALS = 9;
const STAGE = /^([1-9]) of group:([a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9]))$/u;

/** "2 of group:dba" */
export function describeStage({ count, group }: ReviewStage): string {
  return `${count} of group:${group}`;
}

export function parseApproval(text: string): 'profile' | readonly ReviewStage[] | { readonly wrong: string } {
  if (text === 'profile') return 'profile';
  if (text === 'nobody') return [];
  const stages = text.split(/,\s*then\s+/u).map((part): ReviewStage | null => {
    const [, count, group] = STAGE.exec(part.trim()) ?? [];
    return count === undefined || group === undefined ? null : { count: Number(count), group };
  });
  const known = stages.filter((stage) => stage !== null);
  if (known.length < stages.length || known.length > MOST_STAGES) {
    const example = '"2 of group:dba, then 1 of group:security"';
    return {
      wrong: `@approval takes ${example} (1–9 of each, up to ${MOST_STAGES} stages), "profile" or "nobody".`,
    };
  }
  if (new Set(known.map(({ group }) => group)).size < known.length) {
    return { wrong: '@approval names each group once.' };
  }
  return known;
}

/** "2 of dba, then 1 of security" */
export function describeNeed(need: ReviewNeed): string {
  return stagesOf(need)
    .map(({ count, group }) => `${count} of ${group}`)
    .join(', then ');
}

/** What verified approvals are called in a policy's context: two of dba are one of dba as well. */
export function toApprovalTexts(approvals: readonly ReviewStage[]): readonly string[] {
  return approvals.flatMap(({ count, group }) =>
    Array.from({ length: Math.min(count, MOST_APPROVALS) }, (_, index) =>
      describeStage({ count: index + 1, group }),
    ),
  );
}
