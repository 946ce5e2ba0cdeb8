/**
 * First run and signed out: the broker's address, the token, and what Stint will do with them.
 * The token is never kept: it lives in the field until it is sent, and the field is emptied then.
 */
import type { ReactElement, SubmitEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { describeCallError } from '../../shared/result.ts';
import type { Session } from '../../shared/snapshot.ts';
import { Bar } from '../components/bar.tsx';
import { Button } from '../components/button.tsx';
import { TextField } from '../components/field.tsx';
import { CheckIcon, DashIcon, Mark, WarningIcon } from '../components/icons.tsx';
import { KeychainLine } from '../components/keychain-line.tsx';
import { useStint } from '../store/stint.tsx';
import { words } from '../words/words.ts';

type SignedOut = Exclude<Session, { session: 'signed-in' }>;
type Errors = Readonly<Partial<Record<'brokerUrl' | 'token', string>>>;

export function SignInPage({ session }: { session: SignedOut }): ReactElement {
  return (
    <main className="panel">
      <div className="welcome">
        <div>
          <Mark size={44} />
          <h1>{words.signIn.title}</h1>
        </div>
        <WhatItDoes />
        <KeychainLine />
        <SignInForm session={session} />
      </div>
    </main>
  );
}

function WhatItDoes(): ReactElement {
  return (
    <section className="card" aria-label={words.signIn.will}>
      <h2 className="section-head">{words.signIn.will}</h2>
      <ul className="can">
        {Object.values(words.signIn.does).map((sentence) => (
          <li key={sentence}>
            <CheckIcon />
            <span>{sentence}</span>
          </li>
        ))}
        <li className="not">
          <DashIcon />
          <span>{words.signIn.doesNot}</span>
        </li>
      </ul>
    </section>
  );
}

function SignInForm({ session }: { session: SignedOut }): ReactElement {
  const { act } = useStint();
  const [brokerUrl, setBrokerUrl] = useState(session.brokerUrl);
  const [errors, setErrors] = useState<Errors>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const token = useRef<HTMLInputElement>(null);
  const busy = sending || session.session === 'signing-in';
  const atHand = session.session === 'signed-out' && session.tokenAtHand;
  const sentence = failure ?? (session.session === 'signed-out' ? session.sentence : null);
  const fromMain = session.brokerUrl;
  useEffect(() => setBrokerUrl(fromMain), [fromMain]);

  const send = async (withToken: string | null): Promise<void> => {
    if (busy) return;
    const address = brokerUrl.trim();
    const missing: Errors = {
      ...(address === '' ? { brokerUrl: words.signIn.errors.brokerMissing } : {}),
      ...(withToken === '' ? { token: words.signIn.errors.tokenMissing } : {}),
    };
    setErrors(missing);
    setFailure(null);
    if (Object.keys(missing).length > 0) return;
    setSending(true);
    const answer = await act('session:sign-in', { brokerUrl: address, token: withToken });
    setSending(false);
    if (answer.ok) return;
    const { error } = answer;
    if (error.kind === 'refused' && (error.field === 'token' || error.field === 'brokerUrl')) {
      setErrors({ [error.field]: error.sentence });
    } else setFailure(describeCallError(error, words));
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const typed = token.current?.value.trim() ?? '';
    if (token.current) token.current.value = '';
    void send(typed);
  };

  return (
    <form aria-label={words.signIn.form} aria-busy={busy} noValidate onSubmit={onSubmit}>
      {sentence !== null && (
        <Bar tone="bad" alert icon={<WarningIcon />}>
          {sentence}
        </Bar>
      )}
      <TextField
        label={words.signIn.brokerUrl}
        hint={words.signIn.brokerHint}
        error={errors.brokerUrl}
        type="url"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        maxLength={2048}
        placeholder="https://"
        disabled={busy}
        value={brokerUrl}
        onChange={(event) => setBrokerUrl(event.target.value)}
      />
      {atHand && (
        <>
          <Button look="primary large" isDisabled={busy} onPress={() => void send(null)}>
            {busy ? words.signIn.submitting : words.signIn.atHand}
          </Button>
          <div className="or">{words.signIn.or}</div>
        </>
      )}
      <TextField
        ref={token}
        label={words.signIn.token}
        hint={words.signIn.tokenHint}
        error={errors.token}
        type="password"
        autoComplete="off"
        spellCheck={false}
        maxLength={8192}
        disabled={busy}
      />
      <Button type="submit" look={atHand ? 'large' : 'primary large'} isDisabled={busy}>
        {busy && !atHand ? words.signIn.submitting : words.signIn.submit}
      </Button>
    </form>
  );
}
