// SSH certificates at a real sshd, tried with the machine's own ssh, and looked at with ssh-keygen.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SshIssuerDeps } from '../../../broker/issuers/ssh/ssh-issuer.ts';
import type { LeaseOrder, Revocation } from '../../../broker/ports/issuer.ts';
import { bastion, GREETING, hasSsh, inAnHour, startSshBench, type SshBench } from '../ssh-bench.ts';

describe.skipIf(!hasSsh)('an SSH issuer at a real sshd', () => {
  let bench: SshBench;
  beforeAll(async () => {
    bench = await startSshBench();
  });
  afterAll(() => bench.stop());

  const order = (more: Partial<LeaseOrder> = {}): LeaseOrder => ({
    leaseId: ulid(),
    entitlement: bastion(),
    expiresAt: inAnHour(),
    requester: { address: '127.0.0.1', sshPublicKey: bench.publicKey },
    ...more,
  });

  async function mint(more: Partial<LeaseOrder> = {}, deps: Partial<SshIssuerDeps> = {}): Promise<string> {
    const minted = await bench.issuer(deps).mint(order(more));
    if (!minted.ok) throw new Error(minted.error.sentence);
    const { connection, secret } = minted.value;
    if (connection.kind !== 'ssh') throw new Error('This is no SSH connection.');
    expect(secret).toHaveLength(0);
    return connection.certificate;
  }

  it('makes a certificate in which ssh-keygen reads what was ordered, and no more', async () => {
    const leaseId = ulid();
    const expiresAt = inAnHour();
    const before = Date.now();
    const certificate = await mint({ leaseId, expiresAt });
    const after = Date.now();
    const said = bench.explain(certificate);
    expect(said).toContain('ssh-ed25519-cert-v01@openssh.com user certificate');
    expect(said).toContain(`Key ID: "${leaseId}"`);
    expect(said).toMatch(/Serial: \d{6,}/u);
    expect(said).toMatch(
      /Principals: \n\s+bastion\n\s+Critical Options: \n\s+source-address 127\.0\.0\.1\n\s+Extensions: \n\s+permit-pty\n$/u,
    );
    const [, from = '', to = ''] = /Valid: from (\S+) to (\S+)/u.exec(said) ?? [];
    // ssh-keygen writes the machine's own time.
    expect(new Date(to).getTime()).toBe(expiresAt);
    // Half a minute before it was made, in whole seconds.
    expect(new Date(from).getTime()).toBeGreaterThan(before - 31_000);
    expect(new Date(from).getTime()).toBeLessThanOrEqual(after - 30_000);
  });

  it('lets the person in until the end, and not after it', async () => {
    expect(await bench.enter(await mint())).toEqual({
      code: 0,
      out: expect.stringMatching(GREETING) as string,
    });
    const over = await bench.enter(await mint({ expiresAt: Math.floor(Date.now() / 1000) * 1000 - 1000 }));
    expect(over.code).toBe(255);
    expect(over.out).toContain('Permission denied');
  });

  it('is refused where sshd knows another principal, and where another address was certified', async () => {
    const other = await mint({ entitlement: bastion({ principal: 'elsewhere' }) });
    expect((await bench.enter(other)).out).toContain('Permission denied');
    const away = await mint({ requester: { address: '192.0.2.7', sshPublicKey: bench.publicKey } });
    expect((await bench.enter(away)).out).toContain('Permission denied');
    const listed = await mint({}, { sourceAddress: ['127.0.0.0/8', '::1/128'] });
    expect((await bench.enter(listed)).code).toBe(0);
    expect(bench.explain(await mint({}, { sourceAddress: 'any' }))).toContain('Critical Options: (none)');
  });

  it('is refused when another authority has signed it', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const stranger = await mint({}, { caKey: generateKeyPairSync('ed25519').privateKey });
    expect((await bench.enter(stranger)).out).toContain('Permission denied');
  });

  it('runs the forced command whatever the person asks for', async () => {
    const shells = await bench.openShells();
    try {
      expect(await shells.enter(await mint(), 'echo a shell')).toEqual({ code: 0, out: 'a shell\n' });
      const entitlement = bastion({ forceCommand: 'echo only this' });
      const forced = await mint({ entitlement });
      expect(await shells.enter(forced, 'echo something else')).toEqual({ code: 0, out: 'only this\n' });
      const demo = await mint({ entitlement }, { onlyCommand: bench.sshd.command });
      expect(await shells.enter(demo, 'echo a shell')).toEqual({
        code: 0,
        out: expect.stringMatching(GREETING) as string,
      });
    } finally {
      shells.stop();
    }
  });

  it('gives a terminal, and forwards nothing unless that was asked for', async () => {
    const plain = bench.explain(await mint({ entitlement: bastion({ permit: [] }) }));
    expect(plain).toContain('Extensions: (none)');
    const forwards = bench.explain(
      await mint({ entitlement: bastion({ permit: ['permit-pty', 'permit-port-forwarding'] }) }),
    );
    expect(forwards).toMatch(/Extensions: \n\s+permit-port-forwarding\n\s+permit-pty\n$/u);
  });

  it('extends by a new certificate for the same key, with the later end', async () => {
    const first = order({ expiresAt: Math.floor(Date.now() / 1000) * 1000 - 1000 });
    const issuer = bench.issuer();
    expect((await issuer.mint(first)).ok).toBe(true);
    const extended = await issuer.extend({ ...first, expiresAt: inAnHour() });
    const certificate = extended.ok ? (extended.value.certificate ?? '') : '';
    expect(bench.explain(certificate)).toContain(`Key ID: "${first.leaseId}"`);
    expect((await bench.enter(certificate)).code).toBe(0);
  });

  it('revokes the key, twice without harm, keeps what others wrote, and drops its own lines when they are over', async () => {
    const own = order();
    const issuer = bench.issuer();
    const minted = await issuer.mint(own);
    const certificate =
      minted.ok && minted.value.connection.kind === 'ssh' ? minted.value.connection.certificate : '';
    const stranger = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'B'.repeat(43)} somebody`;
    const old = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'C'.repeat(43)} stint:${ulid()} until 2020-01-01T00:00:00Z`;
    writeFileSync(bench.sshd.revokedKeys, `# mine\n${stranger}\n${old}\n`);
    const nothing = (): Promise<void> => Promise.reject(new Error('There is nothing to note.'));
    expect(await issuer.revoke(own, nothing)).toEqual({ ok: true, value: null });
    expect(await issuer.revoke(own, nothing)).toEqual({ ok: true, value: null });
    const lines = readFileSync(bench.sshd.revokedKeys, 'utf8').trim().split('\n');
    expect(lines.slice(0, 2)).toEqual(['# mine', stranger]);
    expect(lines.slice(2)).toEqual([
      expect.stringContaining(`${bench.publicKey} stint:${own.leaseId} until `),
    ]);
    expect((await bench.enter(certificate)).out).toContain('Permission denied');
    writeFileSync(bench.sshd.revokedKeys, '');
    expect((await bench.enter(certificate)).code).toBe(0);
  });

  it('says what is left where hosts take no list, and that nothing is once the end is past', async () => {
    const issuer = bench.issuer({ revokedKeys: null });
    const found: Revocation[] = [];
    const note = async (one: Revocation): Promise<void> => void found.push(one);
    await issuer.revoke(order({ expiresAt: Date.parse('2099-01-01T14:05:00Z') }), note);
    expect(found).toEqual([
      {
        sessionsEnded: 0,
        leftBehind: [expect.stringContaining('would accept until 14:05 UTC (its key is gone with the wipe)')],
      },
    ]);
    await issuer.revoke(order({ expiresAt: Date.now() - 1 }), note);
    expect(found).toHaveLength(1);
  });

  it('tries again later when the list cannot be written', async () => {
    const issuer = bench.issuer({ revokedKeys: join(bench.folder, 'missing', 'revoked') });
    const failed = await issuer.revoke(order(), () => Promise.resolve());
    expect(failed).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
  });

  it('refuses without a key, with a key that is none, and where the address that asks cannot be told', async () => {
    const issuer = bench.issuer();
    const sentence = async (more: Partial<LeaseOrder>, from = issuer): Promise<string> => {
      const minted = await from.mint(order(more));
      return minted.ok ? 'minted' : minted.error.sentence;
    };
    expect(await sentence({ requester: { address: '127.0.0.1', sshPublicKey: null } })).toContain(
      'needs an SSH key',
    );
    expect(
      await sentence({ requester: { address: '127.0.0.1', sshPublicKey: 'ssh-ed25519 AAAA' } }),
    ).toContain('no ed25519 key');
    expect(await sentence({ requester: { address: null, sshPublicKey: bench.publicKey } })).toContain(
      'Set sourceAddress',
    );
    const far = bench.issuer({ hosts: [{ host: 'jump.example', port: 22 }] });
    expect(await sentence({}, far)).toContain('is there a proxy between?');
  });
});
