"""What a topic's pages may link to: every method, paper, benchmark, table and sub-problem that has a page, with its address."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from review import text
from review.reader import Connection, records

if TYPE_CHECKING:
    from models.relations import TopicSummary

TableKey = tuple[str, int, str]
"""paper_id, page and label of a table."""
BenchmarkKey = tuple[str, str]
"""Name and metric of a benchmark."""
MIN_PAPERS_A_BENCHMARK = 2
"""A benchmark of one paper has nothing to compare; its numbers stand on the page of their table."""

TOPICS = "SELECT topic, title, n_papers, n_critiques, n_results, n_methods, updated FROM topic_summary ORDER BY lower(title), topic"

TITLES = "SELECT topic, title FROM topic_summary ORDER BY lower(title), topic"

METHODS = """
SELECT s.method_id, s.method, s.status, s.sub_problem
FROM method_supersession AS s
WHERE s.topic = $topic AND (
    s.status <> 'no evidence here'
    OR s.method_id IN (SELECT method_id FROM frontier WHERE topic = $topic)
    OR s.method_id IN (SELECT method_id FROM sub_problem_methods WHERE topic = $topic))
ORDER BY s.rank, s.method_id"""

PAPERS = """
SELECT paper_id, title, published, pdf_url, pdf_sha256, authors
FROM papers WHERE topic = $topic ORDER BY published DESC NULLS LAST, paper_id"""

BENCHMARKS = """
SELECT benchmark_name, metric
FROM benchmarks WHERE topic = $topic AND n_papers >= $least
ORDER BY n_papers DESC, n_results DESC, benchmark_name, metric"""

TABLES = """
SELECT DISTINCT paper_id, page, table_label FROM benchmark_results WHERE topic = $topic ORDER BY paper_id, page, table_label"""

SUB_PROBLEMS = "SELECT sub_problem_id, label FROM sub_problems WHERE topic = $topic ORDER BY n_methods DESC, label, sub_problem_id"

REDIRECTS = "SELECT old_id, method_id FROM method_redirects WHERE topic = $topic ORDER BY old_id"


class MethodEntry(NamedTuple):
    """A method that has a page."""

    method_id: str
    method: str
    status: str
    sub_problem: str | None


class PaperEntry(NamedTuple):
    """A paper of the topic, as other pages name it."""

    paper_id: str
    title: str
    published: dt.date | None
    pdf_url: str
    pdf_sha256: str
    authors: list[str]

    @property
    def short(self) -> str:
        """The first author and the year where both are known, else the start of the title."""
        if self.authors and self.published:
            more = " et al." if len(self.authors) > 1 else ""
            return f"{self.authors[0].split()[-1] if self.authors[0].split() else self.authors[0]}{more} {self.published.year}"
        return text.shorten(self.title, 40)


class Catalogue(NamedTuple):
    """What has a page in a topic; every address is relative to the folder of the topic."""

    summary: "TopicSummary"
    methods: Mapping[str, MethodEntry]
    papers: Mapping[str, PaperEntry]
    benchmarks: frozenset[BenchmarkKey]
    tables: frozenset[TableKey]
    sub_problems: Mapping[str, str]
    redirects: Mapping[str, str]

    @property
    def topic(self) -> str:
        """Key of the topic."""
        return self.summary.topic

    def method_path(self, method_id: str) -> str:
        """Return where the method's page stands; empty when it has none."""
        return f"methods/{text.file_stem(method_id)}.html" if method_id in self.methods else ""

    def paper_path(self, paper_id: str | None) -> str:
        """Return where the paper's page stands; empty when it is not in the topic."""
        return f"papers/{text.file_stem(paper_id)}.html" if paper_id in self.papers and paper_id else ""

    def benchmark_path(self, name: str, metric: str) -> str:
        """Return where the benchmark's page stands; empty when too few papers report it."""
        return f"benchmarks/{benchmark_stem(name, metric)}.html" if (name, metric) in self.benchmarks else ""

    def table_path(self, paper_id: str, page: int, table_label: str) -> str:
        """Return where the page of a paper's table stands; empty when no number of it is stored."""
        key = (paper_id, page, table_label)
        return f"tables/{table_stem(key)}.html" if key in self.tables else ""

    def sub_problem_path(self, label: str | None) -> str:
        """Return where the page of the sub-problem with this label stands; empty when there is none."""
        return f"sub-problems/{text.file_stem(self.sub_problems[label])}.html" if label in self.sub_problems and label else ""


def benchmark_stem(name: str, metric: str) -> str:
    """Return the file name of a benchmark's page, without ending."""
    return text.file_stem(f"{name} {metric}".strip() if not metric else f"{name}\x1f{metric}")


def table_stem(key: TableKey) -> str:
    """Return the file name of a table's page, without ending."""
    paper_id, page, label = key
    return text.file_stem(f"{paper_id}-p{page}-{label}")


def read_topics(con: Connection) -> "list[TopicSummary]":
    """Return every topic, by its title."""
    # What checks rows takes as long to load as all that `show` does, which needs it for nothing.
    from models.relations import TopicSummary

    return list(records(con, TopicSummary, TOPICS))


def read_titles(con: Connection) -> dict[str, str]:
    """Return every topic's title, by its key."""
    return dict(records(con, lambda topic, title: (topic, title), TITLES))


def read_papers(con: Connection, topic: str) -> dict[str, PaperEntry]:
    """Return the papers of a topic by their ids, the newest first."""
    return {entry.paper_id: entry for entry in records(con, PaperEntry, PAPERS, topic=topic)}


def read_catalogue(con: Connection, summary: "TopicSummary") -> Catalogue:
    """Return all that the pages of a topic may link to."""
    topic = summary.topic
    methods = records(con, MethodEntry, METHODS, topic=topic)
    return Catalogue(
        summary=summary,
        methods={entry.method_id: entry for entry in methods},
        papers=read_papers(con, topic),
        benchmarks=frozenset(
            records(con, lambda benchmark_name, metric: (benchmark_name, metric), BENCHMARKS, topic=topic, least=MIN_PAPERS_A_BENCHMARK)
        ),
        tables=frozenset(records(con, lambda paper_id, page, table_label: (paper_id, page, table_label), TABLES, topic=topic)),
        sub_problems=dict(records(con, lambda sub_problem_id, label: (label, sub_problem_id), SUB_PROBLEMS, topic=topic)),
        redirects=dict(records(con, lambda old_id, method_id: (old_id, method_id), REDIRECTS, topic=topic)),
    )
