"""Benchmark results of a paper: every number of every table that compares methods, bound to what it means."""

import re
from collections.abc import Iterable
from dataclasses import replace

from extractors.results.captions.acronyms import find_spelt
from extractors.results.captions.common import Common
from extractors.results.captions.holding import hold, spread, with_family
from extractors.results.captions.measures import measured_direction
from extractors.results.captions.partial import with_explained, with_shots
from extractors.results.captions.read import read_caption
from extractors.results.captions.text import caption_body, caption_title
from extractors.results.captions.top_k import read_top_k
from extractors.results.conditions import split_budgets, split_domains, split_measures
from extractors.results.directions import (
    add_measure,
    follow_beside,
    follow_bold,
    follow_names,
    follow_paper,
    is_bare_split_name,
    line_direction,
    name_measure,
    names_measures,
    read_bold,
    share_direction,
    split_direction,
    without_doubted,
    without_measure,
    without_other_measure,
)
from extractors.results.facts import Fact, Method, ValueLine, benchmark_of, bind_parts, settle, unite_spans, whole_setting
from extractors.results.grid_repairs import keep_raised_digits
from extractors.results.label_roles import decimal_share, is_results_table, labels_of, read_lines
from extractors.results.labels import (
    Label,
    NameSense,
    build_name_sense,
    is_fragment,
    is_own_label,
    resolve_label,
    with_codes,
)
from extractors.results.method_levels import is_description, is_name, name_all, names_class, share
from extractors.results.method_lines import find_headed_names, name_by_headings, name_methods, read_methods
from extractors.results.numbers import ByLine, CellNumber, hear_bold, is_like_others, is_scale, said_unit
from extractors.results.own_rows import find_table_sentences
from extractors.results.panels import Level, Panel, read_panels
from extractors.results.said_of_labels import complete_sense, find_reference_marks, sense_of_table
from extractors.results.sister_tables import tell_sisters_apart
from extractors.results.vocabulary import (
    Direction,
    TableVocabulary,
    find_metric,
    has_arrow,
    is_generic_label,
    is_kind,
    is_measure,
    read_arrow,
)
from extractors.results.words import bare, choice, inside
from models.document import PaperNames, PaperText, Table
from models.geometry import to_box
from models.rows import Result, row_id
from models.spelling import name_key

RULE_ID = "table"

_ANY_MARK = re.compile(r"[*∗⋆†‡§¶]{1,3}")
MAX_SHARED_WORDS = 7
"""Words from which a name over several columns is several names that were not told apart."""
MAX_NAME_WORDS = 12
"""A label or measure of more words is a description; a table of these rates tasks or answers."""
MAX_AMOUNT_SHARE = 0.7
"""A line with more numbers than this share in thousands, millions or billions tells sizes, not results."""
_REDUCED = re.compile(r"↓\s?\(\s?%\s?\)")
"""An arrow before the unit, as "FLOPs ↓ (%)": how much was saved of it, or what was left."""
_BRACKETED = re.compile(r"\([^()]*\)")
_MISREAD = re.compile(r"^[-+−]?\d+\.\d+|\d\.\d+\s?%$|^(?!\$$)\W*$|^\(\d+\)$|\d\.\d+\s?/\s?\d")
"""Benchmarks that are values: the line was not read as it is set."""
_BY_COMPANY: dict[str, tuple[str, Direction]] = {"MR": ("MRR", "lower"), "KL": ("KR", "unknown")}
"""Short names that mean another thing beside another one: a mean rank beside its reciprocal, the left kidney beside the right one."""
_CONTESTS = re.compile(r"w(?:ins?)?\s?/\s?(?:[dt]|ties?|draws?)\s?/\s?l(?:oss(?:es)?)?", re.IGNORECASE)
"""A line that counts on how many data a method was beaten: Win/tie/loss."""
_AMOUNT_UNITS = frozenset({"K", "M", "B", "T", "G"})


def read_results(
    tables: list[Table], text: PaperText, names: PaperNames, vocabulary: TableVocabulary, source_id: str
) -> tuple[list[Result], int]:
    """Return the results of a paper's tables and how many tables or numbers were left out because unsure."""
    sense = build_name_sense(text, names)
    tables = [keep_raised_digits(table, text.sentences) for table in tables]
    read = [(table, panels) for table in tables if (panels := read_panels(table, vocabulary))]
    told = [(t, panels, with_codes(sense, _all_labels(panels), t.caption)) for t, panels in read]
    chosen = [(t, named) for t, panels, codes in told if (named := name_methods(panels, t.caption, names.own, codes, vocabulary))]
    labelled = [(table, [x for _, level in named for x in level.labels.values() if x.raw]) for table, named in chosen]
    sided = [(x, [*panel.row_levels, *panel.col_levels]) for _, named in chosen for panel, x in named]
    sense = complete_sense(replace(sense, named=find_headed_names(sided, vocabulary)), labelled, text, names, vocabulary)
    said = find_table_sentences(text)
    models = _find_models([level for _, named in chosen for _, level in named])
    spelt = find_spelt([*(table.caption for table in tables), text.abstract, *(x.text for x in text.sentences)])
    facts: list[tuple[Table, Fact]] = []
    n_abstained = len(read) - len(chosen)
    for table, named in chosen:
        labels = [x for panel, level in named for x in name_all(level, panel).labels.values()]
        senses = sense_of_table(sense, labels, table, said.get(table.label.rpartition(" ")[2], []), vocabulary)
        mine, n_unbound = _read_table(table, named, labels, models, senses, spelt, vocabulary)
        facts += [(table, fact) for fact in mine]
        n_abstained += n_unbound
    facts = follow_paper(tell_sisters_apart(facts), vocabulary)
    direction = split_direction([fact.line for _, fact in facts])
    results = [_to_result(table, fact, sense, vocabulary, source_id, direction) for table, fact in facts]
    settled = _leave_out_alike(results)
    return settled, n_abstained + len(results) - len(settled)


def _all_levels(panels: list[Panel]) -> list[Level]:
    return [level for panel in panels for level in (*panel.row_levels, *panel.col_levels)]


def _all_labels(panels: list[Panel]) -> list[Label]:
    return [label for level in _all_levels(panels) for label in level.labels.values()]


def _leave_out_alike(results: list[Result]) -> list[Result]:
    """Return the results without those that two parts of one table print under the same key with other values."""
    values: dict[tuple[str, int, str, str, str], set[float | None]] = {}
    for r in results:
        values.setdefault((r.table_label, r.page, r.method_label, r.benchmark, r.setting), set()).add(r.value)
    return [r for r in results if len(values[r.table_label, r.page, r.method_label, r.benchmark, r.setting]) == 1]


def _find_models(levels: list[Level]) -> frozenset[str]:
    """Return the labels, folded, that name the rows of some table under a heading "Model": they are models elsewhere, too."""
    headed = [level for level in levels if level.axis == "row" and bare("model_headers").fullmatch(level.header)]
    return frozenset(name_key(label.text) for level in headed for label in level.labels.values() if is_name(label.text))


def _read_table(
    table: Table,
    panels: list[tuple[Panel, Level]],
    labels: list[Label],
    models: frozenset[str],
    senses: tuple[NameSense, NameSense],
    spelt: dict[str, str],
    vocabulary: TableVocabulary,
) -> tuple[list[Fact], int]:
    """Return the table's facts and how many of its numbers could not be bound to a method and a measure."""
    named, sense = senses
    n_methods = len({label.text for label in labels})
    others = [x.text for p, level in panels for x in _innermost(p, level, vocabulary).values()]
    is_described = any(
        share(len(_BRACKETED.sub("", x).split()) > MAX_NAME_WORDS for x in texts) >= 0.5
        for texts in ({x.text for x in labels}, set(others))
    )
    boxed = [panel for panel, _ in panels]
    if is_described or not is_results_table(table.caption, others or [table.caption], n_methods, decimal_share(boxed), vocabulary):
        return [], 0
    titles = {name_key(x.text) for level in _all_levels(boxed) if len(boxed) == 1 and _is_title(level) for x in level.labels.values()}
    # Where all rows are the own method's, its name in the caption is what tells so.
    named = named if all(is_own_label(label, sense) for label in labels) else sense
    naming = {id(x.labels) for _, x in panels}
    axes = {x.axis for _, x in panels}
    told = [x for x in _all_levels(boxed) if x.axis not in axes or names_measures(x, vocabulary)]
    beside = [label for x in told if id(x.labels) not in naming for label in x.labels.values()]
    told_by_caption = read_caption(table.caption, _all_labels(boxed), beside, titles, named, vocabulary)
    settings = with_family(told_by_caption.settings, caption_title(table.caption), _all_levels(boxed), vocabulary)
    common = replace(told_by_caption, models=models, settings=settings, spelt=spelt)
    facts: list[Fact] = []
    n_numbers = 0
    for panel, level in panels:
        mine, n_read = _read_panel(panel, level, common, sense, vocabulary)
        facts += mine
        n_numbers += n_read
    settled = read_top_k(follow_beside(settle(facts), caption_body(table.caption), vocabulary), common.measure, vocabulary)
    return follow_names(follow_bold(settled, table.caption, vocabulary), vocabulary), n_numbers - len(settled)


def _is_title(level: Level) -> bool:
    """Tell whether a level prints one heading over everything: it says of the table what a caption would."""
    return level.is_group and len({label.text for label in level.labels.values()}) == 1


def _innermost(panel: Panel, method_level: Level, vocabulary: TableVocabulary) -> dict[int, Label]:
    """Return the innermost label of every line across the methods, sizes beside it left out."""
    labels: dict[int, Label] = {}
    for level in panel.col_levels if method_level.axis == "row" else panel.row_levels:
        labels |= level.labels if not labels or not names_class(level.header, vocabulary) else {}
    return labels


def _read_panel(panel: Panel, level: Level, common: Common, sense: NameSense, vocabulary: TableVocabulary) -> tuple[list[Fact], int]:
    """Return the panel's facts and how many numbers stand in lines of results."""
    is_rows = level.axis == "row"
    levels = panel.row_levels if is_rows else panel.col_levels
    place = next(i for i, x in enumerate(levels) if x.labels is level.labels)
    beside = [(x, not is_rows and i > place) for i, x in enumerate(levels) if i != place]
    level = name_all(level, panel)
    labels, measure = split_measures(level.labels, common.caption, sense, vocabulary)
    labels, domains, tasks = split_domains(labels, vocabulary)
    labels, budgets = split_budgets(labels)
    level = replace(level, labels=labels)
    by_line: ByLine = {}
    for (r, c), numbers in panel.numbers.items():
        by_line.setdefault(c if is_rows else r, []).append((r if is_rows else c, numbers))
    by_line = hear_bold(by_line)
    across = panel.col_levels if is_rows else panel.row_levels
    along = tuple(x for x, _ in beside)
    lines = add_measure(_read_lines(across, by_line, common, vocabulary), across, along, common, vocabulary)
    lines = {at: with_shots(without_other_measure(line, common, vocabulary), common.shots) for at, line in lines.items()}
    lines = {at: with_explained(line, common.explained) for at, line in lines.items()}
    lines = {at: name_measure(line, measure, vocabulary) for at, line in lines.items()} if measure else lines
    amounts = _read_amounts({at: found for at, found in by_line.items() if at not in lines}, across, vocabulary)
    has_conditions = any(line.setting for line in lines.values())
    read = read_methods(level, beside, sense, vocabulary, has_conditions=has_conditions)
    if not tasks and not any(line.benchmark for line in lines.values()):
        read = name_by_headings(read, beside, vocabulary)
    if read and all(is_measure(" ".join(method.benchmark), vocabulary) for method in read.values()):
        lines = {at: without_measure(line, common) for at, line in lines.items()}
    elif not tasks and not any(method.benchmark for method in read.values()):
        lines = {at: replace(line, benchmark=line.benchmark or common.data) for at, line in lines.items() if line.benchmark or common.data}
    read = {
        i: replace(m, benchmark=(*tasks.get(i, ()), *m.benchmark), setting=(*domains.get(i, ()), *m.setting, *budgets.get(i, ())))
        for i, m in read.items()
    }
    methods = {i: _with_amounts(m, amounts.get(i, ())) for i, m in read.items()}
    names = frozenset(method.label.text for method in methods.values())
    cells = [(i, line, numbers) for at, line in lines.items() for i, numbers in by_line[at]]
    facts = [
        fact
        for i, line, numbers in cells
        if i in methods and _is_bound(methods[i], line, names, vocabulary)
        for fact in bind_parts(numbers, methods[i], _with_conditions(line, methods[i], common, vocabulary), common.caption)
    ]
    facts = [_direct_part(fact, vocabulary) if fact.number.n_parts > 1 else fact for fact in facts]
    united = unite_spans(facts)
    return united, sum(len(numbers) for _, _, numbers in cells) - (len(facts) - len(united))


def _direct_part(fact: Fact, vocabulary: TableVocabulary) -> Fact:
    """Return one of several numbers of a cell with the direction that its own name tells: of "FPR95↓ / AUROC↑" each has another."""
    name = fact.part or fact.line.benchmark
    told, match = read_arrow(name), find_metric(name, vocabulary)
    if told == "unknown" and (match is None or match.kind == "benchmark" or match.direction == "unknown"):
        return fact
    direction = told if told != "unknown" or match is None else match.direction
    return replace(fact, line=replace(fact.line, direction=direction), part=fact.part.rstrip("↑↓ "))


def _with_conditions(line: ValueLine, method: Method, common: Common, vocabulary: TableVocabulary) -> ValueLine:
    """Return the line with what the caption says of it that can hold for the method, and of its average."""
    held = hold(line.common, (method.label.text, *method.setting, *method.spare, *line.setting), common.caption, vocabulary)
    names = (line.benchmark, *method.benchmark)
    return replace(line, common=(*held, *spread(common.scope, names, (*method.setting, *line.setting), held, vocabulary)))


def _is_bound(method: Method, line: ValueLine, names: frozenset[str], vocabulary: TableVocabulary) -> bool:
    """Tell whether a number has a method and a measure, and is no difference of two others.

    A name that ends with a sign is a whole one where it is among the names without it, too (Lark-, Lark).
    """
    name = method.label.text
    is_whole = is_name(name) and (name.rstrip("-&") in names - {name} or not is_fragment(name))
    beside = [text for i, text in enumerate(method.spare) if i not in method.amounts]
    is_difference = any(is_kind(text, "difference", vocabulary) for text in (*method.setting, *beside))
    benchmark = " ".join((*method.benchmark, line.benchmark))
    is_measure = bool(benchmark) and not _MISREAD.search(benchmark) and not is_fragment(benchmark)
    is_measure = is_measure and len(_BRACKETED.sub("", benchmark).split()) <= MAX_NAME_WORDS
    is_glued = method.is_shared and len(name.split()) > MAX_SHARED_WORDS
    return is_whole and not is_glued and not is_difference and is_measure


def _read_amounts(by_line: ByLine, levels: tuple[Level, ...], vocabulary: TableVocabulary) -> dict[int, tuple[str, ...]]:
    """Return for each method what the lines that describe the methods print of it, an empty text where they print nothing."""
    found: dict[int, dict[int, str]] = {}
    for n, at in enumerate(sorted(by_line)):
        names = [level.labels[at].text for level in reversed(levels) if at in level.labels]
        name = names[0] if names else ""
        if name and (any(is_description(x, vocabulary) for x in names) or re.fullmatch(r"[A-Za-z]", name)):
            for i, numbers in by_line[at]:
                found.setdefault(i, {})[n] = f"{name} {numbers[0].text}{numbers[0].unit}"
    return {i: tuple(texts.get(n, "") for n in range(len(by_line))) for i, texts in found.items()}


def _with_amounts(method: Method, amounts: tuple[str, ...]) -> Method:
    n = len(method.spare)
    return replace(method, spare=(*method.spare, *amounts), amounts=method.amounts | set(range(n, n + len(amounts))))


def _read_lines(levels: tuple[Level, ...], by_line: ByLine, common: Common, vocabulary: TableVocabulary) -> dict[int, ValueLine]:
    lines: dict[int, ValueLine] = {}
    bold = {place: read_bold([numbers[0] for _, numbers in by_line[place]]) for place in by_line}
    labelled = {place: labels_of(levels, place) for place in sorted(by_line)}
    printed = {label.text for labels in labelled.values() for _, label in labels}
    told_lines = read_lines(labelled, common.caption, common.models, vocabulary, lambda at: is_like_others(by_line, at))
    for place, (benchmark, setting) in told_lines.items():
        labels = labelled[place]
        if any(_CONTESTS.fullmatch(label.text) for _, label in labels):
            continue
        if not labels and is_scale([numbers[0].value for _, numbers in by_line[place]]):
            continue
        if _is_amount([n for _, numbers in by_line[place] for n in numbers], labels, common.caption, vocabulary):
            continue
        company, told_by_it = _BY_COMPANY.get(labels[-1][1].text, ("", None)) if labels else ("", None)
        by_name = told_by_it if told_by_it and company in printed else line_direction(benchmark, setting, common, vocabulary)
        if by_name == "lower" and bare("negated").match(benchmark[-1] if benchmark else common.metric):
            by_name = "higher" if all(n.value < 0 for _, numbers in by_line[place] for n in numbers) else by_name
        told = [d for _, label in reversed(labels) if (d := read_arrow(label.raw)) != "unknown"]
        if benchmark and not told and (by_name == "unknown" or not is_measure(benchmark[-1], vocabulary)):
            measured = measured_direction(benchmark[-1], caption_body(common.caption), vocabulary)
            by_name = measured if measured != "unknown" else by_name
        if told[:1] == ["lower"] and _is_loss(labels[-1][1], (x[-1][1] for x in labelled.values() if x), vocabulary):
            continue
        name = " ".join(benchmark) or common.metric
        if not name and labels and has_arrow(labels[-1][1].raw):
            name, setting = labels[-1][1].text, setting[:-1]
        direction = "unknown" if labels and _REDUCED.search(labels[-1][1].raw) else told[0] if told else by_name
        lines[place] = ValueLine(name, tuple(setting), direction, common.settings)
    arrowed = {at for at in lines if labelled[at] and has_arrow(labelled[at][-1][1].raw)}
    return share_direction(without_doubted(lines, arrowed, common, vocabulary), bold, common.caption, vocabulary)


def _is_loss(label: Label, all_labels: Iterable[Label], vocabulary: TableVocabulary) -> bool:
    """Tell whether an arrow down says how much was lost of a metric of which more is better: "Top-1 ↓" beside "Top-1".

    Alone it may be what an attack is to make small.
    """
    match = find_metric(label.text, vocabulary)
    if match is None or match.kind == "benchmark" or match.direction != "higher" or match.start > 0:
        return False
    name = label.text[: match.end].partition(" (")[0]
    return any(name in other.text and read_arrow(other.raw) != "lower" for other in all_labels)


def _is_amount(numbers: list[CellNumber], labels: list[tuple[Level, Label]], caption: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a line counts parameters, tokens (13.9G, 395B) or what a symbol stands for (N 96), under a label that is no metric.

    The caption may say so: "N/T denotes the proportion of …".
    """
    if any(is_measure(label.text, vocabulary) for _, label in labels):
        return False
    name = labels[-1][1].text if labels else ""
    if (
        name
        and name in caption
        and find_metric(name, vocabulary) is None
        and re.search(rf"(?<!\w){re.escape(name)}\s{choice('amounts')}", caption)
    ):
        return True
    n_amounts = sum(number.unit in _AMOUNT_UNITS for number in numbers)
    is_symbol = len(name) == 1 and name.isalpha() and all("." not in number.text and not number.unit for number in numbers)
    return is_symbol or n_amounts > MAX_AMOUNT_SHARE * len(numbers)


def _is_generic(label: Label, cited_ref: int | None, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label names no method of the literature; one that cites a work does, but for what trials start from (Original)."""
    is_cited = bool(label.citation) or (label.text.startswith("+") and cited_ref is not None)
    return is_generic_label(label.text, vocabulary) and not (is_cited and not inside("starting_points").search(label.text))


def _is_reference(label: Label, caption: str) -> bool:
    """Tell whether a label has the mark that the caption gives to oracles and upper bounds."""
    marks = find_reference_marks(caption) if _ANY_MARK.search(label.raw) else frozenset[str]()
    return any(mark in marks for mark in _ANY_MARK.findall(label.raw))


def _to_result(
    table: Table, fact: Fact, sense: NameSense, vocabulary: TableVocabulary, source_id: str, split_direction: Direction
) -> Result:
    number, method = fact.number, fact.method
    benchmark = benchmark_of(fact)
    is_bare_split = fact.line.direction == "unknown" and is_bare_split_name(benchmark)
    setting = ", ".join(whole_setting(fact))
    boxes = [to_box(table.page, number.rect)]
    is_addition = method.label.text.startswith("+") and not method.is_own
    added = method.label._replace(text=method.label.text.lstrip("+ ")) if is_addition else method.label
    cited_ref = resolve_label(added, sense)
    return Result(
        result_id=row_id(source_id, boxes, method.label.text, benchmark, setting, number.text),
        table_label=table.label,
        caption=table.caption,
        page=table.page,
        boxes=boxes,
        method_label=method.label.text,
        citation=method.label.citation,
        cited_ref=cited_ref,
        is_own=method.is_own,
        is_generic=not method.is_own and (_is_generic(method.label, cited_ref, vocabulary) or _is_reference(method.label, table.caption)),
        is_origin=method.is_origin,
        benchmark=benchmark,
        setting=setting,
        value_text=number.text,
        value=number.value,
        unit=said_unit(number, (benchmark, setting), table.caption, fact.line.direction),
        direction=split_direction if is_bare_split else fact.line.direction,
        rule_id=RULE_ID,
    )
