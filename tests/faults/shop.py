"""A shop that is only reached through GraphQL, as a till reaches it: it may be gone at any moment."""

import secrets
from collections.abc import Mapping
from typing import Any

import httpx

REGISTER = """
mutation ($input: RegisterBusinessInput!) {
  registerBusiness(input: $input) { tokens { accessToken } errors { code message } }
}"""
CREATE_STORE = """
mutation ($input: CreateStoreInput!) { createStore(input: $input) { store { id } errors { code message } } }"""
ENROL = """
mutation ($input: EnrolCustomerInput!) { enrolCustomer(input: $input) { customer { id } errors { code message } } }"""
RECORD = """
mutation ($input: RecordPurchaseInput!) {
  recordPurchase(input: $input) { purchase { id pointsEarned } isReplay errors { code message } }
}"""
MEMBERS = 12
TIMEOUT_SECONDS = 5.0
Json = dict[str, Any]


class NoAnswerError(Exception):
    """Nobody answered, or the answer was that something broke: the caller does not know whether it was done."""


class Shop:
    """One business with one store and a dozen members."""

    def __init__(self, url: str) -> None:
        self._client = httpx.AsyncClient(base_url=url, timeout=TIMEOUT_SECONDS)
        self.store_id = ""
        self.members: list[str] = []

    async def open(
        self,
        currency: str = "EUR",
        time_zone: str = "Europe/Berlin",
        region: str = "DE",
        per_minor: int = 100,
    ) -> None:
        """Registers the business, its store and its members; one point for so many minor units."""
        registered = await self.ask(
            REGISTER,
            businessName="Harbour Bakery",
            contactName="Ada Baker",
            email=f"{secrets.token_hex(6)}@example.com",
            password=secrets.token_urlsafe(16),
            currency=currency,
            timeZone=time_zone,
            region=region,
            earnRate={"points": 1, "perMinorUnits": per_minor},
        )
        self._client.headers["Authorization"] = f"Bearer {registered['tokens']['accessToken']}"
        store = await self.ask(CREATE_STORE, name="Harbour", code="H1")
        self.store_id = store["store"]["id"]
        for number in range(MEMBERS):
            enrolled = await self.ask(ENROL, phone=f"+4915112345{number:03}", name=f"Member {number}")
            self.members.append(enrolled["customer"]["id"])

    async def record(self, *, key: str, member: str, amount_minor: int) -> tuple[str, int]:
        """Sends one sale; (purchase id, points). Raises NoAnswerError where the outcome is unknown."""
        recorded = await self.ask(
            RECORD,
            idempotencyKey=key,
            storeId=self.store_id,
            customerId=member,
            amount={"minorUnits": amount_minor, "currency": "EUR"},
        )
        return recorded["purchase"]["id"], recorded["purchase"]["pointsEarned"]

    async def ask(self, document: str, **fields: object) -> Json:
        """The payload of a mutation. A refusal is an AssertionError: no fault may look like a business's no."""
        try:
            response = await self._client.post(
                "/graphql", json={"query": document, "variables": {"input": fields}}
            )
        except httpx.TransportError as error:
            raise NoAnswerError(str(error)) from error
        if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise NoAnswerError(f"status {response.status_code}")
        answer: Mapping[str, Any] = response.json()
        if answer.get("errors"):
            raise NoAnswerError(str(answer["errors"]))
        payload: Json = next(iter(answer["data"].values()))
        assert payload["errors"] == [], payload["errors"]
        return payload

    async def query(self, document: str) -> Json:
        """What a query answers."""
        response = await self._client.post("/graphql", json={"query": document})
        answer: Json = response.json()
        assert "errors" not in answer, answer
        data: Json = answer["data"]
        return data

    async def close(self) -> None:
        """Ends its connections."""
        await self._client.aclose()
