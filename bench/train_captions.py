"""Train what tells a caption's measure, data and conditions, and show what it is worth on papers it was not trained on.

usage: python bench/train_captions.py PAPERS ... [--labels FILE] [--write]

PAPERS are folders of PDFs; `caption_labels.json` says, in hashes and places of words, what readers marked in their tables' captions.
Prints precision and recall by kind, every paper judged by weights of the other folds: of phrases marked letter for letter, and of
phrases that share a word with one. With --write, the weights of all papers go to config/results/caption_model.json. Needs
python-crfsuite, which extraction does not. Two trainings give the same bytes.
"""

import argparse
import json
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pycrfsuite

from bench.labelled_papers import hash_text
from extractors.pdf.pages import read_pages
from extractors.results.captions.phrases import PhraseKind, describe_words, join_tags
from extractors.results.captions.text import caption_body
from extractors.results.vocabulary import TableVocabulary, load_vocabulary
from extractors.tables.find import find_tables
from models.config_files import config_dir
from models.memory import rest_collector

LABELS = Path(__file__).with_name("caption_labels.json")
MODEL = Path(__file__).resolve().parent.parent / "config" / "results" / "caption_model.json"
MAX_CAPTION = 800
"""Letters of a caption that readers saw."""
N_FOLDS = 5
DIGITS = 2
"""Decimals of a weight: more do not change a tag."""
NOTHING = "nothing"
"""The tag of a word that says nothing; crfsuite knows no empty one."""
TRAINING: dict[str, Any] = {"c1": 0.1, "c2": 0.3, "max_iterations": 150, "feature.minfreq": 2, "feature.possible_transitions": True}

Phrase = tuple[str, int, int]
"""Kind, first word, and the word behind the last."""


class Caption(NamedTuple):
    """A labelled caption of a paper, as features and tags of its words."""

    paper: str
    features: list[list[str]]
    phrases: list[Phrase]

    def tags(self) -> list[str]:
        """Return the tag of each word: the kind, "+" before it where a phrase goes on."""
        tags = [NOTHING] * len(self.features)
        for kind, start, end in self.phrases:
            tags[start:end] = [kind, *[f"+{kind}"] * (end - start - 1)]
        return tags


def read_captions(folders: Sequence[Path], labels: Mapping[str, list[Phrase]], vocabulary: TableVocabulary) -> list[Caption]:
    """Return the labelled captions of all PDFs, a caption once."""
    found: dict[str, Caption] = {}
    for path in sorted(path for folder in folders for path in folder.rglob("*.pdf")):
        with rest_collector():
            texts = [caption_body(table.caption)[:MAX_CAPTION] for table in find_tables(read_pages(path))]
        for text in texts:
            key = hash_text(text)
            if key in labels and key not in found:
                found[key] = Caption(path.stem, describe_words(text, vocabulary)[1], labels[key])
    return [found[key] for key in sorted(found)]


def train(captions: Sequence[Caption]) -> pycrfsuite.Tagger:
    """Return what was learned of the captions."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for caption in captions:
        trainer.append(caption.features, caption.tags())
    trainer.set_params(TRAINING)
    with tempfile.NamedTemporaryFile(suffix=".crf") as file:
        trainer.train(file.name)
        tagger = pycrfsuite.Tagger()
        tagger.open(file.name)  # reads it whole
    return tagger


def judge_folds(captions: Sequence[Caption]) -> list[tuple[Caption, list[Phrase]]]:
    """Return each caption with the phrases that weights of the other folds' papers mark in it."""
    judged: list[tuple[Caption, list[Phrase]]] = []
    for fold in range(N_FOLDS):
        tagger = train([c for c in captions if _fold_of(c) != fold])
        judged += [(c, join_tags(map(_name, tagger.tag(c.features)))) for c in captions if _fold_of(c) == fold]
    return judged


def _name(tag: str) -> str:
    """Return a tag as extraction knows it."""
    return "" if tag == NOTHING else tag


def _fold_of(caption: Caption) -> int:
    return zlib.crc32(caption.paper.encode()) % N_FOLDS


def tell(kind: str, judged: Sequence[tuple[Caption, list[Phrase]]]) -> str:
    """Return a line of precision and recall of one kind."""
    n_marked = n_found = n_same = n_near = n_met = 0
    for caption, found in judged:
        marked, mine = ([p for p in phrases if p[0] == kind] for phrases in (caption.phrases, found))
        n_marked, n_found, n_same = n_marked + len(marked), n_found + len(mine), n_same + len(set(marked) & set(mine))
        n_near += sum(any(_meet(p, other) for other in marked) for p in mine)
        n_met += sum(any(_meet(p, other) for other in mine) for p in marked)
    exact = f"P {n_same / max(1, n_found):.3f} R {n_same / max(1, n_marked):.3f}"
    near = f"P {n_near / max(1, n_found):.3f} R {n_met / max(1, n_marked):.3f}"
    return f"{kind:<10} {n_marked:>5} marked: {exact}, near {near}"


def _meet(first: Phrase, second: Phrase) -> bool:
    return first[1] < second[2] and second[1] < first[2]


def write_weights(tagger: pycrfsuite.Tagger, path: Path) -> None:
    """Write the weights as extraction reads them."""
    learned = tagger.info()
    weights: dict[str, dict[str, float]] = {}
    for (feature, tag), weight in sorted(learned.state_features.items()):
        if rounded := round(weight, DIGITS):
            weights.setdefault(feature, {})[_name(tag)] = rounded
    moves = sorted((_name(before), _name(after), round(weight, DIGITS)) for (before, after), weight in learned.transitions.items())
    tags = sorted(map(_name, tagger.labels()))
    lines = ",\n".join(f"{json.dumps(feature, ensure_ascii=False)}: {json.dumps(weights[feature])}" for feature in sorted(weights))
    path.write_text(f'{{"tags": {json.dumps(tags)},\n"moves": {json.dumps(moves)},\n"weights": {{\n{lines}\n}}}}\n', encoding="utf-8")


def main() -> None:
    """Print what the weights are worth, and write them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("papers", type=Path, nargs="+")
    parser.add_argument("--labels", type=Path, default=LABELS)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    labels = {key: [(kind, start, end) for kind, start, end in said] for key, said in json.loads(args.labels.read_text("utf-8")).items()}
    captions = read_captions(args.papers, labels, load_vocabulary(config_dir()))
    print(f"{len(captions)} of {len(labels)} labelled captions, of {len({c.paper for c in captions})} papers")
    judged = judge_folds(captions)
    for kind in get_args(PhraseKind):
        print(tell(kind, judged))
    if args.write:
        write_weights(train(captions), MODEL)


if __name__ == "__main__":
    main()
