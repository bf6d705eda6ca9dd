"""Words to pieces: the longest that the vocabulary has, whatever case and accents."""

from pathlib import Path

import pytest

from extractors.wording.pieces import load_pieces, split_word
from models.errors import ConfigError

PIECES = load_pieces(Path(__file__).resolve().parents[3] / "config" / "wording" / "vocabulary.txt")
NAMES = {number: piece for piece, number in PIECES.items()}


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("costly", "costly"),
        ("However", "however"),
        ("Naïve", "naive"),
        ("hyperparameters", "hyper ##para ##meter ##s"),
        ("load-balancing", "load - balancing"),
        ("n't", "n ' t"),
        ("x_i", "x _ i"),
        ("鸟", "[UNK]"),
        ("", "[UNK]"),
        ("a" * 101, "[UNK]"),
    ],
)
def test_a_word_is_cut_into_the_longest_pieces(word: str, pieces: str) -> None:
    assert [NAMES[number] for number in split_word(word, PIECES)] == pieces.split()


def test_a_file_without_the_unknown_piece_is_no_vocabulary(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.txt"
    path.write_text("lark\n##mix\n")
    with pytest.raises(ConfigError, match=r"vocabulary\.txt: not a vocabulary"):
        load_pieces(path)
