"""A method page and the ranked list in the terminal, for `method-drift show` and `demo`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from models.errors import MethodDriftError
from models.spelling import name_key
from review import text
from review.pages.catalogue import PaperEntry, read_papers, read_titles
from review.pages.duels import Cell, Duel
from review.pages.method import MethodFacts, MethodStory, Names, Remark, find_near_names, read_facts, read_names, read_story
from review.reader import Connection, WarehouseError, open_warehouse

if TYPE_CHECKING:
    from review.pages.topic import Place

MAX_LINES = 58
"""Lines a method takes in a terminal at most; the page and the SQL show more."""
MAX_DUELS, MAX_CELLS, MAX_ALTERNATIVES = 6, 2, 4
LINES_KEPT = 3
"""Left for what says how much more there is."""
N_SUGGESTIONS, N_RANKED = 5, 20
SHOWN_KINDS = ("method", "model", "technique", "component", "work")

STATUS_STYLES = {"heavily superseded": "bold red", "superseded": "yellow", "not yet superseded": "green", "no evidence here": "dim"}


OUTCOME_WORDS = {"won": "better", "lost": "worse", "tied": "equal"}
"""What is said before a cell that went otherwise than its duel: the numbers alone do not tell which way is better."""


class UnknownMethodError(MethodDriftError):
    """No method, or more than one, has the name asked for; the message lists near names or the topics."""


class MethodInTerminal:
    """A method's page that fits a screen: what does not fit is counted."""

    def __init__(self, story: MethodStory, title: str, papers: dict[str, PaperEntry], namesakes: list[MethodFacts]) -> None:
        """Keep what is to be shown; it is laid out when it is printed, because only then its width is known."""
        self._story = story
        self._head = [*_heading(story.facts, title), *map(_namesake, namesakes)]
        self._duels = list(_against(story, papers))
        self._alternatives = list(_alternatives(story))
        self._tail = list(_own(story))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Yield the parts: whole but for the sentences, of which as many as fit."""
        around = Group(*self._head, *self._duels, *self._alternatives, *self._tail)
        left = MAX_LINES - len(console.render_lines(around, options, pad=False)) - LINES_KEPT - 2
        yield from [*self._head, *self._duels, *self._alternatives]
        yield from _section("What papers say", [] if self._story.remarks else [_indented(("No paper in this review critiques it.", "dim"))])
        shown = 0
        for remark in self._story.remarks:
            lines = Group(*_remark(remark))
            left -= len(console.render_lines(lines, options, pad=False))
            if left < 0 and shown:
                break
            shown += 1
            yield lines
        if len(self._story.remarks) > shown:
            yield _indented((_more_receipts(self._story.facts, len(self._story.remarks) - shown), "dim"))
        yield from self._tail


def show_method(root: Path, name: str, topic: str | None = None) -> RenderableType:
    """Return the page of the method with this key, name or alias (upper and lower case alike), ready to print.

    Of several methods with one name the most superseded is shown and the others are pointed at. Raises
    UnknownMethodError, naming the nearest methods, when there is none, and when several topics have one.
    """
    with open_warehouse(root, n_threads=1) as con:
        _check_topic(con, topic)
        names = [named for named in read_names(con, topic) if named.kind in SHOWN_KINDS]
        found = _match(names, name)
        if not found:
            raise UnknownMethodError(_unknown_message(name, topic, find_near_names(con, name, topic, N_SUGGESTIONS)))
        if len({named.topic for named in found}) > 1:
            raise UnknownMethodError(_ambiguous_message(name, found))
        facts = min((_facts(con, named) for named in found), key=lambda f: (f.rank is None, f.rank, f.method_id))
        others = [named for named in names if named.topic == facts.topic and named.method_id != facts.method_id]
        namesakes = [_facts(con, named) for named in others if name_key(named.method) == name_key(facts.method)]
        papers = read_papers(con, facts.topic)
        return MethodInTerminal(read_story(con, facts), read_titles(con)[facts.topic], papers, namesakes)


def show_most_superseded(root: Path, topic: str, n_rows: int = N_RANKED) -> RenderableType:
    """Return the first rows of the topic's ranked list, ready to print."""
    from review.pages.topic import read_places  # nothing that `show` waits for

    with open_warehouse(root, n_threads=1) as con:
        title = read_titles(con).get(topic)
        if title is None:
            raise WarehouseError(f"there is no topic {topic!r} in the warehouse; run `method-drift refresh {topic}`")
        ranked = [place for place in read_places(con, topic) if place.score > 0][:n_rows]
    lines = [_line((f"{title}: most-superseded baselines", "bold")), *(line for row in ranked for line in _place(row))]
    return Group(*lines, *([] if ranked else [_line(("No method is superseded in this review yet.", "dim"))]))


def _place(row: "Place") -> Iterator[RenderableType]:
    yield _line((f"{row.rank:>4}  ", "dim"), (row.method, "bold"), (f"  ({row.sub_problem})" if row.sub_problem else "", "dim"))
    if row.paper_title:
        yield _indented((row.paper_title, "italic"), left=6)
    yield _indented((text.supersession_counts(row.papers_critique, row.papers_beat), ""), left=6)


def _check_topic(con: Connection, topic: str | None) -> None:
    """Raise UnknownMethodError, naming the topics there are, when the warehouse has no such topic."""
    topics = list(read_titles(con))
    if topic is not None and topic not in topics:
        there_are = f"its topics are {', '.join(topics)}" if topics else "it has no topics yet"
        raise UnknownMethodError(f"there is no topic {text.clean(topic)!r} in the warehouse; {there_are}")


def _facts(con: Connection, named: Names) -> MethodFacts:
    return read_facts(con, named.topic, named.method_id)[0]


def _match(names: list[Names], wanted: str) -> list[Names]:
    """Return the methods that bear the name, by the strictest reading that finds any: key, exact, case, spelling."""
    by_key = [named for named in names if named.method_id == wanted]
    if by_key:
        return by_key
    for spell in (str, str.casefold, name_key):
        key = spell(wanted)
        by_name = [named for named in names if key and spell(named.method) == key]
        found = by_name or [named for named in names if key and key in map(spell, named.aliases)]
        if found:
            return found
    return []


def _unknown_message(name: str, topic: str | None, near: list[str]) -> str:
    where = f" in topic {topic}" if topic else ""
    hint = f"; did you mean {', '.join(text.clean(n) for n in near)}?" if near else "; the warehouse has no methods yet"
    return f"no method is called {text.clean(name)!r}{where}{hint}"


def _ambiguous_message(name: str, found: list[Names]) -> str:
    choices = "; ".join(f"{text.clean(named.method)} (topic {named.topic})" for named in found)
    return f"{text.clean(name)!r} can mean: {choices}; choose with --topic"


def _line(*parts: tuple[str, str | Style]) -> Text:
    """Return styled text; what papers wrote is cleaned of control characters and never read as markup."""
    line = Text()
    for content, style in parts:
        line.append(text.clean(content), style=style)
    return line


def _indented(*parts: tuple[str, str | Style], left: int = 2) -> Padding:
    return Padding(_line(*parts), (0, 0, 0, left), expand=False)


def _link(url: str, style: str = "dim") -> Style:
    """Return a style that makes its text a link where the terminal knows links."""
    return Style.parse(style) + Style(link=text.safe_url(url) or None)


def _heading(facts: MethodFacts, topic_title: str) -> Iterator[RenderableType]:
    seen = (
        f"first seen {text.first_seen_date(facts.first_seen, facts.first_seen_precision)}"
        if facts.first_seen
        else "first seen: date unknown"
    )
    yield _line((facts.method, "bold"), ("  " + topic_title, "dim"))
    yield _line((facts.paper_title or "The paper that introduced it is not in this review.", "italic"))
    place = [seen] + ([f"sub-problem {facts.sub_problem}"] if facts.sub_problem else [])
    if facts.is_ranked and facts.rank:
        place.insert(0, text.rank_sentence(facts.rank, facts.n_ranked))
    yield _line((" · ".join(place), "dim"))
    if facts.other_names:
        yield _line((f"also called {', '.join(facts.other_names[:8])}", "dim"))
    if facts.kind != "method":
        yield _line((f"not ranked: no method, but a {facts.kind}", "dim"))
        return
    yield _line((facts.verdict, STATUS_STYLES[facts.status]))
    yield _line((text.supersession_counts(facts.papers_critique, facts.papers_beat), ""))


def _namesake(facts: MethodFacts) -> Text:
    origin = f", {facts.paper_title}" if facts.paper_title else ""
    return _line((f"not the same as {facts.method}{origin}: method-drift show {facts.method_id}", "yellow"))


def _section(title: str, lines: list[RenderableType]) -> list[RenderableType]:
    return [Text(), _line((title, "bold underline")), *lines]


def _more(n: int, what: str) -> list[RenderableType]:
    return [_indented((f"… and {text.plural(n, f'more {what}')}", "dim"))] if n > 0 else []


def _more_receipts(facts: MethodFacts, n: int) -> str:
    """Return where the rest is: only what is a method has a page."""
    everywhere = text.all_rows_hint("critique_receipts", facts.topic, "paper_id, page", text.sql_filter("method_id", facts.method_id))
    return f"… and {text.plural(n, 'more receipt')}" + (" on its page" if facts.kind == "method" else f": {everywhere}")


def _remark(remark: Remark) -> Iterator[RenderableType]:
    if remark.anaphoric and remark.context:
        yield _indented((remark.context, "dim"))
    yield _indented((f"“{remark.sentence}”", ""))
    own = "its own paper, not counted" if remark.is_own_paper else ""
    place = [
        remark.paper_title,
        text.month_date(remark.published),
        remark.section,
        f"page {remark.page}",
        remark.kind,
        own,
        remark.as_printed,
        f"receipt {remark.receipt_id}",
    ]
    yield _indented((" · ".join(part for part in place if part), _link(remark.receipt_url)), left=4)


def _against(story: MethodStory, papers: dict[str, PaperEntry]) -> Iterator[RenderableType]:
    lines: list[RenderableType] = []
    for duel in story.against[:MAX_DUELS]:
        lines += _duel(duel, papers.get(duel.first.paper_id))
    empty: list[RenderableType] = (
        [] if lines else [_indented(("No cell of a table read here compares it with a paper’s own method.", "dim"))]
    )
    yield from _section("Measured against it", [*lines, *empty, *_more(len(story.against) - MAX_DUELS, "paper's method")])


def _duel(duel: Duel, paper: PaperEntry | None) -> Iterator[RenderableType]:
    verb = "beats it" if duel.is_beat else "does not beat it"
    url = f"{paper.pdf_url}#page={duel.first.page}" if paper and paper.pdf_url else ""
    told = f" {verb}: {text.cells_text(duel.n_won, duel.n_lost, duel.n_tied)}"
    yield _indented((duel.first.own_method, _link(url, "bold")), (told, ""), (f" · {text.month_date(duel.first.published)}", "dim"))
    verdict = "won" if duel.is_beat else "lost"
    for cell in sorted(duel.cells, key=lambda cell: cell.outcome != verdict)[:MAX_CELLS]:
        unlike = "" if cell.outcome == verdict else f"{OUTCOME_WORDS[cell.outcome]}: "
        yield _indented((unlike + _cell(cell), "dim"), left=4)
    yield from _more(len(duel.cells) - MAX_CELLS, "cell")


def _cell(cell: Cell) -> str:
    setting = f" [{cell.setting}]" if cell.setting else ""
    own, other = text.value_text(cell.own_value, cell.own_text, cell.unit), text.value_text(cell.other_value, cell.other_text, cell.unit)
    return f"{cell.own_label} {own}, {cell.other_label} {other} · {cell.benchmark}{text.shorten(setting, 60)}"


def _alternatives(story: MethodStory) -> Iterator[RenderableType]:
    lines: list[RenderableType] = [
        _indented(
            (row.newer_method, "bold"),
            (f"  {text.month_date(row.first_seen, row.first_seen_precision)}  {story.evidence_for(row)}{row.caveat}", "dim"),
        )
        for row in story.alternatives[:MAX_ALTERNATIVES]
    ]
    empty: list[RenderableType] = [] if lines else [_indented(("No newer alternative is known in this review.", "dim"))]
    yield from _section("Newer alternatives", [*lines, *empty, *_more(len(story.alternatives) - MAX_ALTERNATIVES, "newer method")])


def _own(story: MethodStory) -> Iterator[RenderableType]:
    beaten = [duel.first.other_method for duel in story.own if duel.is_beat]
    if beaten:
        rest = f" and {len(beaten) - 5} more" if len(beaten) > 5 else ""
        yield Text()
        yield _line(("It beats ", "dim"), (", ".join(beaten[:5]) + rest, ""))
