"""What a small network says of a sentence and the methods it may criticise: ten layers of attention, run by ONNX Runtime.

`bench/train_encoder.py` writes the network and its vocabulary. Names, citations and numbers are masked: it knows how things are said, not
about whom.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from extractors.wording.pieces import Vocabulary, load_pieces, split_word
from models.errors import ConfigError

if TYPE_CHECKING:
    import onnxruntime

ENCODER_FILE, PIECES_FILE = "encoder.onnx", "vocabulary.txt"
MAX_PIECES = 88
"""Pieces of a sentence and what stands before it together; a longer sentence loses its end."""
MAX_BEFORE = 30
"""Pieces of the sentence before that are looked at: its end."""
MASKS = {"METHOD": 1, "CITE": 2, "OWN": 3}
"""Pieces without a meaning of their own, which stand for names and citations; they were learned."""
NUMBER = 4
VOCABULARY = "vocabulary"
"""What a network calls the hash of the vocabulary it was trained with."""
FAR = 4
"""The distance of a method that stands further back than the words looked at."""

Word = tuple[str, str]
"""A word with its mask: a key of MASKS, or nothing."""


class Place(NamedTuple):
    """Where a method is named or cited."""

    distance: int
    """Sentences back."""
    token: int
    """Its place among the words of that sentence."""


class Pieces(NamedTuple):
    """A sentence behind the one before it, as the network reads it."""

    ids: list[int]
    places: dict[Place, int]
    """At which piece each word stands."""

    def locate(self, methods: Sequence[Place]) -> tuple[list[int], list[int]]:
        """Return at which piece each method stands, and how far back; the whole text stands for one out of sight."""
        at = [self.places.get(method, 0) for method in methods]
        return at, [method.distance if k else FAR for method, k in zip(methods, at, strict=True)]


@dataclass(frozen=True, slots=True)
class Encoder:
    """A network and the pieces it knows."""

    session: "onnxruntime.InferenceSession"
    pieces: Vocabulary

    def weigh(self, before: Sequence[Word], sentence: Sequence[Word], methods: Sequence[Place]) -> list[float]:
        """Return for each method the log odds that the sentence criticises it."""
        read = cut_pieces(before, sentence, self.pieces)
        at, distances = read.locate(methods)
        inputs = {"ids": [read.ids], "at": at, "distances": distances}
        (found,) = self.session.run(None, {name: np.array(values, dtype=np.int64) for name, values in inputs.items()})
        return [float(odds) for odds in found]


def cut_pieces(before: Sequence[Word], sentence: Sequence[Word], pieces: Vocabulary) -> Pieces:
    """Return what the network reads of a sentence and the end of the one before it."""
    begin, end = pieces.numbers["[CLS]"], pieces.numbers["[SEP]"]
    first, first_places = _join(before, pieces)
    skipped = max(0, len(first) - MAX_BEFORE)
    first = first[skipped:]
    second = len(first) + 2
    then, then_places = _join(sentence, pieces)
    ids = [begin, *first, end, *then[: MAX_PIECES - second - 1], end]
    places = {Place(1, k): at - skipped + 1 for k, at in first_places.items() if at >= skipped}
    places |= {Place(0, k): at + second for k, at in then_places.items() if at + second < len(ids) - 1}
    return Pieces(ids, places)


def _join(words: Sequence[Word], pieces: Vocabulary) -> tuple[list[int], dict[int, int]]:
    """Return the pieces of all words, and at which of them each word begins; citations side by side are one."""
    ids: list[int] = []
    at: dict[int, int] = {}
    last = ""
    for k, (word, mask) in enumerate(words):
        if mask == "CITE" == last:
            at[k] = len(ids) - 1
            continue
        at[k] = len(ids)
        ids += [MASKS[mask]] if mask else [NUMBER] if word[:1].isdigit() else split_word(word, pieces)
        last = mask
    return ids, at


@lru_cache(maxsize=2)
def load_encoder(folder: Path) -> Encoder:
    """Return the network of a folder; raises ConfigError naming the file that is none, or was trained with another vocabulary.

    It is read once a process and runs on one thread: papers are read side by side, and one thread gives the same numbers each time.
    """
    import onnxruntime  # only extraction needs it, and loading it takes longer than a question to the warehouse

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = folder / ENCODER_FILE
    try:
        session = onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its own errors share no base but RuntimeError and Exception
        raise ConfigError(f"{path}: not a network of bench/train_encoder.py, or not there; take it from the checkout again") from error
    pieces = load_pieces(folder / PIECES_FILE)
    if session.get_modelmeta().custom_metadata_map.get(VOCABULARY) != pieces.sha256:
        raise ConfigError(f"{path}: not trained with the {PIECES_FILE} beside it; take both from one run of bench/train_encoder.py")
    return Encoder(session, pieces)
