// Stands in for the broker: says that it is ready, answers /readyz, writes the tokens, and ends when asked to.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const { STINT_HOME: home = '', STINT_STORY: story = '', STINT_BROKER_FAILS: fails } = process.env;
if (fails !== undefined) {
  console.error('stint.yaml:3: there is no such profile');
  process.exit(3);
}

const tokens = path.join(home, 'broker', 'tokens');
mkdirSync(tokens, { recursive: true });
for (const account of ['engineer', 'reviewer'])
  writeFileSync(path.join(tokens, account), `token of ${account}`);

const server = createServer((request, answer) => {
  answer.statusCode = request.url === '/readyz' ? 200 : 404;
  answer.end();
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  console.log(JSON.stringify({ level: 30, msg: 'starting', flags: process.execArgv }));
  console.log(JSON.stringify({ ready: true, url: `http://127.0.0.1:${String(address.port)}` }));
});
process.on('SIGTERM', () => {
  appendFileSync(story, 'broker ended\n');
  process.exit(0);
});
