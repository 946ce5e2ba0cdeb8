// The tray as a person sees it: the icons in it, their pictures, tooltips and menus, and a hand that clicks.
// It works from outside, over D-Bus; it never reaches into an application.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Lifeline } from './lifeline.ts';
import { startLineService } from './line-service.ts';
import { encodePng } from './png.ts';
import { waitFor } from './wait.ts';

export interface TrayIcon {
  readonly width: number;
  readonly height: number;
  readonly rgba: Buffer;
  /** Tells one picture from another. */
  readonly sha256: string;
  readonly png: () => Buffer;
}

export interface TrayState {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly tooltip: string;
  /** Undefined when the item offers no picture. */
  readonly icon: TrayIcon | undefined;
}

export interface MenuEntry {
  readonly label: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly toggle: string | null;
  readonly checked: boolean;
  readonly children: readonly MenuEntry[];
}

export interface TrayItem {
  readonly pid: number;
  readonly read: () => Promise<TrayState>;
  /** Opens the menu and reads it, submenus included. */
  readonly menu: () => Promise<readonly MenuEntry[]>;
  /** Opens the menu and clicks the entry that these labels lead to. */
  readonly click: (...labels: string[]) => Promise<void>;
  /** A plain click on the icon. */
  readonly activate: () => Promise<void>;
}

export interface TrayHost {
  readonly items: () => readonly TrayItem[];
  /** Waits for an item, of the process `pid` when given. */
  readonly waitForItem: (pid?: number, limitMs?: number) => Promise<TrayItem>;
  readonly stop: () => Promise<void>;
}

const registered = z.object({ key: z.string(), pid: z.number() });
const unregistered = z.object({ key: z.string() });

const state = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  tooltip: z.string(),
  icon: z.object({ width: z.number(), height: z.number(), rgba: z.string() }).nullable(),
});

const entry: z.ZodType<MenuEntry> = z.object({
  label: z.string(),
  kind: z.string(),
  enabled: z.boolean(),
  visible: z.boolean(),
  toggle: z.string().nullable(),
  checked: z.boolean(),
  get children() {
    return z.array(entry);
  },
});

function toIcon({ width, height, rgba }: { width: number; height: number; rgba: string }): TrayIcon {
  const bytes = Buffer.from(rgba, 'base64');
  return {
    width,
    height,
    rgba: bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    png: () => encodePng(width, height, bytes),
  };
}

export async function startTrayHost(lifeline: Lifeline, env: NodeJS.ProcessEnv): Promise<TrayHost> {
  const pids = new Map<string, number>();
  const service = await startLineService(lifeline, 'tray_host', env, (event, data) => {
    if (event === 'registered') {
      const { key, pid } = registered.parse(data);
      pids.set(key, pid);
    } else if (event === 'unregistered') {
      pids.delete(unregistered.parse(data).key);
    }
  });

  const toItem = ([key, pid]: [string, number]): TrayItem => ({
    pid,
    read: async () => {
      const found = state.parse(await service.call('read', [key]));
      return { ...found, icon: found.icon === null ? undefined : toIcon(found.icon) };
    },
    menu: async () => z.array(entry).parse(await service.call('menu', [key])),
    click: (...labels) =>
      // An application that draws its menu anew between the look and the click gets the click again.
      waitFor(`a click on ${labels.join(' ▸ ')}`, () =>
        service.call('click', [key, labels]).then(
          () => true,
          (error: unknown) => {
            if (!(error instanceof Error)) throw error;
            if (error.message.includes('error occurred in Event')) return false;
            // An application that quits by it may be gone before it has answered.
            if (error.message.includes('recipient disconnected from message bus')) return true;
            throw error;
          },
        ),
      ).then(() => undefined),
    activate: async () => {
      await service.call('activate', [key]);
    },
  });
  const items = (): TrayItem[] => [...pids].map(toItem);

  return {
    items,
    waitForItem: (pid, limitMs) =>
      waitFor(
        pid === undefined ? 'a tray item' : `the tray item of process ${String(pid)}`,
        () => items().find((item) => pid === undefined || item.pid === pid),
        limitMs,
      ),
    stop: service.stop,
  };
}
