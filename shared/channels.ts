/**
 * The names of everything that crosses the process line. Calls are `noun:verb`, the one feed is `noun:changed`.
 * Only names: the preload loads this and nothing else. Payloads stand in ipc.ts.
 */
export const CALLS = [
  'state:get',
  'session:sign-in',
  'session:sign-out',
  'grant:request',
  'grant:start',
  'grant:release',
  'grant:withdraw',
  'grant:extend',
  'grant:release-all',
  'review:give',
  'credential:copy',
  'profile:favour',
  'settings:change',
  'keychain:check',
  'trouble:dismiss',
  'window:hide',
  'logs:open',
] as const;

export type Call = (typeof CALLS)[number];

export const STATE_CHANGED = 'state:changed';
