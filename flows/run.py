"""A run without Prefect: find the papers, extract what is stale, store each as it finishes, build, publish.

Nightly and backfill are this over different papers. `pipeline.py` hands in the same steps bound to Prefect tasks.
"""

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from flows.context import Context, Options, Progress, open_pool, open_store
from flows.extract import Done, drop_paper, extract_batch, forget_stages, record_run, tell_kept_rows
from flows.lock import hold_data_root
from flows.operator.remove import plan_removal
from flows.operator.status import note_runs
from flows.outputs import Built, build_warehouse, publish_site
from flows.plan import Plan, StalePaper, keep_plan, plan_arrivals, plan_papers, plan_topic
from flows.report import RunReport, TopicReport, describe_changes
from models.config_files import config_dir
from models.errors import ConfigError, MethodDriftError
from models.relations import ExtractionRuns, RefreshChanges
from models.settings import Settings, Topic
from warehouse import ledger
from warehouse.files import TEMPORARY_SUFFIX, StoreError
from warehouse.membership import list_unnamed, read_members, write_members

logger = logging.getLogger(__name__)

BATCH_SIZE = 64
"""Papers a Prefect task handles: its 16-80 ms, and the processes that idle at its end, are then nothing beside them."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a run; Prefect's binding has the same ones as tasks."""

    plan: Callable[[Context, Topic], Plan]
    extract: Callable[[Context, Plan, Sequence[StalePaper]], list[Done]]
    build: Callable[[Context], Built]
    publish: Callable[[Context], Path]
    is_whole: bool = True
    """Whether whole topics are looked through, and not single papers."""


def refresh_topics(
    settings: Settings, topics: Iterable[Topic], options: Options, progress: Progress, steps: Steps | None = None
) -> RunReport:
    """Bring every topic up to date and return what was done; a topic that cannot be refreshed does not stop the others."""
    start = time.monotonic()
    with (
        hold_data_root(settings.data, settings.lock_wait_seconds, progress.say),
        open_store(settings, progress) as mirror,
        open_pool(settings, mirror, progress.say) as pool,
    ):
        _sweep(settings.data)
        forget_stages(settings.data)
        context = Context(settings, config_dir(), options, pool, progress, mirror)
        steps = steps or PLAIN
        chosen = list(topics)
        reports = [_try_topic(context, topic, steps, is_alone=len(chosen) == 1) for topic in chosen]
        return _finish(context, reports, steps, start)


def backfill_papers(
    settings: Settings, topic: Topic, papers: Sequence[str], options: Options, progress: Progress, steps: Steps | None = None
) -> RunReport:
    """Extract single papers into the topic: arXiv ids in any form, or PDF files; nothing else of the topic is touched."""
    steps = replace(steps or PLAIN, plan=partial(plan_papers, papers=tuple(papers)), is_whole=False)
    return refresh_topics(settings, [topic], options, progress, steps)


def remove_papers(settings: Settings, topic: Topic, papers: Sequence[str], options: Options, progress: Progress) -> RunReport:
    """Take papers out of the topic, by id or file name, and keep them out until they are backfilled; no other paper is touched."""
    steps = replace(PLAIN, plan=partial(plan_removal, papers=tuple(papers)), is_whole=False)
    return refresh_topics(settings, [topic], options, progress, steps)


def rebuild(settings: Settings, options: Options, progress: Progress, steps: Steps | None = None) -> RunReport:
    """Build the warehouse from the stored rows, and the pages when asked, without looking for papers."""
    steps = steps or PLAIN
    start = time.monotonic()
    with (
        hold_data_root(settings.data, settings.lock_wait_seconds, progress.say),
        open_store(settings, progress) as mirror,
        open_pool(settings, mirror, progress.say) as pool,
    ):
        context = Context(settings, config_dir(), options, pool, progress, mirror)
        built = steps.build(context)
        site = steps.publish(context) if options.is_published else None
        return RunReport((), time.monotonic() - start, built.path, site, built.unreadable)


def _sweep(root: Path) -> None:
    """Remove what a killed run was writing aside; only the holder of the data root may."""
    for folder in ("papers", "runs", "pdf", "cache"):
        # No path is made of a name: a large topic has some hundred thousand.
        for parent, _, names in os.walk(root / folder):
            for name in names:
                if name.endswith((TEMPORARY_SUFFIX, ".part")):
                    Path(parent, name).unlink(missing_ok=True)


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
    """Carry out the plan: drop, record, extract batch by batch, those on this disk first; return what was done."""
    unnamed, newly_unnamed = _keep_members(context.root, plan)
    changes = [change for paper_id in plan.vanished if (change := drop_paper(context.root, plan, paper_id))]
    runs, n_unchanged = list[ExtractionRuns](), 0
    context.progress.start(plan.topic.title, len(plan.stale) + (len(plan.arrivals.paper_ids) if plan.arrivals else 0))
    for part in plan_arrivals(context, plan):
        n_unchanged += part.n_unchanged
        for run, change in _carry_out(context, part, steps):
            runs.append(run)
            changes += [change] if change else []
    keep_plan(context, plan, runs)
    return TopicReport(
        plan.topic.key,
        tuple(runs),
        n_unchanged,
        len(plan.vanished),
        plan.n_left,
        tuple(sorted(changes, key=lambda c: c.paper_id)),
        time.monotonic() - start,
        plan.problems,
        unnamed=tuple(unnamed),
        newly_unnamed=tuple(newly_unnamed),
    )


def _keep_members(root: Path, plan: Plan) -> tuple[list[str], list[str]]:
    """Write down why papers are in the topic; return those that nothing names any more, and which of them something named before."""
    if plan.members is None:
        return [], []
    before = read_members(root, plan.topic.key)
    if list(plan.members) != before:
        write_members(root, plan.topic.key, plan.members)
    unnamed = list_unnamed(plan.members)
    return unnamed, sorted(set(unnamed) - set(list_unnamed(before)))


def _carry_out(context: Context, plan: Plan, steps: Steps) -> Iterator[Done]:
    """Record what is settled, extract what is stale, and yield how each paper went."""
    for settled in plan.settled:
        run = tell_kept_rows(context.root, settled)
        record_run(context.root, run, plan.before.get(run.paper_id))
        yield run, None
    for first in range(0, len(plan.stale), BATCH_SIZE):
        yield from steps.extract(context, plan, plan.stale[first : first + BATCH_SIZE])


def _finish(context: Context, reports: list[TopicReport], steps: Steps, start: float) -> RunReport:
    """Record what changed, build and publish, each only where it would change something.

    What a killed run had changed counts as this one's: nobody has been told of it.
    """
    changes = ledger.read_noted_changes(context.root)
    for line in describe_changes(reports):
        logger.info(line)
    if changes != _read_changes(context.root):
        ledger.write_changes(context.root, changes)
    built = steps.build(context)
    site = steps.publish(context) if context.options.is_published else None
    ledger.forget_noted_changes(context.root)
    if steps.is_whole:
        note_runs(context.root, reports)
    return RunReport(tuple(reports), time.monotonic() - start, built.path, site, built.unreadable)


def _read_changes(root: Path) -> list[RefreshChanges] | None:
    """Return what the last refresh changed; None when its file is damaged, which writing it again mends."""
    try:
        return ledger.read_changes(root)
    except StoreError:
        return None


PLAIN = Steps(plan_topic, extract_batch, build_warehouse, publish_site)
