"""Who was measured against whom: the cells that a paper's own method and another method share, wins, losses and ties."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from review.reader import Connection, records

# As head_to_head counts them: a cell counts once for the pair, of the rows that stand for the two in their table.
# How the paper prints a number ("0.60", not 0.6) stands in benchmark_results.
CELLS = """
WITH best AS (
    SELECT paper_id, own_id, any_value(own_method) AS own_method, other_id, any_value(other_method) AS other_method,
           table_label, caption, page, benchmark, setting, unit, direction,
           arg_max(own_label, CASE direction WHEN 'higher' THEN own_value ELSE -own_value END) AS own_label,
           arg_max(own_value, CASE direction WHEN 'higher' THEN own_value ELSE -own_value END) AS own_value,
           arg_max(other_label, CASE direction WHEN 'higher' THEN other_value ELSE -other_value END) AS other_label,
           arg_max(other_value, CASE direction WHEN 'higher' THEN other_value ELSE -other_value END) AS other_value
    FROM shared_cells
    WHERE topic = $topic AND is_representative AND ($method_id IS NULL OR own_id = $method_id OR other_id = $method_id)
    GROUP BY ALL
),
printed AS (
    SELECT paper_id, page, table_label, method_label, benchmark, setting, value, min(value_text) AS value_text,
           min(benchmark_name) AS benchmark_name, min(metric) AS metric
    FROM benchmark_results
    SEMI JOIN best USING (paper_id, table_label, benchmark)
    WHERE topic = $topic
    GROUP BY ALL
)
SELECT b.paper_id, p.published, b.own_id, b.own_method, b.other_id, b.other_method, b.page, b.table_label, b.benchmark,
       coalesce(o.benchmark_name, b.benchmark) AS benchmark_name, coalesce(o.metric, '') AS metric, b.setting, b.unit, b.direction,
       b.own_label, b.own_value, o.value_text AS own_text, b.other_label, b.other_value, t.value_text AS other_text
FROM best AS b
LEFT JOIN printed AS o ON o.paper_id = b.paper_id AND o.page = b.page AND o.table_label = b.table_label
    AND o.method_label = b.own_label AND o.benchmark = b.benchmark AND o.setting = b.setting AND o.value = b.own_value
LEFT JOIN printed AS t ON t.paper_id = b.paper_id AND t.page = b.page AND t.table_label = b.table_label
    AND t.method_label = b.other_label AND t.benchmark = b.benchmark AND t.setting = b.setting AND t.value = b.other_value
LEFT JOIN papers AS p ON p.topic = $topic AND p.paper_id = b.paper_id
ORDER BY p.published DESC NULLS LAST, b.paper_id, b.own_id, b.other_id, b.page, b.table_label, b.caption, b.benchmark, b.setting, b.unit,
         b.direction"""


class Cell(NamedTuple):
    """One benchmark and setting that two methods share in a table: the row that stands for each, as printed."""

    paper_id: str
    published: dt.date | None
    own_id: str
    own_method: str
    other_id: str
    other_method: str
    page: int
    table_label: str
    benchmark: str
    benchmark_name: str
    metric: str
    setting: str
    unit: str
    direction: str
    own_label: str
    own_value: float
    own_text: str | None
    other_label: str
    other_value: float
    other_text: str | None

    @property
    def outcome(self) -> str:
        """How the paper's own method does here: won, lost or tied."""
        lead = self.own_value - self.other_value if self.direction == "higher" else self.other_value - self.own_value
        return "won" if lead > 0 else "lost" if lead < 0 else "tied"


class Duel(NamedTuple):
    """A paper's own method against one other method: every cell they share in that paper."""

    cells: tuple[Cell, ...]

    @property
    def first(self) -> Cell:
        """The first cell, which says who and where."""
        return self.cells[0]

    @property
    def n_won(self) -> int:
        """Cells in which the paper's own method is better."""
        return sum(cell.outcome == "won" for cell in self.cells)

    @property
    def n_lost(self) -> int:
        """Cells in which the other method is better."""
        return sum(cell.outcome == "lost" for cell in self.cells)

    @property
    def n_tied(self) -> int:
        """Cells with equal values."""
        return len(self.cells) - self.n_won - self.n_lost

    @property
    def is_beat(self) -> bool:
        """Whether it counts as a beat: more cells won than lost."""
        return self.n_won > self.n_lost

    @property
    def tables(self) -> list[tuple[tuple[str, int], list[Cell]]]:
        """The cells by label and page of their table, in the order of the paper."""
        return [(key, list(found)) for key, found in groupby(self.cells, key=lambda cell: (cell.table_label, cell.page))]


def read_duels(con: Connection, topic: str, method_id: str | None = None) -> list[Duel]:
    """Return every duel of the topic (of one method when it is named), that of the newest paper first."""
    return list(pair_up(records(con, Cell, CELLS, topic=topic, method_id=method_id)))


def pair_up(cells: Iterable[Cell]) -> Iterator[Duel]:
    """Yield one duel for the cells of a paper and two methods that stand behind one another."""
    for _, found in groupby(cells, key=lambda cell: (cell.paper_id, cell.own_id, cell.other_id)):
        yield Duel(tuple(found))
