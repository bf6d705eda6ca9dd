"""What the caption says for all numbers of a table, beside what the table's own labels say."""

import re

from extractors.results.captions.common import Common
from extractors.results.captions.conditions import caption_settings
from extractors.results.captions.holding import hangs_on_one, is_printed, names_data
from extractors.results.captions.measures import caption_direction, caption_measure, caption_metric, named_measures
from extractors.results.captions.partial import find_explained, find_partial_shots
from extractors.results.captions.scope import find_rest_measure, find_scope
from extractors.results.captions.text import caption_body, caption_text, caption_title
from extractors.results.directions import is_directed
from extractors.results.labels import Label, NameSense, is_own_label, tokens
from extractors.results.vocabulary import TableVocabulary, find_caption_metrics, find_metric
from extractors.results.words import bare
from models.spelling import name_key

_TIED = re.compile(r"(?<![\w-])(?P<what>[A-Z][\w.-]*\w)\s\((?P<label>[A-Z][\w -]*)\)")
"""A thing and what it is for, in brackets."""


def read_caption(
    caption: str, labels: list[Label], others: list[Label], titles: set[str], sense: NameSense, vocabulary: TableVocabulary
) -> Common:
    """Return what the caption says for all numbers; what the table's own labels say, but for its titles, is no condition of all.

    `others` are those of its labels that name no method: they may be metrics.
    """
    printed = {name_key(label.text) for label in labels} - titles
    has_own = any(is_own_label(label, sense) for label in labels) or _is_own_report(caption, sense)
    beside = {name_key(label.text) for label in others}
    texts = {label.text for label in labels}
    tied = _tied_conditions(caption, texts)
    settings = [
        told
        for x in caption_settings(caption, vocabulary)
        if not (has_own and _is_own_of_table(x, caption, labels, sense)) and not hangs_on_one(x, caption, texts) and x not in tied
        for told in [_with_noun(x, caption, printed)]
        if not is_printed(x, printed) or (told != x and not is_printed(x, beside))
    ]
    measure, metric = caption_measure(caption, vocabulary), caption_metric(caption, vocabulary)
    metrics = [label.text for label in others if is_directed(label, vocabulary)]
    if measure and not metrics:
        settings.append(measure)
    is_another = not any(set(tokens(measure)) & set(tokens(metric)) for metric in metrics)
    has_higher = any(match.direction == "higher" for match in find_caption_metrics(caption_body(caption), vocabulary))
    told = caption_direction(caption, vocabulary, beside)
    is_loss = bool(bare("compared_losses").fullmatch(f"{measure}es"))
    if told == "unknown" and not is_loss and name_key(measure) not in beside and (known := find_metric(measure, vocabulary)) is not None:
        told = known.direction
    data = next((x for x in settings if (match := find_metric(x, vocabulary)) and match.kind == "benchmark"), "")
    return Common(
        caption,
        measure if measure and bare("cost_units").fullmatch(metric) else metric,
        told,
        has_higher,
        tuple(settings),
        measure=measure if metrics and is_another else "",
        data=data,
        by_name=named_measures(caption, vocabulary, [label.text for label in others]),
        rest=find_rest_measure(caption_text(caption), vocabulary),
        scope=find_scope(caption_text(caption), len(caption_title(caption)), vocabulary),
        shots=find_partial_shots(caption_title(caption), caption_text(caption)),
        explained=find_explained(caption_text(caption), [label.text for label in others], vocabulary) | {y: x for x, y in tied.items()},
    )


def _tied_conditions(caption: str, texts: set[str]) -> dict[str, str]:
    """Return what a caption ties to labels of the table by brackets, with the label of each: "using Lark-7B (Reef) Finch-2B (Tide)"."""
    found = {m["what"]: m["label"] for m in _TIED.finditer(caption) if m["label"] in texts}
    return found if len(set(found.values())) > 1 else {}


def _with_noun(phrase: str, caption: str, printed: set[str]) -> str:
    """Return a phrase, a label's name with the noun that makes it one of data: the "Lark benchmark" is not the Lark of a row."""
    is_data = name_key(phrase) in printed and re.search(rf"(?<![\w-]){re.escape(phrase)} benchmark\b", caption)
    return f"{phrase} benchmark" if is_data else phrase


def _is_own_report(caption: str, sense: NameSense) -> bool:
    """Tell whether a caption begins with the own method's name and an evaluation: "Quillnet evaluation results" are not on Quillnet."""
    name, _, rest = caption_title(caption).partition(" ")
    return is_own_label(Label(name), sense) and "evaluation" in rest.lower()


def _is_own_of_table(phrase: str, caption: str, labels: list[Label], sense: NameSense) -> bool:
    """Tell whether a phrase of the caption names the own method, and no own data set that other labels were measured on."""
    words = set(tokens(phrase))
    is_shared = any(words & set(tokens(x.text)) for x in labels if is_own_label(x, sense))
    is_own = is_own_label(Label(phrase), sense) and not names_data(phrase)
    return is_own and (is_shared or not re.search(rf"\b(?:on|over) (?:the )?{re.escape(phrase)}", caption))
