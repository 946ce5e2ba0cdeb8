/** Denying: with a comment, as the person who asked reads it and needs to know what to do. */
import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { InboxItem } from '../../shared/inbox.ts';
import { hasDeceivingCharacters, LONGEST_REASON } from '../../shared/untrusted-text.ts';
import { Button } from '../components/button.tsx';
import { TextArea } from '../components/field.tsx';
import { SmallForm } from '../components/small-form.tsx';
import { useSnapshot } from '../store/stint.tsx';
import { words } from '../words/words.ts';
import { shortcutWords } from '../words/request-words.ts';

const COUNTED_FROM = 200;

export interface DenyFormProps {
  readonly item: InboxItem;
  readonly busy: boolean;
  /** What the broker has against the comment. */
  readonly complaint: string | null;
  readonly onCancel: () => void;
  readonly onSend: (comment: string) => void;
}

export function DenyForm({ item, busy, complaint, onCancel, onSend }: DenyFormProps): ReactElement {
  const mac = useSnapshot((snapshot) => snapshot.app.platform === 'darwin');
  const [comment, setComment] = useState('');
  const [error, setError] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const said = wordsFor(item);
  const left = LONGEST_REASON - comment.length;

  const send = (): void => {
    const written = comment.trim();
    const wrong =
      written === ''
        ? words.approvals.commentMissing
        : hasDeceivingCharacters(written)
          ? words.request.errors.deceiving
          : null;
    setError(wrong);
    if (wrong === null) onSend(written);
    else field.current?.focus();
  };
  return (
    <SmallForm
      label={said.form({ profile: item.grant.profileName })}
      busy={busy}
      onSend={send}
      onCancel={onCancel}
    >
      <TextArea
        ref={field}
        label={words.approvals.comment}
        note={words.request.required}
        hint={[
          words.approvals.denyHint({ person: item.grant.person.name }),
          left <= COUNTED_FROM ? words.request.left({ count: left }) : '',
        ]
          .join(' ')
          .trim()}
        error={error ?? complaint ?? undefined}
        aria-required
        maxLength={LONGEST_REASON}
        rows={2}
        value={comment}
        onChange={(event) => {
          setComment(event.target.value);
          setError(null);
        }}
      />
      <div className="actions">
        <Button type="submit" look="bad-solid" isDisabled={busy}>
          {busy ? words.approvals.sending : said.submit}
          {!busy && <kbd aria-hidden="true">{shortcutWords(mac)}</kbd>}
        </Button>
        <Button onPress={onCancel}>{words.request.cancel}</Button>
      </div>
    </SmallForm>
  );
}

function wordsFor({ asks, grant }: InboxItem): {
  readonly form: (given: { readonly profile: string }) => string;
  readonly submit: string;
} {
  if (asks !== 'afterwards') return { form: words.approvals.denyForm, submit: words.approvals.denySubmit };
  const submit = grant.status === 'active' ? words.afterwards.objectEnd : words.afterwards.objectSubmit;
  return { form: words.afterwards.objectForm, submit };
}
