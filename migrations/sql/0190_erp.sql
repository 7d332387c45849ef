-- A bill of another system may be of nothing: it is kept, and earns nothing.
ALTER TABLE purchase DROP CONSTRAINT purchase_amount_positive;
ALTER TABLE purchase ADD CONSTRAINT purchase_amount_positive CHECK (amount_minor > 0 OR (amount_minor = 0 AND stated IS NOT NULL));

-- What another system keeps is undone there.
CREATE OR REPLACE VIEW read.purchase AS
SELECT p.id AS pk, p.program_id, p.business_id, p.store_id AS store_pk, p.membership_id AS membership_pk, p.bill_number,
    lower(p.bill_number) AS bill_key, p.currency, p.amount_minor, p.eligible_minor, p.gift_card_minor, p.points_paid,
    p.points_paid_minor, p.points_earned, p.returned_minor, p.points_taken_back, p.status, p.occurred_at,
    p.created_at AS recorded_at, p.staff_name, p.explanation,
    CASE WHEN p.status = 'recorded' AND p.stated IS NULL AND p.created_at + g.void_window_seconds * interval '1 second' > now()
        THEN p.created_at + g.void_window_seconds * interval '1 second' END AS voidable_until,
    p.stated IS NOT NULL AS is_stated
FROM purchase p LEFT JOIN program g ON g.id = p.program_id;

CREATE INDEX erp_stream_due ON erp_stream (next_poll_at) WHERE next_poll_at IS NOT NULL;
CREATE INDEX erp_doc_waiting ON erp_doc (connection_id, first_seen_at) WHERE state = 'waiting';
CREATE INDEX erp_doc_unattached ON erp_doc (business_id, lower(number)) WHERE state = 'unattached';
CREATE INDEX erp_doc_by_parent ON erp_doc (connection_id, parent_key) WHERE parent_key <> '';
CREATE INDEX erp_doc_loose ON erp_doc (connection_id, membership_id) WHERE state = 'unreferenced';
CREATE INDEX erp_doc_by_phone ON erp_doc (connection_id, phone) WHERE kind = 'customer' AND phone <> '';
CREATE INDEX erp_dead_row_open ON erp_dead_row (stream_id, moved_at, id) WHERE state = 'open';
CREATE INDEX erp_conflict_open ON erp_conflict (business_id, created_at, id) WHERE state = 'open';

ALTER TABLE erp_doc ALTER COLUMN said SET STORAGE EXTERNAL;

CREATE VIEW read.erp_connection AS
SELECT c.id AS pk, c.program_id, c.business_id, c.name, c.kind, c.host, c.port, c.database, c.username, c.path, c.time_zone,
    c.is_encrypted, c.secret <> '' AS has_secret, c.rows_per_second, c.query_timeout_seconds, c.state, c.tested_at,
    c.diagnosis ->> 'problem' AS problem, coalesce(c.diagnosis ->> 'message', '') AS problem_text,
    c.diagnosis ->> 'server_version' AS server_version, (c.diagnosis ->> 'latency_ms')::integer AS latency_ms,
    coalesce((c.diagnosis ->> 'can_write')::boolean, false) AS can_write, c.version, c.created_at
FROM erp_connection c;

CREATE VIEW read.erp_stream AS
SELECT s.id AS pk, s.program_id, s.business_id, s.connection_id AS connection_pk, s.kind, s.preset, s.state, s.mapping_version,
    s.poll_seconds, s.overlap_minutes, s.lag_limit_seconds, s.problem, s.problem_text, s.polled_at, s.caught_up_at,
    s.next_poll_at, s.run_id AS run_pk, s.version,
    CASE WHEN s.state = 'live' THEN greatest(0, extract(epoch FROM now() - s.caught_up_at))::integer END AS lag_seconds,
    s.state = 'live' AND s.caught_up_at < now() - s.lag_limit_seconds * interval '1 second' AS is_late,
    (SELECT count(*) FROM erp_dead_row d WHERE d.stream_id = s.id AND d.state = 'open')::integer AS dead_rows
FROM erp_stream s;

CREATE VIEW read.erp_run AS
SELECT r.id AS pk, r.program_id, r.business_id, r.stream_id AS stream_pk, r.kind, r.state, r.rows_total, r.rows_read, r.rows_new,
    r.rows_changed, r.rows_same, r.rows_dead, r.rows_gone, r.points, r.problem, r.problem_text, r.started_at, r.moved_at,
    r.ended_at, r.made_by, extract(epoch FROM coalesce(r.ended_at, r.moved_at) - r.started_at)::float8 AS seconds
FROM erp_run r;

CREATE VIEW read.erp_dead_row AS
SELECT d.id AS pk, d.program_id, d.business_id, d.stream_id AS stream_pk, d.key, d.payload::text AS payload, d.edited::text AS edited,
    d.code, d.path, d.message, d.attempts, d.mapping_version, d.state, d.created_at, d.moved_at
FROM erp_dead_row d;

CREATE VIEW read.erp_conflict AS
SELECT c.id AS pk, c.program_id, c.business_id, c.connection_id AS connection_pk, c.membership_id AS membership_pk, c.customer_key,
    c.field, c.ours, c.theirs, c.state, c.decided_by, c.decided_at, c.created_at
FROM erp_conflict c;
