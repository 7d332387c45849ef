-- Expiry and release: set-based, for one account within a verb as for thousands in a sweep.

-- Expires what is due on these accounts, which the caller has locked: one transaction per account and issuer.
-- No two intermediate results are joined with each other (their sizes are unknown to the planner: that turns quadratic).
CREATE FUNCTION ledger_expire_accounts(p_accounts uuid[], p_moment timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_lots bigint;
BEGIN
    PERFORM ledger_account(due.program_id, 'business', due.issuer_id, 'breakage')
    FROM (SELECT DISTINCT program_id, issuer_id FROM lot
        WHERE account_id = ANY (p_accounts) AND state = 'open' AND expires_at <= p_moment) due;
    WITH due AS (
        SELECT account_id, issuer_id, sum(remaining)::bigint AS points, array_agg(id) AS lots, array_agg(remaining) AS rests,
            max(expires_at) AS expired_at
        FROM lot WHERE account_id = ANY (p_accounts) AND state = 'open' AND expires_at <= p_moment
        GROUP BY account_id, issuer_id
    ), posting AS MATERIALIZED (
        SELECT ledger_new_id() AS tx_id, a.program_id, a.id AS account_id, a.owner_id AS membership_id, due.issuer_id,
            due.points, due.lots, due.rests, due.expired_at,
            (a.balance - sum(due.points) OVER chain)::bigint AS balance_after,
            a.version + row_number() OVER chain AS version,
            ledger_pending(a.program_id, a.owner_id) AS pending
        FROM due JOIN account a ON a.id = due.account_id
        WINDOW chain AS (PARTITION BY due.account_id ORDER BY due.issuer_id)
    ), txs AS (
        INSERT INTO tx (id, program_id, business_id, kind, source, idem_key, request_hash, membership_id, points,
            balance_after, pending_after, reason, result, occurred_at)
        SELECT tx_id, program_id, issuer_id, 'expire', 'ledger.expire', account_id || ':' || version, '', membership_id,
            -points, balance_after, pending, '', '{}', expired_at
        FROM posting
    ), entries AS (
        INSERT INTO entry (program_id, tx_id, seq, account_id, amount, balance_after, account_version)
        SELECT program_id, tx_id, 1, account_id, -points, balance_after, version FROM posting
        UNION ALL
        SELECT p.program_id, p.tx_id, 2, b.id, p.points, NULL, NULL
        FROM posting p CROSS JOIN LATERAL (SELECT id FROM account WHERE program_id = p.program_id
            AND owner_kind = 'business' AND owner_id = p.issuer_id AND kind = 'breakage'
            AND unit = 'PTS:' || p.program_id LIMIT 1) b
    ), moves AS (
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id)
        SELECT p.program_id, p.tx_id, u.lot_id, u.rest, p.issuer_id
        FROM posting p CROSS JOIN LATERAL unnest(p.lots, p.rests) AS u(lot_id, rest)
    ), balances AS (
        UPDATE account SET balance = account.balance - total.points, version = account.version + total.links
        FROM (SELECT account_id, sum(points) AS points, count(*) AS links FROM posting GROUP BY account_id) total
        WHERE account.id = total.account_id
    ), facts AS (
        INSERT INTO outbox (id, program_id, business_id, name, version, payload, topics)
        SELECT ledger_new_id(), program_id, issuer_id, 'ledger.points_posted', 1,
            jsonb_build_object('program_id', program_id, 'business_id', issuer_id, 'tx_id', tx_id,
                'membership_id', membership_id, 'store_id', NULL, 'kind', 'expire', 'points', -points,
                'balance', balance_after, 'pending', pending, 'occurred_at', expired_at),
            ARRAY['card:' || membership_id]
        FROM posting
    ), emptied AS (
        UPDATE lot SET remaining = 0, state = 'expired'
        WHERE account_id = ANY (p_accounts) AND state = 'open' AND expires_at <= p_moment
        RETURNING 1
    )
    SELECT count(*) INTO v_lots FROM emptied;
    RETURN v_lots;
END $$;

-- The member's due points expire before anything else is done with the account, so that every balance shown is true.
CREATE FUNCTION ledger_expire_due(a account, p_moment timestamptz) RETURNS account LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM lot WHERE account_id = a.id AND state = 'open' AND expires_at <= p_moment LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_expire_accounts(ARRAY[a.id], p_moment);
        SELECT * INTO a FROM account WHERE id = a.id;
    END IF;
    RETURN a;
END $$;

-- One batch of a program's sweep: the accounts of the first lots that are due; how many lots expired.
CREATE FUNCTION ledger_expire(p_program uuid, p_moment timestamptz, p_limit integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_accounts uuid[];
BEGIN
    SELECT array_agg(DISTINCT account_id) INTO v_accounts
    FROM (SELECT account_id FROM lot WHERE program_id = p_program AND state = 'open' AND expires_at <= p_moment
        ORDER BY expires_at LIMIT p_limit) due;
    IF v_accounts IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM id FROM account WHERE id = ANY (v_accounts) ORDER BY id FOR UPDATE;
    RETURN ledger_expire_accounts(v_accounts, p_moment);
END $$;

-- One batch of pending lots whose time has come; how many were released. Points released repay a debt first.
CREATE FUNCTION ledger_release(p_program uuid, p_moment timestamptz, p_limit integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_members uuid[];
    v_lots bigint;
BEGIN
    SELECT array_agg(DISTINCT membership_id) INTO v_members
    FROM (SELECT membership_id FROM lot WHERE program_id = p_program AND state = 'pending' AND release_at <= p_moment
        ORDER BY release_at LIMIT p_limit) due;
    IF v_members IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM ledger_account(p_program, 'membership', member, 'available') FROM unnest(v_members) member;
    PERFORM id FROM account WHERE program_id = p_program AND owner_kind = 'membership' AND owner_id = ANY (v_members)
        AND kind = 'available' AND unit = 'PTS:' || p_program ORDER BY id FOR UPDATE;
    WITH posting AS MATERIALIZED (
        SELECT ledger_new_id() AS tx_id, lot.id AS lot_id, lot.membership_id, lot.issuer_id, lot.remaining AS points,
            lot.release_at, p.id AS pending_id, a.id AS available_id,
            p.version + row_number() OVER chain AS pending_version,
            a.version + row_number() OVER chain AS version,
            (p.balance - sum(lot.remaining) OVER chain)::bigint AS pending_after,
            (a.balance + sum(lot.remaining) OVER chain)::bigint AS balance_after
        FROM lot JOIN account p ON p.id = lot.account_id
            CROSS JOIN LATERAL (SELECT * FROM account WHERE program_id = p_program AND owner_kind = 'membership'
                AND owner_id = lot.membership_id AND kind = 'available' AND unit = 'PTS:' || p_program LIMIT 1) a
        WHERE lot.program_id = p_program AND lot.state = 'pending' AND lot.release_at <= p_moment
            AND lot.membership_id = ANY (v_members)
        WINDOW chain AS (PARTITION BY lot.membership_id ORDER BY lot.release_at, lot.id)
    ), repaid AS MATERIALIZED (
        SELECT *, least(points, greatest(0, points - balance_after))::bigint AS debt FROM posting
    ), txs AS (
        INSERT INTO tx (id, program_id, business_id, kind, source, idem_key, request_hash, membership_id, points,
            balance_after, pending_after, reason, result, occurred_at)
        SELECT tx_id, p_program, issuer_id, 'release', 'ledger.release', lot_id::text, '', membership_id, points,
            balance_after, pending_after, '', '{}', release_at
        FROM repaid
    ), entries AS (
        INSERT INTO entry (program_id, tx_id, seq, account_id, amount, balance_after, account_version)
        SELECT p_program, tx_id, 1, pending_id, -points, pending_after, pending_version FROM repaid
        UNION ALL
        SELECT p_program, tx_id, 2, available_id, points, balance_after, version FROM repaid
    ), moves AS (
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
        SELECT p_program, tx_id, lot_id, debt, issuer_id, issuer_id FROM repaid WHERE debt > 0
    ), waiting AS (
        UPDATE account SET balance = account.balance - total.points, version = account.version + total.links
        FROM (SELECT pending_id, sum(points) AS points, count(*) AS links FROM repaid GROUP BY pending_id) total
        WHERE account.id = total.pending_id
    ), available AS (
        UPDATE account SET balance = account.balance + total.points, version = account.version + total.links,
            floor = least(0, account.balance + total.points)
        FROM (SELECT available_id, sum(points) AS points, count(*) AS links FROM repaid GROUP BY available_id) total
        WHERE account.id = total.available_id
    ), facts AS (
        INSERT INTO outbox (id, program_id, business_id, name, version, payload, topics)
        SELECT ledger_new_id(), p_program, issuer_id, 'ledger.points_posted', 1,
            jsonb_build_object('program_id', p_program, 'business_id', issuer_id, 'tx_id', tx_id,
                'membership_id', membership_id, 'store_id', NULL, 'kind', 'release', 'points', points,
                'balance', balance_after, 'pending', pending_after, 'occurred_at', release_at),
            ARRAY['card:' || membership_id]
        FROM repaid
    ), opened AS (
        UPDATE lot SET account_id = repaid.available_id, remaining = lot.remaining - repaid.debt,
            state = CASE WHEN lot.remaining = repaid.debt THEN 'used' ELSE 'open' END
        FROM repaid WHERE lot.id = repaid.lot_id
        RETURNING 1
    )
    SELECT count(*) INTO v_lots FROM opened;
    RETURN v_lots;
END $$;
