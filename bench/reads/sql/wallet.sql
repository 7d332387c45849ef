-- pgbench: the wallet's opening query as one statement by hand, with the JSON that ours answers, asked for by as many people as
-- the servers are asked for. {people} and {count} are filled in.
\set n random(0, {count} - 1) * 79 % {people}
SELECT json_build_object('viewer', json_build_object('person', (SELECT json_build_object(
    'id', 'Person:' || person.id, 'name', person.name, 'phone', (SELECT phone FROM phone_claim AS known
        WHERE known.person_id = person.id AND known.released_at IS NULL
        ORDER BY known.verified_at DESC NULLS LAST LIMIT 1),
    'language', person.language,
    'birthday', CASE WHEN birth_month IS NOT NULL AND birth_day IS NOT NULL THEN
        json_build_object('day', birth_day, 'month', birth_month, 'year', birth_year, '__typename', 'Birthday') END,
    'cards', (SELECT coalesce(json_agg(json_build_object(
        'id', 'Card:' || card.id, 'balance', live.balance, 'pending', live.pending, 'version', coalesce(account.version, 0),
        'asOf', now(), 'worth', json_build_object('minorUnits', div(greatest(live.balance, 0)::numeric
            * program.point_value_micro_minor, 1000000), 'currency', program.currency, '__typename', 'Money'),
        'expiring', (SELECT coalesce(json_agg(json_build_object('points', points, 'at', at, '__typename', 'ExpiringPoints')
            ORDER BY at), '[]') FROM (SELECT lot.expires_at AS at, sum(lot.remaining)::bigint AS points FROM lot
                WHERE lot.account_id = account.id AND lot.state = 'open' AND lot.expires_at > now()
                    AND lot.expires_at <= now() + interval '90 days' GROUP BY lot.expires_at) AS soon),
        'lastTransaction', (SELECT json_build_object('id', 'Transaction:' || tx.id, 'kind', upper(tx.kind),
                'points', tx.points, 'balanceAfter', tx.balance_after, 'reason', tx.reason, 'occurredAt', tx.occurred_at,
                'recordedAt', tx.recorded_at, 'isPending', coalesce(opened.is_pending, false),
                'expiresAt', opened.expires_at, 'storeName', (SELECT store.name FROM store WHERE store.id = tx.store_id),
                'business', (SELECT json_build_object('id', 'PublicBusiness:' || business.id, 'brand', json_build_object(
                        'name', name, 'stockColor', stock_color, 'foilColor', foil_color, 'motif', motif,
                        'initials', initials, 'logoUrl', '/files/' || logo_file_id, '__typename', 'Brand'),
                        '__typename', 'PublicBusiness') FROM business WHERE business.id = tx.business_id),
                'purchase', (SELECT json_build_object('id', 'Purchase:' || purchase.id, 'billNumber', bill_number,
                        'amount', json_build_object('minorUnits', amount_minor, 'currency', purchase.currency,
                            '__typename', 'Money'), '__typename', 'Purchase')
                    FROM purchase WHERE purchase.id = tx.reference_id), '__typename', 'Transaction')
            FROM tx LEFT JOIN LATERAL (SELECT min(lot.expires_at) AS expires_at, bool_or(lot.state = 'pending') AS is_pending
                FROM lot WHERE lot.tx_id = tx.id) AS opened ON true
            WHERE tx.program_id = card.program_id AND tx.membership_id = card.id
            ORDER BY tx.occurred_at DESC, tx.id DESC LIMIT 1),
        'number', card.number, 'pointsName', program.points_name,
        'joinedAt', coalesce((SELECT created_at FROM profile WHERE profile.program_id = card.program_id
            AND profile.business_id = card.business_id AND profile.membership_id = card.id), card.created_at),
        'brand', (SELECT json_build_object('name', name, 'stockColor', stock_color, 'foilColor', foil_color,
            'motif', motif, 'initials', initials, 'logoUrl', '/files/' || logo_file_id, '__typename', 'Brand')
            FROM business WHERE business.id = card.business_id),
        'program', json_build_object('id', 'PublicProgram:' || program.id, 'name', program.name,
            'isCoalition', program.is_coalition, 'currency', program.currency, '__typename', 'PublicProgram'),
        'businesses', (SELECT json_agg(json_build_object('id', 'PublicBusiness:' || business.id, 'brand',
                json_build_object('name', name, 'stockColor', stock_color, 'foilColor', foil_color, 'motif', motif,
                    'initials', initials, 'logoUrl', '/files/' || logo_file_id, '__typename', 'Brand'),
                '__typename', 'PublicBusiness') ORDER BY participant.created_at, participant.id)
            FROM participant JOIN business ON business.id = participant.business_id
            WHERE participant.program_id = card.program_id AND participant.status = 'active'),
        '__typename', 'Card') ORDER BY card.created_at, card.id), '[]')
    FROM membership AS card
    JOIN program ON program.id = card.program_id
    LEFT JOIN account ON account.program_id = card.program_id AND account.owner_kind = 'membership'
        AND account.owner_id = card.id AND account.kind = 'available' AND account.unit = 'PTS:' || card.program_id
    CROSS JOIN LATERAL (SELECT
        coalesce(account.balance, 0) - coalesce((SELECT sum(lot.remaining) FROM lot WHERE lot.account_id = account.id
            AND lot.state = 'open' AND lot.expires_at <= now()), 0)::bigint AS balance,
        coalesce((SELECT waiting.balance FROM account AS waiting WHERE waiting.program_id = card.program_id
            AND waiting.owner_kind = 'membership' AND waiting.owner_id = card.id AND waiting.kind = 'pending'
            AND waiting.unit = 'PTS:' || card.program_id), 0) AS pending OFFSET 0) AS live
    WHERE card.person_id = person.id), '__typename', 'Person')
FROM person WHERE person.id = ('00000001-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid
    AND person.erased_at IS NULL), '__typename', 'Viewer'));
