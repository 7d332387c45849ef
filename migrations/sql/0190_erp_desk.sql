-- What the desk of the sync shows beside the tables themselves.
CREATE VIEW read.erp_spec AS
SELECT s.id AS pk, s.program_id, s.business_id, s.spec ->> 'table' AS "table", s.spec ->> 'cursor' AS cursor,
    s.spec ->> 'cursor_column' AS cursor_column,
    ARRAY(SELECT value FROM jsonb_array_elements_text(s.spec -> 'key')) AS key,
    ARRAY(SELECT value ->> 0 FROM jsonb_array_elements(s.spec -> 'columns')) AS columns,
    s.lines_spec ->> 'table' AS lines_table,
    ARRAY(SELECT value ->> 0 FROM jsonb_array_elements(coalesce(s.lines_spec, '{"columns": []}') -> 'columns')) AS lines_columns
FROM erp_stream s;

CREATE VIEW read.erp_mapping AS
SELECT m.id AS pk, m.program_id, m.business_id, m.stream_id AS stream_pk, m.version, m.dry_rows, m.dry_dead, m.made_by,
    m.created_at AS made_at
FROM erp_mapping m;

CREATE VIEW read.erp_mapping_row AS
SELECT m.program_id, m.business_id, m.id AS mapping_pk, part.is_line, row.nr::integer AS nr,
    row.value ->> 'source_field' AS source_field, row.value ->> 'target_field' AS target_field,
    row.value ->> 'transformation' AS transformation, row.value ->> 'default' AS default_value,
    (row.value ->> 'is_required')::boolean AS is_required, row.value ->> 'on_error' AS on_error
FROM erp_mapping m
    CROSS JOIN LATERAL (VALUES (false, m.rows), (true, m.lines)) AS part (is_line, rows)
    CROSS JOIN LATERAL jsonb_array_elements(part.rows) WITH ORDINALITY AS row (value, nr);

CREATE VIEW read.erp_rules AS
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
    coalesce((c.rules ->> 'keeps_lines')::boolean, true) AS keeps_lines
FROM erp_connection c LEFT JOIN program g ON g.id = c.program_id;

-- Programs in which bills without a customer may be claimed.
CREATE VIEW read.erp_claims AS
SELECT DISTINCT c.program_id AS pk, c.program_id, true AS is_on FROM erp_connection c;

CREATE VIEW read.erp_branch AS
SELECT c.program_id, c.business_id, c.id AS connection_pk, branch.key AS code, branch.value::uuid AS store_pk
FROM erp_connection c CROSS JOIN LATERAL jsonb_each_text(coalesce(c.rules -> 'branches', '{}')) AS branch;

CREATE VIEW read.erp_policy AS
SELECT c.program_id, c.business_id, c.id AS connection_pk, known.nr, known.field,
    coalesce(c.policies ->> known.field, known.policy) AS policy
FROM erp_connection c CROSS JOIN (VALUES (1, 'name', 'erp_wins'), (2, 'email', 'erp_wins'), (3, 'city', 'erp_wins'),
    (4, 'birthday', 'ours_if_verified'), (5, 'phone', 'review'), (6, 'consent', 'ours_wins'), (7, 'kids', 'ours_wins'))
    AS known (nr, field, policy);
