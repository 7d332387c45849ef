-- Gifts, households and lists know of merges and erasures.

-- The words with a draw may be taken out by an erasure.
DROP TRIGGER household_draw_append_only ON household_draw;
CREATE TRIGGER household_draw_append_only BEFORE UPDATE OR DELETE ON household_draw
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_words('reason');

-- Whose words are taken out is looked for by member.
CREATE INDEX bulk_item_by_member ON bulk_item (membership_id) WHERE membership_id IS NOT NULL;
