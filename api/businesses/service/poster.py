"""The poster at the counter: a code that leads to the shop's card, as PDF for one sheet of A4."""

import asyncio
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

import qrcode
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from qrcode.constants import ERROR_CORRECT_Q

from api.businesses.queries import businesses_by_id, rules_for
from api.businesses.types import BusinessInfo
from api.core.errors import NotFound
from api.core.ids import to_global_id
from api.core.paper import language_of, latin
from api.core.settings import get_settings

JOINED = "PublicBusiness"
WIDTH, BAND, CODE, TOP = 210.0, 96.0, 116.0, 116.0
"""Millimetres: the sheet, the coloured band, the code, and where the code begins."""
INK, QUIET, WHITE = (34, 28, 24), (110, 100, 92), (255, 255, 255)
BRIGHT = 0.4
"""Above this luminance a colour carries dark letters."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a poster says in one language."""

    call: str
    why: str
    how: str


WORDS = {
    "en": Words(
        "Be a regular.", "Collect {points} with every visit.", "Point your camera here. No app to install."
    ),
    "de": Words(
        "Werden Sie Stammgast.",
        "Sammeln Sie {points} bei jedem Besuch.",
        "Kamera darauf richten. Ohne App-Store.",
    ),
}


def join_link(business_id: UUID) -> str:
    """Where a customer takes the card of a business."""
    return f"{get_settings().public_url.rstrip('/')}/join/{to_global_id(JOINED, business_id)}"


async def join_poster(business_id: UUID) -> bytes:
    """A sheet of A4 as PDF in the business's colours: its name, why, and a QR code of `join_link`.

    German in German-speaking countries, else English. Refuses an unknown business with NOT_FOUND.
    """
    business = (await businesses_by_id([business_id])).get(business_id)
    if business is None:
        raise NotFound("There is no such business.")
    program = await rules_for(business.program_id)
    words = WORDS[language_of(program.region)]
    return await asyncio.to_thread(_paper, business, words, program.points_name, join_link(business_id))


def _paper(business: BusinessInfo, words: Words, points: str, link: str) -> bytes:
    paper = FPDF(format="A4")
    paper.set_margin(0)
    paper.set_auto_page_break(auto=False)
    paper.set_title(latin(business.brand.name))
    paper.set_creator("Regulars")
    paper.set_creation_date(business.created_at)  # the same poster is the same file
    paper.add_page()
    _band(paper, business, words, points)
    _code(paper, link)
    paper.set_y(TOP + CODE + 12)
    _line(paper, words.how, INK, ("helvetica", "B", 16), 9)
    paper.ln(3)
    _line(paper, link, QUIET, ("helvetica", "", 9), 6)
    return bytes(paper.output())


def _band(paper: FPDF, business: BusinessInfo, words: Words, points: str) -> None:
    """The shop's name and what it is about, on its colour."""
    stock = _rgb(business.brand.stock_color)
    letters = INK if _luminance(stock) > BRIGHT else WHITE
    paper.set_fill_color(*stock)
    paper.rect(0, 0, WIDTH, BAND, style="F")
    paper.set_fill_color(*_rgb(business.brand.foil_color))
    paper.rect(0, BAND, WIDTH, 2.5, style="F")
    paper.set_y(22)
    _line(paper, business.brand.name, letters, ("helvetica", "B", 18), 10)
    paper.ln(6)
    _line(paper, words.call, letters, ("times", "B", 50), 22)
    paper.ln(2)
    _line(paper, words.why.format(points=points), letters, ("helvetica", "", 18), 10)


def _line(
    paper: FPDF, text: str, colour: tuple[int, int, int], font: tuple[str, str, float], height: float
) -> None:
    """A line in the middle, smaller where it would not fit."""
    family, style, size = font
    shown = latin(text)
    paper.set_text_color(*colour)
    paper.set_font(family, style, size)
    wide = paper.get_string_width(shown)
    if wide > WIDTH - 24:
        paper.set_font_size(size * (WIDTH - 24) / wide)
    paper.cell(WIDTH, height, shown, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _code(paper: FPDF, link: str) -> None:
    """The code in runs of modules, as sharp as the printer is; a quarter of it may be dirty."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(link)
    code.make(fit=True)
    rows = code.get_matrix()
    module, left = CODE / len(rows), (WIDTH - CODE) / 2
    paper.set_fill_color(*INK)
    for y, row in enumerate(rows):
        x = 0
        for is_dark, run in groupby(row):
            width = len(list(run))
            if is_dark:
                paper.rect(left + x * module, TOP + y * module, width * module, module, style="F")
            x += width


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance of sRGB (WCAG 2)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (each / 255 for each in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
