/**
 * How each system is told that the clipboard holds a secret: formats that stand beside the text and that clipboard histories look for.
 */
export interface ClipboardMark {
  readonly format: string;
  readonly data: Uint8Array;
}

const NO = Uint8Array.of(0, 0, 0, 0);

export function secretMarks(platform: NodeJS.Platform): readonly ClipboardMark[] {
  switch (platform) {
    case 'darwin':
      // http://nspasteboard.org
      return ['org.nspasteboard.ConcealedType', 'org.nspasteboard.TransientType'].map((format) => ({
        format,
        data: new Uint8Array(),
      }));
    case 'win32':
      // https://learn.microsoft.com/windows/win32/dataxchg/clipboard-formats, "Cloud Clipboard and Clipboard History Formats"
      return [
        { format: 'ExcludeClipboardContentFromMonitorProcessing', data: NO },
        { format: 'CanIncludeInClipboardHistory', data: NO },
        { format: 'CanUploadToCloudClipboard', data: NO },
      ];
    default:
      // KDE's Klipper, and others after it.
      return [{ format: 'x-kde-passwordManagerHint', data: new TextEncoder().encode('secret') }];
  }
}
