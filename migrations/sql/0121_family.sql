-- Gifts and households: what may be written, what is looked for, and what always holds.

ALTER TABLE gift
    ADD CONSTRAINT gift_points CHECK (points > 0),
    ADD CONSTRAINT gift_state CHECK (state IN ('draft', 'waiting', 'arrived', 'returned')),
    ADD CONSTRAINT gift_number CHECK (to_phone IS NULL OR state IN ('draft', 'waiting'));

CREATE INDEX gift_for_number ON gift (to_phone) WHERE state = 'waiting' AND to_phone IS NOT NULL;
CREATE INDEX gift_for_member ON gift (receiver_id) WHERE state = 'waiting';
CREATE INDEX gift_due ON gift (wait_until) WHERE state = 'waiting';
CREATE INDEX gift_by_posting ON gift (out_tx_id) WHERE out_tx_id IS NOT NULL;
CREATE INDEX gift_by_arrival ON gift (in_tx_id) WHERE in_tx_id IS NOT NULL;
CREATE INDEX gift_by_return ON gift (back_tx_id) WHERE back_tx_id IS NOT NULL;

ALTER TABLE household_member ADD CONSTRAINT household_role CHECK (role IN ('guardian', 'adult', 'child'));
CREATE UNIQUE INDEX household_member_once ON household_member (program_id, membership_id) WHERE left_at IS NULL;
CREATE INDEX household_invitation_open ON household_invitation (phone) WHERE state = 'open' AND phone IS NOT NULL;

CREATE TRIGGER household_draw_append_only BEFORE UPDATE OR DELETE ON household_draw
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What must always hold. Every view is empty on sound books; `subject` is the row that breaks the rule.

-- A gift that was sent took its points; one that arrived brought them; one that came back gave them back; never two of these.
CREATE VIEW invariant_gift_is_postings AS
SELECT g.program_id, g.id AS subject,
    coalesce(sent.points, 0) + coalesce(came.points, 0) + coalesce(back.points, 0)::bigint AS found,
    CASE WHEN g.state = 'waiting' THEN -g.points ELSE 0 END AS expected
FROM gift g
    LEFT JOIN tx sent ON sent.id = g.out_tx_id AND sent.program_id = g.program_id AND sent.membership_id = g.giver_id
    LEFT JOIN tx came ON came.id = g.in_tx_id AND came.program_id = g.program_id AND came.membership_id = g.receiver_id
    LEFT JOIN (SELECT reverses_id, sum(points) AS points FROM tx WHERE reverses_id IS NOT NULL GROUP BY reverses_id) back
        ON back.reverses_id = g.out_tx_id
WHERE coalesce(-sent.points, 0) <> CASE WHEN g.state = 'draft' THEN 0 ELSE g.points END
    OR coalesce(came.points, 0) <> CASE WHEN g.state = 'arrived' THEN g.points ELSE 0 END
    OR coalesce(back.points, 0) <> CASE WHEN g.state = 'returned' THEN g.points ELSE 0 END;

-- What lies between two cards is what gifts are on their way with.
CREATE VIEW invariant_gifts_on_their_way AS
SELECT a.program_id, a.program_id AS subject, a.total AS found, coalesce(g.total, 0)::bigint AS expected
FROM (SELECT e.program_id, sum(e.amount)::bigint AS total FROM entry e JOIN account k ON k.id = e.account_id
        WHERE k.kind = 'transfer' GROUP BY e.program_id) a
    LEFT JOIN (SELECT program_id, sum(points) AS total FROM gift WHERE state = 'waiting' GROUP BY program_id) g
        ON g.program_id = a.program_id
WHERE a.total <> coalesce(g.total, 0);

-- Every draw is a posting of who paid, and every posting of somebody else's spending is a draw.
CREATE VIEW invariant_draw_is_posting AS
SELECT d.program_id, d.id AS subject, coalesce(-t.points, 0) AS found, d.points AS expected
FROM household_draw d LEFT JOIN tx t ON t.id = d.tx_id AND t.program_id = d.program_id AND t.membership_id = d.payer_id
    AND t.source = 'ledger.shared' AND t.idem_key LIKE d.spend_tx_id || ':%'
WHERE coalesce(-t.points, 0) <> d.points
UNION ALL
SELECT t.program_id, t.id, -t.points, 0 FROM tx t
WHERE t.source = 'ledger.shared' AND NOT EXISTS (SELECT FROM household_draw d WHERE d.tx_id = t.id AND d.program_id = t.program_id);

-- A household with members has somebody who answers for it.
CREATE VIEW invariant_household_has_guardian AS
SELECT h.program_id, h.id AS subject, count(m.id) FILTER (WHERE m.role = 'guardian') AS found, 1::bigint AS expected
FROM household h JOIN household_member m ON m.household_id = h.id AND m.left_at IS NULL
GROUP BY h.program_id, h.id, h.closed_at
HAVING count(m.id) FILTER (WHERE m.role = 'guardian') = 0 OR h.closed_at IS NOT NULL;

-- Points of a voucher may have come from several cards.
CREATE OR REPLACE VIEW invariant_voucher_is_posting AS
SELECT v.program_id, v.id AS subject, (coalesce(-t.points, 0) + coalesce(d.points, 0))::bigint AS found, v.points_paid AS expected
FROM voucher v LEFT JOIN tx t ON t.id = v.redeem_tx_id AND t.program_id = v.program_id
    LEFT JOIN (SELECT spend_tx_id, sum(points) AS points FROM household_draw GROUP BY spend_tx_id) d
        ON d.spend_tx_id = v.redeem_tx_id
WHERE coalesce(-t.points, 0) + coalesce(d.points, 0) <> v.points_paid
UNION ALL
SELECT v.program_id, v.id, coalesce(b.points, 0)::bigint, CASE WHEN v.state = 'cancelled' THEN v.points_paid ELSE 0 END
FROM voucher v LEFT JOIN (
    SELECT coalesce(d.spend_tx_id, r.reverses_id) AS spend_tx_id, sum(r.points) AS points
    FROM tx r LEFT JOIN household_draw d ON d.tx_id = r.reverses_id
    WHERE r.kind = 'reverse_redeem' GROUP BY 1) b ON b.spend_tx_id = v.redeem_tx_id
WHERE v.redeem_tx_id IS NOT NULL
    AND coalesce(b.points, 0) <> CASE WHEN v.state = 'cancelled' THEN v.points_paid ELSE 0 END;
