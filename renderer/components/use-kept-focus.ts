/**
 * Where the focus goes when what it stood on leaves the page: to its own article while that is there, to the next one when the article
 * is gone, to the heading after the last. It never takes the focus from anything that has it.
 */
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

export function useKeptFocus(
  panel: RefObject<HTMLElement | null>,
  head: RefObject<HTMLElement | null>,
  /** Whatever the articles are drawn from: another one, and the focus is looked after. */
  drawnFrom: unknown,
): void {
  const last = useRef<{ readonly key: string; readonly at: number } | null>(null);

  useEffect(() => {
    const element = panel.current;
    const onFocusIn = (event: FocusEvent): void => {
      const article = event.target instanceof Element ? event.target.closest('[data-key]') : null;
      const key = article?.getAttribute('data-key');
      const articles = [...(element?.querySelectorAll('[data-key]') ?? [])];
      last.current =
        article && key !== null && key !== undefined ? { key, at: articles.indexOf(article) } : null;
    };
    const onFocusOut = (event: FocusEvent): void => {
      if (event.relatedTarget instanceof Element && !element?.contains(event.relatedTarget))
        last.current = null;
    };
    element?.addEventListener('focusin', onFocusIn);
    element?.addEventListener('focusout', onFocusOut);
    return () => {
      element?.removeEventListener('focusin', onFocusIn);
      element?.removeEventListener('focusout', onFocusOut);
    };
  }, [panel]);

  // With each drawing: a button that has begun to wait loses the focus without leaving.
  useLayoutEffect(() => {
    const was = last.current;
    if (was === null || (document.activeElement ?? document.body) !== document.body) return;
    const articles = [...(panel.current?.querySelectorAll<HTMLElement>('[data-key]') ?? [])];
    const own = articles.find((article) => article.dataset['key'] === was.key);
    const next = own ?? articles[Math.min(was.at, articles.length - 1)] ?? head.current;
    next?.focus();
  }, [panel, head, drawnFrom]);
}
