// The door SSH clients ask at: opened as soon as custody is recovered, told of by itself, and said in the language of the moment.
import { afterEach, describe, expect, it } from 'vitest';
import { makeSshKey } from '../../../electron/keys/ssh-key.ts';
import { describeClosedDoor, type AgentDoor, type ClosedDoor } from '../../../electron/ports/agent-door.ts';
import { speaker } from '../../../electron/words.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { certify } from '../ssh-agent/agent-bench.ts';
import { sentenceOf } from './looks.ts';
import { makeElevated, makeWorld, settle, type World } from './make-core.ts';

afterEach(() => speaker.speak('en'));

const OPEN: AgentDoor = { ok: true, path: '/home/erin/.stint/agent.sock' };
const troubleOf = (world: World): string | undefined =>
  world.now().troubles.find(({ id }) => id === 'ssh-agent')?.sentence;

/** The app died while it held an SSH login; this is the next one, not started yet. */
async function afterCrash(): Promise<World> {
  const first = await makeElevated();
  const ssh = {
    kind: 'ssh',
    hosts: [{ host: 'jump.example', port: 22 }],
    principal: 'ops',
    username: 'ops',
    certificate: certify(makeSshKey().publicKey),
  };
  const lines = first.files.journal
    .written()
    .map((line) =>
      typeof line === 'object' && line !== null && 'connection' in line ? { ...line, connection: ssh } : line,
    );
  await first.files.journal.replace(lines);
  return makeWorld(first);
}

describe('the agent’s door after a crash', () => {
  it('opens before the broker has answered, and its opening ends the trouble by itself', async () => {
    const world = await afterCrash();
    let open: (door: AgentDoor) => void = () => undefined;
    world.agentDoor = new Promise((done) => (open = done));
    world.broker.hold('me');
    void world.core.start();
    await settle();
    expect(world.now().session.session).toBe('signing-in');
    expect(troubleOf(world)).toBe('The SSH agent is just being started.');
    let changes = 0;
    world.core.onChange(() => (changes += 1));
    open(OPEN);
    await settle();
    expect(changes).toBe(1);
    expect(troubleOf(world)).toBeUndefined();
  });

  it('that stays shut is a trouble, and a refusal to copy, in the language that is spoken now', async () => {
    const world = await afterCrash();
    world.agentDoor = { ok: false, reason: 'other-stint' };
    await world.core.start();
    expect(troubleOf(world)).toBe('Another Stint already answers SSH clients for this home.');
    await world.core.perform('settings:change', { ...DEFAULT_SETTINGS, language: 'de' }, 'window');
    const german = 'Ein anderes Stint antwortet SSH-Programmen für diesen Ordner schon.';
    expect(troubleOf(world)).toBe(german);
    const leaseId = world.now().live[0]?.credentials[0]?.leaseId ?? '';
    const copied = await world.core.perform('credential:copy', { leaseId, what: 'ssh' }, 'window');
    expect(sentenceOf(copied)).toBe(german);
  });
});

const CLOSED: readonly (readonly [ClosedDoor, string, string])[] = [
  [{ ok: false, reason: 'starting' }, 'just being started', 'gerade gestartet'],
  [{ ok: false, reason: 'long-path', path: '/a', bytes: 107, most: 100 }, '107 bytes long', '107 Byte lang'],
  [{ ok: false, reason: 'other-stint' }, 'Another Stint', 'Ein anderes Stint'],
  [{ ok: false, reason: 'open-folder', folder: '/a' }, 'Others may enter /a', 'Andere dürfen /a betreten'],
  [{ ok: false, reason: 'in-the-way', path: '/a' }, '/a is in the way', '/a ist im Weg'],
  [
    { ok: false, reason: 'cannot-listen', path: '/a', code: 'EACCES' },
    '/a (EACCES)',
    '/a nicht lauschen (EACCES)',
  ],
];

it.each(CLOSED)('a door closed for %j says so in both languages', (door, english, german) => {
  expect(describeClosedDoor(door)).toContain(english);
  speaker.speak('de');
  expect(describeClosedDoor(door)).toContain(german);
});
