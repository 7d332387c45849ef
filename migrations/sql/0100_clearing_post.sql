-- The verbs that take points, and their undoing, clear what others had issued. Where a business takes only its own, they do what
-- they did before, and look at one number.

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

-- Takes back `p_points` of what transaction `p_tx` gave: its own lot first (pending: cancelled), then what of it has
-- expired already (nothing more to take), then other lots, then by `p_shortfall`: debt, write_off or review.
CREATE OR REPLACE FUNCTION ledger_reverse_credit(req ledger_request, p_tx uuid, p_points bigint, p_shortfall text)
RETURNS ledger_posting LANGUAGE plpgsql AS $$
DECLARE
    o tx;
    a account;
    l lot;
    v ledger_posting;
    v_waits boolean;
    v_before bigint;
    v_own bigint;
    v_expired bigint;
    v_others bigint;
    v_short bigint;
    v_taken bigint;
    v_against text;
    v_foreign bigint := 0;
BEGIN
    SELECT * INTO o FROM tx WHERE id = p_tx AND program_id = req.program_id AND membership_id = req.membership_id
        AND kind IN ('earn', 'opening_balance', 'adjust') AND points >= 0;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('NOT_FOUND', jsonb_build_object('what', 'transaction'));
    END IF;
    a := ledger_lock(req.program_id, req.membership_id);
    v := ledger_replay(req);
    IF v.tx_id IS NOT NULL THEN
        RETURN v;
    END IF;
    a := ledger_expire_due(a, req.moment);
    SELECT coalesce(sum((result ->> 'target')::bigint), 0), coalesce(sum((result ->> 'expired')::bigint), 0)
    INTO v_before, v_expired FROM tx WHERE reverses_id = p_tx;
    IF p_points > o.points - v_before THEN
        PERFORM ledger_refuse('REVERSAL_TOO_LARGE', jsonb_build_object('reversible', o.points - v_before, 'needed', p_points));
    END IF;
    SELECT * INTO STRICT l FROM lot WHERE tx_id = p_tx;
    v_waits := l.state = 'pending';
    v_own := least(p_points, l.remaining);
    v_expired := least(p_points - v_own, greatest(0, (SELECT coalesce(sum(m.points), 0) FROM lot_move m
        WHERE m.lot_id = l.id AND (SELECT kind FROM tx WHERE id = m.tx_id) = 'expire') - v_expired));
    v_others := p_points - v_own - v_expired;
    SELECT least(v_others, coalesce(sum(remaining), 0)) INTO v_taken FROM lot
    WHERE account_id = a.id AND state = 'open' AND id <> l.id;
    v_short := v_others - v_taken;
    -- what leaves the account of available points, a debt included
    v_others := v_taken + CASE WHEN v_waits THEN 0 ELSE v_own END + CASE WHEN p_shortfall = 'debt' THEN v_short ELSE 0 END;
    v.tx_id := ledger_new_id();
    v.kind := 'reverse_earn';
    v.points := -(v_others + CASE WHEN v_waits THEN v_own ELSE 0 END);
    v.balance := a.balance - v_others;
    v.pending := ledger_pending(req.program_id, req.membership_id) - CASE WHEN v_waits THEN v_own ELSE 0 END;
    v.is_replay := false;
    v.result := jsonb_build_object('target', p_points, 'own', v_own, 'others', v_taken, 'expired', v_expired,
        'shortfall', v_short, 'policy', p_shortfall);
    IF NOT ledger_insert_tx(req, v, p_tx) THEN
        PERFORM ledger_refuse_rival();
    END IF;
    IF v_own > 0 THEN
        v_foreign := CASE WHEN l.issuer_id <> req.business_id THEN v_own ELSE 0 END;
        UPDATE lot SET remaining = remaining - v_own, state = CASE WHEN remaining = v_own THEN 'cancelled' ELSE state END
        WHERE id = l.id;
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
        VALUES (req.program_id, v.tx_id, l.id, v_own, l.issuer_id, req.business_id);
    END IF;
    IF v_taken > 0 THEN
        v_foreign := v_foreign + ledger_take_newest(req.program_id, v.tx_id, a.id, v_taken, l.issuer_id, req.business_id);
    END IF;
    IF v_waits THEN
        PERFORM ledger_post_live(req.program_id, v.tx_id, 1, l.account_id, -v_own);
    END IF;
    IF v_others > 0 THEN
        UPDATE account SET floor = least(floor, balance - v_others) WHERE id = a.id AND balance < v_others;
        PERFORM ledger_post_live(req.program_id, v.tx_id, 2, a.id, -v_others);
    END IF;
    v_against := CASE o.kind WHEN 'earn' THEN 'issued' WHEN 'adjust' THEN 'adjustment' ELSE 'opening' END;
    PERFORM ledger_post_system(req.program_id, v.tx_id, 3, l.issuer_id, v_against, p_points);
    IF v_expired > 0 THEN
        PERFORM ledger_post_system(req.program_id, v.tx_id, 4, l.issuer_id, 'breakage', -v_expired);
    END IF;
    IF v_short > 0 AND p_shortfall <> 'debt' THEN
        PERFORM ledger_post_system(req.program_id, v.tx_id, 5, l.issuer_id, p_shortfall, -v_short);
    END IF;
    IF v_foreign > 0 THEN
        PERFORM clearing_take_of(req.program_id, v.tx_id, req.business_id, req.occurred_at);
    END IF;
    PERFORM ledger_announce(req, v);
    RETURN v;
END $$;

-- Gives back `p_points` of what transaction `p_tx` took, into the lots they came from, the last to expire first. What has
-- expired meanwhile lives until `p_grace_until`. A debt is repaid out of it.
CREATE OR REPLACE FUNCTION ledger_reverse_debit(req ledger_request, p_tx uuid, p_points bigint, p_grace_until timestamptz)
RETURNS ledger_posting LANGUAGE plpgsql AS $$
DECLARE
    o tx;
    a account;
    v ledger_posting;
    v_before bigint;
    v_revived bigint;
    v_foreign boolean;
BEGIN
    SELECT * INTO o FROM tx WHERE id = p_tx AND program_id = req.program_id AND membership_id = req.membership_id
        AND kind IN ('redeem', 'adjust') AND points < 0;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('NOT_FOUND', jsonb_build_object('what', 'transaction'));
    END IF;
    a := ledger_lock(req.program_id, req.membership_id);
    v := ledger_replay(req);
    IF v.tx_id IS NOT NULL THEN
        RETURN v;
    END IF;
    a := ledger_expire_due(a, req.moment);
    SELECT coalesce(sum(points), 0) INTO v_before FROM tx WHERE reverses_id = p_tx;
    IF p_points > -o.points - v_before THEN
        PERFORM ledger_refuse('REVERSAL_TOO_LARGE', jsonb_build_object('reversible', -o.points - v_before, 'needed', p_points));
    END IF;
    v.tx_id := ledger_new_id();
    WITH owed AS (
        SELECT m.lot_id, m.issuer_id, sum(m.points) AS points
        FROM lot_move m
        WHERE m.tx_id = ANY (ARRAY(SELECT p_tx UNION ALL SELECT id FROM tx WHERE reverses_id = p_tx))
            AND (m.tx_id = p_tx OR m.points < 0)
        GROUP BY m.lot_id, m.issuer_id HAVING sum(m.points) > 0
    ), queue AS (
        SELECT owed.*, l.expires_at, sum(owed.points) OVER (ORDER BY l.expires_at DESC NULLS FIRST, l.earned_at DESC, l.id DESC) AS cum
        FROM owed JOIN lot l ON l.id = owed.lot_id
    ), given AS (
        SELECT lot_id, issuer_id, expires_at, least(points, p_points - (cum - points))::bigint AS points
        FROM queue WHERE cum - points < p_points
    ), filled AS (
        UPDATE lot SET remaining = lot.remaining + given.points, state = 'open',
            expires_at = CASE WHEN lot.expires_at <= req.moment THEN p_grace_until ELSE lot.expires_at END
        FROM given WHERE lot.id = given.lot_id
    ), moved AS (
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
        SELECT req.program_id, v.tx_id, lot_id, -points, issuer_id, o.business_id FROM given
    )
    SELECT coalesce(sum(points) FILTER (WHERE expires_at <= req.moment), 0), bool_or(issuer_id <> o.business_id)
    INTO v_revived, v_foreign FROM given;
    v.kind := 'reverse_redeem';
    v.points := p_points;
    v.balance := a.balance + p_points;
    v.pending := ledger_pending(req.program_id, req.membership_id);
    v.is_replay := false;
    v.result := jsonb_build_object('revived', v_revived, 'repaid', least(p_points, greatest(0, -a.balance)));
    IF NOT ledger_insert_tx(req, v, p_tx) THEN
        PERFORM ledger_refuse_rival();
    END IF;
    PERFORM ledger_post_live(req.program_id, v.tx_id, 1, a.id, p_points);
    PERFORM ledger_post_system(req.program_id, v.tx_id, 2, o.business_id,
        CASE o.kind WHEN 'redeem' THEN 'redeemed' ELSE 'adjustment' END, -p_points);
    IF v_foreign AND o.kind = 'redeem' THEN
        PERFORM clearing_give_back(req.program_id, v.tx_id, p_tx, req.occurred_at);
    END IF;
    IF a.balance < 0 THEN
        PERFORM ledger_take(req.program_id, v.tx_id, a.id, least(p_points, -a.balance), '-infinity', req.business_id);
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
