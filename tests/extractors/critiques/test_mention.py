"""What is known of a method before anything learned is asked: what the paper makes of it, and how it stands where it is named."""

from dataclasses import replace
from pathlib import Path

import pytest

from extractors.critiques.gather import gather_evidence, open_views
from extractors.critiques.rules import load_rules
from models.document import PaperText
from tests.extractors.made_text import NAMES, make_text

RULES = load_rules(Path(__file__).resolve().parents[3] / "config", None)


def evidence_of(text: PaperText, method: str, sentence: int = 0) -> dict[str, float]:
    found = gather_evidence(text, NAMES, open_views(text, NAMES, RULES))
    (row,) = [r for p, r in zip(found.pairs, found.rows, strict=True) if (p.sentence, p.target.label) == (sentence, method)]
    return row


def test_a_method_that_is_followed_is_told_from_one_that_is_blamed() -> None:
    followed = evidence_of(make_text(["Following LarkMix [1], we count birds."]), "LarkMix")
    blamed = evidence_of(make_text(["LarkMix [1] fails at night."]), "LarkMix")
    assert followed["support_behind"] < blamed["support_behind"]
    assert followed["we_there"] > blamed["we_there"]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Heron: a benchmark for waders", "title_data"),
        ("Heron: an open-source toolkit", "title_tool"),
        ("Waders: a survey", "title_survey"),
        ("Heron technical report", "title_model"),
    ],
)
def test_a_cited_title_says_what_its_work_is(title: str, said: str) -> None:
    text = make_text(["Heron [5] is slow."])
    references = tuple(r.model_copy(update={"title": title}) if r.ref_index == 5 else r for r in text.references)
    assert evidence_of(replace(text, references=references), "Heron")[said] == 1.0
    assert not evidence_of(text, "Heron")[said]


def test_how_old_a_work_is_counts_from_the_newest_one() -> None:
    text = make_text(["Heron [5] and LarkMix [1] are slow."])
    references = tuple(r.model_copy(update={"year": 2012}) if r.ref_index == 5 else r for r in text.references)
    assert evidence_of(replace(text, references=references), "Heron")["age"] == 8.0


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("LarkMix [1] does not suffer from collapse.", "denied=negated"),
        ("LarkMix [1] avoids the problem of collapse.", "denied=avoided"),
    ],
)
def test_what_a_sentence_takes_back_is_seen(sentence: str, why: str) -> None:
    assert evidence_of(make_text([sentence]), "LarkMix").get(why) == 1.0


def test_a_label_in_line_with_own_ones_in_a_table_is_compared() -> None:
    text = make_text(["LarkMix [1] is slow."])
    names = replace(NAMES, compared=frozenset({"larkmix"}))
    found = gather_evidence(text, names, open_views(text, names, RULES))
    assert found.rows[0]["is_compared"] == 1.0
    assert evidence_of(text, "LarkMix")["is_compared"] == 0.0
