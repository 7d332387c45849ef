-- What was noted and not counted yet: of several bills the last one carries the sums, the others only that they were.
INSERT INTO uncounted_batch (program_id, business_id, members, earned, spent_minor, occurred_at)
SELECT program_id, business_id, array_agg(membership_id ORDER BY id, nr),
    array_agg(CASE WHEN nr = visits THEN earned ELSE 0 END ORDER BY id, nr),
    array_agg(CASE WHEN nr = visits THEN spent_minor ELSE 0 END ORDER BY id, nr),
    array_agg(CASE WHEN nr = visits THEN last_at ELSE first_at END ORDER BY id, nr)
FROM uncounted_sale CROSS JOIN LATERAL generate_series(1, visits) AS nr
GROUP BY program_id, business_id;
