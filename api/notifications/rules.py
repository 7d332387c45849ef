"""What a message may be, and its text in plain words for those who make none of their own."""

import re
import string
from collections.abc import Iterable, Mapping
from datetime import date

import orjson
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from typing_extensions import override

from api.core.errors import BadInput
from api.notifications.types import NewMessage, Text
from api.notifications.words import FALLBACK, LANGUAGES, WORDS, Words

MAX_KEY = 160
MAX_LINK = 300
MAX_PARAMS_BYTES = 4_000
_KIND = re.compile(r"[a-z][a-z0-9_]{0,59}")


def check(messages: Iterable[NewMessage]) -> None:
    """Refuses messages that could not be kept or shown."""
    for message in messages:
        if not _KIND.fullmatch(message.kind):
            raise BadInput(
                "A message's kind is a word of small letters, like points_expiring.", path=("kind",)
            )
        if not 1 <= len(message.key) <= MAX_KEY or "\0" in message.key:
            raise BadInput(f"A message's key has 1 to {MAX_KEY} characters.", path=("key",))
        if message.link and not (message.link.startswith("/") and len(message.link) <= MAX_LINK):
            raise BadInput("A message links to a path of the app.", path=("link",))
        if len(orjson.dumps(dict(message.params))) > MAX_PARAMS_BYTES:
            raise BadInput("A message's values are too long.", path=("params",))


def text_of(kind: str, params: Mapping[str, object], language: str) -> Text:
    """The message in that language where it is spoken here, else in English; an unknown kind is told in general."""
    spoken = _spoken(language)
    known = WORDS.get(kind)
    if known is not None:
        try:
            return _filled(known[spoken], params, spoken)
        except (KeyError, ValueError, TypeError):
            pass
    return _filled(FALLBACK[spoken], {}, spoken)


def _spoken(language: str) -> str:
    try:
        code = Locale.parse(language.replace("-", "_")[:35]).language
    except (UnknownLocaleError, ValueError):
        return LANGUAGES[0]
    return code if code in LANGUAGES else LANGUAGES[0]


def _filled(words: Words, params: Mapping[str, object], language: str) -> Text:
    count = params.get("count", params.get("points"))
    whole = count if isinstance(count, int) else 0
    form = Locale(language).plural_form(whole)
    writer = _Writer(language)
    title, body = (_form(text, form) for text in words)
    return Text(writer.vformat(title, (), params), writer.vformat(body, (), params))


def _form(text: str | Mapping[str, str], form: str) -> str:
    return text if isinstance(text, str) else text.get(form, text["other"])


class _Writer(string.Formatter):
    """Numbers and days as the language writes them: `{points}`, `{day:date}`."""

    def __init__(self, language: str) -> None:
        self._language = language

    @override
    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == "date":
            return format_date(date.fromisoformat(str(value)[:10]), "long", locale=self._language)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return format_decimal(value, locale=self._language)
        return str(value)
