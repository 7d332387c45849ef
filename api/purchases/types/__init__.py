"""Values of sales that may cross the border of the domain."""

from api.purchases.types.bills import (
    EarnStep,
    LineInfo,
    LineInput,
    PurchaseInfo,
    PurchaseStatus,
    RecordedPurchase,
    RecordedReturn,
    RecordPurchase,
    ReturnInfo,
    ReturnKind,
    ReturnPurchase,
)
from api.purchases.types.by_hand import HandPosting, PendingChoice
from api.purchases.types.earn_rules import BirthdaySpan, EarnConditions, EarnRuleInfo, EarnRuleKind
from api.purchases.types.imports import ImportProgress, ImportReport
from api.purchases.types.previews import PreviewPurchase, PurchasePreview
from api.purchases.types.stated import StatedBill, StatedChange, StatedOutcome

__all__ = [
    "BirthdaySpan",
    "EarnConditions",
    "EarnRuleInfo",
    "EarnRuleKind",
    "EarnStep",
    "HandPosting",
    "ImportProgress",
    "ImportReport",
    "LineInfo",
    "LineInput",
    "PendingChoice",
    "PreviewPurchase",
    "PurchaseInfo",
    "PurchasePreview",
    "PurchaseStatus",
    "RecordPurchase",
    "RecordedPurchase",
    "RecordedReturn",
    "ReturnInfo",
    "ReturnKind",
    "ReturnPurchase",
    "StatedBill",
    "StatedChange",
    "StatedOutcome",
]
