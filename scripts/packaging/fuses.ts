// Reads the fuses out of an Electron binary: switches in the file itself that no argument, variable or script can
// turn back. It never flips one; electron-builder does that from electron-builder.yml.
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

export type Fuse = 'on' | 'off' | 'absent';

/** electron-builder's names, which electron-builder.yml uses, and the fuse each means. */
export const fuseNames = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  loadBrowserProcessSpecificV8Snapshot: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
} as const;

export type FuseName = keyof typeof fuseNames;

const states: Partial<Record<FuseState, Fuse>> = {
  [FuseState.ENABLE]: 'on',
  [FuseState.DISABLE]: 'off',
};

/** Older runtimes have shorter wires: a fuse they do not know is absent. */
export async function readFuses(binary: string): Promise<Readonly<Record<FuseName, Fuse>>> {
  const wire = await getCurrentFuseWire(binary);
  const read = (fuse: FuseV1Options): Fuse => {
    const state = wire[fuse];
    return state === undefined ? 'absent' : (states[state] ?? 'absent');
  };
  return {
    runAsNode: read(fuseNames.runAsNode),
    enableCookieEncryption: read(fuseNames.enableCookieEncryption),
    enableNodeOptionsEnvironmentVariable: read(fuseNames.enableNodeOptionsEnvironmentVariable),
    enableNodeCliInspectArguments: read(fuseNames.enableNodeCliInspectArguments),
    enableEmbeddedAsarIntegrityValidation: read(fuseNames.enableEmbeddedAsarIntegrityValidation),
    onlyLoadAppFromAsar: read(fuseNames.onlyLoadAppFromAsar),
    loadBrowserProcessSpecificV8Snapshot: read(fuseNames.loadBrowserProcessSpecificV8Snapshot),
    grantFileProtocolExtraPrivileges: read(fuseNames.grantFileProtocolExtraPrivileges),
  };
}
