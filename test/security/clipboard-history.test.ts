// Attack: a clipboard history or a cloud clipboard keeps a copied password. Impact: the password outlives its grant, on other machines too.
// Mitigation: electron/hardening/clipboard-marks.ts (clipboard-marked-secret): formats that such programs look for.
import { describe, expect, it } from 'vitest';
import { secretMarks } from '../../electron/hardening/clipboard-marks.ts';

const formats = (platform: NodeJS.Platform): readonly string[] =>
  secretMarks(platform).map(({ format }) => format);

describe('a copied secret', () => {
  it('is marked for each platform in its own manner', () => {
    expect(formats('darwin')).toEqual(['org.nspasteboard.ConcealedType', 'org.nspasteboard.TransientType']);
    expect(formats('win32')).toEqual([
      'ExcludeClipboardContentFromMonitorProcessing',
      'CanIncludeInClipboardHistory',
      'CanUploadToCloudClipboard',
    ]);
    expect(formats('linux')).toEqual(['x-kde-passwordManagerHint']);
    expect(Buffer.from(secretMarks('linux')[0]?.data ?? []).toString()).toBe('secret');
  });

  it('tells Windows no by a DWORD of zero', () => {
    for (const { data } of secretMarks('win32')) expect([...data]).toEqual([0, 0, 0, 0]);
  });
});
