"""Which engine reads which kind of source."""

from api.erp.types import SourceKind
from api.integrations.sql_erp.csv_folder import CsvFolder
from api.integrations.sql_erp.engine import Engine
from api.integrations.sql_erp.mssql import Mssql
from api.integrations.sql_erp.mysql import Mysql
from api.integrations.sql_erp.postgresql import Postgresql
from api.integrations.sql_erp.sqlite import Sqlite

ENGINES: dict[SourceKind, Engine] = {
    SourceKind.MSSQL: Mssql(),
    SourceKind.POSTGRESQL: Postgresql(),
    SourceKind.MYSQL: Mysql(),
    SourceKind.SQLITE: Sqlite(),
    SourceKind.CSV_FOLDER: CsvFolder(),
}


def engine_of(kind: SourceKind) -> Engine:
    """The engine of a kind of source."""
    return ENGINES[kind]
