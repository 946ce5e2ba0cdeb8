/** The Settings tab. Nothing here can lengthen a grant. */
import type { ReactElement } from 'react';
import { useId } from 'react';
import { CheckboxButton, CheckboxField, CheckboxGroup, Label } from 'react-aria-components';
import { describeDuration, DURATION_LADDER_SECONDS } from '../../shared/duration.ts';
import { THEMES, type Settings } from '../../shared/settings.ts';
import { Button } from '../components/button.tsx';
import { CheckIcon } from '../components/icons.tsx';
import { Segments } from '../components/segments.tsx';
import { SwitchLine } from '../components/switch-line.tsx';
import { KeychainLine } from '../components/keychain-line.tsx';
import { useActLoudly, useSnapshot } from '../store/stint.tsx';
import { LANGUAGE_CHOICES } from '../../shared/words/languages.ts';
import { words } from '../words/words.ts';
import { warningChoices } from './warning-choices.ts';

export function SettingsPanel(): ReactElement {
  return (
    <div className="settings">
      <Preferences />
      <OnThisComputer />
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
      <Segments
        label={words.settings.language}
        value={settings.language}
        segments={LANGUAGE_CHOICES.map((one) => ({ value: one, label: words.settings.languages[one] }))}
        onChange={(value) =>
          change({ language: LANGUAGE_CHOICES.find((one) => one === value) ?? settings.language })
        }
      />
      <div>
        <Segments
          label={words.settings.usual}
          value={String(settings.usualSeconds)}
          segments={DURATION_LADDER_SECONDS.map((seconds) => ({
            value: String(seconds),
            label: describeDuration(seconds),
          }))}
          onChange={(value) =>
            change({
              usualSeconds:
                DURATION_LADDER_SECONDS.find((seconds) => String(seconds) === value) ?? settings.usualSeconds,
            })
          }
        />
        <div className="hint under">{words.settings.usualHint}</div>
      </div>
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
                {words.settings.minutes({ minutes })}
              </CheckboxButton>
            </CheckboxField>
          ))}
        </div>
        <div className="hint">{words.settings.warningsHint}</div>
      </CheckboxGroup>
    </section>
  );
}

/** When Stint starts, and when it ends everything by itself. */
function OnThisComputer(): ReactElement {
  const settings = useSnapshot((snapshot) => snapshot.settings);
  const linux = useSnapshot((snapshot) => snapshot.app.platform === 'linux');
  const act = useActLoudly();
  const change = (next: Partial<Settings>): void => void act('settings:change', { ...settings, ...next });
  const headId = useId();
  const says = words.settings;
  return (
    <section className="region" aria-labelledby={headId}>
      <h2 id={headId} className="section-head">
        {says.computer}
      </h2>
      <div className="card">
        <SwitchLine
          label={says.startAtLogin}
          hint={says.startAtLoginHint}
          on={settings.startAtLogin}
          onChange={(startAtLogin) => change({ startAtLogin })}
        />
        <SwitchLine
          label={says.endOnSleep}
          hint={says.endHint}
          on={settings.endOnSleep}
          onChange={(endOnSleep) => change({ endOnSleep })}
        />
        <SwitchLine
          label={says.endOnLock}
          hint={linux ? says.noLockHere : says.endHint}
          on={settings.endOnLock}
          disabled={linux}
          onChange={(endOnLock) => change({ endOnLock })}
        />
      </div>
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
              <div className="sub">{words.settings.groups({ groups: session.person.groups.join(', ') })}</div>
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
  const act = useActLoudly();
  const headId = useId();
  return (
    <section className="region" aria-labelledby={headId}>
      <h2 id={headId} className="section-head">
        {words.settings.about}
      </h2>
      <div className="card small">
        <strong>{words.settings.version({ version: app.version })}</strong>
        <div className="muted">
          {words.settings.home} <span className="selectable">{app.home}</span>
        </div>
        <div className="actions">
          <Button onPress={() => void act('logs:open', {})}>{words.settings.openLogs}</Button>
        </div>
      </div>
    </section>
  );
}
