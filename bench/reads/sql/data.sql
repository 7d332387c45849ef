-- Members, their cards, bills and five postings each on average, set by set. Everything follows from row numbers and
-- dice with a fixed seed; the days count back from the day of building. `place` (nr, program_nr, program_id,
-- business_id, store_id, currency, time_zone) holds the businesses. {members} and {seed} are filled in.
-- Runs on a connection of its own, whose settings end with it: foreign keys and append-only triggers need not see rows that
-- the ledger's own proof looks at afterwards. Search words, consents, notes and children are not made: the measured reads do not look at them.
SET session_replication_role = replica;
SET synchronous_commit = off;
SET work_mem = '256MB';

CREATE FUNCTION pg_temp.dice(n bigint, salt integer, sides bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
    'SELECT (hashint8extended(n, {seed} + salt) & 9223372036854775807) % sides';
CREATE FUNCTION pg_temp.id(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    'SELECT (kind || ''-0000-7000-8000-'' || lpad(to_hex(n), 12, ''0''))::uuid';
CREATE FUNCTION pg_temp.word(n bigint, salt integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT initcap((s)[1 + pg_temp.dice(n, salt, 24)] || (s)[1 + pg_temp.dice(n, salt + 1, 24)]
        || CASE WHEN pg_temp.dice(n, salt + 2, 3) = 0 THEN (s)[1 + pg_temp.dice(n, salt + 3, 24)] ELSE '' END)
    FROM (SELECT '{{an,ash,ba,bha,cha,da,dev,di,ga,ha,in,ja,ka,la,ma,me,na,om,pa,ra,sa,shi,ta,ya}}'::text[]) AS syllables (s)
$$;

-- ---- people: half of them have three cards, the others two ----
CREATE TEMP TABLE someone AS
SELECT n, pg_temp.id('00000001', n) AS id, pg_temp.word(n, 10) || ' ' || pg_temp.word(n, 20) AS name,
    date_trunc('day', now()) - interval '301 days' - pg_temp.dice(n, 30, 700) * interval '1 day'
        - pg_temp.dice(n, 31, 86400) * interval '1 second' AS since
FROM generate_series(0::bigint, {members} * 2 / 5 - 1) AS n;
ANALYZE someone;

INSERT INTO person (id, created_at, name, language, birth_month, birth_day, birth_year)
SELECT id, since, name, (ARRAY['en', 'hi', 'de'])[1 + pg_temp.dice(n, 40, 3)],
    CASE WHEN knows THEN 1 + pg_temp.dice(n, 42, 12) END, CASE WHEN knows THEN 1 + pg_temp.dice(n, 43, 28) END,
    CASE WHEN knows AND n % 3 > 0 THEN 1950 + pg_temp.dice(n, 44, 55) END
FROM someone CROSS JOIN LATERAL (SELECT pg_temp.dice(n, 41, 5) < 3) AS told (knows);

INSERT INTO phone_claim (id, created_at, person_id, phone, verified_at)
SELECT pg_temp.id('00000007', n), since, id, '+9198' || lpad((n * 73856093 % 100000000)::text, 8, '0'), since
FROM someone WHERE n % 20 <> 7;

-- ---- cards, and what businesses know of their holders ----
CREATE TEMP TABLE card AS
SELECT m, someone.n, pg_temp.id('00000002', m) AS id, pg_temp.id('00000003', m) AS account_id, home.program_id,
    home.business_id AS home_id, other.business_id AS other_id, home.store_id AS home_store_id, home.currency, home.time_zone,
    someone.id AS person_id, someone.name, someone.since + (m / ({members} * 2 / 5)) * interval '1 hour' AS joined_at
FROM generate_series(0::bigint, {members} - 1) AS m
JOIN someone ON someone.n = m % ({members} * 2 / 5)
CROSS JOIN LATERAL (SELECT (someone.n + m / ({members} * 2 / 5)) % (SELECT max(program_nr) + 1 FROM place)) AS here (nr)
CROSS JOIN LATERAL (SELECT * FROM place WHERE program_nr = here.nr ORDER BY hashint8extended(m * 16 + place.nr, {seed}) LIMIT 1) AS home
CROSS JOIN LATERAL (SELECT * FROM place WHERE program_nr = here.nr ORDER BY hashint8extended(m * 16 + place.nr, {seed}) DESC LIMIT 1) AS other;
ANALYZE card;

INSERT INTO membership (id, created_at, program_id, business_id, person_id, number, status, enrolled_store_id, version)
SELECT id, joined_at, program_id, home_id, person_id, (100000000 + m)::text, 'active', home_store_id, 1 FROM card;

-- ---- postings: three to five awards, and one redemption after two of them or, for every fourth card, at the end ----
CREATE TEMP TABLE step AS
SELECT card.m, s, kind, lot, p1, p2, card.m * 8 + s AS nr, pg_temp.id('00000004', card.m * 8 + s) AS tx_id,
    CASE kind WHEN 'earn' THEN 10 + pg_temp.dice(card.m * 8 + lot, 50, 490) ELSE -(p1 + p2 / 2) END AS points,
    date_trunc('day', now()) - interval '300 days' + (s - 1 + pg_temp.dice(card.m * 8 + s, 51, 86400) / 86400.0)
        * (interval '298 days' / (awards + 1)) AS occurred_at,
    CASE WHEN s % 2 = 0 THEN card.other_id ELSE card.home_id END AS business_id,
    kind = 'earn' AND (card.m + lot) % 3 > 0 AS has_bill
FROM card
CROSS JOIN LATERAL (SELECT (ARRAY[3, 4, 4, 5])[1 + card.m % 4] AS awards) AS a
CROSS JOIN LATERAL (SELECT CASE WHEN card.m % 4 = 0 THEN 4 ELSE 3 END AS redeemed_at,
    10 + pg_temp.dice(card.m * 8 + 1, 50, 490) AS p1, 10 + pg_temp.dice(card.m * 8 + 2, 50, 490) AS p2) AS r
CROSS JOIN LATERAL generate_series(1, awards + 1) AS s
CROSS JOIN LATERAL (SELECT CASE WHEN s = redeemed_at THEN 'redeem' ELSE 'earn' END AS kind,
    CASE WHEN s > redeemed_at THEN s - 1 ELSE s END AS lot) AS k;
ALTER TABLE step ADD COLUMN store_id uuid;
UPDATE step SET store_id = place.store_id FROM place WHERE has_bill AND place.business_id = step.business_id;
CREATE TEMP TABLE posting AS
SELECT step.*, card.program_id, card.id AS card_id, card.account_id, card.currency, card.time_zone,
    sum(points) OVER (PARTITION BY step.m ORDER BY s)::bigint AS balance,
    CASE WHEN has_bill THEN pg_temp.id('00000006', nr) END AS bill_id
FROM step JOIN card ON card.m = step.m;
ANALYZE posting;

INSERT INTO account (id, program_id, owner_kind, owner_id, kind, unit, is_live, balance, version, floor)
SELECT account_id, program_id, 'membership', card_id, 'available', 'PTS:' || program_id, true, sum(points), count(*), 0
FROM posting GROUP BY account_id, program_id, card_id;
CREATE TEMP TABLE book AS
SELECT gen_random_uuid() AS id, program_id, business_id, kind, posting_kind
FROM place CROSS JOIN (VALUES ('issued', 'earn'), ('redeemed', 'redeem')) AS sides (kind, posting_kind);
INSERT INTO account (id, program_id, owner_kind, owner_id, kind, unit, is_live, balance, version)
SELECT id, program_id, 'business', business_id, kind, 'PTS:' || program_id, false, 0, 0 FROM book;

INSERT INTO tx (id, program_id, business_id, kind, source, idem_key, request_hash, store_id, membership_id, reference_id,
    points, balance_after, pending_after, reason, result, occurred_at, recorded_at)
SELECT tx_id, program_id, business_id, kind, CASE WHEN has_bill THEN 'purchase' ELSE 'hand' END, nr::text, repeat('ab', 32),
    store_id, card_id, bill_id, points, balance, 0,
    CASE WHEN kind = 'earn' AND NOT has_bill THEN (ARRAY['Thank you', 'Sorry for the wait'])[1 + pg_temp.dice(nr, 60, 2)] ELSE '' END,
    '{{}}', occurred_at, occurred_at + interval '2 seconds'
FROM posting ORDER BY occurred_at;

INSERT INTO entry (program_id, tx_id, seq, account_id, amount, balance_after, account_version)
SELECT posting.program_id, tx_id, line.seq, line.account_id, line.amount, line.balance, line.version
FROM posting JOIN book ON book.business_id = posting.business_id AND posting_kind = posting.kind
CROSS JOIN LATERAL (VALUES (1, account_id, points, balance, s), (2, book.id, -points, NULL, NULL))
    AS line (seq, account_id, amount, balance, version)
ORDER BY occurred_at;

-- the redemption took the whole first lot and half of the second
INSERT INTO lot (id, program_id, account_id, membership_id, tx_id, issuer_id, points, remaining, state, earned_at, expires_at)
SELECT pg_temp.id('00000005', m * 8 + lot), program_id, account_id, card_id, tx_id, business_id, points,
    CASE lot WHEN 1 THEN 0 WHEN 2 THEN points - points / 2 ELSE points END, CASE lot WHEN 1 THEN 'used' ELSE 'open' END,
    occurred_at,
    (date_trunc('day', occurred_at AT TIME ZONE time_zone) + interval '12 months' + interval '1 day') AT TIME ZONE time_zone
FROM posting WHERE kind = 'earn' ORDER BY occurred_at;
INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
SELECT taken.program_id, taken.tx_id, pg_temp.id('00000005', taken.m * 8 + part.lot), part.points, given.business_id,
    taken.business_id
FROM posting AS taken CROSS JOIN LATERAL (VALUES (1, p1), (2, p2 / 2)) AS part (lot, points)
JOIN posting AS given ON given.m = taken.m AND given.kind = 'earn' AND given.lot = part.lot
WHERE taken.kind = 'redeem' ORDER BY taken.occurred_at;

INSERT INTO purchase (id, created_at, program_id, business_id, store_id, membership_id, bill_number, source, idem_key,
    request_hash, occurred_at, currency, amount_minor, eligible_minor, points_earned, earn_tx_id, explanation, staff_name,
    status, gift_card_minor, points_paid, points_paid_minor, returned_minor, points_taken_back, points_given_back)
SELECT bill_id, occurred_at + interval '2 seconds', program_id, business_id, store_id, card_id, 'B-' || nr, 'till', nr::text,
    repeat('ab', 32), occurred_at, currency, amount, amount, points, tx_id,
    jsonb_build_array(jsonb_build_object('rule', 'Points for every bill', 'points', points, 'rule_id', NULL)), 'Asha Rao',
    'recorded', 0, 0, 0, 0, 0, 0
FROM posting CROSS JOIN LATERAL (SELECT points * 1000 + pg_temp.dice(nr, 70, 1000)) AS came_to (amount)
WHERE has_bill ORDER BY occurred_at;

INSERT INTO profile (id, created_at, program_id, business_id, membership_id, name, name_key, city, preferences, status,
    visits, spent_minor, last_visit_at, version)
SELECT pg_temp.id('00000008', m * 2 + seen.nr), joined_at, program_id, seen.by_id, card.id, name, lower(name),
    (ARRAY['Pune', 'Mumbai', ''])[1 + pg_temp.dice(m, 80, 3)], '{{}}',
    CASE WHEN pg_temp.dice(m, 81, 20) = 0 THEN 'inactive' ELSE 'active' END,
    coalesce(visited.bills, 0), coalesce(visited.spent, 0), visited.latest, 1
FROM card
CROSS JOIN LATERAL (SELECT 0, home_id UNION ALL SELECT 1, other_id WHERE other_id <> home_id) AS seen (nr, by_id)
LEFT JOIN (SELECT membership_id, business_id, count(*) AS bills, sum(amount_minor) AS spent, max(occurred_at) AS latest
    FROM purchase GROUP BY 1, 2) AS visited ON visited.membership_id = card.id AND visited.business_id = seen.by_id;

INSERT INTO tag (id, program_id, business_id, name)
SELECT pg_temp.id('0000000a', place.nr * 8 + n), program_id, business_id, name
FROM place CROSS JOIN unnest(ARRAY['Regular', 'Early bird', 'Vegetarian', 'Family', 'Neighbour']) WITH ORDINALITY AS label (name, n);
INSERT INTO membership_tag (id, program_id, business_id, tag_id, membership_id)
SELECT pg_temp.id('00000009', m * 8 + label), card.program_id, home_id, pg_temp.id('0000000a', place.nr * 8 + label), card.id
FROM card JOIN place ON place.business_id = home_id
CROSS JOIN generate_series(1, 5) AS label WHERE pg_temp.dice(m * 8 + label, 90, 5) = 0;

