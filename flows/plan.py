"""What one topic needs done: its papers, which of them are stale, which have gone."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from extractors.fingerprint import paper_fingerprint, rules_fingerprint
from extractors.sources.folder import FoundPaper, Rejected
from flows.context import Context
from flows.sources import Found, discover, find_given
from models.relations import ExtractionRuns
from models.settings import Topic
from warehouse import ledger, store
from warehouse.files import StoreError

WORTH_RETRYING = frozenset({"timeout", "out_of_memory", "crashed", "download"})
"""Kinds of failure that can end otherwise another night; the rest is tried again when PDF, metadata, rules or code change."""


@dataclass(frozen=True, slots=True)
class StalePaper:
    """A paper to extract and the fingerprint its rows will carry."""

    paper: FoundPaper
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does for one topic."""

    topic: Topic
    stale: tuple[StalePaper, ...]
    n_unchanged: int
    n_left: int
    """Stale papers that `limit` leaves for the next run."""
    settled: tuple[ExtractionRuns, ...]
    """Papers with nothing to extract: rejected ones, and failures that would only fail again."""
    vanished: tuple[str, ...]
    before: Mapping[str, ExtractionRuns]
    """The last run of every paper, by paper_id."""
    problems: tuple[str, ...] = ()
    """What kept the source from being looked through in full."""


def plan_topic(context: Context, topic: Topic) -> Plan:
    """Return what has to be done to bring the topic up to date; raises ConfigError or SourceError when its source gives nothing."""
    return _compare(context, topic, discover(context, topic))


def plan_papers(context: Context, topic: Topic, papers: tuple[str, ...]) -> Plan:
    """Return what has to be done for these papers alone; raises ConfigError for what is neither a PDF nor an arXiv id."""
    return _compare(context, topic, find_given(context, topic, papers))


def _compare(context: Context, topic: Topic, found: Found) -> Plan:
    """Return the plan for what was found, by what is stored and how it went last time."""
    rules = rules_fingerprint(context.config_dir)
    papers = [StalePaper(paper, paper_fingerprint(paper.meta, paper.pdf_sha256, rules)) for paper in found.listing.papers]
    stored = store.read_fingerprints(context.root, topic.key)
    before = {run.paper_id: run for run in ledger.read_runs(context.root, topic.key)}
    is_stale = {p.paper.meta.paper_id: context.options.is_forced or _is_stale(p, stored, before) for p in papers}
    stale = [p for p in papers if is_stale[p.paper.meta.paper_id]]
    fresh = [before[p.paper.meta.paper_id] for p in papers if not is_stale[p.paper.meta.paper_id]]
    failed = [run for run in fresh if run.status == "failed"]
    settled = [_to_run(rejected) for rejected in found.listing.rejected] + failed
    limit = len(stale) if context.options.limit is None else context.options.limit
    return Plan(
        topic,
        tuple(stale[:limit]),
        len(fresh) - len(failed),
        len(stale[limit:]) + found.n_waiting,
        tuple(settled),
        tuple(_find_vanished(context.root, topic, found, set(stored), before)),
        before,
        found.problems,
    )


def _is_stale(paper: StalePaper, stored: Mapping[str, str], before: Mapping[str, ExtractionRuns]) -> bool:
    """Tell whether the paper must be extracted: never done, killed before its ledger entry, changed, or worth another try."""
    last = before.get(paper.paper.meta.paper_id)
    if last is None or last.fingerprint != paper.fingerprint:
        return True
    if last.status == "failed":
        return last.reason_kind in WORTH_RETRYING
    return stored.get(paper.paper.meta.paper_id) != paper.fingerprint


def _to_run(rejected: Rejected) -> ExtractionRuns:
    return ExtractionRuns(
        topic=rejected.meta.topic,
        paper_id=rejected.meta.paper_id,
        source_file=rejected.meta.source_file,
        status="failed" if rejected.is_failure else "skipped",
        reason=rejected.error.reason,
        reason_kind=rejected.error.kind,
        finished_at=now(),
    )


def now() -> dt.datetime:
    """Return the time, UTC, to the second, as the ledger keeps it (without a time zone)."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None)


def _find_vanished(root: Path, topic: Topic, found: Found, stored: set[str], before: Mapping[str, ExtractionRuns]) -> list[str]:
    """Return the papers whose rows must go: withdrawn ones, and those that came from the folder and are no longer in it."""
    withdrawn = {r.meta.paper_id for r in found.listing.rejected if r.error.kind == "withdrawn"} & stored
    if not found.is_complete:
        return sorted(withdrawn)
    known = {paper.meta.paper_id for paper in found.listing.papers} | {r.meta.paper_id for r in found.listing.rejected}
    unlisted = (stored | set(before)) - known
    return sorted(withdrawn | {paper_id for paper_id in unlisted if _source_of(root, topic, paper_id, before) == "directory"})


def _source_of(root: Path, topic: Topic, paper_id: str, before: Mapping[str, ExtractionRuns]) -> str:
    try:
        paper = store.read_paper(root, topic.key, paper_id)
    except StoreError:
        paper = None
    if paper is not None:
        return paper.source
    return "directory" if paper_id in before and before[paper_id].source_file else ""
