-- Stamp cards: what always holds of them, what is appended only, and what the jobs look for.

ALTER TABLE stamp_card
    ADD CONSTRAINT stamp_card_fits CHECK (stamps BETWEEN 0 AND stamps_needed AND (state = 'full') = (stamps = stamps_needed)),
    ADD CONSTRAINT stamp_card_waits_empty CHECK (state <> 'waiting' OR stamps = 0);
ALTER TABLE stamp ADD CONSTRAINT stamp_counts CHECK (count <> 0);

CREATE TRIGGER stamp_append_only BEFORE UPDATE OR DELETE ON stamp FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- One card of a design is being filled at a time.
CREATE UNIQUE INDEX stamp_card_open ON stamp_card (program_id, membership_id, design_id) WHERE state = 'open';
-- Nothing is taken back twice.
CREATE UNIQUE INDEX stamp_undone ON stamp (undoes_id, seq) WHERE undoes_id IS NOT NULL;
CREATE INDEX stamp_by_bill ON stamp (purchase_id) WHERE purchase_id IS NOT NULL;
CREATE INDEX stamp_by_act ON stamp (act_id);

CREATE INDEX stamp_card_ending ON stamp_card (expires_at) WHERE state = 'open';
CREATE INDEX stamp_card_owed ON stamp_card (ended_at) WHERE state = 'full' AND voucher_id IS NULL;

-- What must always hold: the stamps on cards are what was put on them less what was taken off.
CREATE VIEW invariant_stamps_are_entries AS
SELECT c.program_id, c.id AS subject, c.stamps::bigint AS found, coalesce(s.total, 0) AS expected
FROM stamp_card c LEFT JOIN (SELECT card_id, sum(count) AS total FROM stamp GROUP BY card_id) s ON s.card_id = c.id
WHERE c.stamps <> coalesce(s.total, 0);
