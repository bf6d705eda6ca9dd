"""Why a sentence is a receipt or not: for each method it may be about, how sure that is and what weighed most."""

from itertools import groupby
from typing import NamedTuple

from extractors.critiques.find import Decided, decide, weigh_words
from extractors.critiques.gather import gather_evidence, open_views
from extractors.critiques.rules import CritiqueRules
from models.document import PaperNames, PaperText

MIN_SHOWN = 0.05
"""Pairs less likely than this are not shown where no cue fired: nobody would ask why they are none."""
RULED_OUT = ", whatever the evidence: the sentence denies it, or cites it as the source of what is said"
"""Why a pair has no confidence at all."""


class Verdict(NamedTuple):
    """One method that a sentence may be about."""

    method: str
    rule_id: str
    """The cue that speaks most for it."""
    distance: int
    """Sentences back to where it is named or cited."""
    evidence: tuple[tuple[str, float], ...]
    """The five pieces that weighed most, in log odds."""
    confidence: float
    reason: str
    """Why it gives no counted receipt; empty when it does."""


class Explanation(NamedTuple):
    """A sentence with the verdict on each method it may be about."""

    page: int
    sentence: str
    verdicts: tuple[Verdict, ...]

    @property
    def is_receipt(self) -> bool:
        """Whether the sentence gives a counted receipt."""
        return any(not verdict.reason for verdict in self.verdicts)


def explain_sentences(text: PaperText, names: PaperNames, rules: CritiqueRules) -> list[Explanation]:
    """Return every sentence that has a cue or may be a receipt, in order, with the verdicts on its methods."""
    views = open_views(text, names, rules)
    evidence = gather_evidence(text, names, views)
    out = []
    for i, group in groupby(decide(evidence, weigh_words(views), 0.0, is_explained=True), key=lambda decided: decided.pair.sentence):
        found = sorted(group, key=lambda decided: -decided.confidence)
        if views[i].cues or found[0].confidence >= MIN_SHOWN:
            sentence = text.sentences[i]
            out.append(Explanation(sentence.page, sentence.text, tuple(map(_verdict, found))))
    return out


def _verdict(decided: Decided) -> Verdict:
    pair = decided.pair
    is_sure = decided.confidence >= decided.threshold
    below = f"confidence {decided.confidence:.2f} is below the threshold {decided.threshold:.2f} {decided.of_what}".rstrip()
    reason = "" if is_sure else below + (RULED_OUT if decided.confidence == 0 else "")
    return Verdict(pair.target.label, decided.rule_id, pair.distance, decided.reasons, decided.confidence, reason)
