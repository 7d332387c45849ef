-- A note of its own for each bill was written, indexed and deleted again: half of what counting history took. A batch now
-- notes its bills in arrays, one row for each of 64 parts of the customers, so that a part can be counted by itself.

-- Kept as they are: a batch's arrays compress badly, and are read once.
ALTER TABLE uncounted_batch
    ALTER members SET STORAGE EXTERNAL, ALTER months SET STORAGE EXTERNAL, ALTER earned SET STORAGE EXTERNAL,
    ALTER spent_minor SET STORAGE EXTERNAL, ALTER moments SET STORAGE EXTERNAL;

-- What waits is taken along; a note of several visits has an element for each.
INSERT INTO uncounted_batch (program_id, business_id, part, members, months, earned, spent_minor, moments)
SELECT program_id, business_id, uuid_hash(membership_id) & 63, array_agg(membership_id), array_agg(month),
    array_agg(CASE visit WHEN 1 THEN earned ELSE 0 END), array_agg(CASE visit WHEN 1 THEN spent_minor ELSE 0 END),
    array_agg(CASE visit WHEN 1 THEN first_at ELSE last_at END)
FROM uncounted_sale CROSS JOIN LATERAL generate_series(1, visits) AS visit
GROUP BY 1, 2, 3;
