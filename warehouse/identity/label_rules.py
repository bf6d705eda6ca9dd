"""Lists of kinds of labels in config/warehouse: a kind and a pattern a line, with a label it matches and one it must not.

`<root>/compact/.rules/<list>-<digest>.json` repeats which rule of a list each label fits, so that a build tries patterns on new labels
alone. It is of the rules whose digest is in its name, and can be removed at any time.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from models.config_files import read_cells
from models.errors import ConfigError
from models.rows import row_id
from warehouse.files import replacing

COLUMNS = ("kind", "pattern", "matches", "not")
"""What every line has; a list may have more."""
MAX_NEW_LABELS = 500
"""Where there are more, the next build is to remember them."""


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
    lines = list(read_cells(path))
    header = lines[0][1] if lines else []
    if missing := [name for name in COLUMNS if name not in header]:
        raise ConfigError(f"{path}: its first line must name the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}")
    return tuple(_check(header, cells, f"{path}:{number}", kinds, is_whole) for number, cells in lines[1:])


def _check(header: list[str], cells: list[str], place: str, kinds: Collection[str], is_whole: bool) -> LabelRule:
    if len(cells) != len(header):
        raise ConfigError(f"{place}: has {len(cells)} cells, not {len(header)}; a cell with a comma in it needs quotes around it")
    row = dict(zip(header, cells, strict=True))
    try:
        rule = LabelRule(row["kind"], re.compile(row["pattern"], re.IGNORECASE), row.get("canonical", ""))
    except re.error as error:
        raise ConfigError(f"{place}: {row['pattern']!r} is no regular expression ({error.msg})") from error
    if rule.kind not in kinds:
        raise ConfigError(f"{place}: the kind must be one of {', '.join(kinds)}, not {rule.kind!r}")
    fits = rule.pattern.fullmatch if is_whole else rule.pattern.search
    if not fits(row["matches"]) or fits(row["not"]):
        raise ConfigError(f"{place}: the pattern must match {row['matches']!r}, and must not match {row['not']!r}")
    return rule


class LabelRules(tuple[LabelRule, ...]):
    """Rules that remember which of them a label fits."""

    def __init__(self, _rules: Collection[LabelRule] = ()) -> None:
        """Remember nothing."""
        self.asked: Verdicts = defaultdict(dict)
        self.before: Verdicts = defaultdict(dict)
        """Of the last build."""


Verdicts = defaultdict[str, dict[str, int]]
"""Kinds and label to the place of the first rule of these kinds that it fits, -1 for none."""


@contextmanager
def remembering(rules: tuple[LabelRule, ...], root: Path, name: str) -> Iterator[LabelRules]:
    """Yield the rules with what the last build found by them, and keep what this one asks. Only under the build's lock."""
    digest = row_id(sys.version, Path(__file__).read_text(encoding="utf-8"), *((rule.kind, rule.pattern.pattern) for rule in rules))
    folder, remembered = root / "compact" / ".rules", LabelRules(rules)
    path = folder / f"{name}-{digest}.json"
    with suppress(OSError, ValueError, TypeError):
        remembered.before.update(json.loads(path.read_bytes()))
    yield remembered
    n_new = sum(len(verdicts.keys() - remembered.before[kinds].keys()) for kinds, verdicts in remembered.asked.items())
    if n_new > MAX_NEW_LABELS:
        for old in folder.glob(f"{name}-*"):
            old.unlink(missing_ok=True)
        with replacing(path) as temporary:
            temporary.write_text(json.dumps(remembered.asked, ensure_ascii=False), encoding="utf-8")


def find_rule(label: str, rules: tuple[LabelRule, ...], kinds: Collection[str]) -> LabelRule | None:
    """Return the first rule of these kinds that the label fits."""
    if not isinstance(rules, LabelRules):
        place = _find(label, rules, kinds)
    else:
        named = "|".join(kinds)
        known = rules.asked[named].get(label, rules.before[named].get(label))
        rules.asked[named][label] = place = _find(label, rules, kinds) if known is None else known
    return rules[place] if place >= 0 else None


def _find(label: str, rules: tuple[LabelRule, ...], kinds: Collection[str]) -> int:
    return next((place for place, rule in enumerate(rules) if rule.kind in kinds and rule.pattern.search(label)), -1)
