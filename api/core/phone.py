"""Phone numbers in E.164, by libphonenumber."""

import phonenumbers

from api.core.errors import BadInput


class BadPhone(BadInput):
    """Not a phone number that can exist."""

    code = "BAD_PHONE"


def normalise_phone(text: str, region: str | None = None, *, path: tuple[str, ...] = ("phone",)) -> str:
    """`098220 41763` with region IN as `+919822041763`. Refuses numbers that cannot exist with BAD_PHONE."""
    try:
        number = phonenumbers.parse(text[:40], region)
    except phonenumbers.NumberParseException as error:
        raise BadPhone(
            "This is not a phone number. Write it with the country code, like +91 98220 41763.", path=path
        ) from error
    if not phonenumbers.is_possible_number(number) or not phonenumbers.is_valid_number(number):
        raise BadPhone("No such phone number can exist. Please check the digits.", path=path)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask_phone(e164: str) -> str:
    """`+91•••••41763`: enough to recognise, too little to call; for logs and shared screens."""
    return f"{e164[:3]}{'•' * max(len(e164) - 7, 0)}{e164[-4:]}"
