/** Where SSH clients reach the keys this app holds. */
export type AgentDoor =
  | { readonly ok: true; readonly path: string }
  /** Nobody can reach them, and why; SSH cannot be used meanwhile. */
  | { readonly ok: false; readonly sentence: string };

/** Asked whenever it matters: the door may open late. */
export type AskAgentDoor = () => AgentDoor;
