"""Texts and moments that writers of JSON and SQL get wrong."""

NASTY = (
    "Ananya Rao",
    'She said "hello" \\ and left\\',
    "O'Neill; DROP TABLE person; --",
    "Zoë, 木村 さくら, कमला, \u202eright to left\u202c",
    "👩‍👩‍👧‍👦 family 🇮🇳 \U0010ffff \ue000",
    "tab\tline\nreturn\r\x01\x02\x1b\x1f\x7f\x80\x9f",
    "",
    " ",
    "</script><!--&amp;\u2028\u2029\ufeff\u200b",
    "{0} %s %(x)s $1 :name {curly} [1,2] null true",
    "\\u0041\\n\\\"\\\\ \\x41 E'\\'",
    "e\u0301 is not \u00e9, \ufb01 ligature, İstanbul, straße",
    "x" * 2_000,
)
"""PostgreSQL keeps every character but NUL, and UTF-8 no lone surrogates: all else is here."""

NASTY_JSON: tuple[dict[str, object], ...] = (
    {},
    {"likes": "oat milk", "b": 1, "a": [1, 2.5, -3, None, True, {"deep": [[]]}], "": ""},
    {"zz": 0.1, "a'": 1e-7, 'q"': 123456789012, "\\": "\\", "😀": "\x01\x1f\u2028"},
    {"many": list(range(50)), "nested": {"a": {"b": {"c": {"d": None}}}}},
    {"number": 9007199254740991, "small": -0.000123, "big": 1.5e300, "zero": 0.0},
)

MOMENTS = (
    "2026-05-31T09:30:00Z",
    "2026-05-31t09:30:00.123456789+05:30",
    "0001-01-01T00:00:00Z",
    "1900-01-01T00:00:00.5-11:00",
    "1999-12-31T23:59:59.999999z",
    "9999-12-31T23:59:59.999999Z",
    "2100-02-28T00:00:00+00:00",
)
"""As clients send them."""

NEVER = "0001-01-01T00:00:00+14:00"
"""A moment before the calendar begins: a variable is refused for it, a document with it is not even valid."""

ALIASES = (
    "t1", "t2", "t3", "t1i", "t2i", "self", "parent", "viewer", "nth_", "cursor_", "total_", "few_", "found_", "asked_",
    "row", "x_age", "pk", "data", "errors", "null", "true", "on", "select", "concat", "_", "_1", "constructor",
    "toString", "id", "name", "nodes", "edges", "cursor", "totalCount", "program_id", "A" * 64, "b" * 63 + "Z",
    "q" * 120, "B9",
)  # fmt: skip
"""Names that a statement or an object of JavaScript has a meaning for, and names longer than PostgreSQL keeps."""
