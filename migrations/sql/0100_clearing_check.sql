-- What must always hold of clearing and settlement. Every view is empty on sound books; `subject` is the row that breaks the rule.

-- Movements that clear: points that a redemption, or a returned bill, took from lots of others, and those that came back.
CREATE VIEW clearing_due AS
SELECT m.program_id, m.tx_id, t.kind, t.reverses_id, t.occurred_at, t.recorded_at, m.issuer_id, m.redeemer_id,
    sum(m.points)::bigint AS points
FROM lot_move m JOIN tx t ON t.id = m.tx_id AND t.program_id = m.program_id
WHERE m.issuer_id <> m.redeemer_id AND (t.kind IN ('redeem', 'reverse_earn') OR (t.kind = 'reverse_redeem' AND m.points < 0))
GROUP BY m.program_id, m.tx_id, t.kind, t.reverses_id, t.occurred_at, t.recorded_at, m.issuer_id, m.redeemer_id;

-- What was cleared is what was moved; where a rate held (and was known a minute before), something was cleared.
CREATE VIEW invariant_clearing_is_moves AS
SELECT coalesce(c.program_id, d.program_id) AS program_id, coalesce(c.tx_id, d.tx_id) AS subject,
    coalesce(c.points, 0) AS found, coalesce(d.points, 0) AS expected
FROM (SELECT program_id, tx_id, issuer_id, redeemer_id, sum(points)::bigint AS points FROM clearing
        WHERE kind <> 'pack' GROUP BY program_id, tx_id, issuer_id, redeemer_id) c
    FULL JOIN clearing_due d ON d.program_id = c.program_id AND d.tx_id = c.tx_id AND d.issuer_id = c.issuer_id
        AND d.redeemer_id = c.redeemer_id
WHERE c.points IS DISTINCT FROM d.points
    AND (c.tx_id IS NOT NULL OR CASE WHEN d.kind = 'reverse_redeem'
        THEN EXISTS (SELECT FROM clearing o WHERE o.program_id = d.program_id AND o.tx_id = d.reverses_id AND o.issuer_id = d.issuer_id)
        ELSE EXISTS (SELECT FROM clearing_rate_at(d.program_id, d.issuer_id, d.occurred_at) r
            WHERE r.micro_minor > 0 AND r.created_at < d.recorded_at - interval '1 minute') END);

-- A line's rate is one that held for its issuer; the amounts of a transaction are points x rate, rounded once, and each issuer's
-- share is off by less than one.
CREATE VIEW invariant_clearing_is_rate AS
SELECT c.program_id, c.tx_id AS subject, c.micro_minor AS found, r.micro_minor AS expected
FROM clearing c LEFT JOIN clearing_rate r ON r.id = c.rate_id AND r.program_id = c.program_id
WHERE r.id IS NULL OR r.micro_minor <> c.micro_minor OR r.issuer_id <> c.issuer_id
    OR (c.kind <> 'reversal' AND r.valid_from > c.occurred_at)
UNION ALL
SELECT program_id, tx_id, sum(amount)::bigint, round(sum(exact))::bigint
FROM (SELECT program_id, tx_id, issuer_id, sum(amount_minor) AS amount, sum(points * micro_minor::numeric * 0.000001) AS exact
    FROM clearing WHERE kind <> 'reversal' GROUP BY program_id, tx_id, issuer_id) share
GROUP BY program_id, tx_id
HAVING sum(amount) <> round(sum(exact)) OR bool_or(abs(amount - exact) >= 1);

-- What came back is the same share of a line's amount as of its points.
CREATE VIEW invariant_clearing_back AS
SELECT o.program_id, o.id AS subject, -sum(b.amount_minor)::bigint AS found,
    round(o.amount_minor * -sum(b.points) / o.points)::bigint AS expected
FROM clearing b JOIN clearing o ON o.id = b.reverses_id AND o.program_id = b.program_id
GROUP BY o.program_id, o.id, o.amount_minor, o.points
HAVING -sum(b.amount_minor) <> round(o.amount_minor * -sum(b.points) / o.points) OR -sum(b.points) > o.points
    OR bool_or(b.kind <> 'reversal' OR b.rate_id <> o.rate_id OR b.payer_id <> o.payer_id OR b.redeemer_id <> o.redeemer_id
        OR b.pack_id IS DISTINCT FROM o.pack_id)
UNION ALL
SELECT program_id, id, 0, 1 FROM clearing WHERE (kind = 'reversal') <> (reverses_id IS NOT NULL);

-- The entries of money are those of the lines and of the payments.
CREATE VIEW invariant_clearing_is_entries AS
SELECT coalesce(e.program_id, c.program_id) AS program_id, coalesce(e.tx_id, c.tx_id) AS subject,
    coalesce(e.amount, 0)::bigint AS found, coalesce(c.amount, 0)::bigint AS expected
FROM (SELECT e.program_id, e.tx_id, a.owner_id AS business_id, sum(e.amount) AS amount
        FROM account a JOIN entry e ON e.account_id = a.id AND e.program_id = a.program_id
        WHERE a.kind = 'clearing' GROUP BY e.program_id, e.tx_id, a.owner_id) e
    FULL JOIN (SELECT program_id, tx_id, business_id, sum(amount) AS amount
        FROM (SELECT program_id, tx_id, payer_id AS business_id, -amount_minor AS amount FROM clearing
            UNION ALL SELECT program_id, tx_id, redeemer_id, amount_minor FROM clearing
            UNION ALL SELECT program_id, tx_id, payer_id, amount_minor FROM settlement_payment WHERE tx_id IS NOT NULL
            UNION ALL SELECT program_id, tx_id, payee_id, -amount_minor FROM settlement_payment WHERE tx_id IS NOT NULL) said
        GROUP BY program_id, tx_id, business_id HAVING sum(amount) <> 0) c
    ON c.program_id = e.program_id AND c.tx_id = e.tx_id AND c.business_id = e.business_id
WHERE coalesce(e.amount, 0) <> coalesce(c.amount, 0);

CREATE VIEW invariant_pack_is_used AS
SELECT k.program_id, k.id AS subject, k.used AS found, coalesce(c.points, 0)::bigint AS expected
FROM clearing_pack k LEFT JOIN (SELECT pack_id, sum(points) AS points FROM clearing WHERE kind <> 'pack' AND pack_id IS NOT NULL
    GROUP BY pack_id) c ON c.pack_id = k.id
WHERE k.used <> coalesce(c.points, 0);

-- A closed period is what its statements say: nothing was added, taken or changed since.
CREATE VIEW invariant_period_is_lines AS
SELECT coalesce(c.program_id, l.program_id) AS program_id, coalesce(c.period_id, l.period_id) AS subject,
    coalesce(c.amount, 0)::bigint AS found, coalesce(l.amount, 0)::bigint AS expected
FROM (SELECT program_id, period_id, business_id, partner_id, side, kind, sum(amount) AS amount, sum(points) AS points, count(*) AS postings
        FROM (SELECT program_id, period_id, payer_id AS business_id, redeemer_id AS partner_id, 'owes' AS side, kind, -amount_minor AS amount, points
                FROM clearing WHERE period_id IS NOT NULL AND payer_id <> redeemer_id
            UNION ALL
            SELECT program_id, period_id, redeemer_id, payer_id, 'gets', kind, amount_minor, points
                FROM clearing WHERE period_id IS NOT NULL AND payer_id <> redeemer_id) said
        GROUP BY program_id, period_id, business_id, partner_id, side, kind) c
    FULL JOIN (SELECT l.program_id, s.period_id, l.business_id, l.partner_id, l.side, l.kind, l.amount_minor AS amount, l.points, l.postings
        FROM settlement_line l JOIN settlement_statement s ON s.id = l.statement_id) l
    ON l.period_id = c.period_id AND l.business_id = c.business_id AND l.partner_id = c.partner_id AND l.side = c.side AND l.kind = c.kind
WHERE (c.amount, c.points, c.postings) IS DISTINCT FROM (l.amount, l.points, l.postings);

-- Statements follow from their lines and from the one before, and sum to zero over all businesses of a period.
CREATE VIEW invariant_statements_net AS
SELECT program_id, period_id AS subject, sum(closing_minor)::bigint AS found, 0::bigint AS expected
FROM settlement_statement GROUP BY program_id, period_id
HAVING sum(opening_minor) <> 0 OR sum(due_minor) <> sum(owed_minor) OR sum(settled_minor) <> 0 OR sum(closing_minor) <> 0
UNION ALL
SELECT s.program_id, s.id, s.due_minor - s.owed_minor, coalesce(sum(l.amount_minor), 0)::bigint
FROM settlement_statement s LEFT JOIN settlement_line l ON l.statement_id = s.id
GROUP BY s.program_id, s.id, s.due_minor, s.owed_minor
HAVING s.due_minor - s.owed_minor <> coalesce(sum(l.amount_minor), 0)
UNION ALL
SELECT program_id, id, closing_minor, opening_minor + due_minor - owed_minor + settled_minor
FROM (SELECT s.*, lag(s.closing_minor, 1, 0::bigint) OVER (PARTITION BY s.program_id, s.business_id ORDER BY p.number) AS before
    FROM settlement_statement s JOIN settlement_period p ON p.id = s.period_id) s
WHERE closing_minor <> opening_minor + due_minor - owed_minor + settled_minor OR opening_minor <> before;

-- The payments of a period settle it: each business pays and gets what the period came to.
CREATE VIEW invariant_payments_settle AS
SELECT s.program_id, s.id AS subject, coalesce(p.amount, 0)::bigint AS found, s.due_minor - s.owed_minor AS expected
FROM settlement_statement s LEFT JOIN (SELECT period_id, business_id, sum(amount) AS amount
    FROM (SELECT period_id, payer_id AS business_id, -amount_minor AS amount FROM settlement_payment
        UNION ALL SELECT period_id, payee_id, amount_minor FROM settlement_payment) side
    GROUP BY period_id, business_id) p ON p.period_id = s.period_id AND p.business_id = s.business_id
WHERE coalesce(p.amount, 0) <> s.due_minor - s.owed_minor;
