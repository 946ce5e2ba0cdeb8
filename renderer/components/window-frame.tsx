/** The frame of the window as index.html holds it too, for the time before main has answered: a test compares the two. */
import type { ReactElement, ReactNode } from 'react';
import { words } from '../words/words.ts';
import { Mark } from './icons.tsx';

export function WindowFrame({ children }: { readonly children?: ReactNode }): ReactElement {
  return (
    <>
      <header className="head">
        <Mark />
        <h1>{words.app}</h1>
      </header>
      <main className="panel">{children}</main>
    </>
  );
}
