-- What must always hold. Every view is empty on a sound ledger; `subject` is the row that breaks the rule.

CREATE VIEW invariant_sum_zero AS
SELECT e.program_id, e.tx_id AS subject, sum(e.amount)::bigint AS found, 0::bigint AS expected
FROM entry e JOIN account a ON a.id = e.account_id
GROUP BY e.program_id, e.tx_id, a.unit HAVING sum(e.amount) <> 0;

CREATE VIEW invariant_balance_is_entries AS
SELECT a.program_id, a.id AS subject, a.balance AS found, coalesce(e.total, 0)::bigint AS expected
FROM account a LEFT JOIN (SELECT program_id, account_id, sum(amount) AS total FROM entry
    WHERE account_version IS NOT NULL GROUP BY program_id, account_id) e
    ON e.account_id = a.id AND e.program_id = a.program_id
WHERE a.is_live AND a.balance <> coalesce(e.total, 0);

CREATE VIEW invariant_lots_are_balance AS
SELECT a.program_id, a.id AS subject, coalesce(l.total, 0)::bigint AS found, greatest(a.balance, 0) AS expected
FROM account a LEFT JOIN (SELECT program_id, account_id, sum(remaining) AS total FROM lot
    GROUP BY program_id, account_id) l
    ON l.account_id = a.id AND l.program_id = a.program_id
WHERE a.is_live AND coalesce(l.total, 0) <> greatest(a.balance, 0);

CREATE VIEW invariant_lot_is_moves AS
SELECT l.program_id, l.id AS subject, l.points - l.remaining AS found, coalesce(m.total, 0)::bigint AS expected
FROM lot l LEFT JOIN (SELECT program_id, lot_id, sum(points) AS total FROM lot_move GROUP BY program_id, lot_id) m
    ON m.lot_id = l.id AND m.program_id = l.program_id
WHERE l.points - l.remaining <> coalesce(m.total, 0);

CREATE VIEW invariant_lot_is_sound AS
SELECT l.program_id, l.id AS subject, l.remaining AS found, l.points AS expected
FROM lot l LEFT JOIN account a ON a.id = l.account_id
WHERE l.remaining < 0 OR l.remaining > l.points OR (l.state IN ('pending', 'open')) <> (l.remaining > 0)
    OR a.owner_id IS DISTINCT FROM l.membership_id OR a.program_id IS DISTINCT FROM l.program_id
    OR (l.state = 'pending' AND a.kind <> 'pending') OR (l.state = 'open' AND a.kind <> 'available');

CREATE VIEW invariant_floor AS
SELECT program_id, id AS subject, balance AS found, floor AS expected FROM account WHERE balance < floor;

CREATE VIEW invariant_chain AS
SELECT program_id, tx_id AS subject, balance_after AS found, (before + amount)::bigint AS expected
FROM (SELECT program_id, tx_id, amount, balance_after, account_version,
        lag(balance_after, 1, 0::bigint) OVER chain AS before, row_number() OVER chain AS link
    FROM entry WHERE account_version IS NOT NULL
    WINDOW chain AS (PARTITION BY program_id, account_id ORDER BY account_version)) links
WHERE balance_after IS DISTINCT FROM before + amount OR account_version <> link;

CREATE VIEW invariant_chain_end AS
SELECT a.program_id, a.id AS subject, a.version AS found, coalesce(e.links, 0) AS expected
FROM account a LEFT JOIN (SELECT program_id, account_id, count(*) AS links FROM entry
    WHERE account_version IS NOT NULL GROUP BY program_id, account_id) e
    ON e.account_id = a.id AND e.program_id = a.program_id
WHERE a.version <> coalesce(e.links, 0) OR (NOT a.is_live AND a.balance <> 0);

CREATE VIEW invariant_tx_has_entries AS
SELECT t.program_id, t.id AS subject, 0::bigint AS found, 2::bigint AS expected
FROM tx t LEFT JOIN entry e ON e.program_id = t.program_id AND e.tx_id = t.id
WHERE e.id IS NULL;

CREATE VIEW invariant_credit_is_lots AS
SELECT t.program_id, t.id AS subject, coalesce(l.total, 0)::bigint AS found, t.points AS expected
FROM tx t LEFT JOIN (SELECT program_id, tx_id, sum(points) AS total FROM lot GROUP BY program_id, tx_id) l
    ON l.tx_id = t.id AND l.program_id = t.program_id
WHERE t.points <> coalesce(l.total, 0)
    AND (t.kind IN ('earn', 'opening_balance') OR (t.kind IN ('adjust', 'transfer') AND t.points > 0));

CREATE VIEW invariant_tx_is_entries AS
SELECT t.program_id, t.id AS subject, t.points AS found, sum(e.amount)::bigint AS expected
FROM tx t JOIN entry e ON e.program_id = t.program_id AND e.tx_id = t.id AND e.account_version IS NOT NULL
WHERE t.kind <> 'release'
GROUP BY t.program_id, t.id, t.points HAVING t.points <> sum(e.amount);

CREATE VIEW invariant_reversal_fits AS
SELECT o.program_id, o.id AS subject,
    sum(coalesce((r.result ->> 'target')::bigint, r.points))::bigint AS found, abs(o.points) AS expected
FROM tx r JOIN tx o ON o.id = r.reverses_id AND o.program_id = r.program_id
GROUP BY o.program_id, o.id, o.points
HAVING sum(coalesce((r.result ->> 'target')::bigint, r.points)) > abs(o.points);

CREATE VIEW invariant_no_orphans AS
SELECT e.program_id, e.tx_id AS subject, 0::bigint AS found, 1::bigint AS expected FROM entry e
    LEFT JOIN tx t ON t.id = e.tx_id AND t.program_id = e.program_id
    LEFT JOIN account a ON a.id = e.account_id AND a.program_id = e.program_id
WHERE t.id IS NULL OR a.id IS NULL
UNION ALL
SELECT l.program_id, l.id, 0, 1 FROM lot l LEFT JOIN tx t ON t.id = l.tx_id AND t.program_id = l.program_id
WHERE t.id IS NULL
UNION ALL
SELECT m.program_id, m.tx_id, 0, 1 FROM lot_move m
    LEFT JOIN tx t ON t.id = m.tx_id AND t.program_id = m.program_id
    LEFT JOIN lot l ON l.id = m.lot_id AND l.program_id = m.program_id
WHERE t.id IS NULL OR l.id IS NULL;
