"""Why a sentence is a receipt or not: every cue that fired, whom it was found to be about, and what spoke against it."""

from typing import NamedTuple

from extractors.critiques.find import MAX_TARGETS, choose, find_candidates
from extractors.critiques.judge import Candidate
from extractors.critiques.rules import CritiqueRules
from models.document import PaperNames, PaperText


class Verdict(NamedTuple):
    """One cue of a sentence."""

    rule_id: str
    source: str
    """Pattern file and line."""
    targets: tuple[str, ...]
    subject: str
    """The words read as the subject of the cue's clause."""
    evidence: tuple[tuple[str, float], ...]
    """What spoke for and against it, each with its weight."""
    confidence: float
    reason: str
    """Why it gives no counted receipt; empty when it does."""


class Explanation(NamedTuple):
    """A sentence with a cue, and what became of each cue."""

    page: int
    sentence: str
    verdicts: tuple[Verdict, ...]

    @property
    def is_receipt(self) -> bool:
        """Whether the sentence gives a counted receipt."""
        return any(not verdict.reason for verdict in self.verdicts)


def explain_sentences(text: PaperText, names: PaperNames, rules: CritiqueRules) -> list[Explanation]:
    """Return every sentence with a cue, in order, with the verdict on each cue."""
    out = []
    for finding in find_candidates(text, names, rules, is_thorough=True):
        sentence = text.sentences[finding.sentence_index]
        chosen = choose(finding.candidates, rules)
        out.append(Explanation(sentence.page, sentence.text, tuple(_verdict(c, chosen, rules) for c in finding.candidates)))
    return out


def _verdict(candidate: Candidate, chosen: list[Candidate], rules: CritiqueRules) -> Verdict:
    pattern = candidate.cue.pattern
    evidence = ((f"cue {pattern.id}", pattern.weight), *((e, rules.weight(e)) for e in candidate.evidence))
    confidence = candidate.confidence(rules) if candidate.targets and not candidate.rejected else 0.0
    return Verdict(
        pattern.id,
        pattern.source,
        tuple(t.label for t in candidate.targets),
        candidate.subject,
        evidence,
        confidence,
        _reason(candidate, chosen, confidence, rules),
    )


def _reason(candidate: Candidate, chosen: list[Candidate], confidence: float, rules: CritiqueRules) -> str:
    if candidate.rejected:
        return candidate.rejected
    if len(candidate.targets) > MAX_TARGETS:
        return f"{len(candidate.targets)} methods are too many to be meant"
    if candidate not in chosen and any(other.score(rules) >= candidate.score(rules) for other in chosen):
        return "another cue of the sentence is surer"
    if confidence < rules.weight("threshold"):
        return f"confidence {confidence:.2f} is below the threshold {rules.weight('threshold'):.2f}"
    return ""
