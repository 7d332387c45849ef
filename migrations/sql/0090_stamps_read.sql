CREATE VIEW read.stamp_design AS
SELECT d.id AS pk, d.program_id, d.business_id, d.name, d.stamps_needed, d.icon, '/files/' || d.picture_file_id AS picture_url,
    d.reward_id AS reward_pk, d.earning, d.least_minor, g.currency, d.max_per_day, d.valid_days, d.starts_at, d.ends_at,
    d.is_active, d.version,
    read.opaque_ids('Category', to_jsonb(d.category_ids)) AS category_ids,
    read.opaque_ids('Product', to_jsonb(d.product_ids)) AS product_ids,
    read.opaque_ids('Store', to_jsonb(d.store_ids)) AS store_ids
FROM stamp_design d LEFT JOIN program g ON g.id = d.program_id;

-- A card as it stands now, swept or not. `is_current`: it is being filled, or ended within the last ninety days; a card that
-- waits behind another is of no interest to anybody.
CREATE VIEW read.stamp_card AS
SELECT c.id AS pk, c.program_id, c.business_id AS business_pk, c.membership_id AS membership_pk, c.design_id AS design_pk,
    c.voucher_id AS voucher_pk, c.stamps, c.stamps_needed, c.round, now.state, c.created_at AS started_at, c.expires_at,
    CASE WHEN now.state = 'expired' THEN coalesce(c.ended_at, c.expires_at) ELSE c.ended_at END AS ended_at,
    CASE now.state WHEN 'open' THEN (SELECT d.is_active FROM stamp_design d WHERE d.id = c.design_id)
        ELSE coalesce(c.ended_at, c.expires_at) > now() - interval '90 days' END AS is_current,
    (now.state = 'open') AS is_open
FROM stamp_card c
    CROSS JOIN LATERAL (SELECT CASE WHEN c.state = 'open' AND c.expires_at <= now() THEN 'expired' ELSE c.state END AS state) now
WHERE c.state <> 'waiting';

CREATE VIEW read.stamp AS
SELECT s.id AS pk, s.program_id, s.business_id AS business_pk, s.card_id AS card_pk, s.store_id AS store_pk,
    s.purchase_id AS purchase_pk, s.kind, s.count, s.reason, s.staff_name, s.created_at AS occurred_at
FROM stamp s;
