// The notifications an application showed, and a hand that clicks or dismisses them.
import { z } from 'zod';
import type { Lifeline } from './lifeline.ts';
import { startLineService } from './line-service.ts';
import { waitFor } from './wait.ts';

const notified = z.object({
  number: z.number(),
  app: z.string(),
  summary: z.string(),
  body: z.string(),
  actions: z.array(z.object({ key: z.string(), label: z.string() })),
  urgency: z.number(),
});

export type ShownNotification = Readonly<z.infer<typeof notified>> & { readonly isOpen: boolean };

export interface Notifications {
  /** All that were shown, oldest first; one that was replaced stands with its last words. */
  readonly list: () => readonly ShownNotification[];
  readonly waitFor: (
    what: string,
    matches: (shown: ShownNotification) => boolean,
    limitMs?: number,
  ) => Promise<ShownNotification>;
  /** A click on the notification itself, or on one of its buttons by key. */
  readonly click: (number: number, action?: string) => Promise<void>;
  readonly dismiss: (number: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startNotifications(lifeline: Lifeline, env: NodeJS.ProcessEnv): Promise<Notifications> {
  const shown = new Map<number, ShownNotification>();
  const service = await startLineService(lifeline, 'notification_server', env, (event, data) => {
    if (event === 'notified') {
      const notification = notified.parse(data);
      shown.set(notification.number, { ...notification, isOpen: true });
    } else if (event === 'closed') {
      const { number } = z.object({ number: z.number() }).parse(data);
      const notification = shown.get(number);
      if (notification !== undefined) shown.set(number, { ...notification, isOpen: false });
    }
  });
  const list = (): ShownNotification[] => [...shown.values()];

  return {
    list,
    waitFor: (what, matches, limitMs) =>
      waitFor(`the notification ${what}`, () => list().find(matches), limitMs),
    click: async (number, action = 'default') => {
      await service.call('invoke', [number, action]);
    },
    dismiss: async (number) => {
      await service.call('dismiss', [number]);
    },
    stop: service.stop,
  };
}
