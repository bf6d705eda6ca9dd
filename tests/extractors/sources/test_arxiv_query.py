"""arXiv's query language over papers at hand, and its metadata snapshot."""

import datetime as dt
import json
from pathlib import Path

import pytest

from extractors.sources.arxiv_query import compile_query
from extractors.sources.atom import ArxivPaper
from extractors.sources.snapshot import read_snapshot, search_snapshot
from models.arxiv_id import ArxivId
from models.errors import ConfigError

PAPER = ArxivPaper(
    ArxivId("2401.99001", 2),
    "Mixture-of-Slots: Évicting Experts",
    ("Ada Marrow", "Ben Quillon"),
    "A router chooses which slot is evicted. It is trained without labels.",
    ("cs.LG", "math.OC"),
    dt.date(2024, 1, 5),
    dt.date(2024, 3, 1),
)


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ('ti:"mixture of slots"', True),
        ('ti:"slots mixture"', False),
        ("ti:evicting", True),
        ("ti:expert", True),
        ("abs:experts", False),
        ("all:experts AND abs:router", True),
        ("abs:experts OR abs:router AND ti:nothing", False),
        ("(abs:experts OR abs:router) AND ti:slots", True),
        ("abs:router ANDNOT ti:slots", False),
        ("abs:router ANDNOT ti:nothing", True),
        ("au:Quillon", True),
        ("au:marrow_x", False),
        ("cat:cs.LG", True),
        ("cat:cs", False),
        ("cat:math*", True),
        ("ti:mix*", True),
        ("router", True),
        ("submittedDate:[202401010000 TO 202401312359]", True),
        ("submittedDate:[20240201 TO 20240301]", False),
    ],
)
def test_a_query_finds_what_it_says(query: str, is_found: bool) -> None:
    assert compile_query(query)(PAPER) is is_found


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "a word, a phrase or a bracket expected at character 1"),
        ("ti:a ti:b", "AND, OR or ANDNOT expected at character 5"),
        ("(ti:a", "a closing bracket expected at character 6"),
        ("ti:a AND", "a word, a phrase or a bracket expected at character 9"),
        ("xx:a", "unknown field xx"),
        ('ti:"a', "expected at character"),
        ("submittedDate:[x TO y]", "submittedDate:[YYYYMMDDHHMM TO YYYYMMDDHHMM] expected"),
        ("submittedDate:[20241301 TO 20241302]", "no such date"),
        ("(" * 100 + "a", "too many brackets"),
        ('ti:"..."', "a word expected"),
    ],
)
def test_a_query_that_cannot_be_read_says_where(query: str, reason: str) -> None:
    with pytest.raises(ConfigError) as caught:
        compile_query(query)
    assert reason in str(caught.value)


def line(**changes: object) -> dict[str, object]:
    record = {
        "id": "2401.99001",
        "submitter": "Ada Marrow",
        "authors": "Ada Marrow and Ben Quillon",
        "title": "Tide pools:\n  an   eviction rule",
        "comments": "9 pages",
        "categories": "cs.LG cs.CL",
        "abstract": "  We evict slots.\n",
        "versions": [
            {"version": "v1", "created": "Mon, 8 Jan 2024 19:18:42 GMT"},
            {"version": "v2", "created": "Tue, 5 Mar 2024 10:00:00 GMT"},
        ],
        "update_date": "2024-03-06",
        "authors_parsed": [["Marrow", "Ada", ""], ["Quillon", "Ben", "Jr."]],
    }
    return record | changes


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def test_a_snapshot_line_is_a_paper(tmp_path: Path) -> None:
    (paper,) = read_snapshot(write(tmp_path / "s.json", line()))
    assert paper == ArxivPaper(
        ArxivId("2401.99001", 2),
        "Tide pools: an eviction rule",
        ("Ada Marrow", "Ben Quillon Jr."),
        "We evict slots.",
        ("cs.LG", "cs.CL"),
        dt.date(2024, 1, 8),
        dt.date(2024, 3, 5),
    )


def test_a_snapshot_is_searched_with_the_topics_query(tmp_path: Path) -> None:
    path = write(tmp_path / "s.json", line(), line(id="0704.0001", title="Of gluons", abstract="Nothing here"), line(id="cs/0112017"))
    assert [str(p.arxiv_id) for p in search_snapshot(path, "abs:slots AND cat:cs.LG")] == ["2401.99001v2", "cs/0112017v2"]
    assert len(list(search_snapshot(path, ""))) == 3


def test_a_withdrawn_paper_of_the_snapshot_is_marked(tmp_path: Path) -> None:
    (paper,) = read_snapshot(write(tmp_path / "s.json", line(comments="This paper has been withdrawn by the author")))
    assert paper.is_withdrawn


def test_a_paper_without_versions_has_the_date_of_its_update(tmp_path: Path) -> None:
    (paper,) = read_snapshot(write(tmp_path / "s.json", line(versions=[], authors_parsed=None)))
    assert (paper.arxiv_id.version, paper.updated, paper.authors) == (None, dt.date(2024, 3, 6), ("Ada Marrow", "Ben Quillon"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "line 2: not readable as JSON"),
        ("[1]", "line 2: no arXiv id"),
        ('{"id": "../x"}', "line 2: no arXiv id"),
        ("[" * 100_000, "line 2: not readable as JSON"),
        ('{"id": 7}', "line 2: no arXiv id"),
    ],
)
def test_a_line_that_is_no_paper_is_named(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps(line()) + "\n" + text + "\n")
    with pytest.raises(ConfigError) as caught:
        list(read_snapshot(path))
    assert reason in str(caught.value)


def test_a_missing_snapshot_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.json: cannot be read"):
        list(search_snapshot(tmp_path / "none.json", ""))
