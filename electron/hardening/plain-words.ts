/**
 * Words from people and brokers made safe for the desktop's own markup: menus read `&`, notification servers and tooltips read tags.
 * It never decides what is said.
 */
import { cleanText } from '../../shared/untrusted-text.ts';

/** A menu label: `&` would underline the next letter and vanish. */
export function forMenu(text: string, longest: number): string {
  // SECURITY: words-escaped
  return cleanText(text, longest).replaceAll('&', '&&');
}

/** A tooltip or title: some panels read tags in it, none reads entities everywhere; so the brackets go. */
export function forTooltip(text: string, longest: number): string {
  // SECURITY: words-escaped
  return cleanText(text, longest).replaceAll('<', '‹').replaceAll('>', '›');
}

/** A notification's body. Linux servers read a subset of HTML in it, and in it alone (desktop notifications specification, "Markup"). */
export function forNoticeBody(text: string, longest: number, platform: NodeJS.Platform): string {
  const clean = cleanText(text, longest);
  if (platform !== 'linux') return clean;
  // SECURITY: words-escaped
  return clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
