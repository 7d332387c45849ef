"""Bills of history in the books, many at once: imported from files and stated by other systems."""

from api.purchases.service.history.bills import Bill, Books
from api.purchases.service.history.counting import count, count_all_noted, count_noted
from api.purchases.service.history.earning import BaseRate, birth_months_of, bought_before
from api.purchases.service.history.statistics import ANALYZE_GROWTH, analyze
from api.purchases.service.history.writing import post, stage, write

__all__ = [
    "ANALYZE_GROWTH",
    "BaseRate",
    "Bill",
    "Books",
    "analyze",
    "birth_months_of",
    "bought_before",
    "count",
    "count_all_noted",
    "count_noted",
    "post",
    "stage",
    "write",
]
