"""Benchmark results of a paper: every number of every table that compares methods, bound to what it means."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.caption_terms import caption_direction, caption_metric, caption_settings, value_parts
from extractors.metrics import Direction, Metrics, find_metric, is_generic_label, read_arrow
from extractors.numbers import CellNumber
from extractors.table_labels import Label, NameSense, build_name_sense, is_own_label, resolve_label, with_variants
from extractors.table_panels import Level, Panel, read_panels
from extractors.table_roles import choose_method_level, is_results_table, read_line, sort_side_level
from models.document import PaperNames, PaperText, Table
from models.geometry import to_box
from models.rows import Result, row_id

RULE_ID = "table"


@dataclass(frozen=True, slots=True)
class _Line:
    """A value row or column across the methods: what its numbers measure, and in which setting."""

    benchmark: str
    setting: tuple[str, ...]
    direction: Direction


@dataclass(frozen=True, slots=True)
class _Method:
    """A line of the method axis: its label, and what stands beside it that is not its name."""

    label: Label
    benchmark: tuple[str, ...]
    setting: tuple[str, ...]
    dropped: tuple[str, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class _Fact:
    """One number with its method and its line, before it becomes a row."""

    number: CellNumber
    method: _Method
    line: _Line
    part: str = ""


def read_results(
    tables: list[Table], text: PaperText, names: PaperNames, metrics: Metrics, source_id: str
) -> tuple[list[Result], int]:
    """Return the results of a paper's tables and how many tables or numbers were left out because unsure."""
    sense = build_name_sense(text, names)
    results: list[Result] = []
    n_abstained = 0
    for table in tables:
        facts, n_unsure = _read_table(table, sense, metrics)
        results += [_to_result(table, fact, sense, metrics, source_id) for fact in facts]
        n_abstained += n_unsure
    return results, n_abstained


def _read_table(table: Table, sense: NameSense, metrics: Metrics) -> tuple[list[_Fact], int]:
    panels = read_panels(table, metrics)
    if not panels:
        return [], 0
    chosen = choose_method_level(panels, sense, metrics)
    if chosen is None:
        return [], 1
    axis, position = chosen
    labels = [label for p in panels for label in _level(p, axis, position).labels.values()]
    sense = with_variants(sense, labels)
    n_methods = len({label.text for label in labels})
    others = [x.text for p in panels for x in _innermost(p, "col" if axis == "row" else "row").values()]
    if not is_results_table(table.caption, others, n_methods, _decimal_share(panels), metrics):
        return [], 0
    facts = [fact for panel in panels for fact in _read_panel(panel, axis, position, table.caption, sense, metrics)]
    return _settle(facts), 0


def _decimal_share(panels: list[Panel]) -> float:
    """Return the share of numbers that are printed with decimals."""
    texts = [number.text for panel in panels for numbers in panel.numbers.values() for number in numbers]
    return sum("." in text for text in texts) / max(1, len(texts))


def _level(panel: Panel, axis: str, position: int) -> Level:
    levels = panel.row_levels if axis == "row" else panel.col_levels
    return levels[min(position, len(levels) - 1)]


def _innermost(panel: Panel, axis: str) -> dict[int, Label]:
    """Return the innermost label of every line of an axis."""
    labels: dict[int, Label] = {}
    for level in panel.row_levels if axis == "row" else panel.col_levels:
        labels |= level.labels
    return labels


def _read_panel(
    panel: Panel, axis: str, position: int, caption: str, sense: NameSense, metrics: Metrics
) -> Iterator[_Fact]:
    method_levels, line_levels = (panel.row_levels, panel.col_levels) if axis == "row" else (panel.col_levels, panel.row_levels)
    level = _level(panel, axis, position)
    methods = _read_methods(level, [x for x in method_levels if x is not level], sense, metrics)
    places = {(c if axis == "row" else r) for r, c in panel.numbers}
    lines = _read_lines(line_levels, sorted(places), caption, metrics)
    for (r, c), numbers in panel.numbers.items():
        method, line = methods.get(r if axis == "row" else c), lines.get(c if axis == "row" else r)
        if method is None or line is None:
            continue
        yield from _bind_parts(numbers, method, line, caption)


def _bind_parts(numbers: tuple[CellNumber, ...], method: _Method, line: _Line, caption: str) -> Iterator[_Fact]:
    """Yield a fact a number; numbers apart by slashes need a name each, from the heading or the caption."""
    if len(numbers) == 1:
        yield _Fact(numbers[0], method, line, numbers[0].remark)
        return
    names = [part.strip() for part in line.benchmark.split("/")]
    if len(names) == len(numbers):
        yield from (_Fact(n, method, replace(line, benchmark=name)) for n, name in zip(numbers, names, strict=True))
        return
    names = value_parts(caption, len(numbers))
    yield from (_Fact(n, method, line, name) for n, name in zip(numbers, names, strict=False))


def _read_methods(level: Level, beside: list[Level], sense: NameSense, metrics: Metrics) -> dict[int, _Method]:
    own = {i for i, label in level.labels.items() if is_own_label(label, sense)}
    roles = [(side, sort_side_level(side, level.labels, own, metrics)) for side in beside]
    methods: dict[int, _Method] = {}
    for i, label in level.labels.items():
        said = {
            role: tuple(side.labels[i].text for side, r in roles if r == role and i in side.labels)
            for role in ("benchmark", "setting")
        }
        dropped = tuple(side.labels[i].text if i in side.labels else "" for side, role in roles if role == "class")
        methods[i] = _Method(label, said["benchmark"], said["setting"], dropped, i in own)
    return methods


def _read_lines(levels: tuple[Level, ...], places: list[int], caption: str, metrics: Metrics) -> dict[int, _Line]:
    lines: dict[int, _Line] = {}
    from_caption = caption_direction(caption, metrics)
    metric = caption_metric(caption, metrics)
    for place in places:
        labels = [(level, level.labels[place]) for level in levels if place in level.labels]
        read = read_line(labels, metrics) if labels else None
        if read is None:
            continue
        benchmark, setting = read
        told = [d for _, label in reversed(labels) if (d := read_arrow(label.raw)) != "unknown"]
        named = [m.direction for text in reversed(benchmark) if (m := find_metric(text, metrics)) and m.kind != "benchmark"]
        named += [m.direction for text in reversed(benchmark) if (m := find_metric(text, metrics)) and m.kind == "benchmark"]
        directions = [*told, *named[:1], from_caption, *named]
        direction: Direction = next((d for d in directions if d != "unknown"), "unknown")
        name = " ".join(benchmark) or metric
        if name:
            lines[place] = _Line(name, tuple(setting), direction)
    return _share_direction(lines)


def _share_direction(lines: dict[int, _Line]) -> dict[int, _Line]:
    """Give lines of unknown direction (averages, unknown benchmarks) that of their neighbours where all of those agree."""
    known = [line.direction for line in lines.values() if line.direction != "unknown"]
    if len(set(known)) != 1 or len(known) * 2 < len(lines):
        return lines
    return {i: replace(line, direction=known[0]) for i, line in lines.items()}


def _settle(facts: list[_Fact]) -> list[_Fact]:
    """Where one method has two numbers under the same labels, add what was left out of the setting (size, class).

    One left-out level is added at a time, the outermost first, to all rows alike so that settings stay comparable.
    """
    n_levels = max((len(fact.method.dropped) for fact in facts), default=0)
    for _ in range(n_levels):
        keys = [_key(fact) for fact in facts]
        if len(set(keys)) == len(keys):
            break
        facts = [_restore_level(fact) for fact in facts]
    return facts


def _restore_level(fact: _Fact) -> _Fact:
    method = fact.method
    return replace(fact, method=replace(method, setting=(*method.setting, *method.dropped[:1]), dropped=method.dropped[1:]))


def _key(fact: _Fact) -> tuple[str, str, tuple[str, ...]]:
    return (fact.method.label.text, _benchmark(fact), _setting(fact))


def _benchmark(fact: _Fact) -> str:
    return " ".join(dict.fromkeys([*fact.method.benchmark, fact.line.benchmark]))


def _setting(fact: _Fact) -> tuple[str, ...]:
    return tuple(dict.fromkeys(x for x in [*fact.method.setting, *fact.line.setting, fact.part] if x and x.upper() != "N/A"))


def _to_result(table: Table, fact: _Fact, sense: NameSense, metrics: Metrics, source_id: str) -> Result:
    number, method = fact.number, fact.method
    benchmark = _benchmark(fact)
    from_caption = [x for x in caption_settings(table.caption) if x.lower() not in benchmark.lower()]
    setting = ", ".join(dict.fromkeys([*from_caption, *_setting(fact)]))
    boxes = [to_box(table.page, number.rect)]
    return Result(
        result_id=row_id(source_id, boxes, method.label.text, benchmark, setting, number.text),
        table_label=table.label, caption=table.caption, page=table.page, boxes=boxes,
        method_label=method.label.text, citation=method.label.citation, cited_ref=resolve_label(method.label, sense),
        is_own=method.is_own, is_generic=not method.is_own and is_generic_label(method.label.text, metrics),
        benchmark=benchmark, setting=setting, value_text=number.text, value=number.value, unit=number.unit,
        direction=fact.line.direction, rule_id=RULE_ID,
    )
