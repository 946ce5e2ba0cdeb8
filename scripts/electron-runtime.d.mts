// The types of electron-runtime.mjs, for the scripts and tests that are TypeScript.

export interface ElectronRuntime {
  /** The binary to start. */
  readonly path: string;
  /** The folder it lives in. */
  readonly dist: string;
  readonly version: string;
  /** True for the fallback: development and tests only, never packaged for people. */
  readonly fallback: boolean;
}

/** What electron-builder needs: its `electronDist` and `electronVersion`. */
export interface PackagingRuntime {
  readonly electronDist: string;
  readonly electronVersion: string;
  readonly fallback: boolean;
}

/** The runtime that the set-up left; throws with a sentence when there is none. */
export function electronRuntime(): ElectronRuntime;

/** The same without a default app; made on first use. */
export function electronForPackaging(): PackagingRuntime;

/** Fetches a runtime if there is none; `node` is a Node of at least version 24. */
export function prepareElectron(node: string): Promise<void>;
