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
    "gift_arrived": {
        "en": ({"one": "{points} point from {name}", "other": "{points} points from {name}"}, "{text}"),
        "de": ({"one": "{points} Punkt von {name}", "other": "{points} Punkte von {name}"}, "{text}"),
    },
    "gift_returned": {
        "en": ("Your gift came back", "Nobody came for the {points} points for {name}."),
        "de": ("Ihr Geschenk kam zurück", "Niemand hat die {points} Punkte für {name} abgeholt."),
    },
    "household_invited": {
        "en": ("{name} invites you to a household", "Spend your points together, or say no."),
        "de": ("{name} lädt Sie in einen Haushalt ein", "Punkte gemeinsam ausgeben, oder ablehnen."),
    },
    "household_limit": {
        "en": ("{name} has used up a limit", "{points} points of the household were spent."),
        "de": ("{name} hat eine Grenze erreicht", "{points} Punkte des Haushalts wurden ausgegeben."),
    },
    "phone_changed": {
        "en": (
            "Your number was changed",
            "Your cards are found by {phone} now. Was it not you? Ask in the shop with your card.",
        ),
        "de": (
            "Ihre Nummer wurde geändert",
            "Ihre Karten stehen jetzt unter {phone}. Waren Sie das nicht? Fragen Sie im Laden, mit Ihrer Karte.",
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
