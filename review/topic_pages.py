"""The pages of one topic, written kind by kind from what the views tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from models.relations import TopicSummary
from review import charts, citations, feed, text
from review.citations import Work
from review.kept import (
    KeptReceipt,
    KeptTable,
    read_kept,
    receipts_path,
    tables_path,
    update_receipts,
    update_tables,
    write_kept,
)
from review.pages import benchmark, changes, data, method, paper, sub_problem, table, topic
from review.pages.catalogue import Catalogue, PaperEntry, benchmark_stem, table_stem
from review.pages.duels import Duel, read_duels
from review.pages.method import MethodStory, Remark
from review.pages.paper import PaperFacts
from review.pages.topic import Place, TopicStory
from review.pictures import Album
from review.reader import Connection
from review.render import Shell
from review.search import Entry

METHOD_CAPS = {
    "n_open_papers": method.N_OPEN_PAPERS,
    "n_open_remarks": method.N_OPEN_REMARKS,
    "max_remarks": method.MAX_REMARKS,
    "n_mates": method.N_MATES,
}
CITE_FORMATS = (("bib", citations.to_bibtex), ("ris", citations.to_ris), ("json", citations.to_csl))


@dataclass(frozen=True, slots=True)
class Panel:
    """A method's drift on the page of a topic."""

    place: Place
    chart: Markup


@dataclass(frozen=True, slots=True)
class TopicCard:
    """What the start page and the search page need of a topic."""

    summary: TopicSummary
    folder: str
    description: str
    story: TopicStory
    spark: Markup
    entries: Sequence[Entry]


@dataclass(slots=True)
class TopicPages:
    """One topic being written: what it is read from, where it goes, and what is left to tell when it is done."""

    con: Connection
    shell: Shell
    cat: Catalogue
    album: Album
    description: str
    kept_receipts: list[KeptReceipt] = field(default_factory=list)
    kept_tables: dict[str, KeptTable] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    _story: TopicStory | None = None

    @property
    def folder(self) -> str:
        """The topic's folder in the site."""
        return f"topics/{text.file_stem(self.cat.topic)}/"

    @property
    def story(self) -> TopicStory:
        """What the topic's page tells, read once."""
        if self._story is None:
            self._story = topic.read_topic(self.con, self.cat)
        return self._story

    @property
    def card(self) -> TopicCard:
        """What pages above the topic tell of it."""
        months = self.story.papers_a_month
        told = f"Papers by year, {months[0][0].year} to {months[-1][0].year}: {sum(n for _, n in months)} in all" if months else ""
        return TopicCard(self.cat.summary, self.folder, self.description, self.story, charts.draw_spark(months, told), tuple(self.entries))

    def write_all(self, root: Path) -> None:
        """Write every page, download, citation list and feed of the topic."""
        remarks, duels = method.read_remarks(self.con, self.cat.topic), read_duels(self.con, self.cat.topic)
        self._write_tables(root)
        self._write_topic()
        self._write_methods()
        self._write_papers(remarks, duels)
        self._write_sub_problems(duels)
        self._write_benchmarks()
        self._write_receipts(root, remarks)
        self._write_changes()
        self._write_data()

    def keep(self, root: Path) -> None:
        """Remember what was shown, once the pages that show it stand."""
        write_kept(receipts_path(root, self.cat.topic), self.kept_receipts)
        write_kept(tables_path(root, self.cat.topic), self.kept_tables.values())

    def _write(self, path: str, template: str, **context: Any) -> None:
        self.shell.write(
            self.folder + path, template, summary=self.cat.summary, folder=self.folder, cat=self.cat, album=self.album, **context
        )

    def _cite(self, stem: str, works: Sequence[Work]) -> None:
        for ending, convert in CITE_FORMATS:
            self.shell.write_text(f"{self.folder}cite/{stem}.{ending}", convert(works))

    def _works(self, paper_ids: Sequence[str]) -> list[Work]:
        found = [self.cat.papers[paper_id] for paper_id in dict.fromkeys(paper_ids) if paper_id in self.cat.papers]
        return [_to_work(paper) for paper in found]

    def _index(self, kind: str, name: str, more: str, address: str, aliases: Sequence[str] = (), weight: int = 0) -> None:
        if address:
            self.entries.append(Entry(kind, name, more, aliases, self.folder + address, weight))

    def _write_tables(self, root: Path) -> None:
        stories = list(table.read_tables(self.con, self.cat))
        self.kept_tables = update_tables(read_kept(tables_path(root, self.cat.topic), KeptTable), self.cat, stories)
        for story in stories:
            stem = table_stem(story.key)
            self._write(f"tables/{stem}.html", "table.html", story=story, kept=self.kept_tables[stem], shown=self.album.table(story))
        for kept in self.kept_tables.values():
            if kept.withdrawn:
                self._write(f"tables/{kept.stem}.html", "withdrawn_table.html", kept=kept)

    def _write_topic(self) -> None:
        self._write(
            "index.html",
            "topic.html",
            story=self.story,
            description=self.description,
            panels=list(_panels(self.story)),
            n_ranked=topic.N_RANKED,
            n_sub_problems=topic.N_SUB_PROBLEMS,
            n_frontier=topic.N_FRONTIER,
        )
        self._cite("topic", self._works(list(self.cat.papers)))

    def _write_methods(self) -> None:
        rows = [place for place in self.story.places if place.method_id in self.cat.methods]
        statuses = list(dict.fromkeys(row.status for row in rows))
        self._write("methods/index.html", "methods.html", rows=rows, n_others=len(self.story.places) - len(rows), statuses=statuses)
        for story in method.read_stories(self.con, self.cat):
            stem = text.file_stem(story.facts.method_id)
            self._write(f"methods/{stem}.html", "method.html", story=story, **METHOD_CAPS)
            self._cite(stem, self._works(_paper_ids(story)))
            facts = story.facts
            more = f"{facts.status} · {text.supersession_counts(facts.papers_critique, facts.papers_beat)}"
            self._index("method", facts.method, more, f"methods/{stem}.html", facts.aliases, facts.papers_critique + facts.papers_beat)
        for old_id, method_id in self.cat.redirects.items():
            if method_id in self.cat.methods and old_id not in self.cat.methods:
                name = self.cat.methods[method_id].method
                address = self.cat.method_path(method_id)
                self._write(f"methods/{text.file_stem(old_id)}.html", "redirect.html", name=name, address=address)

    def _write_papers(self, remarks: list[Remark], duels: list[Duel]) -> None:
        rows = list(paper.read_papers(self.con, self.cat, remarks, duels))
        self._write("papers/index.html", "papers.html", rows=rows)
        for story in rows:
            facts, work = story.facts, _to_work(story.facts)
            self._write(self.cat.paper_path(facts.paper_id), "paper.html", story=story, json_ld=citations.to_json_ld(work))
            self._cite(f"paper-{text.file_stem(facts.paper_id)}", [work])
            more = f"{text.month_date(facts.published)} · {text.plural(len(story.remarks), 'receipt')}"
            self._index(
                "paper", facts.title, more, self.cat.paper_path(facts.paper_id), (facts.paper_id, *facts.authors), len(story.cited_by)
            )

    def _write_sub_problems(self, duels: list[Duel]) -> None:
        for story in sub_problem.read_sub_problems(self.con, self.cat, self.story, duels):
            dated = [(day, place.method, place.score) for day, place in story.dated]
            told = f"When the methods of {story.sub_problem.label} were first seen: " + ", ".join(
                f"{place.method} {text.first_seen_date(day, place.first_seen_precision)}" for day, place in story.dated
            )
            timeline = charts.draw_timeline(dated, text.clean(told))
            path = self.cat.sub_problem_path(story.sub_problem.label)
            self._write(path, "sub_problem.html", story=story, timeline=timeline)
            self._index("sub-problem", story.sub_problem.label, text.plural(story.sub_problem.n_methods, "method"), path)

    def _write_benchmarks(self) -> None:
        rows = benchmark.read_list(self.con, self.cat.topic)
        shown = [row for row in rows if (row.benchmark_name, row.metric) in self.cat.benchmarks]
        self._write("benchmarks/index.html", "benchmarks.html", rows=shown, n_others=len(rows) - len(shown))
        for story in benchmark.read_benchmarks(self.con, self.cat):
            path = f"benchmarks/{benchmark_stem(story.facts.benchmark_name, story.facts.metric)}.html"
            self._write(path, "benchmark.html", story=story, max_boards=benchmark.MAX_BOARDS, max_rows=benchmark.MAX_ROWS)
            more = f"{text.plural(story.facts.n_results, 'value')} in {text.plural(story.facts.n_papers, 'paper')}"
            self._index("benchmark", story.facts.name, more, path, story.facts.spellings, story.facts.n_papers)

    def _write_receipts(self, root: Path, remarks: list[Remark]) -> None:
        for remark in remarks:
            self._write(
                f"receipts/{text.file_stem(remark.receipt_id)}.html", "receipt.html", remark=remark, shown=self.album.sentence(remark)
            )
        self.kept_receipts = update_receipts(read_kept(receipts_path(root, self.cat.topic), KeptReceipt), self.cat.summary, remarks)
        for kept in self.kept_receipts:
            if kept.withdrawn:
                self._write(f"receipts/{text.file_stem(kept.receipt_id)}.html", "withdrawn.html", kept=kept)

    def _write_changes(self) -> None:
        story = changes.read_changes(self.con, self.cat.topic)
        self._write("changes.html", "changes.html", story=story, max_moved=changes.MAX_MOVED)
        self.shell.write_text(f"{self.folder}changes.atom", feed.to_atom(self.cat.summary, self.cat, story, self.shell.site_url))

    def _write_data(self) -> None:
        folder = self.shell.site / self.folder / "data"
        folder.mkdir(parents=True, exist_ok=True)
        downloads = list(data.write_downloads(self.con, self.cat.topic, folder))
        self._write("data.html", "data.html", downloads=downloads, failures=self.story.failures)


def _to_work(paper: PaperEntry | PaperFacts) -> Work:
    return Work(paper.paper_id, paper.title, paper.authors, paper.published, paper.pdf_url)


def _paper_ids(story: MethodStory) -> list[str]:
    """Return the papers on a method's page: its own first, then those that beat or criticise it."""
    own = [story.facts.paper_id] if story.facts.paper_id else []
    return [*own, *(duel.first.paper_id for duel in story.against), *(remark.paper_id for remark in story.remarks)]


def _panels(story: TopicStory) -> Iterator[Panel]:
    """Yield the drift of the most superseded methods; all panels share the ends of both axes."""
    months = [point.month for points in story.drift.values() for point in points]
    if not months:
        return
    most = max(max(point.cumulative_critics, point.cumulative_beaters) for points in story.drift.values() for point in points)
    first = min(months).replace(month=1)
    for place in story.ranked[: topic.N_DRIFTS]:
        points = [(p.month, p.cumulative_critics, p.cumulative_beaters) for p in story.drift.get(place.method_id, [])]
        since = f", since {points[0][0]:%B %Y}" if points else ""
        told = f"{place.method}: criticised by {text.plural(place.papers_critique, 'paper')} and beaten by {place.papers_beat:,}{since}"
        yield Panel(place, charts.draw_drift(points, first, story.newest or max(months), most, text.clean(told)))
