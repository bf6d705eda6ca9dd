"""What the page of a paper tells: what it introduces, what it says of others, whom it measures itself against, its tables."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from review.pages.catalogue import Catalogue
from review.pages.duels import Duel
from review.pages.method import Remark
from review.reader import Connection, group, records

FACTS = """
SELECT p.paper_id, p.version, p.title, p.authors, p.abstract, p.published, p.is_survey, p.pdf_url, p.pdf_sha256, p.n_pages,
       coalesce(e.n_critiques, 0) AS n_critiques, coalesce(e.n_results, 0) AS n_results, coalesce(e.n_tables, 0) AS n_tables,
       coalesce(e.n_references, 0) AS n_references, coalesce(e.n_abstained, 0) AS n_abstained
FROM papers AS p LEFT JOIN extraction_runs AS e ON e.topic = p.topic AND e.paper_id = p.paper_id
WHERE p.topic = $topic
QUALIFY row_number() OVER (PARTITION BY p.paper_id ORDER BY e.source_file) = 1
ORDER BY p.published DESC NULLS LAST, p.paper_id"""

INTRODUCED = """
SELECT paper_id, method_id, method, kind FROM methods
WHERE topic = $topic AND paper_id IS NOT NULL AND kind IN ('method', 'component', 'model')
ORDER BY paper_id, kind = 'method' DESC, method, method_id"""

TABLES = """
SELECT paper_id, page, table_label, min(caption) AS caption, count(*)::INTEGER AS n_results
FROM benchmark_results WHERE topic = $topic GROUP BY ALL ORDER BY paper_id, page, table_label"""

LINKS = """
SELECT DISTINCT paper_id, cited_paper_id FROM paper_references
WHERE topic = $topic AND cited_paper_id IS NOT NULL AND cited_paper_id <> paper_id ORDER BY paper_id, cited_paper_id"""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """A paper and how it was read."""

    paper_id: str
    version: int | None
    title: str
    authors: list[str]
    abstract: str
    published: dt.date | None
    is_survey: bool
    pdf_url: str
    pdf_sha256: str
    n_pages: int
    n_critiques: int
    n_results: int
    n_tables: int
    n_references: int
    n_abstained: int


@dataclass(frozen=True, slots=True)
class Introduced:
    """A method that the paper introduces."""

    paper_id: str
    method_id: str
    method: str
    kind: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table of the paper from which numbers are stored."""

    paper_id: str
    page: int
    table_label: str
    caption: str
    n_results: int


@dataclass(frozen=True, slots=True)
class PaperStory:
    """Everything the page of a paper tells."""

    facts: PaperFacts
    introduced: list[Introduced]
    remarks: list[Remark]
    duels: list[Duel]
    tables: list[TableRow]
    cites: list[str]
    cited_by: list[str]

    @property
    def remarks_by_methods(self) -> list[list[list[Remark]]]:
        """What the paper says, in its order: by the methods a sentence is about, then by sentence, a receipt a method."""
        sentences = group(self.remarks, lambda remark: (remark.page, remark.sentence)).values()
        return list(group(sentences, lambda receipts: frozenset(remark.method_id for remark in receipts)).values())


def read_papers(con: Connection, catalogue: Catalogue, remarks: list[Remark], duels: list[Duel]) -> Iterator[PaperStory]:
    """Yield what the page of each paper tells, the newest first; receipts and duels are those of the whole topic."""
    topic = catalogue.topic
    said = group(remarks, lambda remark: remark.paper_id)
    fought = group(duels, lambda duel: duel.first.paper_id)
    introduced = group(records(con, Introduced, INTRODUCED, topic=topic), lambda row: row.paper_id)
    tables = group(records(con, TableRow, TABLES, topic=topic), lambda row: row.paper_id)
    links = list(records(con, lambda paper_id, cited_paper_id: (paper_id, cited_paper_id), LINKS, topic=topic))
    cites, cited_by = group(links, lambda link: link[0]), group(links, lambda link: link[1])
    for facts in records(con, PaperFacts, FACTS, topic=topic):
        key = facts.paper_id
        yield PaperStory(
            facts,
            introduced.get(key, []),
            sorted(said.get(key, []), key=lambda remark: (remark.page, remark.boxes[0]["y0"] if remark.boxes else 0, remark.receipt_id)),
            sorted(fought.get(key, []), key=lambda duel: not duel.is_beat),
            tables.get(key, []),
            [cited for _, cited in cites.get(key, [])],
            [citing for citing, _ in cited_by.get(key, [])],
        )
