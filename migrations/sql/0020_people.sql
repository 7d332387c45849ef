-- ---- tenants and callers ----

-- What belongs to one business is asked for by the business alone, whatever its program.
CREATE INDEX participant_of_business ON participant (business_id);
CREATE INDEX shop_brand_of_business ON shop_brand (business_id, name);
CREATE INDEX store_of_business ON store (business_id, name);
CREATE INDEX role_of_business ON role (business_id, name);
CREATE INDEX staff_of_business ON staff_member (business_id, name);
CREATE INDEX staff_in_role ON staff_member (role_id);
CREATE INDEX audit_by_time ON audit_entry (business_id, created_at DESC, id DESC);

-- One invitation waits for one address in one business.
CREATE UNIQUE INDEX invitation_waiting ON invitation (program_id, business_id, email)
    WHERE accepted_at IS NULL AND revoked_at IS NULL;

-- ---- people who earn ----

-- Prefix search and sorted names need the byte order, whatever the database's own order of letters is.
ALTER TABLE search_token ALTER COLUMN token TYPE varchar(80) COLLATE "C";
ALTER TABLE profile ALTER COLUMN name_key TYPE varchar(120) COLLATE "C";
ALTER TABLE product ALTER COLUMN words TYPE varchar(400) COLLATE "C";

CREATE INDEX profile_by_name ON profile (business_id, name_key, membership_id) WHERE removed_at IS NULL;
CREATE INDEX profile_by_spent ON profile (business_id, spent_minor, membership_id) WHERE removed_at IS NULL;
CREATE INDEX profile_by_visit ON profile (business_id, coalesce(last_visit_at, '-infinity'::timestamptz), membership_id)
    WHERE removed_at IS NULL;

-- Whoever claims, verifies or enrols a number does so alone. Numbers share 512 locks, taken in order, so that a batch
-- of any size neither deadlocks with another nor fills the lock table.
CREATE FUNCTION lock_phones(p_phones text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    stripe integer;
BEGIN
    FOR stripe IN SELECT DISTINCT hashtext(phone) & 511 FROM unnest(p_phones) AS phone ORDER BY 1 LOOP
        PERFORM pg_advisory_xact_lock(20020, stripe);
    END LOOP;
END $$;

-- The person who holds a number as far as a program knows: by a verified claim, else by a cashier's word.
CREATE FUNCTION holder_of(p_program uuid, p_phone text) RETURNS TABLE (person_id uuid) LANGUAGE sql STABLE AS $$
    SELECT claim.person_id FROM phone_claim AS claim
    WHERE claim.phone = p_phone AND claim.released_at IS NULL
      AND (claim.verified_at IS NOT NULL OR claim.program_id = p_program)
    ORDER BY claim.verified_at NULLS LAST LIMIT 1
$$;

-- Makes members of a business out of phone numbers, as far as they are not: person, claim, membership, profile.
-- p_rows: [{phone, name, person_id, claim_id, membership_id, profile_id, numbers: [card numbers to try]}]
CREATE FUNCTION enrol_members(p_program uuid, p_business uuid, p_store uuid, p_staff uuid, p_rows jsonb)
RETURNS TABLE (phone text, membership_id uuid, is_new_card boolean, is_new boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    fresh uuid[];
    waiting bigint;
BEGIN
    PERFORM lock_phones(array_agg(row_ ->> 'phone')) FROM jsonb_array_elements(p_rows) AS row_;

    WITH missing AS (
        SELECT asked.* FROM jsonb_to_recordset(p_rows)
            AS asked (phone text, name text, person_id uuid, claim_id uuid)
        WHERE NOT EXISTS (
            SELECT 1 FROM phone_claim AS claim
            WHERE claim.phone = asked.phone AND claim.released_at IS NULL
              AND (claim.verified_at IS NOT NULL OR claim.program_id = p_program))
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
            WHERE (  -- a plain value, which is looked up by index: NOT EXISTS read the whole table for each row
                SELECT other.id FROM membership AS other
                WHERE other.program_id = p_program AND other.number = tried.number) IS NULL
            LIMIT 1) AS free
        WHERE NOT EXISTS (
            SELECT 1 FROM membership AS known
            WHERE known.program_id = p_program AND known.person_id = holder.person_id)
        ON CONFLICT DO NOTHING;

        SELECT count(*) INTO waiting
        FROM jsonb_to_recordset(p_rows) AS asked (phone text)
        CROSS JOIN LATERAL holder_of(p_program, asked.phone) AS holder (person_id)
        WHERE NOT EXISTS (
            SELECT 1 FROM membership AS known
            WHERE known.program_id = p_program AND known.person_id = holder.person_id);
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
                 WHEN card.id <> asked.membership_id THEN split_part(person.name, ' ', 1)
                 ELSE '' END,
            '', '', '{}', 'active', 0, 0, 1
        FROM jsonb_to_recordset(p_rows) AS asked (phone text, name text, membership_id uuid, profile_id uuid)
        CROSS JOIN LATERAL holder_of(p_program, asked.phone) AS holder (person_id)
        JOIN membership AS card ON card.program_id = p_program AND card.person_id = holder.person_id
        JOIN person ON person.id = card.person_id
        ORDER BY card.id
        ON CONFLICT (program_id, business_id, membership_id) DO UPDATE SET removed_at = NULL
            WHERE profile.removed_at IS NOT NULL
        RETURNING profile.membership_id
    )
    SELECT coalesce(array_agg(put.membership_id), '{}') INTO fresh FROM put;

    RETURN QUERY
    SELECT asked.phone, card.id, card.id = asked.membership_id, card.id IN (SELECT unnest(fresh))
    FROM jsonb_to_recordset(p_rows) AS asked (phone text, membership_id uuid)
    CROSS JOIN LATERAL holder_of(p_program, asked.phone) AS holder (person_id)
    JOIN membership AS card ON card.program_id = p_program AND card.person_id = holder.person_id;
END $$;

-- Proves a number for a person (null: whoever holds it, else somebody new) and hangs under that person the cards that
-- cashiers made for the number. A card for which the person has one already in the program stays on its provisional
-- person, who points to the other: nothing is lost, both are shown. Returns every card whose phone or holder changed, and who held the number before.
CREATE FUNCTION claim_phone(p_phone text, p_person uuid, p_new_person uuid, p_claim uuid, p_language text)
RETURNS TABLE (person_id uuid, is_new boolean, membership_ids uuid[], former_id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    holder uuid;
    owner uuid := p_person;
    made boolean := false;
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

    SELECT coalesce(array_agg(card.id), '{}') INTO touched
    FROM phone_claim AS claim
    JOIN person AS known ON known.id = claim.person_id OR known.merged_into_id = claim.person_id
    JOIN membership AS card ON card.person_id = known.id
    WHERE claim.released_at IS NULL
      AND ((claim.phone = p_phone AND claim.person_id <> owner)
           OR (p_person IS NOT NULL AND claim.person_id = owner AND claim.phone <> p_phone));

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
    WHERE card.person_id = merged.id
      AND NOT EXISTS (
          SELECT 1 FROM membership AS known
          WHERE known.program_id = card.program_id AND known.person_id = owner);

    RETURN QUERY SELECT owner, made, touched, CASE WHEN holder <> owner THEN holder END;
END $$;

-- Writes the search words of whole members: what is not among them any more goes, what is new comes.
-- p_owners[i] is found by p_tokens[i]; every member of p_members is rewritten, also one without words.
CREATE FUNCTION write_search_tokens(p_program uuid, p_business uuid, p_members uuid[], p_owners uuid[], p_tokens text[])
RETURNS void LANGUAGE sql AS $$
    DELETE FROM search_token AS old
    WHERE old.program_id = p_program AND old.business_id = p_business AND old.membership_id = ANY (p_members)
      AND NOT EXISTS (
          SELECT 1 FROM unnest(p_owners, p_tokens) AS new (owner, token)
          WHERE new.owner = old.membership_id AND new.token = old.token);
    INSERT INTO search_token (program_id, business_id, token, membership_id)
    SELECT DISTINCT p_program, p_business, new.token, new.owner FROM unnest(p_owners, p_tokens) AS new (owner, token)
    ON CONFLICT (program_id, business_id, token, membership_id) DO NOTHING;
$$;

CREATE UNIQUE INDEX tag_by_name ON tag (program_id, business_id, lower(name));
