"""Tags and status of many, and back."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from api import customers
from api.customers import ManyTagged, MemberStatus
from api.directory.types import BulkKind, BulkOutcome, BulkRunInfo, Item, Result

GONE = "NOT_FOUND"
FULL = "TOO_MANY"
MEANWHILE = "CONFLICT"


def members_of(items: Sequence[Item]) -> list[UUID]:
    """Whom the items are about."""
    return [each.membership_id for each in items if each.membership_id is not None]


async def tag(run: BulkRunInfo, items: Sequence[Item]) -> list[Result]:
    """Puts the run's tag on, or takes it off."""
    tagged = await _turn(run, items, on=run.kind is BulkKind.TAG)
    return [_told(each, tagged, tagged.tag_id) for each in items]


def _told(item: Item, tagged: ManyTagged, tag_id: UUID) -> Result:
    if item.membership_id in tagged.changed:
        return Result(item.nr, BulkOutcome.CHANGED, before=str(tag_id))
    if item.membership_id in tagged.same:
        return Result(item.nr, BulkOutcome.SAME)
    return Result(item.nr, BulkOutcome.REFUSED, FULL if item.membership_id in tagged.full else GONE)


async def untag(run: BulkRunInfo, items: Sequence[Item]) -> list[Result]:
    """Takes the tag from those to whom this run gave it, or gives it back to those from whom it took it."""
    tagged = await _turn(run, items, on=run.kind is not BulkKind.TAG)
    return [
        Result(each.nr, BulkOutcome.UNDONE)
        if each.membership_id in tagged.changed
        else Result(each.nr, BulkOutcome.KEPT, MEANWHILE)
        for each in items
    ]


async def _turn(run: BulkRunInfo, items: Sequence[Item], *, on: bool) -> ManyTagged:
    tenant, members = (run.program_id, run.business_id), members_of(items)
    if on:
        return await customers.tag_many(*tenant, members, str(run.params["tag"]))
    tag_id = UUID(str(run.params.get("tag_id") or items[0].before))
    return await customers.untag_many(*tenant, members, tag_id)


async def set_status(run: BulkRunInfo, items: Sequence[Item]) -> list[Result]:
    """Gives the run's status."""
    status = MemberStatus(str(run.params["status"]))
    before = await customers.set_status_many(run.program_id, run.business_id, members_of(items), status)
    results = []
    for each in items:
        had = before.get(each.membership_id) if each.membership_id else None
        if had is None:
            results.append(Result(each.nr, BulkOutcome.REFUSED, GONE))
        elif had is status:
            results.append(Result(each.nr, BulkOutcome.SAME))
        else:
            results.append(Result(each.nr, BulkOutcome.CHANGED, before=had.value))
    return results


async def reset_status(run: BulkRunInfo, items: Sequence[Item]) -> list[Result]:
    """Gives back the status of before, where the run's still stands."""
    given = MemberStatus(str(run.params["status"]))
    by_status: defaultdict[str, list[Item]] = defaultdict(list)
    for each in items:
        by_status[each.before or ""].append(each)
    results = []
    for before, group in by_status.items():
        had = await customers.set_status_many(
            run.program_id, run.business_id, members_of(group), MemberStatus(before), only_from=given
        )
        for each in group:
            is_ours = each.membership_id is not None and had.get(each.membership_id) is given
            results.append(
                Result(each.nr, BulkOutcome.UNDONE)
                if is_ours
                else Result(each.nr, BulkOutcome.KEPT, MEANWHILE)
            )
    return results
