"""Train the network that reads how critiques are worded, and show what it adds on papers it was not trained on.

usage: python bench/train_encoder.py PAPERS ... [--fields] [--jobs N] [--keep FOLDER] [--write]

PAPERS and labels are those of `bench/train_receipts.py`, whose trees choose the sentences. Prints precision and recall by threshold, every
paper judged by trees and a network that saw none of its fold (with --fields, none of its field). With --write a network of all papers
goes to config/wording/, and what it weighs beside the trees to config/critiques/joined.toml. Needs the extra `encoder`, which reading
papers does not; half an hour a network, on one core: with --keep those that are done are kept, and not trained again. Seeds are fixed
and each training runs on one thread: two on one machine give the same bytes.
"""

import argparse
import hashlib
import math
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from bench.labelled_papers import load_labels
from bench.receipt_scores import Array, Group, LabelledPaper, calibrate, confide, counted, field_of, fit_logistic, fold_of, print_curve
from bench.train_receipts import LABELS, N_DIGITS, Words, judge_unseen, make_corpus, read_all
from extractors.critiques.find import ask_encoder, list_places, mask_words
from extractors.critiques.model import Joined
from extractors.critiques.pairs import Pair
from extractors.critiques.rules import load_rules
from extractors.fingerprint import hash_files
from extractors.wording.encoder import ENCODER_FILE, FAR, MAX_PIECES, PIECES_FILE, cut_pieces, load_encoder
from extractors.wording.pieces import Vocabulary, load_pieces
from models.config_files import config_dir
from warehouse.files import replacing

CONFIG = Path(__file__).resolve().parent.parent / "config"
PIECES = CONFIG / "wording" / PIECES_FILE
NETWORK = Path(__file__).with_name("encoder_network.py")
LEAST = -0.6
"""What the trees must say of a pair for the encoder to be asked. At -0.2 a fifth fewer sentences are read and three hundredths of recall
are lost; at -1.0 a quarter more are, which finds two hundredths more at precision 0.80 and nothing more of what is sure."""
LEAST_TRAINED = -2.5
"""The same in training: sentences that look a little like critiques teach it what none is."""
OTHERS = 0.04
"""Share of the other sentences that it is shown."""
MAX_METHODS = 24
"""Methods of a sentence that it is trained on."""
STIFFNESS = 1.0
SEED = 1


@dataclass(frozen=True)
class Example:
    """A sentence with its methods, as the network reads it, and the verdicts: 0 no receipt, 1 an unclear one, 2 a clear one."""

    ids: list[int]
    at: list[int]
    distances: list[int]
    of_pairs: list[float]
    of_sentence: float


def list_examples(paper: LabelledPaper, log_odds: Array, pieces: Vocabulary, order: random.Random) -> list[Example]:
    """Return the sentences of a paper to learn from; `log_odds` are those of trees that saw no paper of its fold."""
    found = []
    chance = zip(paper.evidence.pairs, log_odds.tolist(), paper.of_pair.tolist(), strict=True)
    for i, group in groupby(chance, key=lambda entry: entry[0].sentence):
        pairs = list(group)
        is_likely = max(odds for _, odds, _ in pairs) > LEAST_TRAINED
        if is_likely or paper.of_sentence[i] or order.random() < OTHERS:
            mine = pairs[:MAX_METHODS]
            found.append(_make_example(paper, i, [p for p, _, _ in mine], [y for _, _, y in mine], pieces))
    return found


def _make_example(paper: LabelledPaper, i: int, pairs: Sequence[Pair], verdicts: list[float], pieces: Vocabulary) -> Example:
    read = cut_pieces(*mask_words(paper.evidence.views, i), pieces)
    at, distances = read.locate(list_places(pairs))
    return Example(read.ids, at, distances, verdicts, float(paper.of_sentence[i]))


def train_networks(seen: Sequence[Sequence[Example]], top: Path, n_jobs: int) -> list[Path]:
    """Return the folders of networks below `top`, each trained on some examples."""
    folders = [top / name_network(examples) for examples in seen]
    with ProcessPoolExecutor(n_jobs, max_tasks_per_child=1) as pool:
        for k, _ in enumerate(pool.map(make_encoder, seen, folders)):
            print(f"network {k + 1} of {len(folders)} is in {folders[k]}", file=sys.stderr)
    return folders


def name_network(examples: Sequence[Example]) -> str:
    """Return the hash of what makes a network: its examples, its vocabulary, and the module that trains it with what it is given."""
    made_by = hash_files((), (PIECES, NETWORK))
    return hashlib.sha256(f"{made_by} {SEED} {MAX_PIECES} {FAR} {examples}".encode()).hexdigest()[:N_DIGITS]


def make_encoder(examples: Sequence[Example], folder: Path) -> None:
    """Train a network on examples and write it, with its vocabulary, into a folder; one that is there stays."""
    path = folder / ENCODER_FILE
    if not path.is_file():
        from bench.encoder_network import train_network, write_network  # needs PyTorch, which nothing else here does

        with replacing(path) as unfinished:
            shutil.copyfile(PIECES, folder / PIECES_FILE)
            pieces = load_pieces(PIECES)
            write_network(train_network(examples, pieces, SEED), unfinished, pieces.sha256)


def judge_wording(papers: Sequence[LabelledPaper], log_odds: Mapping[str, Array], folder: Path) -> dict[str, Array]:
    """Return what the encoder of a folder says of every pair of some papers, in log odds; NaN where it is not asked."""
    encoder, found = load_encoder(folder), dict[str, Array]()
    for paper in papers:
        likely = log_odds[paper.name] > LEAST
        said = ask_encoder(paper.evidence.views, [p for p, is_asked in zip(paper.evidence.pairs, likely, strict=True) if is_asked], encoder)
        found[paper.name] = np.array([said.get(pair, math.nan) for pair in paper.evidence.pairs])
    return found


def judge_unseen_wording(
    papers: Sequence[LabelledPaper], log_odds: Mapping[str, Array], group: Callable[[LabelledPaper], Group], top: Path, n_jobs: int
) -> dict[str, Array]:
    """Return the same by networks that saw no paper of its group, kept below `top`."""
    groups = sorted({group(p) for p in papers}, key=str)
    folders = train_networks([list_all([p for p in papers if group(p) != out], log_odds) for out in groups], top, n_jobs)
    found: dict[str, Array] = {}
    for out, folder in zip(groups, folders, strict=True):
        found |= judge_wording([p for p in papers if group(p) == out], log_odds, folder)
    return found


def list_all(papers: Sequence[LabelledPaper], log_odds: Mapping[str, Array]) -> list[Example]:
    """Return the sentences of some papers to learn from."""
    pieces, order = load_pieces(PIECES), random.Random(SEED)  # noqa: S311
    return [example for paper in papers for example in list_examples(paper, log_odds[paper.name], pieces, order)]


def fit_joined(papers: Sequence[LabelledPaper], log_odds: Mapping[str, Array], wording: Mapping[str, Array]) -> Joined:
    """Return what trees and encoder weigh beside each other, by logistic regression on clear verdicts of models that saw none of them."""
    trees, encoder, right = (
        np.concatenate([values(p) for p in papers]) for values in (lambda p: log_odds[p.name], lambda p: wording[p.name], counted)
    )
    is_asked = ~np.isnan(encoder) & (right >= 0)
    x, y = np.stack([trees, encoder], 1)[is_asked], right[is_asked]
    return Joined(LEAST, *(round(float(w), 3) for w in fit_logistic(x, y, np.ones(len(y)), STIFFNESS)))


def confide_together(
    papers: Sequence[LabelledPaper], log_odds: Mapping[str, Array], wording: Mapping[str, Array], group: Callable[[LabelledPaper], Group]
) -> dict[str, Array]:
    """Return the confidence of every pair, as `extractors.critiques.find.decide` makes it, weighed on papers of other groups."""
    found: dict[str, Array] = {}
    for out in sorted({group(p) for p in papers}, key=str):
        others = [p for p in papers if group(p) != out]
        alone, joined = confide(log_odds, *calibrate(others, log_odds)), fit_joined(others, log_odds, wording)
        names = [p.name for p in papers if group(p) == out]
        both = confide({name: joined.weigh(log_odds[name], wording[name]) for name in names}, 1.0, 0.0)
        found |= {name: np.where(np.isnan(wording[name]), alone[name], both[name]) for name in names}
    return found


def main() -> None:
    """Train, and print the curves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path, nargs="+")
    parser.add_argument("--fields", action="store_true", help="also judge each field by trees and a network of the others")
    parser.add_argument("--jobs", type=int, default=1, help="trainings side by side, each on one core")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the networks there, and train none that is there")
    parser.add_argument("--write", action="store_true", help="write the network of all papers, and what it weighs")
    options = parser.parse_args()
    if options.jobs < 1:
        parser.error("--jobs: at least 1")
    with tempfile.TemporaryDirectory() as temporary:
        top = options.keep or Path(temporary)
        top.mkdir(parents=True, exist_ok=True)
        judge_all(read_all(options.papers, load_labels(LABELS), load_rules(config_dir(), None)), top, options)


def judge_all(papers: list[LabelledPaper], top: Path, options: argparse.Namespace) -> None:
    """Train by folds, by fields and on all, as the options say, with networks kept below `top`."""
    corpus, known = make_corpus(papers), dict[frozenset[Group], Words]()
    log_odds = judge_unseen(corpus, known)
    print_curve("trees alone, by folds", papers, confide(log_odds, *calibrate(papers, log_odds)))
    wording = judge_unseen_wording(papers, log_odds, fold_of, top, options.jobs)
    print_curve("trees and network, by folds", papers, confide_together(papers, log_odds, wording, fold_of))
    if options.write:
        (whole,) = train_networks([list_all(papers, log_odds)], top, 1)
        for name in (ENCODER_FILE, PIECES_FILE):
            shutil.copyfile(whole / name, PIECES.parent / name)
        write_joined(fit_joined(papers, log_odds, wording), CONFIG / "critiques" / "joined.toml")
    if options.fields:
        of_fields = judge_unseen(corpus, known, field_of)
        print_curve("trees alone, each field by those of the others", papers, confide(of_fields, *calibrate(papers, of_fields)))
        worded = judge_unseen_wording(papers, of_fields, field_of, top, options.jobs)
        print_curve("trees and network, the same", papers, confide_together(papers, of_fields, worded, field_of))


def write_joined(joined: Joined, path: Path) -> None:
    """Write what trees and encoder weigh."""
    path.write_text(
        "# Written by bench/train_encoder.py. The encoder is asked of a pair of which the trees say more than `least`, in log odds; the\n"
        "# confidence is the logistic function of bias + trees * theirs + encoder * its.\n"
        + "".join(f"{name} = {value}\n" for name, value in asdict(joined).items()),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
