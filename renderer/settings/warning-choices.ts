/** The warnings one may choose from: the usual ones, and whatever is set already. Pure. */
const USUAL_MINUTES = [15, 10, 5, 2, 1];
/** As many as settings may hold. */
const MOST = 5;

export function warningChoices(
  set: readonly number[],
): readonly { readonly minutes: number; readonly mayChange: boolean }[] {
  const all = [...new Set([...USUAL_MINUTES, ...set])].sort((one, other) => other - one);
  return all.map((minutes) => ({ minutes, mayChange: set.includes(minutes) || set.length < MOST }));
}
