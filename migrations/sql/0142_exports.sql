-- All that is kept of somebody, made by a job and read by a link that cannot be guessed, for a day.

CREATE UNIQUE INDEX data_export_of_person ON data_export (person_id) WHERE person_id IS NOT NULL AND state = 'waiting';
CREATE UNIQUE INDEX data_export_of_member ON data_export (membership_id, business_id)
    WHERE membership_id IS NOT NULL AND state = 'waiting';

CREATE VIEW read.data_export AS
SELECT e.id AS pk, e.person_id AS person_pk, e.membership_id AS membership_pk, e.program_id, e.business_id,
    e.created_at AS requested_at, CASE WHEN e.expires_at <= now() THEN 'ended' ELSE e.state END AS state,
    least(1.0, e.parts_done::float8 / greatest(e.parts_all, 1)) AS progress,
    CASE WHEN e.state = 'ready' AND e.expires_at > now() THEN '/exports/' || e.token END AS url,
    coalesce(octet_length(e.content), 0) AS bytes, e.expires_at
FROM data_export e;
