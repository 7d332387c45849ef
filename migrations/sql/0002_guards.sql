CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER tx_append_only BEFORE UPDATE OR DELETE ON tx FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER lot_move_append_only BEFORE UPDATE OR DELETE ON lot_move FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER consent_append_only BEFORE UPDATE OR DELETE ON consent FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE INDEX outbox_waiting ON outbox (id) WHERE relayed_at IS NULL;

CREATE UNIQUE INDEX phone_claim_verified ON phone_claim (phone) WHERE verified_at IS NOT NULL AND released_at IS NULL;
CREATE UNIQUE INDEX phone_claim_provisional ON phone_claim (program_id, phone)
    WHERE verified_at IS NULL AND released_at IS NULL;

CREATE SCHEMA read;

CREATE INDEX outbox_by_name ON outbox (name, id);
