-- Gifts, households and lists know of merges and erasures.

-- The words with a draw may be taken out by an erasure.
DROP TRIGGER household_draw_append_only ON household_draw;
CREATE TRIGGER household_draw_append_only BEFORE UPDATE OR DELETE ON household_draw
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_words('reason');

-- Whose words are taken out is looked for by member.
CREATE INDEX bulk_item_by_member ON bulk_item (membership_id) WHERE membership_id IS NOT NULL;

-- Gives back all that `p_sent` took, where nobody received it, into the lots that it came from. What has expired meanwhile
-- lives until `p_grace_until`. A debt is repaid out of it. What a member sent who was merged since comes to whom they were
-- merged into: a lot that lies with another member comes over where it is empty; where it is not, a lot like it is opened here.
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
    WITH given AS (
        SELECT m.lot_id, m.issuer_id, m.points, l.account_id <> a.id AND l.remaining > 0 AS is_elsewhere
        FROM lot_move m JOIN lot l ON l.id = m.lot_id WHERE m.tx_id = p_sent
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
    )
    INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
    SELECT req.program_id, v.tx_id, lot_id, -points, issuer_id, o.business_id FROM given;
    PERFORM ledger_post_live(req.program_id, v.tx_id, 1, a.id, v.points);
    PERFORM ledger_post_system(req.program_id, v.tx_id, 2, o.business_id, 'transfer', -v.points);
    IF a.balance < 0 THEN
        PERFORM ledger_take(req.program_id, v.tx_id, a.id, least(v.points, -a.balance), '-infinity', req.business_id);
    END IF;
    PERFORM ledger_announce(req, v);
    RETURN v;
END $$;
