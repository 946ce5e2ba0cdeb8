// Who is answered what: every route, for every kind of caller, about a grant in every state that makes a difference.

/** By what they are to the grant: nobody is not signed in, a colleague may ask for the same, a stranger for nothing. */
export const CALLERS = {
  nobody: null,
  owner: 'engineer',
  /** The same person by another account, which is in the group that reviews. */
  otherAccount: 'alias',
  colleague: 'colleague',
  stranger: 'stranger',
  reviewer: 'reviewer',
  admin: 'warden',
} as const;
export type Caller = keyof typeof CALLERS;
export type Statuses = Readonly<Record<Caller, number>>;

/** `active`: and nobody was asked about it. `extending`: it runs, and waits for `reviewer` to be given more time. */
export const STATES = ['waiting', 'approved', 'active', 'extending', 'ended'] as const;
export type State = (typeof STATES)[number];

export type GrantRoute =
  | 'GET /v1/grants/{id}'
  | `POST /v1/grants/{id}/${'reviews' | 'start' | 'extend' | 'release' | 'withdraw' | 'revoke'}`;
export type OtherRoute =
  | `GET /v1/${'me' | 'profiles' | 'grants' | 'inbox' | 'events' | 'leases'}`
  | `POST /v1/${'devices' | 'grants' | 'people/{id}/revoke' | 'targets/{id}/revoke' | 'leases/{id}/close'}`
  | `GET /${'healthz' | 'readyz' | 'metrics'}`;

const everybody = (status: number): Statuses => ({
  nobody: status,
  owner: status,
  otherAccount: status,
  colleague: status,
  stranger: status,
  reviewer: status,
  admin: status,
});
const signedIn = (status = 200): Statuses => ({ ...everybody(status), nobody: 401 });
/** To everybody else it is not there. */
const only = (some: Partial<Statuses>): Statuses => ({ ...signedIn(404), ...some });
const admins = (status = 200): Statuses => ({ ...signedIn(403), admin: status });
const owner = (status: number): Statuses => only({ owner: status });
/** Nobody reviews their own request, by whichever account. */
const others = (some: Partial<Statuses>): Statuses => only({ owner: 403, otherAccount: 403, ...some });
const toEnd = only({ owner: 403, admin: 200 });

export const OF_A_GRANT: Readonly<Record<GrantRoute, Readonly<Record<State, Statuses>>>> = {
  'GET /v1/grants/{id}': {
    waiting: only({ owner: 200, reviewer: 200 }),
    approved: owner(200),
    active: owner(200),
    extending: only({ owner: 200, reviewer: 200 }),
    ended: owner(200),
  },
  // Who comes too late hears who was first.
  'POST /v1/grants/{id}/reviews': {
    waiting: others({ reviewer: 200 }),
    approved: others({ reviewer: 409 }),
    active: others({}),
    extending: others({ reviewer: 200 }),
    ended: others({ reviewer: 409 }),
  },
  'POST /v1/grants/{id}/start': {
    waiting: owner(409),
    approved: owner(200),
    active: owner(200),
    extending: owner(200),
    ended: owner(409),
  },
  'POST /v1/grants/{id}/extend': {
    waiting: owner(409),
    approved: owner(409),
    active: owner(200),
    extending: owner(409),
    ended: owner(409),
  },
  // What is over already is answered as it is.
  'POST /v1/grants/{id}/release': {
    waiting: owner(409),
    approved: owner(409),
    active: owner(200),
    extending: owner(200),
    ended: owner(200),
  },
  'POST /v1/grants/{id}/withdraw': {
    waiting: owner(200),
    approved: owner(200),
    active: owner(409),
    extending: owner(409),
    ended: owner(200),
  },
  'POST /v1/grants/{id}/revoke': {
    waiting: toEnd,
    approved: toEnd,
    active: toEnd,
    extending: toEnd,
    ended: toEnd,
  },
};

/** What an admin is answered about a grant of their own: what any owner is, but that they may revoke it. */
export const OF_THEIR_OWN = (route: GrantRoute, state: State): number =>
  route === 'POST /v1/grants/{id}/revoke' ? 200 : OF_A_GRANT[route][state].owner;

export const OTHERS: Readonly<Record<OtherRoute, Statuses>> = {
  'GET /v1/me': signedIn(),
  'GET /v1/profiles': signedIn(),
  'GET /v1/grants': signedIn(),
  'GET /v1/inbox': signedIn(),
  'GET /v1/events': signedIn(),
  'GET /v1/leases': admins(),
  'POST /v1/devices': signedIn(),
  // The reviewer sees the profile and may not ask for it.
  'POST /v1/grants': { ...signedIn(), stranger: 404, reviewer: 403 },
  'POST /v1/people/{id}/revoke': admins(),
  'POST /v1/targets/{id}/revoke': admins(),
  // There is no such lease, which only an admin hears.
  'POST /v1/leases/{id}/close': admins(404),
  'GET /healthz': everybody(200),
  'GET /readyz': everybody(200),
  'GET /metrics': everybody(200),
};
