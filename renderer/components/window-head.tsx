/** The head of the window: sign, name, how the broker is reached, and who one is. */
import type { ReactElement } from 'react';
import { useNow, useSnapshot } from '../store/stint.tsx';
import { initials } from '../words/people.ts';
import { fullInstant, nearTime } from '../words/times.ts';
import { words } from '../words/words.ts';
import { Mark } from './icons.tsx';

export function WindowHead(): ReactElement {
  const session = useSnapshot((snapshot) => snapshot.session);
  return (
    <header className="head">
      <Mark />
      <h1>{words.app}</h1>
      <span className="spring" />
      {session.session === 'signed-in' && (
        <>
          <ConnectionState />
          <span
            className="avatar"
            role="img"
            aria-label={words.signedInAs({ name: session.person.name })}
            title={words.signedInAs({ name: session.person.name })}
          >
            {initials(session.person.name)}
          </span>
        </>
      )}
    </header>
  );
}

function ConnectionState(): ReactElement {
  const connection = useSnapshot((snapshot) => snapshot.connection);
  const now = useNow(60_000);
  switch (connection.connection) {
    case 'connected':
      return <span className="connection">{words.connection.connected}</span>;
    case 'connecting':
      return <span className="connection connecting">{words.connection.connecting}</span>;
    case 'offline':
      return (
        <span className="connection offline num" title={fullInstant(connection.since)}>
          {words.connection.offline({ since: nearTime(connection.since, now) })}
        </span>
      );
  }
}
