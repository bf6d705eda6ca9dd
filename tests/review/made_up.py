"""A made-up warehouse: invented methods, hand-written rows, one title that attacks the page."""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pymupdf

from models.geometry import Box
from models.relations import (
    BenchmarkResults,
    Benchmarks,
    CritiqueReceipts,
    ExtractionRuns,
    Frontier,
    HeadToHead,
    Leaderboard,
    MethodLabels,
    MethodRedirects,
    Methods,
    MethodSupersession,
    MostSuperseded,
    NewerAlternatives,
    PaperReferences,
    Papers,
    RefreshChanges,
    SharedCells,
    SubProblemMethods,
    SubProblems,
    SupersessionTimeline,
    TopicSummary,
    ValueDisagreements,
)
from models.rows import Row
from models.schema import RELATIONS, arrow_schema, create_table_sql

TOPIC = "invented-routing"
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
BOX = Box(page=3, x0=50, y0=100, x1=290, y1=112)
SHA_LOCAL = "a" * 64


def make_warehouse(root: Path, relations: Mapping[str, Iterable[Row]] = {}) -> Path:
    """Write a warehouse with every relation, empty but for the rows given; return the data root."""
    root.mkdir(parents=True, exist_ok=True)
    path = root / "method_drift.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as con:
        for name, row_class in RELATIONS.items():
            con.execute(create_table_sql(name, row_class))
            rows = [row.model_dump() for row in relations.get(name, ())]
            if rows:
                con.register("given", pa.Table.from_pylist(rows, schema=arrow_schema(row_class)))
                con.execute(f"INSERT INTO {name} BY NAME FROM given")
                con.unregister("given")
    return root


def paper(paper_id: str, title: str, published: dt.date, **more: object) -> Papers:
    fields = {"pdf_url": f"https://arxiv.org/pdf/{paper_id}v1", "pdf_sha256": "b" * 64, **more}
    return Papers.model_validate({"topic": TOPIC, "paper_id": paper_id, "title": title, "published": published, "n_pages": 9, **fields})


def method(method_id: str, name: str, of: Papers | None = None, first_seen: dt.date | None = None, aliases: Iterable[str] = ()) -> Methods:
    return Methods(
        topic=TOPIC,
        method_id=method_id,
        method=name,
        paper_id=of.paper_id if of else None,
        paper_title=of.title if of else None,
        first_seen=of.published if of else first_seen,
        aliases=list(aliases),
        kind="method",
        kind_reason="made up",
        first_seen_precision="day",
    )


def standing(m: Methods, rank: int, critique: int, beat: int, status: str, sub_problem: str | None = "Lanternet") -> MethodSupersession:
    return MethodSupersession.model_validate(
        {
            "topic": TOPIC,
            "method_id": m.method_id,
            "method": m.method,
            "sub_problem": sub_problem,
            "papers_critique": critique,
            "papers_beat": beat,
            "score": critique + beat,
            "rank": rank,
            "n_ranked": 1370,
            "status": status,
            "status_reason": "made up",
        }
    )


def ranked(m: Methods, s: MethodSupersession) -> MostSuperseded:
    return MostSuperseded(
        topic=TOPIC,
        rank=s.rank,
        method_id=m.method_id,
        method=m.method,
        sub_problem=s.sub_problem,
        paper_id=m.paper_id,
        paper_title=m.paper_title,
        papers_critique=s.papers_critique,
        papers_beat=s.papers_beat,
        score=s.score,
        status=s.status,
    )


def receipt(receipt_id: str, of: Papers, about: Methods, sentence: str, url: str | None = None, **more: object) -> CritiqueReceipts:
    return CritiqueReceipts.model_validate(
        {
            "topic": TOPIC,
            "receipt_id": receipt_id,
            "paper_id": of.paper_id,
            "version": 1,
            "paper_title": of.title,
            "method_id": about.method_id,
            "method": about.method,
            "method_label": about.method,
            "citation": "[4]",
            "sentence": sentence,
            "kind": "limitation",
            "anaphoric": False,
            "context": "",
            "section": "2 Related work",
            "page": 3,
            "boxes": [BOX],
            "rule_id": "cost",
            "confidence": 1.0,
            "pdf_sha256": of.pdf_sha256,
            "receipt_url": f"{of.pdf_url}#page=3" if url is None else url,
            **more,
        }
    )


def beat(
    of: Papers, winner: Methods, loser: Methods, benchmark: str, setting: str, values: tuple[float, float], label: str = ""
) -> HeadToHead:
    return HeadToHead(
        topic=TOPIC,
        paper_id=of.paper_id,
        paper_title=of.title,
        winner_id=winner.method_id,
        winner=winner.method,
        winner_label=label or winner.method,
        loser_id=loser.method_id,
        loser=loser.method,
        loser_label=loser.method,
        benchmark=benchmark,
        setting=setting,
        winner_value=values[0],
        loser_value=values[1],
        direction="higher",
        margin=values[0] - values[1],
        cells_won=2,
        cells_lost=1,
        cells_tied=0,
        table_label="Table 2",
        page=5,
        receipt_url=f"{of.pdf_url}#page=5",
    )


def shared(
    of: Papers,
    own: Methods,
    other: Methods,
    benchmark: str,
    setting: str,
    values: tuple[float, float],
    label: str = "",
    *,
    is_representative: bool = True,
) -> SharedCells:
    return SharedCells(
        topic=TOPIC,
        paper_id=of.paper_id,
        paper_title=of.title,
        own_id=own.method_id,
        own_method=own.method,
        own_label=label or own.method,
        other_id=other.method_id,
        other_method=other.method,
        other_label=other.method,
        benchmark=benchmark,
        setting=setting,
        own_value=values[0],
        other_value=values[1],
        unit="",
        direction="higher",
        outcome="won" if values[0] > values[1] else "lost" if values[0] < values[1] else "tied",
        lead=values[0] - values[1],
        table_label="Table 2",
        caption="Main results",
        page=5,
        receipt_url=f"{of.pdf_url}#page=5",
        is_representative=is_representative,
        is_like_for_like=True,
    )


def printed(result_id: str, of: Papers, m: Methods, benchmark: str, setting: str, text: str) -> BenchmarkResults:
    return BenchmarkResults(
        topic=TOPIC,
        result_id=result_id,
        paper_id=of.paper_id,
        version=1,
        paper_title=of.title,
        table_label="Table 2",
        caption="Main results",
        page=5,
        boxes=[BOX],
        method_id=m.method_id,
        method=m.method,
        method_label=m.method,
        citation="",
        variant="",
        is_own=False,
        is_generic=False,
        is_compared=True,
        benchmark=benchmark,
        benchmark_name=benchmark,
        metric="",
        setting=setting,
        condition=setting,
        suite="",
        standard_value=float(text),
        standard_unit="",
        value_text=text,
        value=float(text),
        unit="",
        direction="higher",
        rule_id="table",
        pdf_sha256=of.pdf_sha256,
        receipt_url=f"{of.pdf_url}#page=5",
    )


def on_board(rank: int, m: Methods, value: float, text: str) -> Leaderboard:
    return Leaderboard(
        topic=TOPIC,
        benchmark="Average",
        metric="",
        setting="mixbase",
        suite="",
        rank=rank,
        method_id=m.method_id,
        method=m.method,
        variant="",
        method_label=m.method,
        value=value,
        value_text=text,
        unit="",
        direction="higher",
        is_own=m.method_id == "ferrymoe",
        paper_id="2503.00007",
        paper_title="Ferrymoe & friends",
        table_label="Table 2",
        page=5,
        receipt_url="https://arxiv.org/pdf/2503.00007v1#page=5",
    )


def run(source_file: str, status: str, reason: str = "", kind: str = "") -> ExtractionRuns:
    return ExtractionRuns.model_validate(
        {
            "topic": TOPIC,
            "paper_id": source_file,
            "source_file": source_file,
            "status": status,
            "reason": reason,
            "reason_kind": kind,
            "finished_at": dt.datetime(2026, 11, 22, 3, 4),
        }
    )


OLD = paper("2001.00001", "Lanternet: lighting few experts at a time", dt.date(2020, 1, 5))
NEW = paper("2503.00007", f"Ferrymoe & friends {HOSTILE}", dt.date(2025, 3, 9))
LOCAL = paper("pdf-aaaa", "Notes on barges", dt.date(2024, 6, 1), pdf_url="", pdf_sha256=SHA_LOCAL, source_file="barges.pdf")

LANTERNET = method("lanternet", "Lanternet", OLD, aliases=["Lanternet", "LANTERNET (ours)", "Lantern network"])
FERRYMOE = method("ferrymoe", "Ferrymoe", NEW)
BARGE = method("../Bärge²", "Bärge²", LOCAL)
ODDSIGN = method("oddsign", "Odd<b>sign", None, dt.date(2021, 2, 3))
UNSEEN = method("unseen", "Unseen", None)


def draw_pdf(path: Path) -> None:
    """Write a paper with ink where the made-up receipts point."""
    with pymupdf.open() as document:
        for _ in range(9):
            page = document.new_page(width=600, height=800)
            for row in range(40):
                page.insert_text((50, 80 + 15 * row), "The lantern is lit before the barge leaves the quay", fontsize=10)
        document.save(path, no_new_id=True)


def small_review(root: Path) -> Path:
    """Write a warehouse of four methods in which Ferrymoe beats Lanternet; the paper titles are hostile."""
    places = {
        LANTERNET.method_id: standing(LANTERNET, 65, 2, 1, "superseded"),
        BARGE.method_id: standing(BARGE, 1, 8, 12, "heavily superseded", None),
        FERRYMOE.method_id: standing(FERRYMOE, 1370, 0, 0, "not yet superseded"),
        ODDSIGN.method_id: standing(ODDSIGN, 1371, 0, 0, "not yet superseded", None),
        UNSEEN.method_id: standing(UNSEEN, 1372, 0, 0, "no evidence here", None),
    }
    (root / "pdf").mkdir(parents=True, exist_ok=True)
    (root / "pdf" / f"{SHA_LOCAL}.pdf").write_bytes(b"%PDF-1.4 barges")
    draw_pdf(root / "pdf" / f"{'b' * 64}.pdf")
    return make_warehouse(
        root,
        {
            "topic_summary": [
                TopicSummary(
                    topic=TOPIC,
                    title="Invented <routing> & more",
                    n_papers=3,
                    n_critiques=3,
                    n_results=2,
                    n_methods=4,
                    updated=dt.datetime(2026, 11, 22, 3, 4, 5),
                )
            ],
            "papers": [OLD, NEW, LOCAL],
            "methods": [LANTERNET, FERRYMOE, BARGE, ODDSIGN, UNSEEN],
            "method_supersession": places.values(),
            "most_superseded": [ranked(BARGE, places[BARGE.method_id]), ranked(LANTERNET, places[LANTERNET.method_id])],
            "critique_receipts": [
                receipt("1f00000000000001", NEW, LANTERNET, f"However, Lanternet [4] wastes every second token {HOSTILE}."),
                receipt(
                    "1f00000000000002",
                    LOCAL,
                    LANTERNET,
                    "It cannot be trained on one machine.",
                    "barges.pdf#page=3",
                    anaphoric=True,
                    context="Lantern network (Lee, 2020) lights few experts.",
                    kind="contrast",
                    method_label="Lantern network",
                    citation="(Lee, 2020)",
                ),
                receipt("1f00000000000003", NEW, BARGE, "Bärge² sinks.", "javascript:alert(1)//https://arxiv.org/#page=3"),
            ],
            "benchmark_results": [
                printed("2f01", NEW, FERRYMOE, "Average", "Mixbase-8×7B, 20% compression", "0.60"),
                printed("2f02", NEW, LANTERNET, "Average", "Mixbase-8×7B, 20% compression", "0.58"),
            ],
            "head_to_head": [
                beat(NEW, FERRYMOE, LANTERNET, "Average", "Mixbase-8×7B, 20% compression", (0.6, 0.58)),
                beat(NEW, FERRYMOE, LANTERNET, "Speed", "", (1200.0, 1100.5), "Ferrymoe-L"),
            ],
            "shared_cells": [
                shared(NEW, FERRYMOE, LANTERNET, "Average", "Mixbase-8×7B, 20% compression", (0.6, 0.58)),
                shared(NEW, FERRYMOE, LANTERNET, "Speed", "", (1200.0, 1100.5), "Ferrymoe-L (Ours)"),
                shared(NEW, FERRYMOE, LANTERNET, "Depth", "", (3.0, 4.5)),
                shared(LOCAL, BARGE, LANTERNET, "Draught", "", (1.0, 2.0)),
                shared(NEW, FERRYMOE, LANTERNET, "Depth", "", (9.0, 4.5), "Ferrymoe-XL", is_representative=False),
            ],
            "benchmarks": [
                Benchmarks(
                    topic=TOPIC,
                    benchmark_name="Average",
                    metric="",
                    direction="higher",
                    spellings=["Average", "Avg."],
                    n_papers=2,
                    n_results=2,
                )
            ],
            "leaderboard": [on_board(1, FERRYMOE, 0.6, "0.60"), on_board(2, LANTERNET, 0.58, "0.58")],
            "value_disagreements": [
                ValueDisagreements(
                    topic=TOPIC,
                    method_id="lanternet",
                    method="Lanternet",
                    benchmark="Average",
                    metric="",
                    setting="mixbase",
                    n_values=2,
                    min_value=0.57,
                    max_value=0.58,
                    spread=0.01,
                    paper_ids=[NEW.paper_id, LOCAL.paper_id],
                )
            ],
            "method_labels": [
                MethodLabels(
                    topic=TOPIC,
                    paper_id=NEW.paper_id,
                    label="Lantern network",
                    citation_index=4,
                    is_own=False,
                    method_id="lanternet",
                    method="Lanternet",
                    variant="large",
                    rule="cited work",
                )
            ],
            "method_redirects": [MethodRedirects(topic=TOPIC, old_id="lantern-net", method_id="lanternet")],
            "paper_references": [
                PaperReferences(
                    topic=TOPIC,
                    paper_id=NEW.paper_id,
                    ref_index=4,
                    label="[4]",
                    raw="Lee. Lanternet. 2020.",
                    title=OLD.title,
                    author="Lee",
                    year=2020,
                    arxiv_id=OLD.paper_id,
                    doi="",
                    cited_paper_id=OLD.paper_id,
                    page=9,
                    boxes=[BOX],
                )
            ],
            "supersession_timeline": [
                SupersessionTimeline(
                    topic=TOPIC,
                    method_id="lanternet",
                    method="Lanternet",
                    month=dt.date(2024, 6, 1),
                    cumulative_critics=1,
                    cumulative_beaters=0,
                ),
                SupersessionTimeline(
                    topic=TOPIC,
                    method_id="lanternet",
                    method="Lanternet",
                    month=dt.date(2025, 3, 1),
                    cumulative_critics=2,
                    cumulative_beaters=1,
                ),
            ],
            "refresh_changes": [
                RefreshChanges(
                    topic=TOPIC,
                    paper_id=NEW.paper_id,
                    title=NEW.title,
                    change="added",
                    n_critiques_before=0,
                    n_critiques=2,
                    n_results_before=0,
                    n_results=2,
                )
            ],
            "sub_problems": [SubProblems(topic=TOPIC, sub_problem_id="lanternet", label="Lanternet", n_methods=2)],
            "sub_problem_methods": [
                SubProblemMethods(
                    topic=TOPIC,
                    sub_problem_id="lanternet",
                    label="Lanternet",
                    method_id=m.method_id,
                    method=m.method,
                    member_rank=i,
                )
                for i, m in enumerate([LANTERNET, FERRYMOE], start=1)
            ],
            "frontier": [
                Frontier(
                    topic=TOPIC,
                    method_id="ferrymoe",
                    method="Ferrymoe",
                    sub_problem="Lanternet",
                    paper_id=NEW.paper_id,
                    paper_title=NEW.title,
                    first_seen=NEW.published,
                    beats=["Lanternet"],
                )
            ],
            "newer_alternatives": [
                NewerAlternatives(
                    topic=TOPIC,
                    method_id="lanternet",
                    method="Lanternet",
                    newer_method_id="ferrymoe",
                    newer_method="Ferrymoe",
                    paper_id=NEW.paper_id,
                    paper_title=NEW.title,
                    first_seen=NEW.published,
                    reason="beats it",
                )
            ],
            "extraction_runs": [
                run(NEW.paper_id, "ok"),
                run("torn.pdf", "failed", "the PDF breaks off before its end", "truncated"),
                run("late.pdf", "skipped", "over the limit"),
            ],
        },
    )
