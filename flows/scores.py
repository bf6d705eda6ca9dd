"""How `evaluate` shows its scores."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from warehouse.evaluate import MEASURES

if TYPE_CHECKING:
    from warehouse.evaluate import Evaluation, Tally


def evaluation_to_json(evaluation: "Evaluation") -> dict[str, Any]:
    """Return precision, recall, F1 and counts of each measure, in total and by paper, as plain JSON types."""
    return {
        "total": {measure: _scores(tally) for measure, tally in evaluation.total().items()},
        "papers": {paper: {m: _scores(t) for m, t in tallies.items()} for paper, tallies in evaluation.papers.items()},
        "missing": evaluation.missing,
    }


def _scores(tally: "Tally") -> dict[str, float | int]:
    return {
        "precision": round(tally.precision, 4),
        "recall": round(tally.recall, 4),
        "f1": round(tally.f1, 4),
        "n_predicted": tally.n_predicted,
        "n_gold": tally.n_gold,
    }


def evaluation_to_text(evaluation: "Evaluation", n_misses: int) -> str:
    """Return the scores as a text table, total last, and up to `n_misses` misses of each kind a paper."""
    return "\n".join([*_table(evaluation), *_misses(evaluation, n_misses)])


def _table(evaluation: "Evaluation") -> Iterator[str]:
    width = max([len(name) for name in evaluation.papers] + [len("paper")])
    yield f"{'paper':{width}}  " + "  ".join(f"{measure:^20}" for measure in MEASURES)
    yield f"{'':{width}}  " + "  ".join(f"{'P':>6}{'R':>7}{'F1':>7}" for _ in MEASURES)
    for name, tallies in [*sorted(evaluation.papers.items()), ("total", evaluation.total())]:
        cells = (tallies[measure] for measure in MEASURES)
        yield f"{name:{width}}  " + "  ".join(f"{t.precision:6.3f}{t.recall:7.3f}{t.f1:7.3f}" for t in cells)
    if evaluation.missing:
        yield f"not in the warehouse: {', '.join(evaluation.missing)}"


def _misses(evaluation: "Evaluation", n_misses: int) -> Iterator[str]:
    for paper, kinds in sorted(evaluation.misses.items()):
        for kind, lines in kinds.items():
            for line in lines[:n_misses]:
                yield f"{paper}: {kind}: {line}"
