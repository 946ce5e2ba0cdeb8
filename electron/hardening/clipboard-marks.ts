/**
 * How each system is told that the clipboard holds a secret: formats that stand beside the text and that clipboard histories look for.
 */
export interface ClipboardMark {
  readonly format: string;
  readonly data: Uint8Array;
}

const NO = Uint8Array.of(0, 0, 0, 0);

export function secretMarks(platform: NodeJS.Platform): readonly ClipboardMark[] {
  // http://nspasteboard.org
  if (platform === 'darwin') {
    const formats = ['org.nspasteboard.ConcealedType', 'org.nspasteboard.TransientType'];
    return formats.map((format) => ({ format, data: new Uint8Array() }));
  }
  // https://learn.microsoft.com/windows/win32/dataxchg/clipboard-formats, "Cloud Clipboard and Clipboard History Formats"
  if (platform === 'win32') {
    const formats = [
      'ExcludeClipboardContentFromMonitorProcessing',
      'CanIncludeInClipboardHistory',
      'CanUploadToCloudClipboard',
    ];
    return formats.map((format) => ({ format, data: NO }));
  }
  // KDE's Klipper, and others after it.
  return [{ format: 'x-kde-passwordManagerHint', data: new TextEncoder().encode('secret') }];
}
