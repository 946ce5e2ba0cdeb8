// One designed state of the window.
import type { Page } from 'playwright';
import type { Call } from '../../../shared/channels.ts';
import type { Result } from '../../../shared/result.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';

export interface Scenario {
  readonly name: string;
  /** `null`: main has not answered yet. */
  readonly snapshot: Snapshot | null;
  readonly answers?: Partial<Record<Call, Result<unknown> | 'never'>>;
  readonly reach?: (page: Page) => Promise<void>;
}
