-- Messages that are new, which are few: counted for the dot on the bell.
CREATE INDEX message_unread ON message (membership_id) WHERE read_at IS NULL;

CREATE VIEW read.message AS
SELECT m.id AS pk, m.program_id, m.membership_id AS membership_pk, m.business_id AS business_pk, card.owner_pk, m.kind,
    m.params, m.link, m.created_at, m.expires_at, m.read_at
FROM message m JOIN read.membership card ON card.pk = m.membership_id
WHERE m.expires_at IS NULL OR m.expires_at > now();

-- What of a card's messages is new.
CREATE FUNCTION read.unread(p_membership uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM message WHERE membership_id = p_membership AND read_at IS NULL
        AND (expires_at IS NULL OR expires_at > now())
$$;
