"""What a message with a one-time code says: what the code is for, how long it is good, that nobody else may have it."""

from collections.abc import Mapping

from api.customers.types import CodeMessage, CodePurpose

# short and without rare letters: one SMS has 160 characters of the GSM alphabet
WORDS: Mapping[str, Mapping[CodePurpose, str]] = {
    "en": {
        CodePurpose.SIGN_IN: "{code} is your Regulars code to sign in.",
        CodePurpose.NEW_PHONE: "{code} is your Regulars code to change the number of your cards to this one.",
        CodePurpose.OLD_PHONE: "{code} is your Regulars code to change the number of your cards to another one.",
    },
    "de": {
        CodePurpose.SIGN_IN: "{code} ist Ihr Regulars-Code zum Anmelden.",
        CodePurpose.NEW_PHONE: "{code} ist Ihr Regulars-Code, um Ihre Karten auf diese Nummer zu ändern.",
        CodePurpose.OLD_PHONE: "{code} ist Ihr Regulars-Code, um Ihre Karten auf eine andere Nummer zu ändern.",
    },
}
REST: Mapping[str, str] = {
    "en": "It is good for {minutes} minutes. Never tell it to anyone.",
    "de": "Er gilt {minutes} Minuten. Geben Sie ihn niemandem weiter.",
}


def text_of(message: CodeMessage) -> str:
    """The message in its language where it is spoken here, else in English."""
    said = message.language[:2].lower()
    language = said if said in WORDS else "en"
    text = f"{WORDS[language][message.purpose]} {REST[language]}"
    return text.format(code=message.code, minutes=message.minutes)
