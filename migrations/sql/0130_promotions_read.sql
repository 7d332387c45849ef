CREATE VIEW read.promotion AS
SELECT p.id AS pk, p.program_id, p.business_id, p.name, p.audience, p.age_from, p.age_to, p.reward_id AS reward_pk, p.points,
    p.announce_days, p.valid_days, p.budget, p.given, p.is_active, p.version, p.created_at AS made_at
FROM promotion p;

-- The bill on which a voucher was used: the one whose number the till named, that day at that store, else the member's nearest
-- at that store within an hour. A gift card counts with its first use.
CREATE FUNCTION read.bill_of_voucher(p_program uuid, p_voucher uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT bill.amount FROM (SELECT * FROM voucher_use WHERE voucher_id = p_voucher ORDER BY created_at LIMIT 1) u
    CROSS JOIN LATERAL (
        SELECT p.amount_minor - p.returned_minor AS amount, 0 AS place, p.occurred_at FROM purchase p
        WHERE u.bill_number IS NOT NULL AND p.business_id = u.business_id AND p.store_id = u.store_id
            AND lower(p.bill_number) = lower(u.bill_number) AND p.status <> 'voided'
            AND p.occurred_at BETWEEN u.created_at - interval '1 day' AND u.created_at + interval '1 day'
        UNION ALL
        SELECT p.amount_minor - p.returned_minor, 1, p.occurred_at FROM purchase p
        WHERE p.program_id = p_program AND p.membership_id = u.membership_id AND p.store_id = u.store_id
            AND p.status <> 'voided'
            AND p.occurred_at BETWEEN u.created_at - interval '1 hour' AND u.created_at + interval '1 hour'
        ORDER BY place, occurred_at LIMIT 1) bill
$$;

CREATE VIEW read.birthday_present AS
SELECT b.id AS pk, b.program_id, b.business_id, b.promotion_id AS promotion_pk, b.membership_id AS membership_pk,
    card.owner_pk, b.birthday, b.turns, b.points, b.voucher_id AS voucher_pk, b.good_until, b.seen_at, v.used_at,
    b.created_at AS given_at, p.name, p.audience = 'kids' AS is_for_kid, b.subject_id AS kid_pk,
    (SELECT k.first_name FROM kid k WHERE k.program_id = b.program_id AND k.business_id = b.business_id
        AND k.membership_id = b.membership_id AND k.child_id = b.subject_id) AS kid_name,
    b.good_until > now() AND (b.voucher_id IS NULL OR v.state = 'active') AS is_open
FROM birthday_present b
    JOIN promotion p ON p.id = b.promotion_id
    LEFT JOIN voucher v ON v.id = b.voucher_id
    LEFT JOIN read.membership card ON card.pk = b.membership_id;

CREATE VIEW read.promotion_funnel AS
SELECT p.id AS pk, p.program_id, p.business_id, g.currency, n.given, n.seen, n.used, n.revenue_minor
FROM promotion p JOIN program g ON g.id = p.program_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS given, count(b.seen_at) AS seen, count(v.used_at) AS used,
            coalesce(sum(CASE WHEN v.used_at IS NOT NULL THEN read.bill_of_voucher(b.program_id, b.voucher_id) END), 0)::bigint
                AS revenue_minor
        FROM birthday_present b LEFT JOIN voucher v ON v.id = b.voucher_id
        WHERE b.promotion_id = p.id) n;

-- What a child's next birthday will bring, as far as promotions in use say so and it was not given yet.
CREATE VIEW read.coming_present AS
SELECT k.child_id AS kid_pk, k.program_id, p.id AS promotion_pk, p.business_id AS business_pk, card.owner_pk, p.name, p.points,
    r.name AS reward_name, (day.next - p.announce_days)::date AS on_day, day.next AS birthday
FROM kid k
    JOIN promotion p ON p.program_id = k.program_id AND p.business_id = k.business_id AND p.audience = 'kids' AND p.is_active
        AND (p.budget IS NULL OR p.given < p.budget)
    JOIN program g ON g.id = k.program_id
    JOIN read.membership card ON card.pk = k.membership_id
    LEFT JOIN reward r ON r.id = p.reward_id
    CROSS JOIN LATERAL (SELECT read.next_birthday((now() AT TIME ZONE g.time_zone)::date, k.birth_month, k.birth_day) AS next) day
WHERE (p.age_from IS NULL OR extract(year FROM day.next)::integer - k.birth_year >= p.age_from)
    AND (p.age_to IS NULL OR extract(year FROM day.next)::integer - k.birth_year <= p.age_to)
    AND day.next >= p.runs_from
    AND NOT EXISTS (SELECT FROM birthday_present b WHERE b.program_id = k.program_id AND b.promotion_id = p.id
        AND b.subject_id = k.child_id AND b.year = extract(year FROM day.next)::integer);
