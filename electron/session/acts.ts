/**
 * The acts the surfaces may order, one function each. A refusal that nobody would see in the window is also said as trouble.
 */
import type { Source } from '../../shared/custody.ts';
import type { Payload } from '../../shared/ipc.ts';
import type { Answers, Result } from '../../shared/result.ts';
import type { Act } from '../ports/core.ts';
import type { Copying } from './copying.ts';
import type { Ending } from './ending.ts';
import type { Extending } from './extending.ts';
import type { KeychainGate } from './keychain-gate.ts';
import { DONE, refuse } from './outcome.ts';
import type { Preferences } from './preferences.ts';
import type { Requesting } from './requesting.ts';
import type { Reviewing } from './reviewing.ts';
import type { SignInFlow } from './sign-in.ts';

export type Acts = {
  readonly [A in Act]: (payload: Payload<A>, source: Source) => Promise<Result<Answers[A]>>;
};

export function createActs(parts: {
  readonly signIn: SignInFlow;
  readonly requesting: Requesting;
  readonly reviewing: Reviewing;
  readonly extending: Extending;
  readonly ending: Ending;
  readonly copying: Copying;
  readonly preferences: Preferences;
  readonly gate: KeychainGate;
  readonly onSettings: () => void;
  readonly onKeychainReady: () => Promise<void>;
  readonly dismiss: (troubleId: string) => void;
}): Acts {
  const { signIn, requesting, reviewing, extending, ending, copying, preferences, gate } = parts;
  const done = (): Promise<Result<null>> => Promise.resolve(DONE);
  return {
    'session:sign-in': ({ brokerUrl, token }) => signIn.signIn(brokerUrl, token),
    'session:sign-out': (_, source) => signIn.signOut(source === 'quit' ? 'quit' : 'sign-out'),
    'grant:request': (asked, source) => requesting.request(asked, source),
    'grant:start': ({ grantId }, source) => requesting.start(grantId, source),
    'grant:release': ({ grantId }, source) => ending.release(grantId, source),
    'grant:withdraw': ({ grantId }, source) => ending.withdraw(grantId, source),
    'grant:extend': (asked, source) => extending.extend(asked, source),
    'review:give': (given, source) => reviewing.give(given, source),
    async 'grant:release-all'(_, source) {
      await ending.releaseAll(source);
      return DONE;
    },
    'credential:copy': (order) => copying.copy(order),
    'profile:favour'({ profileId, favourite }) {
      preferences.favour(profileId, favourite);
      return done();
    },
    'settings:change'(settings) {
      preferences.change(settings);
      parts.onSettings();
      return done();
    },
    async 'keychain:check'() {
      const sentence = await gate.check(true);
      if (sentence !== null) return refuse(sentence);
      await parts.onKeychainReady();
      return DONE;
    },
    'trouble:dismiss'({ troubleId }) {
      parts.dismiss(troubleId);
      return done();
    },
  };
}
