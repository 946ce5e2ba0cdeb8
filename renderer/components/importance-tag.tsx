/** A profile's importance as a tag: a word always, and a colour from high on. */
import type { ReactElement } from 'react';
import type { Importance } from '../../shared/profile.ts';

const TONES: Readonly<Record<Importance, string>> = {
  low: 'plain',
  medium: 'plain',
  high: 'bad',
  critical: 'bad',
};

export function ImportanceTag(props: {
  readonly importance: Importance;
  readonly words: string;
  readonly title?: string;
}): ReactElement {
  return (
    <span className={`tag ${TONES[props.importance]}`} title={props.title}>
      {props.words}
    </span>
  );
}
