-- What businesses of a program owe each other for points: rates, packs, and the lines of clearing with their entries.

CREATE TRIGGER clearing_rate_append_only BEFORE UPDATE OR DELETE ON clearing_rate
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A line of clearing changes once: a closing period takes it.
CREATE FUNCTION clearing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.period_id IS NOT NULL OR NEW.period_id IS NULL
        OR (to_jsonb(NEW) - 'period_id') IS DISTINCT FROM (to_jsonb(OLD) - 'period_id')
        OR NOT EXISTS (SELECT FROM settlement_period WHERE id = NEW.period_id AND program_id = NEW.program_id AND state = 'open') THEN
        RAISE EXCEPTION 'clearing is append-only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clearing_append_only BEFORE UPDATE OR DELETE ON clearing FOR EACH ROW EXECUTE FUNCTION clearing_guard();

ALTER TABLE clearing_rate ADD CONSTRAINT clearing_rate_worth CHECK (micro_minor BETWEEN 0 AND 1000000000000000);
ALTER TABLE clearing ADD CONSTRAINT clearing_kind CHECK (kind IN ('redemption', 'reversal', 'pack'));
ALTER TABLE clearing_pack
    ADD CONSTRAINT clearing_pack_used CHECK (points > 0 AND used BETWEEN 0 AND points),
    ADD CONSTRAINT clearing_pack_alert CHECK (alert_points >= 0);

CREATE INDEX clearing_waiting ON clearing (program_id, occurred_at) WHERE period_id IS NULL;
CREATE INDEX clearing_of_period ON clearing (period_id, occurred_at, id) WHERE period_id IS NOT NULL;
CREATE INDEX clearing_reverses ON clearing (reverses_id) WHERE reverses_id IS NOT NULL;
CREATE INDEX clearing_of_pack ON clearing (pack_id, occurred_at) WHERE pack_id IS NOT NULL;

-- The rate that holds for an issuer's points at a moment: its own, else that of all; no row where there is none.
CREATE FUNCTION clearing_rate_at(p_program uuid, p_issuer uuid, p_at timestamptz) RETURNS SETOF clearing_rate
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT * FROM clearing_rate
    WHERE program_id = p_program AND (issuer_id = p_issuer OR issuer_id IS NULL) AND valid_from <= p_at
    ORDER BY issuer_id NULLS LAST, valid_from DESC, created_at DESC, id DESC LIMIT 1
$$;

-- A business's account of money in a program, opened where there was none.
CREATE FUNCTION clearing_account(p_program uuid, p_business uuid, p_currency text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_id uuid;
BEGIN
    SELECT id INTO v_id FROM account WHERE program_id = p_program AND owner_kind = 'business' AND owner_id = p_business
        AND kind = 'clearing' AND unit = p_currency;
    IF FOUND THEN
        RETURN v_id;
    END IF;
    INSERT INTO account (id, program_id, owner_kind, owner_id, kind, unit, is_live, balance, version)
    VALUES (ledger_new_id(), p_program, 'business', p_business, 'clearing', p_currency, false, 0, 0)
    ON CONFLICT (program_id, owner_kind, owner_id, kind, unit) DO NOTHING;
    SELECT id INTO STRICT v_id FROM account WHERE program_id = p_program AND owner_kind = 'business'
        AND owner_id = p_business AND kind = 'clearing' AND unit = p_currency;
    RETURN v_id;
END $$;

-- The entries of what these transactions cleared: one for each business whose sum is not zero, by ascending business, so that
-- rivals who open the same accounts wait for each other in one order.
CREATE FUNCTION clearing_post(p_program uuid, p_txs uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM clearing_account(p_program, side.business, side.currency)
    FROM (SELECT DISTINCT s.business, r.currency FROM clearing c JOIN clearing_rate r ON r.id = c.rate_id
            CROSS JOIN LATERAL (VALUES (c.payer_id), (c.redeemer_id)) AS s(business)
        WHERE c.program_id = p_program AND c.tx_id = ANY (p_txs) ORDER BY s.business) side;
    INSERT INTO entry (program_id, tx_id, seq, account_id, amount)
    SELECT p_program, total.tx_id, 10 + row_number() OVER (PARTITION BY total.tx_id ORDER BY total.business),
        clearing_account(p_program, total.business, total.currency), total.amount
    FROM (SELECT c.tx_id, s.business, r.currency, sum(s.amount)::bigint AS amount
        FROM clearing c JOIN clearing_rate r ON r.id = c.rate_id
            CROSS JOIN LATERAL (VALUES (c.payer_id, -c.amount_minor), (c.redeemer_id, c.amount_minor)) AS s(business, amount)
        WHERE c.program_id = p_program AND c.tx_id = ANY (p_txs)
        GROUP BY c.tx_id, s.business, r.currency HAVING sum(s.amount) <> 0) total;
END $$;

-- Takes from a business's packs, or gives back, and tells once when what is left falls to the alert level.
CREATE FUNCTION clearing_use_packs(p_program uuid, p_packs uuid[], p_points bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH change AS (
        SELECT pack, sum(points)::bigint AS points FROM unnest(p_packs, p_points) AS given(pack, points)
        WHERE pack IS NOT NULL GROUP BY pack
    ), changed AS (
        UPDATE clearing_pack SET used = clearing_pack.used + change.points FROM change
        WHERE clearing_pack.id = change.pack
        RETURNING clearing_pack.business_id, change.points
    ), stock AS (
        -- the statement's own update is not seen here: this is what was left before it
        SELECT k.business_id, sum(k.points - k.used)::bigint AS before, max(k.alert_points) AS alert, c.points AS taken
        FROM (SELECT business_id, sum(points)::bigint AS points FROM changed GROUP BY business_id) c
            JOIN clearing_pack k ON k.program_id = p_program AND k.business_id = c.business_id AND k.used < k.points
        GROUP BY k.business_id, c.points
    )
    INSERT INTO outbox (id, program_id, business_id, name, version, payload, topics)
    SELECT ledger_new_id(), p_program, business_id, 'ledger.pack_low', 1,
        jsonb_build_object('program_id', p_program, 'business_id', business_id, 'points_left', before - taken, 'alert_points', alert),
        ARRAY['business:' || business_id]
    FROM stock WHERE before > alert AND before - taken <= alert;
END $$;

-- Posts what issuers owe for points that others took: one row of the arrays is one issuer of one transaction. The amounts of a
-- transaction are its points x rate, rounded once, the parts by largest remainder; packs are used oldest first. Does nothing
-- where no rate holds.
CREATE FUNCTION clearing_take(p_program uuid, p_txs uuid[], p_redeemers uuid[], p_at timestamptz[], p_issuers uuid[], p_points bigint[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_packs uuid[];
    v_used bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM clearing_rate WHERE program_id = p_program) THEN
        RETURN;
    END IF;
    PERFORM id FROM clearing_pack WHERE program_id = p_program AND business_id = ANY (p_issuers) AND used < points
        ORDER BY id FOR UPDATE;
    WITH given AS MATERIALIZED (
        SELECT g.*, r.id AS rate_id, r.micro_minor, g.points * r.micro_minor::numeric * 0.000001 AS exact,
            sum(g.points) OVER (PARTITION BY g.issuer ORDER BY g.ord) AS upto
        FROM unnest(p_txs, p_redeemers, p_at, p_issuers, p_points) WITH ORDINALITY AS g(tx, redeemer, at, issuer, points, ord)
            CROSS JOIN LATERAL clearing_rate_at(p_program, g.issuer, g.at) r
        WHERE r.micro_minor > 0
    ), priced AS (
        SELECT *, floor(exact) + (row_number() OVER (PARTITION BY tx ORDER BY exact - floor(exact) DESC, issuer)
            <= round(sum(exact) OVER (PARTITION BY tx)) - sum(floor(exact)) OVER (PARTITION BY tx))::integer AS amount
        FROM given
    ), stock AS (
        SELECT id, business_id, holder_id, sum(points - used) OVER queue - (points - used) AS since, sum(points - used) OVER queue AS till
        FROM clearing_pack WHERE program_id = p_program AND business_id = ANY (p_issuers) AND used < points
        WINDOW queue AS (PARTITION BY business_id ORDER BY created_at, id)
    ), part AS (
        SELECT p.*, s.id AS pack_id, s.holder_id AS payer, greatest(p.upto - p.points, s.since) AS since, least(p.upto, s.till) AS till
        FROM priced p JOIN stock s ON s.business_id = p.issuer AND s.since < p.upto AND s.till > p.upto - p.points
        UNION ALL
        SELECT p.*, NULL, p.issuer, greatest(p.upto - p.points, s.till), p.upto
        FROM priced p CROSS JOIN LATERAL (SELECT coalesce(max(till), 0) AS till FROM stock WHERE business_id = p.issuer) s
        WHERE p.upto > s.till
    ), line AS (
        SELECT part.*, till - since AS took,
            -- parts of one amount: what has been given out so far is rounded, so that the last gets the rest
            round(amount * (till - upto + points) / points) - round(amount * (since - upto + points) / points) AS minor,
            row_number() OVER (PARTITION BY tx ORDER BY issuer, since) AS seq
        FROM part
    ), written AS (
        INSERT INTO clearing (id, program_id, tx_id, seq, kind, issuer_id, payer_id, redeemer_id, pack_id, rate_id, micro_minor,
            points, amount_minor, occurred_at)
        SELECT ledger_new_id(), p_program, tx, seq, 'redemption', issuer, payer, redeemer, pack_id, rate_id, micro_minor,
            took, minor, at
        FROM line
        RETURNING pack_id, points
    )
    SELECT array_agg(pack_id), array_agg(points) INTO v_packs, v_used FROM written WHERE pack_id IS NOT NULL;
    IF v_packs IS NOT NULL THEN
        PERFORM clearing_use_packs(p_program, v_packs, v_used);
    END IF;
    PERFORM clearing_post(p_program, p_txs);
END $$;

-- What one transaction took from lots of others.
CREATE FUNCTION clearing_take_of(p_program uuid, p_tx uuid, p_redeemer uuid, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM clearing_take(p_program, array_agg(p_tx), array_agg(p_redeemer), array_agg(p_at), array_agg(issuer_id), array_agg(points))
    FROM (SELECT issuer_id, sum(points)::bigint AS points FROM lot_move
        WHERE program_id = p_program AND tx_id = p_tx AND issuer_id <> p_redeemer GROUP BY issuer_id) taken
    HAVING count(*) > 0;
END $$;

-- Posts back what transaction `p_of` cleared for the points that `p_tx` gives back (its negative moves), at the rate of then:
-- what was paid on redemption first, then packs, the newest first. What was posted back so far is rounded as a whole, so that
-- nothing is left when everything is back.
CREATE FUNCTION clearing_give_back(p_program uuid, p_tx uuid, p_of uuid, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_packs uuid[];
    v_used bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM clearing WHERE program_id = p_program AND tx_id = p_of) THEN
        RETURN;
    END IF;
    PERFORM id FROM clearing_pack WHERE id = ANY (ARRAY(SELECT pack_id FROM clearing WHERE program_id = p_program AND tx_id = p_of))
        ORDER BY id FOR UPDATE;
    WITH back AS (
        SELECT issuer_id, -sum(points)::bigint AS points FROM lot_move
        WHERE program_id = p_program AND tx_id = p_tx AND points < 0 GROUP BY issuer_id
    ), queue AS (
        SELECT c.*, done.points AS done, back.points AS need,
            sum(c.points - done.points) OVER (PARTITION BY c.issuer_id ORDER BY c.seq DESC) AS upto
        FROM back JOIN clearing c ON c.program_id = p_program AND c.tx_id = p_of AND c.issuer_id = back.issuer_id
            CROSS JOIN LATERAL (SELECT coalesce(-sum(points), 0)::bigint AS points FROM clearing WHERE reverses_id = c.id) done
    ), line AS (
        SELECT *, least(points - done, need - (upto - (points - done))) AS gives FROM queue
        WHERE points > done AND upto - (points - done) < need
    ), written AS (
        INSERT INTO clearing (id, program_id, tx_id, seq, kind, issuer_id, payer_id, redeemer_id, pack_id, rate_id, micro_minor,
            points, amount_minor, reverses_id, occurred_at)
        SELECT ledger_new_id(), p_program, p_tx, row_number() OVER (ORDER BY issuer_id, seq DESC), 'reversal', issuer_id, payer_id,
            redeemer_id, pack_id, rate_id, micro_minor, -gives,
            round(amount_minor::numeric * done / points) - round(amount_minor::numeric * (done + gives) / points), id, p_at
        FROM line
        RETURNING pack_id, points
    )
    SELECT array_agg(pack_id), array_agg(points) INTO v_packs, v_used FROM written WHERE pack_id IS NOT NULL;
    IF v_packs IS NOT NULL THEN
        PERFORM clearing_use_packs(p_program, v_packs, v_used);
    END IF;
    PERFORM clearing_post(p_program, ARRAY[p_tx]);
END $$;
