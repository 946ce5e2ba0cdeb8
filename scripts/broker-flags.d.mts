// The types of broker-flags.mjs, for the scripts and tests that are TypeScript.

export const BROKER_FLAGS: readonly string[];
