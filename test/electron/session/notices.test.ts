import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { makeApproved, makeId, makeOffer } from '../../fakes/make-grant.ts';
import { ASKED, makeElevated, makeSignedIn, makeWorld, settle, type World } from './make-core.ts';

const warnings = (world: World): readonly string[] =>
  world.notices.filter(({ occasion }) => occasion === 'ends-soon').map(({ title }) => title);

describe('the warnings before the end', () => {
  it('come once each, five minutes and one minute before', async () => {
    const world = await makeElevated();
    world.clock.advance(599_000);
    expect(warnings(world)).toEqual([]);
    world.clock.advance(1_000);
    expect(warnings(world)).toEqual(['5 min left: Read the billing database']);
    world.clock.advance(240_000);
    world.core.wake();
    expect(warnings(world)).toHaveLength(2);
    expect(world.notices.at(-1)?.urgent).toBe(true);
    world.clock.advance(60_000);
    await settle();
    expect(warnings(world)).toHaveLength(2);
  });

  it('offer more time with one click, where one click is enough', async () => {
    const world = await makeElevated();
    world.clock.advance(600_000);
    expect(world.notices.at(-1)?.action).toEqual({
      act: 'grant:extend',
      label: 'Extend by 15 min',
      grantId: world.grantId,
      durationSeconds: 900,
    });
    const reviewed = await makeElevated();
    reviewed.broker.offers = [makeOffer('billing-read', { reviewed: true })];
    reviewed.broker.up();
    await settle();
    reviewed.clock.advance(600_000);
    expect(reviewed.notices.at(-1)?.action?.label).toBe('Extend by 15 min · asks for review');
    const wordy = await makeElevated();
    const [row] = wordy.broker.offers;
    if (row?.offer.kind !== 'open') throw new Error('It is open.');
    wordy.broker.offers = [{ ...row, offer: { ...row.offer, reasonRequired: true } }];
    wordy.broker.up();
    await settle();
    wordy.clock.advance(600_000);
    expect(wordy.notices.at(-1)).toMatchObject({ occasion: 'ends-soon', action: null });
  });

  it('come only where they are still ahead', async () => {
    const world = await makeSignedIn();
    world.broker.push(makeApproved(makeId(1), world.clock.read().wallAt, undefined, 120));
    await world.core.perform('grant:start', { grantId: makeId(1) }, 'window');
    world.clock.advance(30_000);
    expect(warnings(world)).toEqual([]);
    world.clock.advance(30_000);
    expect(warnings(world)).toHaveLength(1);
  });

  it('are one after a sleep past both', async () => {
    const world = await makeElevated();
    world.clock.suspend(870_000);
    world.core.wake();
    expect(warnings(world)).toEqual(['30 s left: Read the billing database']);
  });

  it('follow the settings, and marks already behind are not said', async () => {
    const world = await makeElevated();
    world.clock.advance(720_000);
    expect(warnings(world)).toHaveLength(1);
    const changed = { ...DEFAULT_SETTINGS, warnBeforeMinutes: [2, 10, 2] };
    await world.core.perform('settings:change', changed, 'window');
    expect(world.now().settings.warnBeforeMinutes).toEqual([10, 2]);
    world.clock.advance(60_000);
    expect(warnings(world)).toHaveLength(2);
    world.clock.advance(119_000);
    expect(warnings(world)).toHaveLength(2);
  });

  it('stop with the grant', async () => {
    const world = await makeElevated();
    await world.core.perform('grant:release', { grantId: world.grantId }, 'window');
    world.clock.advance(900_000);
    expect(warnings(world)).toEqual([]);
  });
});

describe('what the core remembers', () => {
  it('is favourites, recents and settings, also after a restart', async () => {
    const world = await makeElevated();
    await world.core.perform('profile:favour', { profileId: 'billing-read', favourite: true }, 'window');
    await world.core.perform(
      'settings:change',
      { ...DEFAULT_SETTINGS, theme: 'dark', warnBeforeMinutes: [3] },
      'window',
    );
    await settle();
    const next = makeWorld({ files: world.files });
    await next.core.start();
    const remembered = { favourites: ['billing-read'], recents: ['billing-read'] };
    expect(next.now()).toMatchObject({ ...remembered, settings: { theme: 'dark', warnBeforeMinutes: [3] } });
    await next.core.perform('profile:favour', { profileId: 'billing-read', favourite: false }, 'window');
    expect(next.now().favourites).toEqual([]);
  });

  it('is nothing of a damaged file, and the app starts all the same', async () => {
    const world = makeWorld();
    await world.files.preferences.replace([{ settings: 'nonsense' }]);
    await world.files.history.replace([{ kind: 'receipt', receipt: { grant: 1 } }, 'nonsense']);
    await world.files.outbox.replace([{ grantId: 'nonsense' }]);
    await world.core.start();
    expect(world.now()).toMatchObject({ favourites: [], history: [], settings: DEFAULT_SETTINGS });
  });

  it('is said to be lost when the disk refuses, until it is dismissed', async () => {
    const world = await makeSignedIn();
    world.files.preferences.refuse(new Error('ENOSPC'));
    await world.core.perform('profile:favour', { profileId: 'billing-read', favourite: true }, 'window');
    await settle();
    expect(world.now().troubles).toMatchObject([{ id: 'disk', dismissible: true }]);
    await world.core.perform('trouble:dismiss', { troubleId: 'disk' }, 'window');
    expect(world.now().troubles).toEqual([]);
  });
});

describe('the snapshot', () => {
  it('rises by one with every change, and is the same object without one', async () => {
    const world = await makeSignedIn();
    const before = world.now();
    expect(world.now()).toBe(before);
    let changes = 0;
    const undo = world.core.onChange(() => (changes += 1));
    world.core.goTo({ place: 'history', grantId: null });
    expect(world.now()).toMatchObject({
      revision: before.revision + 1,
      goTo: { place: { place: 'history' }, count: 1 },
    });
    undo();
    undo();
    world.core.goTo({ place: 'access' });
    expect(changes).toBe(1);
  });

  it('tells instants by this computer’s clock where the broker’s is ahead', async () => {
    const world = await makeElevated({ offsetMs: 3_600_000 });
    const { wallAt } = world.clock.read();
    const [live] = world.now().live;
    expect(live?.grant).toMatchObject({
      requestedAt: wallAt,
      startedAt: wallAt,
      expiresAt: wallAt + 900_000,
    });
    expect(live?.until).toBe(wallAt + 900_000);
    await world.core.perform('grant:release', { grantId: world.grantId }, 'window');
    await settle();
    expect(world.now().history[0]).toMatchObject({ endedHereAt: wallAt, grant: { endedAt: wallAt } });
  });

  it('says what was refused where nobody looks at the window', async () => {
    const world = await makeSignedIn();
    world.probe = { kind: 'missing' };
    await world.core.perform('grant:request', ASKED, 'tray-menu');
    expect(world.notices.at(-1)).toMatchObject({ occasion: 'trouble' });
    const before = world.notices.length;
    await world.core.perform('grant:request', ASKED, 'window');
    expect(world.notices).toHaveLength(before);
  });

  it('says that the keychain is unusable until it was checked again', async () => {
    const world = makeWorld();
    world.probe = { kind: 'missing' };
    await world.core.start();
    await settle();
    expect(world.now().troubles.map(({ id }) => id)).toEqual(['keychain']);
    expect(await world.core.perform('keychain:check', {}, 'window')).toMatchObject({ ok: false });
    world.probe = null;
    expect(await world.core.perform('keychain:check', {}, 'window')).toMatchObject({ ok: true });
    expect(world.now()).toMatchObject({
      troubles: [],
      keychain: { keychain: 'ready', name: 'Test keychain' },
    });
  });
});
