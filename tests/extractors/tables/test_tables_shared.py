"""Table finding on the shared corpus: no annotated table is missed."""

import json

import pytest

from extractors.pdf.pages import read_pages
from extractors.tables.find import find_tables
from tests.test_corpus import SHARED

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "eval").is_dir(), reason="the shared tables are not beside this checkout"),
]


def test_tables_with_their_number_are_found_in_every_annotated_paper() -> None:
    missing = []
    for gold in sorted((SHARED / "eval" / "gold").glob("*.json")):
        notes = json.loads(gold.read_text())
        found = {(table.label, table.page) for table in find_tables(read_pages(SHARED / "corpus" / f"{gold.stem}.pdf"))}
        wanted = {(table["table"], table["page"]) for table in (*notes["tables"], *notes["other_tables"])}
        missing += [(gold.stem, *place) for place in wanted if place not in found and place[0].startswith("Table")]
    assert missing == []
