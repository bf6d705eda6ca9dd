"""From stored papers through the real build to pages and terminal."""

import datetime as dt
import io
from pathlib import Path

from rich.console import Console

from models.geometry import Box
from models.relations import ExtractionRuns
from models.rows import Critique, ExtractedPaper, OwnMethod, Reference, Result, row_id
from review.check import check_site
from review.publish import publish
from review.terminal import show_method
from tests.review.test_pages import Page
from warehouse.build import build
from warehouse.ledger import write_run
from warehouse.store import write_paper

TOPIC = "invented-sails"
BOX = Box(page=1, x0=10, y0=10, x1=90, y1=20)


def store(root: Path, number: int, name: str, title: str, rivals: dict[str, str], value: float) -> None:
    """Store a paper that introduces `name` and reports it against rivals, whose title is that of their own paper."""
    references = [
        Reference(ref_index=i, label=f"[{i}]", raw=f"A. Nobody. {its_title}. 2021.", title=its_title, year=2021, page=9, boxes=[BOX])
        for i, its_title in enumerate(rivals.values(), start=1)
    ]
    critiques = [
        Critique(
            receipt_id=row_id(number, rival),
            method_label=rival,
            citation=f"[{i}]",
            cited_ref=i,
            kind="limitation",
            section="2",
            sentence=f"However, {rival} [{i}] needs a second mast.",
            page=2,
            boxes=[BOX],
            rule_id="cost",
        )
        for i, rival in enumerate(rivals, start=1)
    ]
    rows = [(name, value, None), *((rival, 0.5 + i / 100, i) for i, rival in enumerate(rivals, start=1))]
    results = [
        Result(
            result_id=row_id(number, label, benchmark),
            table_label="Table 1",
            caption="Results",
            page=4,
            boxes=[BOX],
            method_label=label,
            citation=f"[{ref}]" if ref else "",
            cited_ref=ref,
            is_own=ref is None,
            benchmark=benchmark,
            setting="Calm sea",
            value_text=f"{score:.2f}",
            value=score,
            direction="higher",
            rule_id="table",
        )
        for label, score, ref in rows
        for benchmark in ("Reach", "Tack")
    ]
    paper = ExtractedPaper(
        topic=TOPIC,
        paper_id=f"240{number}.00001",
        version=1,
        title=title,
        published=dt.date(2024, number, 1),
        n_pages=9,
        pdf_url=f"https://arxiv.org/pdf/240{number}.00001v1",
        pdf_sha256=f"{number:064x}",
        fingerprint="f",
        own_methods=[OwnMethod(method_label=name)],
        references=references,
        critiques=critiques,
        results=results,
    )
    write_paper(root, paper)
    write_run(root, ExtractionRuns(topic=TOPIC, paper_id=paper.paper_id, source_file="", status="ok", finished_at=dt.datetime(2026, 1, 2)))


def test_stored_papers_become_pages_with_their_receipts(tmp_path: Path) -> None:
    lugger, yawl = "Luggerflow: sailing with one rule", "Yawlmix: two rules are better"
    store(tmp_path, 1, "Luggerflow", lugger, {}, 0.5)
    store(tmp_path, 2, "Yawlmix", yawl, {"Luggerflow": lugger}, 0.6)
    store(tmp_path, 3, "Xebecnet", "Xebecnet: three rules at sea", {"Luggerflow": lugger, "Yawlmix": yawl}, 0.8)
    build(tmp_path, {TOPIC: "Invented sails"})
    site = publish(tmp_path).site
    topic = Page((site / f"topics/{TOPIC}/index.html").read_text(encoding="utf-8"))
    assert "papers read 3" in topic.text and "verbatim 3" in topic.text and "last updated 2 January 2026" in topic.text
    assert "Luggerflow 2 papers critique it · 2 beat it on benchmarks" in topic.text
    assert "Yawlmix 1 paper critiques it · 1 beats it on benchmarks" in topic.text
    address = next(link for link in topic.links if "lugger" in link)
    page = Page((site / f"topics/{TOPIC}" / address).read_text(encoding="utf-8"))
    assert "However, Luggerflow [1] needs a second mast." in page.text
    assert "Reach Calm sea 0.80 0.51 Xebecnet" in page.text
    assert check_site(tmp_path).problems == ()
    out = io.StringIO()
    Console(file=out, width=160).print(show_method(tmp_path, "luggerflow"))
    assert "Yawlmix 0.60, Luggerflow 0.51 · Tack [Calm sea]" in out.getvalue()
