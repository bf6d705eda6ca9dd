"""What the labels of a table mean: which level names the methods, what each other label says about a number.

The words of the labels decide first (config/), then the shape of the table: a label that comes again with other
headings makes those headings settings; headings that merely sort the methods into classes say nothing of a condition.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal, NamedTuple

from extractors.caption_terms import caption_body
from extractors.metrics import Metrics, find_caption_metrics, find_kind, find_metric, is_generic_label, is_kind, is_metric_name
from extractors.table_labels import Label, NameSense, fold, is_own_label, resolve_label
from extractors.table_panels import Axis, Level, Panel

_NO_NAME = re.compile(
    r"yes|no|true|false|[a-zα-ωℓ] ?= ?[\d.]+"
    r"|(?:(?:relative|absolute|abs\.?|rel\.?|avg\.?|average) )?(?:gain|improvement|increase|diff(?:erence)?|delta|gap|impr)s?\b.*|[∆Δδ△].*",
    re.IGNORECASE,
)
MIN_METHOD_SCORE = 0.9
"""Evidence a level needs before its labels are taken for methods."""
MIN_BASE_SHARE = 0.6
"""Share of known model names from which a level may be the base models of methods beside it."""
MIN_MORE_NAMES = 0.4
"""By how much the share of known names must be larger along the columns before a corner heading is taken for theirs."""
MIN_DECIMAL_SHARE = 0.5
"""Where no word tells, numbers with decimals beside methods are results; sizes and counts are whole numbers."""
MAX_HYPER_SHARE = 0.5
"""A table with more than this share of hyper-parameter or model-size labels compares no results."""


class Evidence(NamedTuple):
    """Shares of a level's labels that are own, cited or generic methods, known models, metrics, settings, descriptions."""

    own: float
    cited: float
    generic: float
    model: float
    metric: float
    setting: float
    description: float
    n_labels: int


def weigh_level(level: Level, sense: NameSense, metrics: Metrics) -> Evidence:
    """Return what the labels of a level look like, as shares of its different labels."""
    labels = list({label.text: label for label in level.labels.values()}.values())
    n = max(1, len(labels))

    def share(flags: Iterable[bool]) -> float:
        return sum(flags) / n

    return Evidence(
        own=share(is_own_label(x, sense) for x in labels),
        cited=share((bool(x.citation) or _is_cited(x, sense)) and not is_metric_name(x.text, metrics) for x in labels),
        generic=share(is_generic_label(x.text, metrics) and find_metric(x.text, metrics) is None for x in labels),
        model=share(is_kind(x.text, "model_name", metrics) for x in labels),
        metric=share(is_metric_name(x.text, metrics) for x in labels),
        setting=share(is_kind(x.text, "setting_value", metrics) for x in labels),
        description=share(is_description(x.text, metrics) for x in labels),
        n_labels=len(labels),
    )


def _is_cited(label: Label, sense: NameSense) -> bool:
    return resolve_label(label, sense) is not None


def is_description(label: str, metrics: Metrics) -> bool:
    """Tell whether a label describes a method or its training instead of a result: # Params, FLOPs, learning rate, 7B 7B."""
    if is_kind(label, "descriptor", metrics) or is_kind(label, "hyper", metrics):
        return True
    words = label.split()
    return len(words) > 1 and all(is_kind(word, "setting_value", metrics) for word in words)


def _varies(level: Level, base: Level, metrics: Metrics) -> bool:
    """Tell whether the level's labels come again under several base models (ResNet: Single, Mixture): they are the methods."""
    if level is base or level.is_group or is_kind(level.header, "setting_header", metrics) or names_class(level.header, metrics):
        return False
    texts = [label.text for label in level.labels.values()]
    if _share(is_metric_name(t, metrics) or is_kind(t, "setting_value", metrics) or not is_name(t) for t in texts) > 0:
        return False
    under = Counter(name for name, _ in {(level.labels[i].text, base.labels[i].text) for i in level.labels if i in base.labels})
    return bool(under) and sum(n > 1 for n in under.values()) > len(under) / 2


def names_class(header: str, metrics: Metrics) -> bool:
    """Tell whether a heading announces what kind of method a row is, or its size: Type, Venue, # Params."""
    return is_kind(header, "descriptor", metrics) or is_kind(header, "class_header", metrics)


def choose_method_levels(panels: list[Panel], sense: NameSense, metrics: Metrics) -> tuple[Axis, list[Level]] | None:
    """Return the axis that has the methods and, for each panel, the level on it that names them; None when none does."""
    scored = _score_levels(panels[0], sense, metrics)
    best = max(scored, key=lambda found: found[0], default=None)
    if best is None or best[0] < MIN_METHOD_SCORE:
        return None
    axis = best[1].axis
    chosen: list[Level] = []
    for panel in panels:
        on_axis = [(score, level) for score, level in _score_levels(panel, sense, metrics) if level.axis == axis]
        if on_axis:
            chosen.append(max(on_axis, key=lambda found: found[0])[1])
    return (axis, chosen) if len(chosen) == len(panels) else None


def _score_levels(panel: Panel, sense: NameSense, metrics: Metrics) -> list[tuple[float, Level]]:
    """Return the levels that have several labels, each with what speaks for its naming the methods."""
    scored: list[tuple[float, Level]] = []
    for levels, others in _axes(panel, sense, metrics):
        bonus = 2 * _metric_share(others, metrics)
        bases = [level for level in levels if weigh_level(level, sense, metrics).model >= MIN_BASE_SHARE]
        for position, level in enumerate(levels):
            if len({label.text for label in level.labels.values()}) >= 2:
                varied = 3 * any(_varies(level, base, metrics) for base in bases)
                scored.append((score_level(level, position, sense, metrics) + bonus + varied, level))
    return scored


def is_name(label: str) -> bool:
    """Tell whether a label can name a method: it has letters, is no yes or no, no value and no difference of two methods."""
    return bool(re.search(r"[^\W\d_]", label)) and not _NO_NAME.fullmatch(label)


def _axes(panel: Panel, sense: NameSense, metrics: Metrics) -> list[tuple[tuple[Level, ...], tuple[Level, ...]]]:
    """Return both axes, each with the other one; a corner heading ("Model") goes to the axis that has the names."""
    rows, cols = panel.row_levels, panel.col_levels
    sides = [i for i, level in enumerate(rows) if is_kind(level.header, "method_header", metrics)]
    named = [_named_share(level, sense, metrics) for level in cols]
    if len(sides) == 1 and named and _heads_columns(rows[sides[0]], cols, max(named), sense, metrics):
        i, j = sides[0], named.index(max(named))
        rows = (*rows[:i], replace(rows[i], header=""), *rows[i + 1 :])
        cols = (*cols[:j], replace(cols[j], header=panel.row_levels[i].header), *cols[j + 1 :])
    return [(rows, cols), (cols, rows)]


def _heads_columns(side: Level, cols: tuple[Level, ...], named: float, sense: NameSense, metrics: Metrics) -> bool:
    """Tell whether a corner heading speaks of the columns: they have more names, or the rows below it are metrics."""
    if _metric_share(cols, metrics) >= 0.25:
        return False
    return named >= _named_share(side, sense, metrics) + MIN_MORE_NAMES or _metric_share((side,), metrics) >= 0.5


def _named_share(level: Level, sense: NameSense, metrics: Metrics) -> float:
    found = weigh_level(level, sense, metrics)
    return found.own + found.cited + found.generic + found.model if found.n_labels > 1 else 0.0


def _metric_share(levels: tuple[Level, ...], metrics: Metrics) -> float:
    """Return the largest share of metric and benchmark names among an axis' levels: the other axis then has the methods."""
    return max((_share(is_metric_name(x.text, metrics) for x in level.labels.values()) for level in levels), default=0.0)


def score_level(level: Level, position: int, sense: NameSense, metrics: Metrics) -> float:
    """Return how much speaks for the level naming the methods."""
    found = weigh_level(level, sense, metrics)
    score = _header_score(level.header, metrics)
    score += 4 * min(1.0, found.own * 2) + 2 * (found.own > 0) + 3 * found.cited + 1.5 * found.generic + 1.5 * found.model
    score -= 4 * _share(not is_name(label.text) for label in level.labels.values())
    score -= 4 * found.metric + 2 * found.setting * (1 - found.model) + 3 * found.description
    if level.is_group:
        score -= 2.5 if level.axis == "row" else 1.5
    if level.is_behind:
        score -= 2.0
    if level.axis == "row" and not level.is_group:
        score += 1.0 if position == 0 else 0.5
    return score


def _header_score(header: str, metrics: Metrics) -> float:
    if not header:
        return 0.0
    if is_kind(header, "strict_method_header", metrics):
        return 4.0
    if is_kind(header, "method_header", metrics):
        return 2.0
    if is_kind(header, "benchmark_header", metrics):
        return -3.0
    if is_kind(header, "setting_header", metrics):
        return -2.0
    return -3.0 if names_class(header, metrics) else 0.0


def is_results_table(caption: str, other_labels: list[str], n_methods: int, decimal_share: float, metrics: Metrics) -> bool:
    """Tell whether a table reports results of methods rather than sizes, hyper-parameters, notation or data."""
    if n_methods < 2 or not other_labels:
        return False
    described = sum(is_description(x, metrics) for x in other_labels) / len(other_labels)
    named = sum(is_metric_name(x, metrics) and not is_description(x, metrics) for x in other_labels)
    title = re.split(r"(?<=[\w)][.:;])\s", caption_body(caption))[0]
    if described > MAX_HYPER_SHARE and named < 2:
        return False
    has_result_words = is_kind(title, "result_caption", metrics) or bool(find_caption_metrics(title, metrics))
    described_at, results_at = find_kind(title, "hyper_caption", metrics), find_kind(title, "result_caption", metrics)
    is_described = described_at >= 0 and not 0 <= results_at < described_at
    if is_described and (described_at == 0 or not find_caption_metrics(title, metrics)):
        return False
    return named > 0 or has_result_words or is_kind(caption, "result_caption", metrics) or decimal_share >= MIN_DECIMAL_SHARE


def read_line(labels: list[tuple[Level, Label]], metrics: Metrics) -> tuple[list[str], list[str]] | None:
    """Return (benchmark parts, setting parts) of one value row or column; None when it holds no results.

    `labels` are its labels on the axis across the methods, from the outermost to the innermost.
    """
    if any(_is_described(level, label, metrics) for level, label in labels):
        return None
    roles = [_label_role(level, label, metrics) for level, label in labels]
    known = [role for role in roles if role in ("metric", "benchmark")]
    benchmark, setting = [], []
    for i, (role, (_, label)) in enumerate(zip(roles, labels, strict=True)):
        is_last_unknown = role == "unknown" and "unknown" not in roles[i + 1 :]
        inner_known = any(r in ("metric", "benchmark") for r in roles[i + 1 :])
        if role == "setting" or (role == "unknown" and known and inner_known) or (role == "unknown" and not known and not is_last_unknown):
            setting.append(label.text)
        else:
            benchmark.append(label.text)
    return benchmark, setting


def _is_described(level: Level, label: Label, metrics: Metrics) -> bool:
    if level.is_group or is_kind(level.header, "setting_header", metrics) or names_class(level.header, metrics):
        return False
    return is_description(label.text, metrics) and not _is_result_word(label.text, metrics)


def _is_result_word(label: str, metrics: Metrics) -> bool:
    match = find_metric(label, metrics)
    return match is not None and match.kind == "metric" and match.direction != "unknown" and not is_kind(label, "hyper", metrics)


def _label_role(level: Level, label: Label, metrics: Metrics) -> str:
    if is_kind(level.header, "setting_header", metrics):
        return "setting"
    if is_metric_name(label.text, metrics):
        match = find_metric(label.text, metrics)
        return match.kind if match else "unknown"
    if is_kind(level.header, "benchmark_header", metrics):
        return "benchmark"
    if is_kind(label.text, "setting_value", metrics) or is_kind(label.text, "model_name", metrics):
        return "setting"
    return "metric" if find_metric(label.text, metrics) else "unknown"


def sort_side_level(
    level: Level, methods: dict[int, Label], own: set[int], metrics: Metrics
) -> Literal["benchmark", "setting", "class"]:
    """Return what a level beside the methods says: a benchmark, a setting, or merely the class or size of the method."""
    texts = [label.text for label in level.labels.values()]
    if is_kind(level.header, "setting_header", metrics):
        return "setting"
    if is_kind(level.header, "benchmark_header", metrics) or _share(is_metric_name(t, metrics) for t in texts) >= 0.5:
        return "benchmark"
    if names_class(level.header, metrics) or _share(is_description(t, metrics) for t in texts) >= 0.5:
        return "class"
    if _is_repeated(level, methods):
        return "setting"
    if _share(is_kind(t, "setting_value", metrics) or is_kind(t, "model_name", metrics) for t in texts) >= 0.5:
        return "setting" if not own or _is_mixed(level, own, methods) else "class"
    if _share(is_kind(t, "class_heading", metrics) for t in texts) >= 0.5:
        return "class"
    return "setting" if level.is_group and _is_mixed(level, own, methods) else "class"


def _share(flags: Iterable[bool]) -> float:
    found = list(flags)
    return sum(found) / max(1, len(found))


def _is_repeated(level: Level, methods: dict[int, Label]) -> bool:
    """Tell whether the same method stands under several of the level's labels."""
    pairs = {(fold(label.text), level.labels[i].text) for i, label in methods.items() if i in level.labels}
    counts = Counter(name for name, _ in pairs)
    return bool(counts) and sum(1 for n in counts.values() if n > 1) >= max(1, len(counts) // 3)


def _is_mixed(level: Level, own: set[int], methods: dict[int, Label]) -> bool:
    """Tell whether own and other methods stand together under some label of the level."""
    headings_of_own = {level.labels[i].text for i in own if i in level.labels}
    return any(level.labels[i].text in headings_of_own for i in methods if i not in own and i in level.labels)
