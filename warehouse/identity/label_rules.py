"""Lists of kinds of labels in config/warehouse: a kind and a pattern a line, with a label it matches and one it must not."""

import csv
import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from models.errors import ConfigError


class LabelRule(NamedTuple):
    """A pattern, searched in any case, and what a label that has it is."""

    kind: str
    pattern: re.Pattern[str]
    canonical: str = ""
    """The one name for all that the pattern matches, where the list gives names."""


def load_label_rules(path: Path, kinds: Collection[str], *, is_whole: bool = False) -> tuple[LabelRule, ...]:
    """Return the rules of a CSV with the columns kind, pattern, matches, not; none when there is no file.

    `is_whole` says that a pattern must match all of a label. Raises ConfigError naming file and line where a kind is unknown,
    or a pattern does not do what its examples say.
    """
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(_check(row, f"{path}:{number}", kinds, is_whole) for number, row in enumerate(csv.DictReader(stream), 2))


def _check(row: dict[str, str], place: str, kinds: Collection[str], is_whole: bool) -> LabelRule:
    try:
        rule = LabelRule(row["kind"], re.compile(row["pattern"], re.IGNORECASE), row.get("canonical") or "")
        fits = rule.pattern.fullmatch if is_whole else rule.pattern.search
        is_right = rule.kind in kinds and bool(fits(row["matches"])) and not fits(row["not"])
    except (KeyError, TypeError, re.error) as error:
        raise ConfigError(f"{place}: needs kind, pattern, matches, not: {error!r}") from error
    if not is_right:
        raise ConfigError(
            f"{place}: the kind must be one of {', '.join(kinds)}, the pattern must match {row['matches']!r}, not {row['not']!r}"
        )
    return rule


def find_rule(label: str, rules: tuple[LabelRule, ...], kinds: Collection[str]) -> LabelRule | None:
    """Return the first rule of these kinds that the label fits."""
    for rule in rules:
        if rule.kind in kinds and rule.pattern.search(label):
            return rule
    return None
