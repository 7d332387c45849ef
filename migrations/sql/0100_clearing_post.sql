-- The verbs that take points clear what others had issued. Where a business takes only its own, they do what they did before,
-- and look at one number. Their undoing clears by 0140_merge_reverse.

-- Takes points from open lots, first-expiring first, those past `p_moment` left out; how many of them others had issued.
CREATE OR REPLACE FUNCTION ledger_take(p_program uuid, p_tx uuid, p_account uuid, p_need bigint, p_moment timestamptz, p_taker uuid)
RETURNS bigint LANGUAGE sql AS $$
    WITH queue AS (
        SELECT id, remaining, issuer_id, sum(remaining) OVER (ORDER BY expires_at, earned_at, id) AS cum
        FROM lot WHERE account_id = p_account AND state = 'open' AND (expires_at IS NULL OR expires_at > p_moment)
    ), taken AS (
        SELECT id, issuer_id, least(remaining, p_need - (cum - remaining))::bigint AS points
        FROM queue WHERE cum - remaining < p_need
    ), shrunk AS (
        UPDATE lot SET remaining = lot.remaining - taken.points,
            state = CASE WHEN lot.remaining = taken.points THEN 'used' ELSE lot.state END
        FROM taken WHERE lot.id = taken.id
    ), moved AS (
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
        SELECT p_program, p_tx, id, points, issuer_id, p_taker FROM taken
    )
    SELECT coalesce(sum(points) FILTER (WHERE issuer_id <> p_taker), 0)::bigint FROM taken
$$;

-- Takes from the member's other lots, the same issuer's newest first, then any, newest first; how many of
-- them others had issued.
CREATE OR REPLACE FUNCTION ledger_take_newest(p_program uuid, p_tx uuid, p_account uuid, p_need bigint, p_issuer uuid, p_taker uuid)
RETURNS bigint LANGUAGE sql AS $$
    WITH queue AS (
        SELECT id, remaining, issuer_id,
            sum(remaining) OVER (ORDER BY issuer_id <> p_issuer, earned_at DESC, id DESC) AS cum
        FROM lot WHERE account_id = p_account AND state = 'open'
    ), taken AS (
        SELECT id, issuer_id, least(remaining, p_need - (cum - remaining))::bigint AS points
        FROM queue WHERE cum - remaining < p_need
    ), shrunk AS (
        UPDATE lot SET remaining = lot.remaining - taken.points,
            state = CASE WHEN lot.remaining = taken.points THEN 'used' ELSE lot.state END
        FROM taken WHERE lot.id = taken.id
    ), moved AS (
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
        SELECT p_program, p_tx, id, points, issuer_id, p_taker FROM taken
    )
    SELECT coalesce(sum(points) FILTER (WHERE issuer_id <> p_taker), 0)::bigint FROM taken
$$;

-- Takes points, first-expiring first: kind redeem or adjust. Refuses with INSUFFICIENT_POINTS; never makes a debt.
CREATE OR REPLACE FUNCTION ledger_debit(req ledger_request, p_kind text, p_against text, p_points bigint, p_slide_to timestamptz)
RETURNS ledger_posting LANGUAGE plpgsql AS $$
DECLARE
    a account;
    v ledger_posting;
    v_foreign bigint;
BEGIN
    a := ledger_lock(req.program_id, req.membership_id);
    v := ledger_replay(req);
    IF v.tx_id IS NOT NULL THEN
        RETURN v;
    END IF;
    a := ledger_expire_due(a, req.moment);
    IF a.balance < p_points THEN
        PERFORM ledger_refuse('INSUFFICIENT_POINTS', jsonb_build_object('available', greatest(a.balance, 0), 'needed', p_points));
    END IF;
    v := (ledger_new_id(), p_kind, -p_points, a.balance - p_points,
        ledger_pending(req.program_id, req.membership_id), false, '{}')::ledger_posting;
    IF NOT ledger_insert_tx(req, v, NULL) THEN
        PERFORM ledger_refuse_rival();
    END IF;
    v_foreign := ledger_take(req.program_id, v.tx_id, a.id, p_points, req.moment, req.business_id);
    PERFORM ledger_post_live(req.program_id, v.tx_id, 1, a.id, -p_points);
    PERFORM ledger_post_system(req.program_id, v.tx_id, 2, req.business_id, p_against, p_points);
    IF v_foreign > 0 AND p_kind = 'redeem' THEN
        PERFORM clearing_take_of(req.program_id, v.tx_id, req.business_id, req.occurred_at);
    END IF;
    IF p_slide_to IS NOT NULL THEN
        PERFORM ledger_slide(req.program_id, req.membership_id, p_slide_to);
    END IF;
    PERFORM ledger_announce(req, v);
    RETURN v;
END $$;

-- Redemptions of different members, as ledger_debit would post each. `outcome`: posted, replay, mismatch, or insufficient
-- (`points` is then what is available).
CREATE OR REPLACE FUNCTION ledger_redeem_many(p_program uuid, p_moment timestamptz, p_businesses uuid[], p_sources text[],
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
    ), foreign_points AS MATERIALIZED (
        SELECT taken.tx, taken.business, taken.issuer_id, sum(taken.points)::bigint AS points
        FROM taken WHERE taken.issuer_id <> taken.business GROUP BY taken.tx, taken.business, taken.issuer_id
    ), cleared AS MATERIALIZED (
        SELECT count(clearing_take(p_program, f.txs, f.redeemers, f.times, f.issuers, f.points)) AS calls
        FROM (SELECT array_agg(f.tx) AS txs, array_agg(f.business) AS redeemers, array_agg(g.occurred_at) AS times,
                array_agg(f.issuer_id) AS issuers, array_agg(f.points) AS points
            FROM foreign_points f JOIN given g ON g.tx = f.tx HAVING count(*) > 0) f
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
    FROM given WHERE (SELECT calls FROM cleared) >= 0;
END $$;

ALTER FUNCTION ledger_redeem_many SET plan_cache_mode = force_generic_plan SET enable_seqscan = off;
