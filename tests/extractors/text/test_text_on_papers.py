"""The text of real layouts: every sentence stands in its boxes; the samples' sentences and entries are all found."""

import json
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extractors.pdf.pages import read_pages
from extractors.reading import read_text
from extractors.tables.find import find_tables
from models.document import PageContent, PaperText, Sentence
from models.geometry import is_centre_inside

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "samples"
PAPERS = sorted(path.stem for path in SAMPLES.glob("*.pdf"))
SHARED = ROOT.parent / "shared"
GOLD = sorted((SHARED / "eval" / "gold").glob("*.json"))
needs_corpus = pytest.mark.skipif(not GOLD, reason="the shared corpus is not beside this checkout")


@cache
def read(path: Path) -> PaperText:
    pages = read_pages(path)
    return read_text(pages, find_tables(pages))


@cache
def expected(paper: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((SAMPLES / "expected" / f"{paper}.json").read_text(encoding="utf-8"))
    return value


def folded(text: str) -> str:
    """Return letters and digits alone, ligatures written out."""
    return "".join(ch for ch in unicodedata.normalize("NFKC", text).lower() if ch.isalnum())


def words_inside(sentence: Sentence, pages: list[PageContent]) -> str:
    """Return what the page prints inside the boxes: the words whose centre lies in one of them."""
    return "".join(word.text for box in sentence.boxes for word in pages[box.page - 1].words if is_centre_inside(word.rect, box.rect))


@pytest.mark.parametrize("paper", PAPERS)
def test_every_sentence_stands_in_its_boxes(paper: str) -> None:
    path = SAMPLES / f"{paper}.pdf"
    pages = read_pages(path)
    for sentence in read(path).sentences:
        assert Counter(folded(words_inside(sentence, pages))) == Counter(folded(sentence.text)), (sentence.page, sentence.text)


@pytest.mark.parametrize("paper", PAPERS)
def test_title_sentences_and_entries_are_those_printed(paper: str) -> None:
    text, wanted = read(SAMPLES / f"{paper}.pdf"), expected(paper)
    assert text.title == wanted["title"]
    pages = {sentence.text: sentence.page for sentence in text.sentences}
    for critique in wanted["critiques"]:
        assert pages.get(critique["sentence"]) == critique["page"], critique["sentence"]
    assert len(text.references) == wanted["references"]["count"]
    found = {folded(ref.title): ref for ref in text.references}
    for entry in wanted["references"]["sample"]:
        ref = found[folded(entry["title"])]
        assert (str(ref.year), ref.arxiv_id) == (entry["year"], entry["arxiv_id"]), ref.raw


@pytest.mark.parametrize("paper", PAPERS)
def test_every_marker_is_resolved(paper: str) -> None:
    text = read(SAMPLES / f"{paper}.pdf")
    assert text.n_markers >= 10
    assert text.n_markers_unresolved == 0


@pytest.mark.shared
@needs_corpus
@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_bibliographies_of_real_papers(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))["references"]
    references = read(SHARED / "corpus" / f"{path.stem}.pdf").references
    assert abs(len(references) - gold["count"]) <= 0.02 * gold["count"]
    found = {folded(ref.title): ref for ref in references}
    for entry in gold["sample"]:
        assert found[folded(entry["title"])].arxiv_id == entry["arxiv_id"]


@pytest.mark.shared
@needs_corpus
def test_gold_sentences_of_real_papers_are_found_whole() -> None:
    n_found = n_gold = 0
    for path in GOLD:
        sentences = {folded(s.text) for s in read(SHARED / "corpus" / f"{path.stem}.pdf").sentences}
        critiques = json.loads(path.read_text(encoding="utf-8"))["critiques"]
        n_gold += len(critiques)
        n_found += sum(1 for critique in critiques if folded(critique["sentence"]) in sentences)
    assert n_found >= 0.97 * n_gold
