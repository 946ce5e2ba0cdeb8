// A whole broker node that answers calls handed to it, and kills itself with SIGKILL right before its nth change from the last call on.
import { flushCompileCache } from 'node:module';
import { dieBefore } from '../leases/die-before.ts';
import { startRealNode, type RealNode } from './real-node.ts';

export interface DoomedNodeOrder extends RealNode {
  readonly dieBefore: number | string;
}

export interface NodeCall {
  readonly who: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: object;
}

// The test that starts this program wrote it, and what it sends.
const order = JSON.parse(process.argv[2] ?? '') as DoomedNodeOrder;
const changes = dieBefore(order.dieBefore);
const { node } = await startRealNode(order);
process.on('message', (message) => {
  if (message === 'end') process.exit();
  const { who, method, url, body, headers } = message as NodeCall;
  changes.count();
  void node.call(who, method, url, body, headers).then((reply) => process.send?.({ ...reply }));
});
// Whoever comes next starts sooner.
flushCompileCache();
process.send?.('ready');
