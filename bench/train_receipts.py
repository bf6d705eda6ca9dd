"""Train the decision on critique receipts, and show what it is worth on papers it was not trained on.

usage: python bench/train_receipts.py PAPERS ... [--labels FILE] [--write]

PAPERS are folders of PDFs; `receipt_labels.json` says, in hashes, which of their sentences are receipts and about whom. Papers that no
folder has, by their name or by the digest that stands for it, are left out and named. Prints precision and recall by threshold, every
paper judged by a model of the other folds. With --write, a model of all papers goes to config/critiques/receipts_model.json. Needs
lightgbm and scipy, which extraction does not. Seeds are fixed and one thread is used: two trainings give the same bytes.
"""

import argparse
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from bench.labelled_papers import Label, hash_text, load_labels
from bench.receipt_scores import (
    THRESHOLDS,
    Gram,
    Group,
    LabelledPaper,
    calibrate,
    confide,
    field_of,
    fit_logistic,
    fold_of,
    print_curve,
)
from extractors.critiques.find import MIN_CONFIDENCE
from extractors.critiques.gather import PaperEvidence, add_scores, gather_evidence, open_views
from extractors.critiques.model import Grams as KindedGrams
from extractors.critiques.model import tabulate
from extractors.critiques.rules import CritiqueRules, load_rules
from extractors.critiques.sentence_view import read_grams
from extractors.critiques.stance import read_context
from extractors.names.find import find_names
from extractors.reading import read_content
from extractors.sources.facts import hash_file
from models.config_files import config_dir
from models.document import PaperText
from models.memory import rest_collector

LABELS = Path(__file__).with_name("receipt_labels.json")
MODEL = Path(__file__).resolve().parent.parent / "config" / "critiques" / "receipts_model.json"
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
MAX_STEPS = 30
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
LOST = 0.04
"""Share of the clear receipts whose sentences may say so little by their words that they are left out unseen: none that the trees
would show is among them, and the grammar is asked for half of the sentences."""
LOST_TOGETHER = 0.02
"""Share of the pairs that would be stored, by trees that saw none of them, which their own words may leave out besides: none of the
receipts that count is among them, and a third fewer pairs are looked at."""
LEARNING = (25, 50, 75)
"""Percent of the papers that the learning curve is made of, beside all of them."""

Array = NDArray[np.float64]
Nodes = list[list[Any]]
N_NAMED = 5
"""Papers that are named where many are left out."""
N_DIGITS = 16
"""Digits of its file's SHA-256 that name a paper which has no other name here."""
_DIGEST = re.compile(rf"[0-9a-f]{{{N_DIGITS}}}")


def find_paper(folders: Sequence[Path], name: str) -> Path | None:
    """Return a paper's PDF in the first folder that has it: by its file's name, or by the first digits of its SHA-256."""
    named = next((path for folder in folders if (path := folder / f"{name}.pdf").is_file()), None)
    if named or not _DIGEST.fullmatch(name):
        return named
    return next((digests[name] for folder in folders if name in (digests := _digest_all(folder))), None)


@cache
def _digest_all(folder: Path) -> dict[str, Path]:
    return {hash_file(path).sha256[:N_DIGITS]: path for path in sorted(folder.glob("*.pdf"))}


def read_labelled(path: Path, labels: Sequence[Label], rules: CritiqueRules, name: str = "") -> LabelledPaper:
    """Return one PDF's evidence and verdicts, by the name that its labels have."""
    with rest_collector():
        content = read_content(path)
        names = find_names(content.text, content.tables, rules.names)
        evidence = gather_evidence(content.text, names, open_views(content.text, names, rules))
        return replace(label_paper(path, content.text, evidence, labels), name=name or path.stem)


def label_paper(path: Path, text: PaperText, evidence: PaperEvidence, labels: Sequence[Label]) -> LabelledPaper:
    """Return a paper's evidence with what its labels say of every sentence and pair."""
    by_hash = {label.sentence: label for label in labels}
    found = [by_hash.get(hash_text(sentence.text)) for sentence in text.sentences]
    of_sentence = np.array([0.0 if label is None else 1.0 + label.is_clear for label in found])
    of_pair = [_judge(found[p.sentence], p.target.label, p.target.citation) for p in evidence.pairs]
    return LabelledPaper(
        path.stem,
        path.parent.name,
        evidence,
        [list_grams(read_grams(evidence.views, i)) for i in range(len(text.sentences))],
        [list_grams(read_context(pair, evidence.views)) for pair in evidence.pairs],
        of_sentence,
        np.array(of_pair),
    )


def list_grams(grams: KindedGrams) -> set[Gram]:
    """Return what a text has, each with its kind, as the model's file names it."""
    return {(kind, words) if isinstance(words, str) else (kind, *words) for kind, found in grams.items() for words in found}


def _judge(label: Label | None, name: str, citation: str) -> float:
    if label is None or not {hash_text(text) for text in (name, citation) if text} & label.targets:
        return 0.0
    return 1.0 + label.is_clear


@dataclass(frozen=True)
class Grams:
    """The texts of some papers as rows of sparse tables, one column for each gram that enough papers have."""

    names: list[Gram]
    tables: dict[str, Any]


def tabulate_grams(texts: Mapping[str, Sequence[Set[Gram]]]) -> Grams:
    """Return the texts of every paper as a table; a long text's entries are scaled down."""
    n_papers = Counter(gram for rows in texts.values() for gram in {gram for row in rows for gram in row})
    names = sorted(gram for gram, n in n_papers.items() if n >= min(MIN_PAPERS, len(texts)))
    place = {gram: k for k, gram in enumerate(names)}
    return Grams(names, {paper: _spread(rows, place) for paper, rows in texts.items()})


def _spread(texts: Sequence[Set[Gram]], place: Mapping[Gram, int]) -> Any:
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        known = sorted(place[gram] for gram in text if gram in place)
        columns += known
        values += [1 / max(1, len(text)) ** 0.5] * len(known)
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
    theta = fit_logistic(x, y, weight, STIFFNESS, MAX_STEPS).round(2)
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
        of_pair = dict(zip(paper.evidence.pairs, pairs.tolist(), strict=True))
        return add_scores(paper.evidence, sentences.tolist().__getitem__, of_pair.__getitem__)


def add_unseen(
    corpus: Corpus, group: Callable[[LabelledPaper], Group], without: Group | None, known: dict[frozenset[Group], Words]
) -> dict[str, list[dict[str, float]]]:
    """Return the rows of all papers, each with words weighed on other groups than its own, and never on those of `without`."""
    rows = {}
    for paper in corpus.papers:
        left_out = frozenset({group(paper)} | ({without} if without is not None else set()))
        if left_out not in known:
            known[left_out] = Words(corpus, [p for p in corpus.papers if group(p) not in left_out] or corpus.papers)
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


def judge_unseen(
    corpus: Corpus, known: dict[frozenset[Group], Words], group: Callable[[LabelledPaper], Group] = fold_of
) -> dict[str, Array]:
    """Return the log odds of every pair, by a model that saw no paper of its group; `known` keeps the words of groups."""
    found: dict[str, Array] = {}
    for out in sorted({group(p) for p in corpus.papers}, key=str):
        rows = add_unseen(corpus, group, out, known)
        trees = fit_trees([p for p in corpus.papers if group(p) != out], rows)
        found |= {p.name: trees.weigh(rows[p.name]) for p in corpus.papers if group(p) == out}
    return found


def find_least(papers: Sequence[LabelledPaper], rows: Mapping[str, list[dict[str, float]]]) -> float:
    """Return what the words of all but a few sentences with a clear receipt say, by weights that saw none of them."""
    said = [row["words"] for paper in papers for row, verdict in zip(rows[paper.name], paper.of_pair, strict=True) if verdict == 2]
    return round(float(np.quantile(said, LOST)), 1) if said else -math.inf


def find_least_together(papers: Sequence[LabelledPaper], rows: Mapping[str, list[dict[str, float]]], kept: Mapping[str, Array]) -> float:
    """Return what the words of all but a few of the pairs that would be kept say of sentence and method together."""
    chosen = [row for paper in papers for row, is_kept in zip(rows[paper.name], kept[paper.name], strict=True) if is_kept]
    said = [row["words"] + row["words_around_method"] for row in chosen]
    return round(float(np.quantile(said, LOST_TOGETHER)), 1) if said else -math.inf


def train(corpus: Corpus, known: dict[frozenset[Group], Words], log_odds: Mapping[str, Array]) -> dict[str, Any]:
    """Return a model of all papers, as its file holds it; `log_odds` are those by models that saw no paper of its fold."""
    papers = corpus.papers
    slope, intercept = calibrate(papers, log_odds)
    kept = {name: values >= MIN_CONFIDENCE for name, values in confide(log_odds, slope, intercept).items()}
    rows = add_unseen(corpus, fold_of, None, known)
    trees = fit_trees(papers, rows)
    words = Words(corpus, papers)
    dumped = trees.booster.dump_model()["tree_info"]
    features, forest = drop_unasked(trees.features, [_write_tree(tree["tree_structure"]) for tree in dumped])
    return {
        "note": f"Trained by bench/train_receipts.py on {len(papers)} papers with {sum(p.n_clear for p in papers)} clear receipts.",
        "least": find_least(papers, rows),
        "least_together": find_least_together(papers, rows, kept),
        "slope": slope,
        "intercept": intercept,
        "features": features,
        "sentence": _write_words(words.sentence, corpus.sentences.names),
        "pair": _write_words(words.pair, corpus.pairs.names),
        "trees": forest,
    }


def drop_unasked(features: Sequence[str], trees: Sequence[Nodes]) -> tuple[list[str], list[Nodes]]:
    """Return the features that the trees ask for, half of all, and the trees with these numbered anew."""
    asked = sorted({node[0] for tree in trees for node in tree if len(node) > 1})
    place = {old: new for new, old in enumerate(asked)}
    return [features[k] for k in asked], [[[place[n[0]], *n[1:]] if len(n) > 1 else n for n in tree] for tree in trees]


def _write_words(theta: Array, names: Sequence[Gram]) -> dict[str, Any]:
    weights = {" ".join(name): round(float(weight), 2) for name, weight in zip(names, theta[1:], strict=True) if weight}
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
    if gone := [name for name, path in found.items() if path is None]:
        print(f"left out: {len(gone)} of {len(found)} labelled papers, which no folder has: {', '.join(gone[:N_NAMED])} ...")
    return [read_labelled(path, labels[name], rules, name) for name, path in found.items() if path is not None]


def main() -> None:
    """Train, and print the curve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path, nargs="+")
    parser.add_argument("--labels", type=Path, default=LABELS)
    parser.add_argument("--fields", action="store_true", help="also judge each field by models of the others")
    parser.add_argument("--learning", action="store_true", help="also train on a quarter, a half and three quarters of the papers")
    parser.add_argument("--write", action="store_true", help=f"write the model of all papers to {MODEL.name}")
    options = parser.parse_args()
    papers = read_all(options.papers, load_labels(options.labels), load_rules(config_dir(), None))
    corpus, known = make_corpus(papers), dict[frozenset[Group], Words]()
    log_odds = judge_unseen(corpus, known)
    slope, intercept = calibrate(papers, log_odds)
    print(f"{len(papers)} papers, {sum(p.n_clear for p in papers)} clear receipts; slope {slope}, intercept {intercept}")
    print_curve("all, by folds", papers, confide(log_odds, slope, intercept))
    for field in sorted({p.field for p in papers}):
        print_curve(f"{field}, by folds", [p for p in papers if p.field == field], confide(log_odds, slope, intercept), THRESHOLDS[-6:])
    if options.fields:
        print_curve("all, each field by models of the others", papers, confide(judge_unseen(corpus, known, field_of), slope, intercept))
    for share in LEARNING if options.learning else ():
        some = make_corpus([p for p in papers if zlib.crc32(p.name.encode()) % 100 < share])
        odds = judge_unseen(some, {})
        print_curve(f"{len(some.papers)} papers", some.papers, confide(odds, *calibrate(some.papers, odds)), THRESHOLDS[-6:])
    if options.write:
        write_model(train(corpus, known, log_odds), MODEL)


if __name__ == "__main__":
    main()
