-- Which tag members wear whom the source calls its staff.
CREATE OR REPLACE VIEW read.erp_rules AS
SELECT c.id AS pk, c.program_id, c.business_id, g.currency,
    (c.rules ->> 'default_store_id')::uuid AS default_store_pk,
    ARRAY(SELECT value FROM jsonb_array_elements_text(coalesce(c.rules -> 'excluded_series', '[]')) ORDER BY value)
        AS excluded_series,
    ARRAY(SELECT value FROM jsonb_array_elements_text(coalesce(c.rules -> 'excluded_branches', '[]')) ORDER BY value)
        AS excluded_branches,
    coalesce((c.rules ->> 'min_bill_minor')::bigint, 0) AS min_bill_minor,
    (c.rules ->> 'counts_from')::date AS counts_from,
    coalesce(c.rules ->> 'date_basis', 'bill') AS date_basis,
    ARRAY(SELECT value FROM jsonb_array_elements_text(coalesce(c.rules -> 'placeholder_phones', '[]')) ORDER BY value)
        AS placeholder_phones,
    coalesce((c.rules ->> 'max_customers_per_phone')::integer, 4) AS max_customers_per_phone,
    coalesce((c.rules ->> 'return_wait_hours')::integer, 72) AS return_wait_hours,
    coalesce((c.rules ->> 'claim_days')::integer, 60) AS claim_days,
    coalesce((c.rules ->> 'keeps_lines')::boolean, true) AS keeps_lines,
    coalesce(c.rules ->> 'staff_tag', 'Staff') AS staff_tag
FROM erp_connection c LEFT JOIN program g ON g.id = c.program_id;

-- What people decided is read from the newest decision on.
CREATE INDEX erp_conflict_decided ON erp_conflict (business_id, decided_at, id) WHERE state <> 'open';
