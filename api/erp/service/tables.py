"""A look at what the source holds."""

from uuid import UUID

from api.erp.ports import source_reader
from api.erp.service.connections import the_source
from api.erp.service.mappings import unreachable
from api.erp.types import SourceFailed, TableInfo


async def tables_of(program_id: UUID, business_id: UUID, connection_id: UUID) -> list[TableInfo]:
    """Tables and views that the login may read, with their columns, by name; at most 2,000.

    Refuses NOT_FOUND and SOURCE_UNREACHABLE.
    """
    source = await the_source(program_id, business_id, connection_id)
    try:
        return await source_reader().tables(source)
    except SourceFailed as failed:
        raise unreachable(failed) from failed
