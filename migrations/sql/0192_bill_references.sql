-- A constraint on the store makes every bill lock the store's row, and on the bill every line lock its bill. Stores, members
-- and bills are never deleted; the view proves that nothing dangles.
ALTER TABLE purchase DROP CONSTRAINT purchase_store_id_fkey, DROP CONSTRAINT purchase_membership_id_fkey;
ALTER TABLE purchase_line DROP CONSTRAINT purchase_line_purchase_id_fkey;

CREATE VIEW invariant_bills_are_of_somebody AS
SELECT bill.program_id, bill.id AS subject FROM purchase AS bill
    LEFT JOIN store ON store.id = bill.store_id AND store.program_id = bill.program_id
    LEFT JOIN membership AS card ON card.id = bill.membership_id AND card.program_id = bill.program_id
WHERE store.id IS NULL OR (bill.membership_id IS NOT NULL AND card.id IS NULL)
UNION ALL
SELECT line.program_id, line.id FROM purchase_line AS line
    LEFT JOIN purchase AS bill ON bill.id = line.purchase_id AND bill.program_id = line.program_id
WHERE bill.id IS NULL;
