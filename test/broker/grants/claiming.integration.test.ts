// Attack: somebody who is signed in starts or extends a grant that is not theirs, or that is not there, over and over.
// Impact: their calls would stand before those of the person whose grant it is, and write claims of grants by any id.
// Mitigation: that it is not theirs is answered before anything is waited for or claimed.
import { beforeEach, expect, it, vi } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import {
  askFor,
  extendOn,
  registerDesktop,
  startOn,
  type Desktop,
  type Reply,
  type TestBroker,
} from '../test-broker.ts';
import { query } from '../test-storage.ts';
import { REVIEW_YAML, said } from './reviewing.ts';

let broker: TestBroker;
let theirs: Desktop;
eachBroker((fresh) => void (broker = fresh), { yaml: REVIEW_YAML });
beforeEach(async () => {
  theirs = await registerDesktop(broker, 'stranger');
  // All claims that are taken, also those that are given back at once.
  await query(broker.access.owner, 'create table claimed (grant_id text)');
  await query(broker.access.owner, 'grant insert on claimed to stint_run');
  await query(
    broker.access.owner,
    `create function note_claim() returns trigger language plpgsql as
      'begin insert into claimed values (new.grant_id); return new; end'`,
  );
  await query(
    broker.access.owner,
    'create trigger note_claim before insert on grant_work for each row execute function note_claim()',
  );
});

const ACTS = { start: startOn, extend: extendOn } as const;
const NOT_THEIRS = [404, 'not-found', 'There is no such grant of yours.'];

it.each(['start', 'extend'] as const)(
  'a stranger’s %s neither waits for the start under way of somebody’s grant nor stands before it',
  async (act) => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await askFor(broker, 'engineer');
    const held = broker.leases.holdNext();
    const starting = startOn(broker, 'engineer', id, laptop);
    await held.reached;
    let answer: Reply | undefined;
    const asking = ACTS[act](broker, 'stranger', id, theirs).then((reply) => void (answer = reply));
    try {
      await vi.waitFor(() => expect(answer && said(answer)).toEqual(NOT_THEIRS));
    } finally {
      held.go();
    }
    await asking;
    expect((await starting).status).toBe(200);
    expect(await claims()).toEqual([id]);
  },
);

it.each(['start', 'extend'] as const)('a stranger’s %s claims no grant, there or not', async (act) => {
  const ids = [await askFor(broker, 'engineer'), '01M85SZSVQKCPPN02KHP85HMJX'];
  for (const id of ids) expect(said(await ACTS[act](broker, 'stranger', id, theirs))).toEqual(NOT_THEIRS);
  expect(await claims()).toEqual([]);
});

async function claims(): Promise<readonly unknown[]> {
  const { rows } = await query(broker.access.owner, 'select grant_id from claimed');
  return rows.map((row) => row['grant_id']);
}
