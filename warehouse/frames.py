"""The built warehouse in an analyst's hands: a read-only connection, and every relation as a pandas frame."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import duckdb
import pandas as pd

from models.schema import RELATIONS
from warehouse.files import DATABASE_NAME
from warehouse.query import open_warehouse


class Frames:
    """A warehouse that is open for reading: `.methods()`, `.head_to_head(topic="…")` and all other relations are frames.

    It keeps the warehouse as it was when it was opened; a refresh is not blocked by it.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        """For SQL of one's own."""

    def sql(self, query: str) -> pd.DataFrame:
        """Return the answer to a query."""
        return self.connection.execute(query).df()

    def __getattr__(self, name: str) -> Callable[..., pd.DataFrame]:
        """Return the function that gives the relation of this name, of all topics or of one."""
        if name not in RELATIONS:
            raise AttributeError(f"no relation {name!r}; there are: {', '.join(RELATIONS)}")

        def relation(topic: str | None = None) -> pd.DataFrame:
            where = "" if topic is None else " WHERE topic = $1"
            return self.connection.execute(f"FROM {name}{where}", [] if topic is None else [topic]).df()

        return relation

    def __dir__(self) -> list[str]:
        """Return what there is, relations among it."""
        return sorted({*super().__dir__(), *RELATIONS})

    def __enter__(self) -> "Frames":
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connection."""
        self.connection.close()


def open_frames(path: Path | str) -> Frames:
    """Return the warehouse of a data root, or of the DuckDB file itself; raises QueryError when it is not built."""
    path = Path(path)
    return Frames(open_warehouse(path.parent if path.name == DATABASE_NAME else path))
