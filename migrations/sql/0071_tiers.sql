-- Tiers: where members stand by what they did, and how they move. All of it set-based: one member or all of a program.

CREATE TRIGGER tier_change_append_only BEFORE UPDATE OR DELETE ON tier_change FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tier_ladder_version_append_only BEFORE UPDATE OR DELETE ON tier_ladder_version
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE tier ADD CONSTRAINT tier_threshold CHECK (threshold >= 0),
    ADD CONSTRAINT tier_multiplier CHECK (multiplier_bp BETWEEN 0 AND 1000000);
ALTER TABLE tier_activity SET (fillfactor = 80);
ALTER TABLE member_tier SET (fillfactor = 80);
CREATE UNIQUE INDEX tier_rank ON tier (program_id, rank) WHERE is_active;

-- The first month that counts.
CREATE FUNCTION tier_window_start(p_window text, p_months integer, p_today date) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_window
        WHEN 'rolling_months' THEN (date_trunc('month', p_today) - make_interval(months => p_months - 1))::date
        WHEN 'calendar_year' THEN date_trunc('year', p_today)::date
        ELSE DATE '0001-01-01' END
$$;

-- The last day on which a tier reached today is kept; null: for ever.
CREATE FUNCTION tier_kept_until(p_window text, p_months integer, p_today date) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_window
        WHEN 'rolling_months' THEN (date_trunc('month', p_today) + make_interval(months => p_months + 1))::date - 1
        WHEN 'calendar_year' THEN (date_trunc('year', p_today) + interval '2 years')::date - 1 END
$$;

CREATE FUNCTION tier_today(p_program uuid) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (now() AT TIME ZONE time_zone)::date FROM program WHERE id = p_program
$$;

-- What each of the members has by the measure: all of the program where none are named (in two branches, so that one plan
-- serves both and goes by index for the few).
CREATE FUNCTION tier_measured(p_program uuid, p_members uuid[], p_measure text, p_window text, p_months integer,
    p_effective text, p_today date) RETURNS TABLE (membership_id uuid, measured bigint)
LANGUAGE plpgsql STABLE SET jit = off AS $$
#variable_conflict use_column
DECLARE
    v_from date := tier_window_start(p_window, p_months, p_today);
    v_before date := CASE WHEN p_effective = 'now' THEN DATE '9999-12-31' ELSE date_trunc('month', p_today)::date END;
BEGIN
    IF p_measure = 'balance' THEN
        RETURN QUERY SELECT b.pk, greatest(b.available, 0)::bigint FROM read.balance b
            WHERE p_members IS NULL AND b.program_id = p_program
            UNION ALL SELECT b.pk, greatest(b.available, 0)::bigint FROM read.balance b
            WHERE p_members IS NOT NULL AND b.program_id = p_program AND b.pk = ANY (p_members);
    ELSE
        RETURN QUERY SELECT a.membership_id, greatest(sum(CASE p_measure WHEN 'earned' THEN a.earned
                WHEN 'spend' THEN a.spent_minor ELSE a.visits END), 0)::bigint
            FROM (
                SELECT * FROM tier_activity WHERE p_members IS NULL AND program_id = p_program
                UNION ALL SELECT * FROM tier_activity
                WHERE p_members IS NOT NULL AND program_id = p_program AND membership_id = ANY (p_members)) a
            WHERE a.month >= v_from AND a.month < v_before
            GROUP BY a.membership_id;
    END IF;
END $$;

-- Moves members to where they belong, writes history and tells the outbox; how many moved. A review also takes down who
-- no longer keeps a tier; `p_at_once` does so without regard to how long it is kept, and for tiers out of use.
CREATE FUNCTION tier_assess(p_program uuid, p_members uuid[], p_today date, p_review boolean, p_at_once boolean,
    p_reason text, p_actor text) RETURNS bigint LANGUAGE plpgsql SET jit = off AS $$
#variable_conflict use_column
DECLARE
    l tier_ladder;
    v_keep date;
    v_moved bigint;
BEGIN
    SELECT * INTO l FROM tier_ladder WHERE program_id = p_program FOR SHARE;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    v_keep := tier_kept_until(l.window, l.window_months, p_today);
    -- rivals wait here, and then see what was decided
    PERFORM FROM (
        SELECT FROM member_tier WHERE p_members IS NULL AND program_id = p_program ORDER BY membership_id FOR UPDATE) held;
    PERFORM FROM (
        SELECT FROM member_tier WHERE p_members IS NOT NULL AND program_id = p_program
            AND membership_id = ANY (p_members) ORDER BY membership_id FOR UPDATE) held;
    WITH steps AS MATERIALIZED (
        SELECT id, rank, name, threshold, is_for_ever, reward_id,
            lead(threshold) OVER (ORDER BY rank) AS below
        FROM tier WHERE program_id = p_program AND is_active
    ), measured AS MATERIALIZED (
        SELECT * FROM tier_measured(p_program, p_members, l.measure, l.window, l.window_months, l.effective, p_today)
    ), asked AS (
        SELECT coalesce(m.membership_id, s.membership_id) AS membership_id, coalesce(m.measured, 0) AS measured,
            s.tier_id, s.keep_until, s.by_hand_until, s.membership_id IS NOT NULL AS has_row
        FROM measured m FULL JOIN (
            SELECT * FROM member_tier WHERE p_members IS NULL AND program_id = p_program
            UNION ALL SELECT * FROM member_tier
            WHERE p_members IS NOT NULL AND program_id = p_program AND membership_id = ANY (p_members)) s
            ON s.membership_id = m.membership_id
    ), standing AS (
        SELECT asked.*, coalesce(held.rank, 0) AS held_rank, held.name AS held_name,
            coalesce(held.is_for_ever AND held.is_active, false) AS is_for_ever,
            coalesce(NOT held.is_active, false) AS is_gone,
            coalesce(target.rank, 0) AS target_rank, target.id AS target_id
        FROM asked
            LEFT JOIN tier held ON held.id = asked.tier_id
            LEFT JOIN steps target ON asked.measured >= target.threshold
                AND (target.below IS NULL OR asked.measured < target.below)
    ), decided AS (
        SELECT *, CASE
            WHEN is_gone THEN target_rank
            WHEN target_rank > held_rank THEN target_rank
            WHEN target_rank = held_rank OR is_for_ever THEN held_rank
            WHEN by_hand_until >= p_today THEN held_rank
            WHEN p_at_once THEN target_rank
            WHEN NOT p_review OR l.downgrade = 'none' OR keep_until IS NULL
                OR keep_until + l.grace_days >= p_today THEN held_rank
            WHEN l.downgrade = 'one_step' THEN greatest(held_rank - 1, target_rank)
            ELSE target_rank END AS new_rank
        FROM standing
    ), settled AS MATERIALIZED (
        SELECT d.*, n.id AS new_id, n.name AS new_name, n.reward_id, ledger_new_id() AS change_id,
            (n.id IS DISTINCT FROM d.tier_id) AS is_moving,
            (d.new_rank > d.held_rank OR (d.is_gone AND d.new_rank >= d.held_rank)) AS is_up
        FROM decided d LEFT JOIN steps n ON n.rank = d.new_rank
        WHERE n.id IS DISTINCT FROM d.tier_id OR (d.has_row AND d.tier_id IS NOT NULL AND d.target_rank >= d.held_rank
            AND d.keep_until IS DISTINCT FROM greatest(d.keep_until, v_keep))
        ORDER BY d.membership_id
    ), kept AS (
        INSERT INTO member_tier AS known (id, program_id, membership_id, tier_id, since, keep_until, by_hand_until)
        SELECT ledger_new_id(), p_program, membership_id, new_id, now(), CASE WHEN new_id IS NOT NULL THEN v_keep END, NULL
        FROM settled
        ON CONFLICT (program_id, membership_id) DO UPDATE SET
            since = CASE WHEN known.tier_id IS DISTINCT FROM excluded.tier_id THEN excluded.since ELSE known.since END,
            by_hand_until = CASE WHEN known.tier_id IS DISTINCT FROM excluded.tier_id THEN NULL ELSE known.by_hand_until END,
            tier_id = excluded.tier_id, keep_until = excluded.keep_until
    ), told AS (
        INSERT INTO tier_change (id, program_id, membership_id, from_tier_id, to_tier_id, from_name, to_name, is_up, reason,
            note, actor_name, measured)
        SELECT change_id, p_program, membership_id, tier_id, new_id, held_name, new_name, is_up,
            CASE WHEN p_reason = 'qualified' AND NOT is_up THEN 'not_kept' ELSE p_reason END, '', p_actor, measured
        FROM settled WHERE is_moving
    ), announced AS (
        INSERT INTO outbox (id, program_id, business_id, name, version, payload, topics)
        SELECT ledger_new_id(), p_program, NULL::uuid, 'tiers.tier_changed', 1,
            jsonb_build_object('program_id', p_program, 'business_id', NULL, 'change_id', change_id,
                'membership_id', membership_id,
                'from_tier_id', tier_id, 'from_name', held_name, 'to_tier_id', new_id, 'to_name', new_name,
                'is_up', is_up,
                'reason', CASE WHEN p_reason = 'qualified' AND NOT is_up THEN 'not_kept' ELSE p_reason END),
            ARRAY['card:' || membership_id]
        FROM settled WHERE is_moving
        UNION ALL
        SELECT ledger_new_id(), p_program, NULL::uuid, 'tiers.reward_due', 1,
            jsonb_build_object('program_id', p_program, 'business_id', NULL, 'change_id', change_id,
                'membership_id', membership_id, 'tier_id', new_id, 'tier_name', new_name, 'reward_id', reward_id),
            '{}'::text[]
        FROM settled WHERE is_moving AND is_up AND reward_id IS NOT NULL
    )
    SELECT count(*) FILTER (WHERE is_moving) INTO v_moved FROM settled;
    RETURN v_moved;
END $$;

-- Counts what members did, in the order of their ids; moves up at once who has reached a tier. How many moved.
CREATE FUNCTION tier_count(p_program uuid, p_members uuid[], p_months date[], p_earned bigint[], p_spent bigint[],
    p_visits integer[], p_assess boolean) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tier_activity AS known (id, program_id, membership_id, month, earned, spent_minor, visits)
    SELECT ledger_new_id(), p_program, did.membership_id, did.month, sum(did.earned)::bigint, sum(did.spent)::bigint,
        sum(did.visits)::integer
    FROM unnest(p_members, p_months, p_earned, p_spent, p_visits) AS did (membership_id, month, earned, spent, visits)
    GROUP BY did.membership_id, did.month ORDER BY did.membership_id, did.month
    ON CONFLICT (program_id, membership_id, month) DO UPDATE SET earned = known.earned + excluded.earned,
        spent_minor = known.spent_minor + excluded.spent_minor, visits = known.visits + excluded.visits;
    IF NOT p_assess THEN
        RETURN 0;
    END IF;
    RETURN tier_assess(p_program, p_members, tier_today(p_program), false, false, 'qualified', '');
END $$;

-- Who would move, and what the multipliers would have given more in the last twelve months, under rules that are not yet.
-- Steps are given by rising thresholds; `p_ids` names those that exist already. What members did is read once.
CREATE FUNCTION tier_impact(p_program uuid, p_measure text, p_window text, p_months integer, p_effective text,
    p_ids uuid[], p_names text[], p_thresholds bigint[], p_multipliers integer[], p_today date)
RETURNS TABLE (from_name text, to_name text, members bigint, is_up boolean, is_moving boolean, extra_points bigint)
LANGUAGE plpgsql STABLE SET jit = off SET work_mem = '64MB' AS $$
#variable_conflict use_column
DECLARE
    v_from date := tier_window_start(p_window, p_months, p_today);
    v_before date := CASE WHEN p_effective = 'now' THEN DATE '9999-12-31' ELSE date_trunc('month', p_today)::date END;
    v_year date := (date_trunc('month', p_today) - interval '11 months')::date;
BEGIN
    RETURN QUERY
    WITH steps AS MATERIALIZED (
        SELECT step.*, lead(step.threshold) OVER (ORDER BY step.rank) AS below
        FROM unnest(p_ids, p_names, p_thresholds, p_multipliers) WITH ORDINALITY
            AS step (id, name, threshold, multiplier, rank)
    ), did AS (
        SELECT a.membership_id,
            sum(CASE p_measure WHEN 'earned' THEN a.earned WHEN 'spend' THEN a.spent_minor ELSE a.visits END)
                FILTER (WHERE a.month >= v_from AND a.month < v_before)::bigint AS measured,
            sum(a.earned) FILTER (WHERE a.month >= v_year)::bigint AS points
        FROM tier_activity a WHERE a.program_id = p_program AND a.month >= least(v_from, v_year)
        GROUP BY a.membership_id
    ), measured AS (
        SELECT membership_id, measured, points FROM did WHERE p_measure <> 'balance'
        UNION ALL
        SELECT b.pk, b.available, did.points FROM read.balance b LEFT JOIN did ON did.membership_id = b.pk
        WHERE p_measure = 'balance' AND b.program_id = p_program
    ), standing AS (
        SELECT greatest(coalesce(m.measured, 0), 0) AS measured, coalesce(m.points, 0) AS points, s.tier_id
        FROM measured m FULL JOIN (SELECT * FROM member_tier WHERE program_id = p_program) s
            ON s.membership_id = m.membership_id
    ), compared AS (
        SELECT standing.tier_id, target.rank AS target_rank, count(*) AS members, sum(standing.points) AS points
        FROM standing LEFT JOIN steps target ON standing.measured >= target.threshold
            AND (target.below IS NULL OR standing.measured < target.below)
        GROUP BY standing.tier_id, target.rank
    ), told AS (
        SELECT compared.members, compared.points, held.id AS held_id, held.name AS held_name,
            coalesce(kept.rank, held.rank, 0) AS held_rank, coalesce(held.multiplier_bp, 10000) AS held_multiplier,
            target.id AS target_id, target.name AS target_name, coalesce(target.rank, 0) AS target_rank,
            coalesce(target.multiplier, 10000) AS target_multiplier
        FROM compared
            LEFT JOIN tier held ON held.id = compared.tier_id
            LEFT JOIN steps kept ON kept.id = compared.tier_id
            LEFT JOIN steps target ON target.rank = compared.target_rank
    )
    SELECT held_name::text, target_name, told.members, target_rank > held_rank,
        held_id IS DISTINCT FROM target_id OR (target_rank > 0 AND target_id IS NULL),
        trunc(points * (target_multiplier - held_multiplier) / 10000)::bigint
    FROM told;
END $$;
