"""Rows of the warehouse for the pages and the terminal: the one module of the review that opens DuckDB."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

# The module behind the package `duckdb`, which at its import opens a database of its own and asks for its version: a seventh of `show`.
import _duckdb as duckdb

from models.errors import MethodDriftError, describe_holder

Connection = duckdb.DuckDBPyConnection
"""A connection to the warehouse; the other modules of the review only hand it back to this one."""
WAREHOUSE_FILE = "method_drift.duckdb"
FETCH_SIZE = 2_000
"""Rows fetched at a time: few enough to keep memory flat, enough that the calls cost nothing."""

Record = TypeVar("Record")
Key = TypeVar("Key")


class WarehouseError(MethodDriftError):
    """The warehouse file is missing or does not fit this version; the message says what to run."""


@contextmanager
def open_warehouse(root: Path, *, n_threads: int | None = None) -> Iterator[Connection]:
    """Open the warehouse of a data root for reading; raises WarehouseError when it is missing or does not fit.

    DuckDB takes a thread a core; a few small questions are answered sooner by one.
    """
    path = root / WAREHOUSE_FILE
    if not path.is_file():
        raise WarehouseError(f"{path} does not exist; run `method-drift refresh` (or `method-drift build` when papers are stored already)")
    try:
        config: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": "false"}
        config |= {"threads": n_threads} if n_threads else {}
        with duckdb.connect(str(path), read_only=True, config=config) as con:
            yield con
    except (duckdb.CatalogException, duckdb.BinderException, duckdb.IOException) as error:
        told = describe_holder(path, str(error)) or f"{path} does not fit this version of method-drift; run `method-drift build` ({error})"
        raise WarehouseError(told) from error


def records(con: Connection, make: Callable[..., Record], sql: str, **params: Any) -> Iterator[Record]:
    """Yield one record a row, over a cursor of its own so that several passes can go side by side."""
    cursor = con.cursor()
    try:
        cursor.execute(sql, params)
        names = [column[0] for column in cursor.description or ()]
        while rows := cursor.fetchmany(FETCH_SIZE):
            for row in rows:
                yield make(**dict(zip(names, row, strict=True)))
    finally:
        cursor.close()


def count(con: Connection, sql: str, **params: Any) -> int:
    """Return the one number that a query gives."""
    return next(records(con, lambda n: int(n), sql, **params))


def rows(con: Connection, sql: str, **params: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query as plain tuples, the names of its columns first."""
    cursor = con.cursor()
    try:
        cursor.execute(sql, params)
        yield tuple(column[0] for column in cursor.description or ())
        while found := cursor.fetchmany(FETCH_SIZE):
            yield from found
    finally:
        cursor.close()


def group(found: Iterable[Record], key: Callable[[Record], Key]) -> dict[Key, list[Record]]:
    """Return the records by a key, each list in the order in which they came."""
    groups: defaultdict[Key, list[Record]] = defaultdict(list)
    for record in found:
        groups[key(record)].append(record)
    return dict(groups)
