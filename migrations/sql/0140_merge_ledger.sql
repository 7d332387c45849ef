-- Merges in the ledger. A member who is gone keeps an account without points, which says who is kept instead: no verb can
-- post to it. Lots move as they are, so that their issuer, their expiry and the transaction that gave them stay.

ALTER TABLE account ADD CONSTRAINT account_gone CHECK (merged_into_id IS NULL OR balance = 0);
CREATE INDEX account_merged_into ON account (merged_into_id) WHERE merged_into_id IS NOT NULL;

-- Whether what p_owner did is p_member's: the same, or merged into them.
CREATE OR REPLACE FUNCTION ledger_is_of(p_program uuid, p_owner uuid, p_member uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p_owner = p_member OR EXISTS (SELECT FROM account WHERE program_id = p_program AND owner_kind = 'membership'
        AND owner_id = p_owner AND kind = 'available' AND unit = 'PTS:' || p_program AND merged_into_id = p_member)
$$;

-- Every verb comes by here once it is known to be no replay: a member who is gone is refused, and due points expire.
CREATE OR REPLACE FUNCTION ledger_expire_due(a account, p_moment timestamptz) RETURNS account LANGUAGE plpgsql AS $$
BEGIN
    IF a.merged_into_id IS NOT NULL THEN
        PERFORM ledger_refuse('CARD_MERGED', '{}');
    END IF;
    PERFORM 1 FROM lot WHERE account_id = a.id AND state = 'open' AND expires_at <= p_moment LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_expire_accounts(ARRAY[a.id], p_moment);
        SELECT * INTO a FROM account WHERE id = a.id;
    END IF;
    RETURN a;
END $$;

-- Changes a live account by any amount, below its floor as well: what a merge brings may be a debt.
CREATE FUNCTION ledger_post_any(p_program uuid, p_tx uuid, p_seq integer, p_account uuid, p_amount bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE account SET floor = least(floor, balance + p_amount) WHERE id = p_account AND balance + p_amount < floor;
    PERFORM ledger_post_live(p_program, p_tx, p_seq, p_account, p_amount);
END $$;

-- One side of a merge or un-merge: `p_points` of available and `p_pending` of pending points come to the member (negative:
-- they go), against the business's transfer account. The transaction's id.
CREATE FUNCTION ledger_post_side(req ledger_request, p_kind text, p_member uuid, p_other uuid, p_available uuid,
    p_waiting uuid, p_points bigint, p_pending bigint) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v ledger_posting;
    side ledger_request := req;
BEGIN
    side.membership_id := p_member;
    side.idem_key := req.idem_key || ':' || p_member;
    SELECT ledger_new_id(), p_kind, p_points + p_pending, a.balance + p_points, w.balance + p_pending, false,
        jsonb_build_object('with', p_other, 'available', p_points, 'pending', p_pending)
    INTO v FROM account a, account w WHERE a.id = p_available AND w.id = p_waiting;
    IF NOT ledger_insert_tx(side, v, NULL) THEN
        PERFORM ledger_refuse_rival();
    END IF;
    PERFORM ledger_post_any(req.program_id, v.tx_id, 1, p_available, p_points);
    PERFORM ledger_post_any(req.program_id, v.tx_id, 2, p_waiting, p_pending);
    PERFORM ledger_post_system(req.program_id, v.tx_id, 3, req.business_id, 'transfer', -(p_points + p_pending));
    PERFORM ledger_announce(side, v);
    RETURN v.tx_id;
END $$;

-- Takes from open lots what they hold more than the balance: a debt is repaid.
CREATE FUNCTION ledger_settle(p_program uuid, p_tx uuid, p_account uuid, p_business uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_excess bigint;
BEGIN
    SELECT coalesce((SELECT sum(remaining) FROM lot WHERE account_id = p_account AND state = 'open'), 0)
        - greatest(balance, 0) INTO v_excess FROM account WHERE id = p_account;
    IF v_excess > 0 THEN
        PERFORM ledger_take(p_program, p_tx, p_account, v_excess, '-infinity', p_business);
    END IF;
END $$;

-- Makes all that `p_gone` has the request's member's. What an un-merge must know: what they had, and the kept one's posting.
CREATE FUNCTION ledger_merge(req ledger_request, p_gone uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    a account;
    b account;
    v_a_waiting uuid := ledger_account(req.program_id, 'membership', req.membership_id, 'pending');
    v_b_waiting uuid := ledger_account(req.program_id, 'membership', p_gone, 'pending');
    v_pending bigint;
    v_tx uuid;
BEGIN
    PERFORM ledger_account(req.program_id, 'membership', req.membership_id, 'available'),
        ledger_account(req.program_id, 'membership', p_gone, 'available');
    PERFORM id FROM account WHERE program_id = req.program_id AND owner_kind = 'membership'
        AND owner_id IN (req.membership_id, p_gone) AND kind = 'available' AND unit = 'PTS:' || req.program_id
        ORDER BY id FOR UPDATE;
    a := ledger_expire_due(ledger_lock(req.program_id, req.membership_id), req.moment);
    b := ledger_expire_due(ledger_lock(req.program_id, p_gone), req.moment);
    SELECT balance INTO v_pending FROM account WHERE id = v_b_waiting;
    UPDATE lot SET account_id = a.id, membership_id = req.membership_id WHERE account_id = b.id AND state = 'open';
    UPDATE lot SET account_id = v_a_waiting, membership_id = req.membership_id
    WHERE account_id = v_b_waiting AND state = 'pending';
    IF b.balance <> 0 OR v_pending <> 0 THEN
        PERFORM ledger_post_side(req, 'merge', p_gone, req.membership_id, b.id, v_b_waiting, -b.balance, -v_pending);
        v_tx := ledger_post_side(req, 'merge', req.membership_id, p_gone, a.id, v_a_waiting, b.balance, v_pending);
        PERFORM ledger_settle(req.program_id, v_tx, a.id, req.business_id);
    END IF;
    UPDATE account SET merged_into_id = req.membership_id
    WHERE program_id = req.program_id AND owner_kind = 'membership' AND (owner_id = p_gone OR merged_into_id = p_gone);
    RETURN jsonb_build_object('tx_id', v_tx, 'available', b.balance, 'pending', v_pending);
END $$;

-- Gives back to the first of `p_family` what is left of the lots that they all brought, and their debt less what was repaid
-- of it since. What the merge itself repaid (by transaction `p_merge_tx`) is undone first.
CREATE FUNCTION ledger_unmerge(req ledger_request, p_family uuid[], p_merge_tx uuid, p_debt bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    a account;
    b account;
    v_gone uuid := p_family[1];
    v_a_waiting uuid;
    v_b_waiting uuid;
    v_repaid bigint := 0;
    v_lots bigint;
    v_pending bigint;
    v_comes bigint;
    v_tx uuid;
    v_gone_tx uuid;
BEGIN
    PERFORM id FROM account WHERE program_id = req.program_id AND owner_kind = 'membership'
        AND owner_id IN (req.membership_id, v_gone) AND kind = 'available' AND unit = 'PTS:' || req.program_id
        ORDER BY id FOR UPDATE;
    UPDATE account SET merged_into_id = CASE WHEN owner_id <> v_gone THEN v_gone END
    WHERE program_id = req.program_id AND owner_kind = 'membership' AND owner_id = ANY (p_family)
        AND merged_into_id = req.membership_id;
    a := ledger_expire_due(ledger_lock(req.program_id, req.membership_id), req.moment);
    b := ledger_expire_due(ledger_lock(req.program_id, v_gone), req.moment);
    v_a_waiting := ledger_account(req.program_id, 'membership', req.membership_id, 'pending');
    v_b_waiting := ledger_account(req.program_id, 'membership', v_gone, 'pending');
    SELECT coalesce(sum(m.points), 0) INTO v_repaid FROM lot_move m JOIN lot l ON l.id = m.lot_id
    WHERE m.tx_id = p_merge_tx AND l.account_id = a.id;
    UPDATE lot SET remaining = lot.remaining + used.points, state = 'open'
    FROM (SELECT lot_id, sum(points)::bigint AS points FROM lot_move WHERE tx_id = p_merge_tx GROUP BY lot_id) used
    WHERE lot.id = used.lot_id AND lot.account_id = a.id;
    WITH back AS (
        UPDATE lot SET account_id = CASE lot.state WHEN 'open' THEN b.id ELSE v_b_waiting END, membership_id = v_gone
        FROM tx WHERE lot.account_id IN (a.id, v_a_waiting) AND lot.state IN ('open', 'pending') AND tx.id = lot.tx_id
            AND tx.membership_id = ANY (p_family)
        RETURNING lot.state, lot.remaining
    )
    SELECT coalesce(sum(remaining) FILTER (WHERE state = 'open'), 0), coalesce(sum(remaining) FILTER (WHERE state = 'pending'), 0)
    INTO v_lots, v_pending FROM back;
    v_comes := v_lots + p_debt + greatest(0, least(a.balance, 0) - p_debt - v_repaid);
    IF v_comes <> 0 OR v_pending <> 0 OR v_lots <> 0 OR v_repaid <> 0 THEN
        v_tx := ledger_post_side(req, 'unmerge', req.membership_id, v_gone, a.id, v_a_waiting, -v_comes, -v_pending);
        v_gone_tx := ledger_post_side(req, 'unmerge', v_gone, req.membership_id, b.id, v_b_waiting, v_comes, v_pending);
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
        SELECT req.program_id, v_tx, m.lot_id, -sum(m.points)::bigint, m.issuer_id, m.redeemer_id
        FROM lot_move m JOIN lot l ON l.id = m.lot_id
        WHERE m.tx_id = p_merge_tx AND l.membership_id IN (req.membership_id, v_gone) AND v_repaid > 0
        GROUP BY m.lot_id, m.issuer_id, m.redeemer_id;
        PERFORM ledger_settle(req.program_id, v_tx, a.id, req.business_id);
        PERFORM ledger_settle(req.program_id, v_gone_tx, b.id, req.business_id);
    END IF;
END $$;
