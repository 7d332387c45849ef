"""The poster at the counter: its code leads to the card, and the same poster is the same file."""

import re
import zlib

import pytest

from api import businesses
from api.core.errors import NotFound
from api.core.ids import new_id, to_global_id
from tests.factories.businesses import make_business

pytestmark = pytest.mark.integration


def drawn(pdf: bytes) -> bytes:
    """What the pages say to the printer."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"x")


async def test_it_leads_to_the_card_in_the_business_s_colours(rolled_back: None) -> None:
    """Given a business, then its poster names it and its link, draws a code, and is the same file each time."""
    tenant = await make_business()
    link = businesses.join_link(tenant.business_id)
    assert link.endswith(f"/join/{to_global_id('PublicBusiness', tenant.business_id)}")
    poster = await businesses.join_poster(tenant.business_id)
    assert poster == await businesses.join_poster(tenant.business_id)
    page = drawn(poster)
    assert link.encode() in page
    assert b"Be a regular." in page
    assert len(re.findall(rb"\bre\b", page)) > 100


async def test_a_name_in_other_letters_and_of_any_length_is_a_poster_too(rolled_back: None) -> None:
    """Given a long name in letters that the PDF's fonts lack, then the poster is still made."""
    tenant = await make_business(name="ग्रीन लीफ " * 10)
    assert (await businesses.join_poster(tenant.business_id)).startswith(b"%PDF-")


async def test_of_nobody_there_is_none(rolled_back: None) -> None:
    """Given an unknown business, then NOT_FOUND."""
    with pytest.raises(NotFound):
        await businesses.join_poster(new_id())
