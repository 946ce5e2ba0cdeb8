/**
 * The mind of the app, put together: one state, the modules that change it, and the acts the surfaces may order. It knows no Electron and no
 * adapter, and no answer of it holds a secret.
 */
import type { Grant } from '../../shared/grant.ts';
import type { WholeSnapshot } from '../../shared/snapshot.ts';
import type { Timed } from '../ports/broker-client.ts';
import type { Core } from '../ports/core.ts';
import { createActs } from './acts.ts';
import { createAnnouncing } from './announcing.ts';
import { createBrokerLink } from './broker-link.ts';
import { createCopying } from './copying.ts';
import type { CoreDeps } from './core-deps.ts';
import { createDeviceRegistration } from './device.ts';
import { createElevation } from './elevation.ts';
import { createEnding } from './ending.ts';
import { createFlights } from './flights.ts';
import { createGrantFeed } from './grant-feed.ts';
import { createHistory } from './history.ts';
import { createInboxFeed } from './inbox-feed.ts';
import { createKeychainGate } from './keychain-gate.ts';
import { createLasting } from './lasting.ts';
import { createLeaving } from './leaving.ts';
import { followLanguage } from './language.ts';
import { toLocalGrant } from './local-time.ts';
import { startedNotice } from './notices.ts';
import { createOutbox } from './outbox.ts';
import { createPreferences } from './preferences.ts';
import { createProfileList } from './profile-list.ts';
import { recover } from './recovery.ts';
import { createRequesting } from './requesting.ts';
import { createReviewing } from './reviewing.ts';
import { createSignIn } from './sign-in.ts';
import { toSnapshot } from './snapshot.ts';
import { addTrouble, createStore, dropTrouble } from './state.ts';
import { createTelling } from './telling.ts';
import { createWipeReport } from './wipe-report.ts';
import { words } from '../words.ts';

export function createCore(deps: CoreDeps): Core {
  const { clock, custodian, deviceName, files, app } = deps;
  const { platform } = app;
  const store = createStore(deps.brokerUrl);
  const language = followLanguage(store, deps.languages);
  const announcing = createAnnouncing(store);
  const { notify, trouble } = announcing;
  const onDiskFailure = (): void => {
    const sentence = words.trouble.disk;
    addTrouble(store, { id: 'disk', sentence, dismissible: true });
  };
  // The feed and the modules it orders need each other: what reaches back is called only once all stand.
  const apply = (grant: Timed<Grant>): void => feed.onGrant(grant);
  const onError: Parameters<typeof createTelling>[0]['onError'] = (error) => signIn.onError(error);

  const link = createBrokerLink(store, clock);
  const flights = createFlights();
  const preferences = createPreferences(store, files.preferences, onDiskFailure);
  const history = createHistory(store, files.history, onDiskFailure);
  const outbox = createOutbox(store, files.outbox, onDiskFailure);
  const profiles = createProfileList(store, link);
  const gate = createKeychainGate({ store, probe: deps.probeKeychain, name: deps.keychainName, platform });
  const device = createDeviceRegistration({ store, loadDeviceKey: deps.loadDeviceKey, deviceName, platform });
  const copying = createCopying({
    custodian,
    clipboard: deps.clipboard,
    clock,
    platform,
    agentDoor: () => store.get().agentDoor,
  });
  const report = createWipeReport({ store, custodian, history, notify });
  const owner: Parameters<typeof createTelling>[0]['owner'] = () => {
    const last = preferences.lastSignIn();
    return last === null ? null : { brokerUrl: last.brokerUrl, personId: last.person.id };
  };
  const telling = createTelling({ store, link, outbox, flights, clock, owner, apply, onError });
  const ending = createEnding({
    store,
    custodian,
    link,
    flights,
    telling,
    clock,
    apply,
    onError,
    onEnded(grantId, source, at) {
      lasting.over(grantId);
      void copying.clear(grantId);
      report.ended(grantId, source, at);
    },
  });
  const lasting = createLasting({
    ...deps,
    store,
    link,
    device,
    profiles,
    history,
    announcing,
    flights,
    apply,
    onError,
    recheckHeld: (grantId) => feed.recheck(grantId),
  });
  const feed = createGrantFeed({
    store,
    custodian,
    flights,
    ending,
    extending: lasting,
    telling,
    outbox,
    history,
    announcing,
  });
  const elevation = createElevation({
    ...deps,
    store,
    link,
    device,
    telling,
    platform,
    apply,
    onError,
    onGivenBack: (grantId, source) => ending.finish(grantId, source),
    async onTaking(grant) {
      history.hold(toLocalGrant(grant, store.get().offsetMs));
      await history.settled();
    },
    onStarted(grant) {
      lasting.watch(grant.id);
      notify(startedNotice(grant, custodian.remainingMs(grant.id)));
    },
  });
  const requesting = createRequesting({
    ...deps,
    store,
    link,
    profiles,
    gate,
    elevation,
    flights,
    outbox,
    apply,
    onError,
    used: (profileId) => preferences.used(profileId),
    onStartFailed: (grant, sentence) =>
      trouble(`start:${grant.id}`, words.trouble.notStarted({ profile: grant.profileName }), sentence),
  });
  const reviewing = createReviewing({ store, link, dialogs: deps.dialogs, onError });
  const inbox = createInboxFeed({ store, announcing });
  const leaving = createLeaving({
    flights,
    ending,
    telling,
    copying,
    files: [history, outbox, preferences],
    clock,
  });
  const signIn = createSignIn({
    store,
    link,
    connectBroker: deps.connectBroker,
    signInStore: deps.signInStore,
    tokenAtHand: deps.tokenAtHand,
    device,
    preferences,
    inbox,
    brokerUrl: deps.brokerUrl,
    events: {
      ...feed,
      onInbox: inbox.onInbox,
      onProfilesChanged: () => void profiles.refresh(),
      onConnected() {
        void profiles.refresh();
        void telling.flush();
      },
      onDisconnected: () => undefined,
    },
    endAll: leaving.endAll,
    forgetBroker() {
      const held = new Set(custodian.holdings().map(({ grantId }) => grantId));
      store.change({ grants: new Map([...store.get().grants].filter(([id]) => held.has(id))) });
      profiles.clear();
    },
  });
  const acts = createActs({
    signIn,
    requesting,
    reviewing,
    extending: lasting,
    ending,
    copying,
    preferences,
    gate,
    onSettings: () => lasting.replan(),
    onKeychainReady: () => custodian.sweep(),
    dismiss: (id) => dropTrouble(store, id),
  });

  const undos = [
    custodian.onOver((over) => ending.over(over)),
    custodian.onChange(() => {
      report.refresh();
      lasting.recheck();
      store.change({});
    }),
  ];
  let shown: WholeSnapshot | null = null;
  let recovered: Promise<void> = Promise.resolve();

  return {
    async start() {
      const onHeld = (grantId: string): void => lasting.watch(grantId);
      recovered = recover({ store, custodian, preferences, outbox, history, ending, onHeld });
      await recovered;
      // Ordered to quit meanwhile.
      if (flights.isClosed()) return;
      void gate.check();
      // Not after the broker's first answer: what is held can be used without it.
      void deps.openAgentDoor().then((agentDoor) => store.change({ agentDoor }));
      await signIn.begin();
    },
    snapshot() {
      if (shown?.revision === store.revision()) return shown;
      const view = { state: store.get(), revision: store.revision(), holdings: custodian.holdings() };
      shown = toSnapshot({
        ...view,
        now: clock.read(),
        language: language(),
        app,
      });
      return shown;
    },
    onChange: (listener) => store.onChange(listener),
    onNotice: announcing.onNotice,
    onNoticeOver: announcing.onNoticeOver,
    async perform(act, payload, source) {
      const result = await acts[act](payload, source);
      // Nobody looks at the window: what was refused is said where it will be seen.
      if (
        !result.ok &&
        result.error.kind === 'refused' &&
        (source === 'tray-menu' || source === 'notification')
      ) {
        trouble(`act:${act}`, words.trouble.didNotWork, result.error.sentence);
      }
      return result;
    },
    goTo: (place) => store.change({ goTo: { place, count: store.get().goTo.count + 1 } }),
    wake() {
      void custodian.sweep();
      lasting.recheck();
      link.wake();
      store.change({});
    },
    async quit(source) {
      await leaving.quit(source, recovered);
      link.close();
      for (const undo of undos) undo();
    },
  };
}
