CREATE OR REPLACE VIEW read.program AS
SELECT g.id AS pk, g.id AS program_id, g.name, g.points_name, g.currency, g.time_zone, g.region, g.is_coalition, g.earn_points,
    g.earn_per_minor, g.rounding, g.point_value_micro_minor, g.point_value_micro_minor / 1000000.0::float8 AS point_value,
    g.expiry_kind, g.expiry_months, g.pending_kind, g.pending_days, g.pending_until, g.shortfall_policy,
    g.reinstatement_days, g.void_window_seconds, g.limit_mode, g.max_per_transaction, g.max_per_day, g.max_per_week,
    g.max_per_month, g.max_balance, g.max_staff_awards_per_hour, g.max_store_points_per_day, g.version,
    g.reinstate_within_days, g.reminder_days::integer[] AS reminder_days
FROM program g;

-- What a member loses within a year, by the last day on which it is good.
CREATE VIEW read.use_by AS
SELECT a.program_id, a.owner_id AS membership_pk, good.day, max(l.expires_at) AS at, sum(l.remaining)::bigint AS points
FROM account a JOIN lot l ON l.account_id = a.id JOIN program g ON g.id = a.program_id
    CROSS JOIN LATERAL (SELECT ((l.expires_at - interval '1 microsecond') AT TIME ZONE g.time_zone)::date AS day) good
WHERE a.owner_kind = 'membership' AND a.kind = 'available' AND l.state = 'open' AND l.expires_at > now()
    AND l.expires_at <= now() + interval '1 year 1 day'
GROUP BY a.program_id, a.owner_id, good.day;

-- Expiries that can be undone by hand, with what is left of them.
CREATE VIEW read.expired_points AS
SELECT t.id AS pk, t.program_id, t.business_id AS business_pk, t.membership_id AS membership_pk, -t.points AS points,
    (-t.points - coalesce((SELECT sum(back.points) FROM tx back WHERE back.reverses_id = t.id), 0))::bigint AS reinstatable,
    t.occurred_at AS expired_at, t.occurred_at + make_interval(days => g.reinstate_within_days) AS closes_at
FROM tx t JOIN program g ON g.id = t.program_id
WHERE t.kind = 'expire' AND t.occurred_at + make_interval(days => g.reinstate_within_days) > now();

-- Points that wait, by when they are released by themselves.
CREATE VIEW read.pending_points AS
SELECT l.id AS pk, l.program_id, l.issuer_id AS business_id, l.membership_id AS membership_pk, l.tx_id AS tx_pk,
    l.remaining AS points, l.earned_at, l.release_at
FROM lot l WHERE l.state = 'pending';

CREATE VIEW read.extension AS
SELECT x.id AS pk, x.program_id, x.business_id, x.membership_id AS membership_pk, x.from_day, x.to_day, x.until_day, x.reason,
    x.staff_name, x.state, x.members, x.lots, x.points, x.created_at, x.finished_at
FROM extension x;
