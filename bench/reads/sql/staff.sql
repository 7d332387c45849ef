-- pgbench: the office's list of customers as one statement by hand, with the JSON that ours answers. {businesses} is
-- filled in with the ids of all, {count} with how many they are.
\set b random(1, {count})
SELECT json_build_object('customers', json_build_object(
    'edges', json_agg(json_build_object('node', json_build_object('id', 'Customer:' || page.id, 'number', number,
        'name', name, 'phone', phone, 'isPhoneVerified', verified_at IS NOT NULL, 'balance', balance, 'visits', visits,
        'spent', json_build_object('minorUnits', spent_minor, 'currency', currency, '__typename', 'Money'),
        'lastVisitAt', last_visit_at, 'joinedAt', joined_at, 'status', upper(status), 'tags', tags,
        '__typename', 'Customer'), '__typename', 'CustomerEdge') ORDER BY nr) FILTER (WHERE nr <= 50),
    'pageInfo', json_build_object('hasNextPage', count(*) > 50, 'endCursor', max(last_visit_key::text || page.id)
        FILTER (WHERE nr = least(50, total)), '__typename', 'PageInfo'),
    '__typename', 'CustomerConnection'))
FROM (SELECT row_number() OVER () AS nr, count(*) OVER () AS total, list.* FROM (
    SELECT card.id, card.number, profile.name, claim.phone, claim.verified_at, profile.visits, profile.spent_minor,
        program.currency, profile.last_visit_at, coalesce(profile.last_visit_at, '-infinity'::timestamptz) AS last_visit_key,
        profile.created_at AS joined_at, profile.status,
        coalesce((SELECT account.balance - coalesce((SELECT sum(lot.remaining) FROM lot
                WHERE lot.account_id = account.id AND lot.state = 'open' AND lot.expires_at <= now()), 0)
            FROM account WHERE account.program_id = card.program_id AND account.owner_kind = 'membership'
                AND account.owner_id = card.id AND account.kind = 'available'
                AND account.unit = 'PTS:' || card.program_id), 0)::bigint AS balance,
        (SELECT coalesce(json_agg(json_build_object('id', 'Tag:' || tag.id, 'name', tag.name, '__typename', 'Tag')
                ORDER BY lower(tag.name), tag.id), '[]')
            FROM membership_tag AS link JOIN tag ON tag.id = link.tag_id
            WHERE link.membership_id = card.id AND link.business_id = profile.business_id) AS tags
    FROM profile
    JOIN membership AS card ON card.id = profile.membership_id
    JOIN program ON program.id = card.program_id
    JOIN person ON person.id = card.person_id
    LEFT JOIN LATERAL (SELECT known.phone, known.verified_at FROM phone_claim AS known
        WHERE known.person_id = coalesce(person.merged_into_id, person.id) AND known.released_at IS NULL
        ORDER BY known.verified_at DESC NULLS LAST LIMIT 1) AS claim ON true
    WHERE profile.business_id = (ARRAY[{businesses}]::uuid[])[:b::int] AND profile.removed_at IS NULL
    ORDER BY coalesce(profile.last_visit_at, '-infinity'::timestamptz) DESC, profile.membership_id DESC LIMIT 51) AS list) AS page;
