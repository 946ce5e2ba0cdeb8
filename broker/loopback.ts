/** Whether an address, or the name of one, is reachable from this machine only. Asks no name server. Pure. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/u.test(host);
}
