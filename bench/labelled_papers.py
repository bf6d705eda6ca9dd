"""Score critique receipts on corpus papers that other readers labelled without knowing the rules.

usage: python bench/labelled_papers.py PAPERS [--every-paper]

PAPERS is the folder of the shared corpus. `labelled_papers.json` says which sentences of 40 papers outside the gold are
receipts, and about whom; sentences and names stand there only as hashes, because they are the papers' text. Labels that
the readers called unclear count neither way. A label whose sentence the text no longer has, letter for letter, is counted
as gone and left out.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from extractors.paper import RuleSet, load_rule_set, read_paper
from models.memory import rest_collector
from models.rows import Critique
from warehouse.gold import fold

LABELS = Path(__file__).with_suffix(".json")
CONFIG = Path(__file__).resolve().parent.parent / "config"


class Label(NamedTuple):
    """A receipt as a reader saw it, in hashes."""

    sentence: str
    is_clear: bool
    targets: frozenset[str]
    """Names and citation markers that mean the criticised methods."""


class Score(NamedTuple):
    """Counts of one paper, or of several."""

    n_sentences: int = 0
    n_sentences_right: int = 0
    n_receipts: int = 0
    n_receipts_right: int = 0
    n_clear: int = 0
    n_found: int = 0
    n_gone: int = 0

    def __add__(self, other: object) -> "Score":
        """Return the sum of both."""
        if not isinstance(other, Score):
            return NotImplemented
        return Score(*(a + b for a, b in zip(self, other, strict=True)))


def hash_text(text: str) -> str:
    """Return what stands for a sentence or name: the start of its hash, case, spaces and punctuation left out."""
    return hashlib.sha256(fold(text).encode()).hexdigest()[:12]


def load_labels(path: Path = LABELS) -> dict[str, list[Label]]:
    """Return the labels by paper."""
    papers = json.loads(path.read_text(encoding="utf-8"))["papers"]
    return {paper: [Label(s, bool(clear), frozenset(targets)) for s, clear, targets in rows] for paper, rows in papers.items()}


def score_paper(critiques: Sequence[Critique], sentences: Sequence[str], labels: Sequence[Label]) -> Score:
    """Return how the counted receipts of a paper compare with its labels; `sentences` are all that its text has."""
    known = {hash_text(sentence) for sentence in sentences}
    of_sentence = {label.sentence: label for label in labels if label.sentence in known}
    counted = [(hash_text(c.sentence), {hash_text(c.method_label), hash_text(c.citation)}) for c in critiques if c.is_counted]
    judged = [(s, names) for s, names in counted if s not in of_sentence or of_sentence[s].is_clear]
    clear = {s for s, label in of_sentence.items() if label.is_clear}
    return Score(
        len({s for s, _ in judged}),
        len({s for s, _ in judged if s in of_sentence}),
        len(judged),
        sum(1 for s, names in judged if s in of_sentence and names & of_sentence[s].targets),
        len(clear),
        len(clear & {s for s, _ in counted}),
        len({label.sentence for label in labels} - known),
    )


def read_and_score(path: Path, labels: Sequence[Label], rules: RuleSet) -> Score:
    """Return the score of one PDF; raises PaperError when it cannot be read."""
    with rest_collector():
        reading = read_paper(path, rules, path.stem)
    return score_paper(reading.critiques, [s.text for s in reading.content.text.sentences], labels)


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path)
    parser.add_argument("--every-paper", action="store_true", help="print a line a paper too")
    options = parser.parse_args()
    rules = load_rule_set(CONFIG, None)
    total = Score()
    for paper, labels in load_labels().items():
        path = options.papers / f"{paper}.pdf"
        if not path.is_file():
            print(f"left out: {path} is not there")
            continue
        score = read_and_score(path, labels, rules)
        total += score
        if options.every_paper:
            print_score(paper, score)
    print_score("all", total)


def print_score(name: str, score: Score) -> None:
    """Print precision and recall."""
    print(
        f"{name:30} sentence P {score.n_sentences_right / max(1, score.n_sentences):.3f} ({score.n_sentences_right}/{score.n_sentences})"
        f"  receipt P {score.n_receipts_right / max(1, score.n_receipts):.3f} ({score.n_receipts_right}/{score.n_receipts})"
        f"  R {score.n_found / max(1, score.n_clear):.3f} ({score.n_found}/{score.n_clear})  labels gone {score.n_gone}"
    )


if __name__ == "__main__":
    main()
