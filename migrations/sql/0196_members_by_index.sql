-- A session keeps the plans of its first days. While a program is small, both unique indexes of membership that began with
-- the program cost the same, and a look-up of a number could go through every card; now one begins with the person.

-- What the search words of members are made of, in one business or (null) in every one that knows them. Phones and numbers
-- of those who were merged into a member are the member's.
CREATE FUNCTION members_to_index(p_members uuid[], p_business uuid)
RETURNS TABLE (id uuid, program_id uuid, business_id uuid, membership_id uuid, name text, name_key text, email text,
    number text, phone text, numbers text[], phones text[])
LANGUAGE sql STABLE
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
    SELECT profile.id, profile.program_id, profile.business_id, profile.membership_id, profile.name, profile.name_key,
        profile.email, card.number,
        (SELECT known.phone FROM phone_claim AS known
            WHERE known.person_id = coalesce(person.merged_into_id, person.id) AND known.released_at IS NULL
            ORDER BY known.verified_at DESC NULLS LAST LIMIT 1),
        ARRAY(SELECT own.number FROM membership AS own WHERE own.merged_into_id = card.id),
        ARRAY(SELECT DISTINCT known.phone FROM membership AS own
            JOIN phone_claim AS known ON known.person_id = own.person_id AND known.released_at IS NULL
            WHERE own.merged_into_id = card.id)
    FROM profile
        JOIN membership AS card ON card.id = profile.membership_id
        JOIN person ON person.id = card.person_id
    WHERE profile.membership_id = ANY (p_members) AND (p_business IS NULL OR profile.business_id = p_business)
        AND profile.removed_at IS NULL;
$$;

-- Proving a number joined the cards of those who had it by reading every card, and whether somebody is gone was asked of all.
ALTER FUNCTION claim_phone SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION refuse_gone SET enable_seqscan = off;
