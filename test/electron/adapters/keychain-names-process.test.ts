import { describe, expect, it } from 'vitest';
import {
  createKeychainNamesProcess,
  type NamesHelper,
} from '../../../electron/adapters/keychain-names-process.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';

interface FakeHelper extends NamesHelper {
  readonly sent: unknown[];
  readonly killed: () => boolean;
  message(message: unknown): void;
  exit(): void;
}

function makeHelper(): FakeHelper {
  let onMessage: (message: unknown) => void = () => undefined;
  let onExit: () => void = () => undefined;
  let killed = false;
  const sent: unknown[] = [];
  return {
    onMessage: (run) => {
      onMessage = run;
    },
    onExit: (run) => {
      onExit = run;
    },
    send: (message) => void sent.push(message),
    kill: () => {
      killed = true;
    },
    sent,
    killed: () => killed,
    message: (message) => {
      onMessage(message);
    },
    exit: () => {
      onExit();
    },
  };
}

function make(): { helper: FakeHelper; clock: ReturnType<typeof createFakeClock>; answer: Promise<unknown> } {
  const helper = makeHelper();
  const clock = createFakeClock();
  const accounts = createKeychainNamesProcess({ startHelper: () => helper, clock, limitMs: 10_000 });
  return { helper, clock, answer: accounts('Stint') };
}

describe('the helper that tells names', () => {
  it('is asked for one service, answers its names, and is ended', async () => {
    const { helper, answer } = make();
    expect(helper.sent).toEqual([{ service: 'Stint' }]);
    helper.message({ names: ['stint-1', 'stint-2'] });
    expect(await answer).toEqual({ ok: true, value: ['stint-1', 'stint-2'] });
    expect(helper.killed()).toBe(true);
  });

  it.each([
    [{ why: 'locked' }],
    [{ names: [{ account: 'a', password: 'canary' }] }],
    ['names'],
    [null],
    [{}],
  ])('is not believed when it answers %j', async (message) => {
    const { helper, answer } = make();
    helper.message(message);
    expect(await answer).toMatchObject({ ok: false, error: { kind: 'failing' } });
    expect(helper.killed()).toBe(true);
  });

  it('is not waited for when it ends without an answer', async () => {
    const { helper, answer } = make();
    helper.exit();
    expect(await answer).toMatchObject({ ok: false, error: { kind: 'failing' } });
  });

  it('is ended when it does not answer in time', async () => {
    const { helper, clock, answer } = make();
    clock.advance(10_000);
    expect(await answer).toEqual({ ok: false, error: { kind: 'not-answering' } });
    expect(helper.killed()).toBe(true);
  });
});
