/**
 * The form that asks for access. What is typed stays until the broker has taken it: a refusal stands under its field,
 * and nothing is lost.
 */
import type { KeyboardEvent, ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Profile } from '../../shared/profile.ts';
import { LONGEST_REASON, LONGEST_TICKET } from '../../shared/untrusted-text.ts';
import { describeCallError } from '../../shared/result.ts';
import { Bar } from '../components/bar.tsx';
import { Button } from '../components/button.tsx';
import { TextArea, TextField } from '../components/field.tsx';
import { CheckIcon, InboxIcon, InfoIcon, WarningIcon } from '../components/icons.tsx';
import { useSay, useSnapshot, useStint, useView } from '../store/stint.tsx';
import { words } from '../words/words.ts';
import { Abilities } from './abilities.tsx';
import {
  checkDraft,
  firstDraft,
  reviewOf,
  toPayload,
  type DraftErrors,
  type DraftField,
  type OpenOffer,
} from './draft.ts';
import { DurationField } from './duration-field.tsx';
import { RecentReasons } from './recent-reasons.tsx';
import { shortcutWords } from '../words/request-words.ts';

const COUNTED_FROM = 200;
const FIELDS: readonly DraftField[] = ['duration', 'reason', 'ticket'];

export interface RequestFormProps {
  readonly profile: Profile;
  readonly offer: OpenOffer;
  readonly onDone: () => void;
}

export function RequestForm({ profile, offer, onDone }: RequestFormProps): ReactElement {
  const { act, view } = useStint();
  const say = useSay();
  const mac = useSnapshot((snapshot) => snapshot.app.platform === 'darwin');
  const usual = useSnapshot((snapshot) => snapshot.settings.usualSeconds);
  const prefill = useView((state) => state.prefill);
  const [draft, setDraft] = useState(() => firstDraft(offer, usual, prefill));
  const asksTicket = offer.ticketRequired || (prefill?.ticket ?? '') !== '';
  const [errors, setErrors] = useState<DraftErrors>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const reason = useRef<HTMLTextAreaElement>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => reason.current?.focus(), []);

  const change = (next: Partial<typeof draft>): void => {
    setDraft((before) => ({ ...before, ...next }));
    // What is being mended is not blamed any longer.
    const touched = FIELDS.filter((field) => field in next || (field === 'duration' && 'minutes' in next));
    setErrors((before) =>
      Object.fromEntries(Object.entries(before).filter(([field]) => !touched.some((one) => one === field))),
    );
  };
  const pickReason = (picked: string): void => {
    change({ reason: picked });
    reason.current?.focus();
  };
  const blame = (found: DraftErrors): void => {
    setErrors(found);
    const first = FIELDS.find((field) => found[field] !== undefined);
    form.current?.querySelector<HTMLElement>(`[data-field=${first ?? 'none'}] :is(input, textarea)`)?.focus();
  };
  const submit = async (): Promise<void> => {
    if (busy) return;
    setFailure(null);
    const found = checkDraft(draft, offer);
    if (Object.keys(found).length > 0) {
      blame(found);
      return;
    }
    setBusy(true);
    const answer = await act('grant:request', toPayload(profile.id, draft));
    setBusy(false);
    if (answer.ok) {
      say(words.request.requested({ profile: profile.name }));
      // What was looked for is found: the top of the list shows what became of it.
      view.setState({ query: '', activeProfile: null, scrollTop: 0 });
      onDone();
      return;
    }
    const { error } = answer;
    const field = error.kind === 'refused' ? FIELDS.find((one) => one === error.field) : undefined;
    if (field !== undefined) blame({ [field]: describeCallError(error, words) });
    else setFailure(describeCallError(error, words));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit();
  };
  const left = LONGEST_REASON - draft.reason.length;

  return (
    <form
      ref={form}
      className="page"
      aria-label={words.request.form({ profile: profile.name })}
      aria-busy={busy}
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="body">
        {prefill !== null && (
          <Bar tone="plain" icon={<InfoIcon />}>
            {words.request.fromLink}
          </Bar>
        )}
        <Abilities profile={profile} />
        <div data-field="duration">
          <DurationField offer={offer} draft={draft} error={errors.duration} onChange={change} />
        </div>
        <div data-field="reason">
          <TextArea
            ref={reason}
            label={words.request.reason}
            note={offer.reasonRequired ? words.request.required : words.request.optional}
            hint={[
              reviewOf(draft, offer) === null
                ? words.request.reasonHint.atOnce
                : words.request.reasonHint.asks,
              left <= COUNTED_FROM ? words.request.left({ count: left }) : '',
            ]
              .join(' ')
              .trim()}
            error={errors.reason}
            aria-required={offer.reasonRequired}
            maxLength={LONGEST_REASON}
            rows={3}
            value={draft.reason}
            onChange={(event) => change({ reason: event.target.value })}
          />
          <RecentReasons profileId={profile.id} onPick={pickReason} />
        </div>
        {asksTicket && (
          <div data-field="ticket">
            <TextField
              label={words.request.ticket}
              note={offer.ticketRequired ? words.request.required : words.request.optional}
              error={errors.ticket}
              aria-required={offer.ticketRequired}
              autoComplete="off"
              maxLength={LONGEST_TICKET}
              value={draft.ticket}
              onChange={(event) => change({ ticket: event.target.value })}
            />
          </div>
        )}
        <WhoIsAsked offer={offer} />
        {failure !== null && (
          <Bar tone="bad" alert icon={<WarningIcon />}>
            {failure}
          </Bar>
        )}
      </div>
      <div className="foot">
        <Button type="submit" look="primary large" isDisabled={busy}>
          {busy ? words.request.submitting : words.request.submit}
          {!busy && <kbd aria-hidden="true">{shortcutWords(mac)}</kbd>}
        </Button>
        <Button look="large" onPress={onDone}>
          {words.request.cancel}
        </Button>
      </div>
    </form>
  );
}

function WhoIsAsked({ offer: { review } }: { offer: OpenOffer }): ReactElement {
  return review === null ? (
    <Bar tone="ok" icon={<CheckIcon />}>
      <strong>{words.request.atOnce}.</strong> {words.request.atOnceHow}
    </Bar>
  ) : (
    <Bar tone="ask" icon={<InboxIcon />}>
      <strong>{words.request.asks({ reviewers: review.count, group: review.group })}.</strong>{' '}
      {words.request.asksHow}
    </Bar>
  );
}
