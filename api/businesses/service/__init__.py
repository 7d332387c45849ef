"""Verbs that change tenants: each cleans, writes, tells the audit and announces in one transaction."""

from api.businesses.service.businesses import create_business, update_business, upload_logo
from api.businesses.service.partners import (
    answer_partner_invitation,
    invite_partner,
    leave_program,
    must_own,
    read_partner_invitation,
    withdraw_partner_invitation,
)
from api.businesses.service.poster import join_link, join_poster
from api.businesses.service.programs import check_owner, hold_program, update_program, watch_awards
from api.businesses.service.shop_brands import create_shop_brand, update_shop_brand
from api.businesses.service.stores import create_store, update_store

__all__ = [
    "answer_partner_invitation",
    "check_owner",
    "create_business",
    "create_shop_brand",
    "create_store",
    "hold_program",
    "invite_partner",
    "join_link",
    "join_poster",
    "leave_program",
    "must_own",
    "read_partner_invitation",
    "update_business",
    "update_program",
    "update_shop_brand",
    "update_store",
    "upload_logo",
    "watch_awards",
    "withdraw_partner_invitation",
]
