"""Signing in: customers by code, staff by password, businesses for the first time; renewing a session."""

from typing import Annotated, Any

import strawberry

from api import customers, identity
from api.core.ids import key_of
from api.graphql.base import Info, PhoneNumber, RateLimit, mutation, public
from api.graphql.identity.inputs import (
    AcceptInvitationInput,
    CodeChannel,
    RefreshSessionInput,
    RegisterBusinessInput,
    RequestSignInCodeInput,
    SignInStaffInput,
    VerifySignInCodeInput,
)
from api.graphql.identity.payloads import RequestSignInCodePayload, SignInPayload, show_sign_in


def device(info: Info, name: str | None) -> identity.Device:
    """Where the caller signs in from."""
    return identity.Device(name or info.context.user_agent[:60], info.context.address)


def _phone(arguments: dict[str, Any]) -> str:
    phone: str = arguments["input"].phone
    return phone.strip()


def _email(arguments: dict[str, Any]) -> str:
    email: str = arguments["input"].email
    return email.strip().lower()


@strawberry.type
class SignInMutations:
    """Verbs for those who are not signed in yet."""

    @mutation(
        public(),
        description="Sends a one-time code to a phone: six digits, ten minutes, five tries.",
        limit=RateLimit("sign-in-code", "30/minute"),
    )
    async def request_sign_in_code(
        self,
        info: Info,
        input: Annotated[RequestSignInCodeInput, strawberry.argument(description="The phone.")],
    ) -> RequestSignInCodePayload:
        """By the port of the customers' domain, which counts per phone and per address."""
        asked = await customers.request_sign_in_code(
            input.phone,
            region=input.region,
            channel=customers.CodeChannel[(input.channel or CodeChannel.SMS).name],
            language=input.language or "en",
            address=info.context.address,
        )
        return RequestSignInCodePayload(
            phone=PhoneNumber(asked.phone),
            retry_after_seconds=asked.retry_after_seconds,
            expires_in_seconds=asked.expires_in_seconds,
        )

    @mutation(
        public(),
        description="Signs a customer in by the code that was sent to their phone.",
        limit=RateLimit("verify-code", "30/minute", subject=_phone, subject_rate="15/minute"),
    )
    async def verify_sign_in_code(
        self,
        info: Info,
        input: Annotated[VerifySignInCodeInput, strawberry.argument(description="The phone and its code.")],
    ) -> SignInPayload:
        """Makes the person where nobody holds the number yet."""
        where = device(info, input.device_name)
        found = await customers.verify_sign_in_code(
            input.phone, input.code, region=input.region, device_name=where.name, address=where.address
        )
        return show_sign_in(info, found.signed_in, is_new=found.is_new)

    @mutation(
        public(),
        description="Signs up a business with its program, a first store and its owner, and signs the owner in.",
        limit=RateLimit("register", "10/minute"),
    )
    async def register_business(
        self,
        info: Info,
        input: Annotated[RegisterBusinessInput, strawberry.argument(description="The business.")],
    ) -> SignInPayload:
        """All of it or nothing."""
        opened = await identity.register_business(
            business_name=input.business_name,
            owner=identity.NewStaff(input.email, input.contact_name, input.password),
            currency=input.currency,
            time_zone=input.time_zone,
            region=input.region,
            device=device(info, input.device_name),
            earn_rate=None if input.earn_rate is None else input.earn_rate.value(),
            stock_color=input.stock_color,
            foil_color=input.foil_color,
        )
        return show_sign_in(info, opened, is_new=True)

    @mutation(
        public(),
        description="Signs staff in by e-mail and password.",
        limit=RateLimit("sign-in-staff", "30/minute", subject=_email, subject_rate="10/15 minutes"),
    )
    async def sign_in_staff(
        self,
        info: Info,
        input: Annotated[SignInStaffInput, strawberry.argument(description="The credentials.")],
    ) -> SignInPayload:
        """Unknown e-mails and wrong passwords get the same answer at the same speed."""
        business = input.business_id
        opened = await identity.sign_in_staff(
            input.email,
            input.password,
            device(info, input.device_name),
            business_id=None if business is None else key_of(business, "Business", path=("businessId",)),
        )
        return show_sign_in(info, opened)

    @mutation(
        public(),
        description="New tokens for a refresh token, which is used up. One that comes a second time ends its session.",
        limit=RateLimit("refresh", "60/minute"),
    )
    async def refresh_session(
        self,
        info: Info,
        input: Annotated[RefreshSessionInput, strawberry.argument(description="The refresh token.")],
    ) -> SignInPayload:
        """Send it without an Authorization header: the access token may be too old."""
        return show_sign_in(info, await identity.refresh(input.refresh_token))

    @mutation(
        public(),
        description="Accepts an invitation to a business's staff, and signs in.",
        limit=RateLimit("accept-invitation", "20/minute"),
    )
    async def accept_invitation(
        self,
        info: Info,
        input: Annotated[AcceptInvitationInput, strawberry.argument(description="The invitation.")],
    ) -> SignInPayload:
        """Somebody new chooses a password; somebody known gives theirs."""
        opened = await identity.accept_invitation(
            input.token,
            name=input.name,
            password=input.password,
            device=device(info, input.device_name),
        )
        return show_sign_in(info, opened)
