-- Birthday promotions: what always holds of them, and birthdays by day.

ALTER TABLE promotion
    ADD CONSTRAINT promotion_gives_one CHECK ((reward_id IS NULL) <> (points IS NULL)),
    ADD CONSTRAINT promotion_budget CHECK (given >= 0 AND (budget IS NULL OR given <= budget));

CREATE INDEX birthday_present_by_voucher ON birthday_present (voucher_id) WHERE voucher_id IS NOT NULL;

-- A business's birthdays of a day; visits change no column of these.
CREATE INDEX profile_by_birthday ON profile (business_id, birth_month, birth_day) WHERE birth_month IS NOT NULL;
CREATE INDEX kid_by_birthday ON kid (business_id, birth_month, birth_day);

-- What must always hold: what is counted as given are the presents.
CREATE VIEW invariant_given_is_presents AS
SELECT p.program_id, p.id AS subject, p.given AS found, coalesce(b.total, 0) AS expected
FROM promotion p LEFT JOIN (SELECT promotion_id, count(*) AS total FROM birthday_present GROUP BY promotion_id) b
    ON b.promotion_id = p.id
WHERE p.given <> coalesce(b.total, 0);
