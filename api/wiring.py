"""Which adapter serves which port: the only place where adapters are chosen."""

from api import customers as people
from api import (
    directory,
    gifts,
    households,
    ledger,
    notifications,
    promotions,
    purchases,
    reviews,
    rewards,
    stamps,
    tiers,
    wallet,
)
from api.core.settings import Settings
from api.customers import ports as customers
from api.erp import ports as erp
from api.identity import ports as identity
from api.integrations.dev_inbox import DevInbox
from api.integrations.no_carrier import NoCarrier
from api.integrations.sms_gateway import SmsGateway


def wire(settings: Settings) -> None:
    """Fills every port; called once at the start of API, worker, command and tests."""
    customers.use_code_sender(_code_sender(settings))
    # in the order in which all lock: bill, profile, household, account, activity and tier, stamp card, voucher.
    # An erasure goes the other way: gifts come back and vouchers give their points before points are given up.
    customers.use_people_parts(
        purchases.PEOPLE_PART,
        people.PEOPLE_PART,
        households.PEOPLE_PART,
        ledger.PEOPLE_PART,
        tiers.PEOPLE_PART,
        gifts.PEOPLE_PART,
        stamps.PEOPLE_PART,
        rewards.PEOPLE_PART,
        promotions.PEOPLE_PART,
        reviews.PEOPLE_PART,
        notifications.PEOPLE_PART,
        wallet.PEOPLE_PART,
        directory.PEOPLE_PART,
    )
    identity.use_invitation_sender(DevInbox() if settings.is_local else identity.Nobody())
    erp.use_source_reader_from(lambda: _source_reader(settings))


def _code_sender(settings: Settings) -> customers.CodeSender:
    if settings.sms_gateway_url:
        return SmsGateway(settings)
    return DevInbox() if settings.is_local else NoCarrier()


def _source_reader(settings: Settings) -> erp.SourceReader:
    # with four drivers behind it: a process that reads no shop's system does without
    from api.integrations.sql_erp import SqlSources  # noqa: PLC0415

    return SqlSources(files_under=settings.erp_files_folder, files_anywhere=settings.is_local)
