-- Reminders before points expire, extensions, reinstatement, and release before the time.

CREATE TRIGGER expiry_reminder_append_only BEFORE UPDATE OR DELETE ON expiry_reminder
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER extension_lot_append_only BEFORE UPDATE OR DELETE ON extension_lot
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER extension_stays BEFORE DELETE ON extension FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE INDEX extension_running ON extension (id) WHERE state = 'running';

-- What expires, in the order in which reminders and extensions walk through it.
DROP INDEX lot_due;
CREATE INDEX lot_due ON lot (program_id, expires_at, membership_id) WHERE state = 'open' AND expires_at IS NOT NULL;

-- One step of a program's reminders: the next `p_limit` groups of lots that expire at one moment for one member, after
-- the group (`p_after_at`, `p_after_member`) and until `p_until`. A member is told once for each stage and day, of all that
-- expires on the day. How many groups were looked at, how many members were told, and the last group.
CREATE FUNCTION ledger_remind(p_program uuid, p_zone text, p_today date, p_stages integer[], p_moment timestamptz,
    p_until timestamptz, p_after_at timestamptz, p_after_member uuid, p_limit integer)
RETURNS TABLE (looked bigint, told bigint, last_at timestamptz, last_member uuid) LANGUAGE sql AS $$
    WITH due AS MATERIALIZED (
        SELECT expires_at, membership_id, min(account_id::text)::uuid AS account_id FROM lot
        WHERE program_id = p_program AND state = 'open' AND expires_at IS NOT NULL
            AND (expires_at, membership_id) > (p_after_at, p_after_member) AND expires_at <= p_until
        GROUP BY expires_at, membership_id ORDER BY expires_at, membership_id LIMIT p_limit
    ), staged AS (
        SELECT due.*, at.day, (SELECT min(stage) FROM unnest(p_stages) stage WHERE stage >= at.day - p_today) AS stage
        FROM due CROSS JOIN LATERAL (
            SELECT ((due.expires_at - interval '1 microsecond') AT TIME ZONE p_zone)::date AS day) at
    ), fresh AS MATERIALIZED (
        SELECT DISTINCT ON (staged.membership_id, staged.day) staged.*,
            ((staged.day + 1)::timestamp AT TIME ZONE p_zone) AS ends_at
        FROM staged
        WHERE NOT EXISTS (SELECT FROM expiry_reminder r WHERE r.program_id = p_program
            AND r.membership_id = staged.membership_id AND r.day = staged.day AND r.stage = staged.stage)
        ORDER BY staged.membership_id, staged.day
    ), reminded AS (
        INSERT INTO expiry_reminder (id, program_id, membership_id, day, stage, points, told_at)
        SELECT ledger_new_id(), p_program, f.membership_id, f.day, f.stage, (SELECT sum(l.remaining) FROM lot l
            WHERE l.account_id = f.account_id AND l.state = 'open' AND l.expires_at > (f.day::timestamp AT TIME ZONE p_zone)
                AND l.expires_at <= f.ends_at), p_moment
        FROM fresh f
        ON CONFLICT (program_id, membership_id, day, stage) DO NOTHING
        RETURNING membership_id, day, stage, points
    ), facts AS (
        INSERT INTO outbox (id, program_id, business_id, name, version, payload, topics)
        SELECT ledger_new_id(), p_program, NULL, 'ledger.points_expiring', 1,
            jsonb_build_object('program_id', p_program, 'business_id', NULL, 'membership_id', membership_id,
                'points', points, 'day', day, 'stage', stage, 'days_left', day - p_today,
                'expires_at', (day + 1)::timestamp AT TIME ZONE p_zone), '{}'
        FROM reminded
    )
    SELECT (SELECT count(*) FROM due), (SELECT count(*) FROM reminded),
        (SELECT expires_at FROM due ORDER BY expires_at DESC, membership_id DESC LIMIT 1),
        (SELECT membership_id FROM due ORDER BY expires_at DESC, membership_id DESC LIMIT 1)
$$;

-- One step of an extension: the accounts of the next `p_limit` groups of lots, or the one member's; true when it is done.
-- All of a member's lots within the span are moved at once, those of other issuers are left.
CREATE FUNCTION ledger_extend(p_extension uuid, p_moment timestamptz, p_limit integer) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    x extension;
    v_accounts uuid[];
    v_looked bigint;
    v_at timestamptz;
    v_member uuid;
BEGIN
    SELECT * INTO STRICT x FROM extension WHERE id = p_extension FOR UPDATE;
    IF x.state <> 'running' THEN
        RETURN true;
    END IF;
    IF x.membership_id IS NOT NULL THEN
        SELECT array_agg(id), 0 INTO v_accounts, v_looked FROM account WHERE program_id = x.program_id
            AND owner_kind = 'membership' AND owner_id = x.membership_id AND kind = 'available'
            AND unit = 'PTS:' || x.program_id;
    ELSE
        SELECT array_agg(DISTINCT account_id), count(*), (array_agg(expires_at ORDER BY expires_at DESC, membership_id DESC))[1],
            (array_agg(membership_id ORDER BY expires_at DESC, membership_id DESC))[1]
        INTO v_accounts, v_looked, v_at, v_member
        FROM (SELECT expires_at, membership_id, min(account_id::text)::uuid AS account_id FROM lot
            WHERE program_id = x.program_id AND state = 'open' AND expires_at IS NOT NULL
                AND (expires_at, membership_id) > (x.cursor_at, x.cursor_member) AND expires_at > p_moment
                AND expires_at <= x.ends_at
            GROUP BY expires_at, membership_id ORDER BY expires_at, membership_id LIMIT p_limit) due;
    END IF;
    IF v_accounts IS NOT NULL THEN
        PERFORM id FROM account WHERE id = ANY (v_accounts) ORDER BY id FOR UPDATE;
        WITH due AS MATERIALIZED (
            SELECT id, membership_id, remaining, expires_at FROM lot WHERE account_id = ANY (v_accounts)
                AND state = 'open' AND issuer_id = x.business_id AND expires_at > greatest(x.starts_at, p_moment)
                AND expires_at <= x.ends_at AND expires_at < x.becomes_at
        ), moved AS (
            UPDATE lot SET expires_at = x.becomes_at FROM due WHERE lot.id = due.id
        ), kept AS (
            INSERT INTO extension_lot (id, program_id, extension_id, lot_id, membership_id, points, was_at, becomes_at)
            SELECT ledger_new_id(), x.program_id, x.id, id, membership_id, remaining, expires_at, x.becomes_at FROM due
        ), facts AS (
            INSERT INTO outbox (id, program_id, business_id, name, version, payload, topics)
            SELECT ledger_new_id(), x.program_id, x.business_id, 'ledger.expiry_extended', 1,
                jsonb_build_object('program_id', x.program_id, 'business_id', x.business_id, 'extension_id', x.id,
                    'membership_id', membership_id, 'points', sum(remaining), 'day', x.until_day, 'reason', x.reason,
                    'expires_at', x.becomes_at),
                ARRAY['card:' || membership_id]
            FROM due GROUP BY membership_id
        )
        UPDATE extension SET members = extension.members + total.members, lots = extension.lots + total.lots,
            points = extension.points + total.points
        FROM (SELECT count(DISTINCT membership_id)::integer AS members, count(*)::integer AS lots,
            coalesce(sum(remaining), 0)::bigint AS points FROM due) total
        WHERE extension.id = x.id;
    END IF;
    IF v_looked < p_limit THEN
        UPDATE extension SET state = 'done', finished_at = p_moment WHERE id = x.id;
        RETURN true;
    END IF;
    UPDATE extension SET cursor_at = v_at, cursor_member = v_member WHERE id = x.id;
    RETURN false;
END $$;

-- Undoes `p_points` of the expiry `p_tx`: they go back into their lots, the last to expire first, and live until `p_until`.
-- A debt is repaid out of them.
CREATE FUNCTION ledger_reinstate(req ledger_request, p_tx uuid, p_points bigint, p_until timestamptz)
RETURNS ledger_posting LANGUAGE plpgsql AS $$
DECLARE
    o tx;
    a account;
    v ledger_posting;
    v_before bigint;
BEGIN
    SELECT * INTO o FROM tx WHERE id = p_tx AND program_id = req.program_id AND membership_id = req.membership_id
        AND business_id = req.business_id AND kind = 'expire';
    IF NOT FOUND THEN
        PERFORM ledger_refuse('NOT_FOUND', jsonb_build_object('what', 'transaction'));
    END IF;
    a := ledger_lock(req.program_id, req.membership_id);
    v := ledger_replay(req);
    IF v.tx_id IS NOT NULL THEN
        RETURN v;
    END IF;
    a := ledger_expire_due(a, req.moment);
    SELECT coalesce(sum(points), 0) INTO v_before FROM tx WHERE reverses_id = p_tx;
    IF p_points > -o.points - v_before THEN
        PERFORM ledger_refuse('REVERSAL_TOO_LARGE', jsonb_build_object('reversible', -o.points - v_before, 'needed', p_points));
    END IF;
    v := (ledger_new_id(), 'reinstate', p_points, a.balance + p_points,
        ledger_pending(req.program_id, req.membership_id), false,
        jsonb_build_object('repaid', least(p_points, greatest(0, -a.balance))))::ledger_posting;
    IF NOT ledger_insert_tx(req, v, p_tx) THEN
        PERFORM ledger_refuse_rival();
    END IF;
    WITH owed AS (
        SELECT m.lot_id, m.issuer_id, sum(m.points) AS points
        FROM lot_move m WHERE m.tx_id = p_tx
            OR (m.points < 0 AND m.tx_id IN (SELECT id FROM tx WHERE reverses_id = p_tx))
        GROUP BY m.lot_id, m.issuer_id HAVING sum(m.points) > 0
    ), queue AS (
        SELECT owed.*, sum(owed.points) OVER (ORDER BY l.expires_at DESC NULLS FIRST, l.earned_at DESC, l.id DESC) AS cum
        FROM owed JOIN lot l ON l.id = owed.lot_id
    ), given AS (
        SELECT lot_id, issuer_id, least(points, p_points - (cum - points))::bigint AS points
        FROM queue WHERE cum - points < p_points
    ), filled AS (
        UPDATE lot SET remaining = lot.remaining + given.points, state = 'open', expires_at = p_until
        FROM given WHERE lot.id = given.lot_id
    )
    INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id)
    SELECT req.program_id, v.tx_id, lot_id, -points, issuer_id FROM given;
    PERFORM ledger_post_live(req.program_id, v.tx_id, 1, a.id, p_points);
    PERFORM ledger_post_system(req.program_id, v.tx_id, 2, o.business_id, 'breakage', -p_points);
    IF a.balance < 0 THEN
        PERFORM ledger_take(req.program_id, v.tx_id, a.id, least(p_points, -a.balance), '-infinity', req.business_id);
    END IF;
    PERFORM ledger_announce(req, v);
    RETURN v;
END $$;

-- Releases what transaction `p_tx` gave before its time; it expires at `p_expires_at`. A debt is repaid out of it.
CREATE FUNCTION ledger_release_now(req ledger_request, p_tx uuid, p_expires_at timestamptz)
RETURNS ledger_posting LANGUAGE plpgsql AS $$
DECLARE
    a account;
    l lot;
    v ledger_posting;
BEGIN
    a := ledger_lock(req.program_id, req.membership_id);
    v := ledger_replay(req);
    IF v.tx_id IS NOT NULL THEN
        RETURN v;
    END IF;
    SELECT * INTO l FROM lot WHERE tx_id = p_tx AND program_id = req.program_id AND membership_id = req.membership_id
        AND issuer_id = req.business_id AND state = 'pending';
    IF NOT FOUND THEN
        PERFORM ledger_refuse('NOT_PENDING', '{}');
    END IF;
    a := ledger_expire_due(a, req.moment);
    v := (ledger_new_id(), 'release', l.remaining, a.balance + l.remaining,
        ledger_pending(req.program_id, req.membership_id) - l.remaining, false, '{}')::ledger_posting;
    IF NOT ledger_insert_tx(req, v, NULL) THEN
        PERFORM ledger_refuse_rival();
    END IF;
    PERFORM ledger_post_live(req.program_id, v.tx_id, 1, l.account_id, -l.remaining);
    PERFORM ledger_post_live(req.program_id, v.tx_id, 2, a.id, l.remaining);
    UPDATE lot SET account_id = a.id, state = 'open', release_at = req.moment, expires_at = p_expires_at WHERE id = l.id;
    IF a.balance < 0 THEN
        PERFORM ledger_take(req.program_id, v.tx_id, a.id, least(l.remaining, -a.balance), '-infinity', req.business_id);
    END IF;
    PERFORM ledger_announce(req, v);
    RETURN v;
END $$;
