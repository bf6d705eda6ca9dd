"""Which way is better for the numbers of a line: as arrows, metrics and captions say, as its neighbours do, or as the bold shows."""

import re
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from extractors.results.captions.acronyms import find_measure
from extractors.results.captions.common import Common
from extractors.results.captions.measures import is_of_gains, measured_direction
from extractors.results.captions.text import caption_body, caption_title
from extractors.results.facts import Fact, ValueLine, benchmark_of, setting_of
from extractors.results.labels import Label, tokens
from extractors.results.numbers import CellNumber
from extractors.results.panels import Level
from extractors.results.vocabulary import ARROWS, Direction, TableVocabulary, find_metric, is_measure, is_metric_name, read_arrow
from extractors.results.words import bare, inside
from models.document import Table
from models.spelling import name_key

MIN_NEIGHBOURS = 3
MIN_NEIGHBOUR_SHARE = 0.6
"""An unknown benchmark takes the direction of at least so many known ones that make up this share of the table."""
MIN_KNOWN_SHARE = 0.4
"""An unknown benchmark takes the direction that all known ones of its table have, when those make up this share."""
MIN_MEASURES = 0.5
"""Share of a level's labels that are metrics from which it says what is measured."""
MIN_BEATEN = 2
"""Values that a value in bold must be better than before it shows a direction."""


_REMARK = re.compile(r"\s\((?![KMGT]i?B\))[^()]*\)$")
"""What stands in brackets behind a measure: how many were counted for it."""
_BESIDE = re.compile(r"\s?/\s?[Δ∆△].*$")
"""A difference printed beside the value: Accuracy / ∆."""
_SPREAD = re.compile(r"\s?\((?:mean|avg|average)\.?\s?(?:±|\+/[-−])\s?(?:std|s\.?d|s\.?e)\.?(?: ?dev\.?)?\)", re.IGNORECASE)
"""What says how values are printed, and not of what: AUC (mean ± std)."""
_PERFORMANCE = re.compile(r"\bperformances?\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_EXPLAINED = re.compile(
    r"(?:^|[.:;]\s+)(?:An? |All )?(?P<more>higher|larger|greater|lower|smaller) (?:scores?|values?|numbers?)\s"
    r"(?:indicates?|means?|reflects?|impl(?:y|ies)|represents?|(?:is|are)(?= better)) (?:an? |the )?(?P<what>[^.;]+)",
    re.IGNORECASE,
)
"""A sentence of a caption that explains what a higher or lower score means."""
_CLOSER = re.compile(r"(?:\b[Ff]or (?P<name>[\w-]+) )?\bcloser to (?:\d|(?:the )?(?:value of )?real)")
"""How a caption says that neither more nor less is better, of all its numbers or of those of one measure."""
_BOLDED = re.compile(
    r"\b(?:highest|largest|(?P<low>lowest|smallest))\b(?=[^.;]*\b(?:in bold|bolded|(?:set|marked|to be) bold)\b)|(?<=\bbold the )highest\b",
    re.IGNORECASE,
)
"""How a caption says which values it prints in bold."""
_DIFFERENCE = re.compile(r"[Δ∆△]|(?<!\w)#")


def is_undirected(measure: str) -> bool:
    """Tell whether neither more nor less of it is better: a deviation, a count, a difference."""
    measure = _REMARK.sub("", _BESIDE.sub("", _SPREAD.sub("", measure)))
    return bool(inside("undirected").search(measure) or _DIFFERENCE.search(measure))


def is_directed(label: Label, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label names a metric of which it is known which way is better; "w/o contrastive loss" names a part."""
    match = find_metric(label.text, vocabulary)
    return (
        match is not None
        and not bare("additions").match(label.text)
        and not bare("removals").match(label.text)
        and match.kind != "benchmark"
        and match.direction != "unknown"
    )


def names_measures(level: Level, vocabulary: TableVocabulary) -> bool:
    """Tell whether a level beside the methods says what is measured: "Error score" among other parts of a method does not."""
    texts = {label.text: label for label in level.labels.values()}
    return sum(is_directed(label, vocabulary) for label in texts.values()) >= MIN_MEASURES * len(texts) > 0


def add_measure(
    lines: dict[int, ValueLine], across: tuple[Level, ...], along: tuple[Level, ...], common: Common, vocabulary: TableVocabulary
) -> dict[int, ValueLine]:
    """Return the lines, those that no metric heads with the one of the caption: "Accuracy of …" over Reef, Tide and Latency."""
    if any(names_measures(level, vocabulary) for level in along):
        return lines
    headed = {at for level in across for at, label in level.labels.items() if is_directed(label, vocabulary)}
    return {at: line if at in headed else _with_measure(line, common, vocabulary) for at, line in lines.items()}


def _with_measure(line: ValueLine, common: Common, vocabulary: TableVocabulary) -> ValueLine:
    """Return the line with the measure that the caption gives its data, else with that of all numbers; an average has that of none."""
    words = {word for text in (line.benchmark, *line.setting) for word in tokens(text)}
    named = [name for name in common.by_name if words.issuperset(tokens(name))]
    match = find_metric(line.benchmark, vocabulary)
    is_average = match is not None and match.kind != "benchmark" and match.direction == "unknown"
    measure = common.by_name[max(named, key=len)] if named else (not is_average and common.rest) or common.measure
    if not measure or is_undirected(line.benchmark) or any(name_key(measure) in name_key(x) for x in line.common):
        return line
    return replace(line, common=(*(x for x in line.common if name_key(x) not in name_key(measure)), measure))


def without_measure(line: ValueLine, common: Common) -> ValueLine:
    """Return the line without the measure of the caption, where a metric stands beside every method: "Rates and sizes" over size (GB)."""
    is_its = line.benchmark == common.metric
    told = tuple(x for x in line.common if not is_its or name_key(x) not in name_key(common.metric))
    return replace(line, benchmark="" if is_its else line.benchmark, common=told)


def without_other_measure(line: ValueLine, common: Common, vocabulary: TableVocabulary) -> ValueLine:
    """Return the line without a measure of the caption that is better the other way: "Perplexity and tasks of …" over Reef accuracy.

    Data known for their accuracy stay where a line names no other: it is their loss, rank or cost; and so do all data where the line
    is what the caption says of all: "BLEU on Reef", which is known for its errors.
    """
    opposite = {"higher": "lower", "lower": "higher"}.get(line.direction)
    known = {x: find_metric(x, vocabulary) for x in line.common if is_metric_name(x, vocabulary)}
    has_own = any((found := find_metric(x, vocabulary)) and found.kind == "benchmark" for x in (line.benchmark, *line.setting))
    is_on_it = opposite == "higher" and not has_own
    is_said = line.direction == common.direction and name_key(common.metric) in name_key(line.benchmark)
    other = {
        x
        for x, metric in known.items()
        if metric and metric.direction == opposite and (not (is_on_it or is_said) if metric.kind == "benchmark" else not _DIGIT.search(x))
    }
    return replace(line, common=tuple(x for x in line.common if x not in other))


def name_measure(line: ValueLine, measure: str, vocabulary: TableVocabulary) -> ValueLine:
    """Return the line with the measure that stands behind all methods' names, which also tells its direction where nothing else does."""
    known = find_metric(measure, vocabulary) if line.direction == "unknown" else None
    return replace(line, benchmark=f"{line.benchmark} {measure}".strip(), direction=known.direction if known else line.direction)


def split_direction(lines: list[ValueLine]) -> Direction:
    """Return the one direction of all columns the paper names by metric and data split (Valid PPL): that of a bare "Valid" too."""
    known = {line.direction for line in lines if inside("splits").search(line.benchmark)} - {"unknown"}
    return known.pop() if len(known) == 1 else "unknown"


def is_bare_split_name(benchmark: str) -> bool:
    """Tell whether a benchmark is named by a part of a data set (Valid)."""
    return bool(inside("splits").search(benchmark)) and not is_undirected(benchmark)


def line_direction(benchmark: list[str], setting: list[str], common: Common, vocabulary: TableVocabulary) -> Direction:
    """Return the direction by metric name, else by caption and known benchmarks; unknown where those two differ.

    A benchmark known for its accuracy keeps its direction beside a caption that speaks of perplexity, but not of errors.
    """
    if is_of_gains(caption_body(common.caption)) and not any(is_measure(text, vocabulary) for text in benchmark):
        return "higher"
    if any(is_undirected(text) for text in benchmark):
        return "unknown"
    found = [match for text in reversed(benchmark) if (match := find_measure(text, common.caption, common.spelt, vocabulary))]
    named: list[Direction] = [m.direction for m in found if m.kind != "benchmark" and m.direction != "unknown"]
    named = named or [m.direction for x in reversed(setting) if is_measure(x, vocabulary) and (m := find_metric(x, vocabulary))]
    if named:
        return named[0]
    if (told := explained_direction(common.caption)) != "unknown":
        return told
    known: list[Direction] = [m.direction for m in found if m.kind == "benchmark"]
    if not known:
        around = [m for x in (*setting, *common.settings) if (m := find_metric(x, vocabulary)) and m.kind == "benchmark"]
        known = [m.direction for m in around if m.direction != "lower" or common.direction == "lower"]
    if len(set(known)) != 1:
        return common.direction
    if known[0] == "higher":
        return "lower" if _is_of_cost(common) else "higher"
    return known[0] if common.direction == "lower" or not common.has_higher else "unknown"


@lru_cache(maxsize=500)
def explained_direction(caption: str) -> Direction:
    """Return which way is better as a sentence of the caption explains all scores: "A lower score indicates fewer biased answers"."""
    said = _EXPLAINED.search(caption)
    if said is None:
        return "unknown"
    what, more = said["what"], said["more"].lower() in ("higher", "larger", "greater")
    if what.lower().startswith("better"):
        return "higher" if more else "lower"
    is_of_less = bool(inside("less").match(what))
    return "lower" if inside("harms").search(what) and is_of_less != more else "unknown"


def _is_of_cost(common: Common) -> bool:
    """Tell whether a caption speaks of errors, or begins with what the numbers cost: then known benchmarks are where, not what."""
    is_cost = not common.has_higher and bool(bare("costs").match(caption_body(common.caption)))
    return is_cost or (common.direction == "lower" and "error" in common.caption.lower())


def _find_known(lines: dict[int, ValueLine], vocabulary: TableVocabulary) -> tuple[set[int], set[Direction]]:
    """Return which lines are of known metrics or benchmarks, and the directions of those that are of benchmarks."""
    known = {at: match for at, line in lines.items() if (match := find_metric(line.benchmark, vocabulary))}
    return set(known), {lines[at].direction for at, match in known.items() if match.kind == "benchmark"}


def without_doubted(lines: dict[int, ValueLine], arrowed: set[int], common: Common, vocabulary: TableVocabulary) -> dict[int, ValueLine]:
    """Return the lines, those that only the caption calls a loss without a direction, where all known benchmarks beside them are scores.

    What the caption speaks of is then not what they are of: "relative accuracy drop" over known and unknown tasks alike. Those with
    an arrow (`arrowed`) are told by it.
    """
    if common.direction != "lower" or read_arrow(common.caption) != "unknown":
        return lines
    known, of_benchmarks = _find_known(lines, vocabulary)
    if of_benchmarks != {"higher"}:
        return lines
    sure = known | arrowed
    return {at: replace(x, direction="unknown") if at not in sure and x.direction == "lower" else x for at, x in lines.items()}


def share_direction(
    lines: dict[int, ValueLine], bold: dict[int, Direction], caption: str, vocabulary: TableVocabulary
) -> dict[int, ValueLine]:
    """Give averages and unknown benchmarks the direction of their neighbours, where those agree and are in the majority.

    Where the caption says that all is performance, one neighbour of which more is better is enough.

    A line whose values in bold are the best in the other direction (`bold`) keeps what is known of it.
    """
    known = [line.direction for line in lines.values() if line.direction != "unknown"]
    if len(set(known)) != 1:
        return _direct_averages(lines, bold, vocabulary)
    n_named = sum(
        not is_undirected(x.benchmark) and (x.direction != "unknown" or not is_metric_name(x.benchmark, vocabulary)) for x in lines.values()
    )
    is_majority = len(known) >= MIN_NEIGHBOURS and len(known) >= MIN_NEIGHBOUR_SHARE * n_named
    is_majority = is_majority or (known[0] == "higher" and bool(_PERFORMANCE.search(caption_title(caption))))
    if known[0] == "lower" and not is_majority:  # A cost among scores nobody knows says nothing of their mean.
        return lines
    following = {i for i, line in lines.items() if _follows(line, vocabulary, is_majority=is_majority) and bold[i] in ("unknown", known[0])}
    return {i: replace(line, direction=known[0]) if i in following else line for i, line in lines.items()}


def _direct_averages(lines: dict[int, ValueLine], bold: dict[int, Direction], vocabulary: TableVocabulary) -> dict[int, ValueLine]:
    """Return the lines, averages with the one direction of all known benchmarks beside them: costs beside those are in no average."""
    known, of_benchmarks = _find_known(lines, vocabulary)
    if (told := _only(of_benchmarks)) == "unknown":
        return lines
    following = {at for at in known if _follows(lines[at], vocabulary, is_majority=False) and bold[at] in ("unknown", told)}
    return {at: replace(line, direction=told) if at in following else line for at, line in lines.items()}


def _follows(line: ValueLine, vocabulary: TableVocabulary, *, is_majority: bool) -> bool:
    """Tell whether a line without a direction of its own measures what its neighbours do."""
    if line.direction != "unknown" or is_undirected(line.benchmark):
        return False
    return is_majority or is_metric_name(line.benchmark, vocabulary)


def follow_bold(facts: list[Fact], caption: str, vocabulary: TableVocabulary) -> list[Fact]:
    """Return the facts of a table with the direction that its bold shows where no metric or benchmark tells it.

    Bold speaks for a benchmark whose bold values are the highest, or the lowest, in each setting; it is not heard in a
    table that prints others than the best values of known direction in bold. What only the words of the caption told of a
    benchmark without a known name gives way, where the bold marks the best of others. The caption may say what it prints in bold, too.
    """
    said: set[Direction] = {"lower" if match["low"] else "higher" for match in _BOLDED.finditer(caption)}
    facts = [_direct(fact, _only(said)) for fact in facts] if said else facts
    shown = _read_shown(facts)
    is_best = {key: told == {key[1]} for key, told in shown.items() if key[1] != "unknown"}
    doubted = {key for key, is_right in is_best.items() if not is_right}
    is_told = any(arrow in caption for arrow in ARROWS) or any(find_metric(benchmark, vocabulary) for benchmark, _ in doubted)
    if doubted and (is_told or not any(is_best.values())):
        return facts
    heard = {key for key in shown if len(shown[key]) == 1 and (key in doubted or key[1] == "unknown")}
    told_by_bold = {benchmark: min(shown[benchmark, known]) for benchmark, known in heard}
    told_by_caption = {benchmark for benchmark, _ in doubted & heard}
    return [_direct(f, told, is_sure=name in told_by_caption) if (told := told_by_bold.get(name := benchmark_of(f))) else f for f in facts]


def _only(found: set[Direction]) -> Direction:
    """Return the one direction that was found; unknown where there are none, or both."""
    told = found - {"unknown"}
    return min(told) if len(told) == 1 else "unknown"


def _read_shown(facts: list[Fact]) -> dict[tuple[str, Direction], set[Direction]]:
    """Return the directions that bold shows of each benchmark, by its known direction.

    Where it shows none because each method has a condition of its own (Size 7B), the methods are compared all the same.
    """
    if not any(fact.number.is_bold for fact in facts):
        return {}
    return _read_groups(_group(facts)) or _read_groups(_group(facts, is_of_methods=False))


def _read_groups(groups: dict[tuple[str, Direction, tuple[str, ...]], list[Fact]]) -> dict[tuple[str, Direction], set[Direction]]:
    shown: dict[tuple[str, Direction], set[Direction]] = {}
    for (benchmark, known, _), group in groups.items():
        if (told := read_bold([fact.number for fact in group])) != "unknown":
            shown.setdefault((benchmark, known), set()).add(told)
    return shown


def follow_names(facts: list[Fact], vocabulary: TableVocabulary) -> list[Fact]:
    """Return the facts of a table with the direction of the table's other benchmarks, where nothing else tells one.

    Others count where all that is known of them agrees: of those in per cent for numbers in per cent, else of a fair share. First
    counts what the same line is beside other labels: "Tide P1" is what "Reef P1" is.
    """
    if all(fact.line.direction != "unknown" for fact in facts):
        return facts
    facts = _follow_line(facts, vocabulary)
    told: dict[str, Direction] = {x: "lower" for x in {fact.number.unit for fact in facts} if bare("cost_units").fullmatch(x)}
    for unit in {fact.number.unit for fact in facts}:
        alike = [fact for fact in facts if fact.number.unit == unit]
        names = {benchmark_of(fact): fact.line.direction for fact in alike if not is_undirected(benchmark_of(fact))}
        known = [direction for direction in names.values() if direction != "unknown"]
        if len(set(known)) == 1 and (unit == "%" or len(known) >= MIN_KNOWN_SHARE * len(names)):
            told[unit] = known[0]
    return [_direct(fact, told.get(fact.number.unit, "unknown")) for fact in facts]


def _follow_line(facts: list[Fact], vocabulary: TableVocabulary) -> list[Fact]:
    """Return the facts with the one direction that is known of their line beside other labels, where no label of theirs is a metric."""
    known: dict[str, set[Direction]] = {}
    for fact in facts:
        known.setdefault(fact.line.benchmark, set()).add(fact.line.direction)
    told = {name: _only(found) for name, found in known.items() if name}
    return [
        _direct(x, told.get(x.line.benchmark, "unknown")) if not any(find_metric(y, vocabulary) for y in x.method.benchmark) else x
        for x in facts
    ]


def follow_paper(facts: list[tuple[Table, Fact]], vocabulary: TableVocabulary) -> list[tuple[Table, Fact]]:
    """Return the facts of a paper, those without a direction with the one that all its benchmarks have which begin or end with their name.

    "Reef" is what "Reef F1" is in another table, and "F1" what "Reef F1" is; not where a caption says that scores closer to 50 are better.
    What stands beside such a benchmark in a table then follows it.
    """
    known: dict[str, set[Direction]] = {}
    for name, direction in {(benchmark_of(fact), fact.line.direction) for _, fact in facts}:
        words = name.split()
        for part in {" ".join(x) for i in range(1, len(words) + 1) for x in (words[:i], words[-i:])} if direction != "unknown" else ():
            known.setdefault(part, set()).add(direction)
    directed: list[tuple[Table, Fact]] = []
    for _, pairs in groupby(facts, key=lambda pair: id(pair[0])):
        table, mine = (of_table := list(pairs))[0][0], [fact for _, fact in of_table]
        if said := _CLOSER.search(table.caption):
            mine = [_aim(fact, said) for fact in mine]
        else:
            mine = follow_names([_direct(fact, _only(known.get(benchmark_of(fact), set()))) for fact in mine], vocabulary)
        directed += [(table, fact) for fact in mine]
    return directed


def _aim(fact: Fact, said: re.Match[str]) -> Fact:
    """Return the fact without a direction where it has to be close to a number; `said` is what the caption says of that."""
    is_meant = said["name"] is None or said["name"] in benchmark_of(fact).split()
    return replace(fact, line=replace(fact.line, direction="unknown")) if is_meant else fact


def follow_beside(facts: list[Fact], caption: str, vocabulary: TableVocabulary) -> list[Fact]:
    """Return the facts with the direction of the measure beside the method: by its arrow, else where the line names no metric itself."""
    return [_direct(fact, told, is_sure=True) if (told := _beside(fact, caption, vocabulary)) != "unknown" else fact for fact in facts]


def _beside(fact: Fact, caption: str, vocabulary: TableVocabulary) -> Direction:
    """Return the direction of the measure that stands beside the method; unknown where the line's own metric tells it."""
    own = find_metric(fact.line.benchmark, vocabulary)
    if fact.method.arrow != "unknown" or (own and own.kind == "metric" and own.direction != "unknown"):
        return fact.method.arrow
    if is_of_gains(fact.method.label.text):
        return "higher"
    is_open = fact.line.direction == "unknown" or own is None
    texts = fact.method.benchmark or tuple(x for x in fact.method.setting if own is None and not _DIGIT.search(x))
    named = [m for text in texts if (m := find_metric(text, vocabulary)) and is_metric_name(text, vocabulary)]
    found = {m.direction for m in named if is_open or m.kind == "metric"}
    found |= {told for text in texts if not named and (told := measured_direction(text, caption, vocabulary)) != "unknown"}
    return found.pop() if len(found) == 1 else "unknown"


def _group(facts: list[Fact], *, is_of_methods: bool = True) -> dict[tuple[str, Direction, tuple[str, ...]], list[Fact]]:
    """Return the facts that are compared: by benchmark, known direction and setting, with or without the methods' own."""
    groups: dict[tuple[str, Direction, tuple[str, ...]], list[Fact]] = {}
    for fact in facts:
        setting = setting_of(fact) if is_of_methods else fact.line.setting
        groups.setdefault((benchmark_of(fact), fact.line.direction, setting), []).append(fact)
    return groups


def read_bold(numbers: list[CellNumber]) -> Direction:
    """Return the direction in which the values in bold are the best ones; unknown when all or none are in bold."""
    bold = [number.value for number in numbers if number.is_bold]
    rest = [number.value for number in numbers if not number.is_bold]
    if not bold or len(rest) < MIN_BEATEN * len(bold):
        return "unknown"
    return "higher" if min(bold) >= max(rest) else "lower" if max(bold) <= min(rest) else "unknown"


def _direct(fact: Fact, told: Direction, *, is_sure: bool = False) -> Fact:
    if (fact.line.direction != "unknown" and not is_sure) or told == "unknown" or is_undirected(fact.line.benchmark):
        return fact
    return replace(fact, line=replace(fact.line, direction=told))
