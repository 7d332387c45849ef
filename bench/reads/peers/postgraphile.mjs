// PostGraphile 5 over the views of the schema `peer`, as its documentation has it for production: Grafserv on Node's own
// HTTP server, one pool, no Ruru, no watching. argv: port, database address, size of the pool.
import { createServer } from 'node:http';
import pg from 'pg';
import { postgraphile } from 'postgraphile';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';

const [port, connectionString, max] = process.argv.slice(2);
const pool = new pg.Pool({
  connectionString,
  max: Number(max),
  idleTimeoutMillis: 0,
  options: '-c jit=off -c timezone=UTC',
});

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ pool, schemas: ['peer'] })],
  schema: { defaultBehavior: '+list -insert -update -delete' },
  grafserv: { port: Number(port), host: '127.0.0.1', graphiql: false, watch: false, websockets: false },
  grafast: { explain: false },
});

const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(Number(port), '127.0.0.1');
