"""`refresh --dry-run`: what a run would do, found out on a stand-in of the data root that is thrown away."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from extractors.sources.catalogue import Catalogue
from extractors.sources.discover import Places
from extractors.sources.downloads import Downloads
from flows.console import RunProgress, stderr_console
from flows.context import Context, Options, open_pool
from flows.plan import Plan, plan_topic
from models.arxiv_id import ArxivId
from models.config_files import config_dir
from models.errors import ConfigError, MethodDriftError
from models.settings import Settings, Topic


@dataclass(frozen=True, slots=True)
class Intent:
    """What a run would do for one topic; papers by id, files by name."""

    topic: str
    fetch: tuple[str, ...] = ()
    extract: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    """Papers that give no rows, each with its reason."""
    n_unchanged: int = 0
    n_left: int = 0
    """Stale papers that `limit` would leave for the next run."""
    problems: tuple[str, ...] = ()


def foresee(settings: Settings, topics: Iterable[Topic], *, is_forced: bool = False, limit: int | None = None) -> list[Intent]:
    """Return what a refresh would do; sources are asked, but no paper is fetched and the data root stays as it is."""
    options = Options(is_forced=is_forced, limit=limit, is_published=False, is_dry=True)
    chosen = list(topics)
    with _stand_in(settings.data) as root, open_pool(settings) as pool, RunProgress(stderr_console()).shown() as progress:
        context = Context(settings.model_copy(update={"data": root}), config_dir(), options, pool, progress)
        return [_foresee(context, topic, is_alone=len(chosen) == 1) for topic in chosen]


def _foresee(context: Context, topic: Topic, *, is_alone: bool) -> Intent:
    try:
        return _to_intent(context, plan_topic(context, topic))
    except MethodDriftError as error:
        if is_alone and isinstance(error, ConfigError):
            raise
        return Intent(topic.key, problems=(str(error),))


def _to_intent(context: Context, plan: Plan) -> Intent:
    fetch = _list_unfetched(context.root, plan.topic) if plan.topic.source != "directory" else []
    metas = [stale.paper.meta for stale in plan.stale]
    limit = context.options.limit
    return Intent(
        plan.topic.key,
        tuple(fetch[:limit]),
        tuple(f"{meta.paper_id} ({meta.source_file})" if meta.source_file else meta.paper_id for meta in metas),
        tuple(plan.vanished),
        tuple(f"{run.source_file or run.paper_id}: {run.reason}" for run in plan.settled),
        plan.n_unchanged,
        plan.n_left - len(fetch[:limit]),
        tuple(plan.problems),
    )


def _list_unfetched(root: Path, topic: Topic) -> list[str]:
    """Return the papers of the topic whose PDF is not on this disk, in the order in which they would be fetched."""
    places = Places.under(root, topic)
    listed = Catalogue.model_validate_json(places.catalogue.read_bytes()).papers.values()
    downloads = Downloads(places.downloads, places.pdfs)
    ids = [ArxivId(paper.meta.paper_id, paper.meta.version) for paper in listed if not paper.is_withdrawn]
    return [str(arxiv_id) for arxiv_id in ids if downloads.find(arxiv_id) is None]


@contextmanager
def _stand_in(root: Path) -> Iterator[Path]:
    """Yield a folder that reads like the data root: links to its rows and PDFs, copies of what a run writes while it looks."""
    with tempfile.TemporaryDirectory(prefix="method-drift-") as name:
        folder = Path(name)
        for linked in ("papers", "runs", "compact"):
            if (root / linked).is_dir():
                (folder / linked).symlink_to(root / linked)
        for copied in ("pdf", "cache"):
            (folder / copied).mkdir()
        for pdf in (root / "pdf").glob("*.pdf"):
            (folder / "pdf" / pdf.name).symlink_to(pdf)
        for file in (root / "cache").glob("*"):
            if file.is_file():
                shutil.copyfile(file, folder / "cache" / file.name)
        yield folder


def describe_intents(intents: Iterable[Intent]) -> list[str]:
    """Return the lines a person reads of a run to come."""
    lines: list[str] = []
    for intent in intents:
        counts = f"{len(intent.fetch)} to fetch, {len(intent.extract)} to extract, {len(intent.drop)} to drop"
        later = f", {intent.n_left} left for the next run" if intent.n_left else ""
        lines.append(f"{intent.topic}: {counts}, {intent.n_unchanged} unchanged{later}")
        for verb, papers in (("fetch", intent.fetch), ("extract", intent.extract), ("drop", intent.drop), ("no rows", intent.reject)):
            lines += [f"  {verb} {paper}" for paper in papers]
        lines += [f"  problem: {problem}" for problem in intent.problems]
    return [*lines, "nothing was written (--dry-run)"]
