-- Undoing knows of merges, of clearing and of reinstatement: what a member did is undone for whom they were merged into, what
-- others had issued is cleared, and what was reinstated has not expired.

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
    v_foreign bigint := 0;
    v_against text;
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
        WHERE m.lot_id = l.id AND (SELECT kind FROM tx WHERE id = m.tx_id) IN ('expire', 'reinstate')) - v_expired));
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
        UPDATE lot SET remaining = remaining - v_own, state = CASE WHEN remaining = v_own THEN 'cancelled' ELSE state END
        WHERE id = l.id;
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
        VALUES (req.program_id, v.tx_id, l.id, v_own, l.issuer_id, req.business_id);
        v_foreign := CASE WHEN l.issuer_id <> req.business_id THEN v_own ELSE 0 END;
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

-- Who paid which part of a shared redemption, and what of it is not yet given back; those merged since count as whom they
-- were merged into.
CREATE OR REPLACE FUNCTION ledger_parts(o tx) RETURNS TABLE (place bigint, member uuid, tx_id uuid, points bigint)
LANGUAGE sql STABLE AS $$
    SELECT paid.place, coalesce((SELECT merged_into_id FROM account a WHERE a.program_id = o.program_id
            AND a.owner_kind = 'membership' AND a.owner_id = paid.member AND a.kind = 'available'
            AND a.unit = 'PTS:' || o.program_id), paid.member),
        paid.tx_id, (paid.points - coalesce((SELECT sum(back.points) FROM tx back
            WHERE back.reverses_id = paid.tx_id), 0))::bigint
    FROM (
        SELECT at AS place, part.membership_id AS member, part.id AS tx_id, -part.points AS points
        FROM generate_series(1, 50) AS at JOIN tx part ON part.program_id = o.program_id
            AND part.source = 'ledger.shared' AND part.idem_key = o.id || ':' || at
        UNION ALL
        SELECT 1000000, o.membership_id, o.id, -o.points) paid
$$;
