"""Which labels of a table name the methods: the level with the most evidence, by the words of its labels and its place."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from extractors.results.labels import Label, NameSense, is_own_label, resolve_label, says_ours
from extractors.results.panels import Level, Panel
from extractors.results.vocabulary import LabelKind, TableVocabulary, find_metric, is_generic_label, is_kind, is_metric_name
from extractors.results.words import bare

MIN_BASE_SHARE = 0.6
"""Share of known model names from which a level may be the base models of methods beside it."""
MIN_MORE_NAMES = 0.4
"""By how much the share of known names must be larger along the columns before a corner heading is taken for theirs."""
MIN_METRICS_UNDER_NAMES = 0.5
MAX_METRICS_OVER_NAMES = 0.25
"""A corner heading over rows with so many metrics or bare numbers, beside columns with so few, speaks of the columns."""
MIN_TOLD = 0.5
"""Share of words among the labels below "Config" above which they are trials, not values."""
MIN_METRICS_ACROSS = 0.8
MAX_METRIC_LIKE = 0.4
"""Where so many labels of one axis are metrics, labels of the other of which no more look like metrics are likely methods."""

_HEADERS: tuple[LabelKind, ...] = (
    "name_header",
    "strict_method_header",
    "method_header",
    "benchmark_header",
    "setting_header",
    "descriptor",
    "class_header",
)
"""Kinds of headings that speak for or against methods below them, in the order in which they are looked for."""


_COUNTED = re.compile(r"(?<!\w)# ?[A-Z][a-z]{2}")
_SUB_CAPTION = re.compile(r"\([a-h]\)\s")
_SIZE = re.compile(r"~?\d+(?:\.\d+)?[MBT]")
_TRIALS = re.compile(r"config(?:uration)?s?\.?(?: \([^()]*\))?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}")
"""What a name has that is neither a size nor a sum of sizes."""


class Evidence(NamedTuple):
    """Shares of a level's labels that are own, cited or generic methods, known models, metrics, settings, descriptions."""

    own: float
    cited: float
    generic: float
    model: float
    metric: float
    setting: float
    description: float
    nameless: float
    n_labels: int


Features = dict[str, float]
"""How much a level has of what config/results/points.toml gives points for."""
_Weights = dict[int, Evidence]
"""Evidence by the identity of a level's labels."""


def choose_method_levels(panels: list[Panel], sense: NameSense, vocabulary: TableVocabulary) -> list[tuple[Panel, Level]]:
    """Return each panel with the level that names its methods, all on the axis of the first's; none when one of them has none."""
    scored = [_score_levels(panel, sense, vocabulary) for panel in panels]
    best = max(scored[0], key=lambda found: found[0], default=None)
    if best is None or best[0] < vocabulary.points["least"]:
        single = [_find_single(panel, sense, vocabulary) or _find_trials(panel, vocabulary) for panel in panels]
        return [(panel, level) for panel, level in zip(panels, single, strict=True) if level is not None] if all(single) else []
    on_axis = [[found for found in levels if found[1].axis == best[1].axis] for levels in scored]
    if not all(on_axis):
        return []
    return [(panel, max(levels, key=lambda found: found[0])[1]) for panel, levels in zip(panels, on_axis, strict=True)]


def _find_single(panel: Panel, sense: NameSense, vocabulary: TableVocabulary) -> Level | None:
    """Return the level that prints one name over all numbers, whose conditions the other labels tell apart.

    It is a column under a heading for methods, or the own name over all columns.
    """
    for level in (*panel.row_levels, *panel.col_levels):
        names = {label.text: label for label in level.labels.values()}
        places = {place[level.axis == "col"] for place in panel.numbers}
        if len(names) != 1 or len(places) < 2 or not places <= level.labels.keys():
            continue
        name, label = names.popitem()
        is_told = is_own_label(label, sense) if level.is_group else _is_headed(level, vocabulary) and _WORD.search(name) is not None
        if is_told and not any(is_kind(name, kind, vocabulary) for kind in ("model_name", "setting_value")):
            return level
    return None


def _find_trials(panel: Panel, vocabulary: TableVocabulary) -> Level | None:
    """Return the column below "Config" that prints what was tried out in words (weight clip only): no values and no hyper-parameters."""
    for level in panel.row_levels:
        texts = {label.text for label in level.labels.values()}
        is_told = share(_WORD.search(x) is not None and not is_kind(x, "setting_value", vocabulary) for x in texts) > MIN_TOLD
        if _TRIALS.fullmatch(level.header) and len(texts) > 1 and is_told and not any(is_description(x, vocabulary) for x in texts):
            return level
    return None


def name_all(level: Level, panel: Panel) -> Level:
    """Return the level with the names of lines that print theirs beside it: a baseline without ratio and technique.

    Of columns it is "Ours", or a cited name, over two rows of headers, beside several methods below "Earlier work".
    """
    found: dict[int, Label] = {}
    if level.is_group:
        return level
    if level.axis == "col":
        over = [(c, x) for other in panel.col_levels if other.is_group for c, x in other.labels.items()]
        found = {c: x for c, x in over if c not in level.labels and (says_ours(x.text) or x.citation)}
    for other in panel.row_levels if level.axis == "row" else ():
        named = {other.labels[i].text for i in level.labels if i in other.labels}
        if not other.is_group and not other.is_behind:
            found |= {i: x for i, x in other.labels.items() if i not in level.labels and x.text not in named and is_name(x.text)}
    labels = level.labels | found
    return replace(level, labels={i: labels[i] for i in sorted(labels)}) if found else level


def is_name(label: str) -> bool:
    """Tell whether a label can name a method: it has letters, is no yes or no, no value and no difference of two methods."""
    return bool(re.search(r"[^\W\d_]", label)) and not bare("nameless").fullmatch(label)


def is_description(label: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label describes a method or its training instead of a result: # Params, FLOPs, learning rate, 7B 7B."""
    if is_kind(label, "descriptor", vocabulary) or is_kind(label, "hyper", vocabulary):
        return True
    words = label.split()
    return len(words) > 1 and all(any(map(str.isdigit, word)) and is_kind(word, "setting_value", vocabulary) for word in words)


def names_class(header: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a heading announces what kind of method a row is, or its size: Type, Venue, # Params, Pre-train # Images."""
    return bool(_COUNTED.search(header)) or is_kind(header, "descriptor", vocabulary) or is_kind(header, "class_header", vocabulary)


def share(flags: Iterable[bool]) -> float:
    """Return the share of true flags; 0.0 of none."""
    found = list(flags)
    return sum(found) / max(1, len(found))


def weigh_level(level: Level, sense: NameSense, vocabulary: TableVocabulary) -> Evidence:
    """Return what the labels of a level look like, as shares of its different labels."""
    labels = list({label.text: label for label in level.labels.values()}.values())
    texts = [label.text for label in labels]
    cites = [bool(x.citation) or resolve_label(x, sense) is not None for x in labels]
    measures = [is_metric_name(t, vocabulary) for t in texts]
    return Evidence(
        own=share(is_own_label(x, sense) for x in labels),
        cited=share(cited and not metric for cited, metric in zip(cites, measures, strict=True)),
        generic=share(is_generic_label(t, vocabulary) and find_metric(t, vocabulary) is None for t in texts),
        model=share(is_kind(t, "model_name", vocabulary) for t in texts),
        metric=share(measures),
        setting=share(is_kind(t, "setting_value", vocabulary) for t in texts),
        description=share(is_description(t, vocabulary) for t in texts),
        nameless=share(not is_name(t) for t in texts),
        n_labels=len(labels),
    )


def _score_levels(panel: Panel, sense: NameSense, vocabulary: TableVocabulary) -> list[tuple[float, Level]]:
    """Return the levels that have several labels, each with what speaks for its naming the methods."""
    points = vocabulary.points
    return [
        (sum(points[name] * amount for name, amount in said.items()), level) for said, level in describe_levels(panel, sense, vocabulary)
    ]


def describe_levels(panel: Panel, sense: NameSense, vocabulary: TableVocabulary) -> list[tuple[Features, Level]]:
    """Return the levels that have several labels, each with how much of what the points are given for it has."""
    weights = {
        id(level.labels): weigh_level(_complete(level, panel, vocabulary), sense, vocabulary)
        for level in (*panel.row_levels, *panel.col_levels)
    }
    described: list[tuple[Features, Level]] = []
    for levels, others in _axes(panel, weights, vocabulary):
        across = [weights[id(level.labels)] for level in others if not is_sub_caption(level)]
        for position, level in enumerate(levels):
            found = weights[id(level.labels)]
            if found.n_labels >= 2:
                said = _read_labels(found) | _read_place(level, position, vocabulary) | _read_axis(levels, position, weights, vocabulary)
                is_headed = any(is_kind(other.header, "benchmark_header", vocabulary) for other in others if other.header)
                said |= {"over_measures": _heads_measures(level, [weights[id(x.labels)] for x in levels[position + 1 :]], across)}
                described.append((said | _read_others(found, across) | {"other_heading": is_headed}, level))
    return described


def is_sub_caption(level: Level) -> bool:
    """Tell whether a level is one heading over all rows that is the caption of one of several tables: "(b) Regression (RMSE)"."""
    return level.axis == "row" and level.is_group and all(_SUB_CAPTION.match(label.text) for label in level.labels.values())


def _heads_measures(level: Level, inside: list[Evidence], across: list[Evidence]) -> bool:
    """Tell whether headings of columns stand over nothing but metrics, beside rows that are nothing but values of conditions."""
    is_over = level.axis == "col" and level.is_group and bool(inside) and all(x.metric >= MIN_METRICS_ACROSS for x in inside)
    return is_over and bool(across) and all(max(x.setting, x.nameless) >= MIN_METRICS_ACROSS for x in across)


def _complete(level: Level, panel: Panel, vocabulary: TableVocabulary) -> Level:
    """Return a column of methods that names one only, with the rows that print theirs beside it (Baseline under "Ratio")."""
    is_alone = len({label.text for label in level.labels.values()}) == 1
    return name_all(level, panel) if is_alone and _is_headed(level, vocabulary) else level


def _is_headed(level: Level, vocabulary: TableVocabulary) -> bool:
    """Tell whether a level stands under a heading for methods."""
    return any(is_kind(level.header, kind, vocabulary) for kind in ("method_header", "strict_method_header"))


def _axes(panel: Panel, weights: _Weights, vocabulary: TableVocabulary) -> list[tuple[tuple[Level, ...], tuple[Level, ...]]]:
    """Return both axes, each with the other one; a corner heading ("Model") goes to the axis that has the names."""
    rows, cols = panel.row_levels, panel.col_levels
    sides = [i for i, level in enumerate(rows) if is_kind(level.header, "method_header", vocabulary)]
    if len(sides) == 1 and cols and _heads_columns(rows[sides[0]], cols, weights):
        i, j = sides[0], max(range(len(cols)), key=lambda k: _named_share(weights[id(cols[k].labels)]))
        cols = (*cols[:j], replace(cols[j], header=rows[i].header), *cols[j + 1 :])
        rows = (*rows[:i], replace(rows[i], header=""), *rows[i + 1 :])
    return [(rows, cols), (cols, rows)]


def _heads_columns(side: Level, cols: tuple[Level, ...], weights: _Weights) -> bool:
    """Tell whether a corner heading speaks of the columns: they have more names, or the rows below it are metrics."""
    found = weights[id(side.labels)]
    is_own_aside = found.own > max(weights[id(level.labels)].own for level in cols)
    if is_own_aside or max(weights[id(level.labels)].metric for level in cols) >= MAX_METRICS_OVER_NAMES:
        return False
    named = max(_named_share(weights[id(level.labels)]) for level in cols)
    if max(found.metric, found.nameless) >= MIN_METRICS_UNDER_NAMES:
        return True
    return named >= _named_share(found) + MIN_MORE_NAMES


def _named_share(found: Evidence) -> float:
    return found.own + found.cited + found.generic + found.model if found.n_labels > 1 else 0.0


def _read_labels(found: Evidence) -> Features:
    """Return what the level's own labels say; a few own names among many labels already say it."""
    return {
        "own": min(1.0, 2 * found.own),
        "any_own": found.own > 0,
        "cited": found.cited,
        "generic": found.generic,
        "model": found.model,
        "metric": found.metric,
        "setting": found.setting * (1 - found.model),
        "description": found.description,
        "nameless": found.nameless,
    }


def _read_others(found: Evidence, across: list[Evidence]) -> Features:
    """Return what the levels across say: methods stand across from metrics, then from settings.

    Where all labels across are metrics, a likeness to metrics among the labels ("X Top-1") says nothing.
    """
    best = max(across, key=lambda x: 2 * x.metric + x.setting * (1 - x.model), default=None)
    others = {"other_metrics": best.metric, "other_settings": best.setting * (1 - best.model)} if best else {}
    is_run_on = found.model >= MIN_BASE_SHARE and not found.own and any(x.own and not x.metric for x in across)
    others |= {"run_on": float(is_run_on)}
    is_metric_like = found.metric > MAX_METRIC_LIKE or max(found.setting, found.description, found.nameless) > 0
    if is_metric_like or not any(x.metric >= MIN_METRICS_ACROSS for x in across):
        return others
    return others | {"left_over": 1.0, "metric": 0.0}


def _read_place(level: Level, position: int, vocabulary: TableVocabulary) -> Features:
    """Return what the level's heading and its place say."""
    heading = next((kind for kind in _HEADERS if level.header and is_kind(level.header, kind, vocabulary)), None)
    said = {str(heading): 1.0} if heading else {}
    if level.is_group:
        said["heading_rows" if level.axis == "row" else "spanning"] = 1.0
    elif level.axis == "row":
        said["side_column" if position else "first_column"] = 1.0
    return said | {"behind": float(level.is_behind)}


def _read_axis(levels: tuple[Level, ...], position: int, weights: _Weights, vocabulary: TableVocabulary) -> Features:
    """Return what the other levels of its axis say."""
    level, found = levels[position], weights[id(levels[position].labels)]
    bases = [x for x in levels if weights[id(x.labels)].model >= MIN_BASE_SHARE]
    benchmarks = [x for x in levels[:position] if weights[id(x.labels)].metric >= MIN_BASE_SHARE]
    is_sized = level.axis == "col" and level.is_group and levels[position + 1 :] != () and _are_sizes(levels[position + 1])
    return {
        "sized": is_sized * (1 - found.model),
        "varying": any(_varies(level, base, found, vocabulary) for base in bases),
        "coming_again": _comes_again(level, found, benchmarks),
        "sorting": any(_sorts(level, inner, weights[id(inner.labels)]) for inner in levels[position + 1 :]),
        "sorting_tasks": any(_sorts_tasks(level, found, inner, vocabulary) for inner in levels[position + 1 :]),
        "classes": (level.is_group and not is_sized) * share(is_kind(x.text, "class_heading", vocabulary) for x in level.labels.values()),
    }


def _are_sizes(level: Level) -> bool:
    """Tell whether a level has nothing but sizes of models (125M, 1.3B): what heads them is a model in several sizes."""
    return all(_SIZE.fullmatch(label.text) for label in level.labels.values())


def _comes_again(level: Level, found: Evidence, benchmarks: list[Level]) -> bool:
    """Tell whether headings of columns that look like methods come again under several benchmarks (PIQA: Full, LoRA; RTE: Full, LoRA)."""
    is_named = found.own + found.cited + found.generic >= MIN_BASE_SHARE / 2 and not (found.metric or found.setting or found.nameless)
    groups = [{(level.labels[i].text, group.labels[i].text) for i in level.labels if i in group.labels} for group in benchmarks]
    return level.axis == "col" and is_named and any(len(pairs) >= 2 * len({name for name, _ in pairs}) for pairs in groups)


def _sorts(level: Level, inner: Level, found: Evidence) -> bool:
    """Tell whether a side column sorts the names of a column inside it (Full tuning, Adapters, Ours): each label over several of them."""
    if (
        level.axis == "col"
        or level.is_group
        or inner.is_behind
        or max(found.setting, found.metric, found.description, found.nameless) > 0.5
    ):
        return False
    under = {(level.labels[i].text, inner.labels[i].text) for i in inner.labels if i in level.labels}
    n_outer = len({outer for outer, _ in under})
    return len(under) >= 2 * n_outer > 0 and len({name for _, name in under}) > n_outer


def _sorts_tasks(level: Level, found: Evidence, inner: Level, vocabulary: TableVocabulary) -> bool:
    """Tell whether a side column without a heading has no names and sorts a column of benchmarks: each label over several of them."""
    if level.axis == "col" or level.header or found.own + found.cited + found.generic + found.model:
        return False
    under = {(level.labels[i].text, inner.labels[i].text) for i in inner.labels if i in level.labels}
    is_outer = len(under) >= 2 * len({outer for outer, _ in under}) > 0
    return is_outer and len({name for _, name in under}) == len(under) and is_kind(inner.header, "benchmark_header", vocabulary)


def _varies(level: Level, base: Level, found: Evidence, vocabulary: TableVocabulary) -> bool:
    """Tell whether the level's labels come again under several base models (ResNet: Single, Mixture): they are the methods."""
    if level is base or level.is_group or is_kind(level.header, "setting_header", vocabulary) or names_class(level.header, vocabulary):
        return False
    if found.metric or found.setting or found.nameless:
        return False
    under = Counter(name for name, _ in {(level.labels[i].text, base.labels[i].text) for i in level.labels if i in base.labels})
    return bool(under) and sum(n > 1 for n in under.values()) > len(under) / 2
