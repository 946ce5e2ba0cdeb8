import { describe, expect, it } from 'vitest';
import type { Handlers } from '../../../electron/ipc/handlers.ts';
import { createHandlers } from '../../../electron/ipc/handlers.ts';
import { isOwnSender, type SenderEvent } from '../../../electron/ipc/sender.ts';
import { serve, type Line } from '../../../electron/ipc/serve.ts';
import { CALLS, type Call } from '../../../shared/channels.ts';
import { CALL_PAYLOADS, LARGEST_PAYLOAD_BYTES } from '../../../shared/ipc.ts';
import { makeId, makeSnapshot } from '../make-snapshot.ts';

const OURS = 7;
const ours: SenderEvent = {
  sender: { id: OURS },
  senderFrame: { url: 'app://stint/index.html', parent: null },
};
const CANARY = 'canary-5f0c1d';

/** A payload that each channel accepts. */
const FITTING: Readonly<Record<Call, unknown>> = {
  'state:get': {},
  'session:sign-in': { brokerUrl: 'http://127.0.0.1:7461', token: CANARY },
  'session:sign-out': {},
  'grant:request': { profileId: 'billing-read', durationSeconds: 900, reason: '', ticket: null },
  'grant:start': { grantId: makeId(1) },
  'grant:release': { grantId: makeId(1) },
  'grant:withdraw': { grantId: makeId(1) },
  'grant:extend': { grantId: makeId(1), durationSeconds: 900, reason: '' },
  'grant:release-all': {},
  'review:give': {
    grantId: makeId(1),
    digest: 'a'.repeat(64),
    verdict: 'approve',
    comment: null,
    durationSeconds: null,
  },
  'credential:copy': { leaseId: makeId(2), what: 'password' },
  'profile:favour': { profileId: 'billing-read', favourite: true },
  'settings:change': {
    theme: 'dark',
    language: 'de',
    warnBeforeMinutes: [5, 1],
    usualSeconds: 900,
    startAtLogin: true,
    endOnLock: true,
    endOnSleep: false,
  },
  'keychain:check': {},
  'trouble:dismiss': { troubleId: 'disk' },
  'window:hide': {},
  'logs:open': {},
};

function makeLine(change: Partial<Handlers> = {}) {
  const listeners = new Map<string, Parameters<Line['handle']>[1]>();
  const heard: [string, unknown][] = [];
  const log: string[] = [];
  const handlers = createHandlers({
    core: {
      perform: (act, payload, source) => {
        heard.push([`${act} from ${source}`, payload]);
        return Promise.resolve({ ok: false, error: { kind: 'cancelled' } });
      },
    },
    firstState: () => {
      heard.push(['state', {}]);
      return makeSnapshot();
    },
    hideWindow: () => heard.push(['hide', {}]),
    openLogs: () => {
      heard.push(['logs', {}]);
      return Promise.resolve({ ok: true, value: null });
    },
  });
  const undo = serve({
    line: {
      handle: (channel, listener) => {
        if (listeners.has(channel)) throw new Error(`${channel} is served twice.`);
        listeners.set(channel, listener);
      },
      removeHandler: (channel) => listeners.delete(channel),
    },
    handlers: { ...handlers, ...change },
    isOwnSender: (event) => isOwnSender(event, OURS),
    makeReference: () => 'ab12cd34',
    writeLog: (line) => log.push(line),
  });
  const call = async (channel: Call, event: SenderEvent, ...args: unknown[]): Promise<unknown> =>
    listeners.get(channel)?.(event, ...args);
  return { channels: () => [...listeners.keys()], heard, log, call, undo };
}

const INVALID = { ok: false, error: { kind: 'invalid' } };

describe('the process line', () => {
  it('serves every channel and no other, until it is undone', () => {
    const line = makeLine();
    expect(line.channels().sort()).toEqual([...CALLS].sort());
    line.undo();
    expect(line.channels()).toEqual([]);
  });

  it.each(CALLS)('hears %s from our page in the agreed shape', async (channel) => {
    const line = makeLine();
    expect(await line.call(channel, ours, FITTING[channel])).not.toEqual(INVALID);
    expect(line.heard).toHaveLength(1);
    expect(line.log).toEqual([]);
  });

  it('orders the core with the window as source', async () => {
    const line = makeLine();
    await line.call('grant:release', ours, FITTING['grant:release']);
    expect(line.heard).toEqual([['grant:release from window', { grantId: makeId(1) }]]);
  });

  const strangers: readonly [string, SenderEvent][] = [
    ['another web contents', { ...ours, sender: { id: 8 } }],
    ['a sub-frame', { ...ours, senderFrame: { url: 'app://stint/index.html', parent: {} } }],
    ['a frame that is gone', { ...ours, senderFrame: null }],
    ['another origin', { ...ours, senderFrame: { url: 'https://stint/index.html', parent: null } }],
    ['another host', { ...ours, senderFrame: { url: 'app://stint.evil/index.html', parent: null } }],
    ['a look-alike', { ...ours, senderFrame: { url: 'app://evil/app://stint/', parent: null } }],
    ['a user name of ours', { ...ours, senderFrame: { url: 'app://stint@evil/', parent: null } }],
    ['no address at all', { ...ours, senderFrame: { url: '', parent: null } }],
  ];
  const shapes: readonly [string, (fitting: unknown) => readonly unknown[]][] = [
    ['an extra field', (fitting) => [{ ...(fitting as object), extra: 1 }]],
    ['a second argument', (fitting) => [fitting, {}]],
    ['no payload', () => []],
    ['null', () => [null]],
    ['a list', () => [[]]],
    ['a text', () => ['{}']],
    [
      'too many bytes',
      (fitting) => [{ ...(fitting as object), extra: 'ä'.repeat(LARGEST_PAYLOAD_BYTES / 2) }],
    ],
    ['what JSON cannot hold', (fitting) => [{ ...(fitting as object), extra: 1n }]],
  ];

  describe.each(CALLS)('%s', (channel) => {
    it.each(strangers)('refuses %s', async (_name, event) => {
      const line = makeLine();
      expect(await line.call(channel, event, FITTING[channel])).toEqual(INVALID);
      expect(line.heard).toEqual([]);
      expect(line.log.join()).not.toContain(CANARY);
    });

    it.each(shapes)('refuses %s', async (_name, change) => {
      const line = makeLine();
      expect(await line.call(channel, ours, ...change(FITTING[channel]))).toEqual(INVALID);
      expect(line.heard).toEqual([]);
      expect(line.log.join()).not.toContain(CANARY);
    });
  });

  it('refuses a payload by its size before it looks at its shape', async () => {
    const line = makeLine();
    // As many characters as a token may have, and of the right shape; only its bytes are too many.
    const payload = { brokerUrl: 'http://127.0.0.1:7461', token: '€'.repeat(8000) };
    expect(CALL_PAYLOADS['session:sign-in'].safeParse(payload).success).toBe(true);
    expect(await line.call('session:sign-in', ours, payload)).toEqual(INVALID);
    expect(line.heard).toEqual([]);
  });

  it('hears nobody while there is no window', () => {
    expect(isOwnSender(ours, undefined)).toBe(false);
    expect(isOwnSender(ours, OURS)).toBe(true);
  });

  it('lets a bug cross as a reference number only, and logs where, not what', async () => {
    const line = makeLine({
      'window:hide': () => {
        throw new TypeError(`It broke over ${CANARY}`);
      },
      'keychain:check': () => Promise.reject(new Error(CANARY)),
    });
    const bug = { ok: false, error: { kind: 'bug', reference: 'ab12cd34' } };
    expect(await line.call('window:hide', ours, {})).toEqual(bug);
    expect(await line.call('keychain:check', ours, {})).toEqual(bug);
    expect(line.log[0]).toMatch(/^stint: bug ab12cd34 in window:hide \(TypeError\)\n\s+at /u);
    expect(line.log.join()).not.toContain(CANARY);
  });
});
