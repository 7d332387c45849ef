CREATE VIEW read.gift_rules AS
SELECT g.id AS pk, g.id AS program_id, coalesce(r.is_on, false) AS is_on, coalesce(r.min_points, 10) AS min_points,
    coalesce(r.max_points, 1000) AS max_points, r.max_per_day, r.max_per_month, coalesce(r.wait_days, 14)::integer AS wait_days,
    coalesce(r.version, 0) AS version
FROM program g LEFT JOIN gift_rules r ON r.program_id = g.id;

-- A person's first name, whoever they were merged into; the card's digits for somebody without a name.
CREATE VIEW read.first_name AS
SELECT card.id AS membership_pk, card.program_id, coalesce(person.merged_into_id, person.id) AS owner_pk,
    coalesce(nullif(split_part(coalesce(nullif(whole.name, ''), person.name), ' ', 1), ''), '•••• ' || right(card.number, 4)) AS name
FROM membership card JOIN person ON person.id = card.person_id
    LEFT JOIN person whole ON whole.id = person.merged_into_id;

-- As the giver sees it: a gift to a number never tells that it arrived.
CREATE VIEW read.gift_sent AS
SELECT g.id AS pk, g.program_id, g.giver_id AS membership_pk, g.points, g.message, g.to_label AS recipient,
    CASE WHEN g.state = 'arrived' AND g.is_by_phone THEN 'sent' WHEN g.state = 'waiting' THEN 'sent' ELSE g.state END AS state,
    g.is_by_phone, coalesce(g.sent_at, g.created_at) AS at, g.sent_at,
    CASE WHEN g.state <> 'draft' AND g.is_by_phone THEN g.wait_until END AS waits_until,
    CASE WHEN g.state = 'draft' THEN g.confirm_until END AS confirm_until,
    CASE WHEN g.state = 'returned' OR NOT g.is_by_phone THEN g.ended_at END AS ended_at, g.out_tx_id AS tx_pk, g.back_tx_id AS back_pk
FROM gift g;

CREATE VIEW read.gift_received AS
SELECT g.id AS pk, g.program_id, g.receiver_id AS membership_pk, g.points, g.message, n.name AS sender, g.ended_at AS arrived_at,
    g.in_tx_id AS tx_pk
FROM gift g JOIN read.first_name n ON n.membership_pk = g.giver_id
WHERE g.state = 'arrived';

-- What a movement of points has to do with another person: a gift, or a household. One row for each such movement.
CREATE VIEW read.tx_with AS
SELECT g.program_id, g.out_tx_id AS tx_pk, 'gift_sent' AS kind, g.to_label AS name, g.message, 0::bigint AS others FROM gift g
WHERE g.out_tx_id IS NOT NULL
UNION ALL
SELECT g.program_id, g.in_tx_id, 'gift_received', n.name, g.message, 0 FROM gift g JOIN read.first_name n ON n.membership_pk = g.giver_id
WHERE g.in_tx_id IS NOT NULL
UNION ALL
SELECT g.program_id, g.back_tx_id, 'gift_returned', g.to_label, g.message, 0 FROM gift g WHERE g.back_tx_id IS NOT NULL
UNION ALL
SELECT d.program_id, d.tx_id, 'household_paid', n.name, d.reason, d.points
FROM household_draw d JOIN read.first_name n ON n.membership_pk = d.spender_id
UNION ALL
SELECT d.program_id, d.spend_tx_id, 'household_helped', string_agg(n.name, ', ' ORDER BY n.name), min(d.reason), sum(d.points)::bigint
FROM household_draw d JOIN read.first_name n ON n.membership_pk = d.payer_id GROUP BY d.program_id, d.spend_tx_id;

CREATE VIEW read.household_rules AS
SELECT g.id AS pk, g.id AS program_id, coalesce(r.is_on, false) AS is_on, coalesce(r.max_members, 6)::integer AS max_members,
    coalesce(r.version, 0) AS version
FROM program g LEFT JOIN household_rules r ON r.program_id = g.id;

CREATE VIEW read.household_draw AS
SELECT d.id AS pk, d.program_id, d.household_id AS household_pk, d.spender_id, d.payer_id, spender.owner_pk AS spender_owner_pk,
    payer.owner_pk AS payer_owner_pk, spender.name AS spender, payer.name AS payer, d.points, d.reason, d.created_at AS occurred_at,
    coalesce((SELECT sum(back.points) FROM tx back WHERE back.reverses_id = d.tx_id), 0)::bigint AS given_back
FROM household_draw d
    JOIN read.first_name spender ON spender.membership_pk = d.spender_id
    JOIN read.first_name payer ON payer.membership_pk = d.payer_id;

-- What members took of others since the beginning of the program's day, week and month, less what came back.
CREATE VIEW read.household_used AS
SELECT m.id AS member_pk, m.program_id, m.membership_id AS membership_pk,
    coalesce(sum(net.points) FILTER (WHERE net.at >= w.today), 0)::bigint AS today,
    coalesce(sum(net.points) FILTER (WHERE net.at >= w.week), 0)::bigint AS week,
    coalesce(sum(net.points) FILTER (WHERE net.at >= w.month), 0)::bigint AS month
FROM household_member m JOIN program g ON g.id = m.program_id
    CROSS JOIN LATERAL (SELECT date_trunc('day', now() AT TIME ZONE g.time_zone) AT TIME ZONE g.time_zone AS today,
        date_trunc('week', now() AT TIME ZONE g.time_zone) AT TIME ZONE g.time_zone AS week,
        date_trunc('month', now() AT TIME ZONE g.time_zone) AT TIME ZONE g.time_zone AS month) w
    LEFT JOIN LATERAL (SELECT d.created_at AS at, d.points - coalesce((SELECT sum(back.points) FROM tx back
            WHERE back.reverses_id = d.tx_id), 0) AS points
        FROM household_draw d WHERE d.program_id = m.program_id AND d.spender_id = m.membership_id
            AND d.created_at >= least(w.week, w.month)) net ON true
WHERE m.left_at IS NULL
GROUP BY m.id;

CREATE VIEW read.household_member AS
SELECT m.id AS pk, m.program_id, m.household_id AS household_pk, m.membership_id AS membership_pk, n.owner_pk, n.name, m.role,
    m.is_paused, m.shares_points, m.max_per_day, m.max_per_week, m.max_per_month, m.created_at AS joined_at,
    used.today, used.week, used.month, coalesce(greatest(b.available, 0), 0) AS points
FROM household_member m
    JOIN read.first_name n ON n.membership_pk = m.membership_id
    JOIN read.household_used used ON used.member_pk = m.id
    LEFT JOIN read.balance b ON b.program_id = m.program_id AND b.pk = m.membership_id
WHERE m.left_at IS NULL;

-- What a member can take of the others now: what they share, within the member's own limits.
CREATE VIEW read.household_funds AS
SELECT m.membership_id AS pk, m.program_id, m.household_id AS household_pk, m.role,
    CASE WHEN m.is_paused OR NOT r.is_on THEN 0 ELSE greatest(0, least(shared.points, m.max_per_day - used.today,
        m.max_per_week - used.week, m.max_per_month - used.month)) END::bigint AS points
FROM household_member m
    JOIN read.household_rules r ON r.program_id = m.program_id
    JOIN read.household_used used ON used.member_pk = m.id
    CROSS JOIN LATERAL (SELECT coalesce(sum(greatest(b.available, 0)), 0)::bigint AS points
        FROM household_member other JOIN read.balance b ON b.program_id = other.program_id AND b.pk = other.membership_id
        WHERE other.household_id = m.household_id AND other.left_at IS NULL AND other.id <> m.id AND other.shares_points) shared
WHERE m.left_at IS NULL;

CREATE VIEW read.spendable AS
SELECT card.id AS pk, card.program_id,
    (coalesce(greatest(b.available, 0), 0) + coalesce(f.points, 0))::bigint AS points, coalesce(f.points, 0)::bigint AS from_household
FROM membership card
    LEFT JOIN read.balance b ON b.program_id = card.program_id AND b.pk = card.id
    LEFT JOIN read.household_funds f ON f.program_id = card.program_id AND f.pk = card.id;

CREATE VIEW read.household AS
SELECT h.id AS pk, h.program_id, h.name, h.created_at AS made_at,
    coalesce((SELECT sum(m.points) FROM read.household_member m WHERE m.household_pk = h.id AND m.shares_points), 0)::bigint AS points
FROM household h
WHERE h.closed_at IS NULL;

-- Invitations that can still be answered. `holder_pk`: whoever has proved the number that it is for.
CREATE VIEW read.household_invitation AS
SELECT i.id AS pk, i.program_id, i.household_id AS household_pk, h.name AS household_name, n.name AS inviter, i.role, i.code,
    i.expires_at, i.created_at AS invited_at, i.phone IS NOT NULL AS is_by_phone,
    CASE WHEN i.phone IS NOT NULL THEN left(i.phone, 3) || '•••' || right(i.phone, 4) END AS phone,
    (SELECT c.person_id FROM phone_claim c WHERE c.phone = i.phone AND c.released_at IS NULL AND c.verified_at IS NOT NULL
        LIMIT 1) AS holder_pk
FROM household_invitation i
    JOIN household h ON h.id = i.household_id AND h.closed_at IS NULL
    JOIN read.first_name n ON n.membership_pk = i.inviter_id
WHERE i.state = 'open' AND i.expires_at > now();

-- How bills may be paid with points.
CREATE VIEW read.point_payment AS
SELECT g.id AS pk, g.id AS program_id, g.pay_is_on AS is_on, g.pay_max_bp / 100.0::float8 AS max_percent,
    g.pay_min_points AS min_points, g.pay_max_points AS max_points, g.pay_step AS step
FROM program g;
