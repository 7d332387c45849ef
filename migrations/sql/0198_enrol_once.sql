-- Enrolling looks everybody up once, and writes the sort key of a name with the name: each was done again by every step, and
-- a second change of a new profile was one of ten indexes.

-- Makes members of a business out of phone numbers, as far as they are not: person, claim, membership, profile. The number
-- of somebody who was merged is the number of whom they were merged into.
-- p_rows: [{phone, name, name_key, person_id, claim_id, membership_id, profile_id, numbers: [card numbers to try]}]
-- The plans of this function are made once for each session, often while its tables are still small. What is looked up for
-- a row is therefore a plain value and by index: a join was planned through whole tables, 10 s for 2,000 rows among 10,000.
CREATE OR REPLACE FUNCTION enrol_members(p_program uuid, p_business uuid, p_store uuid, p_staff uuid, p_rows jsonb)
RETURNS TABLE (phone text, membership_id uuid, is_new_card boolean, is_new boolean) LANGUAGE plpgsql
SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    v_phones text[];
    v_names text[];
    v_name_keys text[];
    v_persons uuid[];
    v_claims uuid[];
    v_memberships uuid[];
    v_profiles uuid[];
    v_numbers jsonb[];
    v_holders uuid[];
    v_cards uuid[];
    v_fresh uuid[];
BEGIN
    SELECT array_agg(asked.phone), array_agg(asked.name), array_agg(coalesce(asked.name_key, '')), array_agg(asked.person_id),
        array_agg(asked.claim_id), array_agg(asked.membership_id), array_agg(asked.profile_id), array_agg(asked.numbers)
    INTO v_phones, v_names, v_name_keys, v_persons, v_claims, v_memberships, v_profiles, v_numbers
    FROM jsonb_to_recordset(p_rows) AS asked (phone text, name text, name_key text, person_id uuid, claim_id uuid,
        membership_id uuid, profile_id uuid, numbers jsonb);
    PERFORM lock_phones(v_phones);

    v_holders := ARRAY(
        SELECT (SELECT holder.person_id FROM holder_of(p_program, asked.phone) AS holder)
        FROM unnest(v_phones) WITH ORDINALITY AS asked (phone, place) ORDER BY asked.place);
    INSERT INTO person (id, program_id, name, language)
    SELECT asked.id, p_program, asked.name, 'en' FROM unnest(v_persons, v_names, v_holders) AS asked (id, name, holder)
    WHERE asked.holder IS NULL;
    INSERT INTO phone_claim (id, person_id, program_id, phone)
    SELECT asked.id, asked.person, p_program, asked.phone
    FROM unnest(v_claims, v_persons, v_phones, v_holders) AS asked (id, person, phone, holder)
    WHERE asked.holder IS NULL;
    v_holders := ARRAY(
        SELECT coalesce(asked.holder, asked.person)
        FROM unnest(v_holders, v_persons) WITH ORDINALITY AS asked (holder, person, place) ORDER BY asked.place);

    FOR tries IN 0..3 LOOP
        v_cards := ARRAY(
            SELECT card_of(p_program, asked.holder)
            FROM unnest(v_holders) WITH ORDINALITY AS asked (holder, place) ORDER BY asked.place);
        EXIT WHEN array_position(v_cards, NULL) IS NULL;
        IF tries = 3 THEN
            RAISE EXCEPTION 'no free card number for % members', cardinality(array_positions(v_cards, NULL));
        END IF;
        INSERT INTO membership (id, program_id, business_id, person_id, number, status, enrolled_store_id, enrolled_by, version)
        SELECT asked.id, p_program, p_business, asked.holder, free.number, 'active', p_store, p_staff, 1
        FROM unnest(v_memberships, v_holders, v_cards, v_numbers) AS asked (id, holder, card, numbers)
        CROSS JOIN LATERAL (
            SELECT tried.number FROM jsonb_array_elements_text(asked.numbers) AS tried (number)
            WHERE (
                SELECT other.id FROM membership AS other
                WHERE other.program_id = p_program AND other.number = tried.number) IS NULL
            LIMIT 1) AS free
        WHERE asked.card IS NULL
        ON CONFLICT DO NOTHING;
    END LOOP;

    WITH put AS (
        INSERT INTO profile (id, program_id, business_id, membership_id, name, name_key, city, preferences, status,
            visits, spent_minor, version)
        SELECT DISTINCT ON (asked.card) asked.id, p_program, p_business, asked.card,
            CASE WHEN asked.name <> '' THEN asked.name
                 WHEN asked.card <> asked.membership THEN (
                    SELECT split_part(person.name, ' ', 1) FROM person
                    WHERE person.id = (SELECT person_id FROM membership WHERE membership.id = asked.card))
                 ELSE '' END,
            asked.name_key, '', '{}', 'active', 0, 0, 1
        FROM unnest(v_profiles, v_cards, v_memberships, v_names, v_name_keys) AS asked (id, card, membership, name, name_key)
        ORDER BY asked.card
        ON CONFLICT (program_id, business_id, membership_id) DO UPDATE SET removed_at = NULL
            WHERE profile.removed_at IS NOT NULL
        RETURNING profile.membership_id
    )
    SELECT coalesce(array_agg(put.membership_id), '{}') INTO v_fresh FROM put;

    RETURN QUERY
    SELECT asked.phone, asked.card, asked.card = asked.membership, asked.card IN (SELECT unnest(v_fresh))
    FROM unnest(v_phones, v_cards, v_memberships) AS asked (phone, card, membership);
END $$;
