"""What may be told of a member: each value cleaned, or refused with a sentence and its path."""

import re
from collections.abc import Mapping
from datetime import date

import orjson

from api.businesses import clean_email
from api.core.errors import BadInput
from api.customers.errors import ConsentRequired
from api.customers.rules.birthdays import check_birthday
from api.customers.rules.words import clean_name
from api.customers.types import EnrolDetails, KidChanges, NoteChanges, PersonChanges, ProfileChanges

MAX_PREFERENCES_BYTES = 4096
MAX_PREFERENCES = 50
MAX_KIDS = 20
MAX_TAGS = 30
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


def check_preferences(given: Mapping[str, object]) -> str:
    """Preferences as JSON text. Refuses what is no object, has more than 50 names, or more than 4 kB."""
    if not isinstance(given, Mapping):
        raise BadInput("Preferences are an object of names and values.", path=("preferences",))
    try:
        text = orjson.dumps(dict(given))
    except (TypeError, ValueError) as error:
        raise BadInput("Preferences have a value that cannot be kept.", path=("preferences",)) from error
    if len(given) > MAX_PREFERENCES or len(text) > MAX_PREFERENCES_BYTES or b"\\u0000" in text:
        raise BadInput(
            f"Please keep at most {MAX_PREFERENCES} preferences in {MAX_PREFERENCES_BYTES} bytes.",
            path=("preferences",),
            params={"max_bytes": MAX_PREFERENCES_BYTES},
        )
    return text.decode()


def told_by_anyone(changes: EnrolDetails | ProfileChanges | PersonChanges, today: date) -> dict[str, object]:
    """Columns of name, e-mail and birthday with their new values. Refuses bad ones at their path."""
    columns: dict[str, object] = {}
    if "name" in changes:
        columns["name"] = clean_name(changes["name"])
    if "email" in changes:
        columns["email"] = None if changes["email"] is None else clean_email(changes["email"])
    if "birthday" in changes:
        birthday = changes["birthday"] and check_birthday(changes["birthday"], today)
        columns["birth_month"] = birthday and birthday.month
        columns["birth_day"] = birthday and birthday.day
        columns["birth_year"] = birthday and birthday.year
    return columns


def profile_changes(changes: ProfileChanges, today: date) -> dict[str, object]:
    """Columns of a profile and their new values. Refuses bad ones at their path."""
    columns = told_by_anyone(changes, today)
    if "city" in changes:
        columns["city"] = clean_name(changes["city"], path=("city",))
    if "status" in changes:
        columns["status"] = changes["status"].value
    if "preferences" in changes:
        columns["preferences"] = check_preferences(changes["preferences"])
    return columns


def person_changes(changes: PersonChanges, today: date) -> dict[str, object]:
    """Columns of a person and their new values. Refuses bad ones at their path."""
    columns = told_by_anyone(changes, today)
    if "language" in changes:
        columns["language"] = check_language(changes["language"])
    return columns


def check_language(text: str) -> str:
    """A language as BCP 47 writes it, like en or pt-BR."""
    if not LANGUAGE.fullmatch(text):
        raise BadInput("Please give the language like en or pt-BR.", path=("language",))
    return text


def kid_changes(changes: KidChanges, today: date) -> dict[str, object]:
    """Columns and their new values. Refuses an empty name and days that cannot be."""
    columns: dict[str, object] = {}
    if "first_name" in changes:
        columns["first_name"] = clean_name(changes["first_name"], longest=60, path=("firstName",))
        if not columns["first_name"]:
            raise BadInput("Please give the child's first name.", path=("firstName",))
    if "birthday" in changes:
        birthday = check_birthday(changes["birthday"], today)
        columns |= {"birth_month": birthday.month, "birth_day": birthday.day, "birth_year": birthday.year}
    return columns


def check_guardian(has_agreed: bool) -> None:
    """Refuses with CONSENT_REQUIRED where the guardian has not agreed."""
    if not has_agreed:
        raise ConsentRequired(
            "A child is kept only when its parent or guardian agrees.", path=("guardianConsent",)
        )


def check_kid_count(count: int) -> None:
    """Refuses more than 20 children on a card."""
    if count >= MAX_KIDS:
        raise BadInput(f"A card carries at most {MAX_KIDS} children.", params={"max": MAX_KIDS})


def note_changes(changes: NoteChanges) -> dict[str, object]:
    """Columns and their new values; line breaks in the text stay."""
    columns: dict[str, object] = {}
    if "text" in changes:
        text = "\n".join(
            clean_name(line, longest=2000, path=("text",)) for line in changes["text"].splitlines()
        )
        if not text.strip() or len(text) > 2000:
            raise BadInput(
                "A note has 1 to 2,000 characters.", path=("text",), params={"max_characters": 2000}
            )
        columns["text"] = text.strip()
    if "is_pinned" in changes:
        columns["is_pinned"] = changes["is_pinned"]
    return columns


def tag_name(text: str) -> str:
    """A tag's name of 1 to 40 characters."""
    name = clean_name(text, longest=40, path=("name",))
    if not name:
        raise BadInput("Please give the tag a name.", path=("name",))
    return name
