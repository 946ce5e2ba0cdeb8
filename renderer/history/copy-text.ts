/** Puts plain text on the clipboard from within a press of a button. Never a secret: those are copied in main, which clears them again. */
export function copyText(text: string): boolean {
  const onCopy = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', onCopy, { once: true });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the newer way asks for a permission, and the window is given none
  const copied = document.execCommand('copy');
  document.removeEventListener('copy', onCopy);
  return copied;
}
