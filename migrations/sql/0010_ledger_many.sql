-- Many credits, or many redemptions, in one statement: for imports, and for what arrives while others are being posted.
-- Rows come as arrays of one length (optional ones may be NULL). Look-ups are laterals with LIMIT 1: the planner, who
-- knows nothing of a program that is being filled, must go by the whole unique key row by row, or the time turns quadratic.

-- Locks the members' accounts in the one order, opened where there were none if so wished, with what was due expired.
CREATE FUNCTION ledger_lock_many(p_program uuid, p_members uuid[], p_moment timestamptz, p_open boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_accounts uuid[];
    v_due uuid[];
BEGIN
    SELECT array_agg(id) INTO v_accounts FROM (SELECT id FROM account
        WHERE program_id = p_program AND owner_kind = 'membership' AND owner_id = ANY (p_members)
            AND kind = 'available' AND unit = 'PTS:' || p_program ORDER BY id FOR UPDATE) locked;
    IF p_open AND coalesce(cardinality(v_accounts), 0) < (SELECT count(DISTINCT member) FROM unnest(p_members) member) THEN
        INSERT INTO account (id, program_id, owner_kind, owner_id, kind, unit, is_live, balance, version, floor)
        SELECT ledger_new_id(), p_program, 'membership', wanted.member, 'available', 'PTS:' || p_program, true, 0, 0, 0
        FROM (SELECT DISTINCT member FROM unnest(p_members) member ORDER BY member) wanted
        ON CONFLICT (program_id, owner_kind, owner_id, kind, unit) DO NOTHING;
        SELECT array_agg(id) INTO v_accounts FROM (SELECT id FROM account
            WHERE program_id = p_program AND owner_kind = 'membership' AND owner_id = ANY (p_members)
                AND kind = 'available' AND unit = 'PTS:' || p_program ORDER BY id FOR UPDATE) locked;
    END IF;
    SELECT array_agg(DISTINCT account_id) INTO v_due FROM lot
    WHERE account_id = ANY (v_accounts) AND state = 'open' AND expires_at <= p_moment;
    IF v_due IS NOT NULL THEN
        PERFORM ledger_expire_accounts(v_due, p_moment);
    END IF;
END $$;

-- Credits as ledger_credit would one after the other in order of time, without limits. `outcome` of each row, by its
-- place in the arrays: posted, replay or mismatch (`tx_id` is then the transaction that holds its key). A rival who takes
-- one of the keys for another member at the same moment makes it fail with a unique violation: then it is to be run again.
CREATE FUNCTION ledger_credit_many(p_program uuid, p_kind text, p_against text, p_moment timestamptz, p_announce boolean,
    p_businesses uuid[], p_sources text[], p_txs uuid[], p_members uuid[], p_keys text[], p_hashes text[],
    p_points bigint[], p_occurred timestamptz[], p_release timestamptz[], p_expires timestamptz[], p_slides timestamptz[],
    p_stores uuid[], p_references uuid[], p_staff uuid[], p_devices text[], p_reasons text[])
RETURNS TABLE (place integer, tx_id uuid, points bigint, balance bigint, pending bigint, outcome text, result jsonb)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_unit text := 'PTS:' || p_program;
    v_against jsonb;
    v_waits boolean;
BEGIN
    PERFORM ledger_lock_many(p_program, p_members, p_moment, true);
    SELECT jsonb_object_agg(business, ledger_account(p_program, 'business', business, p_against)) INTO v_against
    FROM (SELECT DISTINCT business FROM unnest(p_businesses) business) given;
    PERFORM ledger_account(p_program, 'membership', waiting.member, 'pending')
    FROM (SELECT DISTINCT member FROM unnest(p_members, p_release) AS given(member, release_at)
        WHERE release_at > p_moment) waiting;
    v_waits := EXISTS (SELECT FROM account WHERE program_id = p_program AND owner_kind = 'membership'
        AND owner_id = ANY (p_members) AND kind = 'pending' AND unit = v_unit);
    RETURN QUERY
    WITH given AS MATERIALIZED (
        SELECT g.*, t.id AS known_tx, t.request_hash AS known_hash, t.points AS known_points,
            t.balance_after AS known_balance, t.pending_after AS known_pending, t.result AS known_result,
            first_value(g.tx) OVER same AS first_tx, first_value(g.hash) OVER same AS first_hash,
            row_number() OVER same AS turn
        FROM unnest(p_businesses, p_sources, p_txs, p_members, p_keys, p_hashes, p_points, p_occurred, p_release,
            p_expires, p_stores, p_references, p_staff, p_devices, p_reasons) WITH ORDINALITY AS g(business,
            source, tx, member, key, hash, points, occurred_at,
            release_at, expires_at, store, reference, staff, device, reason, ord)
            LEFT JOIN LATERAL (SELECT * FROM tx
                WHERE program_id = p_program AND source = g.source AND idem_key = g.key LIMIT 1) t ON true
        WINDOW same AS (PARTITION BY g.source, g.key ORDER BY g.ord)
    ), run AS MATERIALIZED (
        SELECT g.*, w.waits, ledger_new_id() AS lot_id, (v_against ->> g.business::text)::uuid AS against, CASE WHEN w.waits THEN p.id ELSE a.id END AS account_id,
            (a.balance + coalesce(sum(g.points) FILTER (WHERE NOT w.waits) OVER chain, 0))::bigint AS available,
            (coalesce(p.balance, 0) + coalesce(sum(g.points) FILTER (WHERE w.waits) OVER chain, 0))::bigint AS pending,
            CASE WHEN w.waits THEN p.version + count(*) FILTER (WHERE w.waits) OVER chain
                ELSE a.version + count(*) FILTER (WHERE NOT w.waits) OVER chain END AS version
        FROM given g
            CROSS JOIN LATERAL (SELECT * FROM account WHERE program_id = p_program AND owner_kind = 'membership'
                AND owner_id = g.member AND kind = 'available' AND unit = v_unit LIMIT 1) a
            LEFT JOIN LATERAL (SELECT * FROM account WHERE v_waits AND program_id = p_program
                AND owner_kind = 'membership' AND owner_id = g.member AND kind = 'pending' AND unit = v_unit LIMIT 1) p ON true
            CROSS JOIN LATERAL (SELECT coalesce(g.release_at > p_moment, false) AS waits) w
        WHERE g.known_tx IS NULL AND g.turn = 1
        WINDOW chain AS (PARTITION BY g.member ORDER BY g.occurred_at, g.ord)
    ), posting AS MATERIALIZED (
        SELECT r.*, d.debt, CASE WHEN d.debt > 0 THEN jsonb_build_object('repaid', d.debt) ELSE '{}' END AS result
        FROM run r CROSS JOIN LATERAL (SELECT CASE WHEN r.waits THEN 0
            ELSE least(r.points, greatest(0, r.points - r.available)) END AS debt) d
    ), txs AS (
        INSERT INTO tx (id, program_id, business_id, kind, source, idem_key, request_hash, store_id, membership_id, staff_id,
            device_id, reference_id, points, balance_after, pending_after, reason, result, occurred_at)
        SELECT tx, p_program, business, p_kind, source, key, hash, store, member, staff, device, reference, points,
            available, pending, coalesce(reason, ''), result, occurred_at
        FROM posting
    ), lots AS (
        INSERT INTO lot (id, program_id, account_id, membership_id, tx_id, issuer_id, points, remaining, state, earned_at,
            release_at, expires_at)
        SELECT lot_id, p_program, account_id, member, tx, business, points, points - debt,
            CASE WHEN waits THEN 'pending' WHEN debt = points THEN 'used' ELSE 'open' END,
            occurred_at, CASE WHEN waits THEN release_at END, expires_at
        FROM posting
    ), entries AS (
        INSERT INTO entry (program_id, tx_id, seq, account_id, amount, balance_after, account_version)
        SELECT p_program, tx, line.seq, line.account_id, line.amount, line.balance_after, line.version
        FROM posting CROSS JOIN LATERAL (VALUES
            (1, account_id, points, CASE WHEN waits THEN pending ELSE available END, version),
            (2, against, -points, NULL, NULL)) AS line(seq, account_id, amount, balance_after, version)
    ), moves AS (
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
        SELECT p_program, tx, lot_id, debt, business, business FROM posting WHERE debt > 0
    ), balances AS (
        UPDATE account SET balance = account.balance + total.points, version = account.version + total.links,
            floor = least(0, account.balance + total.points)
        FROM (SELECT account_id, sum(points)::bigint AS points, count(*) AS links FROM posting GROUP BY account_id) total
        WHERE account.id = total.account_id
    ), facts AS (
        INSERT INTO outbox (id, program_id, business_id, name, version, payload, topics)
        SELECT ledger_new_id(), p_program, business, 'ledger.points_posted', 1,
            jsonb_build_object('program_id', p_program, 'business_id', business, 'tx_id', tx, 'membership_id', member,
                'store_id', store, 'kind', p_kind, 'points', points, 'balance', available, 'pending', pending,
                'occurred_at', occurred_at),
            CASE WHEN store IS NULL THEN ARRAY['card:' || member] ELSE ARRAY['card:' || member, 'store:' || store] END
        FROM posting WHERE p_announce
    )
    SELECT ord::integer, tx, points, available, pending, 'posted', result FROM posting
    UNION ALL
    SELECT ord::integer, known_tx, known_points, known_balance, known_pending,
        CASE WHEN known_hash = hash THEN 'replay' ELSE 'mismatch' END, known_result
    FROM given WHERE known_tx IS NOT NULL
    UNION ALL
    SELECT ord::integer, first_tx, points, 0::bigint, 0::bigint,
        CASE WHEN first_hash = hash THEN 'replay' ELSE 'mismatch' END, '{}'
    FROM given WHERE known_tx IS NULL AND turn > 1;
    IF p_slides IS NOT NULL THEN
        PERFORM ledger_slide(p_program, member, slide_to)
        FROM (SELECT member, max(slide_to) AS slide_to FROM unnest(p_members, p_slides) AS given(member, slide_to)
            WHERE slide_to IS NOT NULL GROUP BY member) latest;
    END IF;
END $$;

-- Redemptions of different members, as ledger_debit would post each. `outcome`: posted, replay, mismatch, or insufficient
-- (`points` is then what is available).
CREATE FUNCTION ledger_redeem_many(p_program uuid, p_moment timestamptz, p_businesses uuid[], p_sources text[],
    p_members uuid[], p_keys text[], p_hashes text[], p_points bigint[], p_occurred timestamptz[], p_stores uuid[],
    p_references uuid[], p_staff uuid[], p_devices text[], p_reasons text[])
RETURNS TABLE (place integer, tx_id uuid, points bigint, balance bigint, pending bigint, outcome text, result jsonb)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_unit text := 'PTS:' || p_program;
    v_against jsonb;
BEGIN
    PERFORM ledger_lock_many(p_program, p_members, p_moment, false);
    SELECT jsonb_object_agg(business, ledger_account(p_program, 'business', business, 'redeemed')) INTO v_against
    FROM (SELECT DISTINCT business FROM unnest(p_businesses) business) given;
    RETURN QUERY
    WITH given AS MATERIALIZED (
        SELECT g.*, t.id AS known_tx, t.request_hash AS known_hash, t.points AS known_points,
            t.balance_after AS known_balance, t.pending_after AS known_pending, t.result AS known_result,
            a.id AS account_id, a.balance, a.version, (v_against ->> g.business::text)::uuid AS against, ledger_new_id() AS tx,
            CASE WHEN t.id IS NULL THEN ledger_pending(p_program, g.member) END AS pending,
            coalesce(t.id IS NULL AND a.balance >= g.points, false) AS is_posted
        FROM unnest(p_businesses, p_sources, p_members, p_keys, p_hashes, p_points, p_occurred, p_stores, p_references, p_staff, p_devices,
            p_reasons) WITH ORDINALITY AS g(business, source, member, key, hash, points, occurred_at, store,
            reference, staff, device, reason, ord)
            LEFT JOIN LATERAL (SELECT * FROM account WHERE program_id = p_program AND owner_kind = 'membership'
                AND owner_id = g.member AND kind = 'available' AND unit = v_unit LIMIT 1) a ON true
            LEFT JOIN LATERAL (SELECT * FROM tx
                WHERE program_id = p_program AND source = g.source AND idem_key = g.key LIMIT 1) t ON true
    ), queue AS (
        SELECT g.tx, g.business, g.points AS need, l.id, l.remaining, l.issuer_id,
            sum(l.remaining) OVER (PARTITION BY g.account_id ORDER BY l.expires_at, l.earned_at, l.id) AS cum
        FROM given g CROSS JOIN LATERAL (SELECT * FROM lot
            WHERE account_id = g.account_id AND state = 'open' OFFSET 0) l
        WHERE g.is_posted
    ), taken AS MATERIALIZED (
        SELECT tx, business, id, issuer_id, least(remaining, need - (cum - remaining))::bigint AS points
        FROM queue WHERE cum - remaining < need
    ), txs AS (
        INSERT INTO tx (id, program_id, business_id, kind, source, idem_key, request_hash, store_id, membership_id, staff_id,
            device_id, reference_id, points, balance_after, pending_after, reason, result, occurred_at)
        SELECT tx, p_program, business, 'redeem', source, key, hash, store, member, staff, device, reference, -points,
            balance - points, pending, coalesce(reason, ''), '{}', occurred_at
        FROM given WHERE is_posted
    ), shrunk AS (
        UPDATE lot SET remaining = lot.remaining - taken.points,
            state = CASE WHEN lot.remaining = taken.points THEN 'used' ELSE lot.state END
        FROM taken WHERE lot.id = taken.id
    ), moves AS (
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
        SELECT p_program, tx, id, points, issuer_id, business FROM taken
    ), entries AS (
        INSERT INTO entry (program_id, tx_id, seq, account_id, amount, balance_after, account_version)
        SELECT p_program, tx, line.seq, line.account_id, line.amount, line.balance_after, line.version
        FROM given CROSS JOIN LATERAL (VALUES (1, account_id, -points, balance - points, version + 1),
            (2, against, points, NULL, NULL)) AS line(seq, account_id, amount, balance_after, version)
        WHERE is_posted
    ), balances AS (
        UPDATE account SET balance = account.balance - given.points, version = account.version + 1
        FROM given WHERE account.id = given.account_id AND given.is_posted
    ), facts AS (
        INSERT INTO outbox (id, program_id, business_id, name, version, payload, topics)
        SELECT ledger_new_id(), p_program, business, 'ledger.points_posted', 1,
            jsonb_build_object('program_id', p_program, 'business_id', business, 'tx_id', tx, 'membership_id', member,
                'store_id', store, 'kind', 'redeem', 'points', -points, 'balance', balance - points, 'pending', pending,
                'occurred_at', occurred_at),
            CASE WHEN store IS NULL THEN ARRAY['card:' || member] ELSE ARRAY['card:' || member, 'store:' || store] END
        FROM given WHERE is_posted
    )
    SELECT ord::integer, coalesce(known_tx, tx),
        CASE WHEN known_tx IS NOT NULL THEN known_points WHEN is_posted THEN -points ELSE greatest(balance, 0) END,
        CASE WHEN known_tx IS NOT NULL THEN known_balance ELSE balance - points END, coalesce(known_pending, pending),
        CASE WHEN known_hash = hash THEN 'replay' WHEN known_tx IS NOT NULL THEN 'mismatch'
            WHEN is_posted THEN 'posted' ELSE 'insufficient' END,
        coalesce(known_result, '{}')
    FROM given;
END $$;

-- One plan, made once, that looks everything up row by row by an index: planning afresh for each set of arrays costs more
-- than the work, and a plan that was made while the tables were empty would read them whole ever after.
ALTER FUNCTION ledger_lock_many SET plan_cache_mode = force_generic_plan SET enable_seqscan = off;
ALTER FUNCTION ledger_credit_many SET plan_cache_mode = force_generic_plan SET enable_seqscan = off;
ALTER FUNCTION ledger_redeem_many SET plan_cache_mode = force_generic_plan SET enable_seqscan = off;
ALTER FUNCTION ledger_expire_accounts SET enable_seqscan = off;
ALTER FUNCTION ledger_release SET enable_seqscan = off;
