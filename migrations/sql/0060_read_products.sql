CREATE VIEW read.category AS
SELECT c.id AS pk, c.program_id, c.business_id, c.code, c.name FROM product_category c;

CREATE VIEW read.product_brand AS
SELECT b.id AS pk, b.program_id, b.business_id, b.code, b.name FROM product_brand b;

CREATE VIEW read.product AS
SELECT p.id AS pk, p.program_id, p.business_id, p.sku, p.name, p.words, p.is_active, p.category_id AS category_pk,
    p.brand_id AS brand_pk, p.price_minor, g.currency
FROM product p LEFT JOIN program g ON g.id = p.program_id;
