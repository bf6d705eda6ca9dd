"""Words to pieces: the likeliest that the vocabulary has."""

from pathlib import Path

import pytest

from extractors.wording.pieces import load_pieces, split_word
from models.errors import ConfigError

PIECES = load_pieces(Path(__file__).resolve().parents[3] / "config" / "wording" / "vocabulary.txt")
NAMES = {number: piece for piece, number in PIECES.numbers.items()}


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("costly", "▁costly"),
        ("However", "▁However"),
        ("hyperparameters", "▁hyper parameter s"),
        ("load-balancing", "▁load - balancing"),
        ("n't", "▁n ' t"),
        ("x_i", "▁x _ i"),
        ("ﬁxed", "▁fixed"),
        ("[MASK]", "▁[ MA S K ]"),
        ("鸟", "▁ [UNK]"),
        ("a" * 101, "[UNK]"),
    ],
)
def test_a_word_is_cut_into_the_likeliest_pieces(word: str, pieces: str) -> None:
    assert [NAMES[number] for number in split_word(word, PIECES)] == pieces.split()


def test_a_file_without_the_unknown_piece_is_no_vocabulary(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.txt"
    path.write_text("lark\n##mix\n")
    with pytest.raises(ConfigError, match=r"vocabulary\.txt: not a vocabulary"):
        load_pieces(path)


def test_a_piece_without_a_number_behind_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.txt"
    path.write_text("[UNK]\nlark\toften\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"vocabulary\.txt: a piece has no number"):
        load_pieces(path)
