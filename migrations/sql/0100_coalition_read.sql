-- What is shown of coalitions. `owner_pk` is the business that owns the program.
CREATE FUNCTION read.program_owner(p_program uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT business_id FROM participant WHERE program_id = p_program AND role = 'owner' LIMIT 1
$$;

CREATE OR REPLACE VIEW read.participant AS
SELECT p.id AS pk, p.program_id, p.business_id AS business_pk, p.role, p.created_at AS joined_at, g.currency,
    coalesce(p.earn_points, g.earn_points) AS earn_points, coalesce(p.earn_per_minor, g.earn_per_minor) AS earn_per_minor,
    p.funding
FROM participant p LEFT JOIN program g ON g.id = p.program_id
WHERE p.status = 'active';

CREATE VIEW read.partner_invitation AS
SELECT i.id AS pk, i.program_id, i.business_id, i.email, i.terms, i.micro_minor, i.micro_minor / 1000000.0::float8 AS rate,
    g.currency, i.funding, CASE WHEN i.state = 'waiting' AND i.expires_at <= now() THEN 'expired' ELSE i.state END AS state,
    i.invited_by_name, i.expires_at, i.created_at, i.answered_at, i.answered_by_name, i.partner_id AS partner_pk
FROM partner_invitation i LEFT JOIN program g ON g.id = i.program_id;

CREATE VIEW read.clearing_rate AS
SELECT r.id AS pk, r.program_id, r.issuer_id AS issuer_pk, r.micro_minor, r.micro_minor / 1000000.0::float8 AS rate, r.currency,
    r.valid_from, r.note, r.set_by_name, r.created_at, read.program_owner(r.program_id) AS owner_pk
FROM clearing_rate r;

CREATE VIEW read.clearing_pack AS
SELECT k.id AS pk, k.program_id, k.business_id AS business_pk, k.holder_id AS holder_pk, k.points, k.used, k.points - k.used AS left_over,
    k.alert_points, k.amount_minor, k.currency, k.created_at
FROM clearing_pack k;

CREATE VIEW read.settlement_period AS
SELECT p.id AS pk, p.program_id, p.number, p.starts_at, p.ends_at, p.state, p.netting, p.currency, p.closed_at, p.invoiced_at, p.paid_at
FROM settlement_period p;

CREATE VIEW read.settlement_statement AS
SELECT s.id AS pk, s.program_id, s.business_id AS business_pk, s.period_id AS period_pk, s.opening_minor, s.owed_minor, s.due_minor,
    s.settled_minor, s.closing_minor, s.due_minor - s.owed_minor AS net_minor, p.currency, p.number, p.starts_at,
    read.program_owner(s.program_id) AS owner_pk
FROM settlement_statement s LEFT JOIN settlement_period p ON p.id = s.period_id;

CREATE VIEW read.settlement_line AS
SELECT l.id AS pk, l.program_id, l.business_id AS business_pk, l.statement_id AS statement_pk, s.period_id AS period_pk,
    l.partner_id AS partner_pk, l.side, l.kind, l.postings, l.points, l.amount_minor, p.currency
FROM settlement_line l LEFT JOIN settlement_statement s ON s.id = l.statement_id LEFT JOIN settlement_period p ON p.id = s.period_id;

CREATE VIEW read.settlement_payment AS
SELECT y.id AS pk, y.program_id, y.period_id AS period_pk, y.payer_id AS payer_pk, y.payee_id AS payee_pk, y.amount_minor, p.currency,
    y.paid_at, read.program_owner(y.program_id) AS owner_pk
FROM settlement_payment y LEFT JOIN settlement_period p ON p.id = y.period_id;

-- One line of clearing as one of its two businesses sees it, down to the posting: `amount_minor` is what that business gets.
-- `period_pk` is null while no period has taken it. Of the card only its last four characters.
CREATE VIEW read.cleared AS
SELECT side.pk, side.program_id, side.business_id, side.partner_pk, side.side, side.kind, side.period_pk, side.issuer_pk,
    side.tx_id AS tx_pk, side.pack_pk, side.points, side.micro_minor / 1000000.0::float8 AS rate, side.micro_minor, side.amount_minor, g.currency,
    side.occurred_at, side.recorded_at, coalesce(side.occurred_at < p.starts_at, false) AS is_late,
    (SELECT s.name FROM tx t JOIN store s ON s.id = t.store_id WHERE t.id = side.tx_id) AS store_name,
    (SELECT right(m.number, 4) FROM tx t JOIN membership m ON m.id = t.membership_id WHERE t.id = side.tx_id) AS card_ends_with,
    (SELECT t.reason FROM tx t WHERE t.id = side.tx_id AND t.business_id = side.business_id) AS reason
FROM (
    SELECT c.id AS pk, c.program_id, c.payer_id AS business_id, c.redeemer_id AS partner_pk, 'owes' AS side, c.kind, c.period_id AS period_pk,
        c.issuer_id AS issuer_pk, c.tx_id, c.pack_id AS pack_pk, c.points, c.micro_minor, -c.amount_minor AS amount_minor, c.occurred_at, c.recorded_at
    FROM clearing c WHERE c.payer_id <> c.redeemer_id
    UNION ALL
    SELECT c.id, c.program_id, c.redeemer_id, c.payer_id, 'gets', c.kind, c.period_id, c.issuer_id, c.tx_id, c.pack_id, c.points,
        c.micro_minor, c.amount_minor, c.occurred_at, c.recorded_at
    FROM clearing c WHERE c.payer_id <> c.redeemer_id
) side LEFT JOIN program g ON g.id = side.program_id LEFT JOIN settlement_period p ON p.id = side.period_pk;

-- What no period has taken yet, by partner.
CREATE VIEW read.open_clearing AS
SELECT o.program_id, o.business_id, o.partner_pk, sum(o.points)::bigint AS points, sum(o.amount_minor)::bigint AS amount_minor,
    count(*) AS postings, min(g.currency) AS currency
FROM (
    SELECT c.program_id, c.payer_id AS business_id, c.redeemer_id AS partner_pk, c.points, -c.amount_minor AS amount_minor
    FROM clearing c WHERE c.period_id IS NULL AND c.payer_id <> c.redeemer_id
    UNION ALL
    SELECT c.program_id, c.redeemer_id, c.payer_id, c.points, c.amount_minor
    FROM clearing c WHERE c.period_id IS NULL AND c.payer_id <> c.redeemer_id
) o LEFT JOIN program g ON g.id = o.program_id
GROUP BY o.program_id, o.business_id, o.partner_pk;
