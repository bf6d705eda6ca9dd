"""What a person knows better: `overrides.toml` in the data root, a table a topic, read by build only.

Every entry is checked when it is read; one that fits nothing any more is stale and reported, and changes nothing.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.config_files import load_toml, told_together
from models.errors import ConfigError
from warehouse.identity.evidence import Kind, LabelRow, MethodRow, Use

FILE_NAME = "overrides.toml"
MADE_ID = r"^[a-z0-9][a-z0-9._-]*$"
"""An id as the rules make them."""
TEMPLATE = Path(__file__).resolve().parents[2] / "config" / "warehouse" / "overrides.toml"
"""A template with every kind of entry, commented out."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Merge(_Entry):
    """Two ids are one method."""

    method: str
    into: str


class Split(_Entry):
    """A label of one paper means another method than the rules say."""

    paper: str
    label: str
    method: Annotated[str, Field(pattern=MADE_ID)]
    name: Annotated[str, Field(min_length=1)] | None = None
    """Of a method that there is not yet; without it the id must be a known one, so that a misspelt one makes no method."""


class Rename(_Entry):
    """A method goes by another name."""

    method: str
    name: Annotated[str, Field(min_length=1)]


class Rekind(_Entry):
    """A method is of another kind."""

    method: str
    kind: Kind


class Origin(_Entry):
    """A method was introduced by another paper, or at another date."""

    method: str
    paper: str | None = None
    title: str | None = None
    date: dt.date | None = None


class Reject(_Entry):
    """A receipt or a result is wrong."""

    receipt: str | None = None
    result: str | None = None


class Direct(_Entry):
    """Which way is better on a benchmark, as printed."""

    benchmark: str
    direction: Literal["higher", "lower", "unknown"]


class Overrides(_Entry):
    """All entries of a topic."""

    merge: tuple[Merge, ...] = ()
    split: tuple[Split, ...] = ()
    rename: tuple[Rename, ...] = ()
    kind: tuple[Rekind, ...] = ()
    origin: tuple[Origin, ...] = ()
    reject: tuple[Reject, ...] = ()
    direction: tuple[Direct, ...] = ()


class Checked(NamedTuple):
    """An entry and whether it still fits something."""

    action: str
    entry: str
    is_applied: bool


def read_overrides(root: Path) -> dict[str, Overrides]:
    """Return topic to its overrides, none when there is no file; raises ConfigError naming file and entries."""
    path = root / FILE_NAME
    if not path.exists():
        return {}
    found: dict[str, Overrides] = {}
    with told_together() as one_topic:
        for topic, table in load_toml(path).items():
            with one_topic():
                found[topic] = _validate(topic, table, path)
    return found


def _validate(topic: str, table: object, path: Path) -> Overrides:
    try:
        return Overrides.model_validate(table)
    except ValidationError as error:
        told = dict.fromkeys(_explain(topic, dict(problem)) for problem in error.errors())
        raise ConfigError(f"{path}: {'; '.join(told)}") from error


def _explain(topic: str, problem: dict[str, Any]) -> str:
    """Return what is wrong with a topic's entries as the file has them: which table, which of its entries, which key."""
    kind, number, key = (*problem["loc"], "", "", "")[:3]
    if kind not in Overrides.model_fields:
        known = ", ".join(Overrides.model_fields)
        return f"{f'{topic}.{kind}'.rstrip('.')} is no table of overrides; tables are [[TOPIC.KIND]], and the kinds {known}"
    if not key:
        return f"{topic}.{kind} must be written [[{topic}.{kind}]], with two brackets on each side: there may be several"
    place = f"[[{topic}.{kind}]] number {number + 1}"
    said = {"missing": f"{key} is missing", "extra_forbidden": f"there is no key {key}"}.get(problem["type"])
    return f"{place}: {said or f'{key}: ' + problem['msg']}"


def apply_overrides(
    overrides: Overrides, methods: list[MethodRow], labels: list[LabelRow], papers: Collection[str]
) -> tuple[list[MethodRow], list[LabelRow], dict[str, str], list[Checked]]:
    """Return methods and labels as overridden, merged id to the id it leads to, and every entry with whether it fits.

    `papers` are the ids of the topic's papers.
    """
    if overrides == Overrides():
        return methods, labels, {}, []
    by_id = {row.method_id: row for row in methods}
    printed = {(use.paper_id, use.label) for row in labels for use in row.uses}
    for split in overrides.split:
        # "generic-" begins the ids of rows that are no method's.
        if split.name and not split.method.startswith("generic-") and (split.paper, split.label) in printed:
            by_id.setdefault(split.method, MethodRow(split.method, split.name, None, None, None, [], "method", "overrides.toml", None))
    redirects, checked = _merge(overrides.merge, by_id)
    changes: tuple[Rename | Rekind | Origin, ...] = (*overrides.rename, *overrides.kind, *overrides.origin)
    for change in changes:
        row = by_id.get(change.method)
        is_fit = row is not None and (not isinstance(change, Origin) or change.paper is None or change.paper in papers)
        if row is not None and is_fit:
            by_id[change.method] = _change(row, change)
        checked.append(Checked(type(change).__name__.lower().replace("rekind", "kind"), repr_entry(change), is_fit))
    known = by_id.keys() | redirects.keys()
    moved = {(split.paper, split.label): split.method for split in overrides.split if split.method in known}
    for split in overrides.split:
        is_fit = (split.paper, split.label) in printed and split.method in known
        checked.append(Checked("split", repr_entry(split), is_fit))
    return list(by_id.values()), [part for row in labels for part in _relabel(row, by_id, redirects, moved)], redirects, checked


def _merge(merges: Iterable[Merge], by_id: dict[str, MethodRow]) -> tuple[dict[str, str], list[Checked]]:
    """Take merged methods out of `by_id`; return where their ids lead, and which entries fit."""
    redirects: dict[str, str] = {}
    checked: list[Checked] = []
    for merge in merges:
        is_known = merge.method in by_id and merge.into in by_id and merge.method != merge.into
        if is_known:
            gone, kept = by_id.pop(merge.method), by_id[merge.into]
            by_id[merge.into] = kept._replace(aliases=sorted({*kept.aliases, gone.method, *gone.aliases} - {kept.method}))
            redirects[merge.method] = merge.into
        checked.append(Checked("merge", repr_entry(merge), is_known))
    return redirects, checked


def _change(row: MethodRow, change: Rename | Rekind | Origin) -> MethodRow:
    if isinstance(change, Rename):
        return row._replace(method=change.name, aliases=sorted({*row.aliases, row.method} - {change.name}))
    if isinstance(change, Rekind):
        return row._replace(kind=change.kind, kind_reason="overrides.toml")
    row = row._replace(paper_id=change.paper or row.paper_id, paper_title=change.title or row.paper_title)
    return row._replace(first_seen=change.date, first_seen_precision="day") if change.date else row


def _relabel(
    row: LabelRow, by_id: dict[str, MethodRow], redirects: dict[str, str], moved: dict[tuple[str, str], str]
) -> Iterator[LabelRow]:
    """Yield the label's row with the method it has after merges, splits and renamings: a part for each that its papers mean."""
    parts: defaultdict[str, list[Use]] = defaultdict(list)
    for use in row.uses:
        parts[moved.get((use.paper_id, use.label), row.method_id)].append(use)
    for meant, uses in parts.items():
        method_id, seen = meant, set[str]()
        while method_id in redirects and method_id not in seen:
            seen.add(method_id)
            method_id = redirects[method_id]
        part = row._replace(uses=uses)
        if method_id in by_id:
            rule = row.rule if method_id == row.method_id else "overrides.toml"
            part = part._replace(method_id=method_id, method=by_id[method_id].method, is_method=True, rule=rule)
        yield part


def repr_entry(entry: _Entry) -> str:
    """Return an entry as the file has it, on one line."""
    return ", ".join(f"{name} = {value!r}" for name, value in entry.model_dump(exclude_none=True, mode="json").items())
