"""Arrow, DuckDB and the data dictionary all come from the row models; here they are held against each other."""

import datetime as dt
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from models.relations import HeadToHead
from models.rows import ExtractedPaper, OwnMethod
from models.schema import (
    PRIMARY_KEYS,
    RELATIONS,
    arrow_schema,
    column_comments,
    create_table_sql,
    data_dictionary,
    relation_name,
    to_duckdb_type,
)

DICTIONARY = Path(__file__).parents[2] / "docs" / "data-dictionary.md"

# The contract with tools outside the project: these columns under these names, whatever else is added.
CONTRACT = {
    "papers": "topic paper_id version title authors abstract categories published updated is_survey source"
    " source_file pdf_url pdf_sha256 n_pages",
    "paper_references": "paper_id ref_index label raw title year arxiv_id doi cited_paper_id",
    "methods": "topic method_id method paper_id paper_title first_seen aliases",
    "critique_receipts": "topic receipt_id paper_id paper_title method_id method citation sentence kind anaphoric section page boxes"
    " rule_id receipt_url",
    "benchmark_results": "topic result_id paper_id table_label caption page boxes method_id method method_label is_own benchmark setting"
    " value_text value unit direction",
    "head_to_head": "topic paper_id paper_title winner_id winner loser_id loser benchmark setting winner_value loser_value direction margin"
    " table_label page receipt_url",
    "method_supersession": "topic method_id method sub_problem papers_critique papers_beat score rank status",
    "most_superseded": "topic method_id method",
    "sub_problems": "topic sub_problem_id label n_methods",
    "sub_problem_methods": "topic sub_problem_id method_id",
    "frontier": "topic method_id method",
    "newer_alternatives": "topic method_id",
    "topic_summary": "topic title n_papers n_critiques n_results n_methods updated",
    "leaderboard": "topic benchmark setting method_id value",
    "value_disagreements": "topic method_id benchmark setting",
    "supersession_timeline": "topic method_id month",
    "refresh_changes": "paper_id change",
    "extraction_runs": "paper_id status reason seconds fingerprint",
}


@pytest.mark.parametrize("name", CONTRACT)
def test_the_contract_is_kept(name):
    assert set(CONTRACT[name].split()) <= set(RELATIONS[name].model_fields)


@pytest.mark.parametrize("name", RELATIONS)
def test_every_relation_and_column_is_described(name):
    assert (RELATIONS[name].__doc__ or "").strip()
    assert all(len(comment) > 3 for comment in column_comments(RELATIONS[name]).values())


@pytest.mark.parametrize("name", RELATIONS)
def test_duckdb_makes_the_table_and_gives_back_its_arrow_types(name):
    schema = arrow_schema(RELATIONS[name])
    with duckdb.connect() as connection:
        connection.execute(create_table_sql(name, RELATIONS[name]))
        found = connection.execute(f"FROM {name}").to_arrow_table().schema
    assert {field.name: to_duckdb_type(field.type) for field in found} == {field.name: to_duckdb_type(field.type) for field in schema}


def test_keys_are_columns_that_may_not_be_null():
    for name, key in PRIMARY_KEYS.items():
        assert not [column for column in key if arrow_schema(RELATIONS[name]).field(column).nullable]


def test_relation_names_are_snake_case():
    assert relation_name(HeadToHead) == "head_to_head"


def test_a_paper_survives_arrow_and_back():
    paper = ExtractedPaper(
        topic="birds",
        paper_id="2001.00001",
        pdf_sha256="0" * 64,
        n_pages=1,
        fingerprint="f",
        published=dt.date(2020, 1, 1),
        own_methods=[OwnMethod(method_label="Lark", aliases=["Larks"])],
    )
    table = pa.Table.from_pylist([paper.model_dump()], schema=arrow_schema(ExtractedPaper))
    assert ExtractedPaper.model_validate(table.to_pylist()[0]) == paper


def test_the_dictionary_has_every_relation_and_column():
    text = data_dictionary()
    assert [line.strip("#` ") for line in text.splitlines() if line.startswith("## ")] == list(RELATIONS)
    assert "| `boxes` | STRUCT(page INTEGER, x0 DOUBLE, y0 DOUBLE, x1 DOUBLE, y1 DOUBLE)[] | Where it stands" in text
    assert "[PDF points]" in text


def test_the_dictionary_is_up_to_date():
    assert DICTIONARY.read_text(encoding="utf-8") == data_dictionary(), "run `make dictionary`"
