-- All that happened with a member, as one list. Each arm is read by its own index on the member; nothing is looked up that
-- is not shown, so that the newest page is a sort of what one member did. Texts of notes stay where notes are read; the two
-- sides of a merge's posting are told by the merge.
CREATE VIEW read.timeline AS
SELECT 'purchase'::text AS kind, p.id AS pk, p.program_id, p.business_id AS business_pk, p.membership_id AS membership_pk,
    p.occurred_at, coalesce(p.bill_number, '')::text AS title, p.status::text AS detail, p.points_earned AS points,
    p.amount_minor, p.currency::text, p.staff_name::text, p.store_id AS store_pk
FROM purchase p
UNION ALL
SELECT 'points', t.id, t.program_id, t.business_id, t.membership_id, t.occurred_at, t.reason, t.kind, t.points,
    NULL, NULL, '', t.store_id
FROM tx t WHERE NOT (t.source = 'purchase' AND t.kind IN ('earn', 'redeem')) AND t.source <> 'customers.merge'
UNION ALL
SELECT 'tier', c.id, c.program_id, NULL, c.membership_id, c.created_at, coalesce(c.to_name, ''), c.reason, NULL, NULL, NULL,
    c.actor_name, NULL
FROM tier_change c
UNION ALL
SELECT 'stamps', s.id, s.program_id, s.business_id, s.membership_id, s.created_at, d.name, s.kind, s.count, NULL, NULL,
    s.staff_name, s.store_id
FROM stamp s JOIN stamp_design d ON d.id = s.design_id
UNION ALL
SELECT 'voucher', v.id, v.program_id, v.business_id, v.membership_id, v.created_at, r.name, v.state, -v.points_paid, NULL,
    NULL, '', v.store_id
FROM voucher v JOIN reward r ON r.id = v.reward_id
UNION ALL
SELECT 'voucher_use', u.id, u.program_id, u.business_id, u.membership_id, u.created_at, coalesce(u.bill_number, ''), 'used',
    NULL, NULL, NULL, u.staff_name, u.store_id
FROM voucher_use u
UNION ALL
SELECT 'note', n.id, n.program_id, n.business_id, n.membership_id, n.created_at, '', '', NULL, NULL, NULL, n.author_name, NULL
FROM note n
UNION ALL
SELECT 'consent', c.id, c.program_id, c.business_id, c.membership_id, c.created_at, c.channel,
    CASE WHEN c.is_granted THEN 'granted' ELSE 'withdrawn' END, NULL, NULL, NULL, '', NULL
FROM consent c
UNION ALL
SELECT 'merge', m.id, m.program_id, m.business_id, m.kept_id, m.created_at, gone.number,
    CASE WHEN m.undone_at IS NULL THEN 'merged' ELSE 'undone' END, NULL, NULL, NULL, m.staff_name, NULL
FROM member_merge m JOIN membership gone ON gone.id = m.gone_id
UNION ALL
SELECT 'joined', p.id, p.program_id, p.business_id, p.membership_id, p.created_at, '', '', NULL, NULL, NULL, '', NULL
FROM profile p;
