"""Precision, recall and F1 of a warehouse against hand-made gold."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from models.errors import ConfigError
from warehouse import gold as g

MEASURES = ("critique sentence", "critique receipt", "result cell", "result bound", "beaten pair")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts that add up over papers: hits among the predicted and among the gold."""

    n_right: int = 0
    n_predicted: int = 0
    n_found: int = 0
    n_gold: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return the sum of both."""
        return Tally(
            self.n_right + other.n_right, self.n_predicted + other.n_predicted, self.n_found + other.n_found, self.n_gold + other.n_gold
        )

    @property
    def precision(self) -> float:
        """Share of the predicted that are right; 1 when nothing was predicted and nothing was to be found."""
        return self.n_right / self.n_predicted if self.n_predicted else float(not self.n_gold)

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 1 when there was nothing to find."""
        return self.n_found / self.n_gold if self.n_gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of each gold paper, what was missed or wrong, and which papers the warehouse does not hold."""

    papers: dict[str, dict[str, Tally]]
    misses: dict[str, dict[str, list[str]]]
    missing: list[str] = field(default_factory=list)

    def total(self) -> dict[str, Tally]:
        """Return the micro-averaged tally of each measure."""
        return {m: sum((tallies[m] for tallies in self.papers.values()), Tally()) for m in MEASURES}


def evaluate(warehouse: Path, gold_dir: Path) -> Evaluation:
    """Score the warehouse file against a folder of gold; raises ConfigError when either cannot be read."""
    papers = g.load_gold(gold_dir)
    predicted = _read_predictions(warehouse)
    stems = {stem for stem in predicted["papers"] if stem}
    tallies: dict[str, dict[str, Tally]] = {}
    misses: dict[str, dict[str, list[str]]] = {}
    for paper in papers:
        mine = {name: rows.get(paper.paper, []) for name, rows in predicted.items()}
        wrong: dict[str, list[str]] = defaultdict(list)
        sentence, receipt = score_critiques(mine["critiques"], paper.critiques, wrong)
        cell, bound = score_results(mine["results"], paper, wrong)
        beaten = score_beaten([row["loser_label"] for row in mine["losers"]], paper, wrong)
        tallies[paper.paper] = dict(zip(MEASURES, (sentence, receipt, cell, bound, beaten), strict=True))
        misses[paper.paper] = dict(wrong)
    return Evaluation(tallies, misses, [p.paper for p in papers if p.paper not in stems])


def _read_predictions(warehouse: Path) -> dict[str, dict[str, list[Row]]]:
    """Return for each kind of row: stem of the paper's file to its rows."""
    if not warehouse.is_file():
        raise ConfigError(f"{warehouse}: no warehouse here; run `method-drift refresh` or `method-drift build` first")
    queries = {
        "papers": "SELECT paper_id FROM papers",
        "critiques": "SELECT paper_id, method, citation, sentence FROM critique_receipts ORDER BY ALL",
        "results": "SELECT paper_id, table_label, page, method_label, benchmark, setting, value_text FROM benchmark_results ORDER BY ALL",
        # As printed, as the gold has it: the name that all papers share is a matter of identity.
        "losers": "SELECT DISTINCT paper_id, loser_label FROM head_to_head ORDER BY ALL",
    }
    with duckdb.connect(str(warehouse), read_only=True) as con:
        stem_of = {p: Path(f or "").stem for p, f in con.execute("SELECT paper_id, source_file FROM papers").fetchall()}
        return {name: _group(con.execute(sql), stem_of) for name, sql in queries.items()}


def _group(cursor: duckdb.DuckDBPyConnection, stem_of: dict[str, str]) -> dict[str, list[Row]]:
    names = [column[0] for column in cursor.description or ()]
    grouped: dict[str, list[Row]] = defaultdict(list)
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        grouped[stem_of.get(row["paper_id"], "")].append(row)
    return grouped


def score_critiques(predicted: Sequence[Row], gold: Sequence[g.GoldCritique], misses: dict[str, list[str]]) -> tuple[Tally, Tally]:
    """Return the tallies of sentences and of receipts (sentence and target); unclear gold counts neither way."""
    hits = [[i for i, c in enumerate(gold) if g.is_same_sentence(row["sentence"], c.sentence)] for row in predicted]
    clear = {i for i, c in enumerate(gold) if c.clear}
    counted = [k for k, hit in enumerate(hits) if not hit or clear.intersection(hit)]
    distinct: dict[str, list[int]] = defaultdict(list)
    for k in counted:
        distinct[g.fold(predicted[k]["sentence"])].append(k)
    right = [ks for ks in distinct.values() if any(hits[k] for k in ks)]
    found = clear.intersection(i for hit in hits for i in hit)
    on_target = [[i for i in hit if _is_target(predicted[k], gold[i])] for k, hit in enumerate(hits)]
    n_receipts_right = sum(1 for k in counted if on_target[k])
    found_targets = clear.intersection(i for hit in on_target for i in hit)
    misses["critique missed"] += [gold[i].sentence for i in sorted(clear - found)]
    misses["critique false"] += [predicted[ks[0]]["sentence"] for ks in distinct.values() if ks not in right]
    misses["critique wrong target"] += [
        f"{predicted[k]['method']!r} for {[t.name for t in gold[hits[k][0]].targets]}: {predicted[k]['sentence']}"
        for k in counted
        if hits[k] and not on_target[k]
    ]
    return (
        Tally(len(right), len(distinct), len(found), len(clear)),
        Tally(n_receipts_right, len(counted), len(found_targets), len(clear)),
    )


def _is_target(row: Row, critique: g.GoldCritique) -> bool:
    """Tell whether the receipt's method is a gold target, by name or by citation marker."""
    cited = g.fold(row["citation"] or "")
    for target in critique.targets:
        cite = g.fold(target.cite)
        if g.is_same_label(row["method"], target.name) or (cite and cited and (cite in cited or cited in cite)):
            return True
    return False


def score_results(predicted: Sequence[Row], gold: g.GoldPaper, misses: dict[str, list[str]]) -> tuple[Tally, Tally]:
    """Return the tallies of cells (value, method, benchmark) and of bound cells (setting too).

    Rows of tables that the gold does not mention count neither way; rows of its `other_tables` are false.
    """
    records = [(g.table_number(t.table), r) for t in gold.tables for r in t.records]
    known = {g.table_number(t.table) for t in (*gold.tables, *gold.other_tables)}
    counted = [row for row in predicted if g.table_number(row["table_label"]) in known]
    used: dict[int, bool] = {}
    for row in counted:
        best = _best_record(row, records, used)
        if best is None:
            misses["result false"].append(_describe(row))
        else:
            used[best[0]] = best[1]
    misses["result missed"] += [
        f"Table {no}: {r.method} | {r.benchmark} | {r.setting} = {r.value}" for i, (no, r) in enumerate(records) if i not in used
    ]
    n_bound = sum(used.values())
    return (
        Tally(len(used), len(counted), len(used), len(records)),
        Tally(n_bound, len(counted), n_bound, len(records)),
    )


def _describe(row: Row) -> str:
    place = f"{row['table_label']} p{row['page']}"
    return f"{place}: {row['method_label']} | {row['benchmark']} | {row['setting']} = {row['value_text']}"


def _best_record(row: Row, records: Sequence[tuple[str, g.GoldRecord]], used: dict[int, bool]) -> tuple[int, bool] | None:
    """Return the unused gold cell that matches and whether its setting does too; one with its setting is preferred."""
    value, number = g.to_number(row["value_text"]), g.table_number(row["table_label"])
    said = f"{row['benchmark']} {row['setting']}"
    said_words, best = set(g.words_of(said)), None
    for i, (no, record) in enumerate(records):
        if i in used or no != number or value is None or g.to_number(record.value) != value:
            continue
        if not g.is_same_label(row["method_label"], record.method) or not _is_benchmark(row, record, said_words):
            continue
        is_bound = set(g.words_of(record.setting)) <= said_words
        if best is None or is_bound > best[1]:
            best = (i, is_bound)
    return best


def _is_benchmark(row: Row, record: g.GoldRecord, said_words: set[str]) -> bool:
    return g.is_same_label(row["benchmark"], record.benchmark) or set(g.words_of(record.benchmark)) <= said_words


def score_beaten(losers: Iterable[str], gold: g.GoldPaper, misses: dict[str, list[str]]) -> Tally:
    """Return the tally of distinct beaten methods; generic baselines count neither way."""
    true = {m for m in gold_beaten(gold) if not g.is_generic_label(m)}
    claimed = {m for m in losers if not g.is_generic_label(m)}
    right = {m for m in claimed if any(g.is_same_label(m, t) for t in true)}
    found = {t for t in true if any(g.is_same_label(m, t) for m in claimed)}
    misses["beaten missed"] += sorted(true - found)
    misses["beaten false"] += sorted(claimed - right)
    return Tally(len(right), len(claimed), len(found), len(true))


def gold_beaten(gold: g.GoldPaper) -> set[str]:
    """Return the methods that an own row beats on some shared benchmark and setting, in the metric's direction."""
    beaten: set[str] = set()
    for table in gold.tables:
        groups: dict[tuple[str, str, str], list[g.GoldRecord]] = defaultdict(list)
        for record in table.records:
            groups[g.fold(record.benchmark), g.fold(record.setting), record.direction].append(record)
        for (_, _, direction), records in groups.items():
            beaten |= _beaten_in(records, direction)
    return beaten


def _beaten_in(records: Sequence[g.GoldRecord], direction: str) -> set[str]:
    if direction == "unknown":
        return set()
    sign = 1.0 if direction == "higher" else -1.0
    scored = [(r, sign * value) for r in records if (value := g.to_number(r.value)) is not None]
    own = [value for r, value in scored if r.own]
    return {r.method for r, value in scored if own and not r.own and max(own) > value}
