"""Bills that another system keeps: stated as they are there now, the books follow by the difference."""

from api.purchases.service.stating.history import EnteredBills
from api.purchases.service.stating.many import enter_bills, settle_bills, state_bills

__all__ = ["EnteredBills", "enter_bills", "settle_bills", "state_bills"]
