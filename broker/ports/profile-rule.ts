/** A profile as `stint.yaml` defines it: what people see, who may have it for how long, and what is minted where. */
import type { ReviewNeed } from '../../shared/review-need.ts';
import type { Profile } from '../../shared/profile.ts';

export interface ProfileRule {
  readonly profile: Profile;
  /** Groups whose members may ask; empty: everybody who can sign in. */
  readonly groups: readonly string[];
  readonly longestSeconds: number;
  /** The longest a grant may last in all with its extensions, from its start. */
  readonly totalSeconds: number;
  readonly reasonRequired: boolean;
  readonly ticketRequired: boolean;
  /** Whom policies may ask for approval; `null`: the profile names nobody. */
  readonly review: ReviewNeed | null;
  readonly tags: readonly string[];
  /** By target, where one is named. */
  readonly environments: ReadonlyMap<string, string>;
  /** How long a request waits for reviews and an approved one for its start, in seconds. */
  readonly reviewBySeconds: number;
  readonly startBySeconds: number;
  /** How long an asking waits before those who are asked are reminded; `null`: they are not. */
  readonly remindAfterSeconds: number | null;
  /** Who may decide as well once it has waited for so long; `null`: nobody else. */
  readonly escalate: { readonly afterSeconds: number; readonly group: string } | null;
  readonly entitlements: readonly EntitlementRule[];
  /** Why it cannot be had now, whoever asks: a target of it did not start. `null`: it can. */
  readonly unavailable: string | null;
}

interface Entitled {
  readonly id: string;
  readonly targetId: string;
  readonly targetName: string;
}

export interface PostgresqlEntitlement extends Entitled {
  readonly kind: 'postgresql';
  /** The NOLOGIN role at the target whose rights the login inherits. */
  readonly role: string;
  readonly database: string;
}

export interface SshEntitlement extends Entitled {
  readonly kind: 'ssh';
  /** What sshd's AuthorizedPrincipalsFile speaks of. */
  readonly principal: string;
  /** The login's name at the hosts. */
  readonly username: string;
  /** Run whatever the person asks for; `null`: what they ask for. */
  readonly forceCommand: string | null;
  /** Extensions of the certificate: `permit-pty` and so on. */
  readonly permit: readonly string[];
}

export type EntitlementRule = PostgresqlEntitlement | SshEntitlement;
