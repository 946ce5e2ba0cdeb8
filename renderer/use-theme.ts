/** Puts the theme on the page: what is set, or what the system says while nothing is. */
import { useEffect } from 'react';
import type { Settings } from '../shared/settings.ts';

export function useTheme(theme: Settings['theme']): void {
  useEffect(() => {
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const paint = (): void => {
      const dark = theme === 'dark' || (theme === 'system' && system.matches);
      document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
    };
    paint();
    system.addEventListener('change', paint);
    return () => system.removeEventListener('change', paint);
  }, [theme]);
}
