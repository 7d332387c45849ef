-- Rewards that ask for a child of an age.
CREATE OR REPLACE VIEW read.reward AS
SELECT r.id AS pk, r.program_id, r.business_id, r.kind, r.name, r.description, r.category, r.points_price, r.cash_minor,
    r.value_minor, g.currency, r.discount_bp / 100.0::float8 AS discount_percent, '/files/' || r.picture_file_id AS picture_url,
    r.stock, r.stock - r.stock_taken AS stock_left, r.stock_taken, r.per_member, r.per_period, r.period,
    read.opaque_ids('Tier', to_jsonb(r.tier_ids)) AS tier_ids, read.opaque_ids('Store', to_jsonb(r.store_ids)) AS store_ids,
    ARRAY(SELECT s.name FROM store s WHERE s.id = ANY (r.store_ids) ORDER BY s.name, s.id) AS store_names,
    r.weekdays, r.from_hour, r.to_hour, r.valid_days, r.starts_at, r.ends_at, r.is_stackable, r.needs_fulfilment, r.is_listed,
    r.is_active, r.version, r.is_active AND r.is_listed AND (r.ends_at IS NULL OR r.ends_at > now()) AS is_shown,
    r.kid_age_from, r.kid_age_to
FROM reward r LEFT JOIN program g ON g.id = r.program_id;
