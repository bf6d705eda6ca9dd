"""Everything that is derived from the row models: Arrow schemas, column comments, the data dictionary."""

import datetime as dt
import sys
import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pyarrow as pa
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from models import relations, standings
from models.membership import Membership
from models.rows import Row

_SCALARS: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int32(),
    float: pa.float64(),
    bool: pa.bool_(),
    dt.date: pa.date32(),
    dt.datetime: pa.timestamp("us"),
}

RELATION_ORDER: tuple[type[Row], ...] = (
    relations.TopicSummary,
    relations.MostSuperseded,
    relations.MethodSupersession,
    relations.CritiqueReceipts,
    relations.CritiqueCandidates,
    relations.BenchmarkResults,
    relations.HeadToHead,
    relations.SharedCells,
    relations.Methods,
    relations.MethodLabels,
    relations.MethodRedirects,
    relations.PossibleDuplicates,
    relations.Overrides,
    relations.SubProblems,
    relations.SubProblemMethods,
    relations.Frontier,
    relations.NewerAlternatives,
    relations.Benchmarks,
    relations.Leaderboard,
    relations.ValueDisagreements,
    relations.SupersessionTimeline,
    relations.Papers,
    relations.PaperReferences,
    Membership,
    relations.RefreshChanges,
    standings.MethodChanges,
    relations.ExtractionRuns,
)
"""Every relation of the warehouse, in the order of the data dictionary: what a reader asks for first comes first."""


def relation_name(row_class: type[Row]) -> str:
    """Return the relation's name: the class name in snake case (`HeadToHead` is `head_to_head`)."""
    return "".join(f"_{ch.lower()}" if ch.isupper() else ch for ch in row_class.__name__).lstrip("_")


RELATIONS: dict[str, type[Row]] = {relation_name(row_class): row_class for row_class in RELATION_ORDER}


def to_arrow_type(annotation: Any) -> tuple[pa.DataType, bool]:
    """Return the Arrow type of a field's annotation and whether it may be null."""
    if get_origin(annotation) is Annotated:
        return to_arrow_type(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [a for a in get_args(annotation) if a is not type(None)]
        return to_arrow_type(inner[0])[0], len(inner) < len(get_args(annotation))
    if get_origin(annotation) is Literal:
        return pa.string(), False
    if get_origin(annotation) is list:
        item, is_nullable = to_arrow_type(get_args(annotation)[0])
        return pa.list_(pa.field("item", item, is_nullable)), False
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return pa.struct(list(arrow_schema(annotation))), False
    return _SCALARS[annotation], False


def arrow_schema(row_class: type[BaseModel]) -> pa.Schema:
    """Return the Arrow schema of a row class; each field carries its description as metadata."""
    return pa.schema([_arrow_field(name, info) for name, info in row_class.model_fields.items()])


def _arrow_field(name: str, info: FieldInfo) -> "pa.Field[Any]":
    data_type, is_nullable = to_arrow_type(info.annotation)
    text = describe(info)
    return pa.field(name, data_type, is_nullable, {"description": text} if text else None)


def describe(info: FieldInfo) -> str:
    """Return a column's comment: its description and, in brackets, its unit."""
    extra = info.json_schema_extra
    unit = extra.get("unit") if isinstance(extra, dict) else None
    return f"{info.description or ''}{f' [{unit}]' if unit else ''}"


def column_comments(row_class: type[Row]) -> dict[str, str]:
    """Return column name to comment, in order."""
    return {name: describe(info) for name, info in row_class.model_fields.items()}


def nullable_columns(row_class: type[Row]) -> set[str]:
    """Return the names of the columns that may be null."""
    return {name for name, info in row_class.model_fields.items() if to_arrow_type(info.annotation)[1]}


PRIMARY_KEYS: dict[str, tuple[str, ...]] = {
    "papers": ("topic", "paper_id"),
    "paper_references": ("topic", "paper_id", "ref_index"),
    "methods": ("topic", "method_id"),
    "critique_candidates": ("topic", "receipt_id"),
    "benchmark_results": ("topic", "result_id"),
    "method_supersession": ("topic", "method_id"),
    "sub_problems": ("topic", "sub_problem_id"),
    "sub_problem_methods": ("topic", "method_id"),
    "extraction_runs": ("topic", "paper_id"),
    "refresh_changes": ("topic", "paper_id"),
    "method_changes": ("topic", "method_id"),
}
"""Keys of the relations that are tables; the others are views or lists without one."""


def to_duckdb_type(data_type: pa.DataType) -> str:
    """Return DuckDB's name of the Arrow type: `STRUCT(page INTEGER, x0 DOUBLE)[]`."""
    if isinstance(data_type, pa.ListType):
        return f"{to_duckdb_type(data_type.value_type)}[]"
    if isinstance(data_type, pa.StructType):
        return f"STRUCT({', '.join(f'{field.name} {to_duckdb_type(field.type)}' for field in data_type)})"
    return _DUCKDB_TYPES[data_type]


_DUCKDB_TYPES: dict[pa.DataType, str] = {
    pa.string(): "VARCHAR",
    pa.int32(): "INTEGER",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
    pa.timestamp("us"): "TIMESTAMP",
}


def create_table_sql(name: str, row_class: type[Row]) -> str:
    """Return the CREATE TABLE statement of a relation, with NOT NULL; its key is added once the rows are in."""
    columns = [f"{field.name} {to_duckdb_type(field.type)}{'' if field.nullable else ' NOT NULL'}" for field in arrow_schema(row_class)]
    return f"CREATE TABLE {name} ({', '.join(columns)})"


def add_key_sql(name: str) -> str:
    """Return the statement that gives a filled relation its primary key, empty where it has none: an index is cheaper built at once."""
    return f"ALTER TABLE {name} ADD PRIMARY KEY ({', '.join(PRIMARY_KEYS[name])})" if name in PRIMARY_KEYS else ""


_PREAMBLE = """\
# Data dictionary

<!-- made by `make dictionary` from models/, do not edit -->

Every relation of `method_drift.duckdb`, what a reader asks for first at the top; each column carries the same words as a comment in
the file. Names of relations and columns are a contract: they are added to, not renamed. What ranks and beats are: [ranking.md](ranking.md).
"""


def data_dictionary() -> str:
    """Return the page that holds every relation with its columns, types and meaning, as Markdown."""
    return "\n\n".join([_PREAMBLE.strip(), *(_relation_markdown(name, row_class) for name, row_class in RELATIONS.items())]) + "\n"


def _relation_markdown(name: str, row_class: type[Row]) -> str:
    key = PRIMARY_KEYS.get(name, ())
    lines = [f"## `{name}`", "", (row_class.__doc__ or "").strip(), "", "| column | type | meaning |", "|---|---|---|"]
    nullable = nullable_columns(row_class)
    for field in arrow_schema(row_class):
        notes = [text for text, holds in (("key", field.name in key), ("may be null", field.name in nullable)) if holds]
        meaning = describe(row_class.model_fields[field.name]).replace("|", "\\|")
        note = f" ({', '.join(notes)})" if notes else ""
        lines.append(f"| `{field.name}` | {to_duckdb_type(field.type)} | {meaning}{note} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(data_dictionary())
