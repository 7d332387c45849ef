-- A card as its holder sees it: the membership with its points, its program, and the look of the business that gave it.
CREATE VIEW read.card AS
SELECT m.pk, m.program_id, m.business_pk, m.owner_pk, m.number, m.made_at, m.joined_at,
    coalesce(b.available, 0) AS balance, coalesce(b.pending, 0) AS pending, coalesce(b.version, 0) AS version,
    g.points_name, g.currency,
    floor(greatest(coalesce(b.available, 0), 0)::numeric * g.point_value_micro_minor / 1000000)::bigint AS worth_minor
FROM read.membership m
    JOIN read.program g ON g.pk = m.program_id
    LEFT JOIN read.balance b ON b.program_id = m.program_id AND b.pk = m.pk;
