-- People who were merged: who is gone is not found, listed or written to any more; their number and phone lead to whom they
-- were merged into.

CREATE INDEX membership_merged_into ON membership (merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE INDEX note_of_member ON note (membership_id, created_at);
CREATE INDEX consent_of_member ON consent (membership_id, created_at);

-- Nothing new is written for who is gone. Waits for a merge that is under way; a visit then has its caller look again and
-- find who is kept, a voucher is refused with CARD_MERGED.
CREATE FUNCTION refuse_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM membership WHERE id = NEW.membership_id AND merged_into_id IS NULL FOR KEY SHARE;
    IF NOT FOUND AND EXISTS (SELECT FROM membership WHERE id = NEW.membership_id) THEN
        IF TG_TABLE_NAME = 'voucher' THEN
            PERFORM ledger_refuse('CARD_MERGED', '{}');
        END IF;
        RAISE EXCEPTION 'this member was merged' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER profile_of_the_kept BEFORE INSERT ON profile FOR EACH ROW EXECUTE FUNCTION refuse_gone();
CREATE TRIGGER voucher_of_the_kept BEFORE INSERT OR UPDATE OF membership_id ON voucher
    FOR EACH ROW WHEN (NEW.membership_id IS NOT NULL) EXECUTE FUNCTION refuse_gone();

-- The card of a person in a program, or the card into which it was merged.
CREATE FUNCTION card_of(p_program uuid, p_person uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT coalesce(held.merged_into_id, held.id) FROM membership AS held
    WHERE held.program_id = p_program AND held.person_id = p_person LIMIT 1
$$;

-- Makes members of a business out of phone numbers, as far as they are not: person, claim, membership, profile. The number
-- of somebody who was merged is the number of whom they were merged into.
-- p_rows: [{phone, name, person_id, claim_id, membership_id, profile_id, numbers: [card numbers to try]}]
-- The plans of this function are made once for each session, often while its tables are still small. What is looked up for
-- a row is therefore a plain value and by index: a join was planned through whole tables, 10 s for 2,000 rows among 10,000.
CREATE OR REPLACE FUNCTION enrol_members(p_program uuid, p_business uuid, p_store uuid, p_staff uuid, p_rows jsonb)
RETURNS TABLE (phone text, membership_id uuid, is_new_card boolean, is_new boolean) LANGUAGE plpgsql
SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    fresh uuid[];
    waiting bigint;
BEGIN
    PERFORM lock_phones(array_agg(row_ ->> 'phone')) FROM jsonb_array_elements(p_rows) AS row_;

    WITH missing AS (
        SELECT asked.* FROM jsonb_to_recordset(p_rows)
            AS asked (phone text, name text, person_id uuid, claim_id uuid)
        WHERE (SELECT holder.person_id FROM holder_of(p_program, asked.phone) AS holder) IS NULL
    ), made AS (
        INSERT INTO person (id, program_id, name, language)
        SELECT person_id, p_program, name, 'en' FROM missing
    )
    INSERT INTO phone_claim (id, person_id, program_id, phone)
    SELECT claim_id, person_id, p_program, phone FROM missing;

    FOR round IN 1..3 LOOP
        INSERT INTO membership (id, program_id, business_id, person_id, number, status, enrolled_store_id, enrolled_by, version)
        SELECT asked.membership_id, p_program, p_business, holder.person_id, free.number, 'active', p_store, p_staff, 1
        FROM jsonb_to_recordset(p_rows) AS asked (phone text, membership_id uuid, numbers jsonb)
        CROSS JOIN LATERAL holder_of(p_program, asked.phone) AS holder (person_id)
        CROSS JOIN LATERAL (
            SELECT tried.number FROM jsonb_array_elements_text(asked.numbers) AS tried (number)
            WHERE (
                SELECT other.id FROM membership AS other
                WHERE other.program_id = p_program AND other.number = tried.number) IS NULL
            LIMIT 1) AS free
        WHERE card_of(p_program, holder.person_id) IS NULL
        ON CONFLICT DO NOTHING;

        SELECT count(*) INTO waiting
        FROM jsonb_to_recordset(p_rows) AS asked (phone text)
        CROSS JOIN LATERAL holder_of(p_program, asked.phone) AS holder (person_id)
        WHERE card_of(p_program, holder.person_id) IS NULL;
        EXIT WHEN waiting = 0;
    END LOOP;
    IF waiting > 0 THEN
        RAISE EXCEPTION 'no free card number for % members', waiting;
    END IF;

    WITH put AS (
        INSERT INTO profile (id, program_id, business_id, membership_id, name, name_key, city, preferences, status,
            visits, spent_minor, version)
        SELECT DISTINCT ON (card.id) asked.profile_id, p_program, p_business, card.id,
            CASE WHEN asked.name <> '' THEN asked.name
                 WHEN card.id <> asked.membership_id THEN (
                    SELECT split_part(person.name, ' ', 1) FROM person
                    WHERE person.id = (SELECT person_id FROM membership WHERE membership.id = card.id))
                 ELSE '' END,
            '', '', '{}', 'active', 0, 0, 1
        FROM jsonb_to_recordset(p_rows) AS asked (phone text, name text, membership_id uuid, profile_id uuid)
        CROSS JOIN LATERAL holder_of(p_program, asked.phone) AS holder (person_id)
        CROSS JOIN LATERAL (SELECT card_of(p_program, holder.person_id)) AS card (id)
        ORDER BY card.id
        ON CONFLICT (program_id, business_id, membership_id) DO UPDATE SET removed_at = NULL
            WHERE profile.removed_at IS NOT NULL
        RETURNING profile.membership_id
    )
    SELECT coalesce(array_agg(put.membership_id), '{}') INTO fresh FROM put;

    RETURN QUERY
    SELECT asked.phone, card.id, card.id = asked.membership_id, card.id = ANY (fresh)
    FROM jsonb_to_recordset(p_rows) AS asked (phone text, membership_id uuid)
    CROSS JOIN LATERAL holder_of(p_program, asked.phone) AS holder (person_id)
    CROSS JOIN LATERAL (SELECT card_of(p_program, holder.person_id)) AS card (id);
END $$;

-- Proves a number for a person (null: whoever holds it, else somebody new) and hangs under that person the cards that
-- cashiers made for the number. A card for which the person has one already in the program stays on its provisional
-- person, who points to the other: nothing is lost, both are shown. Returns every card whose phone or holder changed, and who held the number before.
CREATE OR REPLACE FUNCTION claim_phone(p_phone text, p_person uuid, p_new_person uuid, p_claim uuid, p_language text)
RETURNS TABLE (person_id uuid, is_new boolean, membership_ids uuid[], former_id uuid) LANGUAGE plpgsql
SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    holder uuid;
    owner uuid := p_person;
    made boolean := false;
    losing uuid[];
    touched uuid[];
BEGIN
    PERFORM lock_phones(ARRAY[p_phone]);
    SELECT claim.person_id INTO holder FROM phone_claim AS claim
    WHERE claim.phone = p_phone AND claim.verified_at IS NOT NULL AND claim.released_at IS NULL;

    owner := coalesce(p_person, holder);
    IF owner IS NULL THEN
        owner := p_new_person;
        made := true;
        INSERT INTO person (id, name, language)
        SELECT p_new_person, coalesce((
            SELECT known.name FROM phone_claim AS claim JOIN person AS known ON known.id = claim.person_id
            WHERE claim.phone = p_phone AND claim.released_at IS NULL AND known.name <> ''
            ORDER BY claim.created_at DESC LIMIT 1), ''), p_language;
    END IF;

    losing := ARRAY(
        SELECT claim.person_id FROM phone_claim AS claim
        WHERE claim.released_at IS NULL
          AND ((claim.phone = p_phone AND claim.person_id <> owner)
               OR (p_person IS NOT NULL AND claim.person_id = owner AND claim.phone <> p_phone)));
    touched := ARRAY(
        SELECT card.id FROM membership AS card WHERE card.person_id = ANY (losing || ARRAY(
            SELECT known.id FROM person AS known WHERE known.merged_into_id = ANY (losing))));

    UPDATE phone_claim AS claim SET released_at = now()
    WHERE claim.released_at IS NULL AND claim.verified_at IS NOT NULL
      AND ((claim.phone = p_phone AND claim.person_id <> owner)
           OR (p_person IS NOT NULL AND claim.person_id = owner AND claim.phone <> p_phone));
    IF holder IS DISTINCT FROM owner THEN
        INSERT INTO phone_claim (id, person_id, phone, verified_at) VALUES (p_claim, owner, p_phone, now());
    END IF;

    WITH released AS (
        UPDATE phone_claim AS claim SET released_at = now()
        WHERE claim.phone = p_phone AND claim.released_at IS NULL AND claim.verified_at IS NULL
        RETURNING claim.person_id
    ), merged AS (
        UPDATE person SET merged_into_id = owner FROM released
        WHERE person.id = released.person_id AND person.id <> owner
        RETURNING person.id
    )
    UPDATE membership AS card SET person_id = owner, version = card.version + 1
    FROM merged
    WHERE card.person_id = merged.id AND card.merged_into_id IS NULL
      AND NOT EXISTS (
          SELECT 1 FROM membership AS known
          WHERE known.program_id = card.program_id AND known.person_id = owner);

    RETURN QUERY SELECT owner, made, touched, CASE WHEN holder <> owner THEN holder END;
END $$;

CREATE OR REPLACE VIEW read.membership AS
SELECT card.id AS pk, card.program_id, card.business_id AS business_pk, coalesce(person.merged_into_id, person.id) AS owner_pk,
    card.number, card.created_at AS made_at, coalesce(profile.created_at, card.created_at) AS joined_at
FROM membership card
    JOIN person ON person.id = card.person_id
    LEFT JOIN profile ON profile.program_id = card.program_id AND profile.business_id = card.business_id
        AND profile.membership_id = card.id
WHERE card.merged_into_id IS NULL;

CREATE OR REPLACE VIEW read.customer AS
SELECT card.id AS pk, card.program_id, b.id AS business_id, (profile.id IS NOT NULL) AS is_met, card.number,
    CASE WHEN profile.id IS NULL THEN split_part(person.name, ' ', 1) ELSE profile.name END AS name, profile.name_key,
    (SELECT known.phone FROM phone_claim known
        WHERE known.person_id = coalesce(person.merged_into_id, person.id) AND known.released_at IS NULL
        ORDER BY known.verified_at DESC NULLS LAST LIMIT 1) AS phone,
    coalesce((SELECT known.verified_at IS NOT NULL FROM phone_claim known
        WHERE known.person_id = coalesce(person.merged_into_id, person.id) AND known.released_at IS NULL
        ORDER BY known.verified_at DESC NULLS LAST LIMIT 1), false) AS is_phone_verified,
    profile.email, profile.birth_month, profile.birth_day, profile.birth_year, coalesce(profile.city, '') AS city,
    coalesce(profile.status, card.status) AS status, coalesce(profile.visits, 0) AS visits, profile.last_visit_at,
    coalesce(profile.last_visit_at, '-infinity'::timestamptz) AS visited_at, coalesce(profile.spent_minor, 0) AS spent_minor,
    profile.spent_minor AS spent_key, coalesce(profile.created_at, card.created_at) AS joined_at,
    profile.created_at AS met_at, coalesce(profile.preferences, '{}') AS preferences, coalesce(profile.version, 1) AS version,
    g.currency
FROM business b
    LEFT JOIN program g ON g.id = b.program_id
    JOIN membership card ON card.program_id = b.program_id AND card.merged_into_id IS NULL
    JOIN person ON person.id = card.person_id
    LEFT JOIN profile ON profile.program_id = card.program_id AND profile.business_id = b.id
        AND profile.membership_id = card.id AND profile.removed_at IS NULL;

-- A member and those merged into them: whose history they have.
CREATE FUNCTION read.family(p_member uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT p_member UNION ALL SELECT id FROM membership WHERE merged_into_id = p_member)
$$;

CREATE VIEW read.member_merge AS
SELECT m.id AS pk, m.program_id, m.business_id, m.kept_id AS membership_pk, gone.number AS gone_number,
    coalesce(profile.name, '') AS gone_name, m.created_at AS merged_at, m.staff_name, m.reason, m.undo_until, m.undone_at,
    m.undone_by
FROM member_merge m JOIN membership gone ON gone.id = m.gone_id
    LEFT JOIN profile ON profile.program_id = m.program_id AND profile.business_id = m.business_id
        AND profile.membership_id = m.gone_id;
