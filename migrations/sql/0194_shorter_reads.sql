-- What is read at every opening of the wallet, with fewer look-ups.

-- Staff and role are only looked up for a session of staff.
CREATE OR REPLACE VIEW read.standing AS
SELECT s.id AS session_pk, concat_ws('|', s.user_id, s.face, s.method, u.display_name, u.person_id, m.id, m.name, m.program_id,
    m.business_id, m.key, m.is_builtin, m.permissions::text) AS fingerprint
FROM session s
    JOIN app_user u ON u.id = s.user_id
    LEFT JOIN LATERAL (
        SELECT member.id, member.name, member.program_id, member.business_id, r.key, r.is_builtin, r.permissions
        FROM staff_member member LEFT JOIN role r ON r.id = member.role_id
        WHERE member.id = s.staff_id AND member.status = 'active' OFFSET 0) m ON s.staff_id IS NOT NULL
WHERE s.revoked_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL
    AND CASE WHEN s.face = 'customer' THEN u.person_id IS NOT NULL
        WHEN s.staff_id IS NULL THEN u.is_platform_admin ELSE m.id IS NOT NULL END;

CREATE OR REPLACE VIEW read.balance AS
SELECT a.owner_id AS pk, a.program_id, a.version,
    a.balance - coalesce((SELECT sum(l.remaining) FROM lot l
        WHERE l.account_id = a.id AND l.state = 'open' AND l.expires_at <= now()), 0)::bigint AS available,
    coalesce((SELECT p.balance FROM account p WHERE p.program_id = a.program_id AND p.owner_kind = 'membership'
        AND p.owner_id = a.owner_id AND p.kind = 'pending' AND p.unit = a.unit), 0) AS pending,
    a.id AS account_pk
FROM account a
WHERE a.owner_kind = 'membership' AND a.kind = 'available';

CREATE OR REPLACE VIEW read.card AS
SELECT m.pk, m.program_id, m.business_pk, m.owner_pk, m.number, m.made_at, m.joined_at,
    coalesce(points.available, 0) AS balance, coalesce(points.pending, 0) AS pending, coalesce(points.version, 0) AS version,
    g.points_name, g.currency,
    floor(greatest(coalesce(points.available, 0), 0)::numeric * g.point_value_micro_minor / 1000000)::bigint AS worth_minor,
    points.account_pk
FROM read.membership m
    LEFT JOIN read.program g ON g.pk = m.program_id
    LEFT JOIN LATERAL (
        SELECT b.available, b.pending, b.version, b.account_pk FROM read.balance b
        WHERE b.program_id = m.program_id AND b.pk = m.pk OFFSET 0) points ON true;

-- By account: whoever asks has found it already.
DROP VIEW read.expiring;
CREATE VIEW read.expiring AS
SELECT l.program_id, l.account_id AS account_pk, l.expires_at AS at, sum(l.remaining)::bigint AS points
FROM lot l
WHERE l.state = 'open' AND l.expires_at > now() AND l.expires_at <= now() + interval '90 days'
GROUP BY l.program_id, l.account_id, l.expires_at;
