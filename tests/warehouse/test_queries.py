"""The worked queries of docs/queries.md answer, on invented birds."""

import re
from pathlib import Path

import pytest

from tests.warehouse.made_up import TOPICS, critique, paper, reference, result, store
from warehouse.build import build
from warehouse.query import run_query

QUERIES = re.findall(
    r"\*\*(.+?)\*\*.*?```sql\n(.+?)```", (Path(__file__).parents[2] / "docs" / "queries.md").read_text(encoding="utf-8"), re.DOTALL
)
LARK = "Lark: a paper with a long title"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Four papers about Lark, one of which has only the rows of others."""
    root = tmp_path_factory.mktemp("queries")
    lark = {"references": [reference(1, LARK), reference(2, "On the oldest work about birds")]}
    store(
        root,
        paper("2301.00001", "Lark", results=[result("Lark", 50.0, own=True)]),
        paper(
            "2401.00002",
            "Wren",
            critiques=[critique("Lark", cited_ref=1)],
            results=[result("Wren", 60.0, own=True), result("Lark", 51.0)],
            **lark,
        ),
        paper("2402.00003", "Rook", results=[result("Rook", 61.0, own=True), result("Lark", 49.0), result("Wren", 58.0)], **lark),
        paper("2403.00004", title="A study of birds and of nothing else", results=[result("Lark", 49.5), result("LARK.", 49.5)], **lark),
        paper("2404.00005", "W-ren", results=[result("W-ren", 1.0, own=True)]),
    )
    build(root, TOPICS)
    return root


def test_there_are_a_dozen():
    assert len(QUERIES) >= 12


@pytest.mark.parametrize(("question", "sql"), QUERIES, ids=[question for question, _ in QUERIES])
def test_a_worked_query_answers(root, question, sql):
    assert run_query(root, sql).num_rows > 0
