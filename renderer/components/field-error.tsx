/** What is wrong with a field, under it: a sign, and a sentence that says what to do. */
import type { ReactElement } from 'react';
import { WarningIcon } from './icons.tsx';

export function FieldError({ id, children }: { id?: string; children: string }): ReactElement {
  return (
    <div className="error" {...(id === undefined ? {} : { id })}>
      <WarningIcon />
      {children}
    </div>
  );
}
