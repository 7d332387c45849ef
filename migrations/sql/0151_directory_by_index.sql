-- The list of a large business, first rows of every filter and sort: each sort of the profile by an index, and the view
-- begins with profiles alone.

CREATE INDEX profile_by_visits ON profile (business_id, visits, membership_id) WHERE removed_at IS NULL;

-- A member in the list of a business: as staff see them, with the points by which the list is sorted. A merge takes away the
-- profile of the card that went, and so does an erasure, so that card and person need not be asked of everybody: number and
-- phone are looked up by subqueries, which PostgreSQL leaves until a page is cut.
DROP VIEW read.directory;
CREATE VIEW read.directory AS
SELECT profile.membership_id AS pk, profile.program_id, profile.business_id, true AS is_met,
    (SELECT card.number FROM membership card WHERE card.id = profile.membership_id) AS number,
    profile.name::text AS name, profile.name_key,
    (SELECT known.phone FROM phone_claim known
        WHERE known.person_id = (SELECT coalesce(person.merged_into_id, person.id)
                FROM membership card JOIN person ON person.id = card.person_id WHERE card.id = profile.membership_id)
            AND known.released_at IS NULL
        ORDER BY known.verified_at DESC NULLS LAST LIMIT 1) AS phone,
    coalesce((SELECT known.verified_at IS NOT NULL FROM phone_claim known
        WHERE known.person_id = (SELECT coalesce(person.merged_into_id, person.id)
                FROM membership card JOIN person ON person.id = card.person_id WHERE card.id = profile.membership_id)
            AND known.released_at IS NULL
        ORDER BY known.verified_at DESC NULLS LAST LIMIT 1), false) AS is_phone_verified,
    profile.email, profile.birth_month, profile.birth_day, profile.birth_year, coalesce(profile.city, '') AS city,
    profile.status, profile.visits, profile.last_visit_at,
    coalesce(profile.last_visit_at, '-infinity'::timestamptz) AS visited_at, profile.spent_minor,
    profile.spent_minor AS spent_key, profile.created_at AS joined_at, profile.created_at AS met_at, profile.preferences,
    profile.version, (SELECT g.currency FROM program g WHERE g.id = profile.program_id) AS currency,
    held.balance AS points_held, coalesce(held.balance, 0) AS points_key
FROM profile
    LEFT JOIN account held ON held.program_id = profile.program_id AND held.owner_kind = 'membership'
        AND held.owner_id = profile.membership_id AND held.kind = 'available' AND held.unit = 'PTS:' || profile.program_id
WHERE profile.removed_at IS NULL;
