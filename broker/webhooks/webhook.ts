/** One place outside that is told, as the configuration names it. */
import type { AnnouncementKind } from './announcement.ts';

export interface Webhook {
  readonly id: string;
  readonly on: ReadonlySet<AnnouncementKind>;
  // Both are secrets. They are functions, so that whoever prints or logs a webhook prints neither.
  // SECURITY: webhook-address-secret
  readonly address: () => URL;
  /** What deliveries are signed with; `null`: Slack’s form, which is not signed. */
  readonly key: (() => string) | null;
}
