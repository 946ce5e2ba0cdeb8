/**
 * One server-sent event of the broker, parsed and passed on. No deadline is ever counted from an event: its clock reading is that of its arrival.
 */
import type { EventSourceMessage } from 'eventsource-parser';
import { eventData, type EventName } from '../../shared/api.ts';
import type { ClockReading } from '../../shared/deadline.ts';
import type { BrokerEvents } from '../ports/broker-client.ts';
import { parseJson } from './broker-answer.ts';

/** `false` when it has the wrong shape. Events of a name we do not know are a newer broker's, and fine. */
export function dispatchEvent(
  message: EventSourceMessage,
  events: BrokerEvents,
  sent: ClockReading,
): boolean {
  const name = message.event;
  if (!isKnown(name)) return true;
  const data = parseJson(message.data);
  switch (name) {
    case 'snapshot': {
      const parsed = eventData.snapshot.safeParse(data);
      if (!parsed.success) return false;
      events.onSnapshot({ value: parsed.data.grants, serverNow: parsed.data.serverNow, sent });
      return true;
    }
    case 'grant': {
      const parsed = eventData.grant.safeParse(data);
      if (!parsed.success) return false;
      events.onGrant({ value: parsed.data.grant, serverNow: parsed.data.serverNow, sent });
      return true;
    }
    case 'inbox': {
      const parsed = eventData.inbox.safeParse(data);
      if (!parsed.success) return false;
      const { serverNow, ...inbox } = parsed.data;
      events.onInbox({ value: inbox, serverNow, sent });
      return true;
    }
    case 'profiles-changed': {
      const parsed = eventData['profiles-changed'].safeParse(data);
      if (parsed.success) events.onProfilesChanged();
      return parsed.success;
    }
  }
}

function isKnown(name: string | undefined): name is EventName {
  return name !== undefined && Object.hasOwn(eventData, name);
}
