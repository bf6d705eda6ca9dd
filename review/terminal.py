"""A method page and the ranked list in the terminal, for `method-drift show` and `demo`."""

from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from models.errors import MethodDriftError
from models.spelling import name_key
from review import reader, text

TERMINAL_CAPS = reader.Caps(ranked=20, sub_problems=0, members=0, frontier=0, failures=0, alternatives=6)
MAX_REMARKS, MAX_BEATING_PAPERS, MAX_ROWS_A_PAPER = 25, 15, 4
"""What a terminal shows of each list; the page and the SQL show more."""
N_SUGGESTIONS = 5

STATUS_STYLES = {"heavily superseded": "bold red", "superseded": "yellow", "not yet superseded": "green", "no evidence here": "dim"}


class UnknownMethodError(MethodDriftError):
    """No method, or more than one, has the name asked for; the message lists near names or the topics."""


def show_method(root: Path, name: str, topic: str | None = None) -> RenderableType:
    """Return the page of the method with this key, name or alias (upper and lower case alike), ready to print.

    Of several methods with one name the most superseded is shown and the others are pointed at. Raises
    UnknownMethodError, naming the nearest methods, when there is none, and when several topics have one.
    """
    with reader.open_warehouse(root) as con:
        _check_topic(con, topic)
        names = reader.read_method_names(con, topic)
        found = _match(names, name)
        if not found:
            near = reader.find_near_names(con, name, topic, N_SUGGESTIONS)
            raise UnknownMethodError(_unknown_message(name, topic, near))
        if len({facts.topic for facts in found}) > 1:
            raise UnknownMethodError(_ambiguous_message(name, found))
        facts = min(found, key=lambda f: (f.rank is None, f.rank, f.method_id))
        namesakes = [f for f in names if name_key(f.method) == name_key(facts.method) and f.topic == facts.topic and f != facts]
        title = next(t.title for t in reader.read_topics(con) if t.topic == facts.topic)
        story = next(reader.read_methods(con, facts.topic, TERMINAL_CAPS, facts.method_id))
    return Group(_heading(story.facts, title), *map(_namesake, namesakes), _remarks(story), _defeats(story), _alternatives(story))


def show_most_superseded(root: Path, topic: str, n_rows: int = TERMINAL_CAPS.ranked) -> RenderableType:
    """Return the first rows of the topic's ranked list, ready to print."""
    with reader.open_warehouse(root) as con:
        summary = next((t for t in reader.read_topics(con) if t.topic == topic), None)
        if summary is None:
            raise reader.WarehouseError(f"there is no topic {topic!r} in the warehouse; run `method-drift refresh {topic}`")
        rows = reader.read_most_superseded(con, topic, n_rows)
    lines: list[RenderableType] = [_line((f"{summary.title}: most-superseded baselines", "bold"))]
    for row in rows:
        lines.append(_line((f"{row.rank:>4}  ", "dim"), (row.method, "bold"), (f"  ({row.sub_problem})" if row.sub_problem else "", "dim")))
        if row.paper_title:
            lines.append(_indented((row.paper_title, "italic"), left=6))
        lines.append(_indented((text.supersession_counts(row.papers_critique, row.papers_beat), ""), left=6))
    return Group(*lines, *([] if rows else [_line(("No method is superseded in this review yet.", "dim"))]))


def _check_topic(con: reader.Connection, topic: str | None) -> None:
    """Raise UnknownMethodError, naming the topics there are, when the warehouse has no such topic."""
    topics = [summary.topic for summary in reader.read_topics(con)]
    if topic is not None and topic not in topics:
        there_are = f"its topics are {', '.join(topics)}" if topics else "it has no topics yet"
        raise UnknownMethodError(f"there is no topic {text.clean(topic)!r} in the warehouse; {there_are}")


def _match(names: list[reader.MethodFacts], wanted: str) -> list[reader.MethodFacts]:
    """Return the methods that bear the name, by the strictest reading that finds any: key, exact, case, spelling."""
    by_key = [facts for facts in names if facts.method_id == wanted]
    if by_key:
        return by_key
    for spell in (str, str.casefold, name_key):
        key = spell(wanted)
        by_name = [facts for facts in names if key and spell(facts.method) == key]
        found = by_name or [facts for facts in names if key and key in map(spell, facts.aliases)]
        if found:
            return found
    return []


def _unknown_message(name: str, topic: str | None, near: list[str]) -> str:
    where = f" in topic {topic}" if topic else ""
    hint = f"; did you mean {', '.join(text.clean(n) for n in near)}?" if near else "; the warehouse has no methods yet"
    return f"no method is called {text.clean(name)!r}{where}{hint}"


def _ambiguous_message(name: str, found: list[reader.MethodFacts]) -> str:
    choices = "; ".join(f"{text.clean(f.method)} (topic {f.topic})" for f in found)
    return f"{text.clean(name)!r} can mean: {choices}; choose with --topic"


def _line(*parts: tuple[str, str]) -> Text:
    """Return styled text; what papers wrote is cleaned of control characters and never read as markup."""
    line = Text()
    for content, style in parts:
        line.append(text.clean(content), style=style)
    return line


def _indented(*parts: tuple[str, str], left: int = 2) -> Padding:
    return Padding(_line(*parts), (0, 0, 0, left), expand=False)


def _heading(facts: reader.MethodFacts, topic_title: str) -> Group:
    seen = f"first seen {text.first_seen_date(facts.first_seen)}" if facts.first_seen else "first seen: date unknown"
    lines: list[RenderableType] = [_line((facts.method, "bold"), ("  " + topic_title, "dim"))]
    lines.append(_line((facts.paper_title or "The paper that introduced it is not in this review.", "italic")))
    place = [seen] + ([f"sub-problem {facts.sub_problem}"] if facts.sub_problem else [])
    if facts.rank and facts.papers_critique + facts.papers_beat:
        place.insert(0, text.rank_sentence(facts.rank, facts.n_ranked))
    lines.append(_line((" · ".join(place), "dim")))
    if facts.other_names:
        lines.append(_line((f"also called {', '.join(facts.other_names)}", "dim")))
    lines.append(_line((text.STATUS_SENTENCES[facts.status], STATUS_STYLES[facts.status])))
    lines.append(_line((text.supersession_counts(facts.papers_critique, facts.papers_beat), "")))
    return Group(*lines)


def _namesake(facts: reader.MethodFacts) -> Text:
    origin = f", {facts.paper_title}" if facts.paper_title else ""
    return _line((f"not the same as {facts.method}{origin}: method-drift show {facts.method_id}", "yellow"))


def _section(title: str, lines: list[RenderableType], empty: str, n_left_out: int = 0, what: str = "") -> Group:
    more = [_indented((_more(n_left_out, what), "dim"))] if n_left_out > 0 else []
    return Group(Text(), _line((title, "bold underline")), *(lines or [_indented((empty, "dim"))]), *more)


def _more(n: int, what: str) -> str:
    return f"… and {n:,} more {what if n == 1 else what + 's'}"


def _remarks(story: reader.MethodStory) -> Group:
    lines: list[RenderableType] = []
    for remark in story.remarks[:MAX_REMARKS]:
        lines.append(_indented((f"“{remark.sentence}”", "")))
        if remark.anaphoric:
            named = " ".join(filter(None, text.referent(remark.method_label, remark.citation, story.facts.method)))
            said = f": “{remark.context}”" if remark.context else ""
            lines.append(_indented((f"refers to {named}, named just before{said}", "dim"), left=4))
        own = "its own paper, not counted" if remark.is_own_paper else ""
        place = [remark.paper_title, remark.section, f"page {remark.page}", remark.kind, own, f"receipt {remark.receipt_id}"]
        lines.append(_indented((" · ".join(part for part in place if part), "dim"), left=4))
    n_left_out = len(story.remarks) - MAX_REMARKS
    return _section("What papers say", lines, "No paper in this review critiques it.", n_left_out, "receipt")


def _defeats(story: reader.MethodStory) -> Group:
    lines: list[RenderableType] = []
    by_paper = story.defeats_by_paper()
    for rows in by_paper[:MAX_BEATING_PAPERS]:
        lines.append(_indented((rows[0].paper_title, "italic")))
        for row in rows[:MAX_ROWS_A_PAPER]:
            lines.append(_indented((row.variant, "bold"), (f" (Ours) beats {row.loser} · {text.versus_text(row)}", ""), left=4))
        if len(rows) > MAX_ROWS_A_PAPER:
            lines.append(_indented((_more(len(rows) - MAX_ROWS_A_PAPER, "row"), "dim"), left=4))
    n_left_out = len(by_paper) - MAX_BEATING_PAPERS
    return _section("Beaten on benchmarks", lines, "No paper in this review beats it on a benchmark.", n_left_out, "paper")


def _alternatives(story: reader.MethodStory) -> Group:
    lines: list[RenderableType] = [
        _indented(
            (row.newer_method, "bold"),
            (f"  {text.first_seen_date(row.first_seen)}", "dim"),
            (f"  {row.paper_title or ''}", "italic"),
        )
        for row in story.alternatives
    ]
    n_all = story.alternatives[0].n_alternatives if story.alternatives else 0
    return _section("Newer alternatives", lines, "None known in this review.", n_all - len(lines), "newer method")
