-- The catalogue. `is_shown`: what members see of it, also what has not begun yet.
CREATE VIEW read.reward AS
SELECT r.id AS pk, r.program_id, r.business_id, r.kind, r.name, r.description, r.category, r.points_price, r.cash_minor,
    r.value_minor, g.currency, r.discount_bp / 100.0::float8 AS discount_percent, '/files/' || r.picture_file_id AS picture_url,
    r.stock, r.stock - r.stock_taken AS stock_left, r.stock_taken, r.per_member, r.per_period, r.period,
    read.opaque_ids('Tier', to_jsonb(r.tier_ids)) AS tier_ids, read.opaque_ids('Store', to_jsonb(r.store_ids)) AS store_ids,
    ARRAY(SELECT s.name FROM store s WHERE s.id = ANY (r.store_ids) ORDER BY s.name, s.id) AS store_names,
    r.weekdays, r.from_hour, r.to_hour, r.valid_days, r.starts_at, r.ends_at, r.is_stackable, r.needs_fulfilment, r.is_listed,
    r.is_active, r.version, r.is_active AND r.is_listed AND (r.ends_at IS NULL OR r.ends_at > now()) AS is_shown
FROM reward r LEFT JOIN program g ON g.id = r.program_id;

CREATE VIEW read.reward_text AS
SELECT r.id AS reward_pk, r.program_id, r.business_id, said.key AS language, said.value ->> 'name' AS name,
    said.value ->> 'description' AS description
FROM reward r CROSS JOIN LATERAL jsonb_each(r.texts) AS said;

-- A voucher past its last day is shown as expired, swept or not.
CREATE VIEW read.voucher AS
SELECT v.id AS pk, v.program_id, v.business_id, v.reward_id AS reward_pk, v.membership_id AS membership_pk,
    v.code, CASE WHEN v.state = 'active' AND v.valid_until <= now() THEN 'expired' ELSE v.state END AS state, v.kind, v.is_given,
    v.points_paid, g.currency, v.cash_minor, v.value_minor, v.discount_bp / 100.0::float8 AS discount_percent, v.balance_minor,
    v.is_stackable, v.fulfilment, v.valid_until, v.held_until, v.used_at, v.reason, v.created_at AS issued_at
FROM voucher v LEFT JOIN program g ON g.id = v.program_id;

CREATE VIEW read.voucher_use AS
SELECT u.id AS pk, u.program_id, u.business_id, u.voucher_id AS voucher_pk, u.membership_id AS membership_pk,
    u.store_id AS store_pk, u.bill_number, u.amount_minor, u.balance_minor, g.currency, u.staff_name, u.created_at AS used_at
FROM voucher_use u LEFT JOIN program g ON g.id = u.program_id;

CREATE VIEW read.voucher_batch AS
SELECT b.id AS pk, b.program_id, b.business_id, b.reward_id AS reward_pk, b.name, b.is_imported, b.size, b.created_at AS made_at,
    (SELECT count(*) FROM voucher v WHERE v.batch_id = b.id AND v.state = 'used') AS used
FROM voucher_batch b;
