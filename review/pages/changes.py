"""What the page of changes tells: what the last refresh did, and which papers were read on which day."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from models.relations import RefreshChanges
from models.standings import MethodChanges
from review.reader import Connection, records

MAX_READ = 200
"""Papers listed by the day they were read; a feed reader looks more often than that many are read again."""

MAX_MOVED = 60
"""Methods whose standing changed that the page lists: after one new paper that moves many ranks by one, the rest says nothing."""

LAST = """
SELECT topic, paper_id, title, change, n_critiques_before, n_critiques, n_results_before, n_results
FROM refresh_changes WHERE topic = $topic ORDER BY change, title, paper_id"""

MOVED = """
SELECT topic, method_id, method, rank_before, rank, status_before, status, papers_critique_before, papers_critique, papers_beat_before,
       papers_beat
FROM method_changes WHERE topic = $topic ORDER BY coalesce(rank, rank_before), method_id"""

READ = """
SELECT e.paper_id, p.title, p.published, e.finished_at, e.n_critiques, e.n_results
FROM extraction_runs AS e JOIN papers AS p USING (topic, paper_id)
WHERE e.topic = $topic AND e.status = 'ok'
ORDER BY e.finished_at::DATE DESC, p.published DESC NULLS LAST, e.paper_id LIMIT $cap"""


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """A paper and when it was read last."""

    paper_id: str
    title: str
    published: dt.date | None
    finished_at: dt.datetime
    n_critiques: int
    n_results: int


@dataclass(frozen=True, slots=True)
class ChangesStory:
    """Everything the page of changes tells."""

    last: list[RefreshChanges]
    moved: list[MethodChanges]
    read: list[ReadPaper]

    @property
    def days(self) -> list[tuple[dt.date, list[ReadPaper]]]:
        """The papers by the day they were read, the last day first."""
        return [(day, list(found)) for day, found in groupby(self.read, key=lambda paper: paper.finished_at.date())]


def read_changes(con: Connection, topic: str) -> ChangesStory:
    """Return what changed in a topic."""
    return ChangesStory(
        list(records(con, RefreshChanges, LAST, topic=topic)),
        list(records(con, MethodChanges, MOVED, topic=topic)),
        list(records(con, ReadPaper, READ, topic=topic, cap=MAX_READ)),
    )
