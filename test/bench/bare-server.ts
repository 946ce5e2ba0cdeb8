// The rival of the broker's answers: a Fastify that does nothing but answer, with a text of the size it is told. Prints its address.
import Fastify from 'fastify';

const answer = JSON.stringify('x'.repeat(Math.max(0, Number(process.argv[2]) - 2)));
const app = Fastify();
app.get('*', (_request, reply) => reply.type('application/json').send(answer));
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
process.on('disconnect', () => process.exit());
