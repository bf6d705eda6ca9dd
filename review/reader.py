"""Rows of the warehouse for the pages and the terminal: the one module of the review that opens DuckDB.

What concerns all methods of a topic is read in one pass a view, sorted by method, and handed out method by method, so that
neither the number of queries nor the memory grows with the number of methods.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import duckdb

from models.errors import MethodDriftError, describe_holder
from models.relations import ExtractionRuns, Frontier, MostSuperseded, SubProblemMethods, SubProblems, TopicSummary
from review import queries

Connection = duckdb.DuckDBPyConnection
"""A connection to the warehouse; the other modules of the review only hand it back to this one."""
WAREHOUSE_FILE = "method_drift.duckdb"
OWN_NOTE = re.compile(r"^\s*ours?\s*$|\s*\((?:ours?|this (?:work|paper))\)\s*$", re.IGNORECASE)
"""What tables write behind the name of the paper's own method."""
FETCH_SIZE = 2_000
"""Rows fetched at a time: few enough to keep memory flat, enough that the calls cost nothing."""

Record = TypeVar("Record")


class WarehouseError(MethodDriftError):
    """The warehouse file is missing or does not fit this version; the message says what to run."""


@dataclass(frozen=True, slots=True)
class MethodFacts:
    """A method with its place in the ranking; `rank` is None for one that is not ranked."""

    topic: str
    method_id: str
    method: str
    aliases: list[str]
    paper_id: str | None
    paper_title: str | None
    paper_url: str
    pdf_sha256: str
    first_seen: dt.date | None
    sub_problem: str | None
    papers_critique: int
    papers_beat: int
    rank: int | None
    n_ranked: int
    status: str

    @property
    def other_names(self) -> list[str]:
        """The aliases that differ from the name by more than case and a note such as (ours)."""
        return [alias for alias in self.aliases if OWN_NOTE.sub("", alias).casefold() != self.method.casefold()]


@dataclass(frozen=True, slots=True)
class Remark:
    """A critique receipt as a page shows it; `is_own_paper` when the paper that introduced the method says it."""

    method_id: str
    receipt_id: str
    paper_id: str
    paper_title: str
    sentence: str
    kind: str
    anaphoric: bool
    context: str
    method_label: str
    citation: str
    section: str
    page: int
    receipt_url: str
    pdf_sha256: str
    is_own_paper: bool


@dataclass(frozen=True, slots=True)
class Defeat:
    """A head-to-head row from the loser's side; the texts are the values as printed, None when not told apart."""

    method_id: str
    paper_id: str
    paper_title: str
    winner_id: str
    winner: str
    winner_label: str
    loser: str
    benchmark: str
    setting: str
    winner_value: float
    loser_value: float
    winner_text: str | None
    loser_text: str | None
    unit: str | None
    direction: str
    table_label: str
    page: int
    receipt_url: str
    pdf_sha256: str

    @property
    def variant(self) -> str:
        """The winner as printed, without "(ours)"; its name where the table prints no more than that."""
        return OWN_NOTE.sub("", self.winner_label).strip() or self.winner


@dataclass(frozen=True, slots=True)
class Alternative:
    """A newer method of the same sub-problem; `n_alternatives` counts all of them, also those not handed out."""

    method_id: str
    newer_method_id: str
    newer_method: str
    paper_title: str | None
    first_seen: dt.date | None
    n_alternatives: int


@dataclass(frozen=True, slots=True)
class MethodStory:
    """Everything a method page tells."""

    facts: MethodFacts
    remarks: list[Remark]
    defeats: list[Defeat]
    alternatives: list[Alternative]

    def defeats_by_paper(self) -> list[list[Defeat]]:
        """Return the head-to-head rows, one list a paper."""
        return [list(rows) for _, rows in groupby(self.defeats, key=attrgetter("paper_id"))]


@dataclass(frozen=True, slots=True)
class SubProblemStory:
    """A sub-problem with its best-known members."""

    sub_problem: SubProblems
    members: list[SubProblemMethods]


@dataclass(frozen=True, slots=True)
class TopicStory:
    """Everything a topic page tells; the `n_` counts are of the whole topic, the lists may be cut at the caps."""

    summary: TopicSummary
    ranked: list[MostSuperseded]
    n_ranked: int
    sub_problems: list[SubProblemStory]
    n_sub_problems: int
    frontier: list[Frontier]
    n_frontier: int
    failures: list[ExtractionRuns]
    n_failed: int
    n_skipped: int


@dataclass(frozen=True, slots=True)
class Caps:
    """How many rows of each list are read for a page."""

    ranked: int
    sub_problems: int
    members: int
    frontier: int
    failures: int
    alternatives: int


@contextmanager
def open_warehouse(root: Path) -> Iterator[Connection]:
    """Open the warehouse of a data root for reading; raises WarehouseError when it is missing or does not fit."""
    path = root / WAREHOUSE_FILE
    if not path.is_file():
        raise WarehouseError(f"{path} does not exist; run `method-drift refresh` (or `method-drift build` when papers are stored already)")
    try:
        with duckdb.connect(str(path), read_only=True, config={"enable_external_access": "false"}) as con:
            yield con
    except (duckdb.CatalogException, duckdb.BinderException, duckdb.IOException) as error:
        told = describe_holder(path, str(error)) or f"{path} does not fit this version of method-drift; run `method-drift build` ({error})"
        raise WarehouseError(told) from error


def _records(con: Connection, make: Callable[..., Record], sql: str, **params: Any) -> Iterator[Record]:
    """Yield one record a row, over a cursor of its own so that several passes can go side by side."""
    cursor = con.cursor()
    try:
        cursor.execute(sql, params)
        names = [column[0] for column in cursor.description or ()]
        while rows := cursor.fetchmany(FETCH_SIZE):
            for row in rows:
                yield make(**dict(zip(names, row, strict=True)))
    finally:
        cursor.close()


def _count(con: Connection, sql: str, **params: Any) -> int:
    return next(_records(con, lambda n: int(n), sql, **params))


def read_topics(con: Connection) -> list[TopicSummary]:
    """Return every topic, by its title."""
    return list(_records(con, TopicSummary, queries.TOPICS))


def read_topic(con: Connection, summary: TopicSummary, caps: Caps) -> TopicStory:
    """Return what the topic's page tells, each list cut at its cap."""
    topic = summary.topic
    return TopicStory(
        summary=summary,
        ranked=list(_records(con, MostSuperseded, queries.MOST_SUPERSEDED, topic=topic, cap=caps.ranked)),
        n_ranked=_count(con, queries.N_MOST_SUPERSEDED, topic=topic),
        sub_problems=_read_sub_problems(con, topic, caps),
        n_sub_problems=_count(con, queries.N_SUB_PROBLEMS, topic=topic),
        frontier=list(_records(con, Frontier, queries.FRONTIER, topic=topic, cap=caps.frontier)),
        n_frontier=_count(con, queries.N_FRONTIER, topic=topic),
        failures=list(_records(con, ExtractionRuns, queries.FAILURES, topic=topic, cap=caps.failures)),
        n_failed=_count(con, queries.N_RUNS, topic=topic, status="failed"),
        n_skipped=_count(con, queries.N_RUNS, topic=topic, status="skipped"),
    )


def _read_sub_problems(con: Connection, topic: str, caps: Caps) -> list[SubProblemStory]:
    members: dict[str, list[SubProblemMethods]] = {}
    for member in _records(con, SubProblemMethods, queries.SUB_PROBLEM_MEMBERS, topic=topic, cap=caps.members):
        members.setdefault(member.sub_problem_id, []).append(member)
    rows = _records(con, SubProblems, queries.SUB_PROBLEMS, topic=topic, cap=caps.sub_problems)
    return [SubProblemStory(row, members.get(row.sub_problem_id, [])) for row in rows]


def read_most_superseded(con: Connection, topic: str, cap: int) -> list[MostSuperseded]:
    """Return the first `cap` rows of the topic's ranked list."""
    return list(_records(con, MostSuperseded, queries.MOST_SUPERSEDED, topic=topic, cap=cap))


def read_method_names(con: Connection, topic: str | None = None) -> list[MethodFacts]:
    """Return every method of the topic (of all topics when None), by name."""
    rows = _records(con, MethodFacts, queries.METHODS, topic=topic, method_id=None)
    return sorted(rows, key=lambda facts: (facts.method.casefold(), facts.method, facts.topic, facts.method_id))


def read_methods(con: Connection, topic: str, caps: Caps, method_id: str | None = None) -> Iterator[MethodStory]:
    """Yield what each method page of the topic tells, in the order of method_id; of one method only when it is named."""
    only: dict[str, Any] = {"topic": topic, "method_id": method_id}
    remarks = _GroupedRows(_records(con, Remark, queries.REMARKS, **only))
    defeats = _GroupedRows(_records(con, Defeat, queries.DEFEATS, **only))
    alternatives = _GroupedRows(_records(con, Alternative, queries.ALTERNATIVES, **only, cap=caps.alternatives))
    for facts in _records(con, MethodFacts, queries.METHODS, **only):
        key = facts.method_id
        yield MethodStory(facts, remarks.take(key), defeats.take(key), alternatives.take(key))


def find_near_names(con: Connection, name: str, topic: str | None, cap: int) -> list[str]:
    """Return the names of methods that look most like `name`, nearest first."""
    return list(_records(con, lambda method: str(method), queries.NEAR_NAMES, name=name, topic=topic, cap=cap))


class _OfMethod(Protocol):
    @property
    def method_id(self) -> str: ...


MethodRow = TypeVar("MethodRow", bound=_OfMethod)


class _GroupedRows(Generic[MethodRow]):
    """Rows sorted by method, handed out a method at a time to a caller that asks in the same order."""

    def __init__(self, rows: Iterator[MethodRow]) -> None:
        self._groups = groupby(rows, key=attrgetter("method_id"))
        self._head: tuple[str, list[MethodRow]] | None = None
        self._advance()

    def _advance(self) -> None:
        group = next(self._groups, None)
        self._head = (group[0], list(group[1])) if group else None

    def take(self, method_id: str) -> list[MethodRow]:
        """Return the rows of the method, an empty list when it has none; rows of unknown methods before it are dropped."""
        while self._head and self._head[0] < method_id:
            self._advance()
        if not self._head or self._head[0] != method_id:
            return []
        rows = self._head[1]
        self._advance()
        return rows
