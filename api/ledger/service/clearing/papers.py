"""A statement on paper: PDF in the program's language, and CSV with every redemption."""

import asyncio
import csv
import io
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from typing_extensions import override

from api import businesses
from api.core.money import minor_per_unit
from api.core.paper import language_of, latin
from api.ledger.queries import statement_for
from api.ledger.rules.words import WORDS, Words
from api.ledger.types import Statement, StatementLine

INK, QUIET, LINE = (34, 28, 24), (110, 100, 92), (216, 208, 198)
WIDTHS = (66, 44, 20, 24, 36)
LEAD = ("=", "+", "-", "@", "\t", "\r")
MAX_PRINTED = 400
CSV_HEAD = (
    "section",
    "occurred_at",
    "partner",
    "side",
    "kind",
    "store",
    "card_ends_with",
    "points",
    "rate_micro_minor",
    "amount_minor",
    "currency",
    "transaction",
)


async def statement_csv(program_id: UUID, business_id: UUID, statement_id: UUID) -> str:
    """The statement as CSV with a row for each sum, line, payment and redemption. Refuses as `statement_for` does."""
    found = await statement_for(program_id, business_id, statement_id, with_cleared=True)
    return await asyncio.to_thread(_csv, found)


async def statement_pdf(program_id: UUID, business_id: UUID, statement_id: UUID) -> bytes:
    """The statement as PDF, German in German-speaking countries, else English. Refuses as `statement_for` does."""
    found = await statement_for(program_id, business_id, statement_id, with_cleared=True)
    program = await businesses.rules_for(program_id)
    return await asyncio.to_thread(_pdf, found, language_of(program.region))


def _csv(found: Statement) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_HEAD)
    currency = found.period.currency
    for name in ("opening", "owed", "due", "settled", "closing"):
        amount: int = getattr(found, f"{name}_minor")
        writer.writerow([name, "", found.business, "", "", "", "", "", "", amount, currency, ""])
    for section, lines in (("line", found.lines), ("payment", found.payments)):
        for each in lines:
            row = [
                section,
                "",
                each.partner,
                each.side,
                each.kind,
                "",
                "",
                each.points,
                "",
                each.amount_minor,
            ]
            writer.writerow([*map(_cell, row), currency, ""])
    for one in found.cleared:
        side = "gets" if one.amount_minor >= 0 else "owes"
        moment = one.occurred_at.astimezone(ZoneInfo(found.time_zone)).isoformat()
        row = ["redemption", moment, one.partner, side, one.kind, one.store, one.card_ends_with]
        amounts = [one.points, one.micro_minor, one.amount_minor, currency, one.tx_id]
        writer.writerow([*map(_cell, row), *amounts])
    return out.getvalue()


def _cell(value: object) -> object:
    """A text that a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(LEAD) else value


class _Paper(FPDF):
    """An A4 page with the program's name above and the page's number below."""

    def __init__(self, found: Statement, words: Words, language: str) -> None:
        super().__init__(format="A4")
        self.found, self.words, self.language = found, words, language
        self.set_margins(20, 20)
        self.set_auto_page_break(auto=True, margin=22)
        self.set_title(f"{words.statement} {found.period.number}")
        self.set_creator("Regulars")
        self.set_creation_date(found.period.ends_at)  # the same statement is the same file
        self.add_page()

    @override
    def header(self) -> None:
        """The program on the left, the word on the right."""
        self.set_text_color(*QUIET)
        self.set_font("helvetica", size=9)
        self.cell(85, 6, latin(self.found.program))
        self.cell(0, 6, latin(self.words.statement), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_draw_color(*LINE)
        self.line(20, self.get_y() + 1, 190, self.get_y() + 1)
        self.ln(8)

    @override
    def footer(self) -> None:
        """Page n of N."""
        self.set_y(-16)
        self.set_text_color(*QUIET)
        self.set_font("helvetica", size=8)
        self.cell(0, 6, f"{self.page_no()} / {{nb}}", align="R")

    def money(self, minor: int) -> str:
        """An amount with its currency's code, as the language writes it."""
        currency = self.found.period.currency
        amount = Decimal(minor) / minor_per_unit(currency)
        return latin(
            format_currency(amount, currency, format="#,##0.00 ¤¤;-#,##0.00 ¤¤", locale=self.language)
        )

    def number(self, value: int) -> str:
        """A count as the language writes it."""
        return latin(format_decimal(value, locale=self.language))

    def title_block(self) -> None:
        """Whose statement it is, and of which days."""
        period, zone = self.found.period, ZoneInfo(self.found.time_zone)
        days = (period.starts_at.astimezone(zone).date(), period.ends_at.astimezone(zone).date())
        self.set_text_color(*INK)
        self.set_font("times", "B", 24)
        self.multi_cell(0, 11, latin(self.found.business), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font("helvetica", size=11)
        self.set_text_color(*QUIET)
        first, last = (format_date(day, format="long", locale=self.language) for day in days)
        text = self.words.span.format(number=period.number, first=first, last=last)
        self.cell(0, 8, latin(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(6)

    def sums(self) -> None:
        """Opening to closing, the closing in bold."""
        found, words = self.found, self.words
        rows = (
            (words.opening, found.opening_minor),
            (words.due, found.due_minor),
            (words.owed, -found.owed_minor),
            (words.settled, found.settled_minor),
        )
        self.set_text_color(*INK)
        for label, minor in rows:
            self._sum(label, minor, "")
        self.line(20, self.get_y() + 1, 190, self.get_y() + 1)
        self.ln(2)
        self._sum(words.closing, found.closing_minor, "B")
        self.ln(8)

    def _sum(self, label: str, minor: int, style: str) -> None:
        self.set_font("helvetica", style, 11)
        self.cell(120, 8, latin(label))
        self.cell(0, 8, self.money(minor), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def heading(self, text: str) -> None:
        """A section's title."""
        self.set_font("times", "B", 15)
        self.set_text_color(*INK)
        self.cell(0, 10, latin(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def row(self, cells: tuple[str, ...], *, is_head: bool = False) -> None:
        """A row of the table of lines; numbers stand on the right."""
        self.set_font("helvetica", "B" if is_head else "", 9)
        self.set_text_color(*(QUIET if is_head else INK))
        for at, (text, width) in enumerate(zip(cells, WIDTHS, strict=True)):
            last = at == len(WIDTHS) - 1
            self.cell(
                0 if last else width,
                7,
                self._fitting(text, width),
                border="B",
                align="R" if at > 1 else "L",
                new_x=XPos.LMARGIN if last else XPos.RIGHT,
                new_y=YPos.NEXT if last else YPos.TOP,
            )

    def _fitting(self, text: str, width: float) -> str:
        shown = latin(text)
        while self.get_string_width(shown) > width - 2 and len(shown) > 1:
            shown = shown[:-2] + "."
        return shown

    def lines(self) -> None:
        """With whom, why, how often, how many points, how much."""
        words = self.words
        self.heading(words.lines)
        self.row((words.partner, words.reason, words.times, words.points, words.amount), is_head=True)
        for each in self.found.lines:
            reason = words.kinds[f"{each.side}.{each.kind}"]
            self.row(
                (
                    each.partner,
                    reason,
                    self.number(each.postings),
                    self.number(each.points),
                    self.money(each.amount_minor),
                )
            )
        self.ln(8)

    def payments(self) -> None:
        """What is paid to whom, and what came."""
        self.heading(self.words.payments)
        self.set_font("helvetica", size=11)
        for each in self.found.payments:
            self._sum(self._payment(each), each.amount_minor, "")
        if not self.found.payments:
            self.cell(0, 8, latin(self.words.nothing), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(8)

    def _payment(self, each: StatementLine) -> str:
        words = self.words
        said = words.pays_you if each.side == "gets" else words.you_pay
        return said.format(partner=each.partner) + (f" ({words.done})" if each.kind == "paid" else "")

    def redemptions(self) -> None:
        """The first few hundred redemptions; all of them are in the CSV."""
        words, zone = self.words, ZoneInfo(self.found.time_zone)
        if not self.found.cleared:
            return
        self.heading(words.redemptions)
        self.row((words.partner, words.moment, words.card, words.points, words.amount), is_head=True)
        for each in self.found.cleared[:MAX_PRINTED]:
            moment = each.occurred_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
            card = f"...{each.card_ends_with}" if each.card_ends_with else ""
            self.row((each.partner, moment, card, self.number(each.points), self.money(each.amount_minor)))
        if len(self.found.cleared) > MAX_PRINTED:
            left = words.more.format(count=self.number(len(self.found.cleared) - MAX_PRINTED))
            self.cell(0, 8, latin(left), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _pdf(found: Statement, language: str) -> bytes:
    paper = _Paper(found, WORDS[language], language)
    paper.title_block()
    paper.sums()
    paper.lines()
    paper.payments()
    paper.redemptions()
    return bytes(paper.output())
