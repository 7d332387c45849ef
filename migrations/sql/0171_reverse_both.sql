-- Returns after a merge, and returns that clear: the two versions of these functions in one. Each of them replaced the
-- ledger's own, so that whichever came second undid the first.

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
    SELECT * INTO o FROM tx WHERE id = p_tx AND program_id = req.program_id
        AND ledger_is_of(program_id, membership_id, req.membership_id)
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
    v_waits := l.state = 'pending' AND l.membership_id = req.membership_id;
    v_own := CASE WHEN l.membership_id = req.membership_id THEN least(p_points, l.remaining) ELSE 0 END;
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
    SELECT * INTO o FROM tx WHERE id = p_tx AND program_id = req.program_id
        AND ledger_is_of(program_id, membership_id, req.membership_id)
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
        SELECT owed.*, l.expires_at, l.account_id <> a.id AND l.remaining > 0 AS is_elsewhere,
            sum(owed.points) OVER (ORDER BY l.expires_at DESC NULLS FIRST, l.earned_at DESC, l.id DESC) AS cum
        FROM owed JOIN lot l ON l.id = owed.lot_id
    ), given AS (
        SELECT lot_id, issuer_id, expires_at, is_elsewhere, least(points, p_points - (cum - points))::bigint AS points
        FROM queue WHERE cum - points < p_points
    ), filled AS (
        UPDATE lot SET remaining = lot.remaining + given.points, state = 'open', account_id = a.id,
            membership_id = req.membership_id,
            expires_at = CASE WHEN lot.expires_at <= req.moment THEN p_grace_until ELSE lot.expires_at END
        FROM given WHERE lot.id = given.lot_id AND NOT given.is_elsewhere
    ), twins AS (
        INSERT INTO lot (id, program_id, account_id, membership_id, tx_id, issuer_id, points, remaining, state, earned_at,
            release_at, expires_at)
        SELECT ledger_new_id(), req.program_id, a.id, req.membership_id, v.tx_id, l.issuer_id, given.points, given.points,
            'open', l.earned_at, l.release_at,
            CASE WHEN l.expires_at <= req.moment THEN p_grace_until ELSE l.expires_at END
        FROM given JOIN lot l ON l.id = given.lot_id WHERE given.is_elsewhere
    ), passed_on AS (
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
        SELECT req.program_id, v.tx_id, lot_id, points, issuer_id, o.business_id FROM given WHERE is_elsewhere
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
