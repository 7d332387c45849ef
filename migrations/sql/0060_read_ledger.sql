-- What a member has now. Points past their expiry are left out, swept or not.
CREATE VIEW read.balance AS
SELECT a.owner_id AS pk, a.program_id, a.version,
    a.balance - coalesce((SELECT sum(l.remaining) FROM lot l
        WHERE l.account_id = a.id AND l.state = 'open' AND l.expires_at <= now()), 0)::bigint AS available,
    coalesce((SELECT p.balance FROM account p WHERE p.program_id = a.program_id AND p.owner_kind = 'membership'
        AND p.owner_id = a.owner_id AND p.kind = 'pending' AND p.unit = a.unit), 0) AS pending
FROM account a
WHERE a.owner_kind = 'membership' AND a.kind = 'available';

-- What a member loses within ninety days, by moment.
CREATE VIEW read.expiring AS
SELECT a.program_id, a.owner_id AS membership_pk, l.expires_at AS at, sum(l.remaining)::bigint AS points
FROM account a JOIN lot l ON l.account_id = a.id
WHERE a.owner_kind = 'membership' AND a.kind = 'available' AND l.state = 'open' AND l.expires_at > now()
    AND l.expires_at <= now() + interval '90 days'
GROUP BY a.program_id, a.owner_id, l.expires_at;

CREATE VIEW read.transaction AS
SELECT t.id AS pk, t.program_id, t.business_id AS business_pk, t.membership_id AS membership_pk, t.store_id AS store_pk,
    t.reference_id AS reference_pk, t.kind, t.points, t.balance_after, t.reason, t.occurred_at, t.recorded_at,
    (SELECT min(l.expires_at) FROM lot l WHERE l.tx_id = t.id) AS expires_at,
    coalesce((SELECT bool_or(l.state = 'pending') FROM lot l WHERE l.tx_id = t.id), false) AS is_pending
FROM tx t
WHERE t.membership_id IS NOT NULL;
