"""The network that reads how a sentence is worded: what it is given, and what it says of plain cases."""

import shutil
from pathlib import Path

import pytest

from extractors.wording.encoder import FAR, MASKS, MAX_BEFORE, MAX_PIECES, NUMBER, Place, Word, cut_pieces, load_encoder
from models.errors import ConfigError

FOLDER = Path(__file__).resolve().parents[3] / "config" / "wording"
ENCODER = load_encoder(FOLDER)
BEGIN, END = (ENCODER.pieces.numbers[piece] for piece in ("[CLS]", "[SEP]"))


def mask(text: str) -> list[Word]:
    """Return words, of which METHOD, CITE and OWN are masks."""
    return [(word, word if word in MASKS else "") for word in text.split()]


def judge(before: str, sentence: str, *methods: Place) -> list[float]:
    return ENCODER.weigh(mask(before), mask(sentence), methods)


def test_names_citations_and_numbers_are_masked() -> None:
    read = cut_pieces([], mask("METHOD CITE needs 16 birds"), ENCODER.pieces)
    assert read.ids[:4] == [BEGIN, END, MASKS["METHOD"], MASKS["CITE"]]
    assert NUMBER in read.ids


def test_citations_side_by_side_are_one() -> None:
    read = cut_pieces([], mask("CITE CITE CITE sing"), ENCODER.pieces)
    assert read.ids == [BEGIN, END, MASKS["CITE"], *cut_pieces([], mask("sing"), ENCODER.pieces).ids[2:]]
    assert {read.places[Place(0, k)] for k in range(3)} == {2}


def test_of_what_stands_before_the_end_is_read_and_of_a_long_sentence_the_beginning() -> None:
    read = cut_pieces(mask("METHOD " + "sings " * 40 + "CITE"), mask("METHOD " + "sings " * 200 + "METHOD"), ENCODER.pieces)
    assert len(read.ids) == MAX_PIECES
    assert read.locate([Place(1, 41), Place(0, 0), Place(1, 0), Place(0, 201), Place(3, 5)]) == (
        [MAX_BEFORE, MAX_BEFORE + 2, 0, 0, 0],
        [1, 0, FAR, FAR, FAR],
    )


def test_a_plain_critique_says_more_than_a_plain_description_and_praise() -> None:
    (critique,) = judge("", "However , METHOD suffers from severe instability and fails to scale to longer inputs .", Place(0, 2))
    (praise,) = judge("", "METHOD is fast , stable and scales well to longer inputs .", Place(0, 0))
    (neutral,) = judge("", "We follow METHOD and use the same data for training .", Place(0, 2))
    assert critique > 0 > max(praise, neutral)


def test_the_one_that_is_blamed_is_told_from_the_one_that_mends() -> None:
    blamed, mends = judge("", "METHOD is fast , whereas METHOD fails for long inputs and needs far more memory .", Place(0, 5), Place(0, 0))
    assert blamed > mends


def test_a_sentence_that_points_back_blames_what_stands_before_it() -> None:
    (odds,) = judge("METHOD sorts all birds at once .", "However , this is slow and does not scale to long inputs .", Place(1, 0))
    assert odds > 0


def test_the_same_sentence_gives_the_same_number() -> None:
    said = [judge("METHOD sings .", "It fails at night .", Place(1, 0)) for _ in range(3)]
    assert said[0] == said[1] == said[2]


def test_the_network_is_small() -> None:
    assert (FOLDER / "encoder.onnx").stat().st_size < 25_000_000


def test_a_network_beside_another_vocabulary_is_told(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "encoder.onnx", tmp_path)
    rows = (FOLDER / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    (tmp_path / "vocabulary.txt").write_text("\n".join([*rows[:-2], rows[-1], rows[-2]]) + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"encoder\.onnx: not trained with the vocabulary\.txt beside it"):
        load_encoder(tmp_path)


def test_what_is_said_of_a_method_is_the_same_in_any_company() -> None:
    sentence = "METHOD is fast , whereas METHOD fails for long inputs and METHOD needs far more memory ."
    alone, *others = (judge("", sentence, Place(0, 5), *beside) for beside in ([], [Place(0, 0)], [Place(0, 0), Place(0, 11)]))
    assert {said[0] for said in others} == {alone[0]}


def test_a_file_that_is_no_network_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"encoder\.onnx: not a network"):
        load_encoder(tmp_path / "nowhere")
    (tmp_path / "encoder.onnx").write_text("a lark")
    with pytest.raises(ConfigError, match=r"encoder\.onnx: not a network"):
        load_encoder(tmp_path)
