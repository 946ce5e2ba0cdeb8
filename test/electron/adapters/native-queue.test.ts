import { describe, expect, it, vi } from 'vitest';
import { createNativeQueue, type NativeQueue } from '../../../electron/adapters/native-queue.ts';
import type { KeychainResult } from '../../../electron/ports/keychain.ts';
import { createFakeClock, type FakeClock } from '../../fakes/fake-clock.ts';
import { settle } from '../custody/make-custody.ts';

const notAnswering = { ok: false, error: { kind: 'not-answering' } };

function make(): { queue: NativeQueue; clock: FakeClock } {
  const clock = createFakeClock();
  const toError = (cause: unknown): { kind: 'failing'; cause: unknown } => ({ kind: 'failing', cause });
  return { clock, queue: createNativeQueue({ clock, limitMs: 10_000, toError }) };
}

/** A native call that settles when told. */
function call<T>(value: T): {
  run: () => Promise<KeychainResult<T>>;
  end: () => void;
  started: () => boolean;
} {
  let end: () => void = () => undefined;
  let started = false;
  return {
    run: () => {
      started = true;
      return new Promise((resolve) => {
        end = () => {
          resolve({ ok: true, value });
        };
      });
    },
    end: () => {
      end();
    },
    started: () => started,
  };
}

describe('the queue of native calls', () => {
  it('has one call in flight', async () => {
    const { queue } = make();
    const [one, two] = [call(1), call(2)];
    const first = queue.run(one.run);
    const second = queue.run(two.run);
    await settle();
    expect([one.started(), two.started()]).toEqual([true, false]);
    one.end();
    expect(await first).toEqual({ ok: true, value: 1 });
    await settle();
    expect(two.started()).toBe(true);
    two.end();
    expect(await second).toEqual({ ok: true, value: 2 });
  });

  it('gives a call up after its limit, tells all who wait, and stays closed until it has settled', async () => {
    const { queue, clock } = make();
    const hanging = call(1);
    const waiting = call(2);
    const first = queue.run(hanging.run);
    const second = queue.run(waiting.run);
    await settle();
    clock.advance(9_999);
    await settle();
    clock.advance(1);
    expect(await first).toEqual(notAnswering);
    expect(await second).toEqual(notAnswering);
    const third = vi.fn();
    expect(await queue.run(third)).toEqual(notAnswering);
    hanging.end();
    await settle();
    expect(waiting.started()).toBe(false);
    expect(third).not.toHaveBeenCalled();
    const fourth = call(4);
    const answer = queue.run(fourth.run);
    await settle();
    fourth.end();
    expect(await answer).toEqual({ ok: true, value: 4 });
  });

  it('hands what comes too late to whoever zeros it', async () => {
    const { queue, clock } = make();
    const secret = Buffer.from('canary');
    const late = call(secret);
    const first = queue.run(late.run, (bytes) => bytes.fill(0));
    await settle();
    clock.advance(10_000);
    expect(await first).toEqual(notAnswering);
    late.end();
    await settle();
    expect(secret.every((byte) => byte === 0)).toBe(true);
  });

  it('turns what a call rejects with into a kind, and goes on', async () => {
    const { queue, clock } = make();
    expect(await queue.run(() => Promise.reject(new Error('no')))).toMatchObject({
      error: { kind: 'failing' },
    });
    expect(await queue.run(() => Promise.resolve({ ok: true, value: 1 }))).toEqual({ ok: true, value: 1 });
    expect(clock.timers()).toBe(0);
  });

  it('does not run late what waited too long behind calls that each answered in time', async () => {
    const { queue, clock } = make();
    const [one, two, three] = [call(1), call(2), call(3)];
    const answers = [queue.run(one.run), queue.run(two.run)];
    const third = queue.run(three.run);
    await settle();
    clock.advance(6000);
    one.end();
    await settle();
    clock.advance(4000);
    expect(await third).toEqual(notAnswering);
    two.end();
    await settle();
    expect(three.started()).toBe(false);
    await Promise.all(answers);
  });
});
