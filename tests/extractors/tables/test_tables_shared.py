"""Table finding on the shared corpus: no annotated table is missed, and it stays fast."""

import json
import time

import pymupdf
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


def test_reading_tables_costs_at_most_twice_what_words_and_drawings_cost() -> None:
    """On the same pages, by processor time, so that a busy machine does not fail it."""
    paths = [SHARED / "corpus" / f"{stem}.pdf" for stem in ("deepseekmoe", "st-moe", "pesc", "glam", "hash-layers", "moe-infinity")]
    pages = [read_pages(path) for path in paths]
    start = time.process_time()
    for path in paths:
        with pymupdf.open(path) as document:
            for page in document:
                page.get_text("words")
                page.get_cdrawings()
    bare = time.process_time() - start
    start = time.process_time()
    for paper in pages:
        find_tables(paper)
    assert time.process_time() - start <= 2 * bare
