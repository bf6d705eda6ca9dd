"""Whether published pages hold together: well-formed HTML, links that lead somewhere, and no figure that the views contradict."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from review.reader import Connection, open_warehouse, records

VOID = frozenset({"meta", "link", "br", "hr", "img", "input"})
SHAPES = frozenset({"path", "line", "rect", "circle"})
"""Elements of SVG that close themselves."""
OWN_SCHEMES = frozenset({"http", "https"})
FIGURES = {
    "topic_summary.n_papers": "SELECT topic AS topic, topic AS key, n_papers AS n FROM topic_summary",
    "topic_summary.n_critiques": "SELECT topic AS topic, topic AS key, count(*) AS n FROM critique_receipts GROUP BY topic",
    "head_to_head.count": "SELECT topic AS topic, topic AS key, count(*) AS n FROM head_to_head GROUP BY topic",
    "method_supersession.papers_critique": "SELECT topic, method_id AS key, papers_critique AS n FROM method_supersession",
    "method_supersession.papers_beat": "SELECT topic, method_id AS key, papers_beat AS n FROM method_supersession",
}
"""Where a figure on a page comes from to the query that gives it, which is not the one the page was made with."""
MAX_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What a look through a site found."""

    n_pages: int
    n_links: int
    n_figures: int
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Page:
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    figures: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads a page strictly: every element closed in its turn; keeps ids, links and figures."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = _Page()
        self._open: list[str] = []
        self._headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) != len(attrs):
            self.page.problems.append(f"an attribute twice in <{tag}>")
        if (name := given.get("id")) is not None:
            if name in self.page.ids:
                self.page.problems.append(f"id {name!r} twice")
            self.page.ids.add(name)
        if any(key.startswith("on") or key == "style" for key in given):
            self.page.problems.append(f"<{tag}> with a handler or style of its own")
        self.page.links += [value for key in ("href", "src", "action") if (value := given.get(key)) is not None]
        if source := given.get("data-from"):
            self.page.figures.append((source, given.get("data-key") or "", given.get("value") or ""))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._headings.append(int(tag[1]))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()
            if tag not in SHAPES:
                self.page.problems.append(f"<{tag}/> closes nothing in HTML")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.page.problems.append(f"</{tag}> closes another element")

    def finish(self) -> _Page:
        """Return what was read, with what is wrong with the page as a whole."""
        self.close()
        if self._open:
            self.page.problems.append(f"<{self._open[-1]}> is never closed")
        if self._headings[:1] != [1] or self._headings.count(1) != 1:
            self.page.problems.append("not exactly one h1, first of all headings")
        if any(after > before + 1 for before, after in zip(self._headings, self._headings[1:], strict=False)):
            self.page.problems.append("a level of headings left out")
        return self.page


def check_site(root: Path, out: Path | None = None) -> SiteReport:
    """Look through the pages of a data root (or of the folder they were published to) and return what is wrong with them.

    Raises WarehouseError without a warehouse.
    """
    site = (out or root / "site").resolve()
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    with open_warehouse(root) as con:
        known = _read_figures(con)
    problems = [f"{site}: no pages; run `method-drift publish`"] if not pages else []
    for path, page in pages.items():
        told = [*page.problems, *_check_links(site, path, page, pages), *_check_figures(site, path, page, known)]
        problems += [f"{path.relative_to(site)}: {line}" for line in told]
    n_links, n_figures = sum(len(page.links) for page in pages.values()), sum(len(page.figures) for page in pages.values())
    return SiteReport(len(pages), n_links, n_figures, tuple(problems[:MAX_PROBLEMS]))


def _read(path: Path) -> _Page:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.finish()


def _check_links(site: Path, path: Path, page: _Page, pages: dict[Path, _Page]) -> Iterator[str]:
    for link in page.links:
        parts = urlsplit(link)
        if parts.scheme in OWN_SCHEMES:
            continue
        if parts.scheme or parts.netloc or link.startswith("/"):
            yield f"{link}: an address that is neither public nor of this site"
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not target.is_relative_to(site):
            yield f"{link}: leads out of the site"
        elif not target.is_file():
            yield f"{link}: leads nowhere"
        elif parts.fragment and "=" not in parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
            yield f"{link}: no such place on the page"


def _read_figures(con: Connection) -> dict[str, dict[tuple[str, str], str]]:
    """Return every figure that pages may show: where it comes from, then topic and key."""
    return {
        source: dict(records(con, lambda topic, key, n: ((topic, key), str(n)), f"SELECT topic, key, n FROM ({query}) AS given"))  # noqa: S608 - queries of ours
        for source, query in FIGURES.items()
    }


def _check_figures(site: Path, path: Path, page: _Page, known: dict[str, dict[tuple[str, str], str]]) -> Iterator[str]:
    parts = path.relative_to(site).parts
    topic = parts[1] if len(parts) > 2 and parts[0] == "topics" else ""
    for source, key, value in page.figures:
        expected = known.get(source, {}).get((topic, key), "0")
        if value != expected:
            yield f"{source} of {key}: the page says {value or 'nothing'}, the views {expected}"
