// Mercurius with its JIT and one batched loader per relation. argv: port, database address, size of the pool.
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import mercurius from 'mercurius';
import pg from 'pg';
import { loaders, resolvers } from './resolvers.mjs';

const [port, connectionString, max] = process.argv.slice(2);

// numbers as numbers, moments as PostgreSQL writes them in UTC: no Date is made only to be printed again
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => text.replace(' ', 'T').replace('+00', 'Z'));
const pool = new pg.Pool({
  connectionString,
  max: Number(max),
  idleTimeoutMillis: 0,
  options: '-c jit=off -c timezone=UTC -c plan_cache_mode=force_generic_plan',
});

const app = Fastify();
await app.register(mercurius, {
  schema: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  resolvers,
  loaders,
  jit: 1,
  graphiql: false,
  context: () => ({ pool }),
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
