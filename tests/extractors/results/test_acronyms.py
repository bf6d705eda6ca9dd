"""Short names of measures: told by what their letters stand for, in the paper or in the caption."""

from dataclasses import replace

import pytest

from extractors.results.captions.acronyms import find_spelt
from extractors.results.vocabulary import TableVocabulary
from models.document import Sentence
from tests.extractors.results.made_tables import make_table, make_text, read


def direction_of(heading: str, vocabulary: TableVocabulary, caption: str = "Main results.", said: str = "") -> str:
    table = make_table(
        f"""
        | Method       | {heading} |
        | Brambleroute | 31.5 |
        | Foldfit      | 32.5 |
        | Quillnet     | 33.5 |
    """,
        caption,
    )
    text = replace(make_text(), sentences=(Sentence(0, said, 1, (), "Setup", 0, "body"),)) if said else None
    (told,) = {r.direction for r in read(table, vocabulary, text)}
    return told


@pytest.mark.parametrize(
    ("heading", "said", "direction"),
    [
        ("NTE (%)", "We report the nest tracking error (NTE) of all.", "lower"),
        ("NDA", "Nest detection accuracy (NDA) is the share that is found.", "higher"),
        ("CER", "We report the certainty equivalent return (CER).", "higher"),
        ("CER", "We report the count of eggs that remain.", "lower"),
        ("NDQ", "The nest density quotient (NDQ) is given.", "unknown"),
    ],
)
def test_a_short_name_is_what_the_text_spells_out_before_it(heading: str, said: str, direction: str, vocabulary: TableVocabulary) -> None:
    assert direction_of(heading, vocabulary, said=said) == direction


def test_a_short_name_is_what_the_caption_spells_with_its_initials(vocabulary: TableVocabulary) -> None:
    assert direction_of("OE (%)", vocabulary, "Nests found: omission error and Dice.") == "lower"
    assert direction_of("NTE", vocabulary, "Eggs and nest tracking error, by day.") == "lower"
    assert direction_of("NTE", vocabulary, "Eggs and nests, by day.") == "unknown"


def test_small_words_give_no_letter_and_cut_off_words_are_no_short_names() -> None:
    assert find_spelt(["the rate of nests found (RNF)", "mean egg error (Egg)", "counted in days (NTE)"]) == {"RNF": "rate of nests found"}


@pytest.mark.parametrize(
    ("heading", "direction"),
    [
        ("TAR@FAR=1e-4", "higher"),
        ("Acc. drop (pp)", "lower"),
        ("Err. reduction vs. LS (%)", "higher"),
        ("Walking time saved (min)", "higher"),
        ("Acc. (mm)", "lower"),
        ("FPPI @ 90% recall", "lower"),
        ("ubRMSE", "lower"),
        ("hIoU", "higher"),
        ("KGE", "higher"),
        ("VSWR", "lower"),
        ("Mortality rate (%)", "lower"),
        ("Spectral efficiency (bit/s/Hz)", "higher"),
    ],
)
def test_headings_of_many_fields_tell_which_way_is_better(heading: str, direction: str, vocabulary: TableVocabulary) -> None:
    assert direction_of(heading, vocabulary) == direction
