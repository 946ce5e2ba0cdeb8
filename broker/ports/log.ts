/** The broker's log. Facts only: no body, no token, no secret, no words from people. */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
