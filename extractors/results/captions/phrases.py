"""Which words of a caption say what the table's numbers measure, on which data and under which conditions.

Decided word by word by a linear chain whose weights were learned on captions that readers had marked; `bench/train_captions.py`
writes them. Nothing that trains is needed to use them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from extractors.results.captions.text import FOR_SOME, SENTENCE
from extractors.results.vocabulary import TableVocabulary, find_caption_metrics, find_metric
from models.config_files import config_dir, read_config
from models.errors import ConfigError

PhraseKind = Literal["measure", "data", "condition", "training"]
"""What a phrase is to the numbers; `training` is the data that the models were made with."""
MAX_SHAPE = 8
"""Letters of a word's shape; longer words differ in no way that counts."""
MAX_DISTANCE = 4
"""Words behind a preposition from which it does not matter how many they are."""
N_ENDING = 3
"""Letters of a word's end that tell its kind: "-acy", "-ing"."""

_TOKEN = re.compile(r"[^\W_](?:[\w&’'²]|[-–./@→+](?=\w)|,(?=\d{3}))*%?|\S")
"""A word with what is printed inside it (GPT-3.5, pass@1, En→De, 4.5%), or a single mark."""
_DIGITS, _SMALL, _CAPITALS = re.compile(r"\d+"), re.compile(r"[a-z]+"), re.compile(r"[A-Z]+")
_PREPOSITIONS = frozenset(
    {
        "across",
        "after",
        "among",
        "as",
        "at",
        "between",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "over",
        "than",
        "to",
        "under",
        "using",
        "via",
        "when",
        "with",
    }
)
_BREAKS = frozenset({"and", "or", "is", "are", "we"})
"""Words that end a phrase besides prepositions and marks."""
_VERBS = frozenset({"are", "denotes", "evaluate", "evaluated", "is", "means", "report", "reports", "show", "shows", "use", "uses", "we"})
_OPEN = frozenset('()&/%-–’"“”')
"""Marks inside a phrase."""
_EDGE, _START, _END = "-", "^", "$"
JOINT = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:,|,?\s?\b(?:and|or|vs\.?|versus)\b|/|&)\s*(?:the\s)?")
"""What stands between two things that are named together."""


@dataclass(frozen=True, slots=True)
class CaptionPhrase:
    """A phrase of a caption and what it says of the numbers, as offsets of the text."""

    kind: PhraseKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Chain:
    """The weights: what a feature counts for each tag, and what a tag counts behind another."""

    tags: tuple[str, ...]
    moves: NDArray[np.float64]
    """For each tag what it counts behind every other."""
    rows: dict[str, int]
    """Where the weights of a feature stand."""
    weights: NDArray[np.float64]
    """For each feature what it counts for every tag; the last row is of those that were never learned of."""


@lru_cache(maxsize=2_000)
def find_phrases(text: str, vocabulary: TableVocabulary) -> tuple[CaptionPhrase, ...]:
    """Return the phrases of a caption that say something of its table's numbers, in the order of the text."""
    spans, features = describe_words(text, vocabulary)
    chain = load_chain(config_dir())
    tags = _walk(chain, features) if features else []
    return tuple(CaptionPhrase(cast(PhraseKind, kind), spans[start][0], spans[end - 1][1]) for kind, start, end in join_tags(tags))


def is_of_some(said: CaptionPhrase, phrases: Sequence[CaptionPhrase], text: str, *, is_measure: bool = True) -> bool:
    """Tell whether a measure is said of some data alone: "Reef uses pass@1, Tide uses F1"; or a model, of data that begin the sentence."""
    sentence = SENTENCE.split(text[: said.start])[-1]
    data = [text[x.start : x.end] for x in phrases if x.kind == "data" and said.start - len(sentence) <= x.start < said.start]
    return bool(FOR_SOME.match(sentence)) or any(is_measure or sentence.removeprefix("The ").startswith(x) for x in data)


def describe_words(text: str, vocabulary: TableVocabulary) -> tuple[list[tuple[int, int]], list[list[str]]]:
    """Return where the words of a text stand, and of each by what it is judged: itself, its neighbours and its place."""
    spans = [match.span() for match in _TOKEN.finditer(text)]
    words = [text[a:b] for a, b in spans]
    folded = [_DIGITS.sub("9", word.lower()) for word in words]
    metrics = find_caption_metrics(text, vocabulary)
    is_metric = [str(int(any(a < m.end and m.start < b for m in metrics))) for a, b in spans]
    kinds = [_known_kind(word, vocabulary) for word in words]
    shapes = [_shape(word) for word in words]
    heads = _find_heads(words, folded)
    features = []
    for i, (preposition, distance, sentence, n_open, verb) in enumerate(_walk_phrases(words, folded)):
        shape, head = shapes[i], heads[i]
        own = [
            "bias",
            f"word={folded[i]}",
            f"ending={folded[i][-N_ENDING:]}",
            f"shape={shape}",
            f"metric={is_metric[i]}",
            f"known={kinds[i]}",
            f"preposition={preposition}",
            f"distance={distance}",
            f"sentence={sentence}",
            f"bracket={n_open}",
            f"head={head}",
            f"head_ending={head[-N_ENDING:]}",
            f"preposition={preposition} shape={shape}",
            f"preposition={preposition} metric={is_metric[i]}",
            f"preposition={preposition} head={head}",
            f"sentence={sentence} preposition={preposition} metric={is_metric[i]}",
            f"verb={verb}",
            f"capitals={int(words[i][:1].isupper())}{int(any(ch.isupper() for ch in words[i][1:]))}",
        ]
        for step in (-2, -1, 1, 2):
            k = i + step
            is_inside = 0 <= k < len(words)
            own.append(f"{step}:word={folded[k] if is_inside else _START if k < 0 else _END}")
            if abs(step) == 1:
                own.append(f"{step}:shape={shapes[k] if is_inside else _EDGE}")
                own.append(f"{step}:metric={is_metric[k] if is_inside else _EDGE}")
                own.append(f"{step}:known={kinds[k] if is_inside else _EDGE}")
        features.append(own)
    return spans, features


def _known_kind(word: str, vocabulary: TableVocabulary) -> str:
    match = find_metric(word, vocabulary) if len(word) > 2 else None
    return match.kind if match else _EDGE


def _shape(word: str) -> str:
    """Return a word's letters and digits by kind, repeated ones once: "GPT-3.5" is X-9.9, "Reef-7B" Xx-9X."""
    return _DIGITS.sub("9", _SMALL.sub("x", _CAPITALS.sub("X", word)))[:MAX_SHAPE]


def _find_heads(words: list[str], folded: list[str]) -> list[str]:
    """Return for each word the last one of its phrase, which is its noun: "rate" for "held-out pass rate of"."""
    heads = [""] * len(words)
    for i in reversed(range(len(words))):
        following = folded[i + 1] if i + 1 < len(words) else "."
        is_last = following in _PREPOSITIONS or following in _BREAKS or not following[0].isalnum()
        heads[i] = folded[i] if is_last else heads[i + 1]
    return heads


def _walk_phrases(words: list[str], folded: list[str]) -> Iterator[tuple[str, int, int, int, str]]:
    """Yield for each word the preposition or mark before its phrase, how far back it is, the sentence, if in brackets, and the verb."""
    preposition, distance, sentence, n_open, verb = _START, 0, 0, 0, _EDGE
    for i, (word, low) in enumerate(zip(words, folded, strict=True)):
        yield preposition, min(distance, MAX_DISTANCE), min(sentence, 2), min(n_open, 1), verb
        is_break = low in _PREPOSITIONS or (not word[0].isalnum() and word not in _OPEN)
        preposition, distance = (low, 0) if is_break else (preposition, distance + 1)
        verb = low if low.endswith(("ed", "ing")) or low in _VERBS else verb
        n_open = max(0, n_open + (word in "([") - (word in ")]"))
        if word in ".;" and words[i + 1 : i + 2] and words[i + 1][:1].isupper():
            preposition, distance, sentence, verb = _START, 0, sentence + 1, _EDGE


def _walk(chain: _Chain, features: list[list[str]]) -> list[str]:
    """Return the tags that fit the features and each other best (Viterbi)."""
    fits = [chain.weights[[chain.rows.get(feature, -1) for feature in own]].sum(axis=0) for own in features]
    best, came_from = fits[0], list[NDArray[np.intp]]()
    for fit in fits[1:]:
        reached = chain.moves + best
        came_from.append(reached.argmax(axis=1))
        best = reached.max(axis=1) + fit
    at = int(best.argmax())
    tags = [at]
    for origins in reversed(came_from):
        at = int(origins[at])
        tags.append(at)
    return [chain.tags[tag] for tag in reversed(tags)]


def join_tags(tags: Iterable[str]) -> list[tuple[str, int, int]]:
    """Return the phrases as kind, first word and the one after the last; tags are "kind", "+kind" where it goes on, or empty."""
    found: list[tuple[str, int, int]] = []
    for i, tag in enumerate(tags):
        if tag.startswith("+") and found and found[-1][0] == tag[1:] and found[-1][2] == i:
            found[-1] = (found[-1][0], found[-1][1], i + 1)
        elif tag:
            found.append((tag.removeprefix("+"), i, i + 1))
    return found


@lru_cache(maxsize=4)
def load_chain(folder: Path) -> _Chain:
    """Return the weights of a config folder; raises ConfigError naming the file when they are none."""
    path = folder / "results" / "caption_model.json"
    try:
        raw = json.loads(read_config(path))
        tags = tuple(raw["tags"])
        place = {tag: i for i, tag in enumerate(tags)}
        moves = np.zeros((len(tags), len(tags)))
        for before, after, weight in raw["moves"]:
            moves[place[after], place[before]] = weight
        rows = {feature: i for i, feature in enumerate(raw["weights"])}
        weights = np.zeros((len(rows) + 1, len(tags)))
        for feature, counts in raw["weights"].items():
            weights[rows[feature], [place[tag] for tag in counts]] = list(counts.values())
        return _Chain(tags, moves, rows, weights)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"{path}: no weights of bench/train_captions.py; take the file from the checkout again") from error
