-- Views for the other servers: the same derived columns that ours answers with, one view for each of their types. The
-- comments are PostGraphile's smart tags, which tell it keys, relations and names.
DROP SCHEMA IF EXISTS peer CASCADE;
CREATE SCHEMA peer;

CREATE VIEW peer.person AS
SELECT person.id, person.name, claim.phone, person.language, person.birth_day, person.birth_month, person.birth_year
FROM person LEFT JOIN LATERAL (SELECT known.phone FROM phone_claim AS known
    WHERE known.person_id = person.id AND known.released_at IS NULL
    ORDER BY known.verified_at DESC NULLS LAST LIMIT 1) AS claim ON true
WHERE person.erased_at IS NULL;
COMMENT ON VIEW peer.person IS E'@primaryKey id';

CREATE VIEW peer.program AS SELECT id, name, is_coalition, currency FROM program;
COMMENT ON VIEW peer.program IS E'@primaryKey id';

CREATE VIEW peer.business AS
SELECT id, name, stock_color, foil_color, motif, initials, '/files/' || logo_file_id AS logo_url FROM business;
COMMENT ON VIEW peer.business IS E'@primaryKey id';

CREATE VIEW peer.participant AS
SELECT taking.id, taking.program_id, taking.created_at AS joined_at, taking.business_id, business.name,
    business.stock_color, business.foil_color, business.motif, business.initials,
    '/files/' || business.logo_file_id AS logo_url
FROM participant AS taking JOIN business ON business.id = taking.business_id WHERE taking.status = 'active';
COMMENT ON VIEW peer.participant IS
    E'@primaryKey id\n@foreignKey (program_id) references peer.program (id)|@foreignSimpleFieldName participants';

CREATE VIEW peer.purchase AS SELECT id, bill_number, amount_minor, currency FROM purchase;
COMMENT ON VIEW peer.purchase IS E'@primaryKey id';

CREATE VIEW peer.transaction AS
SELECT tx.id, upper(tx.kind) AS kind, tx.points, tx.balance_after, tx.reason, tx.occurred_at, tx.recorded_at,
    coalesce(opened.is_pending, false) AS is_pending, opened.expires_at,
    (SELECT store.name FROM store WHERE store.id = tx.store_id) AS store_name, tx.business_id,
    tx.reference_id AS purchase_id
FROM tx LEFT JOIN LATERAL (SELECT min(lot.expires_at) AS expires_at, bool_or(lot.state = 'pending') AS is_pending
    FROM lot WHERE lot.tx_id = tx.id) AS opened ON true
WHERE tx.membership_id IS NOT NULL;
COMMENT ON VIEW peer.transaction IS
    E'@primaryKey id\n@foreignKey (business_id) references peer.business (id)|@fieldName business\n@foreignKey (purchase_id) references peer.purchase (id)|@fieldName purchase';

CREATE VIEW peer.card AS
SELECT card.id, card.person_id, card.number, card.program_id, card.business_id, card.created_at AS made_at,
    coalesce(profile.created_at, card.created_at) AS joined_at, program.points_name, program.currency, now() AS as_of,
    coalesce(account.version, 0) AS version, live.balance, live.pending,
    div(greatest(live.balance, 0)::numeric * program.point_value_micro_minor, 1000000)::bigint AS worth_minor,
    (SELECT tx.id FROM tx WHERE tx.program_id = card.program_id AND tx.membership_id = card.id
        ORDER BY tx.occurred_at DESC, tx.id DESC LIMIT 1) AS last_transaction_id
FROM membership AS card
JOIN program ON program.id = card.program_id
LEFT JOIN profile ON profile.program_id = card.program_id AND profile.business_id = card.business_id
    AND profile.membership_id = card.id
LEFT JOIN account ON account.program_id = card.program_id AND account.owner_kind = 'membership'
    AND account.owner_id = card.id AND account.kind = 'available' AND account.unit = 'PTS:' || card.program_id
CROSS JOIN LATERAL (SELECT
    coalesce(account.balance, 0) - coalesce((SELECT sum(lot.remaining) FROM lot WHERE lot.account_id = account.id
        AND lot.state = 'open' AND lot.expires_at <= now()), 0)::bigint AS balance,
    coalesce((SELECT waiting.balance FROM account AS waiting WHERE waiting.program_id = card.program_id
        AND waiting.owner_kind = 'membership' AND waiting.owner_id = card.id AND waiting.kind = 'pending'
        AND waiting.unit = 'PTS:' || card.program_id), 0) AS pending OFFSET 0) AS live;
COMMENT ON VIEW peer.card IS
    E'@primaryKey id\n@foreignKey (person_id) references peer.person (id)|@foreignSimpleFieldName cards\n@foreignKey (program_id) references peer.program (id)|@fieldName program\n@foreignKey (business_id) references peer.business (id)|@fieldName business\n@foreignKey (last_transaction_id) references peer.transaction (id)|@fieldName lastTransaction';

CREATE VIEW peer.expiring AS
SELECT account.owner_id AS card_id, lot.expires_at AS at, sum(lot.remaining)::bigint AS points
FROM account JOIN lot ON lot.account_id = account.id
WHERE account.owner_kind = 'membership' AND account.kind = 'available' AND lot.state = 'open'
    AND lot.expires_at > now() AND lot.expires_at <= now() + interval '90 days'
GROUP BY account.owner_id, lot.expires_at;
COMMENT ON VIEW peer.expiring IS
    E'@primaryKey card_id,at\n@foreignKey (card_id) references peer.card (id)|@foreignSimpleFieldName expiring';

CREATE VIEW peer.customer AS
SELECT card.id, profile.business_id, card.number, profile.name, claim.phone,
    claim.verified_at IS NOT NULL AS is_phone_verified,
    coalesce((SELECT account.balance - coalesce((SELECT sum(lot.remaining) FROM lot WHERE lot.account_id = account.id
            AND lot.state = 'open' AND lot.expires_at <= now()), 0)
        FROM account WHERE account.program_id = card.program_id AND account.owner_kind = 'membership'
            AND account.owner_id = card.id AND account.kind = 'available' AND account.unit = 'PTS:' || card.program_id),
        0)::bigint AS balance,
    profile.visits, profile.spent_minor, program.currency, profile.last_visit_at,
    coalesce(profile.last_visit_at, '-infinity'::timestamptz) AS last_visit_key, profile.created_at AS joined_at,
    upper(profile.status) AS status
FROM profile
JOIN membership AS card ON card.id = profile.membership_id
JOIN program ON program.id = card.program_id
JOIN person ON person.id = card.person_id
LEFT JOIN LATERAL (SELECT known.phone, known.verified_at FROM phone_claim AS known
    WHERE known.person_id = coalesce(person.merged_into_id, person.id) AND known.released_at IS NULL
    ORDER BY known.verified_at DESC NULLS LAST LIMIT 1) AS claim ON true
WHERE profile.removed_at IS NULL;
COMMENT ON VIEW peer.customer IS E'@primaryKey id,business_id\n@foreignKey (business_id) references peer.business (id)|@foreignFieldName customers';

CREATE VIEW peer.customer_tag AS
SELECT link.membership_id AS customer_id, link.business_id, tag.id, tag.name, lower(tag.name) AS name_key
FROM membership_tag AS link JOIN tag ON tag.id = link.tag_id;
COMMENT ON VIEW peer.customer_tag IS
    E'@primaryKey customer_id,business_id,id\n@foreignKey (customer_id, business_id) references peer.customer (id, business_id)|@foreignSimpleFieldName tags';
