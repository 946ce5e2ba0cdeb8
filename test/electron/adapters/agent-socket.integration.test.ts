// The agent's socket on this system: who reaches it, whose place it takes, and a real ssh that comes in through it.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAgentSocket, type AgentSocket } from '../../../electron/adapters/agent-socket.ts';
import { makeSshKey } from '../../../electron/keys/ssh-key.ts';
import type { AgentDoor } from '../../../electron/ports/agent-door.ts';
import type { Holding } from '../../../electron/ports/custodian.ts';
import { createSshAgent } from '../../../electron/ssh-agent/ssh-agent.ts';
import { bastion, GREETING, hasSsh, inAnHour, runSsh, startSshBench } from '../../broker/ssh-bench.ts';
import { makeAgent } from '../ssh-agent/agent-bench.ts';

let home: string;
let path: string;
const open: AgentSocket[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'stint-agent-'));
  path = join(home, 'agent.sock');
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
  rmSync(home, { recursive: true, force: true });
});

async function start(answer = makeAgent().agent.answer): Promise<AgentDoor> {
  const socket = createAgentSocket({ place: { ok: true, path }, platform: process.platform, answer });
  open.push(socket);
  return socket.open();
}

describe.skipIf(!hasSsh)('the agent’s socket', () => {
  it('answers ssh-add with the certificate that is held', async () => {
    const { agent, certificate } = makeAgent();
    expect(await start(agent.answer)).toEqual({ ok: true, path });
    expect((await ask(['ssh-add', '-L'])).trim()).toBe(`${certificate} Stint: bastion`);
  });

  it('is its owner’s alone', async () => {
    await start();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('does not open in a folder that others may enter', async () => {
    chmodSync(home, 0o755);
    expect(await start()).toEqual({ ok: false, reason: 'open-folder', folder: home });
    expect(existsSync(path)).toBe(false);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'refuses another person’s process, also where the folder would let it pass',
    async () => {
      await start();
      const script = `const socket = require('node:net').connect(${JSON.stringify(path)}); socket.on('connect', () => console.log('in')).on('error', (error) => console.log(error.code))`;
      const asNobody = (): string =>
        spawnSync(process.execPath, ['-e', script], {
          encoding: 'utf8',
          uid: 65_534,
          gid: 65_534,
          cwd: '/',
          timeout: 10_000,
        }).stdout.trim();
      expect(asNobody()).toBe('EACCES');
      chmodSync(home, 0o755);
      expect(asNobody()).toBe('EACCES');
    },
  );

  it('takes the place of one that is gone, never of one that lives, and removes no file of somebody’s', async () => {
    // A process that was killed leaves its socket behind.
    spawnSync(process.execPath, [
      '-e',
      `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`,
    ]);
    expect(existsSync(path)).toBe(true);
    expect(await start()).toEqual({ ok: true, path });
    expect(await start()).toEqual({ ok: false, reason: 'other-stint' });
    open.splice(0).forEach((socket) => socket.close());
    rmSync(path, { force: true });
    writeFileSync(path, 'mine');
    expect(await start()).toEqual({ ok: false, reason: 'in-the-way', path });
  });

  it('drops a client that announces more than it may send, and goes on with the others', async () => {
    await start();
    const rude = connect(path);
    const gone = new Promise((resolve) => rude.once('close', resolve));
    rude.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 11]));
    await gone;
    expect(await ask(['ssh-add', '-L'])).toContain('Stint: bastion');
  });

  it('lets a real ssh in at a real sshd while the certificate is held, and not after it', async () => {
    const bench = await startSshBench();
    try {
      const key = makeSshKey();
      const minted = await bench.issuer().mint({
        leaseId: '01M85SZSVQKCPPN02KHP85HMJX',
        entitlement: bastion(),
        expiresAt: inAnHour(),
        requester: { address: '127.0.0.1', sshPublicKey: key.publicKey },
      });
      if (!minted.ok) throw new Error(minted.error.sentence);
      const { connection } = minted.value;
      const state = { isHeld: true };
      const holding: Holding = {
        grantId: 'grant',
        leaseId: '01M85SZSVQKCPPN02KHP85HMJX',
        targetName: 'bastion',
        connection,
        deadline: { expiresAt: 0, serverOffsetMs: 0, endsBootMs: 0, bootId: '' },
        custody: { custody: 'held', since: 0 },
      };
      await start(
        createSshAgent({
          custodian: {
            holdings: () => (state.isHeld ? [holding] : []),
            use: async (_, use) => ({ ok: true, value: await use(key.copySecret(), connection) }),
          },
        }).answer,
      );
      const through = (): ReturnType<typeof runSsh> =>
        runSsh(
          ['-o', `IdentityAgent=${path}`, '-o', 'IdentitiesOnly=no', '-o', 'IdentityFile=none'],
          bench.sshd,
          'true',
        );
      expect(await through()).toEqual({ code: 0, out: expect.stringMatching(GREETING) as string });
      state.isHeld = false;
      expect((await through()).out).toContain('Permission denied');
    } finally {
      await bench.stop();
    }
  });
});

/** Not spawnSync: the agent answers from this very process. */
async function ask([program = '', ...args]: readonly string[]): Promise<string> {
  const child = spawn(program, args, {
    env: { ...process.env, SSH_AUTH_SOCK: path },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let out = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return out;
}
