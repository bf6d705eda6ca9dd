"""The sample papers: what they print is what `samples/expected` says, and that is what comes out of them, no more and no less."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from extractors.pdf.pages import read_pages
from flows.cli import main
from warehouse.gold import fold, words_of

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
EXPECTED = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((SAMPLES / "expected").glob("*.json"))}
REVIEW = EXPECTED.pop("review")
GAPS = EXPECTED.pop("known-gaps")
"""What the rules do not find yet and what they find wrongly; a better rule takes its sentences off these lists."""
PAPERS = sorted(EXPECTED)
OVER_A_BREAK = {"dawnfetch", "lru-probe"}
"""Papers in which one critique runs over a column or page break."""


def query(data: Path, sql: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert main(["query", sql, "--format", "json", "--data", str(data)]) == 0
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


# What the papers print


def test_every_paper_is_described_and_has_its_source() -> None:
    lines = [json.loads(line) for line in (SAMPLES / "papers.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(Path(line["file"]).stem for line in lines) == PAPERS
    assert sorted(path.stem for path in SAMPLES.glob("*.pdf")) == PAPERS
    assert all((SAMPLES / "tex" / f"{paper}.tex").is_file() for paper in PAPERS)
    assert {line["id"]: line["title"] for line in lines} == {paper: EXPECTED[paper]["title"] for paper in PAPERS}


@pytest.mark.parametrize("paper", PAPERS)
def test_what_is_expected_is_printed(paper: str) -> None:
    expected = EXPECTED[paper]
    pages = [[word.text for word in page.words] for page in read_pages(SAMPLES / f"{paper}.pdf")]
    folded = [fold("".join(word.removesuffix("-") for word in page)) for page in pages]
    assert any(fold("made-up sample") in text for text in folded)
    broken = [c for c in expected["critiques"] if fold(c["sentence"]) not in folded[c["page"] - 1]]
    for critique in broken:
        sentence, page = fold(critique["sentence"]), critique["page"]
        assert sentence[:15] in folded[page - 1], sentence
        assert sentence[-15:] in "".join(folded[page - 1 : page + 1]), sentence
    assert len(broken) == (paper in OVER_A_BREAK)
    for table in expected["tables"]:
        printed = set(re.findall(r"\d[\d,]*(?:\.\d+)?", " ".join(pages[table["page"] - 1])))
        assert {record["value"] for record in table["records"]} <= printed


# What comes out of them


@pytest.mark.parametrize("paper", PAPERS)
def test_the_critiques_come_out_and_nothing_else(reviewed: Path, paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    sql = f"SELECT sentence, method, citation, anaphoric, page FROM critique_receipts WHERE paper_id = '{paper}'"
    rows = query(reviewed, sql, capsys)
    known = {fold(c["sentence"]): c for c in EXPECTED[paper]["critiques"]}
    unknown = [row["sentence"] for row in rows if fold(row["sentence"]) not in known]
    assert [sentence for sentence in unknown if sentence not in GAPS["false"]] == []
    found = {fold(row["sentence"]) for row in rows}
    missed = [c["sentence"] for key, c in known.items() if c["clear"] and key not in found]
    assert [sentence for sentence in missed if sentence not in GAPS["missed"]] == []
    for row in rows:
        critique = known.get(fold(row["sentence"]))
        if critique is None:
            continue
        names = {fold(target["name"]) for target in critique["targets"]} | {fold(target["cite"]) for target in critique["targets"]}
        assert {fold(row["method"]), fold(row["citation"])} & (names - {""}), row
        assert row["page"] == critique["page"]
        assert row["anaphoric"] == critique["anaphoric"] or not critique["clear"], row


@pytest.mark.parametrize("paper", PAPERS)
def test_the_results_come_out_and_nothing_else(reviewed: Path, paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = query(reviewed, f"SELECT * FROM benchmark_results WHERE paper_id = '{paper}'", capsys)
    got = [(row["table_label"], row["method_label"], row["value_text"], row["direction"], row["is_own"]) for row in rows]
    wanted = [
        (table["table"], record["method"], record["value"], record["direction"], record["own"])
        for table in EXPECTED[paper]["tables"]
        for record in table["records"]
    ]
    assert sorted(got) == sorted(wanted)
    records = [(t["table"], r) for t in EXPECTED[paper]["tables"] for r in t["records"]]
    for row in rows:
        said = set(words_of(f"{row['benchmark']} {row['setting']}"))
        cell = (row["table_label"], row["method_label"], row["value_text"])
        fitting = [r for label, r in records if (label, r["method"], r["value"]) == cell]
        assert any(set(words_of(f"{r['benchmark']} {r['setting']}")) <= said for r in fitting), row


@pytest.mark.parametrize("paper", PAPERS)
def test_the_bibliography_comes_out_whole(reviewed: Path, paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = query(reviewed, f"SELECT title, year, arxiv_id FROM paper_references WHERE paper_id = '{paper}'", capsys)
    wanted = EXPECTED[paper]["references"]["sample"]
    assert len(rows) == EXPECTED[paper]["references"]["count"]
    assert {(fold(row["title"]), row["year"], row["arxiv_id"]) for row in rows} == {
        (fold(entry["title"]), int(entry["year"]), entry["arxiv_id"]) for entry in wanted
    }


def test_citations_among_the_samples_are_resolved(reviewed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = query(reviewed, "SELECT cited_paper_id FROM paper_references WHERE paper_id = 'cache-survey'", capsys)
    assert sorted(row["cited_paper_id"] for row in rows if row["cited_paper_id"]) == sorted(set(PAPERS) - {"cache-survey"})


def test_the_expected_ranking_is_that_of_the_expected_sentences() -> None:
    critics: dict[str, set[str]] = {}
    for paper, expected in EXPECTED.items():
        for critique in expected["critiques"]:
            for target in critique["targets"] if critique["clear"] else ():
                critics.setdefault(target["name"], set()).add(paper)
    got = {m["method"]: sorted(critics.get(m["method"], ())) for m in REVIEW["ranked"]}
    assert got == {m["method"]: m["critics"] for m in REVIEW["ranked"]}


def test_the_ranked_list(reviewed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts and order are those that the receipts which came out imply, whatever is still missed."""
    rows = query(reviewed, "SELECT method, papers_critique, papers_beat, status FROM method_supersession ORDER BY rank", capsys)
    wanted = {m["method"]: m for m in REVIEW["ranked"]}
    named = [row for row in rows if row["method"] in wanted]
    critics = critics_found(query(reviewed, "SELECT paper_id, sentence, method, citation FROM critique_receipts", capsys))
    counts = {method: (len(critics.get(method, ())), m["papers_beat"]) for method, m in wanted.items()}
    assert {row["method"]: (row["papers_critique"], row["papers_beat"]) for row in named} == counts
    order = sorted(counts, key=lambda method: (-sum(counts[method]), -counts[method][1], method))
    assert [row["method"] for row in named] == order
    whole = {method for method, (n, _) in counts.items() if n == wanted[method]["papers_critique"]}
    assert {r["method"]: r["status"] for r in named if r["method"] in whole} == {method: wanted[method]["status"] for method in whole}


def critics_found(receipts: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Return the papers that criticise each method by receipts that are expected."""
    critics: dict[str, set[str]] = {}
    for row in receipts:
        for critique in EXPECTED[row["paper_id"]]["critiques"]:
            if fold(critique["sentence"]) != fold(row["sentence"]):
                continue
            for target in critique["targets"]:
                if {fold(row["method"]), fold(row["citation"])} & ({fold(target["name"]), fold(target["cite"])} - {""}):
                    critics.setdefault(target["name"], set()).add(row["paper_id"])
    return critics


def test_what_is_known_to_be_missed_is_still_missed(reviewed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A gap that a better rule closes comes off the list, so that it cannot open again unseen."""
    found = {fold(row["sentence"]) for row in query(reviewed, "SELECT sentence FROM critique_receipts", capsys)}
    assert [sentence for sentence in GAPS["missed"] if fold(sentence) in found] == []
    assert [sentence for sentence in GAPS["false"] if fold(sentence) not in found] == []
    expected = {fold(c["sentence"]) for paper in EXPECTED.values() for c in paper["critiques"]}
    assert [sentence for sentence in GAPS["missed"] if fold(sentence) not in expected] == []


def test_sub_problems_and_frontier(reviewed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = query(reviewed, "SELECT label, method FROM sub_problem_methods ORDER BY label, member_rank", capsys)
    named = {m["method"] for m in REVIEW["ranked"]}
    for sub_problem in REVIEW["sub_problems"]:
        # Behind the member's name stand words of titles.
        members = [row["method"] for row in rows if row["label"].partition(":")[0] == sub_problem["label"] and row["method"] in named]
        assert sorted(members) == sorted(sub_problem["members"])
    frontier = [row["method"] for row in query(reviewed, "SELECT method FROM frontier", capsys)]
    assert [method for method in frontier if method in named] == REVIEW["frontier"]


def test_the_one_disagreement(reviewed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = query(reviewed, "SELECT method, min_value, max_value FROM value_disagreements", capsys)
    wanted = [(d["method"], float(d["values"][0]), float(d["values"][1])) for d in REVIEW["value_disagreements"]]
    assert [(row["method"], row["min_value"], row["max_value"]) for row in rows] == wanted


def test_every_receipt_is_proved(reviewed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--data", str(reviewed)]) == 0, capsys.readouterr().out
