"""Which labels of a table name the methods: the level with the most evidence, by the words of its labels and its place."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from extractors.results.labels import Label, NameSense, is_own_label, resolve_label
from extractors.results.panels import Axis, Level, Panel
from extractors.results.vocabulary import LabelKind, TableVocabulary, find_metric, is_generic_label, is_kind, is_metric_name

MIN_METHOD_SCORE = 1.2
"""Points a level needs before its labels are taken for methods."""
MIN_BASE_SHARE = 0.6
"""Share of known model names from which a level may be the base models of methods beside it."""
MIN_MORE_NAMES = 0.4
"""By how much the share of known names must be larger along the columns before a corner heading is taken for theirs."""
MIN_METRICS_UNDER_NAMES = 0.5
MAX_METRICS_OVER_NAMES = 0.25
"""A corner heading over rows with so many metrics or bare numbers, beside columns with so few, speaks of the columns."""
MIN_METRICS_ACROSS = 0.8
MAX_METRIC_LIKE = 0.4
"""Where so many labels of one axis are metrics, labels of the other of which no more look like metrics are likely methods."""

_FOR_OWN, _FOR_ANY_OWN, _FOR_CITED, _FOR_GENERIC, _FOR_MODEL = 4.0, 2.0, 3.0, 1.5, 1.5
_FOR_METRIC, _FOR_SETTING, _FOR_DESCRIPTION, _FOR_NO_NAME = -4.0, -2.0, -3.0, -4.0
_FOR_HEADING_ROWS, _FOR_SPANNING, _FOR_BEHIND, _FOR_FIRST_COLUMN, _FOR_SIDE_COLUMN = -2.5, -1.5, -2.0, 1.0, 0.5
_FOR_OTHER_METRICS, _FOR_OTHER_SETTINGS, _FOR_VARYING, _FOR_LEFT_OVER = 2.0, 1.0, 4.0, 1.0
_FOR_HEADER: tuple[tuple[LabelKind, float], ...] = (
    ("name_header", 6.0),
    ("strict_method_header", 4.0),
    ("method_header", 2.0),
    ("benchmark_header", -3.0),
    ("setting_header", -2.0),
    ("descriptor", -3.0),
    ("class_header", -3.0),
)
# Points: own names and the heading "Method" weigh most, then citations, then how labels look and where they stand. Only the
# order of the levels' sums matters.

_NO_NAME = re.compile(
    r"yes|no|true|false|[(\[]?\d+[a-z]?[)\].]?|[a-zα-ωℓ] ?= ?[\d.]+"
    r"|(?:(?:relative|absolute|abs\.?|rel\.?|avg\.?|average) )?(?:gain|improvement|increase|diff(?:erence)?|delta|gap|impr)s?\b.*"
    r"|[∆Δδ△%].*|\(.*\)|relative|length|count",
    re.IGNORECASE,
)


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


_Weights = dict[int, Evidence]
"""Evidence by the identity of a level's labels."""


def choose_method_levels(panels: list[Panel], sense: NameSense, vocabulary: TableVocabulary) -> tuple[Axis, list[Level]] | None:
    """Return the axis that has the methods and, for each panel, the level on it that names them; None when none does."""
    scored = [_score_levels(panel, sense, vocabulary) for panel in panels]
    best = max(scored[0], key=lambda found: found[0], default=None)
    if best is None or best[0] < MIN_METHOD_SCORE:
        return None
    axis = best[1].axis
    on_axis = [[found for found in levels if found[1].axis == axis] for levels in scored]
    if not all(on_axis):
        return None
    return axis, [max(levels, key=lambda found: found[0])[1] for levels in on_axis]


def name_all(level: Level, panel: Panel) -> Level:
    """Return the level with the names of rows that print theirs in a column beside it: a baseline without ratio and technique."""
    if level.axis == "col" or level.is_group:
        return level
    found: dict[int, Label] = {}
    for other in panel.row_levels:
        named = {other.labels[i].text for i in level.labels if i in other.labels}
        if not other.is_group and not other.is_behind:
            found |= {i: x for i, x in other.labels.items() if i not in level.labels and x.text not in named and is_name(x.text)}
    labels = level.labels | found
    return replace(level, labels={i: labels[i] for i in sorted(labels)}) if found else level


def is_name(label: str) -> bool:
    """Tell whether a label can name a method: it has letters, is no yes or no, no value and no difference of two methods."""
    return bool(re.search(r"[^\W\d_]", label)) and not _NO_NAME.fullmatch(label)


def is_description(label: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label describes a method or its training instead of a result: # Params, FLOPs, learning rate, 7B 7B."""
    if is_kind(label, "descriptor", vocabulary) or is_kind(label, "hyper", vocabulary):
        return True
    words = label.split()
    return len(words) > 1 and all(is_kind(word, "setting_value", vocabulary) for word in words)


def names_class(header: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a heading announces what kind of method a row is, or its size: Type, Venue, # Params."""
    return is_kind(header, "descriptor", vocabulary) or is_kind(header, "class_header", vocabulary)


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
    weights = {id(level.labels): weigh_level(level, sense, vocabulary) for level in (*panel.row_levels, *panel.col_levels)}
    scored: list[tuple[float, Level]] = []
    for levels, others in _axes(panel, weights, vocabulary):
        across = [weights[id(level.labels)] for level in others]
        is_left_over = any(x.metric >= MIN_METRICS_ACROSS for x in across)
        bonus = max((_FOR_OTHER_METRICS * x.metric + _FOR_OTHER_SETTINGS * x.setting * (1 - x.model) for x in across), default=0.0)
        bases = [level for level in levels if weights[id(level.labels)].model >= MIN_BASE_SHARE]
        for position, level in enumerate(levels):
            found = weights[id(level.labels)]
            if found.n_labels >= 2:
                varying = _FOR_VARYING * any(_varies(level, base, found, vocabulary) for base in bases)
                left_over = _score_left_over(found) if is_left_over else 0.0
                scored.append((bonus + varying + left_over + _score_labels(found) + _score_place(level, position, vocabulary), level))
    return scored


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
    if max(weights[id(level.labels)].metric for level in cols) >= MAX_METRICS_OVER_NAMES:
        return False
    named = max(_named_share(weights[id(level.labels)]) for level in cols)
    if max(found.metric, found.nameless) >= MIN_METRICS_UNDER_NAMES:
        return True
    return named >= _named_share(found) + MIN_MORE_NAMES


def _named_share(found: Evidence) -> float:
    return found.own + found.cited + found.generic + found.model if found.n_labels > 1 else 0.0


def _score_labels(found: Evidence) -> float:
    """Return what the level's own labels say; a few own names among many labels already say it."""
    return (
        _FOR_OWN * min(1.0, 2 * found.own)
        + _FOR_ANY_OWN * (found.own > 0)
        + _FOR_CITED * found.cited
        + _FOR_GENERIC * found.generic
        + _FOR_MODEL * found.model
        + _FOR_METRIC * found.metric
        + _FOR_SETTING * found.setting * (1 - found.model)
        + _FOR_DESCRIPTION * found.description
        + _FOR_NO_NAME * found.nameless
    )


def _score_left_over(found: Evidence) -> float:
    """Return what it says for labels that all across from them are metrics: a likeness to metrics among them ("X Top-1") is none."""
    if found.metric > MAX_METRIC_LIKE or max(found.setting, found.description, found.nameless) > 0:
        return 0.0
    return _FOR_LEFT_OVER - _FOR_METRIC * found.metric


def _score_place(level: Level, position: int, vocabulary: TableVocabulary) -> float:
    """Return what the level's heading and its place say."""
    points = next((points for kind, points in _FOR_HEADER if level.header and is_kind(level.header, kind, vocabulary)), 0.0)
    if level.is_group:
        points += _FOR_HEADING_ROWS if level.axis == "row" else _FOR_SPANNING
    elif level.axis == "row":
        points += _FOR_SIDE_COLUMN if position else _FOR_FIRST_COLUMN
    return points + (_FOR_BEHIND if level.is_behind else 0.0)


def _varies(level: Level, base: Level, found: Evidence, vocabulary: TableVocabulary) -> bool:
    """Tell whether the level's labels come again under several base models (ResNet: Single, Mixture): they are the methods."""
    if level is base or level.is_group or is_kind(level.header, "setting_header", vocabulary) or names_class(level.header, vocabulary):
        return False
    if found.metric or found.setting or found.nameless:
        return False
    under = Counter(name for name, _ in {(level.labels[i].text, base.labels[i].text) for i in level.labels if i in base.labels})
    return bool(under) and sum(n > 1 for n in under.values()) > len(under) / 2
