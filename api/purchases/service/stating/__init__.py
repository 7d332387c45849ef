"""Bills that another system keeps: stated as they are there now, the books follow by the difference."""

from api.purchases.service.stating.many import state_bills

__all__ = ["state_bills"]
