import { describe, expect, it, vi } from 'vitest';
import { createStateStore } from '../../../renderer/store/state.ts';
import type { StintBridge } from '../../../shared/bridge.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { makeOffer, makeSnapshot } from '../harness/make-snapshot.ts';

function makeBridge(answer: () => Promise<Snapshot>) {
  const listeners = new Set<(snapshot: Snapshot) => void>();
  const asked: string[] = [];
  const bridge: StintBridge = {
    call: async (call) => {
      asked.push(call);
      // The store only ever asks for the state.
      return { ok: true, value: (await answer()) as never };
    },
    onState: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    bridge,
    asked,
    listeners,
    tell: (snapshot: Snapshot) => listeners.forEach((one) => one(snapshot)),
  };
}

describe('createStateStore', () => {
  it('asks once, then follows, and stops when undone', async () => {
    const main = makeBridge(async () => makeSnapshot({ revision: 1 }));
    const { store, follow } = createStateStore(main.bridge);
    const undo = follow();
    await vi.waitFor(() => expect(store.getState().snapshot?.revision).toBe(1));
    main.tell(makeSnapshot({ revision: 2 }));
    expect(store.getState().snapshot?.revision).toBe(2);
    expect(main.asked).toEqual(['state:get']);
    undo();
    expect(main.listeners.size).toBe(0);
  });

  it('does not let a late first answer undo what was told meanwhile', async () => {
    let answer: (snapshot: Snapshot) => void = () => undefined;
    const main = makeBridge(() => new Promise((resolve) => (answer = resolve)));
    const { store, follow } = createStateStore(main.bridge);
    follow();
    main.tell(makeSnapshot({ revision: 7 }));
    answer(makeSnapshot({ revision: 3 }));
    await vi.waitFor(() => expect(main.asked).toHaveLength(1));
    expect(store.getState().snapshot?.revision).toBe(7);
  });

  it('asks for the whole state when a list of profiles passed it by', async () => {
    const whole = makeSnapshot({
      revision: 9,
      profiles: { revision: 4, loading: false, offers: [makeOffer()] },
    });
    const main = makeBridge(async () => whole);
    const { store, follow } = createStateStore(main.bridge);
    follow();
    await vi.waitFor(() => expect(store.getState().offersRevision).toBe(4));
    main.tell({ ...whole, revision: 10, profiles: { revision: 5, loading: false, offers: null } });
    await vi.waitFor(() => expect(main.asked).toHaveLength(2));
  });

  it('stays as it is when main cannot answer', async () => {
    const main = makeBridge(() => Promise.reject(new Error('gone')));
    const { store, follow } = createStateStore(main.bridge);
    follow();
    await vi.waitFor(() => expect(main.asked).toHaveLength(1));
    expect(store.getState().snapshot).toBeNull();
  });
});
