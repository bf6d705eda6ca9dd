"""`inspect --explain`: what weighed most for and against each method a sentence may be about."""

from dataclasses import replace
from pathlib import Path

from extractors.critiques.explain import explain_sentences
from extractors.critiques.find import WORDING
from extractors.critiques.rules import load_rules
from tests.extractors.made_text import NAMES, make_text

RULES = load_rules(Path(__file__).resolve().parents[3] / "config", None)


def test_a_receipt_is_explained_by_cue_method_and_the_evidence_that_weighed_most() -> None:
    (explanation,) = explain_sentences(make_text(["However, LarkMix [1] fails to separate birds that sing alike."]), NAMES, RULES)
    (verdict,) = explanation.verdicts
    assert (verdict.rule_id, verdict.method, verdict.distance) == ("fail", "LarkMix", 0)
    assert len(verdict.evidence) == 5
    weights = [abs(weight) for _, weight in verdict.evidence]
    assert weights == sorted(weights, reverse=True)


def test_how_a_sentence_is_worded_is_told_where_the_encoder_was_asked() -> None:
    asked = replace(RULES, joined=replace(RULES.joined, least=-99.0, encoder=99.0))
    unasked = replace(RULES, joined=replace(RULES.joined, least=99.0))
    text = make_text(["However, LarkMix [1] fails to separate birds that sing alike."])
    told = [dict(explain_sentences(text, NAMES, rules)[0].verdicts[0].evidence) for rules in (asked, unasked)]
    assert [WORDING in evidence for evidence in told] == [True, False]


def test_a_method_that_is_not_meant_has_a_reason() -> None:
    (explanation,) = explain_sentences(make_text(["LarkMix [1] does not suffer from noise."]), NAMES, RULES)
    (verdict,) = explanation.verdicts
    assert not explanation.is_receipt
    assert verdict.reason.startswith(f"confidence 0.00 is below the threshold {RULES.threshold(0, is_mere_contrast=False):.2f}, whatever")


def test_a_method_of_a_sentence_that_blames_several_is_told_its_threshold_and_why() -> None:
    strict = replace(RULES, weights=RULES.weights | {"threshold_rise": 0.3, "threshold_of_many": 1.05})
    text = make_text(["LarkMix [1] and FernRoute [2] cannot handle inputs of mixed length."])
    verdicts = explain_sentences(text, NAMES, strict)[0].verdicts
    assert [verdict.reason.partition("below ")[2] for verdict in verdicts] == [
        "the threshold 1.05 of a sentence that seems to blame 2 methods"
    ] * 2
