-- Posting in bulk, as in 0112, but side by side: whoever shares members waits for their accounts, which are locked in one
-- order, and batches of different members do not meet.

-- Posts `ledger_history` as ledger_credit_many would post it, and drops it. Rows that are plain history (every key new,
-- nothing waits for release, nobody is in debt, nothing slides) take a short way, on which points that are due are left
-- to the sweep; any other row sends all of them the long way. How many were posted, their points, and the others as
-- [[place, tx, outcome], ...].
CREATE OR REPLACE FUNCTION ledger_post_history(p_program uuid, p_business uuid, p_source text, p_kind text, p_against text,
    p_moment timestamptz) RETURNS TABLE (postings bigint, points bigint, skipped text)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_nestloop = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    v_members uuid[];
    v_keys text[];
    v_accounts uuid[];
    v_against uuid;
    v_plain boolean;
BEGIN
    SELECT array_agg(DISTINCT member), array_agg(key),
        count(DISTINCT key) = count(*) AND NOT bool_or(coalesce(release_at > p_moment, false) OR slide_to IS NOT NULL)
        INTO v_members, v_keys, v_plain FROM ledger_history;
    v_accounts := ledger_lock_accounts(p_program, v_members, true);
    IF NOT v_plain
        OR EXISTS (SELECT FROM tx WHERE program_id = p_program AND source = p_source AND idem_key = ANY (v_keys))
        OR EXISTS (SELECT FROM account WHERE id = ANY (v_accounts) AND balance < 0) THEN
        RETURN QUERY SELECT * FROM ledger_post_history_with_care(p_program, p_business, p_source, p_kind, p_against, p_moment);
        DROP TABLE ledger_history;
        RETURN;
    END IF;
    v_against := ledger_account(p_program, 'business', p_business, p_against);
    RETURN QUERY
    WITH held AS MATERIALIZED (
        SELECT id, owner_id, balance, version FROM account WHERE id = ANY (v_accounts)
    ), waiting AS MATERIALIZED (
        SELECT owner_id, balance FROM account WHERE program_id = p_program AND owner_kind = 'membership'
            AND owner_id = ANY (v_members) AND kind = 'pending' AND unit = 'PTS:' || p_program
    ), posting AS MATERIALIZED (
        SELECT g.*, h.id AS account_id, coalesce(w.balance, 0) AS pending,
            (h.balance + sum(g.points) OVER chain)::bigint AS balance, h.version + row_number() OVER chain AS version
        FROM ledger_history g JOIN held h ON h.owner_id = g.member LEFT JOIN waiting w ON w.owner_id = g.member
        WINDOW chain AS (PARTITION BY g.member ORDER BY g.occurred_at, g.place)
        ORDER BY g.place  -- ids and times ascend with it: most indexes grow at their end
    ), txs AS (
        INSERT INTO tx (id, program_id, business_id, kind, source, idem_key, request_hash, store_id, membership_id,
            reference_id, points, balance_after, pending_after, reason, result, occurred_at)
        SELECT tx, p_program, p_business, p_kind, p_source, key, hash, store, member, reference, points, balance, pending,
            reason, '{}', occurred_at
        FROM posting
    ), lots AS (
        INSERT INTO lot (id, program_id, account_id, membership_id, tx_id, issuer_id, points, remaining, state, earned_at,
            expires_at)
        SELECT lot, p_program, account_id, member, tx, p_business, points, points, 'open', occurred_at, expires_at
        FROM posting
    ), entries AS (
        INSERT INTO entry (program_id, tx_id, seq, account_id, amount, balance_after, account_version)
        SELECT p_program, tx, line.seq, line.account_id, line.amount, line.balance_after, line.version
        FROM posting CROSS JOIN LATERAL (VALUES
            (1, account_id, points, balance, version),
            (2, v_against, -points, NULL, NULL)) AS line(seq, account_id, amount, balance_after, version)
    ), balances AS (
        UPDATE account SET balance = account.balance + total.points, version = account.version + total.links
        FROM (SELECT account_id, sum(points)::bigint AS points, count(*) AS links FROM posting GROUP BY account_id) total
        WHERE account.id = total.account_id AND account.id = ANY (v_accounts)
    )
    SELECT count(*), coalesce(sum(points), 0)::bigint, NULL FROM posting;
    DROP TABLE ledger_history;
END $$;
