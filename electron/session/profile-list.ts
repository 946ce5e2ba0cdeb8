/**
 * The profiles this person may see, with what policy says now. Asked for when the broker is there and when it says they have changed; never polled.
 */
import type { ProfileOffer } from '../../shared/profile.ts';
import type { BrokerLink } from './broker-link.ts';
import type { Store } from './state.ts';

export interface ProfileList {
  /** Asks again; asked while an answer is on its way, it asks once more afterwards. */
  refresh(): Promise<void>;
  find(profileId: string): ProfileOffer | undefined;
  clear(): void;
}

export function createProfileList(store: Store, link: BrokerLink): ProfileList {
  let underWay: Promise<void> | null = null;
  let orders = 0;

  async function load(): Promise<void> {
    let answered: number;
    do {
      answered = orders;
      await ask();
    } while (answered !== orders);
  }

  async function ask(): Promise<void> {
    const asked = link.get();
    if (asked === null) return;
    store.change({ profiles: { ...store.get().profiles, loading: true } });
    const answer = await asked.client.profiles();
    // Another broker or person meanwhile: whoever opened that link has ordered again.
    if (link.get() !== asked) return;
    const known = store.get().profiles;
    store.change({
      profiles: answer.ok
        ? { revision: known.revision + 1, loading: false, offers: answer.value }
        : { ...known, loading: false },
    });
  }

  return {
    refresh() {
      orders += 1;
      underWay ??= load().finally(() => {
        underWay = null;
      });
      return underWay;
    },
    find: (profileId) => store.get().profiles.offers?.find(({ profile }) => profile.id === profileId),
    clear() {
      const revision = store.get().profiles.revision + 1;
      store.change({ profiles: { revision, loading: false, offers: null } });
    },
  };
}
