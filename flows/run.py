"""A run without Prefect: find the papers, extract what is stale, store each as it finishes, build, publish.

Nightly and backfill are this over different papers. `pipeline.py` hands in the same steps bound to Prefect tasks.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from extractors.worker import Job, Outcome, extract_job
from flows.context import Context, Options, Progress, open_pool
from flows.freshness import is_current, mark_current, sign_site, sign_warehouse
from flows.lock import hold_data_root
from flows.plan import Plan, StalePaper, now, plan_papers, plan_topic
from flows.report import RunReport, TopicReport, describe_changes
from models.columns import Change
from models.errors import ConfigError, MethodDriftError
from models.relations import ExtractionRuns, RefreshChanges
from models.rows import ExtractedPaper
from models.settings import Settings, Topic, config_dir, load_topics
from review.pages import publish
from warehouse import ledger, store
from warehouse.build import build
from warehouse.files import DATABASE_NAME, TEMPORARY_SUFFIX, StoreError

logger = logging.getLogger(__name__)

BATCH_SIZE = 64
"""Papers a Prefect task handles: its 16-80 ms, and the processes that idle at its end, are then nothing beside them."""

Done = tuple[ExtractionRuns, RefreshChanges | None]
"""How a paper went, and what changed by it."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a run; Prefect's binding has the same ones as tasks."""

    plan: Callable[[Context, Topic], Plan]
    extract: Callable[[Context, Plan, Sequence[StalePaper]], list[Done]]
    build: Callable[[Context], Path]
    publish: Callable[[Context], Path]


def refresh_topics(
    settings: Settings, topics: Iterable[Topic], options: Options, progress: Progress, steps: Steps | None = None
) -> RunReport:
    """Bring every topic up to date and return what was done; a topic that cannot be refreshed does not stop the others."""
    start = time.monotonic()
    with hold_data_root(settings.data, settings.lock_wait_seconds, progress.say), open_pool(settings) as pool:
        _sweep(settings.data)
        context = Context(settings, config_dir(), options, pool, progress)
        steps = steps or PLAIN
        chosen = list(topics)
        reports = [_try_topic(context, topic, steps, is_alone=len(chosen) == 1) for topic in chosen]
        return _finish(context, reports, steps, start)


def backfill_papers(
    settings: Settings, topic: Topic, papers: Sequence[str], options: Options, progress: Progress, steps: Steps | None = None
) -> RunReport:
    """Extract single papers into the topic: arXiv ids in any form, or PDF files; nothing else of the topic is touched."""
    steps = steps or PLAIN
    return refresh_topics(settings, [topic], options, progress, replace(steps, plan=partial(plan_papers, papers=tuple(papers))))


def rebuild(settings: Settings, options: Options, progress: Progress, steps: Steps | None = None) -> RunReport:
    """Build the warehouse from the stored rows, and the pages when asked, without looking for papers."""
    steps = steps or PLAIN
    start = time.monotonic()
    with hold_data_root(settings.data, settings.lock_wait_seconds, progress.say), open_pool(settings) as pool:
        context = Context(settings, config_dir(), options, pool, progress)
        return RunReport((), time.monotonic() - start, steps.build(context), steps.publish(context) if options.is_published else None)


def _sweep(root: Path) -> None:
    """Remove what a killed run was writing aside; only the holder of the data root may."""
    for folder in ("papers", "runs", "pdf", "cache"):
        for suffix in (TEMPORARY_SUFFIX, ".part"):
            for leftover in (root / folder).rglob(f"*{suffix}"):
                leftover.unlink(missing_ok=True)


def _try_topic(context: Context, topic: Topic, steps: Steps, *, is_alone: bool) -> TopicReport:
    start = time.monotonic()
    try:
        return refresh_topic(context, steps.plan(context, topic), steps, start)
    except MethodDriftError as error:
        if is_alone and isinstance(error, ConfigError):
            raise
        logger.warning("topic %s: %s", topic.key, error)
        return TopicReport(topic.key, error=str(error), seconds=time.monotonic() - start)


def refresh_topic(context: Context, plan: Plan, steps: Steps, start: float) -> TopicReport:
    """Carry out the plan: drop, record, extract batch by batch; return what was done."""
    changes = [change for paper_id in plan.vanished if (change := _drop(context.root, plan, paper_id))]
    for run in plan.settled:
        _record(context.root, run, plan.before.get(run.paper_id))
    context.progress.start(plan.topic.title, len(plan.stale))
    runs = list(plan.settled)
    for first in range(0, len(plan.stale), BATCH_SIZE):
        for run, change in steps.extract(context, plan, plan.stale[first : first + BATCH_SIZE]):
            runs.append(run)
            changes += [change] if change else []
    return TopicReport(
        plan.topic.key,
        tuple(runs),
        plan.n_unchanged,
        len(plan.vanished),
        plan.n_left,
        tuple(sorted(changes, key=lambda c: c.paper_id)),
        time.monotonic() - start,
        plan.problems,
    )


def extract_batch(context: Context, plan: Plan, papers: Sequence[StalePaper]) -> list[Done]:
    """Extract the papers in worker processes, store each as it finishes, and return how each went."""
    jobs = [_to_job(context, stale) for stale in papers]
    return [_store(context, plan, outcome) for outcome in context.pool.map(extract_job, jobs)]


def _to_job(context: Context, stale: StalePaper) -> Job:
    kept = store.keep_pdf(context.root, stale.paper.path, stale.paper.pdf_sha256)
    return Job(kept, stale.paper.meta, stale.paper.pdf_sha256, stale.fingerprint, context.config_dir)


def _store(context: Context, plan: Plan, outcome: Outcome[Job, ExtractedPaper]) -> Done:
    """Store rows first and the ledger entry after them: a run killed in between simply does the paper again."""
    run = _describe(outcome)
    last = plan.before.get(run.paper_id)
    change: RefreshChanges | None = None
    if outcome.value is not None:
        change = _replace_rows(context.root, outcome.value)
    elif last is None or (last.status, last.reason) != (run.status, run.reason):
        change = _to_change("failed", run, outcome.job.meta.title, last)
        ledger.note_change(context.root, change)
    ledger.write_run(context.root, run)
    context.progress.advance(run)
    return run, change


def _describe(outcome: Outcome[Job, ExtractedPaper]) -> ExtractionRuns:
    """Return the ledger entry of an extraction."""
    meta, paper, error = outcome.job.meta, outcome.value, outcome.error
    run = ExtractionRuns(
        topic=meta.topic,
        paper_id=meta.paper_id,
        source_file=meta.source_file,
        status="ok" if paper else "failed",
        reason=error.reason if error else "",
        reason_kind=error.kind if error else "",
        seconds=round(outcome.seconds, 3),
        fingerprint=outcome.job.fingerprint,
        finished_at=now(),
    )
    if paper is None:
        return run
    counts = {
        "n_pages": paper.n_pages,
        "n_references": len(paper.references),
        "n_critiques": count_receipts(paper),
        "n_results": len(paper.results),
        "n_tables": paper.n_tables,
        "n_abstained": paper.n_abstained,
    }
    return run.model_copy(update=counts)


def count_receipts(paper: ExtractedPaper | None) -> int:
    """Return how many critiques count as receipts; those below the confidence threshold are only candidates."""
    return sum(critique.is_counted for critique in paper.critiques) if paper else 0


def _replace_rows(root: Path, paper: ExtractedPaper) -> RefreshChanges | None:
    """Store the rows and return what they change; None when they say the same as the old ones."""
    old = _read_stored(root, paper.topic, paper.paper_id)
    if old is not None and old.model_copy(update={"fingerprint": paper.fingerprint}) == store.as_stored(paper):
        store.write_paper(root, paper)
        return None
    change = RefreshChanges(
        topic=paper.topic,
        paper_id=paper.paper_id,
        title=paper.title,
        change="changed" if old else "added",
        n_critiques_before=count_receipts(old),
        n_critiques=count_receipts(paper),
        n_results_before=len(old.results) if old else 0,
        n_results=len(paper.results),
    )
    ledger.note_change(root, change)
    store.write_paper(root, paper)
    return change


def _read_stored(root: Path, topic: str, paper_id: str) -> ExtractedPaper | None:
    """Return the stored paper; None too when its file is damaged, which extracting it again mends."""
    try:
        return store.read_paper(root, topic, paper_id)
    except StoreError:
        return None


def _to_change(change: Change, run: ExtractionRuns, title: str, last: ExtractionRuns | None) -> RefreshChanges:
    return RefreshChanges(
        topic=run.topic,
        paper_id=run.paper_id,
        title=title or run.source_file,
        change=change,
        n_critiques_before=last.n_critiques if last else 0,
        n_critiques=run.n_critiques,
        n_results_before=last.n_results if last else 0,
        n_results=run.n_results,
    )


def _drop(root: Path, plan: Plan, paper_id: str) -> RefreshChanges | None:
    """Remove the rows and the ledger entry of a paper that has gone; return the change when it had rows."""
    stored = _read_stored(root, plan.topic.key, paper_id)
    change = RefreshChanges(
        topic=plan.topic.key,
        paper_id=paper_id,
        title=stored.title if stored else "",
        change="dropped",
        n_critiques_before=count_receipts(stored),
        n_critiques=0,
        n_results_before=len(stored.results) if stored else 0,
        n_results=0,
    )
    had_rows = store.paper_path(root, plan.topic.key, paper_id).exists()
    if had_rows:
        ledger.note_change(root, change)
    store.drop_paper(root, plan.topic.key, paper_id)
    ledger.drop_run(root, plan.topic.key, paper_id)
    return change if had_rows else None


def _record(root: Path, run: ExtractionRuns, last: ExtractionRuns | None) -> None:
    """Write a ledger entry, unless it says what the last one does: a quiet night changes nothing on disk."""
    if last is None or last.model_copy(update={"finished_at": run.finished_at}) != run:
        ledger.write_run(root, run)


def _finish(context: Context, reports: list[TopicReport], steps: Steps, start: float) -> RunReport:
    """Record what changed, build and publish, each only where it would change something.

    What a killed run had changed counts as this one's: nobody has been told of it.
    """
    changes = ledger.read_noted_changes(context.root)
    for line in describe_changes(reports):
        logger.info(line)
    if changes != _read_changes(context.root):
        ledger.write_changes(context.root, changes)
    warehouse = steps.build(context)
    site = steps.publish(context) if context.options.is_published else None
    ledger.forget_noted_changes(context.root)
    return RunReport(tuple(reports), time.monotonic() - start, warehouse, site)


def _read_changes(root: Path) -> list[RefreshChanges] | None:
    """Return what the last refresh changed; None when its file is damaged, which writing it again mends."""
    try:
        return ledger.read_changes(root)
    except StoreError:
        return None


def build_warehouse(context: Context) -> Path:
    """Build the DuckDB file from the stored rows, unless it already is what they give; return its path."""
    topics = {key: topic.title for key, topic in load_topics().items() if (context.root / "runs" / key).is_dir()}
    path = context.root / DATABASE_NAME
    signature = sign_warehouse(context.root, context.config_dir, topics)
    if context.options.is_forced or not is_current(context.root, path, signature):
        context.progress.say("building the warehouse")
        summary = build(context.root, topics, context.config_dir)
        for name in summary.unreadable:
            context.progress.say(f"{name}: its stored rows cannot be read and are left out; the next refresh extracts it again")
        for entry in summary.stale:
            context.progress.say(f"overrides.toml: {entry} fits nothing any more")
        mark_current(context.root, path, signature)
    return path


def publish_site(context: Context) -> Path:
    """Render the review pages, unless they already are what the warehouse gives; return their folder."""
    site = context.root / "site"
    signature = sign_site(context.root / DATABASE_NAME, context.config_dir)
    if context.options.is_forced or not is_current(context.root, site, signature):
        context.progress.say("rendering the pages")
        publish(context.root)
        mark_current(context.root, site, signature)
    return site


PLAIN = Steps(plan_topic, extract_batch, build_warehouse, publish_site)
