"""What a person sees of a run: progress and summary on stderr, in colour only on a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from flows.printing import printable
from flows.report import HEADINGS, RunReport, describe_changes, describe_troubles, tabulate
from models.relations import ExtractionRuns

MAX_TROUBLES_SHOWN = 40
MAX_CHANGES_SHOWN = 10
"""More lines than a screen holds hide the summary; the warehouse has all of them."""


class RunProgress:
    """A bar a topic on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console) -> None:
        """Nothing is shown before the first paper."""
        self._console = console
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(), console=console
        )
        self._task: TaskID | None = None

    def say(self, text: str) -> None:
        """Show one line."""
        self._console.print(f"{escape(printable(text))}", style="dim", highlight=False, soft_wrap=True)

    def note(self, text: str) -> None:
        """Show one line to a person who watches; a log would only grow by it."""
        if self._console.is_terminal:
            self.say(text)

    def start(self, title: str, n_papers: int) -> None:
        """Announce how many papers are to come."""
        if not n_papers:
            return
        if self._console.is_terminal:
            self._task = self._bar.add_task(escape(printable(title)), total=n_papers)
        else:
            self.say(f"{title}: {n_papers} paper{'s' if n_papers != 1 else ''} to extract")

    def advance(self, run: ExtractionRuns) -> None:
        """Tell that a paper is done; name it at once when it failed."""
        if not self._console.is_terminal:
            return
        if run.status == "failed":
            line = printable(f"{run.source_file or run.paper_id}: {run.reason}")
            self._console.print(escape(line), style="red", highlight=False, soft_wrap=True)
        if self._task is not None:
            self._bar.advance(self._task)

    @contextmanager
    def shown(self) -> Iterator["RunProgress"]:
        """Draw the bar while the block runs."""
        if not self._console.is_terminal:
            yield self
            return
        with self._bar:
            yield self


def stderr_console() -> Console:
    """Return a console on stderr, which knows whether that is a terminal."""
    return Console(file=sys.stderr, stderr=True)


def _summary(report: RunReport) -> Table:
    """Return the figures with a column a topic: twelve columns would not fit a terminal."""
    rows = tabulate(report)
    table = Table(show_header=False)
    for heading in HEADINGS:
        table.add_row(heading, *(escape(row[heading]) for row in rows), style="bold" if heading == HEADINGS[0] else "")
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _show_lines(console: Console, lines: list[str], most: int, all_of_them: str) -> None:
    """Print the first lines, and the query that gives all when there are more."""
    shown = lines[:most] + ([f'… and {len(lines) - most} more: method-drift query "{all_of_them}"'] if len(lines) > most else [])
    for line in shown:
        console.print(escape(printable(line)), highlight=False, soft_wrap=True)


def show_report(report: RunReport, console: Console) -> None:
    """Print the summary table, what failed or was skipped with its reason, and where the results are."""
    if report.topics:
        console.print(_summary(report))
    _show_lines(console, describe_changes(report.topics), MAX_CHANGES_SHOWN, "FROM refresh_changes")
    _show_lines(console, describe_troubles(report.topics), MAX_TROUBLES_SHOWN, "FROM extraction_runs WHERE status <> 'ok'")
    for topic in report.topics:
        if topic.n_left:
            console.print(f"{topic.topic}: {topic.n_left} stale papers left for the next run (--limit)", highlight=False)
    for name, path in (("warehouse", report.warehouse), ("pages", report.site and report.site / "index.html")):
        if path:
            console.print(f"{name}: {escape(str(path))}", highlight=False, soft_wrap=True)
    console.print(f"done in {report.seconds:.1f} s", highlight=False)
