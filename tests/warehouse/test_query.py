"""Read-only SQL for analysts: what is answered, in which forms, and what is refused."""

import csv
import io
import json

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.warehouse.made_up import TOPICS, critique, paper, store
from warehouse.build import build
from warehouse.files import DATABASE_NAME
from warehouse.query import MAX_CELL_CHARACTERS, QueryError, answer_query, run_query, write_answer


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("query")
    store(root, paper("2001.00001", "Lark"), paper("2001.00002", "Wren", critiques=[critique("Lark", sentence="Lark, it is said, " * 9)]))
    build(root, TOPICS)
    return root


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM papers",
        "FROM papers;",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "DESCRIBE methods",
        "SUMMARIZE methods",
        "SHOW TABLES",
        "EXPLAIN SELECT 1",
        "-- a comment\nSELECT 1",
        "SELECT ';' AS text",
    ],
)
def test_reading_is_answered(root, sql):
    assert run_query(root, sql).num_rows >= 1


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM papers",
        "INSERT INTO papers SELECT * FROM papers",
        "CREATE TABLE a (i INT)",
        "DROP VIEW frontier",
        "UPDATE papers SET title = ''",
        "COPY papers TO 'x.csv'",
        "ATTACH 'x.db'",
        "INSTALL fts",
        "LOAD fts",
        "SET enable_external_access = true",
        "PRAGMA enable_profiling",
        "CALL pragma_version()",
        "CHECKPOINT",
        "VACUUM",
        "EXPORT DATABASE 'x'",
        "IMPORT DATABASE 'x'",
        "USE x",
        "RESET threads",
        "BEGIN",
        "SELECT 1; DROP TABLE papers",
        "",
        "  ",
        "-- nothing",
        "nonsense",
        "SELECT nonsense FROM papers",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "EXPLAIN ANALYZE CREATE TABLE a (i INT)",
        "WITH a AS (DELETE FROM papers RETURNING 1) SELECT * FROM a",
    ],
)
def test_everything_else_is_refused_and_changes_nothing(root, sql):
    before = (root / DATABASE_NAME).read_bytes()
    with pytest.raises(QueryError, match=r".+"):
        run_query(root, sql)
    assert (root / DATABASE_NAME).read_bytes() == before


def test_the_remedy_is_named_when_there_is_no_warehouse_or_a_broken_one(tmp_path):
    with pytest.raises(QueryError, match="method-drift build"):
        run_query(tmp_path, "SELECT 1")
    (tmp_path / DATABASE_NAME).write_bytes(b"not a database" * 1000)
    with pytest.raises(QueryError, match="method-drift build"):
        run_query(tmp_path, "SELECT 1")


def answer(root, sql, output_format):
    stream = io.BytesIO()
    write_answer(run_query(root, sql), output_format, stream)
    return stream.getvalue()


SQL = "SELECT paper_id, published, authors, version FROM papers ORDER BY paper_id"


def test_csv_has_a_header_and_nested_values_as_json(root):
    rows = list(csv.DictReader(io.StringIO(answer(root, SQL, "csv").decode())))
    assert rows[0] == {"paper_id": "2001.00001", "published": "2020-01-01", "authors": "[]", "version": ""}


def test_json_is_an_array_of_objects(root):
    rows = json.loads(answer(root, SQL, "json"))
    assert rows[0] == {"paper_id": "2001.00001", "published": "2020-01-01", "authors": [], "version": None}
    assert json.loads(answer(root, "SELECT 'nan'::DOUBLE AS x, 'inf'::DOUBLE AS y", "json")) == [{"x": None, "y": None}]


@pytest.mark.parametrize("form", ["table", "csv", "json", "parquet"])
def test_columns_of_one_name_are_told_apart_alike_in_every_form(root, form):
    out = io.BytesIO()
    answer_query(root, "SELECT 1 AS a, 2 AS a, 3 AS A, 4 AS a_1", form, out)
    told = out.getvalue()
    names = {
        "table": lambda: told.decode().splitlines()[0].split(),
        "csv": lambda: next(csv.reader([told.decode().splitlines()[0]])),
        "json": lambda: list(json.loads(told)[0]),
        "parquet": lambda: pq.ParquetFile(io.BytesIO(told)).schema_arrow.names,
    }[form]()
    assert names == duckdb.sql("SELECT 1 AS a, 2 AS a, 3 AS A, 4 AS a_1").df().columns.to_list() == ["a", "a_1", "A_2", "a_1_1"]


def test_parquet_keeps_the_types(root):
    table = pq.read_table(io.BytesIO(answer(root, SQL, "parquet")))
    assert table.num_rows == 2 and str(table.schema.field("published").type) == "date32[day]"


def test_a_text_table_is_aligned_and_cuts_long_cells(root):
    lines = answer(root, "SELECT method, sentence FROM critique_receipts", "table").decode().splitlines()
    assert lines[0].split() == ["method", "sentence"]
    assert lines[2].startswith("Lark    Lark, it is said,") and lines[2].endswith("…")
    assert len(lines[2]) <= len("Lark    ") + MAX_CELL_CHARACTERS
    assert lines[-1] == "(1 row)"
