"""Lists of customers as staff ask for them."""

from typing import Any

from tests.graphql.asking import ask

WHOLE = """id number name phone isPhoneVerified email birthday { month day year } city status balance pending visits
  spent { minorUnits currency } lastVisitAt preferences version tags { id name } notes { text authorName isPinned }
  kids { id firstName birthday { month day year } cards { id } } consents { channel isGranted recordedAt }"""
LIST = """query($search: String, $filter: CustomerFilter, $sort: CustomerSort, $first: Int, $after: String) {
  customers(search: $search, filter: $filter, sort: $sort, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id name } } }"""


async def names(token: str, **variables: Any) -> list[str]:
    """Names of the customers listed."""
    return [node["name"] for node in (await ask(LIST, variables, token=token))["customers"]["nodes"]]
