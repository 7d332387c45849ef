"""Messages in plain words, by kind and language: title and body, a form for one and for more where they differ."""

from collections.abc import Mapping
from typing import TypeAlias

Form: TypeAlias = str | Mapping[str, str]
Words: TypeAlias = tuple[Form, Form]

LANGUAGES = ("en", "de")
"""The first is spoken where another is not known."""

FALLBACK: Mapping[str, Words] = {
    "en": ("There is news for you", "Open the app to read it."),
    "de": ("Es gibt Neues für Sie", "Öffnen Sie die App, um es zu lesen."),
}

WORDS: Mapping[str, Mapping[str, Words]] = {
    "birthday_voucher": {
        "en": ("A birthday present: {what}", "It is on your card until {day:date}."),
        "de": ("Ein Geburtstagsgeschenk: {what}", "Es liegt bis zum {day:date} auf Ihrer Karte."),
    },
    "birthday_points": {
        "en": (
            {"one": "{points} point for a birthday", "other": "{points} points for a birthday"},
            "A present from {shop}.",
        ),
        "de": (
            {"one": "{points} Punkt zum Geburtstag", "other": "{points} Punkte zum Geburtstag"},
            "Ein Geschenk von {shop}.",
        ),
    },
    "points_expiring": {
        "en": (
            {"one": "{points} point expires soon", "other": "{points} points expire soon"},
            "Use them by {day:date}.",
        ),
        "de": (
            {"one": "{points} Punkt verfällt bald", "other": "{points} Punkte verfallen bald"},
            "Nutzen Sie sie bis zum {day:date}.",
        ),
    },
    "points_extended": {
        "en": (
            {"one": "{points} point lives longer", "other": "{points} points live longer"},
            "You can use them until {day:date}. {reason}",
        ),
        "de": (
            {"one": "{points} Punkt gilt länger", "other": "{points} Punkte gelten länger"},
            "Sie können sie bis zum {day:date} nutzen. {reason}",
        ),
    },
    "points_reinstated": {
        "en": (
            {"one": "{points} point is back", "other": "{points} points are back"},
            "They had expired, and are yours again. {reason}",
        ),
        "de": (
            {"one": "{points} Punkt ist zurück", "other": "{points} Punkte sind zurück"},
            "Die Punkte waren verfallen und gehören wieder Ihnen. {reason}",
        ),
    },
}
