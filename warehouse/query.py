"""Read-only SQL on the built warehouse, and its answer as table, CSV, JSON or Parquet."""

import datetime as dt
import io
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from models.errors import MethodDriftError, describe_holder
from models.schema import RELATIONS
from warehouse.files import DATABASE_NAME

OutputFormat = Literal["table", "csv", "json", "parquet"]

_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
# The file is opened read-only; these keep a query from reading or writing any other file, and from lifting the ban.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": False, "lock_configuration": True}


class QueryError(MethodDriftError):
    """The question cannot be answered; the message says why and what would help."""


def open_warehouse(root: Path) -> duckdb.DuckDBPyConnection:
    """Return a read-only connection to the built warehouse, shut off from all other files.

    Raises QueryError when it is not built yet.
    """
    path = root / DATABASE_NAME
    if not path.exists():
        raise QueryError(f"{path} does not exist: run `method-drift refresh` or `method-drift build` first")
    try:
        return duckdb.connect(str(path), read_only=True, config=_CONFIG)
    except duckdb.Error as error:
        told = describe_holder(path, str(error)) or f"{path} cannot be opened ({error}): run `method-drift build`"
        raise QueryError(told) from error


def run_query(root: Path, sql: str) -> pa.Table:
    """Return the answer of one SELECT; raises QueryError for anything that writes, attaches or reaches out, and for wrong SQL."""
    check_reading(sql)
    with open_warehouse(root) as connection:
        try:
            return connection.execute(sql).to_arrow_table()
        except duckdb.Error as error:
            raise QueryError(str(error)) from error


def export_relation(root: Path, view: str, topic: str | None, output_format: OutputFormat, stream: IO[bytes]) -> None:
    """Write a relation of the data dictionary, of one topic or of all, to a binary stream; raises QueryError for an unknown one."""
    if view not in RELATIONS:
        raise QueryError(f"{view!r} is no relation; there are: {', '.join(RELATIONS)}")
    with open_warehouse(root) as connection:
        where = "" if topic is None else " WHERE topic = $1"
        table = connection.execute(f"FROM {view}{where}", [] if topic is None else [topic]).to_arrow_table()
    write_answer(table, output_format, stream)


def check_reading(sql: str) -> None:
    """Raise QueryError unless the text is exactly one statement that reads."""
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    if not statements:
        raise QueryError("there is no SQL to answer; ask for example FROM most_superseded LIMIT 10")
    if len(statements) != 1:
        raise QueryError(f"one statement at a time, please: this is {len(statements)}")
    kind = statements[0].type
    if kind not in _READING:
        raise QueryError(f"the warehouse is read-only: {kind.name} is refused; ask with SELECT, FROM, WITH, DESCRIBE or SUMMARIZE")


def write_answer(table: pa.Table, output_format: OutputFormat, stream: IO[bytes]) -> None:
    """Write the answer to a binary stream: csv with a header, json as one array of objects, parquet, or a text table."""
    if output_format == "csv":
        csv.write_csv(_writable(_flat(table), csv.write_csv), stream)
    elif output_format == "parquet":
        pq.write_table(_writable(table, pq.write_table), stream)
    elif output_format == "json":
        rows = [{name: _finite(value) for name, value in row.items()} for row in table.to_pylist()]
        stream.write((json.dumps(rows, default=_to_json, ensure_ascii=False, indent=1) + "\n").encode())
    else:
        stream.write((_to_text(table) + "\n").encode())


def _finite(value: Any) -> Any:
    """Return null for what JSON has no number for."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _to_json(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _writable(table: pa.Table, write: Callable[[pa.Table, IO[bytes]], object]) -> pa.Table:
    """Return the table with the columns that the form has no place for (an INTERVAL) as the text DuckDB prints."""
    for i, field in enumerate(table.schema):
        try:
            write(table.select([i]).slice(0, 1), io.BytesIO())
        except (pa.ArrowNotImplementedError, pa.ArrowInvalid, pa.ArrowTypeError):
            table = table.set_column(i, field.name, _as_text(table.select([i])))
    return table


def _as_text(table: pa.Table) -> "pa.ChunkedArray[Any]":
    with duckdb.connect() as connection:
        return connection.from_arrow(table.rename_columns(["value"])).project("value::VARCHAR").to_arrow_table().column(0)


def _flat(table: pa.Table) -> pa.Table:
    """Return the table with lists and structs as JSON text: CSV has no cells inside cells."""
    for i, field in enumerate(table.schema):
        if pa.types.is_nested(field.type):
            texts = [None if v is None else json.dumps(v, default=_to_json, ensure_ascii=False) for v in table.column(i).to_pylist()]
            table = table.set_column(i, field.name, pa.array(texts, pa.string()))
    return table


def _to_text(table: pa.Table) -> str:
    rows = [[_to_cell(value) for value in row.values()] for row in _flat(table).to_pylist()]
    widths = [max(len(cell) for cell in column) for column in zip(table.column_names, *rows, strict=True)]
    lines = [table.column_names, ["-" * width for width in widths], *rows]
    body = "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)
    return f"{body}\n({table.num_rows} row{'' if table.num_rows == 1 else 's'})"


MAX_CELL_CHARACTERS = 80
"""A sentence or abstract in full would make a text table unreadable; csv, json and parquet have all of it."""


def _to_cell(value: Any) -> str:
    text = "" if value is None else " ".join(str(value).split())
    # What papers and file names carry must not steer the terminal.
    text = "".join(ch if ch.isprintable() else " " for ch in text)
    return text if len(text) <= MAX_CELL_CHARACTERS else text[: MAX_CELL_CHARACTERS - 1] + "…"
