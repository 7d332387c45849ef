CREATE VIEW read.purchase AS
SELECT p.id AS pk, p.program_id, p.business_id, p.store_id AS store_pk, p.membership_id AS membership_pk, p.bill_number,
    lower(p.bill_number) AS bill_key, p.currency, p.amount_minor, p.eligible_minor, p.gift_card_minor, p.points_paid,
    p.points_paid_minor, p.points_earned, p.returned_minor, p.points_taken_back, p.status, p.occurred_at,
    p.created_at AS recorded_at, p.staff_name, p.explanation,
    CASE WHEN p.status = 'recorded' AND p.created_at + g.void_window_seconds * interval '1 second' > now()
        THEN p.created_at + g.void_window_seconds * interval '1 second' END AS voidable_until
FROM purchase p LEFT JOIN program g ON g.id = p.program_id;

CREATE VIEW read.purchase_step AS
SELECT p.id AS purchase_pk, p.program_id, p.business_id, step.place, step.value ->> 'rule' AS rule,
    (step.value ->> 'rule_id')::uuid AS rule_pk, (step.value ->> 'points')::bigint AS points
FROM purchase p CROSS JOIN LATERAL jsonb_array_elements(p.explanation) WITH ORDINALITY AS step (value, place);

CREATE VIEW read.purchase_line AS
SELECT l.program_id, p.business_id, l.purchase_id AS purchase_pk, l.seq, l.sku, l.name, l.quantity_milli / 1000.0::float8 AS quantity,
    l.amount_minor, l.returned_minor, p.currency, l.category_id AS category_pk
FROM purchase_line l JOIN purchase p ON p.id = l.purchase_id;

CREATE VIEW read.purchase_return AS
SELECT r.id AS pk, r.program_id, r.business_id, r.purchase_id AS purchase_pk, r.kind, r.amount_minor, p.currency,
    r.points_taken_back, r.points_given_back, r.reason, r.occurred_at, r.created_at AS recorded_at
FROM purchase_return r JOIN purchase p ON p.id = r.purchase_id;

CREATE VIEW read.earn_rule AS
SELECT r.id AS pk, r.program_id, r.business_id, r.name, r.kind, r.priority, r.earn_points, r.earn_per_minor, g.currency,
    r.multiplier_bp / 10000.0::float8 AS multiplier, r.bonus_points, r.cap_points, r.starts_at, r.ends_at, r.is_active, r.version,
    read.opaque_ids('Category', r.conditions -> 'category_ids') AS category_ids,
    read.opaque_ids('Product', r.conditions -> 'product_ids') AS product_ids,
    read.opaque_ids('Store', r.conditions -> 'store_ids') AS store_ids,
    ARRAY(SELECT jsonb_array_elements_text(coalesce(r.conditions -> 'weekdays', '[]'))) AS weekdays,
    (r.conditions ->> 'from_hour')::integer AS from_hour, (r.conditions ->> 'to_hour')::integer AS to_hour,
    coalesce((r.conditions ->> 'first_purchase')::boolean, false) AS first_purchase,
    coalesce((r.conditions ->> 'birthday_month')::boolean, false) AS birthday_month,
    (r.conditions ->> 'min_amount_minor')::bigint AS min_amount_minor
FROM earn_rule r LEFT JOIN program g ON g.id = r.program_id;

-- Today where a store's program lives, from midnight to midnight.
CREATE VIEW read.store_today AS
SELECT s.id AS store_pk, s.program_id, s.business_id, g.currency, day.date, day.date::timestamp AT TIME ZONE g.time_zone AS start,
    (day.date + 1)::timestamp AT TIME ZONE g.time_zone AS stop, g.time_zone
FROM store s JOIN program g ON g.id = s.program_id
    CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE g.time_zone)::date AS date) day;

CREATE VIEW read.store_day AS
SELECT t.store_pk, t.program_id, t.business_id, t.date, t.currency, n.bills, n.amount_minor, n.bills_by_members, n.points_earned,
    (SELECT count(*) FROM membership card WHERE card.program_id = t.program_id AND card.enrolled_store_id = t.store_pk
        AND card.created_at >= t.start AND card.created_at < t.stop) AS joined
FROM read.store_today t CROSS JOIN LATERAL (
    SELECT count(*) AS bills, coalesce(sum(p.amount_minor - p.returned_minor), 0)::bigint AS amount_minor,
        count(p.membership_id) AS bills_by_members,
        coalesce(sum(p.points_earned - p.points_taken_back), 0)::bigint AS points_earned
    FROM purchase p
    WHERE p.program_id = t.program_id AND p.store_id = t.store_pk AND p.occurred_at >= t.start AND p.occurred_at < t.stop
        AND p.status <> 'voided') n;

CREATE VIEW read.store_hour AS
SELECT t.store_pk, t.program_id, t.business_id, n.hour, n.bills
FROM read.store_today t CROSS JOIN LATERAL (
    SELECT hours.hour, count(p.id) AS bills
    FROM generate_series(0, 23) AS hours (hour)
        LEFT JOIN purchase p ON p.program_id = t.program_id AND p.store_id = t.store_pk AND p.occurred_at >= t.start
            AND p.occurred_at < t.stop AND p.status <> 'voided'
            AND extract(hour FROM p.occurred_at AT TIME ZONE t.time_zone) = hours.hour
    GROUP BY hours.hour) n;
