"""What a run did, as plain figures: the same for the terminal, the log and Prefect's artifact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import MethodDriftError
from models.relations import ExtractionRuns, RefreshChanges
from review.text import plural

MAX_NAMED = 5
"""Papers a line names; a line that fills the screen hides what it says."""


@dataclass(frozen=True, slots=True)
class TopicReport:
    """One topic of a run: what its papers gave, by name where something went wrong."""

    topic: str
    runs: tuple[ExtractionRuns, ...] = ()
    """Every paper that was looked at in this run and not found unchanged."""
    n_unchanged: int = 0
    n_dropped: int = 0
    n_left: int = 0
    """Stale papers that `limit` left for the next run."""
    changes: tuple[RefreshChanges, ...] = ()
    seconds: float = 0.0
    problems: tuple[str, ...] = ()
    """What kept the source from being looked through in full; the papers known before were used."""
    error: str = ""
    """Why the topic could not be refreshed at all; empty when it was."""
    unnamed: tuple[str, ...] = ()
    """Papers that neither the source nor a person names any more; they keep their rows."""
    newly_unnamed: tuple[str, ...] = ()
    """Those of them that were named before."""

    def count(self, status: str) -> int:
        """Return how many papers ended with the status."""
        return sum(run.status == status for run in self.runs)

    @property
    def troubles(self) -> list[ExtractionRuns]:
        """Papers that failed or were skipped, failures first."""
        return sorted((r for r in self.runs if r.status != "ok"), key=lambda r: (r.status != "failed", r.source_file, r.paper_id))


@dataclass(frozen=True, slots=True)
class RunReport:
    """A whole run."""

    topics: tuple[TopicReport, ...] = ()
    seconds: float = 0.0
    warehouse: Path | None = None
    site: Path | None = None
    unreadable: tuple[str, ...] = ()
    """Stored files whose rows the warehouse lacks."""

    @property
    def has_failures(self) -> bool:
        """Whether a paper failed, a topic could not be refreshed in full or stored rows cannot be read: exit code 1."""
        return bool(self.unreadable) or any(topic.error or topic.problems or topic.count("failed") for topic in self.topics)


class IncompleteRunError(MethodDriftError):
    """A topic could not be refreshed at all; the report says what was done nevertheless."""

    def __init__(self, report: RunReport) -> None:
        """The message names the topics and their reasons."""
        self.report = report
        super().__init__("; ".join(f"{topic.topic}: {topic.error}" for topic in report.topics if topic.error))


HEADINGS = ("topic", "ok", "failed", "skipped", "unchanged", "dropped", "critiques", "results", "pages", "seconds", "pages/s")


def tabulate(report: RunReport) -> list[dict[str, str]]:
    """Return a row of figures a topic, by heading, as text."""
    return [_figures(topic) for topic in report.topics]


def _figures(topic: TopicReport) -> dict[str, str]:
    done = [run for run in topic.runs if run.status == "ok"]
    n_pages = sum(run.n_pages for run in done)
    values = (
        topic.topic,
        len(done),
        topic.count("failed"),
        topic.count("skipped"),
        topic.n_unchanged,
        topic.n_dropped,
        sum(run.n_critiques for run in done),
        sum(run.n_results for run in done),
        n_pages,
        f"{topic.seconds:.1f}",
        f"{n_pages / topic.seconds:.1f}" if n_pages and topic.seconds else "",
    )
    return dict(zip(HEADINGS, map(str, values), strict=True))


def describe_figures(report: RunReport) -> list[str]:
    """Return a line of figures a topic and one for the whole run, as a log keeps them."""
    topics = [f"{row['topic']}: " + ", ".join(f"{row[name]} {name}" for name in HEADINGS[1:9]) for row in tabulate(report)]
    return [*topics, *describe_unnamed(report.topics), f"done in {report.seconds:.1f} s"]


def name_some(names: Sequence[str]) -> str:
    """Return as many names as a line bears, and how many more there are."""
    rest = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + rest


def describe_unnamed(topics: Iterable[TopicReport]) -> list[str]:
    """Return a line for every topic with papers out of source; those that were named until now by their ids."""
    lines: list[str] = []
    for topic in topics:
        if topic.unnamed:
            since = f", new are {name_some(topic.newly_unnamed)}" if topic.newly_unnamed else ""
            count = plural(len(topic.unnamed), "paper")
            lines.append(f"{topic.topic}: {count} kept that no source names any more{since} (see membership; `remove` drops one)")
    return lines


def to_summary(report: RunReport) -> dict[str, Any]:
    """Return the run as plain JSON types: figures, troubles and changes a topic, and where the results are."""
    return {
        "topics": [_topic_summary(topic) for topic in report.topics],
        "seconds": round(report.seconds, 1),
        "warehouse": str(report.warehouse) if report.warehouse else None,
        "site": str(report.site) if report.site else None,
        "has_failures": report.has_failures,
    }


def _topic_summary(topic: TopicReport) -> dict[str, Any]:
    figures = {name: float(value) if "." in value else int(value or 0) for name, value in _figures(topic).items() if name != "topic"}
    shown = {"paper_id", "source_file", "status", "reason_kind", "reason"}
    return {
        "topic": topic.topic,
        **figures,
        "left": topic.n_left,
        "out_of_source": len(topic.unnamed),
        "error": topic.error,
        "problems": list(topic.problems),
        "troubles": [run.model_dump(mode="json", include=shown) for run in topic.troubles],
        "changes": [change.model_dump(mode="json", exclude={"topic"}) for change in topic.changes],
    }


def describe_troubles(topics: Iterable[TopicReport]) -> list[str]:
    """Return a line for every topic and paper that failed or was skipped: which, what happened, why."""
    lines: list[str] = []
    for topic in topics:
        lines += [f"{topic.topic}: {problem}" for problem in (*topic.problems, topic.error) if problem]
        lines += [f"{run.source_file or run.paper_id}: {run.status} ({run.reason_kind}): {run.reason}" for run in topic.troubles]
    return lines


def describe_changes(topics: Iterable[TopicReport]) -> list[str]:
    """Return a line for every paper whose rows changed, with its counts before and after, and for every newly failed one."""
    return [f"{change.change}: {change.paper_id} {change.title}{_counts(change)}" for topic in topics for change in topic.changes]


def _counts(change: RefreshChanges) -> str:
    """Return how the counts changed; those of a failed paper stay, and its reason says of which day they are."""
    if change.change != "failed":
        counts = (change.n_critiques_before, change.n_critiques, change.n_results_before, change.n_results)
        return " (critiques {} → {}, results {} → {})".format(*counts)
    has_rows = change.n_critiques or change.n_results
    return f" (keeps its {plural(change.n_critiques, 'critique')} and {plural(change.n_results, 'result')})" if has_rows else ""
