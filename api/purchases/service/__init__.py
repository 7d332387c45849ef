"""Verbs of sales: record, preview, return, void, earn rules, import."""

from api.purchases.service.by_hand import adjust_points, award_points, redeem_points, transfer_points
from api.purchases.service.deciding import decide_awards
from api.purchases.service.earn_rules import NewEarnRule, remove_earn_rule, save_earn_rule
from api.purchases.service.history import ANALYZE_GROWTH, count_all_noted, count_noted
from api.purchases.service.history import analyze as analyze_sales
from api.purchases.service.importing import import_csv
from api.purchases.service.joined import PEOPLE_PART
from api.purchases.service.pending import cancel_points, release_points
from api.purchases.service.preview import preview
from api.purchases.service.record import record
from api.purchases.service.returns import return_purchase, void_purchase
from api.purchases.service.stating import EnteredBills, enter_bills, settle_bills, state_bills

__all__ = [
    "ANALYZE_GROWTH",
    "PEOPLE_PART",
    "EnteredBills",
    "NewEarnRule",
    "adjust_points",
    "analyze_sales",
    "award_points",
    "cancel_points",
    "count_all_noted",
    "count_noted",
    "decide_awards",
    "enter_bills",
    "import_csv",
    "preview",
    "record",
    "redeem_points",
    "release_points",
    "remove_earn_rule",
    "return_purchase",
    "save_earn_rule",
    "settle_bills",
    "state_bills",
    "transfer_points",
    "void_purchase",
]
