"""The T-SQL of readers in SQLite's words. Texts and quoted names are told apart first, so that neither is mangled."""

import re
from collections.abc import Iterator

TOKEN = re.compile(r"N?'(?:[^']|'')*'|\[(?:[^\]]|\]\])*\]|\"(?:[^\"]|\"\")*\"|[^'\"\[N]+|.", re.DOTALL)
SILENT = re.compile(
    r"\s*(SET|USE|DECLARE|PRINT|BEGIN\s+TRAN|COMMIT|ROLLBACK|IF\s+@@TRANCOUNT)\b", re.IGNORECASE
)
TOP = re.compile(r"\s*SELECT\s+TOP\s*\(?\s*(\d+|@\w+)\s*\)?\s", re.IGNORECASE)
VERSION = "Microsoft SQL Server 2019 (RTM) - 15.0.2000.5 (X64) Copyright (C) 2019 Microsoft Corporation"

WORDS = (
    (r"@@VERSION", f"'{VERSION}'"),
    (r"@@SPID", "51"),
    (r"@@TRANCOUNT", "0"),
    (r"\bISNULL\s*\(", "ifnull("),
    (r"\bLEN\s*\(", "length("),
    (r"\bMIN_ACTIVE_ROWVERSION\s*\(\s*\)", "tds_version((SELECT COALESCE(held, value + 1) FROM __versions))"),
    (r"\bCHANGE_TRACKING_CURRENT_VERSION\s*\(\s*\)", "(SELECT value FROM __tracking)"),
    (r"\bCHANGE_TRACKING_MIN_VALID_VERSION\s*\(", "tds_oldest((SELECT oldest FROM __tracking), "),
    (r"\bdbo\s*\.\s*", ""),
    (r"\bWITH\s*\(\s*NOLOCK\s*\)", ""),
)
MOMENTS = re.compile(
    r"\bCAST\s*\(((?:[^()]|\([^()]*\))*?)\s+AS\s+(DATETIME2|DATETIMEOFFSET|DATETIME|DATE)(\(\d\))?\)",
    re.IGNORECASE,
)
CHANGES = re.compile(r'\bCHANGETABLE\s*\(\s*CHANGES\s+"((?:[^"]|"")*)"\s*,\s*(-?\d+)\s*\)', re.IGNORECASE)
PAGE = re.compile(r"\bOFFSET\s+(\S+)\s+ROWS?\s+FETCH\s+NEXT\s+(\S+)\s+ROWS?\s+ONLY", re.IGNORECASE)


def statements(batch: str) -> list[str]:
    """The statements of a batch."""
    found, current = [], ""
    for token in TOKEN.findall(batch):
        pieces = token.split(";") if token[0] not in "'[\"" and token[:2] != "N'" else [token]
        for place, piece in enumerate(pieces):
            if place:
                found.append(current)
                current = ""
            current += piece
    return [statement for statement in (*found, current) if statement.strip()]


def is_silent(statement: str) -> bool:
    """True for what only sets the session up: it is granted and not carried out."""
    return SILENT.match(statement) is not None


def translated(statement: str) -> str:
    """A SELECT as SQLite understands it."""
    kept: list[str] = []
    text = "".join(_parts(statement, kept))
    if found := TOP.match(text):
        text = f"SELECT {text[found.end() :].rstrip()} LIMIT {found[1]}"
    for pattern, instead in WORDS:
        text = re.sub(pattern, instead, text, flags=re.IGNORECASE)
    text = PAGE.sub(r"LIMIT \2 OFFSET \1", text)
    text = MOMENTS.sub(lambda cast: f"tds_cast({cast[1]}, '{cast[2].lower()}')", text)
    text = re.sub("\x00(\\d+)\x00", lambda place: kept[int(place[1])], text)
    text = text.replace('"dbo".', "")
    return CHANGES.sub(_changes, text)


def _parts(statement: str, kept: list[str]) -> Iterator[str]:
    """The statement with its texts and names put aside, and numbers in their places."""
    for token in TOKEN.findall(statement):
        if token[0] == "[":
            name = token[1:-1].replace("]]", "]").replace('"', '""')
            kept.append(f'"{name}"')
        elif token[0] in "'\"":
            kept.append(token)
        elif token[:2] == "N'":
            kept.append(token[1:])
        else:
            yield token
            continue
        yield f"\x00{len(kept) - 1}\x00"


def _changes(found: re.Match[str]) -> str:
    return f'(SELECT *, version AS SYS_CHANGE_VERSION FROM "__changes_{found[1]}" WHERE version > {found[2]})'
