-- Merges on the ladder: activity is summed, the better tier is kept, and the numbers are looked at once more.

-- Writes a change that no count of activity made, and tells it.
CREATE FUNCTION tier_put(p_program uuid, p_member uuid, p_standing member_tier, p_reason text, p_actor text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_was member_tier;
    v_from tier;
    v_to tier;
    v_change uuid := ledger_new_id();
BEGIN
    SELECT * INTO v_was FROM member_tier WHERE program_id = p_program AND membership_id = p_member FOR UPDATE;
    INSERT INTO member_tier (id, program_id, membership_id, tier_id, since, keep_until, by_hand_until)
    VALUES (ledger_new_id(), p_program, p_member, p_standing.tier_id, p_standing.since, p_standing.keep_until,
        p_standing.by_hand_until)
    ON CONFLICT (program_id, membership_id) DO UPDATE SET tier_id = excluded.tier_id, since = excluded.since,
        keep_until = excluded.keep_until, by_hand_until = excluded.by_hand_until;
    IF v_was.tier_id IS NOT DISTINCT FROM p_standing.tier_id THEN
        RETURN;
    END IF;
    SELECT * INTO v_from FROM tier WHERE id = v_was.tier_id;
    SELECT * INTO v_to FROM tier WHERE id = p_standing.tier_id;
    INSERT INTO tier_change (id, program_id, membership_id, from_tier_id, to_tier_id, from_name, to_name, is_up, reason, note,
        actor_name, measured)
    VALUES (v_change, p_program, p_member, v_from.id, v_to.id, v_from.name, v_to.name,
        coalesce(v_to.rank, 0) > coalesce(v_from.rank, 0), p_reason, '', p_actor, 0);
    INSERT INTO outbox (id, program_id, business_id, name, version, payload, topics)
    VALUES (ledger_new_id(), p_program, NULL, 'tiers.tier_changed', 1,
        jsonb_build_object('program_id', p_program, 'business_id', NULL, 'change_id', v_change, 'membership_id', p_member,
            'from_tier_id', v_from.id, 'from_name', v_from.name, 'to_tier_id', v_to.id, 'to_name', v_to.name,
            'is_up', coalesce(v_to.rank, 0) > coalesce(v_from.rank, 0), 'reason', p_reason),
        ARRAY['card:' || p_member]);
END $$;

-- What an un-merge must know: both standings as they were, the one that was kept, and the months that came along.
CREATE FUNCTION tier_merge(p_program uuid, p_kept uuid, p_gone uuid, p_actor text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    a member_tier;
    b member_tier;
    best member_tier;
    v_months jsonb;
BEGIN
    PERFORM FROM tier_ladder WHERE program_id = p_program FOR SHARE;
    PERFORM FROM member_tier WHERE program_id = p_program AND membership_id IN (p_kept, p_gone)
    ORDER BY membership_id FOR UPDATE;
    SELECT * INTO a FROM member_tier WHERE program_id = p_program AND membership_id = p_kept;
    DELETE FROM member_tier WHERE program_id = p_program AND membership_id = p_gone RETURNING * INTO b;
    WITH gone AS (
        DELETE FROM tier_activity WHERE program_id = p_program AND membership_id = p_gone RETURNING *
    ), summed AS (
        INSERT INTO tier_activity AS known (id, program_id, membership_id, month, earned, spent_minor, visits)
        SELECT ledger_new_id(), p_program, p_kept, month, earned, spent_minor, visits FROM gone ORDER BY month
        ON CONFLICT (program_id, membership_id, month) DO UPDATE SET earned = known.earned + excluded.earned,
            spent_minor = known.spent_minor + excluded.spent_minor, visits = known.visits + excluded.visits
    )
    SELECT coalesce(jsonb_agg(jsonb_build_object('month', month, 'earned', earned, 'spent', spent_minor, 'visits', visits)), '[]')
    INTO v_months FROM gone;
    best := a;
    IF b.id IS NOT NULL THEN
        IF coalesce((SELECT rank FROM tier WHERE id = b.tier_id), 0) > coalesce((SELECT rank FROM tier WHERE id = a.tier_id), 0) THEN
            best := b;
        ELSIF b.tier_id IS NOT DISTINCT FROM a.tier_id THEN
            best.keep_until := greatest(a.keep_until, b.keep_until);
            best.by_hand_until := greatest(a.by_hand_until, b.by_hand_until);
        END IF;
        IF best.id IS NOT NULL THEN
            PERFORM tier_put(p_program, p_kept, best, 'merged', p_actor);
        END IF;
    END IF;
    PERFORM tier_assess(p_program, ARRAY[p_kept], tier_today(p_program), false, false, 'merged', p_actor);
    RETURN jsonb_build_object('kept', to_jsonb(a), 'gone', to_jsonb(b), 'months', v_months,
        'became', (SELECT tier_id FROM member_tier WHERE program_id = p_program AND membership_id = p_kept));
END $$;

-- The kept one's tier goes back where it is still the one that the merge made.
CREATE FUNCTION tier_unmerge(p_program uuid, p_kept uuid, p_gone uuid, p_taken jsonb, p_actor text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    a member_tier := jsonb_populate_record(NULL::member_tier, p_taken -> 'kept');
    b member_tier := jsonb_populate_record(NULL::member_tier, p_taken -> 'gone');
    v_now uuid;
BEGIN
    PERFORM FROM tier_ladder WHERE program_id = p_program FOR SHARE;
    SELECT tier_id INTO v_now FROM member_tier WHERE program_id = p_program AND membership_id = p_kept FOR UPDATE;
    WITH months AS (
        SELECT * FROM jsonb_to_recordset(p_taken -> 'months') AS m (month date, earned bigint, spent bigint, visits integer)
    ), less AS (
        UPDATE tier_activity known SET earned = known.earned - m.earned, spent_minor = known.spent_minor - m.spent,
            visits = known.visits - m.visits
        FROM months m WHERE known.program_id = p_program AND known.membership_id = p_kept AND known.month = m.month
    )
    INSERT INTO tier_activity (id, program_id, membership_id, month, earned, spent_minor, visits)
    SELECT ledger_new_id(), p_program, p_gone, month, earned, spent, visits FROM months;
    IF b.id IS NOT NULL THEN
        INSERT INTO member_tier (id, program_id, membership_id, tier_id, since, keep_until, by_hand_until)
        VALUES (ledger_new_id(), p_program, p_gone, b.tier_id, b.since, b.keep_until, b.by_hand_until);
    END IF;
    IF v_now IS NOT DISTINCT FROM (p_taken ->> 'became')::uuid AND v_now IS DISTINCT FROM a.tier_id THEN
        a.since := coalesce(a.since, now());
        PERFORM tier_put(p_program, p_kept, a, 'unmerged', p_actor);
    END IF;
    PERFORM tier_assess(p_program, ARRAY[p_kept, p_gone], tier_today(p_program), false, false, 'qualified', p_actor);
END $$;
