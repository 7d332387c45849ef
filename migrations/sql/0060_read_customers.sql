CREATE VIEW read.person AS
SELECT p.id AS pk, p.name, p.language, p.email, p.birth_month, p.birth_day, p.birth_year,
    (SELECT known.phone FROM phone_claim known WHERE known.person_id = p.id AND known.released_at IS NULL
        ORDER BY known.verified_at DESC NULLS LAST LIMIT 1) AS phone
FROM person p
WHERE p.erased_at IS NULL;

-- A card is one membership; `owner_pk` is the person who holds it, whoever it was made for.
CREATE VIEW read.membership AS
SELECT card.id AS pk, card.program_id, card.business_id AS business_pk, coalesce(person.merged_into_id, person.id) AS owner_pk,
    card.number, card.created_at AS made_at, coalesce(profile.created_at, card.created_at) AS joined_at
FROM membership card
    JOIN person ON person.id = card.person_id
    LEFT JOIN profile ON profile.program_id = card.program_id AND profile.business_id = card.business_id
        AND profile.membership_id = card.id;

-- A member as one business of the program sees them. Whom it has not met has no profile: the card, the phone and the
-- first name, nothing private. Whoever was merged shows the phone of the person that they turned out to be: looked up by
-- subqueries, which PostgreSQL leaves until a page is cut, where a join would be worked out for everybody.
CREATE VIEW read.customer AS
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
    JOIN membership card ON card.program_id = b.program_id
    JOIN person ON person.id = card.person_id
    LEFT JOIN profile ON profile.program_id = card.program_id AND profile.business_id = b.id
        AND profile.membership_id = card.id AND profile.removed_at IS NULL;

CREATE VIEW read.tag AS
SELECT t.id AS pk, t.program_id, t.business_id, t.name, lower(t.name) AS sort_name FROM tag t;

CREATE VIEW read.member_tag AS
SELECT t.id AS pk, link.program_id, link.business_id, link.membership_id AS membership_pk, t.name, lower(t.name) AS sort_name
FROM membership_tag link JOIN tag t ON t.id = link.tag_id;

CREATE VIEW read.note AS
SELECT n.id AS pk, n.program_id, n.business_id, n.membership_id AS membership_pk, n.text, n.author_name, n.is_pinned,
    n.created_at
FROM note n;

CREATE VIEW read.kid AS
SELECT k.child_id AS pk, k.program_id, k.business_id, k.membership_id AS membership_pk,
    k.first_name, k.birth_month, k.birth_day, k.birth_year, (now() AT TIME ZONE g.time_zone)::date AS today
FROM kid k LEFT JOIN program g ON g.id = k.program_id;

-- A child known to several businesses is one child to its guardian: the row changed last tells its name.
CREATE VIEW read.own_kid AS
SELECT whole.*, (now() AT TIME ZONE g.time_zone)::date AS today
FROM (
    SELECT coalesce(person.merged_into_id, person.id) AS owner_pk, k.child_id AS pk,
        (array_agg(k.program_id ORDER BY k.created_at, k.id))[1] AS home_program_pk,
        (array_agg(k.first_name ORDER BY k.version DESC, k.id))[1] AS first_name,
        (array_agg(k.birth_month ORDER BY k.version DESC, k.id))[1] AS birth_month,
        (array_agg(k.birth_day ORDER BY k.version DESC, k.id))[1] AS birth_day,
        (array_agg(k.birth_year ORDER BY k.version DESC, k.id))[1] AS birth_year
    FROM person
        JOIN membership card ON card.person_id = person.id
        JOIN kid k ON k.membership_id = card.id
    GROUP BY coalesce(person.merged_into_id, person.id), k.child_id) whole
    JOIN program g ON g.id = whole.home_program_pk;

-- Where a member stands with a business on every way to be reached; never asked is no.
CREATE VIEW read.consent AS
SELECT card.id AS membership_pk, card.program_id, b.id AS business_id, way.channel, way.place,
    coalesce(newest.is_granted, false) AS is_granted, newest.created_at AS recorded_at
FROM membership card
    JOIN business b ON b.program_id = card.program_id
    CROSS JOIN (VALUES (1, 'push'), (2, 'sms'), (3, 'whatsapp'), (4, 'email')) AS way (place, channel)
    LEFT JOIN LATERAL (
        SELECT given.is_granted, given.created_at FROM consent given
        WHERE given.program_id = card.program_id AND given.business_id = b.id AND given.membership_id = card.id
            AND given.channel = way.channel
        ORDER BY given.created_at DESC, given.id DESC LIMIT 1) newest ON true;
