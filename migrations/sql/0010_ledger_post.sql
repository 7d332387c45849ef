-- Credits (earn, opening balance, adjustment up), debits (redeem, adjustment down) and transfers.

-- Counts points or awards against a staff member's or a store's window; the row's lock makes rivals wait their turn.
CREATE FUNCTION ledger_use(p_program uuid, p_kind text, p_owner uuid, p_window timestamptz, p_amount bigint)
RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO limit_use (program_id, kind, owner_id, window_start, used)
    VALUES (p_program, p_kind, p_owner, p_window, p_amount)
    ON CONFLICT (program_id, kind, owner_id, window_start) DO UPDATE SET used = limit_use.used + excluded.used
    RETURNING used
$$;

-- What this member earned since the start of a window, less what was taken back of it.
CREATE FUNCTION ledger_earned(p_program uuid, p_membership uuid, p_from timestamptz, p_to timestamptz)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(t.points + coalesce((SELECT sum(back.points) FROM tx back
        WHERE back.reverses_id = t.id AND back.kind = 'reverse_earn'), 0)), 0)::bigint
    FROM tx t WHERE t.program_id = p_program AND t.membership_id = p_membership AND t.kind = 'earn'
        AND t.occurred_at >= p_from AND t.occurred_at < p_to
$$;

-- How many of the points the limits allow, and which limit cut them. Refuses in mode "refuse" (a cap lets 0 through).
-- `p_limits`: mode, per_transaction, per_day, per_week, per_month, balance, staff_awards_per_hour, store_points_per_day,
-- and the windows' bounds: day, week, month (each [from, to]) and hour.
CREATE FUNCTION ledger_allowed(req ledger_request, p_held bigint, p_points bigint, p_limits jsonb,
    OUT allowed bigint, OUT cut_by text) LANGUAGE plpgsql AS $$
DECLARE
    v_name text;
    v_room bigint;
    v_used bigint;
BEGIN
    allowed := p_points;
    FOREACH v_name IN ARRAY ARRAY['per_transaction', 'per_day', 'per_week', 'per_month', 'balance', 'store_points_per_day'] LOOP
        CONTINUE WHEN p_limits -> v_name IS NULL OR (v_name = 'store_points_per_day' AND req.store_id IS NULL);
        v_used := CASE v_name
            WHEN 'per_transaction' THEN 0
            WHEN 'balance' THEN p_held
            WHEN 'store_points_per_day' THEN
                ledger_use(req.program_id, 'store_day', req.store_id, (p_limits #>> '{day,0}')::timestamptz, 0)
            ELSE ledger_earned(req.program_id, req.membership_id,
                (p_limits #>> ARRAY[substr(v_name, 5), '0'])::timestamptz, (p_limits #>> ARRAY[substr(v_name, 5), '1'])::timestamptz)
            END;
        v_room := greatest(0, (p_limits ->> v_name)::bigint - v_used);
        IF allowed > v_room THEN
            IF p_limits ->> 'mode' <> 'cap' THEN
                PERFORM ledger_refuse('LIMIT_REACHED', jsonb_build_object('limit', v_name,
                    'maximum', (p_limits ->> v_name)::bigint, 'remaining', v_room));
            END IF;
            allowed := v_room;
            cut_by := v_name;
        END IF;
    END LOOP;
    IF p_limits -> 'store_points_per_day' IS NOT NULL AND req.store_id IS NOT NULL THEN
        PERFORM ledger_use(req.program_id, 'store_day', req.store_id, (p_limits #>> '{day,0}')::timestamptz, allowed);
    END IF;
    IF p_limits -> 'staff_awards_per_hour' IS NOT NULL AND req.staff_id IS NOT NULL
        AND ledger_use(req.program_id, 'staff_hour', req.staff_id, (p_limits ->> 'hour')::timestamptz, 1)
            > (p_limits ->> 'staff_awards_per_hour')::bigint THEN
        PERFORM ledger_refuse('LIMIT_REACHED', jsonb_build_object('limit', 'staff_awards_per_hour',
            'maximum', (p_limits ->> 'staff_awards_per_hour')::bigint, 'remaining', 0));
    END IF;
END $$;

-- Gives points as one new lot: kind earn, opening_balance or adjust, against the business's account of that name.
-- Pending points wait in an account of their own; available ones repay a debt first.
CREATE FUNCTION ledger_credit(req ledger_request, p_kind text, p_against text, p_points bigint, p_release_at timestamptz,
    p_expires_at timestamptz, p_slide_to timestamptz, p_limits jsonb) RETURNS ledger_posting LANGUAGE plpgsql AS $$
DECLARE
    a account;
    v ledger_posting;
    v_points bigint := p_points;
    v_cut_by text;
    v_waits boolean := p_release_at > req.moment;
    v_account uuid;
    v_debt bigint := 0;
BEGIN
    a := ledger_lock(req.program_id, req.membership_id);
    v := ledger_replay(req);
    IF v.tx_id IS NOT NULL THEN
        RETURN v;
    END IF;
    a := ledger_expire_due(a, req.moment);
    v.pending := ledger_pending(req.program_id, req.membership_id);
    IF p_limits IS NOT NULL THEN
        SELECT allowed, cut_by INTO v_points, v_cut_by FROM ledger_allowed(req, a.balance + v.pending, p_points, p_limits);
    END IF;
    IF v_waits THEN
        v_account := ledger_account(req.program_id, 'membership', req.membership_id, 'pending');
        v.pending := v.pending + v_points;
        v.balance := a.balance;
    ELSE
        v_account := a.id;
        v_debt := least(v_points, greatest(0, -a.balance));
        v.balance := a.balance + v_points;
    END IF;
    v.tx_id := ledger_new_id();
    v.kind := p_kind;
    v.points := v_points;
    v.is_replay := false;
    v.result := '{}';
    IF v_cut_by IS NOT NULL THEN
        v.result := jsonb_build_object('requested', p_points, 'cut_by', v_cut_by);
    END IF;
    IF v_debt > 0 THEN
        v.result := v.result || jsonb_build_object('repaid', v_debt);
    END IF;
    IF NOT ledger_insert_tx(req, v, NULL) THEN
        PERFORM ledger_refuse_rival();
    END IF;
    IF p_slide_to IS NOT NULL THEN
        PERFORM ledger_slide(req.program_id, req.membership_id, p_slide_to);
    END IF;
    IF v_points > 0 THEN
        INSERT INTO lot (id, program_id, account_id, membership_id, tx_id, issuer_id, points, remaining, state, earned_at,
            release_at, expires_at)
        VALUES (ledger_new_id(), req.program_id, v_account, req.membership_id, v.tx_id, req.business_id, v_points, v_points,
            CASE WHEN v_waits THEN 'pending' ELSE 'open' END, req.occurred_at,
            CASE WHEN v_waits THEN p_release_at END, p_expires_at);
    END IF;
    PERFORM ledger_post_live(req.program_id, v.tx_id, 1, v_account, v_points);
    PERFORM ledger_post_system(req.program_id, v.tx_id, 2, req.business_id, p_against, -v_points);
    IF v_debt > 0 THEN
        PERFORM ledger_take(req.program_id, v.tx_id, a.id, v_debt, '-infinity', req.business_id);
    END IF;
    PERFORM ledger_announce(req, v);
    RETURN v;
END $$;

-- Takes points, first-expiring first: kind redeem or adjust. Refuses with INSUFFICIENT_POINTS; never makes a debt.
CREATE FUNCTION ledger_debit(req ledger_request, p_kind text, p_against text, p_points bigint, p_slide_to timestamptz)
RETURNS ledger_posting LANGUAGE plpgsql AS $$
DECLARE
    a account;
    v ledger_posting;
BEGIN
    a := ledger_lock(req.program_id, req.membership_id);
    v := ledger_replay(req);
    IF v.tx_id IS NOT NULL THEN
        RETURN v;
    END IF;
    a := ledger_expire_due(a, req.moment);
    IF a.balance < p_points THEN
        PERFORM ledger_refuse('INSUFFICIENT_POINTS', jsonb_build_object('available', greatest(a.balance, 0), 'needed', p_points));
    END IF;
    v := (ledger_new_id(), p_kind, -p_points, a.balance - p_points,
        ledger_pending(req.program_id, req.membership_id), false, '{}')::ledger_posting;
    IF NOT ledger_insert_tx(req, v, NULL) THEN
        PERFORM ledger_refuse_rival();
    END IF;
    PERFORM ledger_take(req.program_id, v.tx_id, a.id, p_points, req.moment, req.business_id);
    PERFORM ledger_post_live(req.program_id, v.tx_id, 1, a.id, -p_points);
    PERFORM ledger_post_system(req.program_id, v.tx_id, 2, req.business_id, p_against, p_points);
    IF p_slide_to IS NOT NULL THEN
        PERFORM ledger_slide(req.program_id, req.membership_id, p_slide_to);
    END IF;
    PERFORM ledger_announce(req, v);
    RETURN v;
END $$;

-- Moves points to another member: two transactions that meet in the business's transfer account. The lots arrive with
-- their issuer and their expiry.
CREATE FUNCTION ledger_transfer(req ledger_request, p_to uuid, p_points bigint) RETURNS ledger_posting LANGUAGE plpgsql AS $$
DECLARE
    a account;
    b account;
    v ledger_posting;
    w ledger_posting;
    arrival ledger_request := req;
BEGIN
    PERFORM ledger_account(req.program_id, 'membership', req.membership_id, 'available'),
        ledger_account(req.program_id, 'membership', p_to, 'available');
    PERFORM id FROM account WHERE program_id = req.program_id AND owner_kind = 'membership'
        AND owner_id IN (req.membership_id, p_to) AND kind = 'available' AND unit = 'PTS:' || req.program_id
        ORDER BY id FOR UPDATE;
    v := ledger_replay(req);
    IF v.tx_id IS NOT NULL THEN
        RETURN v;
    END IF;
    a := ledger_expire_due(ledger_lock(req.program_id, req.membership_id), req.moment);
    b := ledger_expire_due(ledger_lock(req.program_id, p_to), req.moment);
    IF a.balance < p_points THEN
        PERFORM ledger_refuse('INSUFFICIENT_POINTS', jsonb_build_object('available', greatest(a.balance, 0), 'needed', p_points));
    END IF;
    arrival.membership_id := p_to;
    arrival.source := 'ledger.transfer';
    v := (ledger_new_id(), 'transfer', -p_points, a.balance - p_points,
        ledger_pending(req.program_id, req.membership_id), false, jsonb_build_object('to', p_to))::ledger_posting;
    w := (ledger_new_id(), 'transfer', p_points, b.balance + p_points,
        ledger_pending(req.program_id, p_to), false, jsonb_build_object('from', req.membership_id))::ledger_posting;
    arrival.idem_key := v.tx_id;
    arrival.reference_id := v.tx_id;
    IF NOT ledger_insert_tx(req, v, NULL) OR NOT ledger_insert_tx(arrival, w, NULL) THEN
        PERFORM ledger_refuse_rival();
    END IF;
    PERFORM ledger_take(req.program_id, v.tx_id, a.id, p_points, req.moment, req.business_id);
    INSERT INTO lot (id, program_id, account_id, membership_id, tx_id, issuer_id, points, remaining, state, earned_at,
        release_at, expires_at)
    SELECT ledger_new_id(), req.program_id, b.id, p_to, w.tx_id, m.issuer_id, m.points, m.points, 'open', l.earned_at,
        l.release_at, l.expires_at
    FROM lot_move m JOIN lot l ON l.id = m.lot_id WHERE m.tx_id = v.tx_id;
    PERFORM ledger_post_live(req.program_id, v.tx_id, 1, a.id, -p_points);
    PERFORM ledger_post_system(req.program_id, v.tx_id, 2, req.business_id, 'transfer', p_points);
    PERFORM ledger_post_live(req.program_id, w.tx_id, 1, b.id, p_points);
    PERFORM ledger_post_system(req.program_id, w.tx_id, 2, req.business_id, 'transfer', -p_points);
    IF b.balance < 0 THEN
        PERFORM ledger_take(req.program_id, w.tx_id, b.id, least(p_points, -b.balance), '-infinity', req.business_id);
    END IF;
    PERFORM ledger_announce(req, v), ledger_announce(arrival, w);
    RETURN v;
END $$;
