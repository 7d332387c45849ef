CREATE VIEW read.business AS
SELECT b.id AS pk, b.program_id, b.id AS business_id, b.name, b.contact_name, b.contact_email, b.stock_color, b.foil_color,
    b.motif, b.initials, '/files/' || b.logo_file_id AS logo_url, b.created_at, b.version,
    coalesce(p.earn_points, g.earn_points) AS earn_points, coalesce(p.earn_per_minor, g.earn_per_minor) AS earn_per_minor,
    g.currency, p.program_id AS taking_part_in, p.created_at AS taking_part_since, p.id AS participant_pk
FROM business b
    LEFT JOIN program g ON g.id = b.program_id
    LEFT JOIN participant p ON p.program_id = b.program_id AND p.business_id = b.id AND p.status = 'active';

CREATE VIEW read.program AS
SELECT g.id AS pk, g.id AS program_id, g.name, g.points_name, g.currency, g.time_zone, g.region, g.is_coalition, g.earn_points,
    g.earn_per_minor, g.rounding, g.point_value_micro_minor, g.point_value_micro_minor / 1000000.0::float8 AS point_value,
    g.expiry_kind, g.expiry_months, g.pending_kind, g.pending_days, g.pending_until, g.shortfall_policy,
    g.reinstatement_days, g.void_window_seconds, g.limit_mode, g.max_per_transaction, g.max_per_day, g.max_per_week,
    g.max_per_month, g.max_balance, g.max_staff_awards_per_hour, g.max_store_points_per_day, g.version
FROM program g;

CREATE VIEW read.participant AS
SELECT p.id AS pk, p.program_id, p.business_id AS business_pk, p.role, p.created_at AS joined_at, g.currency,
    coalesce(p.earn_points, g.earn_points) AS earn_points, coalesce(p.earn_per_minor, g.earn_per_minor) AS earn_per_minor
FROM participant p LEFT JOIN program g ON g.id = p.program_id
WHERE p.status = 'active';

CREATE VIEW read.store AS
SELECT s.id AS pk, s.program_id, s.business_id, s.name, s.code, s.address, s.city, s.is_active, s.version,
    s.shop_brand_id AS shop_brand_pk
FROM store s;

CREATE VIEW read.shop_brand AS
SELECT s.id AS pk, s.program_id, s.business_id, s.name, s.stock_color, s.foil_color, s.motif, s.initials,
    '/files/' || s.logo_file_id AS logo_url, s.is_active
FROM shop_brand s;
