CREATE VIEW read.app_user AS
SELECT u.id AS pk, u.email, u.display_name FROM app_user u;

-- Devices that are signed in now.
CREATE VIEW read.session AS
SELECT s.id AS pk, s.user_id AS user_pk, s.face, s.device_name, s.last_used_at, s.created_at
FROM session s
WHERE s.revoked_at IS NULL AND s.expires_at > now();

CREATE VIEW read.role AS
SELECT r.id AS pk, r.program_id, r.business_id, r.key, r.name, r.is_builtin, r.permissions AS stored_permissions FROM role r;

CREATE VIEW read.staff_member AS
SELECT m.id AS pk, m.program_id, m.business_id, m.name, u.email, m.status, (m.pin_hash IS NOT NULL) AS has_pin, m.created_at,
    m.role_id AS role_pk
FROM staff_member m LEFT JOIN app_user u ON u.id = m.user_id;

-- Where users work now.
CREATE VIEW read.workplace AS
SELECT m.user_id AS user_pk, m.id AS staff_pk, m.business_id AS business_pk, r.name AS role,
    (SELECT max(s.last_used_at) FROM session s WHERE s.staff_id = m.id) AS used_at
FROM staff_member m JOIN role r ON r.id = m.role_id
WHERE m.status = 'active';

CREATE VIEW read.invitation AS
SELECT i.id AS pk, i.program_id, i.business_id, i.email, i.expires_at, i.accepted_at, i.created_at, i.revoked_at,
    i.role_id AS role_pk
FROM invitation i;

CREATE VIEW read.api_key AS
SELECT k.id AS pk, k.program_id, k.business_id, k.name, k.prefix, k.scopes AS stored_scopes, k.rate_per_minute, k.last_used_at,
    k.expires_at, k.revoked_at, k.created_at
FROM api_key k;

CREATE VIEW read.audit_entry AS
SELECT a.id AS pk, a.business_id, a.action, a.actor_name, a.actor_kind, a.actor_id, a.target_type,
    read.opaque_id(a.target_type, a.target_id) AS target_id, a.before, a.after, a.address, a.created_at
FROM audit_entry a;

-- Sessions that stand, each with all that its caller's rights are made of: who remembers a caller asks with the fingerprint
-- whether anything has changed, in the statement that reads for them.
CREATE VIEW read.standing AS
SELECT s.id AS session_pk, concat_ws('|', s.user_id, s.face, s.method, u.display_name, u.person_id, m.id, m.name, m.program_id,
    m.business_id, r.key, r.is_builtin, r.permissions::text) AS fingerprint
FROM session s
    JOIN app_user u ON u.id = s.user_id
    LEFT JOIN staff_member m ON m.id = s.staff_id AND m.status = 'active'
    LEFT JOIN role r ON r.id = m.role_id
WHERE s.revoked_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL
    AND CASE WHEN s.face = 'customer' THEN u.person_id IS NOT NULL
        WHEN s.staff_id IS NULL THEN u.is_platform_admin ELSE m.id IS NOT NULL END;
