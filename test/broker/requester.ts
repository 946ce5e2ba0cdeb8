// Who asks, where a test does not care.
import type { Requester } from '../../broker/ports/issuer.ts';

export const requester: Requester = { address: '127.0.0.1', sshPublicKey: null };
