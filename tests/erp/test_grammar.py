"""The text of transformations: to values, back again, and every way to be refused with its position."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.core.errors import BadInput
from api.erp.rules.grammar import Argument, Call, parse, spell

pytestmark = pytest.mark.unit

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8)
maps = st.dictionaries(words, words, max_size=3).map(lambda pairs: tuple(pairs.items()))
calls = st.builds(
    Call,
    st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True),
    st.lists(st.one_of(words, maps), max_size=3).map(tuple),
)


@pytest.mark.parametrize(
    ("text", "result", "spelt"),
    [
        ("", (), ""),
        (" \t\r\n", (), ""),
        ("trim", (Call("trim"),), "trim"),
        ("trim()", (Call("trim"),), "trim"),
        (
            "strip_crlf|trim |e164( IN )",
            (Call("strip_crlf"), Call("trim"), Call("e164", ("IN",))),
            "strip_crlf | trim | e164(IN)",
        ),
        (
            "map({SL: sale, 'S R' : return}, sale)",
            (Call("map", ((("SL", "sale"), ("S R", "return")), "sale")),),
            "map({SL: sale, 'S R': return}, sale)",
        ),
        ("map({})", (Call("map", ((),)),), "map({})"),
        ("map({'': x})", (Call("map", ((("", "x"),),)),), "map({'': x})"),
        (
            "negate_if(series_type, '=', SR)",
            (Call("negate_if", ("series_type", "=", "SR")),),
            "negate_if(series_type, '=', SR)",
        ),
        ("substr(-4)", (Call("substr", ("-4",)),), "substr(-4)"),
        ('const("it\'s")', (Call("const", ("it's",)),), 'const("it\'s")'),
        ("const('it''s \"x\"')", (Call("const", ('it\'s "x"',)),), "const('it''s \"x\"')"),
        (
            r"regex_extract('(\d+)', 1)",
            (Call("regex_extract", (r"(\d+)", "1")),),
            r"regex_extract('(\d+)', 1)",
        ),
        (
            "datetime(iso, Asia/Kolkata)",
            (Call("datetime", ("iso", "Asia/Kolkata")),),
            "datetime(iso, Asia/Kolkata)",
        ),
        ("const(कमीज)", (Call("const", ("कमीज",)),), "const(कमीज)"),
        ("const('🧾')", (Call("const", ("🧾",)),), "const(🧾)"),
    ],
)
def test_a_text_and_its_canonical_spelling(text: str, result: tuple[Call, ...], spelt: str) -> None:
    """Given a transformation, when it is read and spelt, then it is these operations in the one right spelling."""
    assert parse(text) == result
    assert spell(result) == spelt
    assert parse(spell(result)) == result


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("Trim", 1, "the name of an operation in small letters"),
        ("trim |", 7, "the name of an operation in small letters"),
        ("| trim", 1, "the name of an operation in small letters"),
        ("trim upper", 6, '"|" or the end'),
        ("trim)", 5, '"|" or the end'),
        ("e164(IN", 8, '"," or ")"'),
        ("e164(IN US)", 9, '"," or ")"'),
        ("e164(IN,)", 9, "a word, a number, a quoted text or a map"),
        ("const('abc", 11, "a closing '"),
        ("const('a\x00b')", 7, "text without control characters"),
        ("map({a b})", 8, '":" after the key'),
        ("map({a: })", 9, "a value"),
        ("map({a: b c})", 11, '"," or "}"'),
        ("map({a: b, a: c})", 13, "a key other than a, which the map has already"),
        ("map({a: {b: c}})", 9, "a value"),
        ("a|" * 20 + "a", 41, "at most 20 operations"),
    ],
)
def test_what_is_wrong_is_named_with_its_position(text: str, position: int, expected: str) -> None:
    """Given a broken text, when it is read, then the refusal says where and what was expected there."""
    with pytest.raises(BadInput) as refused:
        parse(text, path=("rows", "3", "transformation"))
    assert refused.value.path == ("rows", "3", "transformation")
    assert refused.value.params == {"position": position, "expected": expected}
    assert refused.value.message.startswith(f"Position {position}: expected {expected}, found ")
    refused.value.message.encode()


@pytest.mark.parametrize("text", ["a" * 501, "c(" + ",".join("a" * 21) + ")"])
def test_too_much_is_refused(text: str) -> None:
    """Given a text beyond the limits, when it is read, then it is refused."""
    with pytest.raises(BadInput):
        parse(text)


@given(st.lists(calls, max_size=4).map(tuple))
def test_what_is_spelt_reads_the_same(written: tuple[Call, ...]) -> None:
    """Given any operations, when they are spelt and read, then they are the same, and so is their second spelling."""
    text = spell(written)
    if len(text) <= 500:
        assert parse(text) == written
        assert spell(parse(text)) == text


@given(st.text(st.characters(codec=None), max_size=80) | st.text("ab|(){}:,'\" ", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Given any text at all, when it is read, then it is operations or a refusal, never another error."""
    try:
        found = parse(text)
    except BadInput:
        return
    assert parse(spell(found)) == found


def test_a_map_is_not_a_word() -> None:
    """Given a word and a map with the same text, when they are spelt, then they differ."""
    word: Argument = "a"
    assert spell((Call("f", (word,)),)) != spell((Call("f", ((("a", "a"),),)),))
