-- Giving back knows of merges: a redemption that is undone, a gift that comes back, points that had expired.

-- Fills `p_points` of what transaction `p_tx` took into the lots they came from, the last to expire first; what has expired
-- by `p_over_at` lives until `p_until`. A lot that lies with another member since a merge comes over where it is empty; where
-- it is not, a lot like it is opened here. How much had expired, and whether any of it was given by another business.
CREATE FUNCTION ledger_refill(req ledger_request, p_account uuid, p_new_tx uuid, p_tx uuid, p_points bigint,
    p_over_at timestamptz, p_until timestamptz, p_redeemer uuid, OUT revived bigint, OUT is_foreign boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    -- another member's lot is not held by this account's lock
    PERFORM l.id FROM lot l WHERE l.account_id <> p_account
        AND l.id IN (SELECT m.lot_id FROM lot_move m WHERE m.tx_id = p_tx) ORDER BY l.id FOR UPDATE;
    WITH owed AS (
        SELECT m.lot_id, m.issuer_id, sum(m.points) AS points
        FROM lot_move m
        WHERE m.tx_id = ANY (ARRAY(SELECT p_tx UNION ALL SELECT id FROM tx WHERE reverses_id = p_tx))
            AND (m.tx_id = p_tx OR m.points < 0)
        GROUP BY m.lot_id, m.issuer_id HAVING sum(m.points) > 0
    ), queue AS (
        SELECT owed.*, l.expires_at, l.account_id <> p_account AND l.remaining > 0 AS is_elsewhere,
            sum(owed.points) OVER (ORDER BY l.expires_at DESC NULLS FIRST, l.earned_at DESC, l.id DESC) AS cum
        FROM owed JOIN lot l ON l.id = owed.lot_id
    ), given AS (
        SELECT lot_id, issuer_id, expires_at, is_elsewhere, least(points, p_points - (cum - points))::bigint AS points
        FROM queue WHERE cum - points < p_points
    ), filled AS (
        UPDATE lot SET remaining = lot.remaining + given.points, state = 'open', account_id = p_account,
            membership_id = req.membership_id,
            expires_at = CASE WHEN lot.expires_at <= p_over_at THEN p_until ELSE lot.expires_at END
        FROM given WHERE lot.id = given.lot_id AND NOT given.is_elsewhere
    ), twins AS (
        INSERT INTO lot (id, program_id, account_id, membership_id, tx_id, issuer_id, points, remaining, state, earned_at,
            release_at, expires_at)
        SELECT ledger_new_id(), req.program_id, p_account, req.membership_id, p_new_tx, l.issuer_id, given.points, given.points,
            'open', l.earned_at, l.release_at, CASE WHEN l.expires_at <= p_over_at THEN p_until ELSE l.expires_at END
        FROM given JOIN lot l ON l.id = given.lot_id WHERE given.is_elsewhere
    ), moved AS (
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
        SELECT req.program_id, p_new_tx, lot_id, -points, issuer_id, p_redeemer FROM given
        UNION ALL
        SELECT req.program_id, p_new_tx, lot_id, points, issuer_id, p_redeemer FROM given WHERE is_elsewhere
    )
    SELECT coalesce(sum(points) FILTER (WHERE expires_at <= p_over_at), 0), bool_or(issuer_id <> p_redeemer)
    INTO revived, is_foreign FROM given;
END $$;

-- Gives back `p_points` of what transaction `p_tx` took. What has expired meanwhile lives until `p_grace_until`. A debt is
-- repaid out of it.
CREATE OR REPLACE FUNCTION ledger_reverse_part(req ledger_request, p_tx uuid, p_points bigint, p_grace_until timestamptz)
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
    SELECT revived, is_foreign INTO v_revived, v_foreign FROM ledger_refill(req, a.id, v.tx_id, p_tx, p_points, req.moment,
        p_grace_until, o.business_id);
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
    IF a.balance < 0 THEN
        PERFORM ledger_take(req.program_id, v.tx_id, a.id, least(p_points, -a.balance), '-infinity', req.business_id);
    END IF;
    IF v_foreign AND o.kind = 'redeem' THEN
        PERFORM clearing_give_back(req.program_id, v.tx_id, p_tx, req.occurred_at);
    END IF;
    PERFORM ledger_announce(req, v);
    RETURN v;
END $$;

-- As before, by the same way.
CREATE OR REPLACE FUNCTION ledger_send_back(req ledger_request, p_sent uuid, p_grace_until timestamptz) RETURNS ledger_posting
LANGUAGE plpgsql AS $$
DECLARE
    o tx;
    a account;
    v ledger_posting;
BEGIN
    SELECT * INTO o FROM tx WHERE id = p_sent AND program_id = req.program_id
        AND ledger_is_of(program_id, membership_id, req.membership_id) AND kind = 'transfer' AND points < 0;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('NOT_FOUND', jsonb_build_object('what', 'transaction'));
    END IF;
    a := ledger_lock(req.program_id, req.membership_id);
    v := ledger_replay(req);
    IF v.tx_id IS NOT NULL THEN
        RETURN v;
    END IF;
    PERFORM FROM tx WHERE reverses_id = p_sent;
    IF FOUND THEN
        PERFORM ledger_refuse('REVERSAL_TOO_LARGE', jsonb_build_object('reversible', 0, 'needed', -o.points));
    END IF;
    a := ledger_expire_due(a, req.moment);
    v := (ledger_new_id(), 'reverse_redeem', -o.points, a.balance - o.points,
        ledger_pending(req.program_id, req.membership_id), false, '{}')::ledger_posting;
    IF NOT ledger_insert_tx(req, v, p_sent) THEN
        PERFORM ledger_refuse_rival();
    END IF;
    PERFORM ledger_refill(req, a.id, v.tx_id, p_sent, -o.points, req.moment, p_grace_until, o.business_id);
    PERFORM ledger_post_live(req.program_id, v.tx_id, 1, a.id, v.points);
    PERFORM ledger_post_system(req.program_id, v.tx_id, 2, o.business_id, 'transfer', -v.points);
    IF a.balance < 0 THEN
        PERFORM ledger_take(req.program_id, v.tx_id, a.id, least(v.points, -a.balance), '-infinity', req.business_id);
    END IF;
    PERFORM ledger_announce(req, v);
    RETURN v;
END $$;

-- Undoes `p_points` of the expiry `p_tx`: they go back into their lots, the last to expire first, and live until `p_until`.
-- A debt is repaid out of them.
CREATE OR REPLACE FUNCTION ledger_reinstate(req ledger_request, p_tx uuid, p_points bigint, p_until timestamptz)
RETURNS ledger_posting LANGUAGE plpgsql AS $$
DECLARE
    o tx;
    a account;
    v ledger_posting;
    v_before bigint;
BEGIN
    SELECT * INTO o FROM tx WHERE id = p_tx AND program_id = req.program_id
        AND ledger_is_of(program_id, membership_id, req.membership_id) AND business_id = req.business_id AND kind = 'expire';
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
    v := (ledger_new_id(), 'reinstate', p_points, a.balance + p_points,
        ledger_pending(req.program_id, req.membership_id), false,
        jsonb_build_object('repaid', least(p_points, greatest(0, -a.balance))))::ledger_posting;
    IF NOT ledger_insert_tx(req, v, p_tx) THEN
        PERFORM ledger_refuse_rival();
    END IF;
    PERFORM ledger_refill(req, a.id, v.tx_id, p_tx, p_points, 'infinity', p_until, NULL);
    PERFORM ledger_post_live(req.program_id, v.tx_id, 1, a.id, p_points);
    PERFORM ledger_post_system(req.program_id, v.tx_id, 2, o.business_id, 'breakage', -p_points);
    IF a.balance < 0 THEN
        PERFORM ledger_take(req.program_id, v.tx_id, a.id, least(p_points, -a.balance), '-infinity', req.business_id);
    END IF;
    PERFORM ledger_announce(req, v);
    RETURN v;
END $$;
