"""Read-only SQL on the built warehouse, and its answer as table, CSV, JSON or Parquet."""

import datetime as dt
import io
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

import duckdb

from models.errors import MethodDriftError, describe_holder
from models.memory import without_pandas
from warehouse.files import DATABASE_NAME

if TYPE_CHECKING:
    # A table in the terminal does without: loading Arrow takes as long as all the rest of a question.
    import pyarrow as pa

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


def run_query(root: Path, sql: str) -> "pa.Table":
    """Return the answer of one SELECT; raises QueryError for anything that writes, attaches or reaches out, and for wrong SQL."""
    table: pa.Table = _ask(root, sql, lambda answer: answer.to_arrow_table())
    return table.rename_columns(_tell_apart(table.column_names))


def answer_query(root: Path, sql: str, output_format: OutputFormat, stream: IO[bytes]) -> None:
    """Write the answer of one SELECT to a binary stream; raises QueryError as `run_query` does."""
    if output_format in ("csv", "parquet"):
        write_answer(run_query(root, sql), output_format, stream)
    else:
        with without_pandas():  # the other formats turn tables of Arrow, by what is there
            names, rows = _ask(root, sql, lambda answer: ([column[0] for column in answer.description or ()], answer.fetchall()))
        _write_rows(_tell_apart(names), rows, output_format, stream)


def _tell_apart(names: Sequence[str]) -> list[str]:
    """Return the columns' names, each once: a, a_1, as DuckDB calls them in its own tables; an object of JSON would keep the last alone."""
    taken = dict[str, str]()  # as SQL compares names, to how they are written
    for name in names:
        spelt, n = name, 0
        while spelt.lower() in taken:
            n += 1
            spelt = f"{name}_{n}"
        taken[spelt.lower()] = spelt
    return list(taken.values())


def _ask(root: Path, sql: str, fetch: Callable[[duckdb.DuckDBPyConnection], Any]) -> Any:
    check_reading(sql)
    with open_warehouse(root) as connection:
        try:
            return fetch(connection.execute(sql))
        except duckdb.Error as error:
            raise QueryError(str(error)) from error


def export_relation(root: Path, view: str, topic: str | None, output_format: OutputFormat, stream: IO[bytes]) -> None:
    """Write a relation of the data dictionary, of one topic or of all, to a binary stream.

    Raises QueryError for a relation or a topic that there is not.
    """
    from models.schema import RELATIONS

    if view not in RELATIONS:
        raise QueryError(f"{view!r} is no relation; there are: {', '.join(RELATIONS)}")
    with open_warehouse(root) as connection:
        if topic is not None:
            _check_topic(connection, topic)
        where = "" if topic is None else " WHERE topic = $1"
        table = connection.execute(f"FROM {view}{where}", [] if topic is None else [topic]).to_arrow_table()
    write_answer(table, output_format, stream)


def _check_topic(connection: duckdb.DuckDBPyConnection, topic: str) -> None:
    topics = [name for (name,) in connection.execute("SELECT topic FROM topic_summary ORDER BY topic").fetchall()]
    if topic not in topics:
        raise QueryError(f"there is no topic {topic!r} in the warehouse; there are: {', '.join(topics)}")


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


def write_answer(table: "pa.Table", output_format: OutputFormat, stream: IO[bytes]) -> None:
    """Write the answer to a binary stream: csv with a header, json as one array of objects, parquet, or a text table."""
    if output_format == "csv":
        from pyarrow import csv

        csv.write_csv(_writable(_flat(table), csv.write_csv), stream)
    elif output_format == "parquet":
        import pyarrow.parquet as pq

        pq.write_table(_writable(table, pq.write_table), stream)
    else:
        _write_rows(table.column_names, list(zip(*(column.to_pylist() for column in table.columns), strict=True)), output_format, stream)


def _write_rows(names: Sequence[str], rows: Sequence[Sequence[Any]], output_format: OutputFormat, stream: IO[bytes]) -> None:
    if output_format == "json":
        objects = [{name: _finite(value) for name, value in zip(names, row, strict=True)} for row in rows]
        stream.write((json.dumps(objects, default=_to_json, ensure_ascii=False, indent=1) + "\n").encode())
    else:
        stream.write((_to_text(names, rows) + "\n").encode())


def _finite(value: Any) -> Any:
    """Return null for what JSON has no number for."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _to_json(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _writable(table: "pa.Table", write: "Callable[[pa.Table, IO[bytes]], object]") -> "pa.Table":
    """Return the table with the columns that the form has no place for (an INTERVAL) as the text DuckDB prints."""
    import pyarrow as pa

    for i, field in enumerate(table.schema):
        try:
            write(table.select([i]).slice(0, 1), io.BytesIO())
        except (pa.ArrowNotImplementedError, pa.ArrowInvalid, pa.ArrowTypeError):
            table = table.set_column(i, field.name, _as_text(table.select([i])))
    return table


def _as_text(table: "pa.Table") -> "pa.ChunkedArray[Any]":
    with duckdb.connect() as connection:
        return connection.from_arrow(table.rename_columns(["value"])).project("value::VARCHAR").to_arrow_table().column(0)


def _flat(table: "pa.Table") -> "pa.Table":
    """Return the table with lists and structs as JSON text: CSV has no cells inside cells."""
    import pyarrow as pa

    for i, field in enumerate(table.schema):
        if pa.types.is_nested(field.type):
            texts = [None if v is None else _nested(v) for v in table.column(i).to_pylist()]
            table = table.set_column(i, field.name, pa.array(texts, pa.string()))
    return table


def _nested(value: Any) -> str:
    return json.dumps(value, default=_to_json, ensure_ascii=False)


def _to_text(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    cells = [[_to_cell(value) for value in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(names, *cells, strict=True)]
    lines = [names, ["-" * width for width in widths], *cells]
    body = "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)
    return f"{body}\n({len(rows)} row{'' if len(rows) == 1 else 's'})"


MAX_CELL_CHARACTERS = 80
"""A sentence or abstract in full would make a text table unreadable; csv, json and parquet have all of it."""


def _to_cell(value: Any) -> str:
    value = _nested(value) if isinstance(value, list | dict | tuple) else value
    text = "" if value is None else " ".join(str(value).split())
    # What papers and file names carry must not steer the terminal.
    text = "".join(ch if ch.isprintable() else " " for ch in text)
    return text if len(text) <= MAX_CELL_CHARACTERS else text[: MAX_CELL_CHARACTERS - 1] + "…"
