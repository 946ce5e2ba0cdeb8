/** The Approvals tab. Reviewing is not built yet: it says so, and pretends nothing. */
import type { ReactElement } from 'react';
import { InboxIcon } from '../components/icons.tsx';
import { words } from '../words/words.ts';

export function ApprovalsPanel(): ReactElement {
  return (
    <div className="empty">
      <InboxIcon size={28} />
      <strong>{words.approvals.title}</strong>
      <p>{words.approvals.how}</p>
    </div>
  );
}
