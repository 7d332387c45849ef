-- Tables that only some columns of a view need are joined LEFT by a unique key, though the row is always there: PostgreSQL
-- leaves such a join out of every statement that asks for none of those columns.

-- What a statement says when a value is null that the contract promises: another way has to answer then. STABLE, because
-- a volatile function would keep the planner from folding the views in which it stands.
CREATE FUNCTION read.absent(p_what text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RAISE EXCEPTION 'no value for %', p_what USING ERRCODE = 'RG001';
END $$;

-- The day on which a birthday is kept in a year: 29 February falls on the 28th in others.
CREATE FUNCTION read.birthday_in(p_year integer, p_month integer, p_day integer) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT make_date(p_year, p_month, CASE WHEN p_month = 2 AND p_day = 29
        AND NOT (p_year % 4 = 0 AND (p_year % 100 <> 0 OR p_year % 400 = 0)) THEN 28 ELSE p_day END)
$$;

-- The next birthday from a day on.
CREATE FUNCTION read.next_birthday(p_today date, p_month integer, p_day integer) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN read.birthday_in(extract(year FROM p_today)::integer, p_month, p_day) >= p_today
        THEN read.birthday_in(extract(year FROM p_today)::integer, p_month, p_day)
        ELSE read.birthday_in(extract(year FROM p_today)::integer + 1, p_month, p_day) END
$$;

-- Age on a day, and the age that the next birthday brings; null without the year of birth.
CREATE FUNCTION read.age_on(p_today date, p_year integer, p_month integer, p_day integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT extract(year FROM p_today)::integer - p_year
        - (read.birthday_in(extract(year FROM p_today)::integer, p_month, p_day) > p_today)::integer
$$;
CREATE FUNCTION read.turns(p_today date, p_year integer, p_month integer, p_day integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT extract(year FROM read.next_birthday(p_today, p_month, p_day))::integer - p_year
$$;

-- Whose a provisional person turned out to be.
CREATE INDEX person_owner ON person ((coalesce(merged_into_id, id)));

-- An id as clients see it: the type and the key in URL-safe base64 without padding.
CREATE FUNCTION read.opaque_id(p_type text, p_key uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT translate(encode(convert_to(p_type || ':' || p_key, 'UTF8'), 'base64'), E'+/=\n', '-_')
$$;

-- The ids of a JSON array of keys, in the keys' order.
CREATE FUNCTION read.opaque_ids(p_type text, p_keys jsonb) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(read.opaque_id(p_type, key::uuid) ORDER BY key::uuid), '{}')
    FROM jsonb_array_elements_text(coalesce(p_keys, '[]')) AS key
$$;

-- A business is of one program: without this the planner multiplies the two, expects next to nothing, and sorts a whole
-- business where it could walk an index.
CREATE STATISTICS profile_tenant (dependencies) ON program_id, business_id FROM profile;
CREATE STATISTICS purchase_tenant (dependencies) ON program_id, business_id FROM purchase;
CREATE STATISTICS tx_tenant (dependencies) ON program_id, business_id FROM tx;
