"""The lines of the method axis: what names them, whose each is, and what the levels beside their names say of it."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from extractors.results.captions.compared import MIN_COMPARED, find_compared, split_compared
from extractors.results.captions.text import caption_text, caption_title
from extractors.results.conditions import name_condition
from extractors.results.facts import Method
from extractors.results.grid_repairs import TICKS
from extractors.results.label_roles import sort_side_level, varies_within
from extractors.results.labels import Label, NameSense, has_own_name, is_own_label, says_ours
from extractors.results.method_levels import choose_method_levels, is_description, is_name, is_sub_caption, share
from extractors.results.own_rows import is_model, is_of_own, is_starting_point
from extractors.results.panels import Level, Panel
from extractors.results.vocabulary import (
    TableVocabulary,
    find_caption_metrics,
    is_generic_label,
    is_kind,
    is_measure,
    is_metric_name,
    read_arrow,
)
from extractors.results.words import bare, inside
from models.rows import OwnMethod
from models.spelling import name_key

MIN_MEASURES = 0.5
"""Share of metrics among the labels of an axis above which it says what is measured."""
MIN_TRIALS = 0.5
"""Share of headings that say what is tried out below them above which all do."""
_WORD = re.compile(r"[^\W\d_]{4}")
"""What a quantity (% Steps, FLOPs(X)/FLOPs(Y)) has in its name, and a bare value has not."""
_VALUE = re.compile(r"\d")
"""What a condition beside a compared name has: bsz=5, 13B."""
_UNCHANGED = re.compile(r"(?:(?:16|32)-?bits?|(?:0(?:\.0+)?|100)\s?%)(?!\s?\w)", re.IGNORECASE)
"""Conditions under which nothing of the own method is left."""
_SIDES = re.compile(r"\b(?:before|after|with and without|or not|off)\b", re.IGNORECASE)
"""What a title says of rows on both sides of the own method."""


def name_methods(
    panels: list[Panel], caption: str, own: Sequence[OwnMethod], sense: NameSense, vocabulary: TableVocabulary
) -> list[tuple[Panel, Level]]:
    """Return each panel with the level that names its methods: one of its own, or the own method that the title names; else none.

    An ablation that names nothing is of the first of the paper's own methods.
    """
    named = _name_by_title(panels, caption, sense, vocabulary) or _name_by_compared(panels, caption, vocabulary)
    named = named or choose_method_levels(panels, sense, vocabulary)
    if named or not own or not inside("ablations").search(caption):
        return named
    return _name_all_own(panels, Label(own[0].method_label), caption, sense, vocabulary)


def _name_by_title(panels: list[Panel], caption: str, sense: NameSense, vocabulary: TableVocabulary) -> list[tuple[Panel, Level]]:
    """Return the panels of a table that names no method, all lines of which are the own one's that its title names, in several conditions.

    None are returned where a label may name a method, or takes the own one on or off, and where nothing is measured.
    """
    title = caption_title(caption)
    spelled = [re.search(r"\b" + r"\W+".join(map(re.escape, name)) + r"\b", title, re.IGNORECASE) for name in sense.own]
    names = [found.group() for found in spelled if found is not None]
    if not names or not is_of_own(title, sense) or _SIDES.search(title):
        return []
    return _name_all_own(panels, Label(max(names, key=len)), caption, sense, vocabulary)


def _name_by_compared(panels: list[Panel], caption: str, vocabulary: TableVocabulary) -> list[tuple[Panel, Level]]:
    """Return the panels with the level all of whose labels are among what the caption sets against each other; none where one has none."""
    names = find_compared(caption)
    if not names or any(is_metric_name(name, vocabulary) for name in names):
        return []
    named = [_with_compared(panel, names) for panel in panels]
    return [found for found in named if found is not None] if all(named) else []


def _with_compared(panel: Panel, names: tuple[str, ...]) -> tuple[Panel, Level] | None:
    """Return the panel with a level of compared names and, outside it, one of the values that its labels print beside them (bsz=5 AR)."""
    for level in (*panel.col_levels, *panel.row_levels):
        split = {i: found for i, label in level.labels.items() if (found := split_compared(label, names))}
        is_told = len(split) == len(level.labels) and all(not rest or _VALUE.search(rest) for _, rest in split.values())
        if not is_told or len({label.text for label, _ in split.values()}) < MIN_COMPARED:
            continue
        named = replace(level, labels={i: label for i, (label, _) in split.items()})
        beside = {i: Label(rest) for i, (_, rest) in split.items() if rest}
        levels = (replace(level, header="", labels=beside), named) if beside else (named,)
        if level.axis == "col":
            return replace(panel, col_levels=_put(levels, level, panel.col_levels)), named
        return replace(panel, row_levels=_put(levels, level, panel.row_levels)), named
    return None


def _put(new: tuple[Level, ...], old: Level, levels: tuple[Level, ...]) -> tuple[Level, ...]:
    """Return the levels with new ones in the place of an old one."""
    return tuple(x for level in levels for x in (new if level is old else (level,)))


def _name_all_own(
    panels: list[Panel], label: Label, caption: str, sense: NameSense, vocabulary: TableVocabulary
) -> list[tuple[Panel, Level]]:
    """Return the panels with a level that names all lines as the label does, none where one of them may name a method itself."""
    has_metric = bool(find_caption_metrics(caption_text(caption), vocabulary))
    named = [_with_own_level(panel, label, sense, vocabulary, has_metric=has_metric) for panel in panels]
    return [found for found in named if found is not None] if all(named) else []


def _with_own_level(
    panel: Panel, label: Label, sense: NameSense, vocabulary: TableVocabulary, *, has_metric: bool
) -> tuple[Panel, Level] | None:
    """Return the panel with a first level that names all lines of the axis across from what is measured.

    Where the caption alone says that (`has_metric`), it names the rows.
    """
    axes = {"row": panel.row_levels, "col": panel.col_levels}
    told = [
        {axis for axis, levels in axes.items() if any(_are(kind, x, vocabulary) for x in levels)} for kind in (is_measure, is_metric_name)
    ]
    measured = next((found for found in told if len(found) == 1), set[str]())
    others = [level for axis, levels in axes.items() for level in levels if axis not in measured]
    if not (measured or has_metric) or not others or not all(_are_conditions(level, sense, vocabulary) for level in others):
        return None
    is_rows = measured != {"row"}
    beside = [(level, i, x) for level in others if (level.axis == "row") == is_rows for i, x in level.labels.items()]
    own = {place[not is_rows]: label for place in sorted(panel.numbers)}
    plain = {i: x if _is_named(x, vocabulary) else Label("") for level, i, x in beside if _is_of_nobody(x, level, vocabulary)}
    if plain.keys() >= own.keys():
        return None
    level = Level("row" if is_rows else "col", "", own | {i: x for i, x in plain.items() if i in own})
    if is_rows:
        return replace(panel, row_levels=(level, *panel.row_levels)), level
    return replace(panel, col_levels=(level, *panel.col_levels)), level


def _are(kind: Callable[[str, TableVocabulary], bool], level: Level, vocabulary: TableVocabulary) -> bool:
    told = [x.text for x in level.labels.values() if not is_description(x.text, vocabulary)]
    return share(kind(text, vocabulary) and not is_generic_label(text, vocabulary) for text in told) > MIN_MEASURES


def _are_conditions(level: Level, sense: NameSense, vocabulary: TableVocabulary) -> bool:
    """Tell whether all labels of a level are values of a condition, or data; what turns the own method on and off is none."""
    if has_own_name(Label(level.header), sense):
        return False
    names = {label.text for label in level.labels.values()}
    if is_kind(level.header, "benchmark_header", vocabulary) or (len(names) == 1 and (level.is_group or is_model(min(names), vocabulary))):
        return True
    if level.is_group and level.axis == "row":
        return share(_is_trial(label, vocabulary) for label in level.labels.values()) > MIN_TRIALS
    return all(_is_condition(label, vocabulary) for label in level.labels.values())


def _is_trial(heading: Label, vocabulary: TableVocabulary) -> bool:
    """Tell whether a heading over rows says what is tried out below it ("Masking ablation", "Sequence length"), or is no name."""
    is_told = bool(inside("ablations").search(heading.text)) or is_kind(heading.text, "setting_header", vocabulary)
    return is_told or _is_condition(heading, vocabulary)


def _is_condition(label: Label, vocabulary: TableVocabulary) -> bool:
    is_value = not (is_name(label.text) or _WORD.search(label.text)) or is_kind(label.text, "setting_value", vocabulary)
    return (is_value or is_starting_point(label.text, vocabulary)) and not label.citation


def _is_of_nobody(label: Label, level: Level, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label is of a row without the own method: the baseline, full precision, the spread of the others."""
    if bare("summaries").fullmatch(label.text):
        return False
    is_width = is_kind(label.text, "setting_value", vocabulary) and not inside("starting_points").search(label.text)
    is_start = is_starting_point(label.text, vocabulary) and not is_width
    is_spread = not level.is_group and bool(inside("undirected").search(label.text))
    return is_start or is_spread or bool(_UNCHANGED.match(label.text))


def _is_named(label: Label, vocabulary: TableVocabulary) -> bool:
    """Tell whether such a label can stand for the method of its row: "Baseline" can, "16-bit" and "Std" cannot."""
    return not is_kind(label.text, "setting_value", vocabulary) and bool(inside("starting_points").search(label.text))


def read_methods(
    level: Level, beside: list[tuple[Level, bool]], sense: NameSense, vocabulary: TableVocabulary, *, has_conditions: bool
) -> dict[int, Method]:
    """Return the method of each line; `beside` has the other levels and whether they stand below the names in the header."""
    sides = [side for side, _ in beside]
    own = _find_own(level.labels, sense, _find_starts(level.labels, sides)) | _find_headed(level, sides, vocabulary)
    beside = [(replace(side, labels=_complete(side.labels, level.labels)), is_below) for side, is_below in beside]
    roles = [
        (x, "setting" if is_sub_caption(x) else sort_side_level(x, level.labels, own, vocabulary, is_below=below)) for x, below in beside
    ]
    if not has_conditions and not any(role != "class" for _, role in roles):
        roles = [(side, "setting" if role == "class" and varies_within(side, level.labels, vocabulary) else role) for side, role in roles]
    if len({label.text for label in level.labels.values() if label.text}) == 1:
        roles = [(x, "setting" if role == "class" and not _is_counted(x.header, vocabulary) else role) for x, role in roles]
    own |= _find_headed(level, sides, vocabulary, sense)
    own -= {i for i in own if level.labels[i].text in sense.baselines}
    is_shared = level.is_group and level.axis == "col"
    parents = _find_parents(level.labels)
    described = frozenset(n for n, side in enumerate(x for x, role in roles if role == "class") if _is_numbers(side))
    starts = _find_started(sides, vocabulary)
    methods: dict[int, Method] = {}
    alike = _find_alike(level, [side for side, _ in roles], vocabulary)
    for i, label in level.labels.items():
        said = {
            role: tuple(text for side, r in roles if r == role and _says(text := _beside(side, i, role, alike), label))
            for role in ("benchmark", "setting")
        }
        spare = tuple(_beside(side, i, role, alike) for side, role in roles if role == "class")
        is_own = i in own and not (label.text in sense.codes and not starts.isdisjoint(said["setting"]))
        arrow = read_arrow(" ".join(side.labels[i].raw for side, role in roles if role == "benchmark" and i in side.labels))
        is_origin = not is_own and label.text in sense.origins
        parent = parents.get(i, "")
        methods[i] = Method(label, said["benchmark"], said["setting"], spare, is_own, is_shared, described, parent, arrow, is_origin)
    return methods


def name_by_headings(methods: dict[int, Method], beside: list[tuple[Level, bool]], vocabulary: TableVocabulary) -> dict[int, Method]:
    """Return methods of which nothing says what is measured with the names that head several columns of them as that: they are data."""
    heads = [side for side, _ in beside if side.is_group and side.axis == "col"]
    names = {i: heads[0].labels[i].text for i in methods if i in heads[0].labels} if len(heads) == 1 else {}
    is_named = names.keys() == methods.keys() and all(is_name(x) and not is_generic_label(x, vocabulary) for x in names.values())
    if not is_named or any(m.benchmark for m in methods.values()):
        return methods
    return {i: replace(m, benchmark=(names[i],), setting=tuple(x for x in m.setting if x != names[i])) for i, m in methods.items()}


def _find_started(sides: list[Level], vocabulary: TableVocabulary) -> set[str]:
    """Return what stands beside methods that were not changed (Baseline); where all stand beside such (float32, bfloat16) it tells none."""
    found: set[str] = set()
    for side in sides:
        texts = {label.text for label in side.labels.values()}
        started = {text for text in texts if is_starting_point(text, vocabulary)}
        found |= started if started < texts else set()
    return found


def _is_counted(header: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a heading is over what was counted or measured of a row, which is no condition of it."""
    return header.startswith("#") or is_metric_name(header, vocabulary)


def _says(text: str, label: Label) -> bool:
    """Tell whether what stands beside a method says more than its name and its role (Baselines)."""
    return text not in ("", label.text) and not bare("roles").fullmatch(text)


def _complete(labels: dict[int, Label], methods: dict[int, Label]) -> dict[int, Label]:
    """Return conditions with what they add to: "+ tuned" below "40B tokens", beside the same method, is both."""
    found: dict[int, Label] = {}
    base, named = "", ""
    for i, label in labels.items():
        method = methods[i].text if i in methods else ""
        if not label.text.startswith("+"):
            base, named = label.text, method
        is_added = label.text.startswith("+") and base and method == named
        found[i] = label._replace(text=f"{base}, {label.text}") if is_added else label
    return found


def _find_starts(labels: dict[int, Label], sides: list[Level]) -> set[int]:
    """Return the lines that begin a block: the first of several under one label of a column beside them, or below a heading."""
    starts: set[int] = set()
    for side in (x for x in sides if x.axis == "row" and not x.is_behind):
        counts = Counter(side.labels[i].text for i in labels if i in side.labels)
        before = ""
        for i in labels:
            text = side.labels[i].text if i in side.labels else ""
            if text and text != before and (side.is_group or counts[text] > 1):
                starts.add(i)
            before = text
    return starts


def _find_own(labels: dict[int, Label], sense: NameSense, starts: set[int]) -> set[int]:
    """Return the lines of the paper's own methods: so labelled, or a part taken from or added to an own method above (w/o X).

    What begins a block (`starts`) is below no method.
    """
    own: set[int] = set()
    is_under_own = False
    for i, label in labels.items():
        is_own = is_own_label(label, sense)
        if i in starts or not bare("additions").match(label.text):
            is_under_own = is_own
        if is_own or (is_under_own and not label.citation):
            own.add(i)
    return own


def _find_headed(level: Level, beside: list[Level], vocabulary: TableVocabulary, sense: NameSense | None = None) -> set[int]:
    """Return the lines below or beside a heading that says they are the paper's own (Our models; with `sense` Quillnet agents)."""
    headings = [(i, x.text) for side in beside if side.is_group or side.axis == "row" for i, x in side.labels.items() if i in level.labels]
    said = {i for i, text in headings if (_names_own(text, sense, vocabulary) if sense else _says_ours(text, vocabulary))}
    return {i for i in said if not level.labels[i].citation and not is_generic_label(level.labels[i].text, vocabulary)}


def _says_ours(heading: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a heading says of its lines that they are the paper's own: Our models, or the tick below Ours."""
    return says_ours(heading) and (heading.endswith(TICKS) or is_kind(heading, "class_heading", vocabulary))


def _names_own(heading: str, sense: NameSense, vocabulary: TableVocabulary) -> bool:
    """Tell whether a heading is an own name and what several of it are: Quillnet agents."""
    name, _, kind = heading.rpartition(" ")
    return kind.endswith("s") and has_own_name(Label(name), sense) and is_kind(f"our {kind}", "class_heading", vocabulary)


def find_headed_names(levels: list[tuple[Level, list[Level]]], vocabulary: TableVocabulary) -> frozenset[str]:
    """Return the labels that stand below "Ours" wherever their table prints them: they are own in the paper's other tables, too.

    `levels` are those that name the methods, each with those beside it.
    """
    found: set[str] = set()
    for level, beside in levels:
        for side in (x for x in beside if x.is_group):
            mine = {i for i, x in side.labels.items() if _says_ours(x.text, vocabulary)}
            others = {x.text for i, x in level.labels.items() if i not in mine}
            found |= {level.labels[i].text for i in mine if i in level.labels and not level.labels[i].citation} - others
    keys = {name_key(x) for x in found if bare("wholes").fullmatch(x) or not is_generic_label(x, vocabulary)}
    return frozenset(x.text for level, _ in levels for x in level.labels.values() if name_key(x.text) in keys)


def _is_numbers(level: Level) -> bool:
    """Tell whether most labels of a side column are numbers: sizes and budgets, not kinds."""
    return share(label.text[:1].isdigit() for label in level.labels.values()) > 0.5


def _find_parents(labels: dict[int, Label]) -> dict[int, str]:
    """Return for each line the line above that it belongs to: what an addition is made to, or the row that heads its block.

    A label that comes again below another base each time (Base-8, Pruned, Base-32, Pruned) belongs to that base.
    """
    counts = Counter(label.text for label in labels.values())
    parents: dict[int, str] = {}
    added_to = head = ""
    for i, label in labels.items():
        if bare("additions").match(label.text):
            parents[i] = added_to
            continue
        added_to = label.text
        if counts[label.text] == 1:
            head = label.text
        elif head:
            parents[i] = head
    return parents


def _find_alike(level: Level, beside: list[Level], vocabulary: TableVocabulary) -> frozenset[str]:
    """Return the labels that several levels print: only their headings tell what each says (Gate bits 4-bit, Expert bits 4-bit).

    What names the methods counts where it is a condition itself.
    """
    counts = Counter(text for side in beside for text in {label.text for label in side.labels.values()})
    counts.update(text for text in {label.text for label in level.labels.values()} if is_kind(text, "setting_value", vocabulary))
    return frozenset(text for text, n in counts.items() if n > 1)


def _beside(level: Level, place: int, role: str, alike: frozenset[str]) -> str:
    """Return the level's label of a line; a condition with its heading where it says nothing alone, or the same as another."""
    text = level.labels[place].text if place in level.labels else ""
    is_alike = any(label.text in alike for label in level.labels.values())
    if text and is_alike and level.header and role != "benchmark":
        return f"{level.header} {text}"
    return name_condition(level, text) if text and role != "benchmark" else text
