-- Being forgotten: words go, sums stay. What is append-only lets its words be taken out, and nothing else, by a transaction
-- that says that it erases (`regulars.erasing`).

CREATE UNIQUE INDEX erasure_of_person ON erasure (person_id)
    WHERE person_id IS NOT NULL AND done_at IS NULL AND taken_back_at IS NULL;
CREATE UNIQUE INDEX erasure_of_member ON erasure (membership_id)
    WHERE membership_id IS NOT NULL AND done_at IS NULL AND taken_back_at IS NULL;
CREATE INDEX erasure_due ON erasure (due_at) WHERE done_at IS NULL AND taken_back_at IS NULL;

-- The columns named when the trigger was made may be emptied by an erasure; every other change is refused.
CREATE FUNCTION refuse_change_but_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('regulars.erasing', true) = 'on'
        AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- Consents are the person's own words about themselves: an erasure takes the whole rows.
CREATE FUNCTION refuse_change_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('regulars.erasing', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

DROP TRIGGER tx_append_only ON tx;
DROP TRIGGER audit_append_only ON audit_entry;
DROP TRIGGER consent_append_only ON consent;
DROP TRIGGER tier_change_append_only ON tier_change;
DROP TRIGGER stamp_append_only ON stamp;
DROP TRIGGER voucher_use_append_only ON voucher_use;
CREATE TRIGGER tx_append_only BEFORE UPDATE OR DELETE ON tx
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_words('reason', 'device_id');
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_words('before', 'after', 'actor_name', 'address');
CREATE TRIGGER consent_append_only BEFORE UPDATE OR DELETE ON consent
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure();
CREATE TRIGGER tier_change_append_only BEFORE UPDATE OR DELETE ON tier_change
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_words('note');
CREATE TRIGGER stamp_append_only BEFORE UPDATE OR DELETE ON stamp
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_words('reason');
CREATE TRIGGER voucher_use_append_only BEFORE UPDATE OR DELETE ON voucher_use
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_words('bill_number');

CREATE INDEX audit_of_holder ON audit_entry (actor_id) WHERE actor_kind = 'customer';
CREATE INDEX audit_of_target ON audit_entry (target_id) WHERE target_id IS NOT NULL;

-- Points of a member who is forgotten, open and pending, are breakage of whoever gave them; a debt is written off. How many
-- points were given up (a debt counts nothing).
CREATE FUNCTION ledger_forfeit(req ledger_request) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    a account;
    w account;
    v ledger_posting;
    v_lost bigint := 0;
    v_issuer record;
    side ledger_request := req;
    v_waiting uuid := ledger_account(req.program_id, 'membership', req.membership_id, 'pending');
BEGIN
    a := ledger_lock(req.program_id, req.membership_id);
    IF a.merged_into_id IS NOT NULL THEN
        RETURN 0;  -- all that they had is with whom they were merged into
    END IF;
    a := ledger_expire_due(a, req.moment);
    SELECT * INTO w FROM account WHERE id = v_waiting;
    FOR v_issuer IN
        SELECT issuer_id, coalesce(sum(remaining) FILTER (WHERE state = 'open'), 0)::bigint AS points,
            coalesce(sum(remaining) FILTER (WHERE state = 'pending'), 0)::bigint AS pending
        FROM lot WHERE account_id IN (a.id, w.id) AND state IN ('open', 'pending') GROUP BY issuer_id ORDER BY issuer_id
    LOOP
        a.balance := a.balance - v_issuer.points;
        w.balance := w.balance - v_issuer.pending;
        side.business_id := v_issuer.issuer_id;
        side.idem_key := req.idem_key || ':' || v_issuer.issuer_id;
        v := (ledger_new_id(), 'forfeit', -(v_issuer.points + v_issuer.pending), a.balance, w.balance, false,
            '{}')::ledger_posting;
        IF NOT ledger_insert_tx(side, v, NULL) THEN
            PERFORM ledger_refuse_rival();
        END IF;
        INSERT INTO lot_move (program_id, tx_id, lot_id, points, issuer_id)
        SELECT req.program_id, v.tx_id, id, remaining, issuer_id FROM lot
        WHERE account_id IN (a.id, w.id) AND state IN ('open', 'pending') AND issuer_id = v_issuer.issuer_id;
        UPDATE lot SET remaining = 0, state = 'cancelled'
        WHERE account_id IN (a.id, w.id) AND state IN ('open', 'pending') AND issuer_id = v_issuer.issuer_id;
        PERFORM ledger_post_any(req.program_id, v.tx_id, 1, a.id, -v_issuer.points);
        PERFORM ledger_post_any(req.program_id, v.tx_id, 2, w.id, -v_issuer.pending);
        PERFORM ledger_post_system(req.program_id, v.tx_id, 3, v_issuer.issuer_id, 'breakage',
            v_issuer.points + v_issuer.pending);
        PERFORM ledger_announce(side, v);
        v_lost := v_lost + v_issuer.points + v_issuer.pending;
    END LOOP;
    IF a.balance < 0 THEN
        side.business_id := req.business_id;
        side.idem_key := req.idem_key || ':debt';
        v := (ledger_new_id(), 'forfeit', -a.balance, 0, w.balance, false, '{}')::ledger_posting;
        IF NOT ledger_insert_tx(side, v, NULL) THEN
            PERFORM ledger_refuse_rival();
        END IF;
        PERFORM ledger_post_any(req.program_id, v.tx_id, 1, a.id, -a.balance);
        PERFORM ledger_post_system(req.program_id, v.tx_id, 2, req.business_id, 'write_off', a.balance);
        PERFORM ledger_announce(side, v);
    END IF;
    RETURN v_lost;
END $$;

-- Who was erased is found, listed and shown no more.
CREATE OR REPLACE VIEW read.membership AS
SELECT card.id AS pk, card.program_id, card.business_id AS business_pk, coalesce(person.merged_into_id, person.id) AS owner_pk,
    card.number, card.created_at AS made_at, coalesce(profile.created_at, card.created_at) AS joined_at
FROM membership card
    JOIN person ON person.id = card.person_id
    LEFT JOIN profile ON profile.program_id = card.program_id AND profile.business_id = card.business_id
        AND profile.membership_id = card.id
WHERE card.merged_into_id IS NULL AND card.erased_at IS NULL;

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
        AND card.erased_at IS NULL
    JOIN person ON person.id = card.person_id
    LEFT JOIN profile ON profile.program_id = card.program_id AND profile.business_id = b.id
        AND profile.membership_id = card.id AND profile.removed_at IS NULL;

CREATE VIEW read.erasure AS
SELECT e.id AS pk, e.person_id AS person_pk, e.membership_id AS membership_pk, e.program_id, e.business_id,
    e.created_at AS requested_at, e.due_at, e.staff_name
FROM erasure e
WHERE e.done_at IS NULL AND e.taken_back_at IS NULL;
