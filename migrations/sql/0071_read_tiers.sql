-- A step of a program's ladder, with how many members stand on it.
CREATE VIEW read.tier AS
SELECT t.id AS pk, t.program_id, t.rank, t.name, t.threshold, t.multiplier_bp, t.is_for_ever, t.colour, t.icon, t.benefits,
    t.reward_id AS reward_pk, t.is_active,
    (SELECT count(*) FROM member_tier m WHERE m.tier_id = t.id) AS member_count
FROM tier t;

CREATE VIEW read.tier_benefit AS
SELECT t.id AS tier_pk, t.program_id, b.place::integer AS place, b.benefit ->> 'text' AS text, b.benefit ->> 'icon' AS icon
FROM tier t CROSS JOIN LATERAL jsonb_array_elements(t.benefits) WITH ORDINALITY AS b (benefit, place);

CREATE VIEW read.tier_ladder AS
SELECT l.id AS pk, l.program_id, l.measure, l.window, l.window_months, l.effective, l.downgrade, l.grace_days, l.version
FROM tier_ladder l;

-- Where a member stands in a program that has a ladder; who did nothing yet stands on a step that asks for nothing.
CREATE VIEW read.tier_standing AS
SELECT m.pk, m.program_id, coalesce(s.tier_id, ground.id) AS tier_pk, s.since, s.keep_until,
    coalesce(s.by_hand_until >= days.today, false) AS is_by_hand, measure.measured, l.measure,
    next_step.id AS next_pk, greatest(next_step.threshold - measure.measured, 0) AS missing,
    CASE WHEN next_step.id IS NULL THEN 1.0 ELSE least(1.0, greatest(0.0,
        (measure.measured - coalesce(held.threshold, 0))::float8
            / greatest(next_step.threshold - coalesce(held.threshold, 0), 1))) END::float8 AS share
FROM read.membership m
    JOIN tier_ladder l ON l.program_id = m.program_id
    JOIN program g ON g.id = m.program_id
    CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE g.time_zone)::date AS today OFFSET 0) days
    LEFT JOIN member_tier s ON s.program_id = m.program_id AND s.membership_id = m.pk
    LEFT JOIN LATERAL (SELECT t.id FROM tier t WHERE t.program_id = m.program_id AND t.is_active AND t.threshold = 0
        AND s.tier_id IS NULL ORDER BY t.rank LIMIT 1) ground ON true
    LEFT JOIN tier held ON held.id = coalesce(s.tier_id, ground.id)
    CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN l.measure = 'balance'
        THEN (SELECT greatest(b.available, 0) FROM read.balance b WHERE b.program_id = m.program_id AND b.pk = m.pk)
        ELSE (SELECT greatest(sum(CASE l.measure WHEN 'earned' THEN a.earned WHEN 'spend' THEN a.spent_minor
                ELSE a.visits END), 0) FROM tier_activity a
            WHERE a.program_id = m.program_id AND a.membership_id = m.pk
                AND a.month >= tier_window_start(l.window, l.window_months, days.today)
                AND (l.effective = 'now' OR a.month < date_trunc('month', days.today))) END, 0)::bigint AS measured OFFSET 0) measure
    LEFT JOIN LATERAL (SELECT t.id, t.threshold FROM tier t WHERE t.program_id = m.program_id AND t.is_active
        AND t.rank > coalesce(held.rank, 0) ORDER BY t.rank LIMIT 1) next_step ON true;

CREATE VIEW read.tier_change AS
SELECT c.id AS pk, c.program_id, c.membership_id AS membership_pk, c.from_name, c.to_name, c.is_up, c.reason, c.note,
    c.actor_name, c.measured, c.created_at
FROM tier_change c;
