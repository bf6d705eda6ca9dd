"""Benchmarks as printed made comparable: name, metric and condition of every result, and its value in one unit.

Between store and build, in pandas: each printed text once, column by column. The printed form stays beside it.
"""

import re
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from models.spelling import name_key
from warehouse.identity.label_rules import LabelRule, load_label_rules
from warehouse.staging import stage_table

FILE = Path("warehouse") / "benchmarks.csv"
KINDS = ("metric", "name", "group", "average")
PERCENT_METRICS = frozenset({"accuracy", "exact match", "accuracy or exact match", "F1", "pass@1", "pass@k", "win rate", ""})
"""Metrics printed in % or as a share of 1; a table without a metric that has only shares of 1 is printed so too."""
SCALES = {"k": (1e3, ""), "m": (1e6, ""), "b": (1e9, ""), "s": (1e3, "ms"), "sec": (1e3, "ms"), "seconds": (1e3, "ms"), "ms": (1.0, "ms")}
"""Units as printed, in lower case, to the factor and the unit that values of all papers have."""
MIN_SHARES = 3
"""So many values of one benchmark of one table, all of them at most 1, are shares and not percents."""

_ARROWS = r"\s*[\(\[]?\s*[↑↓⇑⇓→%]+\s*[\)\]]?"
_SHOTS = r"[\s_]*[\(\[]?\b(zero|one|two|few|five|\d+)[- ]shots?\b[\)\]]?"
_NUMBERS = {"zero": "0", "one": "1", "two": "2", "five": "5"}
_SPLIT = r"[\s_]*[\(\[]?\b(dev|test|valid(?:ation)?|val|train)\b[\)\]]?$"
_TWICE = r"^(.{3,}?)\s+\1$"
"""A heading over two levels of one text."""
_GLUED = r"(?i)(?<=[^\W_])(pass ?@ ?\d+)$"
_STAGE = r"(?i)\s+(stage \d.*)$"
_MEAN = r"(?i)^(mean|median)\s+(?=\S)"
_NOTE = r"\s*[\(\[]([^()\[\]]+)[\)\]]$"
_SPLITS = {"validation": "dev", "valid": "dev", "val": "dev"}


def stage_benchmarks(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Fill `staged_benchmarks` (name, metric, condition of a printed pair) and `staged_scales` (factor, unit of a table's benchmark)."""
    rules = load_label_rules(path, KINDS, is_whole=True)
    printed = connection.execute("SELECT benchmark, setting, count(*) AS n FROM staged_results GROUP BY ALL ORDER BY ALL").df()
    found = normalise(printed, rules)
    stage_table(connection, "staged_benchmarks", _to_arrow(found))
    groups = connection.execute(_GROUPS).df().merge(found[["benchmark", "setting", "metric"]], on=["benchmark", "setting"])
    stage_table(connection, "staged_scales", _to_arrow(scale(groups)))


_GROUPS = """
SELECT topic, paper_id, table_label, benchmark, setting, unit, max(abs(value)) AS largest,
       count(*) OVER (PARTITION BY topic, paper_id, table_label, benchmark, unit) AS n,
       max(max(abs(value))) OVER (PARTITION BY topic, paper_id, table_label, benchmark, unit) AS largest_of_all
FROM staged_results
WHERE isfinite(value)
GROUP BY topic, paper_id, table_label, benchmark, setting, unit
ORDER BY ALL
"""


def _to_arrow(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


def normalise(printed: pd.DataFrame, rules: tuple[LabelRule, ...]) -> pd.DataFrame:
    """Return benchmark, setting, benchmark_name, metric, condition, is_average of each printed pair (columns benchmark, setting, n)."""
    names = _read_names(printed.groupby("benchmark")["n"].sum().reset_index(), rules)
    settings = _read_settings(pd.DataFrame({"setting": printed["setting"].unique()}), rules)
    frame = printed.merge(names, on="benchmark").merge(settings, on="setting")
    frame["metric"] = frame["metric"].where(frame["metric"] != "", frame["setting_metric"])
    rows = zip(frame["condition"], frame["shots"], frame["split"], frame["note"], strict=True)
    frame["condition"] = [", ".join(sorted({part for text in row for part in text.split(", ") if part})) for row in rows]
    columns = ["benchmark", "setting", "benchmark_name", "metric", "condition", "is_average"]
    return frame[columns].sort_values(["benchmark", "setting"], ignore_index=True)


def _read_names(frame: pd.DataFrame, rules: tuple[LabelRule, ...]) -> pd.DataFrame:
    """Return each printed benchmark with its name, metric, shots, split and note."""
    text = frame["benchmark"].str.normalize("NFKC").str.replace(_ARROWS, "", regex=True).str.strip(" :;,")
    frame["shots"] = _shots(text)
    text = (
        text.str.replace(_SHOTS, "", regex=True, case=False).str.replace(_TWICE, r"\1", regex=True).str.replace(_GLUED, r" \1", regex=True)
    )
    text, frame["metric"] = _take_metric(text, rules)
    split = text.str.extract(rf"(?i){_SPLIT}")[0].fillna("").str.lower()
    is_named = text.str.replace(rf"(?i){_SPLIT}", "", regex=True).str.strip() != ""
    frame["split"] = split.replace(_SPLITS).where(is_named, "")
    text = text.str.replace(rf"(?i){_SPLIT}", "", regex=True).where(is_named, text).str.strip(" :;,-")
    text = text.where(text != "", frame["metric"])
    text, frame["note"] = _take_notes(text, rules)
    known = set(text.map(name_key))
    group = "|".join(_plain(rule) for rule in rules if rule.kind == "group") or "(?!)"
    rest = text.str.replace(rf"(?i)^(?:{group})\s+", "", regex=True)
    text = rest.where(rest.map(name_key).isin(known), text)
    frame["is_average"] = _fits(text, [rule for rule in rules if rule.kind == "average"])
    frame["benchmark_name"] = _choose_spellings(_canonical(text, rules), frame["n"])
    return frame.drop(columns="n")


def _take_notes(text: pd.Series, rules: tuple[LabelRule, ...]) -> tuple[pd.Series, pd.Series]:
    """Return the texts without conditions, and these: a stage of training behind, a note in brackets or a mean beside a known name."""
    stage = text.str.extract(_STAGE)[0].fillna("")
    text = text.mask(stage != "", text.str.replace(_STAGE, "", regex=True)).str.strip()
    names = [rule.pattern for rule in rules if rule.kind == "name"]
    known, is_named = set(text.map(name_key)), text.map(lambda label: any(name.fullmatch(label) for name in names)).astype(bool)
    note = pd.Series("", index=text.index)
    for place in (_MEAN, _NOTE):
        rest = text.str.replace(place, "", regex=True).str.strip()
        is_known = rest.map(lambda label: label != "" and (name_key(label) in known or any(name.fullmatch(label) for name in names)))
        is_found = (rest != text) & is_known.astype(bool) & ~is_named
        note = note.mask(is_found, note + ", " + text.str.extract(place)[0].fillna(""))
        text = text.mask(is_found, rest)
    return text, (note + ", " + stage).str.lower().str.strip(" ,")


def _take_metric(text: pd.Series, rules: tuple[LabelRule, ...]) -> tuple[pd.Series, pd.Series]:
    """Return the texts without the metric in them, and the metric: in brackets, in front or behind, or all of the text."""
    metric = pd.Series("", index=text.index)
    for rule in (rule for rule in rules if rule.kind == "metric"):
        p = f"(?:{_plain(rule)})"
        place = rf"(?i)[\s_]*[\(\[]\s*{p}\s*[\)\]]|[\s_:,]+{p}$|^{p}(?=\s)|^{p}$"
        is_found = (metric == "") & text.str.contains(place, regex=True)
        metric = metric.mask(is_found, rule.canonical)
        text = text.mask(is_found, text.str.replace(place, "", regex=True).str.strip())
    return text, metric


def _plain(rule: LabelRule) -> str:
    """Return the rule's pattern without capturing groups, of which pandas warns."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", rule.pattern.pattern)


def _shots(text: pd.Series) -> pd.Series:
    found = text.str.extract(rf"(?i){_SHOTS}")[0].fillna("").str.lower()
    return found.replace(_NUMBERS).map(lambda n: f"{n}-shot" if n else "")


def _fits(text: pd.Series, rules: list[LabelRule]) -> pd.Series:
    return text.map(lambda label: any(rule.pattern.fullmatch(label) for rule in rules)).astype(bool)


def _canonical(text: pd.Series, rules: tuple[LabelRule, ...]) -> pd.Series:
    named = [rule for rule in rules if rule.kind == "name"]
    return text.map(lambda label: next((rule.canonical for rule in named if rule.pattern.fullmatch(label)), label))


def _choose_spellings(text: pd.Series, n: pd.Series) -> pd.Series:
    """Return for each text the spelling most often printed of all that have its key."""
    frame = pd.DataFrame({"text": text, "key": text.map(lambda label: name_key(label) or label), "n": n})
    counts = frame.groupby(["key", "text"])["n"].sum().reset_index().sort_values(["n", "text"], ascending=[False, True])
    best = counts.drop_duplicates("key").set_index("key")["text"]
    return frame["key"].map(best)


def _read_settings(frame: pd.DataFrame, rules: tuple[LabelRule, ...]) -> pd.DataFrame:
    """Return each printed setting with its parts in lower case and order, and the metric among them."""
    metrics = [rule for rule in rules if rule.kind == "metric"]
    parts = frame["setting"].str.lower().str.split(r",\s*", regex=True)
    found = parts.map(lambda some: [next((r.canonical for r in metrics if r.pattern.fullmatch(p)), "") for p in some])
    frame["setting_metric"] = found.map(lambda some: next(filter(None, some), ""))
    plain = [[p for p, metric in zip(a, b, strict=True) if p and not metric] for a, b in zip(parts, found, strict=True)]
    frame["condition"] = [", ".join(sorted({_plain_shots(p) for p in some})) for some in plain]
    return frame


def _plain_shots(part: str) -> str:
    number, dash, rest = part.replace(" ", "-").partition("-shot")
    return f"{_NUMBERS.get(number, number)}-shot" if dash and not rest.strip("s") else part


def scale(groups: pd.DataFrame) -> pd.DataFrame:
    """Return each table's benchmark and setting with the factor and unit that make its values those of other papers."""
    frame = groups.copy()
    unit = frame["unit"].str.lower().str.strip()
    is_share = frame["metric"].isin(PERCENT_METRICS) & (unit == "") & (frame["largest_of_all"] <= 1) & (frame["n"] >= MIN_SHARES)
    is_percent = (unit == "%") | (frame["metric"].isin(PERCENT_METRICS - {""}) & (unit == "") & ~is_share & (frame["largest"] > 1))
    frame["factor"] = unit.map({name: factor for name, (factor, _) in SCALES.items()}).fillna(1.0).mask(is_share, 100.0)
    standard = unit.map({name: standard for name, (_, standard) in SCALES.items()}).fillna(unit)
    frame["standard_unit"] = standard.mask(is_share | is_percent, "%")
    return frame[["topic", "paper_id", "table_label", "benchmark", "setting", "unit", "factor", "standard_unit"]]
