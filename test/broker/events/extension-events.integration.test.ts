// Extensions over real connections: the reviewer hears of the asking, the requester of the later end, each at once.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { eventData } from '../../../shared/api.ts';
import type { Grant } from '../../../shared/grant.ts';
import { review, REVIEW_YAML } from '../grants/reviewing.ts';
import { askFor, extendOn, registerDesktop, startOn, startTestBroker } from '../test-broker.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import { createStreamListener, type Heard } from './stream-listener.ts';

let storage: TestStorage;
beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());

it('tells both sides of an extension: asked, approved, lapsed', async () => {
  const broker = await startTestBroker({ access: await storage.fresh(), yaml: REVIEW_YAML });
  const listener = createStreamListener();
  try {
    const url = await broker.broker.http.listen({ host: '127.0.0.1', port: 0 });
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await askFor(broker, 'engineer', 'billing-fix');
    await review(broker, 'reviewer', id);
    await startOn(broker, 'engineer', id, laptop);
    const startedAt = broker.clock.now();
    const listen = (who: string): Promise<Heard> => listener.listen({ url, token: broker.tokens[who] ?? '' });
    const [robin, erin] = [await listen('reviewer'), await listen('engineer')];
    // The clock stands still: nothing arrives because somebody looked after a while.
    const soon = (check: () => void): Promise<void> => vi.waitFor(check, { interval: 10 });
    const last = (heard: Heard, name: string): unknown =>
      JSON.parse(heard.events.findLast(({ event }) => event === name)?.data ?? 'null');
    const waiting = (): readonly unknown[] =>
      eventData.inbox.parse(last(robin, 'inbox')).waiting.map(({ asks, grant }) => [asks, grant.id]);
    const mine = (): Grant => eventData.grant.parse(last(erin, 'grant')).grant;

    await soon(() => expect(waiting()).toEqual([]));
    await extendOn(broker, 'engineer', id, laptop, { durationSeconds: 600 });
    await soon(() => expect(waiting()).toEqual([['extension', id]]));
    await soon(() => expect(mine()).toMatchObject({ extensions: [{ outcome: 'pending' }] }));
    await review(broker, 'riley', id);
    await soon(() => expect(waiting()).toEqual([]));
    await soon(() => expect(mine()).toMatchObject({ expiresAt: startedAt + 1_500_000 }));

    await extendOn(broker, 'engineer', id, laptop);
    await soon(() => expect(waiting()).toEqual([['extension', id]]));
    broker.clock.advance(1_500_000);
    await soon(() => expect(waiting()).toEqual([]));
    await soon(() =>
      expect(mine()).toMatchObject({ why: 'expired', extensions: [{}, { outcome: 'lapsed' }] }),
    );
  } finally {
    listener.abort();
    await broker.stop();
  }
});
