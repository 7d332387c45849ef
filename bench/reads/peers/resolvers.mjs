// What Mercurius answers: two roots, and a loader for each relation that reads all its keys in one prepared statement.
const LOOK = 'name, stock_color, foil_color, motif, initials, logo_url';

const PERSON = 'SELECT id, name, phone, language, birth_day, birth_month, birth_year FROM peer.person WHERE id = $1';
const CARDS = `SELECT id, person_id, number, program_id, business_id, points_name, joined_at, as_of, balance, pending,
  version, worth_minor, currency, last_transaction_id FROM peer.card WHERE person_id = ANY ($1::uuid[]) ORDER BY made_at, id`;
const PROGRAMS = 'SELECT id, name, is_coalition, currency FROM peer.program WHERE id = ANY ($1::uuid[])';
const BUSINESSES = `SELECT id, ${LOOK} FROM peer.business WHERE id = ANY ($1::uuid[])`;
const PARTICIPANTS = `SELECT program_id, business_id AS id, ${LOOK} FROM peer.participant
  WHERE program_id = ANY ($1::uuid[]) ORDER BY joined_at, peer.participant.id`;
const EXPIRING = 'SELECT card_id, points, at FROM peer.expiring WHERE card_id = ANY ($1::uuid[]) ORDER BY at';
const TRANSACTIONS = `SELECT id, kind, points, balance_after, reason, occurred_at, recorded_at, is_pending, expires_at,
  store_name, business_id, purchase_id FROM peer.transaction WHERE id = ANY ($1::uuid[])`;
const PURCHASES = 'SELECT id, bill_number, amount_minor, currency FROM peer.purchase WHERE id = ANY ($1::uuid[])';
const TAGS = `SELECT customer_id, id, name FROM peer.customer_tag
  WHERE business_id = $1 AND customer_id = ANY ($2::uuid[]) ORDER BY name_key, id`;

const ORDERS = {
  NEWEST: ['joined_at', '<', 'DESC'],
  NAME: ['name', '>', 'ASC'],
  LAST_VISIT: ['last_visit_key', '<', 'DESC'],
  SPENT: ['spent_minor', '<', 'DESC'],
};

function customersSql([column, sign, direction], hasCursor) {
  const behind = hasCursor ? ` AND (${column}, id) ${sign} ($3, $4)` : '';
  return `SELECT id, business_id, number, name, phone, is_phone_verified, balance, visits, spent_minor, currency, last_visit_at,
    joined_at, status, ${column} AS key FROM peer.customer WHERE business_id = $1${behind}
    ORDER BY ${column} ${direction}, id ${direction} LIMIT $2`;
}

const read = async (pool, name, text, values) => (await pool.query({ name, text, values })).rows;

const money = (minorUnits, currency) => ({ minorUnits, currency });
const brand = (row) => ({
  name: row.name,
  stockColor: row.stock_color,
  foilColor: row.foil_color,
  motif: row.motif,
  initials: row.initials,
  logoUrl: row.logo_url,
});
const business = (row) => ({ id: row.id, brand: brand(row) });
const program = ({ id, name, is_coalition: isCoalition, currency }) => ({ id, name, isCoalition, currency });
const purchase = (row) => ({ id: row.id, billNumber: row.bill_number, amount: money(row.amount_minor, row.currency) });
const birthday = ({ birth_day: day, birth_month: month, birth_year: year }) =>
  day === null || month === null ? null : { day, month, year };

const card = (row) => ({
  id: row.id,
  number: row.number,
  pointsName: row.points_name,
  joinedAt: row.joined_at,
  asOf: row.as_of,
  balance: row.balance,
  pending: row.pending,
  version: row.version,
  worth: money(row.worth_minor, row.currency),
  programKey: row.program_id,
  businessKey: row.business_id,
  transactionKey: row.last_transaction_id,
});
const transaction = (row) => ({
  id: row.id,
  kind: row.kind,
  points: row.points,
  balanceAfter: row.balance_after,
  reason: row.reason,
  occurredAt: row.occurred_at,
  recordedAt: row.recorded_at,
  isPending: row.is_pending,
  expiresAt: row.expires_at,
  storeName: row.store_name,
  businessKey: row.business_id,
  purchaseKey: row.purchase_id,
});
const customer = (row) => ({
  id: row.id,
  businessKey: row.business_id,
  number: row.number,
  name: row.name,
  phone: row.phone,
  isPhoneVerified: row.is_phone_verified,
  balance: row.balance,
  visits: row.visits,
  spent: money(row.spent_minor, row.currency),
  lastVisitAt: row.last_visit_at,
  joinedAt: row.joined_at,
  status: row.status,
});

/** A loader of one row per key, which is a property of the parent. */
function one(name, sql, key, show) {
  return async (queries, { pool }) => {
    const keys = [...new Set(queries.map(({ obj }) => obj[key]).filter((each) => each !== null))];
    const rows = keys.length ? await read(pool, name, sql, [keys]) : [];
    const found = new Map(rows.map((row) => [row.id, show(row)]));
    return queries.map(({ obj }) => found.get(obj[key]) ?? null);
  };
}

/** A loader of the rows that point to each parent by their column `by`. */
function many(name, sql, key, by, show) {
  return async (queries, { pool }) => {
    const found = new Map(queries.map(({ obj }) => [obj[key], []]));
    for (const row of await read(pool, name, sql, [[...found.keys()]])) found.get(row[by]).push(show(row));
    return queries.map(({ obj }) => found.get(obj[key]));
  };
}

async function tags(queries, { pool }) {
  const found = new Map(queries.map(({ obj }) => [obj.id, []]));
  const rows = await read(pool, 'tags', TAGS, [queries[0].obj.businessKey, [...found.keys()]]);
  for (const { customer_id: owner, id, name } of rows) found.get(owner).push({ id, name });
  return queries.map(({ obj }) => found.get(obj.id));
}

async function customers(_, { businessId, sort, first, after }, { pool }) {
  const place = after ? JSON.parse(Buffer.from(after, 'base64url').toString()) : [];
  const rows = await read(pool, `customers ${sort} ${place.length}`, customersSql(ORDERS[sort], place.length > 0), [
    businessId,
    first + 1,
    ...place,
  ]);
  const page = rows.slice(0, first);
  const last = page.at(-1);
  const endCursor = last ? Buffer.from(JSON.stringify([last.key, last.id])).toString('base64url') : null;
  return {
    edges: page.map((row) => ({ node: customer(row) })),
    pageInfo: { hasNextPage: rows.length > first, endCursor },
  };
}

async function person(_, { id }, { pool }) {
  const [row] = await read(pool, 'person', PERSON, [id]);
  return row && { id: row.id, name: row.name, phone: row.phone, language: row.language, birthday: birthday(row) };
}

export const resolvers = { Query: { person, customers } };

export const loaders = {
  Person: { cards: many('cards', CARDS, 'id', 'person_id', card) },
  Card: {
    program: one('programs', PROGRAMS, 'programKey', program),
    brand: one('brands', BUSINESSES, 'businessKey', brand),
    businesses: many('participants', PARTICIPANTS, 'programKey', 'program_id', business),
    expiring: many('expiring', EXPIRING, 'id', 'card_id', ({ points, at }) => ({ points, at })),
    lastTransaction: one('transactions', TRANSACTIONS, 'transactionKey', transaction),
  },
  Transaction: {
    business: one('businesses', BUSINESSES, 'businessKey', business),
    purchase: one('purchases', PURCHASES, 'purchaseKey', purchase),
  },
  Customer: { tags },
};
