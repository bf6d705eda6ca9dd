"""`inspect --explain`: which rule fired, whom it chose and why nobody else."""

from pathlib import Path

from extractors.critiques.explain import explain_sentences
from extractors.critiques.rules import load_rules
from tests.extractors.made_text import NAMES, make_text

RULES = load_rules(Path(__file__).resolve().parents[3] / "config", None)


def test_a_receipt_is_explained_by_rule_target_and_evidence() -> None:
    (explanation,) = explain_sentences(make_text(["However, LarkMix [1] fails to converge."]), NAMES, RULES)
    assert explanation.is_receipt
    (verdict,) = [v for v in explanation.verdicts if not v.reason]
    assert (verdict.rule_id, verdict.targets) == ("fail", ("LarkMix",))
    assert verdict.source.startswith("limitation.jsonl:")
    assert dict(verdict.evidence)["contrast_opener"] > 0


def test_a_rejected_sentence_says_why() -> None:
    text = make_text(["LarkMix does not suffer from noise.", "TidalGate fails to converge."], ["However, it fails to converge."])
    reasons = {e.sentence: {v.reason for v in e.verdicts} for e in explain_sentences(text, NAMES, RULES)}
    assert reasons["LarkMix does not suffer from noise."] == {"negated"}
    assert reasons["TidalGate fails to converge."] == {"the subject is the paper's own work"}
    assert reasons["However, it fails to converge."] == {"nobody is named or cited just before"}
