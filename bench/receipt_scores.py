"""What a decision on critique receipts is worth on labelled papers: its calibration, precision and recall, and how papers are grouped."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from extractors.critiques.find import count_blamed
from extractors.critiques.gather import PaperEvidence
from extractors.critiques.rules import load_rules
from models.config_files import config_dir

Array = NDArray[np.float64]
Group = int | str
Gram = tuple[str, ...]
"""What a linear model has a weight for: what kind of thing it is, then its words."""
Threshold = Callable[[int], float]
"""What the confidence of a receipt must reach, of how many methods its sentence seems to blame."""
N_FOLDS = 4
THRESHOLDS = tuple(k / 100 for k in range(30, 96, 5))


@dataclass(frozen=True)
class LabelledPaper:
    """A paper's evidence with the readers' verdicts: 0 no receipt, 1 an unclear one, 2 a clear one."""

    name: str
    field: str
    """The folder it was found in: its field of research."""
    evidence: PaperEvidence
    sentence_grams: list[set[Gram]]
    pair_grams: list[set[Gram]]
    of_sentence: Array
    of_pair: Array

    @property
    def n_clear(self) -> int:
        """The clear receipts, found or not."""
        return int((self.of_sentence == 2).sum())


def fold_of(paper: LabelledPaper) -> Group:
    """Return the fold of a paper: the same in every run."""
    return zlib.crc32(f"out{paper.name}".encode()) % N_FOLDS


def field_of(paper: LabelledPaper) -> Group:
    """Return the field of a paper."""
    return paper.field


def calibrate(papers: Sequence[LabelledPaper], log_odds: Mapping[str, Array]) -> tuple[float, float]:
    """Return slope and intercept that make a confidence of log odds; unclear labels count neither way."""
    z = np.concatenate([log_odds[p.name] for p in papers])
    y = np.concatenate([counted(p) for p in papers])
    z, y = z[y >= 0], y[y >= 0]

    def loss(theta: Array) -> float:
        s = theta[0] * z + theta[1]
        return float((np.logaddexp(0, s) - y * s).sum())

    slope, intercept = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return round(float(slope), 3), round(float(intercept), 3)


def fit_logistic(x: Any, y: Array, weight: Array, stiffness: float, max_steps: int = 15_000) -> Array:
    """Return bias and weights of a logistic regression on the columns of `x`; `stiffness` is how freely a weight may leave zero."""

    def loss(theta: Array) -> tuple[float, Array]:
        z = x @ theta[1:] + theta[0]
        error = weight * (1 / (1 + np.exp(-z)) - y)
        value = float(weight @ (np.logaddexp(0, z) - y * z) + theta[1:] @ theta[1:] / (2 * stiffness))
        return value, np.concatenate([[error.sum()], x.T @ error + theta[1:] / stiffness])

    found: Array = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": max_steps}).x
    return found


def counted(paper: LabelledPaper) -> Array:
    """Return 1 for right pairs, 0 for wrong ones, -1 for those of sentences that are not clear."""
    of_sentence = np.array([paper.of_sentence[pair.sentence] for pair in paper.evidence.pairs])
    return np.where(of_sentence == 1, -1.0, (paper.of_pair == 2).astype(float))


def choose(papers: Sequence[LabelledPaper], confidence: Mapping[str, Array], threshold: Threshold) -> dict[str, NDArray[np.bool_]]:
    """Return which pairs count from a threshold that may rise with how many methods their sentence seems to blame."""
    chosen = {}
    for paper in papers:
        sentences, sure = [pair.sentence for pair in paper.evidence.pairs], confidence[paper.name]
        n_blamed = count_blamed(sentences, sure, threshold(1))
        chosen[paper.name] = sure >= np.array([threshold(n_blamed[i]) for i in sentences])
    return chosen


def score(papers: Sequence[LabelledPaper], chosen: Mapping[str, NDArray[np.bool_]]) -> dict[str, float]:
    """Return precision and recall of the receipts and sentences that were chosen, pooled and as means over papers.

    `n` are the receipts shown that count, `unclear` is the share of all shown that readers could disagree about.
    """
    counts = np.array([_count(p, chosen[p.name]) for p in papers], dtype=float)
    n, right, n_sentences, right_sentences, n_clear, n_found, n_unclear = counts.sum(axis=0)
    return {
        "P": right / max(1, n),
        "R": n_found / max(1, n_clear),
        "sentence P": right_sentences / max(1, n_sentences),
        "mean P": float(np.mean([c[1] / c[0] for c in counts if c[0]] or [0])),
        "mean R": float(np.mean([c[5] / c[4] for c in counts if c[4]] or [0])),
        "n": n,
        "unclear": n_unclear / max(1, n + n_unclear),
    }


def _count(paper: LabelledPaper, chosen: NDArray[np.bool_]) -> tuple[int, ...]:
    sentences = np.array([pair.sentence for pair in paper.evidence.pairs], dtype=int)
    verdicts = counted(paper)
    judged = chosen & (verdicts >= 0)
    shown = set(sentences[judged])
    right = sum(paper.of_sentence[i] == 2 for i in shown)
    return (
        int(judged.sum()),
        int(verdicts[judged].sum()),
        len(shown),
        int(right),
        paper.n_clear,
        len(set(sentences[chosen & (verdicts == 1)])),
        int((chosen & (verdicts < 0)).sum()),
    )


def confide(log_odds: Mapping[str, Array], slope: float, intercept: float) -> dict[str, Array]:
    """Return the confidence of every pair."""
    return {name: 1 / (1 + np.exp(-(slope * z + intercept))) for name, z in log_odds.items()}


def print_curve(
    title: str, papers: Sequence[LabelledPaper], confidence: Mapping[str, Array], thresholds: Sequence[float] = THRESHOLDS
) -> None:
    """Print precision and recall by threshold, and by the one that rises with the methods of a sentence as confidence.toml has it.

    Mere contrasts, denials and works cited as a source, which never count, are not taken out.
    """
    print(title)
    for name, threshold in [*((f"{t:.2f}", _always(t)) for t in thresholds), ("as set", _load_threshold())]:
        told = score(papers, choose(papers, confidence, threshold))
        print(f"  {name}  " + "  ".join(f"{what} {value:.3f}" for what, value in told.items()))


@cache
def _load_threshold() -> Threshold:
    return partial(load_rules(config_dir(), None).threshold, is_mere_contrast=False)


def _always(threshold: float) -> Threshold:
    return lambda _: threshold
