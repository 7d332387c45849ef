"""The statements of a bulk, in their order. All read the stage, which is analysed first: else the planner loops."""

OPEN_STAGE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS ledger_stage (
        ord integer NOT NULL, tx_id uuid NOT NULL, membership_id uuid NOT NULL, store_id uuid, reference_id uuid,
        idem_key varchar(160) NOT NULL, request_hash varchar(64) NOT NULL, points bigint NOT NULL,
        occurred_at timestamptz NOT NULL, release_at timestamptz, expires_at timestamptz, slide_to timestamptz
    ) ON COMMIT DELETE ROWS;
    TRUNCATE ledger_stage
"""

OPEN_ACCOUNTS = """
    INSERT INTO account (id, program_id, owner_kind, owner_id, kind, unit, is_live, balance, version, floor)
    SELECT ledger_new_id(), $1, 'membership', wanted.membership_id, wanted.kind, 'PTS:' || $1::uuid, true, 0, 0, 0
    FROM (SELECT membership_id, 'available' AS kind FROM ledger_stage
        UNION SELECT membership_id, 'pending' FROM ledger_stage WHERE release_at IS NOT NULL) wanted
    WHERE NOT EXISTS (SELECT FROM account a WHERE a.program_id = $1 AND a.owner_kind = 'membership'
        AND a.owner_id = wanted.membership_id AND a.kind = wanted.kind AND a.unit = 'PTS:' || $1::uuid)
    ON CONFLICT (program_id, owner_kind, owner_id, kind, unit) DO NOTHING
"""

LOCK_ACCOUNTS = """
    SELECT a.id FROM account a WHERE a.program_id = $1 AND a.owner_kind = 'membership' AND a.kind = 'available'
        AND a.unit = 'PTS:' || $1::uuid AND a.owner_id IN (SELECT membership_id FROM ledger_stage)
    ORDER BY a.id FOR UPDATE
"""

DROP_KNOWN = """
    WITH first AS (
        SELECT DISTINCT ON (idem_key) idem_key, ord, tx_id, request_hash FROM ledger_stage ORDER BY idem_key, ord
    ), known AS (
        SELECT s.ord, t.id AS tx_id, t.request_hash = s.request_hash AS is_same
        FROM ledger_stage s JOIN tx t ON t.program_id = $1 AND t.source = $2 AND t.idem_key = s.idem_key
        UNION ALL
        SELECT s.ord, first.tx_id, first.request_hash = s.request_hash
        FROM ledger_stage s JOIN first ON first.idem_key = s.idem_key AND first.ord <> s.ord
        WHERE NOT EXISTS (SELECT FROM tx t WHERE t.program_id = $1 AND t.source = $2 AND t.idem_key = s.idem_key)
    ), dropped AS (
        DELETE FROM ledger_stage s USING known WHERE s.ord = known.ord
    )
    SELECT ord, tx_id, is_same FROM known ORDER BY ord
"""

POST = """
    WITH run AS MATERIALIZED (
        SELECT s.*, s.release_at IS NOT NULL AS waits,
            CASE WHEN s.release_at IS NULL THEN a.id ELSE p.id END AS account_id,
            a.balance + coalesce(sum(s.points) FILTER (WHERE s.release_at IS NULL) OVER chain, 0)::bigint AS available,
            coalesce(p.balance, 0)
                + coalesce(sum(s.points) FILTER (WHERE s.release_at IS NOT NULL) OVER chain, 0)::bigint AS pending,
            CASE WHEN s.release_at IS NULL
                THEN a.version + count(*) FILTER (WHERE s.release_at IS NULL) OVER chain
                ELSE p.version + count(*) FILTER (WHERE s.release_at IS NOT NULL) OVER chain END AS version
        FROM ledger_stage s
            JOIN account a ON a.program_id = $1 AND a.owner_kind = 'membership' AND a.owner_id = s.membership_id
                AND a.kind = 'available' AND a.unit = 'PTS:' || $1::uuid
            LEFT JOIN account p ON p.program_id = $1 AND p.owner_kind = 'membership' AND p.owner_id = s.membership_id
                AND p.kind = 'pending' AND p.unit = 'PTS:' || $1::uuid
        WINDOW chain AS (PARTITION BY s.membership_id ORDER BY s.occurred_at, s.ord)
    ), posting AS MATERIALIZED (
        SELECT *, ledger_new_id() AS lot_id,
            CASE WHEN waits THEN 0 ELSE least(points, greatest(0, points - available)) END AS debt
        FROM run
    ), txs AS (
        INSERT INTO tx (id, program_id, business_id, kind, source, idem_key, request_hash, store_id, membership_id,
            reference_id, points, balance_after, pending_after, reason, result, occurred_at)
        SELECT tx_id, $1, $2, $4, $3, idem_key, request_hash, store_id, membership_id, reference_id, points, available,
            pending, '', '{}', occurred_at
        FROM posting
    ), lots AS (
        INSERT INTO lot (id, program_id, account_id, membership_id, tx_id, issuer_id, points, remaining, state,
            earned_at, release_at, expires_at)
        SELECT lot_id, $1, account_id, membership_id, tx_id, $2, points, points - debt,
            CASE WHEN waits THEN 'pending' WHEN debt = points THEN 'used' ELSE 'open' END,
            occurred_at, release_at, expires_at
        FROM posting
    ), entries AS (
        INSERT INTO entry (program_id, tx_id, seq, account_id, amount, balance_after, account_version)
        SELECT $1, posting.tx_id, line.seq, line.account_id, line.amount, line.balance_after, line.version
        FROM posting CROSS JOIN LATERAL (VALUES
            (1, account_id, points, CASE WHEN waits THEN pending ELSE available END, version),
            (2, $5::uuid, -points, NULL, NULL)) AS line(seq, account_id, amount, balance_after, version)
    ), moves AS (
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
        SELECT $1, tx_id, lot_id, debt, $2, $2 FROM posting WHERE debt > 0
    ), balances AS (
        UPDATE account SET balance = account.balance + total.points, version = account.version + total.links,
            floor = least(0, account.balance + total.points)
        FROM (SELECT account_id, sum(points)::bigint AS points, count(*) AS links
            FROM posting GROUP BY account_id) total
        WHERE account.id = total.account_id
    )
    SELECT count(*) AS postings, sum(points)::bigint AS points FROM posting
"""

SLIDE = """
    UPDATE lot SET expires_at = latest.slide_to
    FROM (SELECT membership_id, max(slide_to) AS slide_to FROM ledger_stage WHERE slide_to IS NOT NULL
        GROUP BY membership_id) latest
        JOIN account a ON a.program_id = $1 AND a.owner_kind = 'membership' AND a.owner_id = latest.membership_id
    WHERE lot.account_id = a.id AND lot.state IN ('open', 'pending') AND lot.expires_at < latest.slide_to
"""
