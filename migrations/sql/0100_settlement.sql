-- Settlement: periods go forward, and what is closed never changes.

ALTER TABLE settlement_period
    ADD CONSTRAINT settlement_period_state CHECK (state IN ('open', 'closed', 'invoiced', 'paid')),
    ADD CONSTRAINT settlement_period_netting CHECK (netting IN ('multilateral', 'bilateral')),
    ADD CONSTRAINT settlement_period_span CHECK (starts_at < ends_at);
ALTER TABLE settlement_payment ADD CONSTRAINT settlement_payment_amount CHECK (amount_minor > 0 AND payer_id <> payee_id);

CREATE UNIQUE INDEX settlement_period_open ON settlement_period (program_id) WHERE state = 'open';
CREATE INDEX settlement_period_due ON settlement_period (ends_at) WHERE state = 'open';
CREATE INDEX settlement_payment_settled ON settlement_payment (settled_in_id) WHERE settled_in_id IS NOT NULL;
CREATE INDEX settlement_statement_of_business ON settlement_statement (business_id, created_at DESC, id DESC);
CREATE INDEX settlement_line_of_statement ON settlement_line (statement_id);

CREATE FUNCTION settlement_period_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.id, NEW.program_id, NEW.number, NEW.starts_at, NEW.currency)
            IS DISTINCT FROM (OLD.id, OLD.program_id, OLD.number, OLD.starts_at, OLD.currency)
        OR (OLD.state <> 'open' AND ((OLD.state, NEW.state) NOT IN (('closed', 'invoiced'), ('invoiced', 'paid'))
            OR (NEW.ends_at, NEW.netting, NEW.closed_at) IS DISTINCT FROM (OLD.ends_at, OLD.netting, OLD.closed_at)))
        OR (OLD.state = 'open' AND NEW.state NOT IN ('open', 'closed')) THEN
        RAISE EXCEPTION 'settlement_period goes forward only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_period_forward BEFORE UPDATE OR DELETE ON settlement_period
    FOR EACH ROW EXECUTE FUNCTION settlement_period_guard();

-- Statements, lines and payments are written while their period is being closed, and a payment is recorded once.
CREATE FUNCTION settlement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_period uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        v_period := CASE TG_TABLE_NAME WHEN 'settlement_line'
            THEN (SELECT period_id FROM settlement_statement WHERE id = (to_jsonb(NEW) ->> 'statement_id')::uuid)
            ELSE (to_jsonb(NEW) ->> 'period_id')::uuid END;
        IF EXISTS (SELECT FROM settlement_period WHERE id = v_period AND state = 'open') THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'settlement_payment' THEN
        IF to_jsonb(OLD) ->> 'tx_id' IS NULL AND to_jsonb(NEW) ->> 'tx_id' IS NOT NULL
            AND to_jsonb(NEW) - '{tx_id,paid_at,settled_in_id}'::text[] = to_jsonb(OLD) - '{tx_id,paid_at,settled_in_id}'::text[] THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% of a closed period does not change', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER settlement_statement_stays BEFORE INSERT OR UPDATE OR DELETE ON settlement_statement
    FOR EACH ROW EXECUTE FUNCTION settlement_guard();
CREATE TRIGGER settlement_line_stays BEFORE INSERT OR UPDATE OR DELETE ON settlement_line
    FOR EACH ROW EXECUTE FUNCTION settlement_guard();
CREATE TRIGGER settlement_payment_stays BEFORE INSERT OR UPDATE OR DELETE ON settlement_payment
    FOR EACH ROW EXECUTE FUNCTION settlement_guard();

-- Writes the statements of a period that is being closed: takes the lines of clearing that happened before `p_until` and are in
-- no period yet. The caller has locked the period.
CREATE FUNCTION settlement_state(p_program uuid, p_period uuid, p_until timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE clearing SET period_id = p_period WHERE program_id = p_program AND period_id IS NULL AND occurred_at < p_until;
    WITH said AS (
        SELECT payer_id AS business_id, sum(amount_minor) AS owed, 0 AS due, 0 AS settled FROM clearing
            WHERE period_id = p_period AND payer_id <> redeemer_id GROUP BY payer_id
        UNION ALL
        SELECT redeemer_id, 0, sum(amount_minor), 0 FROM clearing
            WHERE period_id = p_period AND payer_id <> redeemer_id GROUP BY redeemer_id
        UNION ALL
        SELECT payer_id, 0, 0, amount_minor FROM settlement_payment WHERE settled_in_id = p_period
        UNION ALL
        SELECT payee_id, 0, 0, -amount_minor FROM settlement_payment WHERE settled_in_id = p_period
    ), total AS (
        SELECT business_id, sum(owed) AS owed, sum(due) AS due, sum(settled) AS settled FROM said GROUP BY business_id
    ), earlier AS (
        SELECT DISTINCT ON (s.business_id) s.business_id, s.closing_minor
        FROM settlement_statement s JOIN settlement_period p ON p.id = s.period_id
        WHERE s.program_id = p_program ORDER BY s.business_id, p.number DESC
    )
    INSERT INTO settlement_statement (id, program_id, business_id, period_id, opening_minor, owed_minor, due_minor, settled_minor,
        closing_minor)
    SELECT ledger_new_id(), p_program, business_id, p_period, coalesce(e.closing_minor, 0), coalesce(t.owed, 0), coalesce(t.due, 0),
        coalesce(t.settled, 0), coalesce(e.closing_minor, 0) + coalesce(t.due, 0) - coalesce(t.owed, 0) + coalesce(t.settled, 0)
    FROM total t FULL JOIN earlier e USING (business_id)
    WHERE t.business_id IS NOT NULL OR e.closing_minor <> 0;
    INSERT INTO settlement_line (id, program_id, business_id, statement_id, partner_id, side, kind, postings, points, amount_minor)
    SELECT ledger_new_id(), p_program, s.business_id, s.id, said.partner_id, said.side, said.kind, count(*), sum(said.points),
        sum(said.amount)
    FROM (SELECT payer_id AS business_id, redeemer_id AS partner_id, 'owes' AS side, kind, points, -amount_minor AS amount
            FROM clearing WHERE period_id = p_period AND payer_id <> redeemer_id
        UNION ALL
        SELECT redeemer_id, payer_id, 'gets', kind, points, amount_minor
            FROM clearing WHERE period_id = p_period AND payer_id <> redeemer_id) said
        JOIN settlement_statement s ON s.program_id = p_program AND s.period_id = p_period AND s.business_id = said.business_id
    GROUP BY s.business_id, s.id, said.partner_id, said.side, said.kind;
END $$;

-- The posting of a payment between two businesses: what the payer owed is less, what the payee had to get is less.
CREATE FUNCTION settlement_pay(p_program uuid, p_payment uuid, p_tx uuid, p_moment timestamptz, p_staff uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    p settlement_payment;
    v_currency text;
BEGIN
    SELECT * INTO STRICT p FROM settlement_payment WHERE id = p_payment AND program_id = p_program;
    SELECT currency INTO STRICT v_currency FROM settlement_period WHERE id = p.period_id;
    INSERT INTO tx (id, program_id, business_id, kind, source, idem_key, request_hash, staff_id, reference_id, points, balance_after,
        pending_after, reason, result, occurred_at)
    VALUES (p_tx, p_program, p.payer_id, 'settle', 'ledger.settle', p_payment::text, '', p_staff, p_payment, 0, 0, 0, '', '{}', p_moment);
    INSERT INTO entry (program_id, tx_id, seq, account_id, amount)
    VALUES (p_program, p_tx, 1, clearing_account(p_program, p.payer_id, v_currency), p.amount_minor),
        (p_program, p_tx, 2, clearing_account(p_program, p.payee_id, v_currency), -p.amount_minor);
END $$;

-- The posting of a pack: the buyer owes its price to the holder from now on.
CREATE FUNCTION settlement_buy(p_program uuid, p_business uuid, p_holder uuid, p_pack uuid, p_tx uuid, p_source text, p_key text,
    p_hash text, p_points bigint, p_rate uuid, p_moment timestamptz, p_staff uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    r clearing_rate;
BEGIN
    SELECT * INTO STRICT r FROM clearing_rate WHERE id = p_rate AND program_id = p_program;
    INSERT INTO tx (id, program_id, business_id, kind, source, idem_key, request_hash, staff_id, reference_id, points, balance_after,
        pending_after, reason, result, occurred_at)
    VALUES (p_tx, p_program, p_business, 'pack', p_source, p_key, p_hash, p_staff, p_pack, 0, 0, 0, '', '{}', p_moment);
    INSERT INTO clearing (id, program_id, tx_id, seq, kind, issuer_id, payer_id, redeemer_id, pack_id, rate_id, micro_minor, points,
        amount_minor, occurred_at)
    VALUES (ledger_new_id(), p_program, p_tx, 1, 'pack', p_business, p_business, p_holder, p_pack, p_rate, r.micro_minor, p_points,
        round(p_points * r.micro_minor::numeric * 0.000001), p_moment);
    PERFORM clearing_post(p_program, ARRAY[p_tx]);
END $$;
