"""Small papers of an invented topic, to be stored and built."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from models.geometry import Box
from models.relations import ExtractionRuns
from models.rows import Critique, ExtractedPaper, NamedCitation, OwnMethod, Reference, Result, row_id
from warehouse.identity import evidence, resolve
from warehouse.identity.kinds import NO_FACTS
from warehouse.store import write_paper

TOPIC = "birds"
TOPICS = {TOPIC: "Birds that route"}


class Named(NamedTuple):
    """A name beside a citation, where it stands."""

    paper_id: str
    label: str
    ref_index: int
    n_mentions: int


def identify(papers, entries, named, uses, aliases, facts=NO_FACTS, registry=None):
    """Return what identity makes of entries, each apart, and of names and uses by where they stand; a use's `said` is its entry."""
    places = {(entry.paper_id, entry.ref_index): i for i, entry in enumerate(entries)}
    beside = [(name, places.get((name.paper_id, name.ref_index))) for name in named]
    names = [evidence.Named(name.label, said, (name.paper_id,), (name.n_mentions,)) for name, said in beside if said is not None]
    told = [use._replace(said=places.get((use.paper_id, use.said)), row=row) for row, use in enumerate(uses)]
    return resolve.identify(papers, [(entry, 1) for entry in entries], names, told, aliases, facts, registry)


def box(page: int = 1, y: float = 100.0) -> Box:
    return Box(page=page, x0=72.0, y0=y, x1=300.0, y1=y + 10)


def result(label: str, value: float, *, own: bool = False, n: int = 0, **columns) -> Result:
    columns = {"table_label": "Table 1", "caption": "Table 1: Birds", "benchmark": "Nest", "direction": "higher", "page": 2} | columns
    key = row_id(label, value, own, n, *sorted(columns.items()))
    return Result(
        result_id=key,
        boxes=[box(columns["page"])],
        method_label=label,
        is_own=own,
        value_text=str(value),
        value=value,
        rule_id="made-up",
        **columns,
    )


def critique(label: str, *, n: int = 0, **columns) -> Critique:
    sentence = columns.pop("sentence", f"{label} cannot fly in the rain, as we saw {n} times.")
    columns = {"kind": "limitation", "page": 1} | columns
    key = row_id(label, sentence, *sorted(columns.items()))
    return Critique(receipt_id=key, method_label=label, sentence=sentence, boxes=[box(columns["page"])], rule_id="made-up", **columns)


def reference(index: int, title: str, **columns) -> Reference:
    return Reference(ref_index=index, label=f"[{index}]", raw=f"A. Bird. {title}.", title=title, page=9, boxes=[box(9)], **columns)


def paper(paper_id: str, own: str = "", **columns) -> ExtractedPaper:
    rows = {name: columns.pop(name, []) for name in ("results", "critiques", "references")}
    # Keys are made from the paper in real life too.
    rows["results"] = [r.model_copy(update={"result_id": row_id(paper_id, r.result_id)}) for r in rows["results"]]
    rows["critiques"] = [c.model_copy(update={"receipt_id": row_id(paper_id, c.receipt_id)}) for c in rows["critiques"]]
    named = [NamedCitation(method_label=label, ref_index=ref) for label, ref in columns.pop("named", [])]
    columns = {"topic": TOPIC, "title": f"{own or 'Birds'}: a paper with a long title", "pdf_sha256": "0" * 64, "n_pages": 9} | columns
    return ExtractedPaper(
        paper_id=paper_id,
        fingerprint="f1",
        own_methods=[OwnMethod(method_label=own)] if own else [],
        named_citations=named,
        **rows,
        **columns,
    )


def run(paper_id: str, status: str = "ok", **columns) -> ExtractionRuns:
    columns = {"topic": TOPIC, "source_file": f"{paper_id}.pdf", "finished_at": dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)} | columns
    return ExtractionRuns(paper_id=paper_id, status=status, **columns)


def store(root: Path, *papers: ExtractedPaper) -> None:
    for row in papers:
        write_paper(root, row)


def _flock() -> list[ExtractedPaper]:
    """Forty papers in four flocks; each beats and criticises two others of its flock."""
    papers = []
    for i in range(40):
        flock, rivals = i % 4, [j for j in (i - 4, i - 8) if j >= 0]
        rows = [result(f"Bird-{j}", 10.0 + j, own=j == i, benchmark=f"Bench {flock}") for j in (i, *rivals)]
        papers.append(paper(f"20{1 + i // 4:02}.{i:05}", f"Bird-{i}", results=rows, critiques=[critique(f"Bird-{j}") for j in rivals]))
    return papers


LARGE = _flock()
