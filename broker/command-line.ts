/** What the broker was asked to do on its command line. Pure. */
import { parseArgs } from 'node:util';
import type { PolicyOrder } from './policy/policy-orders.ts';

export type Command =
  | { readonly command: 'run'; readonly config: string | null; readonly port: number | null }
  | { readonly command: 'check'; readonly config: string | null }
  | {
      readonly command: 'tokens';
      readonly act: TokenAct;
      readonly account: string;
      readonly config: string | null;
    }
  | {
      readonly command: 'revoke';
      readonly scope: RevokeAct;
      /** A grant's id, an account's name, a target's id. */
      readonly of: string;
      readonly reason: string;
      readonly config: string | null;
    }
  | PolicyOrder
  | { readonly command: 'help'; readonly wrong: string | null };

export type RevokeAct = 'grant' | 'account' | 'target';
export type TokenAct = 'issue' | 'revoke';

export const USAGE = `Usage: npm run broker -- [--config FILE] [--port NUMBER]
       npm run broker -- --check [FILE]
       npm run broker -- --explain --as ACCOUNT --profile ID [--duration 30m] [--reason TEXT] [--ticket TEXT] [--approved "1 of group:dba"]
       npm run broker -- --test CASES.yaml [--config FILE]
       npm run broker -- --issue-token ACCOUNT | --revoke-tokens ACCOUNT [--config FILE]
       npm run broker -- --revoke-grant ID | --revoke-access ACCOUNT | --revoke-target ID --reason TEXT [--config FILE]

  --config FILE   the configuration (default: broker/stint.yaml in STINT_HOME, written on the first run)
  --port NUMBER   listen there instead of where the configuration says; 0: any free port
  --check [FILE]  only say whether the configuration is right
  --explain                say what the policies decide for an account and a profile now, and which of them made it so
  --test CASES.yaml        try a table of expected decisions (docs/policies.md); the exit code says whether all came
  --issue-token ACCOUNT    write a new sign-in token of a local account to its file; older ones stay accepted
  --revoke-tokens ACCOUNT  accept no token of the account any more, at once, also while the broker runs
  --revoke-grant ID        end this grant now
  --revoke-access ACCOUNT  end all live grants of a local account now
  --revoke-target ID       end all live grants that give something at a target now
  --reason TEXT            why; people read it and the audit keeps it`;

const options = {
  config: { type: 'string' },
  port: { type: 'string' },
  check: { type: 'boolean' },
  'issue-token': { type: 'string' },
  'revoke-tokens': { type: 'string' },
  'revoke-grant': { type: 'string' },
  'revoke-access': { type: 'string' },
  'revoke-target': { type: 'string' },
  reason: { type: 'string' },
  explain: { type: 'boolean' },
  as: { type: 'string' },
  profile: { type: 'string' },
  duration: { type: 'string' },
  ticket: { type: 'string' },
  approved: { type: 'string', multiple: true },
  test: { type: 'string' },
  help: { type: 'boolean' },
} as const;

export function parseCommandLine(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    if (values.help === true) return { command: 'help', wrong: null };
    const file = positionals[0] ?? values.config ?? null;
    if (positionals.length > (values.check === true ? 1 : 0)) return wrong('There is one word too many.');
    if (values.check === true) return { command: 'check', config: file };
    if (values.explain === true) {
      const { as, profile, duration = '30m', reason = '', ticket = null, approved: approvals = [] } = values;
      if (as === undefined || profile === undefined)
        return wrong('--explain takes --as ACCOUNT and --profile ID.');
      return { command: 'explain', as, profile, duration, reason, ticket, approvals, config: file };
    }
    if (values.test !== undefined) return { command: 'try', file: values.test, config: file };
    const { 'issue-token': issue, 'revoke-tokens': revoke } = values;
    if (issue !== undefined && revoke !== undefined) return wrong('Revoke first, then issue.');
    const revoking = toRevoke(values, file);
    if (revoking !== undefined) return issue === undefined && revoke === undefined ? revoking : wrong(ONE);
    const account = issue ?? revoke;
    if (account !== undefined) {
      return { command: 'tokens', act: issue === undefined ? 'revoke' : 'issue', account, config: file };
    }
    if (values.port === undefined) return { command: 'run', config: file, port: null };
    const port = Number(values.port);
    if (!/^\d{1,5}$/u.test(values.port) || port > 65_535)
      return wrong('--port takes a number from 0 to 65535.');
    return { command: 'run', config: file, port };
  } catch (error) {
    return wrong(
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'The command line is wrong.',
    );
  }
}

const ONE = 'One order at a time.';

type Values = Readonly<
  Partial<Record<'revoke-grant' | 'revoke-access' | 'revoke-target' | 'reason', string>>
>;

/** `undefined`: nothing of the kind was asked for. */
function toRevoke(values: Values, config: string | null): Command | undefined {
  const { 'revoke-grant': grant, 'revoke-access': account, 'revoke-target': target, reason } = values;
  const orders = Object.entries({ grant, account, target }).filter(([, of]) => of !== undefined);
  const [order] = orders;
  if (order === undefined)
    return reason === undefined ? undefined : wrong('--reason belongs to an order to revoke.');
  if (orders.length > 1) return wrong(ONE);
  if (reason === undefined || reason.trim() === '')
    return wrong('Say why with --reason: people will read it.');
  const [scope, of = ''] = order;
  // The names are those of the object three lines above.
  return { command: 'revoke', scope: scope as RevokeAct, of, reason, config };
}

function wrong(sentence: string): Command {
  return { command: 'help', wrong: sentence };
}
