"""What a person sees of a run: progress and summary on stderr, in colour only on a terminal."""

import datetime as dt
import logging
import os
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from flows.printing import command_name, printable
from flows.report import HEADINGS, RunReport, describe_changes, describe_figures, describe_troubles, describe_unnamed, tabulate
from models.errors import MethodDriftError
from models.relations import ExtractionRuns
from review.text import plural

logger = logging.getLogger(__name__)

MAX_TROUBLES_SHOWN = 40
MAX_CHANGES_SHOWN = 10
"""More lines than a screen holds hide the summary; the warehouse has all of them."""
COUNT_EVERY_SECONDS = 60.0
"""How often a log without a terminal says how many papers are done: often enough to see life, and a night fits a screen or two."""
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
LOGGED = ("flows", "extractors", "warehouse")
"""Packages whose messages go into the file of --log-file."""


class RunProgress:
    """A bar a topic on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console) -> None:
        """Nothing is shown before the first paper."""
        self._console = console
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(), console=console
        )
        self._task: TaskID | None = None
        self._n_papers = self._n_done = 0
        self._counted = time.monotonic()

    def say(self, text: str) -> None:
        """Show one line, with the time where nobody watches."""
        logger.info(printable(text))
        self._print(text, "dim")

    def _print(self, text: str, style: str) -> None:
        self._console.print(escape(_with_time(self._console, printable(text))), style=style, highlight=False, soft_wrap=True)

    def note(self, text: str) -> None:
        """Show one line to a person who watches; a log would only grow by it."""
        if self._console.is_terminal:
            self.say(text)

    def start(self, title: str, n_papers: int) -> None:
        """Announce how many papers are to come."""
        self._n_papers, self._n_done, self._counted = n_papers, 0, time.monotonic()
        if not n_papers:
            return
        if self._console.is_terminal:
            self._task = self._bar.add_task(escape(printable(title)), total=n_papers)
        else:
            self.say(f"{title}: {plural(n_papers, 'paper')} to extract")

    def advance(self, run: ExtractionRuns) -> None:
        """Tell that a paper is done; name it at once when it failed."""
        self._n_done += 1
        if run.status == "failed":
            line = f"{run.source_file or run.paper_id}: {run.reason}"
            logger.warning(printable(line))
            self._print(line, "red")
        if self._task is not None:
            self._bar.advance(self._task)
        elif time.monotonic() - self._counted > COUNT_EVERY_SECONDS:
            self._counted = time.monotonic()
            self.say(f"{self._n_done:,} of {plural(self._n_papers, 'paper')} done")

    @contextmanager
    def shown(self) -> Iterator["RunProgress"]:
        """Draw the bar while the block runs."""
        if not self._console.is_terminal:
            yield self
            return
        with self._bar:
            yield self


class _Stderr(Console):
    """Stderr of which nobody may read the end: a run goes on, and its exit code stays its own."""

    def on_broken_pipe(self) -> None:
        """Say no more, instead of ending the process as rich does."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def stderr_console() -> Console:
    """Return a console on stderr, which knows whether that is a terminal."""
    return _Stderr(file=sys.stderr, stderr=True)


def _with_time(console: Console, text: str) -> str:
    """Return a line as it is for a person who watches, and with its time for a log."""
    return text if console.is_terminal else f"{dt.datetime.now():{TIME_FORMAT}} {text}"


@contextmanager
def log_to(path: Path | None) -> Iterator[None]:
    """Add what the block says of itself to a file, each line with its time, and what ends it; nothing where no file is named."""
    if path is None:
        yield
        return
    with _logging(logging.FileHandler(path.expanduser(), encoding="utf-8"), "%(asctime)s %(levelname)s %(message)s"):
        try:
            yield
        except (MethodDriftError, OSError, KeyboardInterrupt) as error:
            logger.error("%s", str(error) or "interrupted")
            raise


@contextmanager
def log_to_stderr() -> Iterator[None]:
    """Print what the block says of itself to stderr, each line with its time: of what has no bar and no summary."""
    if logging.getLogger().isEnabledFor(logging.INFO):  # --debug prints all of it
        yield
        return
    with _logging(logging.StreamHandler(), "%(asctime)s %(message)s"):
        yield


@contextmanager
def _logging(handler: logging.Handler, form: str) -> Iterator[None]:
    handler.setFormatter(logging.Formatter(form, TIME_FORMAT))
    loggers = [logging.getLogger(name) for name in LOGGED]
    before = [(each.level, each.propagate) for each in loggers]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(logging.INFO)
        each.propagate = logging.getLogger().isEnabledFor(logging.INFO)  # stderr has its own lines, unless --debug asks for all
    try:
        yield
    finally:
        for each, (level, propagate) in zip(loggers, before, strict=True):
            each.removeHandler(handler)
            each.level, each.propagate = level, propagate
        handler.close()


def _summary(report: RunReport) -> Table:
    """Return the figures with a column a topic: twelve columns would not fit a terminal."""
    rows = tabulate(report)
    table = Table(show_header=False)
    for heading in HEADINGS:
        table.add_row(heading, *(escape(row[heading]) for row in rows), style="bold" if heading == HEADINGS[0] else "")
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _show_lines(console: Console, lines: list[str], most: int, root: Path | None, all_of_them: str) -> None:
    """Print the first lines, and the command that gives all when there are more."""
    data = f"--data {shlex.quote(str(root))} " if root else ""
    more = f'… and {len(lines) - most} more: {command_name()} query {data}"{all_of_them}"'
    for line in lines[:most] + ([more] if len(lines) > most else []):
        console.print(escape(printable(line)), highlight=False, soft_wrap=True)


def show_report(report: RunReport, console: Console) -> None:
    """Print the summary table, what failed or was skipped with its reason, and where the results are."""
    if report.topics:
        console.print(_summary(report))
    for line in describe_figures(report):
        logger.info(line)
    root = report.warehouse.parent if report.warehouse else None
    _show_lines(console, describe_changes(report.topics), MAX_CHANGES_SHOWN, root, "FROM refresh_changes")
    _show_lines(console, describe_troubles(report.topics), MAX_TROUBLES_SHOWN, root, "FROM extraction_runs WHERE status <> 'ok'")
    for topic in report.topics:
        if topic.n_left:
            console.print(f"{topic.topic}: {plural(topic.n_left, 'stale paper')} left for the next run (--limit)", highlight=False)
    for line in describe_unnamed(report.topics):
        console.print(escape(line), highlight=False, soft_wrap=True)
    for name, path in (("warehouse", report.warehouse), ("pages", report.site and report.site / "index.html")):
        if path:
            console.print(f"{name}: {escape(str(path))}", highlight=False, soft_wrap=True)
    console.print(_with_time(console, f"done in {report.seconds:.1f} s"), highlight=False)
