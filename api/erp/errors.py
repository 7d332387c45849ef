"""Refusals of the sync."""

from api.core.errors import BadInput, Conflict, Refusal


class SourceUnreachable(Refusal):
    """The source could not be read now; `params` carry the problem."""

    code = "SOURCE_UNREACHABLE"


class MappingInvalid(BadInput):
    """A mapping that cannot work: a field, an operation or an argument that does not exist, or a needed one missing."""

    code = "MAPPING_INVALID"


class DryRunNeeded(Conflict):
    """A mapping is saved only after a dry run of exactly these rows in which not every row was dead."""

    code = "DRY_RUN_NEEDED"


class StreamBusy(Conflict):
    """The stream is in a state in which this cannot be done."""

    code = "STREAM_BUSY"


class ConnectionInUse(Conflict):
    """The connection has bills in the books: it can be paused, not removed."""

    code = "CONNECTION_IN_USE"


class BillUnknown(Refusal):
    """No bill without a customer has this number and PIN, or it is too old to claim."""

    code = "BILL_UNKNOWN"
