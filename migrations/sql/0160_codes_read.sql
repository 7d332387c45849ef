-- A voucher past its last day is shown as expired, swept or not.
CREATE OR REPLACE VIEW read.voucher AS
SELECT v.id AS pk, v.program_id, v.business_id, v.reward_id AS reward_pk, v.membership_id AS membership_pk,
    v.code, CASE WHEN v.state = 'active' AND v.valid_until <= now() THEN 'expired' ELSE v.state END AS state, v.kind, v.is_given,
    v.points_paid, g.currency, v.cash_minor, v.value_minor, v.discount_bp / 100.0::float8 AS discount_percent, v.balance_minor,
    v.is_stackable, v.fulfilment, v.valid_until, v.held_until, v.used_at, v.reason, v.created_at AS issued_at,
    v.batch_id AS batch_pk
FROM voucher v LEFT JOIN program g ON g.id = v.program_id;

CREATE OR REPLACE VIEW read.voucher_batch AS
SELECT b.id AS pk, b.program_id, b.business_id, b.reward_id AS reward_pk, b.name, b.is_imported, b.size, b.created_at AS made_at,
    found.used, found.handed_out, found.cancelled, found.unused
FROM voucher_batch b CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE v.state = 'used') AS used,
        count(*) FILTER (WHERE v.membership_id IS NOT NULL) AS handed_out,
        count(*) FILTER (WHERE v.state = 'cancelled') AS cancelled,
        count(*) FILTER (WHERE v.state = 'active' AND v.membership_id IS NULL AND (v.valid_until IS NULL OR v.valid_until > now())
            AND v.balance_minor IS NOT DISTINCT FROM CASE WHEN v.kind = 'gift_card' THEN v.value_minor END) AS unused
    FROM voucher v WHERE v.batch_id = b.id) AS found;
