"""What the page of a topic tells, and its list of methods."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from review.pages.catalogue import Catalogue
from review.reader import Connection, count, group, records

if TYPE_CHECKING:
    from models.relations import ExtractionRuns, SubProblems

N_RANKED, N_SUB_PROBLEMS, N_MEMBERS, N_FRONTIER, N_DRIFTS = 10, 9, 6, 12, 8
"""Rows of each list on a topic's page: what six screens of a phone hold. The rest is one link away."""

RANKED = """
WITH attacks AS (
    SELECT topic, method_id, paper_id FROM critique_receipts
    UNION SELECT topic, loser_id, paper_id FROM head_to_head
),
last AS (
    SELECT a.topic, a.method_id, max(p.published) AS attacked
    FROM attacks AS a JOIN papers AS p USING (topic, paper_id) JOIN methods AS m ON m.topic = a.topic AND m.method_id = a.method_id
    WHERE a.paper_id IS DISTINCT FROM m.paper_id
    GROUP BY ALL
),
-- As in duels.py: a cell counts once for two methods; here also where nobody is beaten by it.
leads AS (
    SELECT c.topic, c.other_id AS method_id,
           max(CASE direction WHEN 'higher' THEN own_value ELSE -own_value END)
               - max(CASE direction WHEN 'higher' THEN other_value ELSE -other_value END) AS lead
    FROM shared_cells AS c JOIN methods AS m ON m.topic = c.topic AND m.method_id = c.other_id
    WHERE c.topic = $topic AND c.is_representative AND c.paper_id IS DISTINCT FROM m.paper_id
    GROUP BY c.topic, c.paper_id, own_id, other_id, table_label, caption, page, benchmark, setting, unit, direction
),
cells AS (
    SELECT topic, method_id, count(*) FILTER (lead > 0)::INTEGER AS lost_to, count(*) FILTER (lead < 0)::INTEGER AS won_against
    FROM leads GROUP BY ALL
),
successors AS (
    SELECT topic, method_id, newer_method_id, newer_method, reason
    FROM newer_alternatives
    QUALIFY row_number() OVER (PARTITION BY topic, method_id ORDER BY
        CASE reason WHEN 'beats it' THEN 1 WHEN 'criticises it' THEN 2 ELSE 3 END, first_seen DESC NULLS LAST, newer_method,
        newer_method_id) = 1
)
SELECT s.rank, s.method_id, s.method, s.sub_problem, m.paper_id, m.paper_title, m.first_seen, m.first_seen_precision, s.papers_critique,
       s.papers_beat, s.score, s.status, l.attacked, coalesce(c.lost_to, 0) AS lost_to, coalesce(c.won_against, 0) AS won_against,
       n.newer_method_id, n.newer_method, n.reason AS newer_reason
FROM method_supersession AS s
JOIN methods AS m USING (topic, method_id)
LEFT JOIN last AS l USING (topic, method_id)
LEFT JOIN cells AS c USING (topic, method_id)
LEFT JOIN successors AS n USING (topic, method_id)
WHERE s.topic = $topic
ORDER BY s.rank, s.method_id"""

SUB_PROBLEMS = (
    "SELECT topic, sub_problem_id, label, n_methods FROM sub_problems WHERE topic = $topic ORDER BY n_methods DESC, label, sub_problem_id"
)
MEMBERS = """
SELECT sub_problem_id, method_id, method FROM sub_problem_methods WHERE topic = $topic AND member_rank <= $cap
ORDER BY sub_problem_id, member_rank, method_id"""

FRONTIER = """
SELECT f.method_id, f.method, f.sub_problem, f.paper_id, f.paper_title, f.first_seen, m.first_seen_precision, f.beats
FROM frontier AS f JOIN methods AS m USING (topic, method_id)
WHERE f.topic = $topic ORDER BY f.first_seen DESC NULLS LAST, f.method, f.method_id"""

TIMELINE = """
SELECT t.method_id, t.month, t.cumulative_critics, t.cumulative_beaters
FROM supersession_timeline AS t JOIN method_supersession AS s USING (topic, method_id)
WHERE t.topic = $topic AND s.rank <= $cap AND s.score > 0
ORDER BY s.rank, t.month"""

CRITIQUES_A_MONTH = """
SELECT date_trunc('month', p.published)::DATE AS month, count(*) AS n
FROM papers AS p WHERE p.topic = $topic AND p.published IS NOT NULL GROUP BY ALL ORDER BY month"""

FAILURES = """
SELECT topic, paper_id, source_file, status, reason, reason_kind, n_pages, n_references, n_critiques, n_results, n_tables, n_abstained,
       seconds, fingerprint, finished_at
FROM extraction_runs WHERE topic = $topic AND status <> 'ok' ORDER BY status, source_file, paper_id"""

N_HEAD_TO_HEADS = "SELECT count(*) AS n FROM head_to_head WHERE topic = $topic"
CHANGES = "SELECT change, count(*)::INTEGER AS n FROM refresh_changes WHERE topic = $topic GROUP BY ALL ORDER BY change"


@dataclass(frozen=True, slots=True)
class Place:
    """A method in the ranked list: who attacks it, how its cells went, since when, and what stands in its place."""

    rank: int
    method_id: str
    method: str
    sub_problem: str | None
    paper_id: str | None
    paper_title: str | None
    first_seen: dt.date | None
    first_seen_precision: str | None
    papers_critique: int
    papers_beat: int
    score: int
    status: str
    attacked: dt.date | None
    lost_to: int
    won_against: int
    newer_method_id: str | None
    newer_method: str | None
    newer_reason: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """A method of a sub-problem."""

    sub_problem_id: str
    method_id: str
    method: str


@dataclass(frozen=True, slots=True)
class FrontierRow:
    """A recent method that nobody criticises or beats, with what it beats itself."""

    method_id: str
    method: str
    sub_problem: str | None
    paper_id: str | None
    paper_title: str | None
    first_seen: dt.date | None
    first_seen_precision: str | None
    beats: list[str]


@dataclass(frozen=True, slots=True)
class DriftPoint:
    """How many papers had criticised and beaten a method by a month."""

    method_id: str
    month: dt.date
    cumulative_critics: int
    cumulative_beaters: int


@dataclass(frozen=True, slots=True)
class TopicStory:
    """Everything the page of a topic tells; its lists are whole, the page cuts them."""

    places: list[Place]
    sub_problems: "list[SubProblems]"
    members: Mapping[str, list[Member]]
    frontier: list[FrontierRow]
    drift: Mapping[str, list[DriftPoint]]
    papers_a_month: list[tuple[dt.date, int]]
    failures: "list[ExtractionRuns]"
    n_head_to_heads: int
    newest: dt.date | None
    changes: Mapping[str, int]

    @property
    def ranked(self) -> list[Place]:
        """The methods that some other paper criticises or beats."""
        return [place for place in self.places if place.score > 0]


def read_places(con: Connection, topic: str) -> list[Place]:
    """Return every ranked method of the topic, the most superseded first."""
    return list(records(con, Place, RANKED, topic=topic))


def read_topic(con: Connection, catalogue: Catalogue) -> TopicStory:
    """Return what the topic's page tells."""
    from models.relations import ExtractionRuns, SubProblems

    topic = catalogue.topic
    drift = records(con, DriftPoint, TIMELINE, topic=topic, cap=N_DRIFTS)
    members = records(con, Member, MEMBERS, topic=topic, cap=N_MEMBERS)
    return TopicStory(
        places=read_places(con, topic),
        sub_problems=list(records(con, SubProblems, SUB_PROBLEMS, topic=topic)),
        members=group(members, lambda member: member.sub_problem_id),
        frontier=list(records(con, FrontierRow, FRONTIER, topic=topic)),
        drift=group(drift, lambda point: point.method_id),
        papers_a_month=list(records(con, lambda month, n: (month, n), CRITIQUES_A_MONTH, topic=topic)),
        failures=list(records(con, ExtractionRuns, FAILURES, topic=topic)),
        n_head_to_heads=count(con, N_HEAD_TO_HEADS, topic=topic),
        newest=max((paper.published for paper in catalogue.papers.values() if paper.published), default=None),
        changes=dict(records(con, lambda change, n: (change, n), CHANGES, topic=topic)),
    )
