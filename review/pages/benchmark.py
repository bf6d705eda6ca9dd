"""What the page of a benchmark tells: the best values of each setting, and where papers disagree."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from review.pages.catalogue import MIN_PAPERS_A_BENCHMARK, Catalogue
from review.reader import Connection, group, records

MAX_BOARDS, MAX_ROWS = 30, 25
"""Settings of a benchmark and values of a setting that a page shows; the data has all."""

LIST = """
SELECT benchmark_name, metric, direction, spellings, n_papers, n_results
FROM benchmarks WHERE topic = $topic ORDER BY n_papers DESC, n_results DESC, benchmark_name, metric"""

VALUES = """
SELECT l.benchmark, l.metric, l.setting, l.suite, l.unit, l.direction, l.rank, l.method_id, l.method, l.variant, l.method_label, l.value,
       l.value_text, l.is_own, l.paper_id, l.paper_title, l.table_label, l.page
FROM leaderboard AS l JOIN benchmarks AS b ON b.topic = l.topic AND b.benchmark_name = l.benchmark AND b.metric = l.metric
WHERE l.topic = $topic AND b.n_papers >= $least
ORDER BY l.benchmark, l.metric, l.setting, l.suite, l.unit, l.direction, l.rank, l.method, l.method_label, l.paper_id, l.page,
         l.table_label, l.value_text"""

DISAGREEMENTS = """
SELECT method_id, method, benchmark, metric, setting, n_values, min_value, max_value, spread, paper_ids
FROM value_disagreements WHERE topic = $topic ORDER BY benchmark, metric, spread DESC, method, setting"""


@dataclass(frozen=True, slots=True)
class BenchmarkFacts:
    """A benchmark under its one name."""

    benchmark_name: str
    metric: str
    direction: str
    spellings: list[str]
    n_papers: int
    n_results: int

    @property
    def name(self) -> str:
        """Name and metric in one."""
        is_more = self.metric and self.metric.lower() != self.benchmark_name.lower()
        return f"{self.benchmark_name} · {self.metric}" if is_more else self.benchmark_name


@dataclass(frozen=True, slots=True)
class ReportedValue:
    """One value on a leaderboard."""

    benchmark: str
    metric: str
    setting: str
    suite: str
    unit: str
    direction: str
    rank: int
    method_id: str
    method: str
    variant: str
    method_label: str
    value: float
    value_text: str
    is_own: bool
    paper_id: str
    paper_title: str
    table_label: str
    page: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A method with different values in different papers."""

    method_id: str
    method: str
    benchmark: str
    metric: str
    setting: str
    n_values: int
    min_value: float
    max_value: float
    spread: float
    paper_ids: list[str]


@dataclass(frozen=True, slots=True)
class Board:
    """The values of one setting, best first."""

    values: list[ReportedValue]

    @property
    def setting(self) -> str:
        """The setting in words."""
        return self.values[0].setting or "no setting given"

    @property
    def is_average(self) -> bool:
        """Whether the values are averages over the benchmarks of a table."""
        return bool(self.values[0].suite)

    @property
    def only_table(self) -> ReportedValue | None:
        """A value of the table that all values come from; None when they come from several."""
        tables = {(row.paper_id, row.page, row.table_label) for row in self.values}
        return self.values[0] if len(tables) == 1 else None


@dataclass(frozen=True, slots=True)
class BenchmarkStory:
    """Everything the page of a benchmark tells."""

    facts: BenchmarkFacts
    boards: list[Board]
    disagreements: list[Disagreement]


def read_list(con: Connection, topic: str) -> list[BenchmarkFacts]:
    """Return every benchmark of the topic, that of most papers first."""
    return list(records(con, BenchmarkFacts, LIST, topic=topic))


def read_benchmarks(con: Connection, catalogue: Catalogue) -> Iterator[BenchmarkStory]:
    """Yield what the page of each benchmark that has one tells; the settings that most papers share come first."""
    topic = catalogue.topic
    facts = {(row.benchmark_name, row.metric): row for row in read_list(con, topic)}
    disagreements = group(records(con, Disagreement, DISAGREEMENTS, topic=topic), lambda row: (row.benchmark, row.metric))
    values = records(con, ReportedValue, VALUES, topic=topic, least=MIN_PAPERS_A_BENCHMARK)
    waiting = set(catalogue.benchmarks)
    for key, found in groupby(values, key=lambda row: (row.benchmark, row.metric)):
        boards = [Board(list(board)) for _, board in groupby(found, key=lambda row: (row.setting, row.suite, row.unit, row.direction))]
        boards.sort(key=lambda board: (-len({row.paper_id for row in board.values}), -len(board.values)))
        waiting.discard(key)
        yield BenchmarkStory(facts[key], boards, disagreements.get(key, []))
    for key in sorted(waiting):
        yield BenchmarkStory(facts[key], [], disagreements.get(key, []))
