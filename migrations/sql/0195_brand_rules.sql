-- Earn rules that ask for brands of goods.
CREATE OR REPLACE VIEW read.earn_rule AS
SELECT r.id AS pk, r.program_id, r.business_id, r.name, r.kind, r.priority, r.earn_points, r.earn_per_minor, g.currency,
    r.multiplier_bp / 10000.0::float8 AS multiplier, r.bonus_points, r.cap_points, r.starts_at, r.ends_at, r.is_active, r.version,
    read.opaque_ids('Category', r.conditions -> 'category_ids') AS category_ids,
    read.opaque_ids('Product', r.conditions -> 'product_ids') AS product_ids,
    read.opaque_ids('Store', r.conditions -> 'store_ids') AS store_ids,
    ARRAY(SELECT jsonb_array_elements_text(coalesce(r.conditions -> 'weekdays', '[]'))) AS weekdays,
    (r.conditions ->> 'from_hour')::integer AS from_hour, (r.conditions ->> 'to_hour')::integer AS to_hour,
    coalesce((r.conditions ->> 'first_purchase')::boolean, false) AS first_purchase,
    coalesce((r.conditions ->> 'birthday_month')::boolean, false) AS birthday_month,
    (r.conditions ->> 'min_amount_minor')::bigint AS min_amount_minor,
    r.conditions ->> 'birthday' AS birthday, r.conditions ->> 'kid_birthday' AS kid_birthday,
    (r.conditions ->> 'kid_age_from')::integer AS kid_age_from, (r.conditions ->> 'kid_age_to')::integer AS kid_age_to,
    read.opaque_ids('ProductBrand', r.conditions -> 'brand_ids') AS brand_ids
FROM earn_rule r LEFT JOIN program g ON g.id = r.program_id;
