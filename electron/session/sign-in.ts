/**
 * Signing in to a broker and out again: with what is stored, with the token at hand, or with a typed token. A token goes to the client and to the
 * keychain; it is never in the state, an answer or an error. Signing out wipes and releases first.
 */
import type { Source } from '../../shared/custody.ts';
import type { Person } from '../../shared/person.ts';
import type { Result } from '../../shared/result.ts';
import type { Session } from '../../shared/snapshot.ts';
import type { BrokerClient, BrokerError, BrokerEvents, ConnectBroker } from '../ports/broker-client.ts';
import type { SignIn, SignInStore, TokenAtHand } from '../ports/sign-in.ts';
import type { BrokerLink } from './broker-link.ts';
import type { DeviceRegistration } from './device.ts';
import type { InboxFeed } from './inbox-feed.ts';
import { brokerSentence, CANCELLED, DONE, isRejected, refuse, refuseByBroker } from './outcome.ts';
import type { Preferences } from './preferences.ts';
import { addTrouble, dropTrouble, type Store } from './state.ts';
import { words } from '../words.ts';

export interface SignInFlow {
  /** At start: signs in with what is stored, else with the token at hand; otherwise says what is needed. */
  begin(): Promise<void>;
  signIn(brokerUrl: string, token: string | null): Promise<Result<null>>;
  signOut(source: Source): Promise<Result<null>>;
  /** An answer of the broker; if it says that this sign-in counts no more, the person is signed out. */
  onError(error: BrokerError): void;
}

type Origin = 'stored' | 'at-hand' | 'typed';

/** The issuer the broker gives to local accounts, which are for trying out. */
const LOCAL_ISSUER = 'local';
const NOT_SAVED = 'sign-in-not-saved';

export function createSignIn(deps: {
  readonly store: Store;
  readonly link: BrokerLink;
  readonly connectBroker: ConnectBroker;
  readonly signInStore: SignInStore;
  readonly tokenAtHand: TokenAtHand;
  readonly device: DeviceRegistration;
  readonly preferences: Preferences;
  readonly inbox: Pick<InboxFeed, 'onStream' | 'clear'>;
  readonly brokerUrl: string;
  readonly events: BrokerEvents;
  /** Wipes and releases all; the broker is told when it resolves. */
  readonly endAll: (source: Source) => Promise<void>;
  /** Forgets what the former broker or person was told of. */
  readonly forgetBroker: () => void;
}): SignInFlow {
  const { store, link, preferences } = deps;
  let attempt = 0;
  /** The broker has said who this is, since the sign-in. */
  let verified = false;

  /** The token at hand was named together with a broker, and is sent to no other, whoever asks: the page says where to. */
  async function tokenFor(brokerUrl: string): Promise<string | null> {
    // SECURITY: token-to-its-broker
    const isItsBroker = deps.brokerUrl !== '' && toOrigin(brokerUrl) === toOrigin(deps.brokerUrl);
    return isItsBroker ? deps.tokenAtHand.read() : null;
  }

  function noToken(): string {
    if (deps.brokerUrl === '') return words.signIn.noToken;
    return words.signIn.noTokenOr({ address: toOrigin(deps.brokerUrl) });
  }

  /** What waited for a review is nobody's to read once nobody is signed in, or somebody who may not approve; its notices go with it. */
  function show(session: Session): void {
    if (session.session !== 'signed-in' || !session.person.mayApprove) deps.inbox.clear();
    store.change({ session });
  }

  async function toSignedOut(brokerUrl: string, sentence: string | null): Promise<void> {
    const token = await tokenFor(deps.brokerUrl);
    show({ session: 'signed-out', brokerUrl, tokenAtHand: token !== null, sentence });
  }

  async function enter(signIn: SignIn, origin: Origin): Promise<Result<null>> {
    attempt += 1;
    const mine = attempt;
    const connected = deps.connectBroker(signIn.brokerUrl, signIn.token);
    if (!connected.ok) {
      await toSignedOut(signIn.brokerUrl, connected.sentence);
      return refuse(connected.sentence, 'brokerUrl');
    }
    const brokerUrl = toOrigin(signIn.brokerUrl);
    const client = connected.value;
    show({ session: 'signing-in', brokerUrl });
    const me = await client.me();
    if (mine !== attempt) return CANCELLED;
    if (me.ok) {
      await welcome(me.value, brokerUrl, client, mine);
      if (origin === 'typed') await save({ brokerUrl, token: signIn.token });
      return DONE;
    }
    if (origin !== 'typed' && me.error.kind === 'unreachable') {
      await waitFor(brokerUrl, client, mine);
      return DONE;
    }
    const sentence = me.error.kind === 'unreachable' ? words.signIn.noBroker : brokerSentence(me.error);
    await toSignedOut(signIn.brokerUrl, sentence);
    return isRejected(me.error) ? refuseByBroker(me.error) : refuse(sentence, 'brokerUrl');
  }

  async function welcome(
    person: Person,
    brokerUrl: string,
    client: BrokerClient,
    mine: number,
  ): Promise<void> {
    const former = preferences.lastSignIn();
    if (former?.brokerUrl !== brokerUrl || former.person.id !== person.id) {
      if (former !== null) {
        // What the former held after their sign-in had expired is not this person's to use, or to tell of.
        show({ session: 'signing-in', brokerUrl });
        // SECURITY: end-told-by-its-person
        await deps.endAll('sign-out');
        if (mine !== attempt) return;
        // A stream that was open already has told this person what is forgotten now: a new one tells it again.
        link.close();
      }
      deps.forgetBroker();
    }
    verified = true;
    preferences.signedInAs(brokerUrl, person);
    showSignedIn(person, brokerUrl);
    // The device's name must be known before the first telling of grants, so that one can tell which are held here.
    await deps.device.ready(client);
    if (mine !== attempt) return;
    if (link.get()?.client !== client) link.open({ client, brokerUrl }, events(client, brokerUrl, mine));
  }

  /** The broker is out of reach: go on as who this was the last time, and ask as soon as it is back. */
  async function waitFor(brokerUrl: string, client: BrokerClient, mine: number): Promise<void> {
    verified = false;
    const former = preferences.lastSignIn();
    if (former?.brokerUrl === brokerUrl) showSignedIn(former.person, brokerUrl);
    await deps.device.ready(client);
    if (mine === attempt) link.open({ client, brokerUrl }, events(client, brokerUrl, mine));
  }

  function events(client: BrokerClient, brokerUrl: string, mine: number): BrokerEvents {
    let wasAway = false;
    return {
      ...deps.events,
      onConnected() {
        deps.inbox.onStream();
        if (verified) deps.events.onConnected();
        // Groups change while a broker is away: what this person may review is what it says now.
        if (!verified || wasAway) void verify(client, brokerUrl, mine);
        wasAway = false;
      },
      onDisconnected(error) {
        wasAway = true;
        onError(error);
        deps.events.onDisconnected(error);
      },
    };
  }

  async function verify(client: BrokerClient, brokerUrl: string, mine: number): Promise<void> {
    const isFirst = !verified;
    const me = await client.me();
    if (mine !== attempt) return;
    if (!me.ok) {
      onError(me.error);
      return;
    }
    await welcome(me.value, brokerUrl, client, mine);
    if (isFirst && mine === attempt) deps.events.onConnected();
  }

  function showSignedIn(person: Person, brokerUrl: string): void {
    const tryingOut = person.issuer === LOCAL_ISSUER;
    show({ session: 'signed-in', brokerUrl, person, tryingOut });
  }

  async function save(signIn: SignIn): Promise<void> {
    const saved = await deps.signInStore.save(signIn);
    dropTrouble(store, NOT_SAVED);
    if (saved.ok) return;
    const sentence = words.signIn.notKept;
    addTrouble(store, { id: NOT_SAVED, sentence, dismissible: true });
  }

  async function leave(source: Source): Promise<void> {
    await deps.endAll(source);
    attempt += 1;
    link.close();
  }

  function onError(error: BrokerError): void {
    if (!isRejected(error) || store.get().session.session === 'signed-out') return;
    const { brokerUrl } = store.get().session;
    attempt += 1;
    link.close();
    void toSignedOut(brokerUrl, brokerSentence(error));
    // The sign-in's life is not the grant's: what is held runs to its end. But a sign-in that was taken away takes the access with it.
    if (error.kind === 'problem' && error.problem.code === 'token-revoked') void deps.endAll('broker');
  }

  return {
    async begin() {
      const stored = await deps.signInStore.load();
      const known = stored.ok ? stored.value : null;
      // SECURITY: sign-out-lasts. The keychain kept what it was told to delete: it is told again.
      if (known !== null && preferences.signedOut()) await deps.signInStore.forget();
      const here =
        known !== null &&
        !preferences.signedOut() &&
        (deps.brokerUrl === '' || known.brokerUrl === toOrigin(deps.brokerUrl));
      const prefilled = deps.brokerUrl === '' ? (known?.brokerUrl ?? '') : deps.brokerUrl;
      if (here && (await enter(known, 'stored')).ok) return;
      const token = preferences.signedOut() ? null : await tokenFor(prefilled);
      if (token !== null) await enter({ brokerUrl: prefilled, token }, 'at-hand');
      else if (!here) await toSignedOut(prefilled, null);
    },
    async signIn(brokerUrl, typed) {
      const token = typed ?? (await tokenFor(brokerUrl.trim()));
      if (token === null) return refuse(noToken(), 'token');
      if (!/^[\x21-\x7e]+$/u.test(token.trim())) {
        return refuse(words.signIn.tokenMalformed, 'token');
      }
      if (store.get().session.session === 'signed-in') await leave('sign-out');
      return enter(
        { brokerUrl: brokerUrl.trim(), token: token.trim() },
        typed === null ? 'at-hand' : 'typed',
      );
    },
    async signOut(source) {
      const { brokerUrl } = store.get().session;
      await leave(source);
      preferences.forgetSignIn();
      const forgotten = await deps.signInStore.forget();
      deps.forgetBroker();
      await toSignedOut(brokerUrl, null);
      if (forgotten.ok) return DONE;
      return refuse(words.signIn.notForgotten);
    },
    onError,
  };
}

/** One address, one name: what was typed without what makes no difference. */
function toOrigin(brokerUrl: string): string {
  try {
    return new URL(brokerUrl).origin;
  } catch {
    return brokerUrl;
  }
}
