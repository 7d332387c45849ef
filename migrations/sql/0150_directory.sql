-- How far a member has come with a business, by bills.
CREATE FUNCTION read.customer_lifecycle(p_visits integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_visits >= 20 THEN 'vip' WHEN p_visits >= 5 THEN 'loyal' WHEN p_visits >= 2 THEN 'repeat' ELSE 'new' END
$$;

-- How things stand with a member now. Who never came counts from the day of joining.
CREATE FUNCTION read.customer_standing(p_status text, p_visits integer, p_seen timestamptz, p_joined timestamptz, p_now timestamptz)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_status <> 'active' OR coalesce(p_seen, p_joined) < p_now - interval '180 days' THEN 'inactive'
        WHEN coalesce(p_seen, p_joined) < p_now - interval '90 days' THEN 'churning'
        WHEN p_visits >= 20 THEN 'vip' ELSE 'active' END
$$;

-- ---- what domains publish to be narrowed by ----

-- The words by which members are found.
CREATE VIEW read.search_word AS
SELECT w.program_id, w.business_id, w.token, w.membership_id AS membership_pk FROM search_token w;

-- What a member's account holds, with what expired since the last sweep.
CREATE VIEW read.holding AS
SELECT a.owner_id AS pk, a.program_id, a.unit, a.balance AS points, a.id AS account_pk
FROM account a WHERE a.owner_kind = 'membership' AND a.kind = 'available';

-- Where members joined.
CREATE VIEW read.enrolment AS
SELECT m.id AS pk, m.program_id, m.enrolled_store_id AS store_pk FROM membership m WHERE m.enrolled_store_id IS NOT NULL;

-- Who stands on which tier; who did nothing yet, on the one that asks for nothing.
CREATE VIEW read.tier_member AS
SELECT s.membership_id AS pk, s.program_id, s.tier_id AS tier_pk FROM member_tier s WHERE s.tier_id IS NOT NULL
UNION ALL
SELECT m.id, m.program_id, ground.id
FROM membership m JOIN tier ground ON ground.program_id = m.program_id AND ground.is_active AND ground.threshold = 0
WHERE NOT EXISTS (SELECT 1 FROM member_tier s WHERE s.program_id = m.program_id AND s.membership_id = m.id
    AND s.tier_id IS NOT NULL);

-- Consents that stand.
CREATE VIEW read.granted AS
SELECT c.membership_id AS membership_pk, c.program_id, c.business_id, c.channel
FROM consent c
WHERE c.is_granted AND NOT EXISTS (
    SELECT 1 FROM consent later WHERE later.program_id = c.program_id AND later.business_id = c.business_id
        AND later.membership_id = c.membership_id AND later.channel = c.channel AND NOT later.is_granted
        AND (later.created_at, later.id) > (c.created_at, c.id));

-- Vouchers that can be used now.
CREATE VIEW read.open_voucher AS
SELECT v.membership_id AS membership_pk, v.program_id, v.business_id
FROM voucher v
WHERE v.state = 'active' AND v.membership_id IS NOT NULL AND (v.valid_until IS NULL OR v.valid_until > now());

-- ---- the list ----

-- A member in the list of a business: as staff see them, with the points by which the list is sorted.
CREATE VIEW read.directory AS
SELECT c.*, coalesce(h.points, 0) AS points_key
FROM read.customer c
    LEFT JOIN read.holding h ON h.program_id = c.program_id AND h.pk = c.pk AND h.unit = 'PTS:' || c.program_id;

-- What a business can say of all its members, in one pass over them.
CREATE VIEW read.customer_figures AS
SELECT b.id AS pk, b.program_id, b.id AS business_id, f.*
FROM business b CROSS JOIN LATERAL (
    SELECT count(*)::integer AS members,
        count(*) FILTER (WHERE m.standing = 'active')::integer AS active,
        count(*) FILTER (WHERE m.standing = 'vip')::integer AS vip,
        count(*) FILTER (WHERE m.standing = 'churning')::integer AS churning,
        count(*) FILTER (WHERE m.standing = 'inactive')::integer AS inactive,
        count(*) FILTER (WHERE m.visits < 2)::integer AS new_members,
        count(*) FILTER (WHERE m.visits BETWEEN 2 AND 4)::integer AS repeat_members,
        count(*) FILTER (WHERE m.visits BETWEEN 5 AND 19)::integer AS loyal_members,
        count(*) FILTER (WHERE m.visits >= 20)::integer AS vip_members,
        count(*) FILTER (WHERE m.created_at >= now() - interval '30 days')::integer AS joined_lately,
        count(*) FILTER (WHERE m.visits >= 1)::integer AS came,
        count(*) FILTER (WHERE m.visits >= 2)::integer AS came_back,
        coalesce(sum(m.visits), 0)::bigint AS visits,
        coalesce(sum(h.points), 0)::bigint AS points_held
    FROM (SELECT p.membership_id, p.program_id, p.visits, p.created_at,
            read.customer_standing(p.status, p.visits, p.last_visit_at, p.created_at, now()) AS standing
        FROM profile p WHERE p.business_id = b.id AND p.program_id = b.program_id AND p.removed_at IS NULL) m
    LEFT JOIN read.holding h ON h.program_id = m.program_id AND h.pk = m.membership_id AND h.unit = 'PTS:' || m.program_id) f;

-- Members of a business who joined in each of the last twelve months of its program, and how many of them came back.
CREATE VIEW read.customer_month AS
SELECT b.program_id, b.id AS business_id, month.first::date AS month,
    count(p.id)::integer AS joined, count(p.id) FILTER (WHERE p.visits >= 2)::integer AS came_back
FROM business b
    JOIN program g ON g.id = b.program_id
    CROSS JOIN LATERAL generate_series(date_trunc('month', now() AT TIME ZONE g.time_zone) - interval '11 months',
        date_trunc('month', now() AT TIME ZONE g.time_zone), interval '1 month') AS month (first)
    LEFT JOIN profile p ON p.business_id = b.id AND p.program_id = b.program_id AND p.removed_at IS NULL
        AND p.created_at >= month.first AT TIME ZONE g.time_zone
        AND p.created_at < (month.first + interval '1 month') AT TIME ZONE g.time_zone
GROUP BY b.program_id, b.id, month.first;

-- ---- views and runs ----

CREATE INDEX bulk_run_open ON bulk_run (moved_at) WHERE state IN ('checking', 'queued', 'running', 'undoing');
CREATE INDEX customer_view_of_business ON customer_view (business_id, name);
CREATE INDEX bulk_run_by_time ON bulk_run (business_id, created_at DESC, id DESC);

CREATE VIEW read.customer_view AS
SELECT v.id AS pk, v.program_id, v.business_id, v.staff_id AS staff_pk, v.made_by, v.name, lower(v.name) AS sort_name, v.search,
    v.narrowed AS filter, v.sort, v.columns, v.staff_id IS NULL AS is_shared, v.is_default, v.version
FROM customer_view v;

CREATE VIEW read.bulk_run AS
SELECT r.id AS pk, r.program_id, r.business_id, r.kind, r.state, r.total, r.created, r.changed, r.same, r.refused, r.undone,
    r.points, r.file_name, r.problem, r.actor_name AS staff_name, r.created_at AS made_at, r.started_at, r.ended_at,
    coalesce(r.params ->> 'tag', '') AS tag_name, coalesce(r.params ->> 'reason', '') AS reason,
    (r.params ->> 'points')::bigint AS points_each, r.params ->> 'status' AS status, r.params ->> 'format' AS format,
    r.created + r.changed + r.same + r.refused AS done,
    CASE WHEN r.kind = 'import' THEN jsonb_build_object('heads', r.params -> 'heads', 'mapping', r.params -> 'mapping',
        'sample', r.params -> 'sample') END AS plan
FROM bulk_run r;

CREATE VIEW read.bulk_item AS
SELECT i.run_id AS run_pk, i.program_id, i.business_id, i.nr, i.id AS pk, i.membership_id AS membership_pk, i.outcome, i.code,
    array_to_string(i.cells, ' · ') AS line
FROM bulk_item i;
