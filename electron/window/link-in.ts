/**
 * Finds the link that another program handed over by a command line. It knows nothing else, because it is loaded before the tray icon stands;
 * what the link says is read in follow-link.ts.
 */
/** The link among a command line's arguments, where there is exactly one. */
export function linkIn(args: readonly string[]): string | undefined {
  const links = args.filter((arg) => /^stint:/iu.test(arg));
  return links.length === 1 ? links[0] : undefined;
}
