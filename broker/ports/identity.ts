/**
 * Who is calling. Opaque local tokens today; the tokens of a company's identity provider come in by the same door.
 * It never answers, logs or keeps a token.
 */
import type { Instant } from '../../shared/instant.ts';
import type { Person, PersonName } from '../../shared/person.ts';

export interface SignedIn {
  readonly person: Person;
  readonly signedInAt: Instant;
  /** When the token stops being accepted. */
  readonly expiresAt: Instant;
}

export type SignInRefusal = 'not-signed-in' | 'token-expired' | 'token-revoked';

export type SignInResult =
  { readonly ok: true; readonly value: SignedIn } | { readonly ok: false; readonly refusal: SignInRefusal };

export interface Identity {
  /** Asked for every request, so that a revocation counts at once. */
  signIn(token: string): Promise<SignInResult>;
  /** The person as they are now; `undefined`: they can sign in no more. */
  personOf(id: string): Promise<Person | undefined>;
  /** Ids of the other accounts whose owner this person is now. */
  accountsOf(id: string): Promise<readonly string[]>;
  /** Who is in the group now, by name. */
  membersOf(group: string): Promise<readonly PersonName[]>;
}
