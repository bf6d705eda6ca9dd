"""How a condition reads that a column or row of its own gives: behind its heading where it says nothing without it."""

import re

from extractors.results.labels import Label, NameSense, is_own_label
from extractors.results.panels import Level
from extractors.results.vocabulary import TableVocabulary, find_metric, is_metric_name
from extractors.results.words import bare

MIN_BUDGETS = 0.8
"""Share of labels with thousands behind them from which those are what the methods were given."""

_Said = dict[int, tuple[str, ...]]
"""What the label of a line says besides the method."""

_BARE_VALUE = re.compile(
    r"(?:[~<>≤≥+\-−]?\s?\d[\d.,]*\s?[%×x°kKMBTG]?|\d+(?:(?:\.\d+)?e[-+]?\d+|[-–/:]\d+)?|\d[\d.]*\s?[∼~–-]\s?\d[\d.]*)(?:\s?\([^()]*\))?",
    re.IGNORECASE,
)
"""A number: a condition only together with the heading above it."""

_BITS = re.compile(r"(?P<n>\d+(?:\.\d+)?)(?P<group>(?:/\S+)?)")
"""A number of bits, with the size of the groups that share a scale behind it: 3/g128."""

_BUDGET_BEHIND = re.compile(r"(?P<base>.*\S)\s(?P<amount>\d[\d.,]*[KMBT])(?P<rest>\s?\([^()]*\))?")
"""A label with what it was trained on, or its size, behind it: Lark-S 400K (cfg 2)."""

_DIFFERENCES = "∆Δ△+"
"""What the label of a difference between two methods begins with."""

_UNNAMED = frozenset({"", "with", "without", "w/", "w/o", "no"})
"""What is no name without the word behind it."""

_BRACKET_BEHIND = re.compile(r"(?<=\s)\([^()]+\)$")
_IN_BRACKETS = re.compile(r"(?P<domain>[^()]+) \((?P<name>[^()]*[A-Za-z]{3}[^()]*)\)")
"""A domain, and in brackets the method that is measured on it."""


def split_budgets(labels: dict[int, Label]) -> tuple[dict[int, Label], dict[int, tuple[str, ...]]]:
    """Return the labels without the amounts behind them, and those amounts as conditions of their lines.

    They are parted where a base and what a method makes of it have the same amount behind them: Lark 400K, Deep-Lark 400K; and where
    most have thousands behind them, which are no size of a model.
    """
    found = {i: match for i, label in labels.items() if (match := _BUDGET_BEHIND.fullmatch(label.text))}
    pairs = [(a["base"], b["base"]) for a in found.values() for b in found.values() if a["amount"] == b["amount"]]
    bases = {base for a, b in pairs if a != b and a in b for base in (a, b)}
    n_thousands = sum(match["amount"].endswith("K") for match in found.values())
    is_budget = len(found) == n_thousands > 1 and n_thousands >= MIN_BUDGETS * len(labels)
    parted = {i: match for i, match in found.items() if is_budget or match["base"] in bases}
    said = {i: tuple(x.strip(" ()") for x in (match["amount"], match["rest"]) if x) for i, match in parted.items()}
    return {i: x._replace(text=parted[i]["base"]) if i in parted else x for i, x in labels.items()}, said


def split_measures(labels: dict[int, Label], caption: str, sense: NameSense, vocabulary: TableVocabulary) -> tuple[dict[int, Label], str]:
    """Return the labels without the measure that all end with, and that measure: "Base GBH", "Deep GBH" where the caption says (GBH).

    A known one may stand in brackets or be cut short (Base acc.). A unit in per cent is left out, too. What the paper itself
    proposes is no measure.
    """
    told = [x.text for x in labels.values() if x.text[:1] not in _DIFFERENCES and not bare("nameless").fullmatch(x.text)]
    tails = {found.group() if (found := _BRACKET_BEHIND.search(text)) else text.rpartition(" ")[2] for text in told}
    tail = tails.pop() if len(tails) == 1 else ""
    names = {text.removesuffix(tail).strip() for text in told}
    is_known = tail == "(%)" or (tail.startswith("(") and is_metric_name(tail.strip("()"), vocabulary))
    is_known |= tail.endswith(".") and is_metric_name(tail, vocabulary)
    is_measure = bool(tail) and (is_known or (f"({tail})" in caption and not is_own_label(Label(tail), sense)))
    if not is_measure or len(names) < 2 or names & _UNNAMED:
        return labels, ""
    return {i: x._replace(text=x.text.removesuffix(tail).strip()) for i, x in labels.items()}, tail.strip("(%)")


def split_domains(labels: dict[int, Label], vocabulary: TableVocabulary) -> tuple[dict[int, Label], _Said, _Said]:
    """Return the labels without the domain before them, and that as a condition: "Harbour (baseline)", "Harbour (Lark)", "Reef (Lark)".

    They are parted where all are of that form and every domain has the same methods in its brackets, a name among them: small and
    large of two models are no methods. Known benchmarks in the brackets are what is measured, the last that is returned.
    """
    found = {i: match for i, label in labels.items() if (match := _IN_BRACKETS.fullmatch(label.text))}
    by_domain: dict[str, set[str]] = {}
    for match in found.values():
        by_domain.setdefault(match["domain"], set()).add(match["name"])
    named = list(by_domain.values())
    has_names = any(re.search(r"[A-Z\d]", name) for name in named[0]) if named else False
    if len(found) < len(labels) or len(named) < 2 or len(named[0]) < 2 or any(names != named[0] for names in named) or not has_names:
        return labels, {}, {}
    known = sum((metric := find_metric(name, vocabulary)) is not None and metric.kind == "benchmark" for name in named[0])
    if 2 * known < len(named[0]):
        return {i: x._replace(text=found[i]["name"]) for i, x in labels.items()}, {i: (m["domain"],) for i, m in found.items()}, {}
    return {i: x._replace(text=found[i]["domain"]) for i, x in labels.items()}, {}, {i: (m["name"],) for i, m in found.items()}


def name_condition(level: Level, text: str) -> str:
    """Return the label as a condition reads: behind its heading where it says nothing without it (7, No, "From" / Scratch)."""
    if (bits := _BITS.fullmatch(text)) and bare("bit_headers").fullmatch(level.header):
        return f"{bits['n']}-bit{bits['group']}"
    is_size = text[-1:] in "MBT" and bare("size_headers").fullmatch(level.header)
    is_value = _BARE_VALUE.fullmatch(text) or bare("bare_answers").fullmatch(text)
    is_bare = (is_value and not is_size) or bare("linking_words").fullmatch(level.header)
    return f"{level.header} {text}" if level.header and is_bare and level.header.lower() not in text.lower() else text
