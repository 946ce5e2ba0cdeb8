/** The Settings tab. Nothing here can lengthen a grant. */
import type { ReactElement } from 'react';
import { useId } from 'react';
import { CheckboxButton, CheckboxField, CheckboxGroup, Label } from 'react-aria-components';
import { THEMES, type Settings } from '../../shared/settings.ts';
import { Button } from '../components/button.tsx';
import { CheckIcon } from '../components/icons.tsx';
import { Segments } from '../components/segments.tsx';
import { KeychainLine } from '../components/keychain-line.tsx';
import { useActLoudly, useSnapshot } from '../store/stint.tsx';
import { words } from '../words/words.ts';
import { warningChoices } from './warning-choices.ts';

export function SettingsPanel(): ReactElement {
  return (
    <div className="settings">
      <Preferences />
      <section className="region" aria-label={words.settings.keychain}>
        <h2 className="section-head">{words.settings.keychain}</h2>
        <KeychainLine />
      </section>
      <BrokerAccount />
      <About />
    </div>
  );
}

function Preferences(): ReactElement {
  const settings = useSnapshot((snapshot) => snapshot.settings);
  const act = useActLoudly();
  const change = (next: Partial<Settings>): void => void act('settings:change', { ...settings, ...next });
  return (
    <section className="card" aria-label={words.settings.looks}>
      <Segments
        label={words.settings.theme}
        value={settings.theme}
        segments={THEMES.map((theme) => ({ value: theme, label: words.settings.themes[theme] }))}
        onChange={(value) => change({ theme: THEMES.find((theme) => theme === value) ?? settings.theme })}
      />
      <CheckboxGroup
        className="field"
        value={settings.warnBeforeMinutes.map(String)}
        onChange={(values) =>
          change({ warnBeforeMinutes: values.map(Number).sort((one, other) => other - one) })
        }
      >
        <Label className="label">{words.settings.warnings}</Label>
        <div className="checks num">
          {warningChoices(settings.warnBeforeMinutes).map(({ minutes, mayChange }) => (
            <CheckboxField key={minutes} value={String(minutes)} isDisabled={!mayChange}>
              <CheckboxButton className="check">
                <CheckIcon />
                {words.settings.minutes(minutes)}
              </CheckboxButton>
            </CheckboxField>
          ))}
        </div>
        <div className="hint">{words.settings.warningsHint}</div>
      </CheckboxGroup>
    </section>
  );
}

function BrokerAccount(): ReactElement {
  const session = useSnapshot((snapshot) => snapshot.session);
  const act = useActLoudly();
  const headId = useId();
  return (
    <section className="region" aria-labelledby={headId}>
      <h2 id={headId} className="section-head">
        {words.settings.broker}
      </h2>
      <div className="card">
        <div className="line">
          <div>
            {session.session === 'signed-in' && <div className="name">{session.person.name}</div>}
            <div className="sub selectable">{session.brokerUrl}</div>
            {session.session === 'signed-in' && session.person.groups.length > 0 && (
              <div className="sub">{words.settings.groups(session.person.groups)}</div>
            )}
          </div>
          <Button onPress={() => void act('session:sign-out', {})}>{words.settings.signOut}</Button>
        </div>
        <p className="small muted">{words.settings.signOutHow}</p>
      </div>
    </section>
  );
}

function About(): ReactElement {
  const app = useSnapshot((snapshot) => snapshot.app);
  const headId = useId();
  return (
    <section className="region" aria-labelledby={headId}>
      <h2 id={headId} className="section-head">
        {words.settings.about}
      </h2>
      <div className="card small">
        <strong>{words.settings.version(app.version)}</strong>
        <div className="muted">
          {words.settings.home} <span className="selectable">{app.home}</span>
        </div>
      </div>
    </section>
  );
}
