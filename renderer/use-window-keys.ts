/** The keys of the whole window: `/` searches; Escape clears, goes back, or hides the window. */
import { useEffect } from 'react';
import { endEarlyKeys } from './early-keys.ts';
import { useStint } from './store/stint.tsx';

export function useWindowKeys(): void {
  const { view, state, act } = useStint();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const now = view.getState();
      if (event.key === 'Escape') {
        event.preventDefault();
        if (now.requesting !== null) view.setState({ requesting: null, prefill: null });
        else if (now.tab === 'access' && now.query !== '') view.setState({ query: '', activeProfile: null });
        else void act('window:hide', {});
        return;
      }
      const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
      const signedIn = state.getState().snapshot?.session.session === 'signed-in';
      if (event.key !== '/' || !bare || !signedIn || now.requesting !== null || isTyping(event.target))
        return;
      event.preventDefault();
      view.setState({ tab: 'access', returnTo: 'search', searchAsked: true });
    };
    endEarlyKeys();
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [view, state, act]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement
    ? !['radio', 'checkbox', 'button'].includes(target.type)
    : target instanceof HTMLTextAreaElement;
}
