"""What the words of a table mean: metrics and benchmarks with their direction, headings, settings, generic labels.

The patterns are data: `config/results/*.toml`, each line with an example that matches and one that does not.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar, cast, get_args

from extractors.results.words import bare
from models.config_files import is_number, load_toml, told_together
from models.errors import ConfigError

Direction = Literal["higher", "lower", "unknown"]
LabelKind = Literal[
    "method_header",
    "name_header",
    "strict_method_header",
    "benchmark_header",
    "setting_header",
    "descriptor",
    "hyper",
    "setting_value",
    "model_name",
    "hyper_caption",
    "result_caption",
    "class_heading",
    "class_header",
    "difference",
]
LABEL_KINDS: tuple[LabelKind, ...] = get_args(LabelKind)
MetricKind = Literal["metric", "vague", "benchmark"]
"""A vague metric (score, time, gain) names one as a heading of a table, but is an everyday word in a caption."""
SEARCHED_KINDS = ("hyper_caption", "result_caption")
"""Kinds looked for anywhere in a text; all others must cover the whole label."""

Entry = dict[str, Any]
K = TypeVar("K", bound=str)
LISTS = ("patterns", "then")
"""The lists of an entry: alternatives, each as (pattern, an example that it matches, one that it does not)."""
_KEYS = {"form", *LISTS, "kind", "direction", "reason"}
_POINTS = {
    *("least", "own", "any_own", "cited", "generic", "model", "metric", "setting", "description", "nameless"),
    *("heading_rows", "spanning", "behind", "first_column", "side_column"),
    *("other_metrics", "other_settings", "run_on", "other_heading", "varying", "coming_again", "sized", "left_over", "over_measures"),
    *("sorting", "sorting_tasks", "classes"),
    *("name_header", "strict_method_header", "method_header", "benchmark_header", "setting_header", "descriptor", "class_header"),
}
"""What points.toml gives points for, and the least of all."""

_ON_SPLIT = re.compile(r"(?:on|in|over) (?:the )?(?:test|validation|valid|val|dev|development)(?: (?:set|data|split)s?)?", re.IGNORECASE)
"""A part of the data, behind the name of a metric."""
MIN_NAME_SHARE = 0.45
"""A label is a metric or benchmark name when the name makes up this share of it: "Loss-free balancing" is no metric."""

_BRACKETS = str.maketrans("[]", "()")
_ARROWS: tuple[tuple[str, Direction], ...] = (("↑⇑", "higher"), ("↓⇓", "lower"))
ARROWS = "".join(arrows for arrows, _ in _ARROWS)
_NAME_BEHIND = re.compile(r"-[A-Z]")
_RATE_UNIT = re.compile(r"[KMGT]?(?:bps|b/s|B/s|Hz|FLOPS)|\w+/s(?:ec)?")
"""A metric's name that is the unit of a rate, too."""
_SPOKEN = re.compile(
    r"\b(?P<lower>lower|smaller|less|fewer)\b(?:(?: \w+)? (?:is|are|=|means|indicates?) (?:the )?|,? the )better"
    r"|\b(?P<higher>higher|larger|greater|bigger|more)\b(?:(?: \w+)? (?:is|are|=|means|indicates?) (?:the )?|,? the )better",
    re.I,
)


class MetricMatch(NamedTuple):
    """What a label measures, which way is better, and where the name stands in the label."""

    kind: MetricKind
    direction: Direction
    start: int
    end: int


class _MetricPattern(NamedTuple):
    kind: MetricKind
    direction: Direction
    regex: re.Pattern[str]


@dataclass(frozen=True, eq=False, slots=True)
class TableVocabulary:
    """The patterns of one configuration folder, compiled; made once a worker."""

    names: tuple[_MetricPattern, ...]
    any_name: re.Pattern[str]
    """Finds something where one of the names does: most labels have none, and one search tells so."""
    labels: dict[LabelKind, re.Pattern[str]]
    generic: re.Pattern[str]
    points: Mapping[str, float]
    """What speaks for a level of labels naming the methods."""
    origins: re.Pattern[str]
    """How a sentence says of a label that the own method starts from it."""
    own_sayings: re.Pattern[str]
    """How a sentence says of a label that it is the paper's own."""


def load_vocabulary(config_dir: Path) -> TableVocabulary:
    """Return the patterns of `config_dir`/results; raises ConfigError naming each file and the pattern that cannot be used."""
    folder = config_dir / "results"
    with told_together() as one_file:
        with one_file():
            path = folder / "metrics.toml"
            entries = _read_entries(path, ["metric"])["metric"]
            names = tuple(_metric_pattern(path, entry) for entry in entries)
            any_name = _name_pattern(path, "|".join(map(write_out, entries)))
        with one_file():
            labels = _read_kinds(folder / "table_labels.toml", LABEL_KINDS)
        with one_file():
            generic = _read_kinds(folder / "generic_labels.toml", ["generic"])["generic"]
        with one_file():
            said = _read_kinds(folder / "said_of_labels.toml", ["origin", "own"])
        with one_file():
            points = _read_points(folder / "points.toml")
    return TableVocabulary(names, any_name, labels, generic, points, said["origin"], said["own"])


def _read_points(path: Path) -> dict[str, float]:
    """Return the points by name, whatever group of the file they stand in."""
    written = load_toml(path)
    points = {name: value for name, value in written.items() if not isinstance(value, dict)}
    for group in written.values():
        points |= group if isinstance(group, dict) else {}
    if wrong := [name for name, value in points.items() if not is_number(value)]:
        raise ConfigError(f"{path}: no number: {', '.join(wrong)}")
    if points.keys() != _POINTS:
        raise ConfigError(f"{path}: missing {sorted(_POINTS - points.keys())}, unknown {sorted(points.keys() - _POINTS)}")
    return {name: float(value) for name, value in points.items()}


def _read_kinds(path: Path, kinds: Collection[K]) -> dict[K, re.Pattern[str]]:
    """Return what matches any entry of each kind."""
    return {kind: _either(path, entries) for kind, entries in _read_entries(path, kinds).items()}


def _read_entries(path: Path, kinds: Collection[K]) -> dict[K, list[Entry]]:
    """Return the entries of each kind, all of them in the file; raises ConfigError naming the kind, or the entry that has another shape."""
    by_kind = load_toml(path)
    if by_kind.keys() != set(kinds):
        raise ConfigError(f"{path}: must have the kinds {', '.join(kinds)}; missing or unknown: {sorted(by_kind.keys() ^ set(kinds))}")
    for kind in kinds:
        if not isinstance(by_kind[kind], list):
            raise ConfigError(f"{path}: {kind} must be written [[{kind}]], with two brackets: there are several")
        for number, entry in enumerate(by_kind[kind], 1):
            _check_entry(entry, f"{path}: [[{kind}]] number {number}")
    return {kind: by_kind[kind] for kind in kinds}


def _check_entry(entry: object, place: str) -> None:
    if not isinstance(entry, dict) or not entry.keys() <= _KEYS:
        raise ConfigError(f"{place}: must have no keys but {', '.join(sorted(_KEYS))}")
    form = entry.get("form", "{patterns}")
    for name in LISTS:
        rows = entry.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, list) and [type(cell) for cell in row] == [str] * 3 for row in rows):
            raise ConfigError(f"{place}: each of its {name} must be [pattern, an example that it matches, one that it does not]")
        if not isinstance(form, str) or bool(rows) != (f"{{{name}}}" in form):
            raise ConfigError(
                f"{place}: {name} must be a list that is not empty, and stand in its form as {{{name}}}, or neither of the two"
            )


def _metric_pattern(path: Path, entry: Entry) -> _MetricPattern:
    kind, direction = entry.get("kind"), entry.get("direction")
    if kind not in get_args(MetricKind) or direction not in get_args(Direction):
        raise ConfigError(
            f"{path}: kind must be one of {', '.join(get_args(MetricKind))} and direction one of {', '.join(get_args(Direction))}, "
            f"not {kind!r} and {direction!r}"
        )
    return _MetricPattern(cast(MetricKind, kind), cast(Direction, direction), _name_pattern(path, write_out(entry)))


def _name_pattern(path: Path, names: str) -> re.Pattern[str]:
    return _compile(path, rf"(?<![a-z0-9])(?:{names})(?![a-z0-9])")


def write_out(entry: Entry) -> str:
    """Return an entry's regular expression: its form with the alternatives of its lists in their places."""
    form = str(entry.get("form", "{patterns}"))
    for name in LISTS:
        form = form.replace(f"{{{name}}}", "|".join(pattern for pattern, *_ in entry.get(name, [])))
    return form


def _compile(path: Path, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ConfigError(f"{path}: no regular expression ({error.msg}): {pattern!r}") from error


def _either(path: Path, entries: Iterable[Entry]) -> re.Pattern[str]:
    patterns = [_compile(path, f"(?:{write_out(entry)})").pattern for entry in entries]
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def find_metric(label: str, vocabulary: TableVocabulary) -> MetricMatch | None:
    """Return the metric or benchmark a label names, metrics before benchmarks and the file's order inside them."""
    label = label.translate(_BRACKETS)
    for pattern in vocabulary.names if vocabulary.any_name.search(label) else ():
        match = pattern.regex.search(label)
        if match and match.end() > match.start() and not _is_everyday(match):
            return MetricMatch(pattern.kind, pattern.direction, match.start(), match.end())
    return None


def _is_everyday(match: re.Match[str]) -> bool:
    """Tell whether a name that is also an everyday word stands among other words and not in capitals, or is a part of a name (CB-XYZ)."""
    found = match.group()
    is_amid = found[1:].islower() and len(match.string.split()) > 1
    return (is_amid or bool(_NAME_BEHIND.match(match.string, match.end()))) and bool(bare("everyday").fullmatch(found))


def _is_amount(match: re.Match[str]) -> bool:
    """Tell whether a unit of a rate stands behind a number: "networks of 2, 10 and 50 Mbps" are a condition."""
    return _RATE_UNIT.fullmatch(match.group().strip()) is not None and match.string[: match.start()].rstrip()[-1:].isdigit()


@lru_cache(maxsize=2_000)
def find_caption_metrics(text: str, vocabulary: TableVocabulary) -> tuple[MetricMatch, ...]:
    """Return the metrics with a known direction that running text names, in the order of the text, without overlaps.

    What may be of anything is a metric where its unit stands behind it: "SR (%)".
    """
    found: list[MetricMatch] = []
    has_unit = " (%)" in text
    for pattern in vocabulary.names:
        is_vague = pattern.kind == "vague" and has_unit
        if (pattern.kind == "metric" and pattern.direction != "unknown") or is_vague:
            matches = [m for m in pattern.regex.finditer(text) if m.end() > m.start() and not _is_everyday(m) and not _is_amount(m)]
            matches = [m for m in matches if not is_vague or text.startswith(" (%)", m.end())]
            spans = [(m.start(), m.end()) for m in matches]
            free = [(a, b) for a, b in spans if not any(a < f.end and f.start < b for f in found)]
            found += [MetricMatch(pattern.kind, pattern.direction, a, b) for a, b in free]
    return tuple(sorted(found, key=lambda match: match.start))


@lru_cache(maxsize=20_000)
def is_metric_name(label: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether most of the label is the name of a metric or benchmark, or the label ends in one (Train Domains PPL).

    A part of the data may stand behind it: "Quick error on test set".
    """
    match = find_metric(label, vocabulary)
    if match is None:
        return False
    rest = label[match.end :].strip(" ()%")
    if match.kind == "metric" and match.direction != "unknown" and (_ON_SPLIT.fullmatch(rest) or (not rest and match.start)):
        return True
    bare = re.sub(r"\(.*?\)|\W", "", label)
    if match.direction == "unknown" and match.kind != "benchmark":
        return match.end - match.start >= len(bare)
    return match.end - match.start >= MIN_NAME_SHARE * max(1, len(bare))


def is_measure(label: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether the label is the name of a metric in the strict sense, with a direction: no benchmark, no everyday word (cost)."""
    match = find_metric(label, vocabulary)
    return match is not None and match.kind == "metric" and match.direction != "unknown" and is_metric_name(label, vocabulary)


def names_benchmark(label: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether the label is the name of a known benchmark."""
    match = find_metric(label, vocabulary)
    return match is not None and match.kind == "benchmark" and is_metric_name(label, vocabulary)


@lru_cache(maxsize=20_000)
def is_kind(label: str, kind: LabelKind, vocabulary: TableVocabulary) -> bool:
    """Tell whether the label is of the kind; captions are searched, all else must match as a whole."""
    regex = vocabulary.labels[kind]
    return bool(regex.search(label) if kind in SEARCHED_KINDS else regex.fullmatch(label.strip(" :.")))


def find_kind(text: str, kind: LabelKind, vocabulary: TableVocabulary) -> int:
    """Return where in the text the kind is first found, -1 when it is not."""
    match = vocabulary.labels[kind].search(text)
    return match.start() if match else -1


@lru_cache(maxsize=20_000)
def is_generic_label(label: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a method label names no method of the literature: Dense, Random, w/o X, + X, Full."""
    return bool(vocabulary.generic.fullmatch(label.strip()))


def has_arrow(text: str) -> bool:
    """Tell whether a heading's arrow says that it is compared: "Precision ↑" is a metric, no number format."""
    return read_arrow(text) != "unknown"


def read_arrow(text: str) -> Direction:
    """Return the direction an arrow or the words "lower is better" tell; unknown when there is none, or both."""
    found: set[Direction] = {direction for arrows, direction in _ARROWS if any(ch in text for ch in arrows)}
    found |= {"lower" if m.group("lower") else "higher" for m in _SPOKEN.finditer(text)}
    return found.pop() if len(found) == 1 else "unknown"
