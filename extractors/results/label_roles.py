"""What the labels beside and across the methods say of a number: benchmark, setting, or nothing that tells it apart.

The words of the labels decide first (config/), then the shape of the table: a label that comes again with other
headings makes those headings settings; headings that merely sort the methods into classes say nothing of a condition.
"""

import re
from collections import Counter
from typing import Literal

from extractors.results.caption_terms import caption_body
from extractors.results.conditions import name_condition
from extractors.results.labels import Label
from extractors.results.method_levels import is_description, names_class, share
from extractors.results.panels import Level
from extractors.results.vocabulary import (
    TableVocabulary,
    find_caption_metrics,
    find_kind,
    find_metric,
    is_kind,
    is_measure,
    is_metric_name,
    read_arrow,
)
from extractors.results.words import bare
from models.spelling import name_key

_NUMBER_OF = re.compile(r"^(?:#|(?:number|no\.) of) ?", re.IGNORECASE)
"""How a label begins that says it is a count."""
MIN_DECIMAL_SHARE = 0.5
"""Where no word tells, numbers with decimals beside methods are results; sizes and counts are whole numbers."""
MAX_HYPER_SHARE = 0.5
"""A table with more than this share of hyper-parameter or model-size labels compares no results."""
MIN_MEASURED_SHARE = 0.8
"""Where so many lines are metrics or benchmarks, and decimals stand in them, a title that speaks of hyper-parameters tells what varies."""
MIN_KNOWN_BESIDE = 2
"""Beside so many known data sets set as it is, a word for a difference (DROP) is one of them."""
MIN_RESULT_LINES = 2
"""Unless its title speaks of results and so many of its lines describe nothing."""


def is_results_table(caption: str, other_labels: list[str], n_methods: int, decimal_share: float, vocabulary: TableVocabulary) -> bool:
    """Tell whether a table reports results of methods rather than sizes, hyper-parameters, notation or data."""
    if n_methods < 2 or not other_labels:
        return False
    described = sum(is_description(x, vocabulary) for x in other_labels) / len(other_labels)
    named = sum(is_metric_name(x, vocabulary) and not is_description(x, vocabulary) for x in other_labels)
    title = re.split(r"(?<=[\w)][.:;])\s", caption_body(caption))[0]
    has_result_words = is_kind(title, "result_caption", vocabulary) or bool(find_caption_metrics(title, vocabulary))
    n_results = round((1 - described) * len(other_labels))
    if described > MAX_HYPER_SHARE and named < 2 and not (has_result_words and n_results >= MIN_RESULT_LINES):
        return False
    described_at, results_at = find_kind(title, "hyper_caption", vocabulary), find_kind(title, "result_caption", vocabulary)
    is_described = described_at >= 0 and not 0 <= results_at < described_at
    is_described = is_described and not (bare("counts").match(title) and all(is_measure(x, vocabulary) for x in other_labels))
    is_measured = named >= MIN_MEASURED_SHARE * len(other_labels) and decimal_share >= MIN_DECIMAL_SHARE
    if is_described and not is_measured and (described_at == 0 or not find_caption_metrics(title, vocabulary)):
        return False
    return named > 0 or has_result_words or is_kind(caption, "result_caption", vocabulary) or decimal_share >= MIN_DECIMAL_SHARE


def read_line(
    labels: list[tuple[Level, Label]], caption: str, models: frozenset[str], vocabulary: TableVocabulary, *, is_like_others: bool = False
) -> tuple[list[str], list[str]] | None:
    """Return (benchmark parts, setting parts) of one value row or column; None when it holds no results.

    `labels` are its labels on the axis across the methods, from the outermost to the innermost. Numbers that look like those of other
    lines are results under the name of a condition, too, but for sizes. An unknown word over a
    metric is what the metric is taken on; over a benchmark or another unknown word it is a category, which is a setting.
    """
    if any(is_kind(label.text, "difference", vocabulary) and not _names_data(level, label, vocabulary) for level, label in labels):
        return None
    if any(
        _is_described(x, label, vocabulary)
        and not _is_counted(label.text, caption)
        and not _has_arrow(label)
        and (not is_like_others or bare("sizes").search(label.text))
        for x, label in labels
    ):
        return None
    roles = [_label_role(level, label, models, vocabulary) for level, label in labels]
    if is_like_others and roles == ["setting"] and _heads_results(*labels[0], vocabulary):
        roles = ["unknown"]
    if roles[-1:] == ["unknown"] and _is_uniform(labels[-1][0]) and {"benchmark", "unknown"} & set(roles[:-1]):
        roles[-1] = "setting"
    benchmark: list[str] = []
    setting: list[str] = []
    for i, (role, (level, label)) in enumerate(zip(roles, labels, strict=True)):
        inner = roles[i + 1 :]
        is_category = role == "unknown" and ("benchmark" in inner or ("unknown" in inner and "metric" not in inner))
        if role == "setting" or is_category:
            setting.append(name_condition(level, label.text))
        else:
            benchmark.append(label.text)
    return benchmark, setting


def _names_data(level: Level, label: Label, vocabulary: TableVocabulary) -> bool:
    """Tell whether a word for a difference is a data set, as DROP is: in capitals or small letters as known ones beside it.

    So it is in capitals below "Dataset". Behind an average it is what was lost.
    """
    if label.text.isupper() and is_kind(level.header, "benchmark_header", vocabulary):
        return True
    texts = [other.text for other in level.labels.values()]
    before = texts[: texts.index(label.text)][-1:]
    is_set_alike = str.isupper if label.text.isupper() else str.islower
    known = {text for text in texts if is_set_alike(text) and _is_known_data(text, vocabulary)}
    is_behind_average = any((match := find_metric(text, vocabulary)) and match.direction == "unknown" for text in before)
    return label.text in known and len(known) > MIN_KNOWN_BESIDE and not is_behind_average


def _is_known_data(text: str, vocabulary: TableVocabulary) -> bool:
    match = find_metric(text, vocabulary)
    return match is not None and match.kind == "benchmark" and is_metric_name(text, vocabulary)


def _heads_results(level: Level, label: Label, vocabulary: TableVocabulary) -> bool:
    """Tell whether the name of a condition (Step), not its value, stands among several other headers."""
    return is_kind(label.text, "setting_header", vocabulary) and len(level.labels) > MIN_KNOWN_BESIDE


def _has_arrow(label: Label) -> bool:
    """Tell whether an arrow behind the label says that it is compared: "Precision ↑" is a metric, no number format."""
    return read_arrow(label.raw) != "unknown"


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


def _label_role(
    level: Level, label: Label, models: frozenset[str], vocabulary: TableVocabulary
) -> Literal["benchmark", "metric", "setting", "unknown"]:
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
    is_class = not is_limit and (names_class(level.header, vocabulary) or is_metric_name(level.header, vocabulary))
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
    return "setting" if level.is_group and _is_mixed(level, own, methods) and not _parts_own(level, own, methods) else "class"


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
