"""What the page of a sub-problem tells: its methods, who beats whom among them, what they share."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.relations import SubProblems
from review.pages.catalogue import Catalogue
from review.pages.duels import Duel
from review.pages.topic import Place, TopicStory
from review.reader import Connection, group, records

MAX_MATRIX = 16
"""Methods in the matrix: what fits a screen; those that never met a fellow are left out first."""

MAX_TIMELINE = 24
"""Methods on the timeline: a row each, so that it stays on one screen."""

MEMBERS = """
SELECT sub_problem_id, method_id FROM sub_problem_methods WHERE topic = $topic ORDER BY sub_problem_id, member_rank, method_id"""

SHARED = """
SELECT s.sub_problem_id, r.benchmark_name, r.metric, count(DISTINCT r.method_id)::INTEGER AS n_methods,
       count(DISTINCT r.paper_id)::INTEGER AS n_papers
FROM sub_problem_methods AS s JOIN benchmark_results AS r USING (topic, method_id)
WHERE s.topic = $topic
GROUP BY ALL HAVING n_methods >= 2
ORDER BY s.sub_problem_id, n_methods DESC, n_papers DESC, r.benchmark_name, r.metric"""


@dataclass(frozen=True, slots=True)
class SharedBenchmark:
    """A benchmark on which several methods of the sub-problem have numbers."""

    sub_problem_id: str
    benchmark_name: str
    metric: str
    n_methods: int
    n_papers: int


@dataclass(frozen=True, slots=True)
class SubProblemStory:
    """Everything the page of a sub-problem tells."""

    sub_problem: SubProblems
    members: list[Place]
    duels: list[Duel]
    shared: list[SharedBenchmark]

    @property
    def matrix(self) -> tuple[list[Place], Mapping[tuple[str, str], tuple[int, int, int]]]:
        """The methods that met a fellow, and for each pair (own, other) the cells won, lost and tied."""
        cells: dict[tuple[str, str], tuple[int, int, int]] = {}
        for duel in self.duels:
            key = (duel.first.own_id, duel.first.other_id)
            before = cells.get(key, (0, 0, 0))
            cells[key] = (before[0] + duel.n_won, before[1] + duel.n_lost, before[2] + duel.n_tied)
        met = {method_id for pair in cells for method_id in pair}
        return [member for member in self.members if member.method_id in met][:MAX_MATRIX], cells

    @property
    def dated(self) -> list[tuple[dt.date, Place]]:
        """The most superseded methods of which a date is known, oldest first."""
        known = [(m.first_seen, m) for m in self.members if m.first_seen][:MAX_TIMELINE]
        return sorted(known, key=lambda pair: (pair[0], pair[1].rank))


def read_sub_problems(con: Connection, catalogue: Catalogue, story: TopicStory, duels: list[Duel]) -> Iterator[SubProblemStory]:
    """Yield what the page of each sub-problem tells, the largest first."""
    topic = catalogue.topic
    places = {place.method_id: place for place in story.places}
    pairs = records(con, lambda sub_problem_id, method_id: (sub_problem_id, method_id), MEMBERS, topic=topic)
    members = group(pairs, lambda pair: pair[0])
    shared = group(records(con, SharedBenchmark, SHARED, topic=topic), lambda row: row.sub_problem_id)
    for row in story.sub_problems:
        ids = [method_id for _, method_id in members.get(row.sub_problem_id, []) if method_id in places]
        among = set(ids)
        inside = [duel for duel in duels if duel.first.own_id in among and duel.first.other_id in among]
        yield SubProblemStory(row, [places[method_id] for method_id in ids], inside, shared.get(row.sub_problem_id, []))
