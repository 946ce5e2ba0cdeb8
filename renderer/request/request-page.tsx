/** The page `Request <profile name>`, in place of the tabs: what the profile lets one do, and the form or why there is none. */
import type { ReactElement } from 'react';
import { useCallback } from 'react';
import { ToggleButton } from 'react-aria-components';
import type { ProfileOffer } from '../../shared/profile.ts';
import { useFavour } from '../access/profiles.tsx';
import { Bar } from '../components/bar.tsx';
import { Button } from '../components/button.tsx';
import { BackIcon, InfoIcon, StarIcon } from '../components/icons.tsx';
import { WindowBars } from '../components/window-bars.tsx';
import { useFeed, useSnapshot, useStint, useView } from '../store/stint.tsx';
import { words } from '../words/words.ts';
import { Abilities } from './abilities.tsx';
import { RequestForm } from './request-form.tsx';

export function RequestPage({ profileId }: { profileId: string }): ReactElement {
  const { view } = useStint();
  const found = useFeed((feed) => feed.offers.find(({ profile }) => profile.id === profileId));
  const back = useCallback(() => view.setState({ requesting: null, prefill: null }), [view]);
  return (
    <main className="page">
      <div className="page-head">
        <Button look="quiet icon" aria-label={words.back} onPress={back}>
          <BackIcon />
        </Button>
        <h1 className="clamp" title={found?.profile.name}>
          {found?.profile.name ?? words.profiles.notNow}
        </h1>
        {found && <Favourite profileId={profileId} />}
      </div>
      <WindowBars />
      {found === undefined ? (
        <Closed sentence={words.request.gone} onBack={back} />
      ) : (
        <Offered found={found} onBack={back} />
      )}
    </main>
  );
}

function Offered({ found, onBack }: { found: ProfileOffer; onBack: () => void }): ReactElement {
  const { profile, offer } = found;
  // A link that comes while a form is open opens another one.
  const followed = useView((state) => (state.prefill === null ? 0 : state.followed));
  switch (offer.kind) {
    case 'open':
      return (
        <RequestForm key={`${profile.id} ${followed}`} profile={profile} offer={offer} onDone={onBack} />
      );
    case 'refused':
      return (
        <Closed sentence={offer.sentence} onBack={onBack}>
          <Abilities profile={profile} />
        </Closed>
      );
  }
}

/** A profile that cannot be asked for now, and why. */
function Closed(props: { sentence: string; onBack: () => void; children?: ReactElement }): ReactElement {
  return (
    <>
      <div className="body">
        {props.children}
        <Bar tone="plain" icon={<InfoIcon />}>
          <strong>{words.request.refused}.</strong> {props.sentence}
        </Bar>
      </div>
      <div className="foot">
        <Button look="large" onPress={props.onBack} autoFocus>
          {words.back}
        </Button>
      </div>
    </>
  );
}

function Favourite({ profileId }: { profileId: string }): ReactElement {
  const favourite = useSnapshot((snapshot) => snapshot.favourites.includes(profileId));
  const favour = useFavour();
  return (
    <ToggleButton
      className="button quiet icon star-button"
      aria-label={words.profiles.favourite}
      isSelected={favourite}
      onChange={(next) => favour(profileId, next)}
    >
      <StarIcon />
    </ToggleButton>
  );
}
