/**
 * One connection to the session bus, opened when first needed and opened again when it broke. It carries questions about the Secret Service;
 * no secret ever crosses it.
 */
import dbus from '@homebridge/dbus-native';
import { connect, type Socket } from 'node:net';
import type { Clock } from '../ports/clock.ts';
import type { Undo } from '../ports/undo.ts';

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

/** `cause` of a rejected call. */
export class BusError extends Error {
  readonly kind: 'no-bus' | 'refused' | 'not-answering';
  /** The D-Bus name of a refusal: "org.freedesktop.DBus.Error.ServiceUnknown". */
  readonly errorName: string;
  constructor(kind: BusError['kind'], errorName: string, message: string) {
    super(message);
    this.kind = kind;
    this.errorName = errorName;
  }
}

export interface SecretServiceBus {
  /** The answer's values. Rejects with a {@link BusError}. */
  call(call: BusCall): Promise<readonly unknown[]>;
  /** Calls `run` with the values of the next signals of this kind. */
  onSignal(
    path: string,
    source: string,
    member: string,
    run: (values: readonly unknown[]) => void,
  ): Promise<Undo>;
  close(): void;
}

/** What we use of the library; its own types know only the system bus. */
interface Client {
  readonly connection: {
    on(event: 'error' | 'end', run: (cause?: Error) => void): void;
    end(): void;
  };
  readonly signals: {
    on(key: string, run: (values?: readonly unknown[]) => void): void;
    removeListener(key: string, run: (values?: readonly unknown[]) => void): void;
  };
  invoke(
    message: BusCall,
    answered: (
      error: { readonly name?: string; readonly message?: string } | null,
      ...values: readonly unknown[]
    ) => void,
  ): void;
  mangle(path: string, source: string, member: string): string;
  addMatch(rule: string, answered: (error: unknown) => void): void;
  removeMatch(rule: string, answered: (error: unknown) => void): void;
}

export interface SecretServiceBusDeps {
  readonly clock: Pick<Clock, 'after'>;
  /** `DBUS_SESSION_BUS_ADDRESS`; where it is unset, the user's own bus under `XDG_RUNTIME_DIR`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limitMs: number;
}

export function createSecretServiceBus({ clock, env, limitMs }: SecretServiceBusDeps): SecretServiceBus {
  let open: { readonly client: Client; readonly failing: Set<(cause: BusError) => void> } | null = null;

  const connected = (): NonNullable<typeof open> => {
    if (open !== null) return open;
    const stream = openSocket(env);
    const failing = new Set<(cause: BusError) => void>();
    // The library's types leave out createClient, which its documentation names; Client above is what we use of it.
    const library = dbus as unknown as { createClient(options: { stream: Socket }): Client };
    const client = library.createClient({ stream });
    const broken = (cause?: Error): void => {
      if (open?.client === client) open = null;
      stream.destroy();
      const error = new BusError('no-bus', '', cause?.message ?? 'The session bus closed the connection.');
      for (const fail of [...failing]) fail(error);
    };
    client.connection.on('error', broken);
    client.connection.on('end', broken);
    stream.once('close', () => {
      broken();
    });
    stream.unref();
    open = { client, failing };
    return open;
  };

  const limited = <T>(
    start: (
      to: NonNullable<typeof open>,
      resolve: (value: T) => void,
      reject: (error: BusError) => void,
    ) => void,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      let to: NonNullable<typeof open>;
      try {
        to = connected();
      } catch (cause) {
        reject(
          new BusError('no-bus', '', cause instanceof Error ? cause.message : 'There is no session bus.'),
        );
        return;
      }
      const settle = (act: () => void): void => {
        to.failing.delete(fail);
        undo();
        act();
      };
      const fail = (error: BusError): void => {
        settle(() => {
          reject(error);
        });
      };
      const undo = clock.after(limitMs, () => {
        fail(new BusError('not-answering', '', `No answer from the session bus within ${limitMs} ms.`));
      });
      to.failing.add(fail);
      start(
        to,
        (value) => {
          settle(() => {
            resolve(value);
          });
        },
        fail,
      );
    });

  return {
    call: (call) =>
      limited<readonly unknown[]>(({ client }, resolve, reject) => {
        client.invoke({ ...call }, (error, ...values) => {
          if (error === null) resolve(values);
          else reject(new BusError('refused', error.name ?? '', error.message ?? ''));
        });
      }),
    onSignal: async (path, source, member, run) => {
      const rule = `type='signal',path='${path}',interface='${source}',member='${member}'`;
      const client = await limited<Client>((to, resolve, reject) => {
        to.client.addMatch(rule, (error) => {
          if (error === null || error === undefined) resolve(to.client);
          else reject(new BusError('refused', '', 'The session bus will not pass a signal on.'));
        });
      });
      const key = client.mangle(path, source, member);
      const listener = (values?: readonly unknown[]): void => {
        run(values ?? []);
      };
      client.signals.on(key, listener);
      return () => {
        client.signals.removeListener(key, listener);
        if (open?.client === client) client.removeMatch(rule, () => undefined);
      };
    },
    close: () => {
      open?.client.connection.end();
      open = null;
    },
  };
}

/** Connects to the first address we can speak to. Throws where none is named. */
function openSocket(env: SecretServiceBusDeps['env']): Socket {
  const runtime = env['XDG_RUNTIME_DIR'];
  const address =
    env['DBUS_SESSION_BUS_ADDRESS'] ?? (runtime === undefined ? '' : `unix:path=${runtime}/bus`);
  for (const one of address.split(';')) {
    const [transport, rest = ''] = one.split(':', 2);
    if (transport !== 'unix') continue;
    const words = new Map(
      rest.split(',').map((word): [string, string] => {
        const [name = '', value = ''] = word.split('=', 2);
        return [name, decodeURIComponent(value)];
      }),
    );
    const path = words.get('path');
    if (path !== undefined) return connect(path);
    const abstract = words.get('abstract');
    if (abstract !== undefined) return connect(`\0${abstract}`);
  }
  throw new Error('No session bus is named (DBUS_SESSION_BUS_ADDRESS).');
}
