"""What one topic needs done: its papers, which of them are stale, which have gone."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from extractors.fingerprint import paper_fingerprint, rules_fingerprint
from extractors.folder import FoundPaper, Listing, Rejected, list_files, list_folder, read_stamp
from flows.context import Context
from models.errors import ConfigError
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


def plan_topic(context: Context, topic: Topic) -> Plan:
    """Return what has to be done; changes nothing. Raises ConfigError when the topic's source cannot be used."""
    return _compare(context, topic, discover(context, topic), is_complete=True)


def _compare(context: Context, topic: Topic, listing: Listing, *, is_complete: bool) -> Plan:
    """Return the plan for a listing; only a complete one tells which papers have gone."""
    rules = rules_fingerprint(context.config_dir)
    papers = [StalePaper(paper, paper_fingerprint(paper.meta, paper.pdf_sha256, rules)) for paper in listing.papers]
    stored = store.read_fingerprints(context.root, topic.key)
    before = {run.paper_id: run for run in ledger.read_runs(context.root, topic.key)}
    is_stale = {p.paper.meta.paper_id: context.options.is_forced or _is_stale(p, stored, before) for p in papers}
    stale = [p for p in papers if is_stale[p.paper.meta.paper_id]]
    fresh = [p for p in papers if not is_stale[p.paper.meta.paper_id]]
    failed = [before[p.paper.meta.paper_id] for p in fresh if before[p.paper.meta.paper_id].status == "failed"]
    settled = [_to_run(rejected) for rejected in listing.rejected] + failed
    known = {p.paper.meta.paper_id for p in papers} | {run.paper_id for run in settled}
    unlisted = (set(stored) | set(before)) - known if is_complete else set()
    limit = len(stale) if context.options.limit is None else context.options.limit
    return Plan(
        topic, tuple(stale[:limit]), len(fresh) - len(failed), len(stale[limit:]), tuple(settled),
        tuple(_find_vanished(context.root, topic, unlisted, before)), before,
    )


def plan_papers(context: Context, topic: Topic, papers: tuple[str, ...]) -> Plan:
    """Return what has to be done for these papers alone; raises ConfigError for what is neither a PDF nor an arXiv id."""
    files = [Path(paper).expanduser() for paper in papers if _is_file(paper)]
    others = [paper for paper in papers if not _is_file(paper)]
    if others:
        raise ConfigError(f"{others[0]}: neither a PDF file nor an arXiv id")
    listing = list_files(files, topic.key, lambda paths: _read_stamps(context, paths))
    return _compare(context, topic, listing, is_complete=False)


def _is_file(paper: str) -> bool:
    return (paper.lower().endswith(".pdf") and "://" not in paper) or Path(paper).is_file()


def discover(context: Context, topic: Topic) -> Listing:
    """Return the topic's papers, each with its PDF on this disk, and what was rejected."""
    if topic.source != "directory" or topic.path is None:
        raise ConfigError(f"topic {topic.key}: source {topic.source} is not available yet; use --from DIR")
    name = hashlib.sha256(str(topic.path).encode()).hexdigest()[:16]
    return list_folder(topic.path, topic.key, context.root / "cache" / f"folder-{name}.json", lambda paths: _read_stamps(context, paths))


def _read_stamps(context: Context, paths: Iterable[Path]) -> dict[Path, str]:
    return {outcome.job: outcome.value or "" for outcome in context.pool.map(read_stamp, paths)}


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
        topic=rejected.meta.topic, paper_id=rejected.meta.paper_id, source_file=rejected.meta.source_file,
        status="failed" if rejected.is_failure else "skipped", reason=rejected.error.reason, reason_kind=rejected.error.kind,
        finished_at=now(),
    )


def now() -> dt.datetime:
    """Return the time, UTC, to the second, as the ledger keeps it (without a time zone)."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None)


def _find_vanished(root: Path, topic: Topic, unlisted: set[str], before: Mapping[str, ExtractionRuns]) -> list[str]:
    """Return the papers that came from a folder and are no longer in it; what arXiv or backfill brought stays."""
    if topic.source != "directory":
        return []
    return sorted(paper_id for paper_id in unlisted if _source_of(root, topic, paper_id, before) == "directory")


def _source_of(root: Path, topic: Topic, paper_id: str, before: Mapping[str, ExtractionRuns]) -> str:
    try:
        paper = store.read_paper(root, topic.key, paper_id)
    except StoreError:
        paper = None
    if paper is not None:
        return paper.source
    return "directory" if paper_id in before and before[paper_id].source_file else ""
