-- Suspicious awards: what always holds of them, and the queue.

ALTER TABLE award_count ADD CONSTRAINT award_count_fits CHECK (used >= 0);
ALTER TABLE review_item ADD CONSTRAINT review_item_decided CHECK ((state = 'open') = (decided_at IS NULL));

CREATE INDEX review_item_open ON review_item (business_id, created_at, id) WHERE state = 'open';

-- Points of a posting that wait for somebody's decision: no time releases them.
CREATE VIEW read.held_transaction AS
SELECT l.tx_id AS pk, l.program_id, l.remaining AS points, true AS is_held
FROM lot l WHERE l.state = 'pending' AND l.release_at = '9999-01-01T00:00:00Z';

CREATE VIEW read.review_rule AS
SELECT r.program_id, r.business_id, r.kind, r.action, r.most, r.days, r.from_hour, r.to_hour FROM review_rule r;

-- An item of which nothing is held any more, because the goods came back, waits for nobody.
CREATE VIEW read.review_item AS
SELECT i.id AS pk, i.program_id, i.business_id, i.tx_id AS tx_pk, i.purchase_id AS purchase_pk, i.membership_id AS membership_pk,
    i.store_id AS store_pk, i.staff_id AS staff_pk, i.staff_name, i.points, coalesce(h.points, 0) AS points_held,
    CASE WHEN i.state = 'open' AND h.points IS NULL THEN 'withdrawn' ELSE i.state END AS state, i.occurred_at,
    i.created_at AS held_at, i.decided_at, i.decided_name, i.note,
    (SELECT count(*) FROM review_item s WHERE s.business_id = i.business_id AND s.staff_id = i.staff_id
        AND s.created_at > now() - interval '90 days') AS staff_held,
    (SELECT count(*) FROM review_item s WHERE s.business_id = i.business_id AND s.staff_id = i.staff_id
        AND s.created_at > now() - interval '90 days' AND s.state = 'rejected') AS staff_rejected
FROM review_item i LEFT JOIN read.held_transaction h ON h.program_id = i.program_id AND h.pk = i.tx_id;

CREATE VIEW read.review_reason AS
SELECT i.id AS item_pk, i.program_id, i.business_id, reason.place, reason.value ->> 'kind' AS kind,
    (reason.value ->> 'found')::bigint AS found, (reason.value ->> 'most')::bigint AS most
FROM review_item i CROSS JOIN LATERAL jsonb_array_elements(i.reasons) WITH ORDINALITY AS reason (value, place);
