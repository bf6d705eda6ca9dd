"""What the labels beside and across the methods say of a number: benchmark, setting, or nothing that tells it apart.

The words of the labels decide first (config/), then the shape of the table: a label that comes again with other
headings makes those headings settings; headings that merely sort the methods into classes say nothing of a condition.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise
from typing import Literal

from extractors.results.captions.text import caption_body
from extractors.results.conditions import name_condition
from extractors.results.differences import is_difference
from extractors.results.labels import Label
from extractors.results.method_levels import is_description, names_class, share
from extractors.results.panels import Level, Panel
from extractors.results.vocabulary import (
    TableVocabulary,
    find_caption_metrics,
    find_kind,
    find_metric,
    has_arrow,
    is_kind,
    is_measure,
    is_metric_name,
    names_benchmark,
)
from extractors.results.words import bare
from models.spelling import name_key

Role = Literal["benchmark", "metric", "setting", "unknown"]
Labels = list[tuple[Level, Label]]
"""The labels of one line, each with its level, from the outermost to the innermost."""

MAX_CODE = 2
"""Letters of a label that the caption explains."""
MIN_PURE = 0.6
"""Share of a label that is a metric's name from which it names nothing else."""
_NUMBER_OF = re.compile(r"^(?:#|(?:number|no\.) of) ?", re.IGNORECASE)
"""How a label begins that says it is a count."""
MIN_DECIMAL_SHARE = 0.5
"""Where no word tells, numbers with decimals beside methods are results; sizes and counts are whole numbers."""
MAX_HYPER_SHARE = 0.5
"""A table with more than this share of hyper-parameter or model-size labels compares no results."""
MIN_MEASURED_SHARE = 0.8
"""Where so many lines are metrics or benchmarks, and decimals stand in them, a title that speaks of hyper-parameters tells what varies."""
MIN_BESIDE = 2
"""Other headers from which the name of a condition (Step) among them may head results."""
MIN_RESULT_LINES = 2
"""Unless its title speaks of results and so many of its lines describe nothing, or one is a metric."""


def is_results_table(caption: str, other_labels: list[str], n_methods: int, decimal_share: float, vocabulary: TableVocabulary) -> bool:
    """Tell whether a table reports results of methods rather than sizes, hyper-parameters, notation or data."""
    if not n_methods or not other_labels or all(bare("values").fullmatch(x) for x in other_labels):
        return False
    described = sum(is_description(x, vocabulary) for x in other_labels) / len(other_labels)
    named = sum(is_metric_name(x, vocabulary) and not is_description(x, vocabulary) for x in other_labels)
    title = re.split(r"(?<=[\w)][.:;])\s", caption_body(caption))[0]
    has_result_words = is_kind(title, "result_caption", vocabulary) or bool(find_caption_metrics(title, vocabulary))
    n_results = round((1 - described) * len(other_labels))
    if described > MAX_HYPER_SHARE and named < 2 and not (has_result_words and n_results + named >= MIN_RESULT_LINES):
        return False
    described_at, results_at = find_kind(title, "hyper_caption", vocabulary), find_kind(title, "result_caption", vocabulary)
    is_described = described_at >= 0 and not 0 <= results_at < described_at
    is_described = is_described and not (bare("counts").match(title) and all(is_measure(x, vocabulary) for x in other_labels))
    is_measured = named >= MIN_MEASURED_SHARE * len(other_labels) and decimal_share >= MIN_DECIMAL_SHARE
    is_measured |= not described and decimal_share >= MIN_MEASURED_SHARE and bool(find_caption_metrics(caption, vocabulary))
    if is_described and not is_measured and (described_at == 0 or not find_caption_metrics(title, vocabulary)):
        return False
    return named > 0 or has_result_words or is_kind(caption, "result_caption", vocabulary) or decimal_share >= MIN_DECIMAL_SHARE


def decimal_share(panels: list[Panel]) -> float:
    """Return the share of numbers that are printed with decimals."""
    texts = [number.text for panel in panels for numbers in panel.numbers.values() for number in numbers]
    return sum("." in text for text in texts) / max(1, len(texts))


def labels_of(levels: tuple[Level, ...], place: int) -> Labels:
    """Return the labels of one line, from the outermost to the innermost; one that spans several levels stands there once."""
    labels: Labels = []
    for level in levels:
        if place in level.labels and not (labels and labels[-1][1].text == level.labels[place].text):
            labels.append((level, level.labels[place]))
    return labels


def read_lines(
    lines: dict[int, Labels],
    caption: str,
    models: frozenset[str],
    vocabulary: TableVocabulary,
    is_like_others: Callable[[int], bool],
) -> dict[int, tuple[list[str], list[str]]]:
    """Return (benchmark parts, setting parts) of every value row or column that holds results.

    `lines` has the labels of each on the axis across the methods, from the outermost to the innermost. Numbers that look like
    those of other lines (`is_like_others`)
    are results under the name of a condition, too, but for sizes; it is asked only where it matters. An unknown word over a
    metric is what the metric is taken on; over a benchmark or another unknown word it is a category, which is a setting. What
    one level prints goes to one place in all lines.
    """
    lines = {at: labels for at, labels in lines.items() if _holds_results(labels, caption, vocabulary, partial(is_like_others, at))}
    roles = {at: _find_roles(labels, models, vocabulary, partial(is_like_others, at)) for at, labels in lines.items()}
    classes = _find_classes(lines.values(), vocabulary)
    roles = {
        at: ["unknown" if id(level) in classes and x == "benchmark" else x for (level, _), x in zip(lines[at], told, strict=True)]
        for at, told in roles.items()
    }
    roles = _agree(lines, roles, caption, vocabulary)
    sorting = _find_sorting(lines, roles, vocabulary)
    read: dict[int, tuple[list[str], list[str]]] = {}
    for at, labels in lines.items():
        read[at] = ([], [])
        for i, (level, label) in enumerate(labels):
            is_fixed = _is_pure_metric(label.text, vocabulary) or bool(bare("summaries").fullmatch(label.text))
            is_agreed = id(level) in sorting and not is_fixed and bool(_inner(labels, roles[at], i))
            is_sorting = sorting[id(level)] if is_agreed else _is_category(roles[at], i)
            if roles[at][i] == "setting" or is_sorting:
                read[at][1].append(name_condition(level, label.text))
            else:
                read[at][0].append(label.text)
    return read


def _find_classes(lines: Iterable[Labels], vocabulary: TableVocabulary) -> set[int]:
    """Return the levels that sort those inside them, though both stand below headings for what is measured (Category | Task).

    Each of their labels stands over its own, which are no metrics, one over several, and most are no data known by name.
    """
    over: dict[int, dict[str, set[str]]] = {}
    for labels in lines:
        for (level, label), (inner, within) in pairwise(labels):
            if all(is_kind(x.header, "benchmark_header", vocabulary) for x in (level, inner)):
                over.setdefault(id(level), {}).setdefault(label.text, set()).add(within.text)
    return {key for key, below in over.items() if _are_classes(below, vocabulary)}


def _are_classes(below: dict[str, set[str]], vocabulary: TableVocabulary) -> bool:
    inner = [text for texts in below.values() for text in texts]
    is_own = len(set(inner)) == len(inner) > len(below)
    return (
        is_own and share(names_benchmark(x, vocabulary) for x in below) < 0.5 and share(_is_pure_metric(x, vocabulary) for x in inner) < 0.5
    )


def _holds_results(labels: Labels, caption: str, vocabulary: TableVocabulary, is_like_others: Callable[[], bool]) -> bool:
    """Tell whether a line has results: no differences of two others, and nothing that describes the methods."""
    if any(is_difference(level, label, vocabulary) for level, label in labels):
        return False
    is_measured = bool(labels) and is_metric_name(labels[-1][1].text, vocabulary)  # Then what stands over it names methods (NR FLOPs).
    return not any(
        _is_described(x, label, vocabulary)
        and not (is_measured and x.is_group)
        and not _is_counted(label.text, caption)
        and not has_arrow(label.raw)
        and (bare("sizes").search(label.text) or not is_like_others())
        for x, label in labels
    )


def _find_roles(labels: Labels, models: frozenset[str], vocabulary: TableVocabulary, is_like_others: Callable[[], bool]) -> list[Role]:
    roles = [_label_role(level, label, models, vocabulary) for level, label in labels]
    if roles == ["setting"] and _heads_results(*labels[0], vocabulary) and is_like_others():
        roles = ["unknown"]
    if roles[-1:] == ["unknown"] and _is_uniform(labels[-1][0]) and {"benchmark", "unknown"} & set(roles[:-1]):
        roles[-1] = "setting"
    return roles


def _agree(lines: dict[int, Labels], roles: dict[int, list[Role]], caption: str, vocabulary: TableVocabulary) -> dict[int, list[Role]]:
    """Return the roles with those of single labels as most others of their level have them.

    In a level of metrics a short name that also is a size or a model (S beside CIDEr and BLEU) is a metric; among benchmarks a
    name that alone heads its line, and also is a condition (Clean), is one of them.
    """
    metrics: dict[int, dict[str, bool]] = {}
    alone: dict[int, dict[str, bool]] = {}
    for at, labels in lines.items():
        for (level, label), role in zip(labels, roles[at], strict=True):
            is_metric = _is_pure_metric(label.text, vocabulary) or _means_metric(label.text, caption, vocabulary)
            metrics.setdefault(id(level), {})[label.text] = is_metric
            if len(labels) == 1 and not level.header:
                alone.setdefault(id(level), {})[label.text] = role != "setting"
    measured = {key for key, told in metrics.items() if sum(told.values()) > 1 and 2 * sum(told.values()) >= len(told)}
    named = {key for key, told in alone.items() if 2 * sum(told.values()) > len(told)}
    return {
        at: [_agree_on(role, level, label, measured, named) for (level, label), role in zip(labels, roles[at], strict=True)]
        for at, labels in lines.items()
    }


def _agree_on(role: Role, level: Level, label: Label, measured: set[int], named: set[int]) -> Role:
    if id(level) in measured and role != "benchmark":
        return "metric"
    is_named = id(level) in named and not any(ch.isdigit() for ch in label.text)
    return "unknown" if is_named and role == "setting" else role


def _find_sorting(lines: dict[int, Labels], roles: dict[int, list[Role]], vocabulary: TableVocabulary) -> dict[int, bool]:
    """Return for each level of which some labels would be settings, and some not, whether it sorts what it stands over.

    Classes stand over benchmarks, and each over its own; data and measures stand over metrics, or over the same parts again.
    """
    heads = [(lines[at][i], _inner(lines[at], roles[at], i), roles[at], i) for at in lines for i in range(len(roles[at]))]
    heads = [head for head in heads if head[1] and head[2][head[3]] != "setting"]
    over: dict[int, dict[str, set[str]]] = {}
    for (level, label), inner, _, _ in heads:
        over.setdefault(id(level), {}).setdefault(inner, set()).add(label.text)
    places: dict[int, set[bool]] = {}
    votes: dict[int, list[bool]] = {}
    for (level, _), inner, found, i in heads:
        below = over[id(level)]
        is_single = len({x.text for x in level.labels.values()}) == 1
        is_measured = any(_is_pure_metric(text, vocabulary) for text in (below if is_single else (inner,)))
        places.setdefault(id(level), set()).add(_is_category(found, i))
        votes.setdefault(id(level), []).append((len(below[inner]) == 1 and not is_measured) or "benchmark" in found[i + 1 :])
    return {key: 2 * sum(votes[key]) > len(votes[key]) for key, told in places.items() if len(told) > 1}


def _inner(labels: Labels, roles: list[Role], i: int) -> str:
    """Return the innermost of the labels inside one that is measured; empty when all of them are settings."""
    return next((labels[j][1].text for j in range(len(labels) - 1, i, -1) if roles[j] != "setting"), "")


def _is_pure_metric(text: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label is a metric and hardly more: no data set with its metric behind it."""
    match = find_metric(text, vocabulary)
    return is_measure(text, vocabulary) and match is not None and match.end - match.start >= MIN_PURE * len(text)


def _means_metric(text: str, caption: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether the caption says of a code of one letter or two that it stands for a metric (C: CIDEr)."""
    said = re.search(rf"(?<![\w-]){re.escape(text)}\s?[:=]\s?([^;:,.()]{{2,40}})", caption) if len(text) <= MAX_CODE else None
    return said is not None and is_measure(said.group(1).strip(), vocabulary)


def _is_category(roles: list[Role], i: int) -> bool:
    inner = roles[i + 1 :]
    return roles[i] == "unknown" and ("benchmark" in inner or ("unknown" in inner and "metric" not in inner))


def _heads_results(level: Level, label: Label, vocabulary: TableVocabulary) -> bool:
    """Tell whether the name of a condition (Step), not its value, stands among several other headers."""
    return is_kind(label.text, "setting_header", vocabulary) and len(level.labels) > MIN_BESIDE


def _is_counted(label: str, caption: str) -> bool:
    """Tell whether the caption names what the label counts beside a measure: "accuracy and number of selected experts".

    So it does where it says that the label is an average: "Tokens denotes average token usage".
    """
    name = re.escape(_NUMBER_OF.sub("", label))
    what = rf"\b(?:and|,) (?:the )?(?:average |mean )?(?:number|share|fraction|percentage) of (?:\w+ ){{0,2}}{name}\b"
    average = rf"(?<!\w){re.escape(label)}[”\"’']* (?:denotes?|is|means?|reports?|represents?) (?:the )?(?:average|mean|median)\b"
    return bool(re.search(what, caption, re.IGNORECASE) or re.search(average, caption))


def _is_uniform(level: Level) -> bool:
    """Tell whether the level says the same of all its lines: how they were measured rather than what."""
    return len(level.labels) > 1 and len({label.text for label in level.labels.values()}) == 1


def _is_described(level: Level, label: Label, vocabulary: TableVocabulary) -> bool:
    if is_kind(level.header, "setting_header", vocabulary):
        return False
    if level.is_group and len({x.text for x in level.labels.values()}) < 2:
        return False
    if bare("budgets").search(label.text):
        return is_description(label.text, vocabulary)
    if names_class(level.header, vocabulary):
        return False
    return is_description(label.text, vocabulary) and not _is_result_word(label.text, vocabulary)


def _is_result_word(label: str, vocabulary: TableVocabulary) -> bool:
    match = find_metric(label, vocabulary)
    return match is not None and match.kind == "metric" and match.direction != "unknown" and not is_kind(label, "hyper", vocabulary)


def _label_role(level: Level, label: Label, models: frozenset[str], vocabulary: TableVocabulary) -> Role:
    is_corner = level.axis == "col" and is_measure(label.text, vocabulary)  # The heading is then that of a column beside it.
    if is_kind(level.header, "setting_header", vocabulary) and not is_corner:
        return "setting"
    match = find_metric(label.text, vocabulary)
    if match and is_metric_name(label.text, vocabulary):
        is_in_brackets = match.start > 0 and label.text[match.start - 1] in "(["
        is_average = match.kind != "benchmark" and match.direction == "unknown"
        return "benchmark" if match.kind == "benchmark" or is_in_brackets or is_average else "metric"
    if is_kind(level.header, "benchmark_header", vocabulary):
        return "benchmark"
    texts = {other.text for other in level.labels.values()}
    # A single letter is a size (S, B, L) beside other sizes only.
    is_lone = len(label.text) == 1 and not any(_is_condition(text, vocabulary) for text in texts - {label.text})
    if _is_condition(label.text, vocabulary) and not is_lone:
        return "setting"
    if not match and share(_is_condition(text, vocabulary) or name_key(text) in models for text in texts) >= 0.5:
        return "setting"
    if not match and level.axis == "row" and share(not re.search(r"[^\W\d_]", text) for text in texts) >= 0.5:
        return "setting"
    if not match and level.axis == "row" and bare("models_used").fullmatch(level.header):
        return "setting"
    return "metric" if match else "unknown"


def _is_condition(text: str, vocabulary: TableVocabulary) -> bool:
    return is_kind(text, "setting_value", vocabulary) or is_kind(text, "model_name", vocabulary)


def sort_side_level(
    level: Level, methods: dict[int, Label], own: set[int], vocabulary: TableVocabulary, *, is_below: bool = False
) -> Literal["benchmark", "setting", "class"]:
    """Return what a level beside the methods says: a benchmark, a setting, or merely the class or size of the method.

    `is_below` tells that it is printed under the methods' names in the column headers: values there are their sizes.
    """
    texts = [label.text for label in level.labels.values()]
    if is_kind(level.header, "setting_header", vocabulary):
        return "setting"
    is_headed = is_kind(level.header, "benchmark_header", vocabulary)
    if is_headed or share(is_metric_name(t, vocabulary) and not is_kind(t, "setting_value", vocabulary) for t in texts) >= 0.5:
        # "Category" sorts what is measured, or the methods themselves where none comes again under another one.
        is_class = is_headed and is_kind(level.header, "class_header", vocabulary) and not _is_repeated(level, methods)
        return "class" if is_class else "benchmark"
    is_limit = bool(bare("budgets").search(level.header)) and not bare("sizes").search(level.header)
    # Precision float32 is a condition, as what stands under a metric is not.
    is_format = share(t[:1].isalpha() and is_kind(t, "setting_value", vocabulary) for t in texts) >= 0.5
    is_measured = is_metric_name(level.header, vocabulary) and not is_format
    is_class = not is_limit and (names_class(level.header, vocabulary) or is_measured)
    if is_class or share(is_description(t, vocabulary) for t in texts) >= 0.5:
        return "class"
    if _is_repeated(level, methods):
        return "setting"
    if is_limit:
        return "class"
    if share(is_kind(t, "setting_value", vocabulary) or is_kind(t, "model_name", vocabulary) for t in texts) >= 0.5:
        is_alike = len(own) in (0, len(methods)) or _is_mixed(level, own, methods)
        return "setting" if not is_below and is_alike else "class"
    if share(is_kind(t, "class_heading", vocabulary) for t in texts) >= 0.5:
        return "class"
    return "setting" if _holds_for_rows(level, own, methods, vocabulary) else "class"


def _holds_for_rows(level: Level, own: set[int], methods: dict[int, Label], vocabulary: TableVocabulary) -> bool:
    """Tell whether a label is what own and other methods were compared under, or applied to; or a heading over trials alone."""
    is_mixed = _is_mixed(level, own, methods)
    if not level.is_group:
        return is_mixed and is_kind(level.header, "method_header", vocabulary)
    return bool(own) and (len(own) == len(methods) or (is_mixed and not _parts_own(level, own, methods)))


def varies_within(level: Level, methods: dict[int, Label], vocabulary: TableVocabulary) -> bool:
    """Tell whether a column of sizes or budgets tells the rows of single methods apart: their condition, where nothing else does."""
    return not level.is_group and names_class(level.header, vocabulary) and _is_repeated(level, methods)


def _is_repeated(level: Level, methods: dict[int, Label]) -> bool:
    """Tell whether the same method stands under several of the level's labels."""
    pairs = {(name_key(label.text), level.labels[i].text) for i, label in methods.items() if i in level.labels}
    counts = Counter(name for name, _ in pairs)
    return bool(counts) and sum(1 for n in counts.values() if n > 1) >= max(1, len(counts) // 3)


def _parts_own(level: Level, own: set[int], methods: dict[int, Label]) -> bool:
    """Tell whether headings part methods of which own ones stand below one alone: a condition would be one of own rows, too."""
    printed = {level.labels[i].text for i in methods if i in level.labels}
    return len(printed) > 1 and len({level.labels[i].text for i in own if i in level.labels}) == 1


def _is_mixed(level: Level, own: set[int], methods: dict[int, Label]) -> bool:
    """Tell whether own and other methods stand together under some label of the level."""
    headings_of_own = {level.labels[i].text for i in own if i in level.labels}
    return any(level.labels[i].text in headings_of_own for i in methods if i not in own and i in level.labels)
