"""What the words of a table mean: metrics and benchmarks with their direction, headings, settings, generic labels.

The patterns are data: `config/metrics.csv`, `config/table_labels.csv` and `config/generic_labels.csv`, each line with an
example that matches and one that does not.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from models.errors import ConfigError

Direction = Literal["higher", "lower", "unknown"]
LabelKind = Literal[
    "method_header",
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
]
LABEL_KINDS: tuple[LabelKind, ...] = get_args(LabelKind)
MetricKind = Literal["metric", "vague", "benchmark"]
"""A vague metric (score, time, gain) names one as a heading of a table, but is an everyday word in a caption."""
SEARCHED_KINDS = ("hyper_caption", "result_caption")
"""Kinds looked for anywhere in a text; all others must cover the whole label."""

MIN_NAME_SHARE = 0.45
"""A label is a metric or benchmark name when the name makes up this share of it: "Loss-free balancing" is no metric."""

_EVERYDAY = re.compile(r"per|is|far|der|ter|map|sr|ap|cd|drop|record|quality|frames|cars|steam|step|score|scores|is|it|dd|hs|cb|c3", re.I)
"""Names that are everyday words as well: among other words they count only in capitals (accuracy per class, PER)."""
_BRACKETS = str.maketrans("[]", "()")
_ARROWS: tuple[tuple[str, Direction], ...] = (("↑⇑", "higher"), ("↓⇓", "lower"))
_SPOKEN = re.compile(
    r"\b(?P<lower>lower|smaller|less|fewer)\b(?: \w+)? (?:is|are|=|means|indicates?) (?:the )?better"
    r"|\b(?P<higher>higher|larger|greater|bigger|more)\b(?: \w+)? (?:is|are|=|means|indicates?) (?:the )?better",
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
class Metrics:
    """The patterns of one configuration folder, compiled; made once a worker."""

    names: tuple[_MetricPattern, ...]
    labels: dict[LabelKind, re.Pattern[str]]
    generic: re.Pattern[str]


def load_metrics(config_dir: Path) -> Metrics:
    """Return the patterns; raises ConfigError naming the file and line of one that cannot be used."""
    names = [_metric_pattern(config_dir / "metrics.csv", line, row) for line, row in _rows(config_dir / "metrics.csv")]
    path = config_dir / "table_labels.csv"
    by_kind: dict[LabelKind, list[str]] = {kind: [] for kind in LABEL_KINDS}
    for line, row in _rows(path):
        kind = cast(LabelKind, row["kind"])
        if kind not in by_kind:
            raise ConfigError(f"{path.name}, line {line}: no such kind: {kind!r}")
        by_kind[kind].append(_compile(path, line, row["pattern"]).pattern)
    path = config_dir / "generic_labels.csv"
    generic = [_compile(path, line, row["pattern"]).pattern for line, row in _rows(path)]
    return Metrics(tuple(names), {kind: _either(patterns) for kind, patterns in by_kind.items()}, _either(generic))


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the file's rows with their line numbers."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            return [(reader.line_num, {key: value or "" for key, value in row.items() if key}) for row in reader]
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error})") from error


def _metric_pattern(path: Path, line: int, row: dict[str, str]) -> _MetricPattern:
    kind, direction = row.get("kind"), row.get("direction")
    if kind not in get_args(MetricKind) or direction not in get_args(Direction):
        raise ConfigError(f"{path.name}, line {line}: kind or direction is wrong: {kind!r}, {direction!r}")
    regex = _compile(path, line, rf"(?<![a-z0-9])(?:{row['pattern']})(?![a-z0-9])")
    return _MetricPattern(cast(MetricKind, kind), cast(Direction, direction), regex)


def _compile(path: Path, line: int, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ConfigError(f"{path.name}, line {line}: the pattern is no regular expression ({error})") from error


def _either(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def find_metric(label: str, metrics: Metrics) -> MetricMatch | None:
    """Return the metric or benchmark a label names, metrics before benchmarks and the file's order inside them."""
    label = label.translate(_BRACKETS)
    for pattern in metrics.names:
        match = pattern.regex.search(label)
        if match and match.end() > match.start() and not _is_everyday(match):
            return MetricMatch(pattern.kind, pattern.direction, match.start(), match.end())
    return None


def _is_everyday(match: re.Match[str]) -> bool:
    """Tell whether a name that is also an everyday word stands among other words and not in capitals."""
    found = match.group()
    return bool(_EVERYDAY.fullmatch(found)) and not found.isupper() and len(match.string.split()) > 1


@lru_cache(maxsize=2_000)
def find_caption_metrics(text: str, metrics: Metrics) -> tuple[MetricMatch, ...]:
    """Return the metrics with a known direction that running text names, in the order of the text, without overlaps."""
    found: list[MetricMatch] = []
    for pattern in metrics.names:
        if pattern.kind == "metric" and pattern.direction != "unknown":
            spans = [(m.start(), m.end()) for m in pattern.regex.finditer(text) if m.end() > m.start() and not _is_everyday(m)]
            free = [(a, b) for a, b in spans if not any(a < f.end and f.start < b for f in found)]
            found += [MetricMatch(pattern.kind, pattern.direction, a, b) for a, b in free]
    return tuple(sorted(found, key=lambda match: match.start))


@lru_cache(maxsize=20_000)
def is_metric_name(label: str, metrics: Metrics) -> bool:
    """Tell whether most of the label is the name of a metric or benchmark, or the label ends in one (Train Domains PPL)."""
    match = find_metric(label, metrics)
    if match is None:
        return False
    if match.kind == "metric" and match.direction != "unknown" and not label[match.end :].strip(" ()%") and match.start:
        return True
    bare = re.sub(r"\(.*?\)|\W", "", label)
    if match.direction == "unknown" and match.kind != "benchmark":
        return match.end - match.start >= len(bare)
    return match.end - match.start >= MIN_NAME_SHARE * max(1, len(bare))


@lru_cache(maxsize=20_000)
def is_kind(label: str, kind: LabelKind, metrics: Metrics) -> bool:
    """Tell whether the label is of the kind; captions are searched, all else must match as a whole."""
    regex = metrics.labels[kind]
    return bool(regex.search(label) if kind in SEARCHED_KINDS else regex.fullmatch(label.strip(" :.")))


def find_kind(text: str, kind: LabelKind, metrics: Metrics) -> int:
    """Return where in the text the kind is first found, -1 when it is not."""
    match = metrics.labels[kind].search(text)
    return match.start() if match else -1


@lru_cache(maxsize=20_000)
def is_generic_label(label: str, metrics: Metrics) -> bool:
    """Tell whether a method label names no method of the literature: Dense, Random, w/o X, + X, Full."""
    return bool(metrics.generic.fullmatch(label.strip()))


def find_direction(label: str, metrics: Metrics) -> Direction:
    """Return which way is better for the label: what its arrow says, else what is known of its metric or benchmark."""
    arrow = read_arrow(label)
    if arrow != "unknown":
        return arrow
    match = find_metric(label, metrics)
    return match.direction if match else "unknown"


def read_arrow(text: str) -> Direction:
    """Return the direction an arrow or the words "lower is better" tell; unknown when there is none, or both."""
    found: set[Direction] = {direction for arrows, direction in _ARROWS if any(ch in text for ch in arrows)}
    found |= {"lower" if m.group("lower") else "higher" for m in _SPOKEN.finditer(text)}
    return found.pop() if len(found) == 1 else "unknown"
