-- Rewards: what always holds of stock and balances, what is appended only, and what the jobs look for.

ALTER TABLE reward ADD CONSTRAINT reward_stock CHECK (stock_taken >= 0 AND (stock IS NULL OR stock_taken <= stock));
ALTER TABLE voucher ADD CONSTRAINT voucher_balance CHECK (balance_minor IS NULL OR balance_minor BETWEEN 0 AND value_minor);

CREATE TRIGGER voucher_use_append_only BEFORE UPDATE OR DELETE ON voucher_use
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- On one bill at most one voucher that goes with no second of its kind.
CREATE UNIQUE INDEX voucher_use_alone ON voucher_use (program_id, bill_key) WHERE NOT is_stackable;

CREATE INDEX voucher_holds ON voucher (held_until) WHERE state = 'held';
CREATE INDEX voucher_ending ON voucher (valid_until) WHERE state = 'active';

-- What must always hold. Every view is empty on sound books; `subject` is the row that breaks the rule.
CREATE VIEW invariant_stock_is_vouchers AS
SELECT r.program_id, r.id AS subject, r.stock_taken AS found, coalesce(v.live, 0) AS expected
FROM reward r LEFT JOIN (SELECT reward_id, count(*) AS live FROM voucher WHERE state <> 'cancelled' GROUP BY reward_id) v
    ON v.reward_id = r.id
WHERE r.stock_taken <> coalesce(v.live, 0);

CREATE VIEW invariant_balance_is_uses AS
SELECT v.program_id, v.id AS subject, v.balance_minor AS found, (v.value_minor - coalesce(u.total, 0))::bigint AS expected
FROM voucher v LEFT JOIN (SELECT voucher_id, sum(amount_minor) AS total FROM voucher_use GROUP BY voucher_id) u
    ON u.voucher_id = v.id
WHERE v.kind = 'gift_card' AND v.balance_minor IS DISTINCT FROM v.value_minor - coalesce(u.total, 0);

CREATE VIEW invariant_used_once AS
SELECT v.program_id, v.id AS subject, coalesce(u.uses, 0) AS found, (v.state = 'used')::integer::bigint AS expected
FROM voucher v LEFT JOIN (SELECT voucher_id, count(*) AS uses FROM voucher_use GROUP BY voucher_id) u
    ON u.voucher_id = v.id
WHERE v.kind <> 'gift_card' AND coalesce(u.uses, 0) <> (v.state = 'used')::integer;

-- Points that a voucher took are those of its posting; a cancelled one has given all of them back.
CREATE VIEW invariant_voucher_is_posting AS
SELECT v.program_id, v.id AS subject, coalesce(-t.points, 0) AS found, v.points_paid AS expected
FROM voucher v LEFT JOIN tx t ON t.id = v.redeem_tx_id AND t.program_id = v.program_id
WHERE coalesce(-t.points, 0) <> v.points_paid
UNION ALL
SELECT v.program_id, v.id, coalesce(b.points, 0)::bigint, CASE WHEN v.state = 'cancelled' THEN v.points_paid ELSE 0 END
FROM voucher v LEFT JOIN (SELECT reverses_id, sum(points) AS points FROM tx WHERE kind = 'reverse_redeem'
    GROUP BY reverses_id) b ON b.reverses_id = v.redeem_tx_id
WHERE v.redeem_tx_id IS NOT NULL
    AND coalesce(b.points, 0) <> CASE WHEN v.state = 'cancelled' THEN v.points_paid ELSE 0 END;
