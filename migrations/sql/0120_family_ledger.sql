-- What the ledger needs for gifts and households: arrivals, redemptions that several cards pay, and their undoing.

-- Brings what transaction `p_sent` took of another member to this one: the lots arrive with their issuer and their expiry.
CREATE FUNCTION ledger_receive(req ledger_request, p_sent uuid) RETURNS ledger_posting LANGUAGE plpgsql AS $$
DECLARE
    o tx;
    a account;
    v ledger_posting;
BEGIN
    SELECT * INTO o FROM tx WHERE id = p_sent AND program_id = req.program_id AND kind = 'transfer' AND points < 0;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('NOT_FOUND', jsonb_build_object('what', 'transaction'));
    END IF;
    a := ledger_lock(req.program_id, req.membership_id);
    v := ledger_replay(req);
    IF v.tx_id IS NOT NULL THEN
        RETURN v;
    END IF;
    a := ledger_expire_due(a, req.moment);
    v := (ledger_new_id(), 'transfer', -o.points, a.balance - o.points,
        ledger_pending(req.program_id, req.membership_id), false, jsonb_build_object('sent', p_sent))::ledger_posting;
    IF NOT ledger_insert_tx(req, v, NULL) THEN
        PERFORM ledger_refuse_rival();
    END IF;
    INSERT INTO lot (id, program_id, account_id, membership_id, tx_id, issuer_id, points, remaining, state, earned_at,
        release_at, expires_at)
    SELECT ledger_new_id(), req.program_id, a.id, req.membership_id, v.tx_id, m.issuer_id, m.points, m.points, 'open',
        l.earned_at, l.release_at, l.expires_at
    FROM lot_move m JOIN lot l ON l.id = m.lot_id WHERE m.tx_id = p_sent;
    PERFORM ledger_post_live(req.program_id, v.tx_id, 1, a.id, v.points);
    PERFORM ledger_post_system(req.program_id, v.tx_id, 2, o.business_id, 'transfer', -v.points);
    IF a.balance < 0 THEN
        PERFORM ledger_take(req.program_id, v.tx_id, a.id, least(v.points, -a.balance), '-infinity', req.business_id);
    END IF;
    PERFORM ledger_announce(req, v);
    RETURN v;
END $$;

-- Gives back all that `p_sent` took, where nobody received it, into the lots that it came from. What has expired meanwhile
-- lives until `p_grace_until`. A debt is repaid out of it.
CREATE FUNCTION ledger_send_back(req ledger_request, p_sent uuid, p_grace_until timestamptz) RETURNS ledger_posting
LANGUAGE plpgsql AS $$
DECLARE
    o tx;
    a account;
    v ledger_posting;
BEGIN
    SELECT * INTO o FROM tx WHERE id = p_sent AND program_id = req.program_id AND membership_id = req.membership_id
        AND kind = 'transfer' AND points < 0;
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
    WITH filled AS (
        UPDATE lot SET remaining = lot.remaining + m.points, state = 'open',
            expires_at = CASE WHEN lot.expires_at <= req.moment THEN p_grace_until ELSE lot.expires_at END
        FROM lot_move m WHERE m.tx_id = p_sent AND lot.id = m.lot_id
    )
    INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
    SELECT req.program_id, v.tx_id, lot_id, -points, issuer_id, o.business_id FROM lot_move WHERE tx_id = p_sent;
    PERFORM ledger_post_live(req.program_id, v.tx_id, 1, a.id, v.points);
    PERFORM ledger_post_system(req.program_id, v.tx_id, 2, o.business_id, 'transfer', -v.points);
    IF a.balance < 0 THEN
        PERFORM ledger_take(req.program_id, v.tx_id, a.id, least(v.points, -a.balance), '-infinity', req.business_id);
    END IF;
    PERFORM ledger_announce(req, v);
    RETURN v;
END $$;

-- Spends points of the member, and where they do not suffice at most `p_most` (null: any number) of the others', whose lots
-- go first-expiring first over all of them. One posting for each card that pays, as ledger_debit makes it; those of the others
-- have the source ledger.shared and the key of the spender's transaction with a place from 1 on.
CREATE FUNCTION ledger_debit_shared(req ledger_request, p_points bigint, p_slide_to timestamptz, p_others uuid[], p_most bigint)
RETURNS ledger_posting LANGUAGE plpgsql AS $$
DECLARE
    a account;
    v ledger_posting;
    w ledger_posting;
    other ledger_request := req;
    part record;
    v_accounts uuid[];
    v_own bigint;
    v_rest bigint;
    v_room bigint;
    v_parts jsonb := '[]';
BEGIN
    PERFORM ledger_lock_accounts(req.program_id, p_others || req.membership_id, true);
    v := ledger_replay(req);
    IF v.tx_id IS NOT NULL THEN
        RETURN v;
    END IF;
    a := ledger_expire_due(ledger_lock(req.program_id, req.membership_id), req.moment);
    v_own := least(p_points, greatest(a.balance, 0));
    v_rest := p_points - v_own;
    IF v_rest = 0 THEN
        RETURN ledger_debit(req, 'redeem', 'redeemed', p_points, p_slide_to);
    END IF;
    SELECT array_agg(id) INTO v_accounts FROM account WHERE program_id = req.program_id AND owner_kind = 'membership'
        AND owner_id = ANY (p_others) AND kind = 'available' AND unit = 'PTS:' || req.program_id;
    PERFORM ledger_expire_accounts(v_accounts, req.moment)
    WHERE EXISTS (SELECT FROM lot WHERE account_id = ANY (v_accounts) AND state = 'open' AND expires_at <= req.moment);
    SELECT least(coalesce(sum(greatest(balance, 0)), 0), p_most) INTO v_room FROM account WHERE id = ANY (v_accounts);
    IF v_rest > v_room THEN
        PERFORM ledger_refuse('INSUFFICIENT_POINTS',
            jsonb_build_object('available', v_own + greatest(v_room, 0), 'needed', p_points));
    END IF;
    IF v_own > 0 THEN
        v := ledger_debit(req, 'redeem', 'redeemed', v_own, p_slide_to);
    ELSE
        v := (ledger_new_id(), 'redeem', 0, a.balance, ledger_pending(req.program_id, req.membership_id), false,
            '{}')::ledger_posting;
        IF NOT ledger_insert_tx(req, v, NULL) THEN
            PERFORM ledger_refuse_rival();
        END IF;
        PERFORM ledger_post_live(req.program_id, v.tx_id, 1, a.id, 0);
        PERFORM ledger_post_system(req.program_id, v.tx_id, 2, req.business_id, 'redeemed', 0);
        PERFORM ledger_slide(req.program_id, req.membership_id, p_slide_to) WHERE p_slide_to IS NOT NULL;
        PERFORM ledger_announce(req, v);
    END IF;
    other.source := 'ledger.shared';
    FOR part IN
        SELECT m.owner_id, row_number() OVER (ORDER BY m.id) AS place,
            sum(least(queue.remaining, v_rest - (queue.cum - queue.remaining)))::bigint AS points
        FROM (SELECT account_id, remaining, sum(remaining) OVER (ORDER BY expires_at, earned_at, id) AS cum
            FROM lot WHERE account_id = ANY (v_accounts) AND state = 'open') queue JOIN account m ON m.id = queue.account_id
        WHERE queue.cum - queue.remaining < v_rest GROUP BY m.id, m.owner_id ORDER BY m.id
    LOOP
        other.membership_id := part.owner_id;
        other.idem_key := v.tx_id || ':' || part.place;
        w := ledger_debit(other, 'redeem', 'redeemed', part.points, NULL);
        v_parts := v_parts || jsonb_build_object('tx', w.tx_id, 'member', part.owner_id, 'points', part.points);
    END LOOP;
    v.result := v.result || jsonb_build_object('total', p_points, 'shared', v_parts);
    RETURN v;
END $$;

-- What is left to undo of a redemption that several cards paid: each part, the spender's own last.
CREATE FUNCTION ledger_parts(o tx) RETURNS TABLE (place bigint, member uuid, tx_id uuid, points bigint)
LANGUAGE sql STABLE AS $$
    SELECT paid.place, paid.member, paid.tx_id, (paid.points - coalesce((SELECT sum(back.points) FROM tx back
        WHERE back.reverses_id = paid.tx_id), 0))::bigint
    FROM (
        SELECT at AS place, part.membership_id AS member, part.id AS tx_id, -part.points AS points
        FROM generate_series(1, 50) AS at JOIN tx part ON part.program_id = o.program_id
            AND part.source = 'ledger.shared' AND part.idem_key = o.id || ':' || at
        UNION ALL
        SELECT 1000000, o.membership_id, o.id, -o.points) paid
$$;

-- Whether what p_owner did is p_member's.
CREATE FUNCTION ledger_is_of(p_program uuid, p_owner uuid, p_member uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p_owner = p_member
$$;

ALTER FUNCTION ledger_reverse_debit(ledger_request, uuid, bigint, timestamptz) RENAME TO ledger_reverse_part;

-- As ledger_reverse_part; of a redemption that several cards paid, the others' points come back first, the spender's last.
CREATE FUNCTION ledger_reverse_debit(req ledger_request, p_tx uuid, p_points bigint, p_grace_until timestamptz)
RETURNS ledger_posting LANGUAGE plpgsql AS $$
DECLARE
    o tx;
    v ledger_posting;
    w ledger_posting;
    part record;
    piece ledger_request := req;
    v_left bigint;
    v_need bigint := p_points;
BEGIN
    PERFORM FROM tx WHERE program_id = req.program_id AND source = 'ledger.shared' AND idem_key = p_tx || ':1';
    IF NOT FOUND THEN
        RETURN ledger_reverse_part(req, p_tx, p_points, p_grace_until);
    END IF;
    SELECT * INTO o FROM tx WHERE id = p_tx AND program_id = req.program_id
        AND ledger_is_of(program_id, membership_id, req.membership_id);
    IF NOT FOUND THEN
        PERFORM ledger_refuse('NOT_FOUND', jsonb_build_object('what', 'transaction'));
    END IF;
    PERFORM ledger_lock_accounts(req.program_id, ARRAY(SELECT member FROM ledger_parts(o)), true);
    v := ledger_replay(req);
    IF v.tx_id IS NOT NULL THEN
        RETURN v;
    END IF;
    SELECT sum(points) INTO v_left FROM ledger_parts(o);
    IF p_points > v_left THEN
        PERFORM ledger_refuse('REVERSAL_TOO_LARGE', jsonb_build_object('reversible', v_left, 'needed', p_points));
    END IF;
    FOR part IN SELECT * FROM ledger_parts(o) WHERE points > 0 ORDER BY place LOOP
        EXIT WHEN v_need = 0;
        piece.membership_id := part.member;
        w := ledger_reverse_part(piece, part.tx_id, least(v_need, part.points), p_grace_until);
        v_need := v_need - least(v_need, part.points);
        IF v.tx_id IS NULL THEN
            v := w;
            piece.source := 'ledger.shared.back';
        END IF;
        piece.idem_key := v.tx_id || ':' || part.place;
    END LOOP;
    RETURN v;
END $$;
