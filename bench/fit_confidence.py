"""Fit the weights of receipts' evidence to annotated papers, and show what they are worth on papers they were not fitted to.

usage: python bench/fit_confidence.py PAPERS GOLD [PAPERS GOLD ...] [--write]

PAPERS is a folder of PDFs, GOLD one of annotations with the same file stems (the format of samples/expected). Prints the
precision and recall of each threshold, every paper judged by weights fitted to the others. With --write, the weights fitted
to all of them go into config/critiques/confidence.toml and, for the cues, into config/critiques/*.jsonl.
"""

import argparse
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.critiques.candidates import MAX_TARGETS, find_candidates
from extractors.critiques.gather import open_views
from extractors.critiques.judge import Candidate
from extractors.critiques.rules import CritiqueRules, load_rules
from extractors.names.find import find_names
from extractors.names.not_methods import find_areas
from extractors.pdf.pages import read_pages
from extractors.reading import read_text
from extractors.tables.find import find_tables
from models.memory import rest_collector
from warehouse.gold import GoldCritique, GoldPaper, is_same_label, is_same_sentence, load_gold

CONFIG = Path(__file__).resolve().parent.parent / "config"
N_FOLDS = 10
UNCLEAR_WEIGHT = 0.35
"""What an annotation that careful readers could disagree about counts, beside a clear one."""
EVIDENCE_STIFFNESS, CUE_STIFFNESS = 6.0, 12.0
"""How strongly a weight is held to its present value: as by this many examples. A cue has few examples of its own."""
THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)

Array = NDArray[np.float64]


class Example(NamedTuple):
    """A candidate with the annotators' verdict."""

    paper: str
    sentence: int
    features: tuple[str, ...]
    is_right: bool
    weight: float
    """Below 1 where the annotators call the sentence unclear."""


class Data(NamedTuple):
    """All examples, and how many clear critiques the papers have."""

    examples: list[Example]
    n_clear: int


def read_examples(papers_dir: Path, gold_dir: Path, rules: CritiqueRules) -> Data:
    """Return every candidate of the annotated papers of a folder."""
    examples: list[Example] = []
    n_clear = 0
    for gold in load_gold(gold_dir):
        path = papers_dir / f"{gold.paper}.pdf"
        if not path.is_file():
            print(f"left out: {path} is not there")
            continue
        n_clear += sum(critique.clear for critique in gold.critiques)
        with rest_collector():
            examples.extend(_read_paper(path, gold, rules))
    return Data(examples, n_clear)


def _read_paper(path: Path, gold: GoldPaper, rules: CritiqueRules) -> Iterator[Example]:
    pages = read_pages(path)
    tables = find_tables(pages)
    text = read_text(pages, tables)
    names = find_names(text, tables, rules.names)
    for finding in find_candidates(text, names, open_views(text, names, rules), find_areas(text, names, rules.names)):
        sentence = text.sentences[finding.sentence_index].text
        same = [critique for critique in gold.critiques if is_same_sentence(sentence, critique.sentence)]
        for candidate in finding.candidates:
            if not candidate.rejected and 0 < len(candidate.targets) <= MAX_TARGETS:
                features = (*candidate.evidence, f"cue {candidate.cue.pattern.id}")
                yield Example(gold.paper, finding.sentence_index, features, *_judge(candidate, same))


def _judge(candidate: Candidate, same: Sequence[GoldCritique]) -> tuple[bool, float]:
    """Return whether the candidate is right and how much that counts."""
    right = [critique for critique in same if _hits(candidate, critique)]
    is_clear = any(critique.clear for critique in right or same)
    return bool(right), 1.0 if is_clear or not same else UNCLEAR_WEIGHT


def _hits(candidate: Candidate, critique: GoldCritique) -> bool:
    return any(
        is_same_label(target.label, wanted.name) or (target.citation and wanted.cite and _shares(target.citation, wanted.cite))
        for target in candidate.targets
        for wanted in critique.targets
    )


def _shares(a: str, b: str) -> bool:
    a, b = (re.sub(r"\W+", "", text.lower()) for text in (a, b))
    return a in b or b in a


def read_weights(rules: CritiqueRules, examples: Sequence[Example]) -> dict[str, float]:
    """Return the present weight of every feature of the examples."""
    of_cue = {f"cue {pattern.id}": pattern.weight for pattern in rules.patterns}
    names = sorted({name for example in examples for name in example.features})
    return {name: of_cue[name] if name in of_cue else rules.weight(name) for name in names}


def fit(examples: Sequence[Example], weights: dict[str, float]) -> dict[str, float]:
    """Return weights by logistic regression, each held to its present value (Newton's method; it converges in a few steps)."""
    names = list(weights)
    x, prior = _tabulate(examples, names), np.array([weights[name] for name in names])
    y, n = np.array([float(e.is_right) for e in examples]), np.array([e.weight for e in examples])
    stiffness = np.array([CUE_STIFFNESS if name.startswith("cue ") else EVIDENCE_STIFFNESS for name in names])
    theta = prior.copy()
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ theta)))
        slope = x.T @ (n * (p - y)) + stiffness * (theta - prior)
        step = np.linalg.solve((x * (n * p * (1 - p))[:, None]).T @ x + np.diag(stiffness), slope)
        theta -= step
        if np.abs(step).max() < 1e-6:
            break
    return dict(zip(names, (round(float(value), 2) for value in theta), strict=True))


def _tabulate(examples: Sequence[Example], names: Sequence[str]) -> Array:
    place = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(examples), len(names)))
    for row, example in enumerate(examples):
        for name in example.features:
            x[row, place[name]] += 1
    return x


def score_unseen(examples: Sequence[Example], weights: dict[str, float]) -> list[float]:
    """Return each example's confidence by weights fitted to the papers of the other folds."""
    fold = [zlib.crc32(example.paper.encode()) % N_FOLDS for example in examples]
    fitted = [fit([e for e, f in zip(examples, fold, strict=True) if f != k], weights) for k in range(N_FOLDS)]
    return [_confidence(example, fitted[k]) for example, k in zip(examples, fold, strict=True)]


def _confidence(example: Example, weights: dict[str, float]) -> float:
    return float(1 / (1 + np.exp(-sum(weights[name] for name in example.features))))


def print_curve(title: str, examples: Sequence[Example], confidences: Sequence[float], n_clear: int) -> None:
    """Print sentence precision and recall by threshold; of a sentence's candidates the surest counts."""
    best: dict[tuple[str, int], tuple[float, Example]] = {}
    for example, confidence in zip(examples, confidences, strict=True):
        key = (example.paper, example.sentence)
        best[key] = max(best.get(key, (-1.0, example)), (confidence, example), key=lambda pair: pair[0])
    print(title)
    for threshold in THRESHOLDS:
        clear = [e for confidence, e in best.values() if confidence >= threshold and e.weight == 1]
        n_right = sum(e.is_right for e in clear)
        print(f"  {threshold:.2f}  precision {n_right / max(1, len(clear)):.3f}  recall {n_right / max(1, n_clear):.3f}  of {len(clear)}")


def write_weights(weights: dict[str, float], config: Path) -> None:
    """Put the weights into confidence.toml and the pattern files, comments and order as they are."""
    path = config / "critiques" / "confidence.toml"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(_with_weight(line, weights) for line in lines) + "\n")
    for path in sorted((config / "critiques").glob("*.jsonl")):
        rows = [_pattern_with_weight(line, weights) for line in path.read_text().splitlines()]
        path.write_text("\n".join(rows) + "\n")


def _with_weight(line: str, weights: dict[str, float]) -> str:
    name = line.partition("=")[0].strip()
    return re.sub(r"=\s*-?[\d.]+", f"= {weights[name]:g}", line, count=1) if name in weights else line


def _pattern_with_weight(line: str, weights: dict[str, float]) -> str:
    weight = weights.get(f"cue {json.loads(line)['id']}") if line.strip() else None
    return line if weight is None else re.sub(r'("weight":\s*)-?[\d.]+', rf"\g<1>{weight:g}", line, count=1)


def main() -> None:
    """Run the fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="PAPERS GOLD")
    parser.add_argument("--write", action="store_true", help="write the weights fitted to all papers into config/")
    parser.add_argument("--topic", help="take the patterns of this topic too")
    options = parser.parse_args()
    if len(options.folders) % 2:
        parser.error("give folders in pairs: PDFs, then their annotations")
    rules = load_rules(CONFIG, options.topic)
    pairs = zip(options.folders[::2], options.folders[1::2], strict=True)
    data = [read_examples(papers, gold, rules) for papers, gold in pairs]
    examples, n_clear = [e for d in data for e in d.examples], sum(d.n_clear for d in data)
    weights = read_weights(rules, examples)
    print(f"{len(examples)} candidates of {len({e.paper for e in examples})} papers with {n_clear} clear critiques")
    print_curve("weights as they are", examples, [_confidence(e, weights) for e in examples], n_clear)
    print_curve("fitted to other papers", examples, score_unseen(examples, weights), n_clear)
    fitted = fit(examples, weights)
    print_curve("fitted to these papers", examples, [_confidence(e, fitted) for e in examples], n_clear)
    if options.write:
        write_weights(fitted, CONFIG)
        print(f"written to {CONFIG / 'critiques'}")


if __name__ == "__main__":
    main()
