-- A card as its holder sees it: the membership with its points and its program. The points are looked up once (OFFSET keeps
-- the planner from doing so for each column that is made of them).
CREATE VIEW read.card AS
SELECT m.pk, m.program_id, m.business_pk, m.owner_pk, m.number, m.made_at, m.joined_at,
    coalesce(points.available, 0) AS balance, coalesce(points.pending, 0) AS pending, coalesce(points.version, 0) AS version,
    g.points_name, g.currency,
    floor(greatest(coalesce(points.available, 0), 0)::numeric * g.point_value_micro_minor / 1000000)::bigint AS worth_minor
FROM read.membership m
    LEFT JOIN read.program g ON g.pk = m.program_id
    LEFT JOIN LATERAL (
        SELECT b.available, b.pending, b.version FROM read.balance b
        WHERE b.program_id = m.program_id AND b.pk = m.pk OFFSET 0) points ON true;
