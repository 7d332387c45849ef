"""What messages with codes say, in each language and for each purpose."""

import pytest

from api.customers.types import CodeChannel, CodeMessage, CodePurpose
from api.integrations.code_words import WORDS, text_of

pytestmark = pytest.mark.unit

# of the GSM alphabet as far as these languages write with it
GSM = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-ÄÖÜäöüß")


def said(purpose: CodePurpose, language: str) -> str:
    """A message's text."""
    return text_of(CodeMessage("+919822041763", "407915", CodeChannel.SMS, language, 10, purpose))


@pytest.mark.parametrize(
    ("purpose", "language", "text"),
    [
        (
            CodePurpose.SIGN_IN,
            "en-IN",
            "407915 is your Regulars code to sign in. It is good for 10 minutes. Never tell it to anyone.",
        ),
        (
            CodePurpose.NEW_PHONE,
            "fr",
            (
                "407915 is your Regulars code to change the number of your cards to this one. "
                "It is good for 10 minutes. Never tell it to anyone."
            ),
        ),
        (
            CodePurpose.OLD_PHONE,
            "de_AT",
            (
                "407915 ist Ihr Regulars-Code, um Ihre Karten auf eine andere Nummer zu ändern. "
                "Er gilt 10 Minuten. Geben Sie ihn niemandem weiter."
            ),
        ),
    ],
)
def test_a_message_says_what_its_code_is_for(purpose: CodePurpose, language: str, text: str) -> None:
    """Given a purpose and a language, then the text names both numbers of the change apart; English where in doubt."""
    assert said(purpose, language) == text


@pytest.mark.parametrize("language", list(WORDS))
@pytest.mark.parametrize("purpose", list(CodePurpose))
def test_every_message_is_one_sms(purpose: CodePurpose, language: str) -> None:
    """Given any language and purpose, then there are words, and they fit into 160 letters of the GSM alphabet."""
    text = said(purpose, language)
    assert len(text) <= 160
    assert set(text) <= GSM
