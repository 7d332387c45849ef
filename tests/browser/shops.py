"""A shop of a test's own: business, store, owner, cashier, customer; made through the public API."""

import itertools
import secrets
from dataclasses import dataclass, replace
from typing import Final

from typing_extensions import override

from tests.browser.offers import Offers
from tests.browser.site import Json, Site

PASSWORD: Final = "correct horse battery"
STORE: Final = "Koregaon Park"
PIN: Final = "4821"

_counted = itertools.count(1)

REGISTER = """mutation($input: RegisterBusinessInput!) {
  registerBusiness(input: $input) { tokens { accessToken } errors { code message } } }"""
LOOK = """mutation($input: UpdateBusinessInput!) {
  updateBusiness(input: $input) { business { id } errors { code message } } }"""
FIRST_STORE = "{ business { stores { id version } } }"
NAME_STORE = """mutation($input: UpdateStoreInput!) {
  updateStore(input: $input) { store { id } errors { code message } } }"""
ENROL = """mutation($input: EnrolCustomerInput!) {
  enrolCustomer(input: $input) { customer { id number } errors { code message } } }"""
SELL = """mutation($input: RecordPurchaseInput!) {
  recordPurchase(input: $input) { purchase { id pointsEarned } errors { code message } } }"""
ROLES = "{ business { roles { id name } } }"
INVITE = (
    """mutation($input: InviteStaffInput!) { inviteStaff(input: $input) { link errors { code message } } }"""
)
ACCEPT = """mutation($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) { tokens { accessToken } errors { code message } } }"""
SET_PIN = """mutation($input: SetTillPinInput!) { setTillPin(input: $input) { errors { code message } } }"""
CUSTOMER = "query($id: ID!) { customer(id: $id) { balance visits } }"
BILLS = """query { purchases(first: 50) { edges { node {
  id status pointsEarned pointsTakenBack amount { minorUnits } returned { minorUnits } customer { id } } } } }"""


@dataclass(frozen=True)
class Staff:
    """A sign-in with e-mail and password."""

    email: str
    password: str = PASSWORD
    name: str = "Meera Kulkarni"


@dataclass(frozen=True)
class Member:
    """A customer with a card."""

    id: str
    phone: str
    name: str

    @property
    def local(self) -> str:
        """The number as it is typed after the country code."""
        return self.phone.removeprefix("+91")


@dataclass(frozen=True)
class Shop(Offers):
    """One business with one store, and the token of its owner."""

    site: Site
    name: str
    token: str
    store_id: str
    owner: Staff
    customer: Member

    @override
    def run(self, document: str, variables: Json | None = None, token: str | None = None) -> Json:
        """An operation as the owner, or with another token; its one payload, without refusals."""
        data = self.site.graphql(document, variables, token or self.token)
        payload: Json = next(iter(data.values()))
        assert not payload.get("errors"), payload["errors"]
        return payload

    def enrol(self, name: str, phone: str | None = None) -> Member:
        """A customer more."""
        number = phone or fresh_phone()
        customer = self.run(ENROL, {"input": {"phone": number, "name": name}})["customer"]
        return Member(customer["id"], number, name)

    def sell(self, minor_units: int, member: Member | None = None) -> Json:
        """A bill; the purchase."""
        buyer = member or self.customer
        purchase: Json = self.run(
            SELL,
            {
                "input": {
                    "storeId": self.store_id,
                    "customerId": buyer.id,
                    "amount": {"minorUnits": minor_units, "currency": "INR"},
                    "idempotencyKey": secrets.token_urlsafe(16),
                }
            },
        )["purchase"]
        return purchase

    def balance(self, member: Member | None = None) -> int:
        """The points of a customer, as the server has them."""
        return int(self.run(CUSTOMER, {"id": (member or self.customer).id})["balance"])

    def bills(self) -> list[Json]:
        """All bills, the newest first."""
        return [edge["node"] for edge in self.run(BILLS)["edges"]]

    def invite(self, role: str = "Cashier") -> tuple[str, str]:
        """An invitation: to whom, and the end of its link."""
        roles = {each["name"]: each["id"] for each in self.run(ROLES)["roles"]}
        email = fresh_email("staff")
        link = self.run(INVITE, {"input": {"email": email, "roleId": roles[role]}})["link"]
        return email, str(link).rsplit("/", 1)[-1]

    def hire(self, name: str = "Ravi Patil", role: str = "Cashier") -> Staff:
        """A colleague with a PIN for the till."""
        email, token = self.invite(role)
        answer = self.run(ACCEPT, {"input": {"token": token, "name": name, "password": PASSWORD}})
        self.run(SET_PIN, {"input": {"pin": PIN}}, answer["tokens"]["accessToken"])
        return Staff(email, PASSWORD, name)


def open_shop(site: Site, name: str = "Saffron Crumb") -> Shop:
    """A fresh business with one customer."""
    shop = open_empty_shop(site, name)
    return replace(shop, customer=shop.enrol("Ananya Deshpande"))


def open_empty_shop(site: Site, name: str) -> Shop:
    """A fresh business that gives one point per ₹10, with one store and nobody who buys there yet."""
    owner = Staff(fresh_email("owner"))
    answer = site.graphql(REGISTER, {"input": _registration(name, owner)})["registerBusiness"]
    assert not answer["errors"], answer["errors"]
    token = str(answer["tokens"]["accessToken"])
    site.graphql(LOOK, {"input": {"motif": "bread", "initials": "SC"}}, token)
    store = site.graphql(FIRST_STORE, None, token)["business"]["stores"][0]
    named = {"storeId": store["id"], "version": store["version"], "name": STORE, "city": "Pune"}
    site.graphql(NAME_STORE, {"input": named}, token)
    return Shop(site, name, token, store["id"], owner, Member("", "", ""))


def fresh_phone() -> str:
    """An Indian mobile number that nobody has yet."""
    return f"+9198{secrets.randbelow(10**8):08d}"


def fresh_email(who: str) -> str:
    """An address that nobody has yet."""
    return f"{who}{next(_counted)}.{secrets.token_hex(3)}@saffron.example"


def _registration(name: str, owner: Staff) -> Json:
    return {
        "businessName": name,
        "contactName": owner.name,
        "email": owner.email,
        "password": owner.password,
        "currency": "INR",
        "timeZone": "Asia/Kolkata",
        "region": "IN",
        "stockColor": "#7a2b12",
        "foilColor": "#f6b65a",
        "earnRate": {"points": 1, "perMinorUnits": 1000},
    }
