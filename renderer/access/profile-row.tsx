/**
 * One option of the list. The star is for the mouse; the keyboard has Control D here and a button on the form,
 * as an option may not hold a control of its own.
 */
import type { CSSProperties, ReactElement } from 'react';
import { memo } from 'react';
import type { ProfileOffer } from '../../shared/profile.ts';
import { ProfileKind } from '../components/profile-kind.tsx';
import { StarIcon } from '../components/icons.tsx';
import { words } from '../words/words.ts';
import { offerWords } from './offer-words.ts';
import { ONE_LINE } from './row-height.ts';

export interface ProfileRowProps {
  readonly offer: ProfileOffer;
  readonly position: number;
  readonly size: number;
  readonly top: number;
  readonly height: number;
  readonly active: boolean;
  readonly favourite: boolean;
  readonly onOpen: (profileId: string) => void;
  readonly onFavour: (profileId: string, favourite: boolean) => void;
}

export function optionId(profileId: string): string {
  return `profile-${profileId}`;
}

export const ProfileRow = memo(function ProfileRow(props: ProfileRowProps): ReactElement {
  const { offer, position, size, top, height, active, favourite, onOpen, onFavour } = props;
  const { profile } = offer;
  const said = offerWords(offer);
  const style: CSSProperties = { height, transform: `translateY(${String(top)}px)` };
  return (
    <div
      id={optionId(profile.id)}
      role="option"
      aria-selected={active}
      aria-setsize={size}
      aria-posinset={position + 1}
      className="row option"
      data-active={active || undefined}
      style={style}
      title={[profile.name, said.where, said.tag].filter(Boolean).join('\n')}
      onClick={() => onOpen(profile.id)}
    >
      <ProfileKind entitlements={profile.entitlements}>
        <span
          aria-hidden="true"
          className="star"
          data-on={favourite || undefined}
          title={favourite ? words.profiles.favouriteRemove : words.profiles.favouriteAdd}
          onClick={(event) => {
            event.stopPropagation();
            onFavour(profile.id, !favourite);
          }}
        >
          <StarIcon />
        </span>
      </ProfileKind>
      <span className="text">
        <span className={`profile-name ${height > ONE_LINE ? 'clamp' : 'one-line'}`}>{profile.name}</span>
        <span className="visually-hidden">, {favourite ? `${words.profiles.favourite}, ` : ''}</span>
        <span className="where one-line">{said.where}</span>
      </span>
      <span className="visually-hidden">, </span>
      <span className="right">
        <span className={`tag one-line ${said.tone}`}>{said.tag}</span>
        <span className="visually-hidden">, </span>
        {said.limit !== '' && <span className="limit num">{said.limit}</span>}
      </span>
    </div>
  );
});
