-- Guards and indexes of the ledger, and the small functions that its verbs share.

CREATE TRIGGER account_stays BEFORE DELETE ON account FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER lot_stays BEFORE DELETE ON lot FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE account
    ADD CONSTRAINT account_floor CHECK (balance >= floor),
    ADD CONSTRAINT account_safe CHECK (abs(balance) <= 9007199254740991),
    ADD CONSTRAINT account_not_live CHECK (is_live OR (balance = 0 AND version = 0)),
    SET (fillfactor = 60);

ALTER TABLE lot
    ADD CONSTRAINT lot_points CHECK (points > 0 AND remaining BETWEEN 0 AND points),
    ADD CONSTRAINT lot_state CHECK (state IN ('pending', 'open', 'used', 'expired', 'cancelled')),
    ADD CONSTRAINT lot_rest CHECK ((state IN ('pending', 'open')) = (remaining > 0)),
    SET (fillfactor = 80);

CREATE INDEX account_member ON account (owner_id) WHERE owner_kind = 'membership';
CREATE INDEX lot_open ON lot (account_id, expires_at, earned_at) WHERE state = 'open';
CREATE INDEX lot_due ON lot (program_id, expires_at) WHERE state = 'open' AND expires_at IS NOT NULL;
CREATE INDEX lot_release ON lot (program_id, release_at) WHERE state = 'pending';
CREATE INDEX tx_reverses ON tx (reverses_id) WHERE reverses_id IS NOT NULL;
CREATE UNIQUE INDEX entry_chain ON entry (program_id, account_id, account_version) WHERE account_version IS NOT NULL;

-- What every verb is told. `moment` is the present: it decides what has expired; `occurred_at` is when it happened.
CREATE TYPE ledger_request AS (
    program_id uuid, business_id uuid, membership_id uuid, source text, idem_key text, request_hash text,
    occurred_at timestamptz, moment timestamptz, store_id uuid, staff_id uuid, device_id text, reference_id uuid,
    reason text
);

-- What every verb answers, the first time and on each replay.
CREATE TYPE ledger_posting AS (
    tx_id uuid, kind text, points bigint, balance bigint, pending bigint, is_replay boolean, result jsonb
);

-- A time-ordered id (UUIDv7, RFC 9562): 48 bits of milliseconds, then 64 random bits around version and variant. Of
-- random() and not gen_random_uuid(), which costs ten times as much: these ids are unique, not secret.
CREATE FUNCTION ledger_new_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT encode(
        int8send((date_part('epoch', clock_timestamp()) * 1000)::bigint * 65536 + 28672 + (random() * 4095)::integer)
            || int8send((-9223372036854775808)::bigint + (random() * 4611686018427387903)::bigint),
        'hex')::uuid
$$;

-- Refusals leave as one SQLSTATE with the code as message and its values as detail; nothing of the verb remains.
CREATE FUNCTION ledger_refuse(p_code text, p_params jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', p_code USING ERRCODE = 'RG001', DETAIL = p_params::text;
END $$;

-- The account of that kind, opened where there was none.
CREATE FUNCTION ledger_account(p_program uuid, p_owner_kind text, p_owner uuid, p_kind text) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_id uuid;
    v_unit text := 'PTS:' || p_program;
    v_live boolean := p_owner_kind = 'membership';
BEGIN
    SELECT id INTO v_id FROM account WHERE program_id = p_program AND owner_kind = p_owner_kind AND owner_id = p_owner
        AND kind = p_kind AND unit = v_unit;
    IF FOUND THEN
        RETURN v_id;
    END IF;
    INSERT INTO account (id, program_id, owner_kind, owner_id, kind, unit, is_live, balance, version, floor)
    VALUES (ledger_new_id(), p_program, p_owner_kind, p_owner, p_kind, v_unit, v_live, 0, 0, CASE WHEN v_live THEN 0 END)
    ON CONFLICT (program_id, owner_kind, owner_id, kind, unit) DO NOTHING;
    SELECT id INTO STRICT v_id FROM account WHERE program_id = p_program AND owner_kind = p_owner_kind
        AND owner_id = p_owner AND kind = p_kind AND unit = v_unit;
    RETURN v_id;
END $$;

-- Locks the member's account of available points, which is the mutex of all the member's accounts and lots.
CREATE FUNCTION ledger_lock(p_program uuid, p_membership uuid) RETURNS account LANGUAGE plpgsql AS $$
DECLARE
    a account;
    v_opened uuid;
BEGIN
    SELECT * INTO a FROM account WHERE program_id = p_program AND owner_kind = 'membership' AND owner_id = p_membership
        AND kind = 'available' AND unit = 'PTS:' || p_program FOR UPDATE;
    IF NOT FOUND THEN
        v_opened := ledger_account(p_program, 'membership', p_membership, 'available');
        SELECT * INTO STRICT a FROM account WHERE id = v_opened FOR UPDATE;
    END IF;
    RETURN a;
END $$;

CREATE FUNCTION ledger_pending(p_program uuid, p_membership uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT balance FROM account WHERE program_id = p_program AND owner_kind = 'membership'
        AND owner_id = p_membership AND kind = 'pending' AND unit = 'PTS:' || p_program), 0)
$$;

-- The stored answer to this key, or nothing. Refuses the key with other content.
CREATE FUNCTION ledger_replay(req ledger_request) RETURNS ledger_posting LANGUAGE plpgsql AS $$
DECLARE
    t tx;
BEGIN
    SELECT * INTO t FROM tx
    WHERE program_id = req.program_id AND source = req.source AND idem_key = req.idem_key;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF t.request_hash <> req.request_hash THEN
        PERFORM ledger_refuse('IDEMPOTENCY_MISMATCH', jsonb_build_object('key', req.idem_key));
    END IF;
    RETURN (t.id, t.kind, t.points, t.balance_after, t.pending_after, true, t.result)::ledger_posting;
END $$;

-- Writes the transaction; false where its key exists already (a rival got there first: nothing has been written).
CREATE FUNCTION ledger_insert_tx(req ledger_request, p_posting ledger_posting, p_reverses uuid) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tx (id, program_id, business_id, kind, source, idem_key, request_hash, store_id, membership_id, staff_id,
        device_id, reverses_id, reference_id, points, balance_after, pending_after, reason, result, occurred_at)
    VALUES (p_posting.tx_id, req.program_id, req.business_id, p_posting.kind, req.source, req.idem_key, req.request_hash,
        req.store_id, req.membership_id, req.staff_id, req.device_id, p_reverses, req.reference_id, p_posting.points,
        p_posting.balance, p_posting.pending, req.reason, p_posting.result, req.occurred_at)
    ON CONFLICT (program_id, source, idem_key) DO NOTHING;
    RETURN FOUND;
END $$;

-- A rival with the same key for another member committed between our look and our write: the caller tries again and
-- then finds the rival's transaction.
CREATE FUNCTION ledger_refuse_rival() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a rival took this idempotency key' USING ERRCODE = 'serialization_failure';
END $$;

-- Activity moves the expiry of everything that the member holds.
CREATE FUNCTION ledger_slide(p_program uuid, p_membership uuid, p_to timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE lot SET expires_at = p_to
    FROM account a
    WHERE a.program_id = p_program AND a.owner_kind = 'membership' AND a.owner_id = p_membership
        AND lot.account_id = a.id AND lot.state IN ('open', 'pending') AND lot.expires_at < p_to
$$;

-- Changes a live account and writes its link of the chain.
CREATE FUNCTION ledger_post_live(p_program uuid, p_tx uuid, p_seq integer, p_account uuid, p_amount bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_balance bigint;
    v_version bigint;
BEGIN
    -- the floor follows a debt down when it is granted and up as it is repaid; nothing else may go below it
    UPDATE account SET balance = balance + p_amount, version = version + 1,
        floor = CASE WHEN p_amount > 0 THEN least(0, balance + p_amount) ELSE floor END
    WHERE id = p_account RETURNING balance, version INTO v_balance, v_version;
    INSERT INTO entry (program_id, tx_id, seq, account_id, amount, balance_after, account_version)
    VALUES (p_program, p_tx, p_seq, p_account, p_amount, v_balance, v_version);
    RETURN v_balance;
END $$;

-- The other side of a posting: an account of the business, summed from its entries, never locked.
CREATE FUNCTION ledger_post_system(p_program uuid, p_tx uuid, p_seq integer, p_business uuid, p_kind text, p_amount bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO entry (program_id, tx_id, seq, account_id, amount)
    VALUES (p_program, p_tx, p_seq, ledger_account(p_program, 'business', p_business, p_kind), p_amount);
END $$;

-- Tells the outbox, in the form of the fact ledger.points_posted v1.
CREATE FUNCTION ledger_announce(req ledger_request, p_posting ledger_posting) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox (id, program_id, business_id, name, version, payload, topics)
    VALUES (ledger_new_id(), req.program_id, req.business_id, 'ledger.points_posted', 1,
        jsonb_build_object('program_id', req.program_id, 'business_id', req.business_id, 'tx_id', p_posting.tx_id,
            'membership_id', req.membership_id, 'store_id', req.store_id, 'kind', p_posting.kind,
            'points', p_posting.points, 'balance', p_posting.balance, 'pending', p_posting.pending,
            'occurred_at', req.occurred_at),
        CASE WHEN req.store_id IS NULL THEN ARRAY['card:' || req.membership_id]
            ELSE ARRAY['card:' || req.membership_id, 'store:' || req.store_id] END);
END $$;

-- Takes points from open lots, first-expiring first, those past `p_moment` left out; how many were taken.
CREATE FUNCTION ledger_take(p_program uuid, p_tx uuid, p_account uuid, p_need bigint, p_moment timestamptz, p_taker uuid)
RETURNS bigint LANGUAGE sql AS $$
    WITH queue AS (
        SELECT id, remaining, issuer_id, sum(remaining) OVER (ORDER BY expires_at, earned_at, id) AS cum
        FROM lot WHERE account_id = p_account AND state = 'open' AND (expires_at IS NULL OR expires_at > p_moment)
    ), taken AS (
        SELECT id, issuer_id, least(remaining, p_need - (cum - remaining))::bigint AS points
        FROM queue WHERE cum - remaining < p_need
    ), shrunk AS (
        UPDATE lot SET remaining = lot.remaining - taken.points,
            state = CASE WHEN lot.remaining = taken.points THEN 'used' ELSE lot.state END
        FROM taken WHERE lot.id = taken.id
    ), moved AS (
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id, redeemer_id)
        SELECT p_program, p_tx, id, points, issuer_id, p_taker FROM taken
    )
    SELECT coalesce(sum(points), 0)::bigint FROM taken
$$;
