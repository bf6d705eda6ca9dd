"""Train the decision on critique receipts, and show what it is worth on papers it was not trained on.

usage: python bench/train_receipts.py PAPERS ... [--labels FILE] [--write]

PAPERS are folders of PDFs; `receipt_labels.json` says, in hashes, which of their sentences are receipts and about whom. Prints
precision and recall by threshold, every paper judged by a model of the other folds. With --write, a model of all papers goes to
config/critiques/receipts_model.json. Needs lightgbm and scipy, which extraction does not. Seeds are fixed and one thread is used:
two trainings give the same bytes.
"""

import argparse
import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

from bench.labelled_papers import Label, hash_text, load_labels
from extractors.critiques.gather import PaperEvidence, add_scores, gather_evidence
from extractors.critiques.model import tabulate
from extractors.critiques.rules import CritiqueRules, load_rules
from extractors.names.find import find_names
from extractors.reading import read_content
from models.config_files import config_dir
from models.document import PaperText
from models.memory import rest_collector

LABELS = Path(__file__).with_name("receipt_labels.json")
MODEL = Path(__file__).resolve().parent.parent / "config" / "critiques" / "receipts_model.json"
N_FOLDS = 4
MIN_PAPERS = 8
"""Papers in which a word must stand to have a weight: fewer, and it is their topic."""
MIN_ROWS = 30
"""Pairs that must have a feature before the trees may ask for it."""
UNCLEAR_WEIGHT = 0.4
"""What a label that careful readers could disagree about counts, beside a clear one."""
STIFFNESS = 8.0
"""How freely a word's weight may leave zero."""
LEAST_WEIGHT = 0.1
"""A word that weighs less is left out: there are thousands of them."""
MAX_STEPS = 60
N_TREES = 250
TREES: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.04,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
"""Small trees that see a part of features and pairs each: few labels, many features."""
THRESHOLDS = tuple(k / 100 for k in range(30, 96, 5))

Array = NDArray[np.float64]
Nodes = list[list[Any]]


@dataclass(frozen=True)
class LabelledPaper:
    """A paper's evidence with the readers' verdicts: 0 no receipt, 1 an unclear one, 2 a clear one."""

    name: str
    evidence: PaperEvidence
    sentence_grams: list[list[str]]
    pair_grams: list[list[str]]
    of_sentence: Array
    of_pair: Array

    @property
    def n_clear(self) -> int:
        """The clear receipts, found or not."""
        return int((self.of_sentence == 2).sum())


def find_paper(folders: Sequence[Path], name: str) -> Path | None:
    """Return a paper's PDF in the first folder that has it."""
    return next((path for folder in folders if (path := folder / f"{name}.pdf").is_file()), None)


def read_labelled(path: Path, labels: Sequence[Label], rules: CritiqueRules) -> LabelledPaper:
    """Return one PDF's evidence and verdicts."""
    with rest_collector():
        content = read_content(path)
        names = find_names(content.text, content.tables, rules.names)
        return label_paper(path.stem, content.text, gather_evidence(content.text, names, rules), labels)


def label_paper(name: str, text: PaperText, evidence: PaperEvidence, labels: Sequence[Label]) -> LabelledPaper:
    """Return a paper's evidence with what its labels say of every sentence and pair."""
    by_hash = {label.sentence: label for label in labels}
    found = [by_hash.get(hash_text(sentence.text)) for sentence in text.sentences]
    of_sentence = np.array([0.0 if label is None else 1.0 + label.is_clear for label in found])
    of_pair = [_judge(found[p.sentence], p.target.label, p.target.citation) for p in evidence.pairs]
    return LabelledPaper(
        name,
        evidence,
        [evidence.sentence_grams(i) for i in range(len(text.sentences))],
        [evidence.pair_grams(pair) for pair in evidence.pairs],
        of_sentence,
        np.array(of_pair),
    )


def _judge(label: Label | None, name: str, citation: str) -> float:
    if label is None or not {hash_text(text) for text in (name, citation) if text} & label.targets:
        return 0.0
    return 1.0 + label.is_clear


@dataclass(frozen=True)
class Grams:
    """The texts of some papers as rows of sparse tables, one column for each gram that enough papers have."""

    names: list[str]
    tables: dict[str, Any]


def tabulate_grams(texts: Mapping[str, Sequence[Sequence[str]]]) -> Grams:
    """Return the texts of every paper as a table; a long text's entries are scaled down."""
    n_papers = Counter(gram for rows in texts.values() for gram in {gram for row in rows for gram in row})
    names = sorted(gram for gram, n in n_papers.items() if n >= min(MIN_PAPERS, len(texts)))
    place = {gram: k for k, gram in enumerate(names)}
    return Grams(names, {paper: _spread(rows, place) for paper, rows in texts.items()})


def _spread(texts: Sequence[Sequence[str]], place: Mapping[str, int]) -> Any:
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        distinct = set(text)
        known = sorted(place[gram] for gram in distinct if gram in place)
        columns += known
        values += [1 / max(1, len(distinct)) ** 0.5] * len(known)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(texts), len(place)))


def fit_words(grams: Grams, verdicts: Mapping[str, Array], rows: Mapping[str, Sequence[int]]) -> Array:
    """Return the bias and the weight of every gram by logistic regression on some rows of some papers; most are 0."""
    tables = [grams.tables[paper][list(chosen)] for paper, chosen in rows.items()]
    n_papers = sum((np.asarray(grams.tables[paper].getnnz(axis=0) > 0, dtype=int) for paper in rows), np.zeros(len(grams.names), dtype=int))
    columns = np.flatnonzero(n_papers >= min(MIN_PAPERS, len(rows)))
    x = vstack(tables).tocsc()[:, columns].tocsr()
    said = np.concatenate([verdicts[paper][list(chosen)] for paper, chosen in rows.items()])
    y, weight = (said > 0).astype(float), np.where(said == 1, UNCLEAR_WEIGHT, 1.0)

    def loss(theta: Array) -> tuple[float, Array]:
        z = x @ theta[1:] + theta[0]
        error = weight * (1 / (1 + np.exp(-z)) - y)
        value = float(weight @ (np.logaddexp(0, z) - y * z) + theta[1:] @ theta[1:] / (2 * STIFFNESS))
        return value, np.concatenate([[error.sum()], x.T @ error + theta[1:] / STIFFNESS])

    theta = minimize(loss, np.zeros(len(columns) + 1), jac=True, method="L-BFGS-B", options={"maxiter": MAX_STEPS}).x.round(2)
    full = np.zeros(len(grams.names) + 1)
    full[0] = theta[0]
    full[columns + 1] = np.where(abs(theta[1:]) >= LEAST_WEIGHT, theta[1:], 0.0)
    return full


@dataclass(frozen=True)
class Corpus:
    """Labelled papers with their texts as tables."""

    papers: list[LabelledPaper]
    sentences: Grams
    pairs: Grams


def make_corpus(papers: list[LabelledPaper]) -> Corpus:
    """Return the papers with their texts as tables."""
    return Corpus(
        papers, tabulate_grams({p.name: p.sentence_grams for p in papers}), tabulate_grams({p.name: p.pair_grams for p in papers})
    )


class Words:
    """The two linear models of some papers."""

    def __init__(self, corpus: Corpus, papers: Sequence[LabelledPaper]) -> None:
        self.corpus = corpus
        near = {p.name: sorted({pair.sentence for pair in p.evidence.pairs} | set(np.flatnonzero(p.of_sentence).tolist())) for p in papers}
        self.sentence = fit_words(corpus.sentences, {p.name: p.of_sentence for p in papers}, near)
        self.pair = fit_words(corpus.pairs, {p.name: p.of_pair for p in papers}, {p.name: range(len(p.of_pair)) for p in papers})

    def add_to(self, paper: LabelledPaper) -> list[dict[str, float]]:
        """Return a paper's evidence with what these words say."""
        sentences = self.corpus.sentences.tables[paper.name] @ self.sentence[1:] + self.sentence[0]
        pairs = self.corpus.pairs.tables[paper.name] @ self.pair[1:] + self.pair[0]
        return add_scores(paper.evidence, sentences.tolist(), pairs.tolist())


def fold_of(paper: str) -> int:
    """Return the fold of a paper: the same in every run."""
    return zlib.crc32(f"out{paper}".encode()) % N_FOLDS


def add_unseen(corpus: Corpus, without: int | None, known: dict[frozenset[int], Words]) -> dict[str, list[dict[str, float]]]:
    """Return the rows of all papers, each with words weighed on other folds than its own, and never on those of `without`."""
    rows = {}
    for paper in corpus.papers:
        left_out = frozenset({fold_of(paper.name)} | ({without} if without is not None else set()))
        if left_out not in known:
            known[left_out] = Words(corpus, [p for p in corpus.papers if fold_of(p.name) not in left_out] or corpus.papers)
        rows[paper.name] = known[left_out].add_to(paper)
    return rows


@dataclass(frozen=True)
class Trees:
    """Boosted trees and the features they ask for."""

    features: tuple[str, ...]
    booster: lightgbm.Booster

    def weigh(self, rows: Sequence[Mapping[str, float]]) -> Array:
        """Return the log odds of some pairs."""
        return np.asarray(self.booster.predict(tabulate(rows, self.features), raw_score=True)) if rows else np.zeros(0)


def fit_trees(papers: Sequence[LabelledPaper], rows: Mapping[str, list[dict[str, float]]]) -> Trees:
    """Return trees fitted to the pairs of some papers."""
    flat = [row for paper in papers for row in rows[paper.name]]
    verdicts = np.concatenate([paper.of_pair for paper in papers])
    counts = Counter(name for row in flat for name in row)
    features = tuple(sorted(name for name, n in counts.items() if n >= MIN_ROWS))
    weight = np.where(verdicts == 1, UNCLEAR_WEIGHT, 1.0)
    data = lightgbm.Dataset(tabulate(flat, features), label=(verdicts > 0).astype(float), weight=weight)
    return Trees(features, lightgbm.train(TREES, data, N_TREES))


def judge_unseen(corpus: Corpus, known: dict[frozenset[int], Words]) -> dict[str, Array]:
    """Return the log odds of every pair, by a model that saw no paper of its fold; `known` keeps the words of folds."""
    found: dict[str, Array] = {}
    for fold in sorted({fold_of(p.name) for p in corpus.papers}):
        rows = add_unseen(corpus, fold, known)
        trees = fit_trees([p for p in corpus.papers if fold_of(p.name) != fold], rows)
        found |= {p.name: trees.weigh(rows[p.name]) for p in corpus.papers if fold_of(p.name) == fold}
    return found


def calibrate(papers: Sequence[LabelledPaper], log_odds: Mapping[str, Array]) -> tuple[float, float]:
    """Return slope and intercept that make a confidence of log odds; unclear labels count neither way."""
    z = np.concatenate([log_odds[p.name] for p in papers])
    y = np.concatenate([_counted(p) for p in papers])
    z, y = z[y >= 0], y[y >= 0]

    def loss(theta: Array) -> float:
        s = theta[0] * z + theta[1]
        return float((np.logaddexp(0, s) - y * s).sum())

    slope, intercept = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return round(float(slope), 3), round(float(intercept), 3)


def _counted(paper: LabelledPaper) -> Array:
    """Return 1 for right pairs, 0 for wrong ones, -1 for those of sentences that are not clear."""
    of_sentence = np.array([paper.of_sentence[pair.sentence] for pair in paper.evidence.pairs])
    return np.where(of_sentence == 1, -1.0, (paper.of_pair == 2).astype(float))


def score(papers: Sequence[LabelledPaper], confidence: Mapping[str, Array], threshold: float) -> dict[str, float]:
    """Return precision and recall of receipts and sentences at a threshold, pooled and as means over papers."""
    counts = np.array([_count(p, confidence[p.name] >= threshold) for p in papers], dtype=float)
    n, right, n_sentences, right_sentences, n_clear, n_found = counts.sum(axis=0)
    return {
        "P": right / max(1, n),
        "R": n_found / max(1, n_clear),
        "sentence P": right_sentences / max(1, n_sentences),
        "mean P": float(np.mean([c[1] / c[0] for c in counts if c[0]] or [0])),
        "mean R": float(np.mean([c[5] / c[4] for c in counts if c[4]] or [0])),
        "n": n,
    }


def _count(paper: LabelledPaper, chosen: NDArray[np.bool_]) -> tuple[int, ...]:
    sentences = np.array([pair.sentence for pair in paper.evidence.pairs], dtype=int)
    counted = _counted(paper)
    judged = chosen & (counted >= 0)
    shown = set(sentences[judged])
    right = sum(paper.of_sentence[i] == 2 for i in shown)
    return (
        int(judged.sum()),
        int(counted[judged].sum()),
        len(shown),
        int(right),
        paper.n_clear,
        len(set(sentences[chosen & (counted == 1)])),
    )


def train(corpus: Corpus, known: dict[frozenset[int], Words], slope: float, intercept: float) -> dict[str, Any]:
    """Return a model of all papers, as its file holds it."""
    papers = corpus.papers
    trees = fit_trees(papers, add_unseen(corpus, None, known))
    words = Words(corpus, papers)
    return {
        "note": f"Trained by bench/train_receipts.py on {len(papers)} papers with {sum(p.n_clear for p in papers)} clear receipts.",
        "slope": slope,
        "intercept": intercept,
        "features": list(trees.features),
        "sentence": _write_words(words.sentence, corpus.sentences.names),
        "pair": _write_words(words.pair, corpus.pairs.names),
        "trees": [_write_tree(tree["tree_structure"]) for tree in trees.booster.dump_model()["tree_info"]],
    }


def _write_words(theta: Array, names: Sequence[str]) -> dict[str, Any]:
    weights = {name: round(float(weight), 2) for name, weight in zip(names, theta[1:], strict=True) if weight}
    return {"bias": round(float(theta[0]), 2), "weights": weights}


def _write_tree(root: dict[str, Any]) -> Nodes:
    """Return a tree as a list of nodes, its root first: (feature, threshold, left, right, value), or (value) for a leaf."""
    nodes: Nodes = []

    def add(node: dict[str, Any]) -> int:
        place = len(nodes)
        nodes.append([])
        if "leaf_value" in node:
            nodes[place] = [round(node["leaf_value"], 5)]
        else:
            left, right = add(node["left_child"]), add(node["right_child"])
            nodes[place] = [node["split_feature"], float(f"{node['threshold']:.6g}"), left, right, round(node["internal_value"], 5)]
        return place

    add(root)
    return nodes


def write_model(model: Mapping[str, Any], path: Path) -> None:
    """Write a model with a line for each tree and each list."""
    parts = {key: json.dumps(value, separators=(",", ":"), ensure_ascii=False) for key, value in model.items() if key != "trees"}
    trees = ",\n  ".join(json.dumps(tree, separators=(",", ":")) for tree in model["trees"])
    lines = [f' "{key}": {text}' for key, text in parts.items()]
    path.write_text("{\n" + ",\n".join([*lines, f' "trees": [\n  {trees}\n ]']) + "\n}\n", encoding="utf-8")


def read_all(folders: Sequence[Path], labels: Mapping[str, Sequence[Label]], rules: CritiqueRules) -> list[LabelledPaper]:
    """Return the labelled papers that the folders hold, by name."""
    found = {name: find_paper(folders, name) for name in sorted(labels)}
    for name in (name for name, path in found.items() if path is None):
        print(f"left out: there is no {name}.pdf")
    return [read_labelled(path, labels[name], rules) for name, path in found.items() if path is not None]


def main() -> None:
    """Train, and print the curve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path, nargs="+")
    parser.add_argument("--labels", type=Path, default=LABELS)
    parser.add_argument("--write", action="store_true", help=f"write the model of all papers to {MODEL.name}")
    options = parser.parse_args()
    papers = read_all(options.papers, load_labels(options.labels), load_rules(config_dir(), None))
    corpus, known = make_corpus(papers), dict[frozenset[int], Words]()
    log_odds = judge_unseen(corpus, known)
    slope, intercept = calibrate(papers, log_odds)
    confidence = {name: 1 / (1 + np.exp(-(slope * z + intercept))) for name, z in log_odds.items()}
    print(f"{len(papers)} papers, {sum(p.n_clear for p in papers)} clear receipts; slope {slope}, intercept {intercept}")
    for threshold in THRESHOLDS:
        print(f"  {threshold:.2f}  " + "  ".join(f"{name} {value:.3f}" for name, value in score(papers, confidence, threshold).items()))
    if options.write:
        write_model(train(corpus, known, slope, intercept), MODEL)


if __name__ == "__main__":
    main()
