CREATE INDEX purchase_by_bill_number ON purchase (business_id, lower(bill_number) text_pattern_ops)
    WHERE bill_number IS NOT NULL;
CREATE INDEX membership_by_store ON membership (program_id, enrolled_store_id, created_at)
    WHERE enrolled_store_id IS NOT NULL;

ALTER TABLE purchase
    ADD CONSTRAINT purchase_amount_positive CHECK (amount_minor > 0),
    ADD CONSTRAINT purchase_parts_fit CHECK (
        gift_card_minor >= 0 AND points_paid >= 0 AND points_paid_minor >= 0
        AND eligible_minor = amount_minor - gift_card_minor - points_paid_minor AND eligible_minor >= 0),
    ADD CONSTRAINT purchase_returned_fits CHECK (returned_minor BETWEEN 0 AND amount_minor),
    ADD CONSTRAINT purchase_points_fit CHECK (
        points_earned >= 0 AND points_taken_back BETWEEN 0 AND points_earned
        AND points_given_back BETWEEN 0 AND points_paid);

ALTER TABLE purchase_line
    ADD CONSTRAINT purchase_line_fits CHECK (amount_minor >= 0 AND returned_minor BETWEEN 0 AND amount_minor AND points >= 0);

ALTER TABLE purchase_return
    ADD CONSTRAINT purchase_return_fits CHECK (amount_minor > 0 AND points_taken_back >= 0 AND points_given_back >= 0);
