"""What the bakery and the bookshop owe each other: a settled month, and redemptions that wait for the next."""

from uuid import UUID

from api import identity, ledger
from api.businesses import Funding, PartnerTerms
from tests.factories.businesses import Tenant
from tests.factories.coalition import Coalition
from tests.factories.ledger import FOREVER


async def share(bakery: Tenant, books: Tenant, members: list[UUID]) -> None:
    """Rates, a pack, invitations, redemptions in both directions, one month closed and invoiced."""
    for terms in (PartnerTerms("Fair play."), PartnerTerms("In advance.", 7_000_000, Funding.PREPAID)):
        address = f"{terms.funding}@partner.example"
        await identity.invite_partner(bakery.owner, bakery.business_id, email=address, terms=terms)
    for issuer in (None, books.business_id):
        rate = ledger.NewRate(12_500_000, issuer_id=issuer, note="Agreed in spring")
        await ledger.set_rate(bakery.owner, bakery.business_id, rate)
    await ledger.buy_pack(books.owner, books.business_id, ledger.NewPack("pack", 7, 2))
    shared = Coalition(bakery, [books])
    for number, member in enumerate(members):
        await ledger.earn(shared.request(bakery, member), 2_000, FOREVER)  # some of them owe points
        await shared.spend(books, bakery, 3 + number, member=member)
        await shared.spend(bakery, books, 9 - number, member=member)
    closed = await shared.close()
    await ledger.mark_invoiced(bakery.owner, bakery.business_id, closed.id)
    for member in members[:2]:
        await shared.spend(books, bakery, 2, member=member)
