"""When a cue blames nobody: negated, asked, planned, praised, or part of a noun phrase."""

import re

from extractors.critiques.cues import Cue
from extractors.english import PLURAL_DETERMINERS, REPORTS, inflect, tags_of, word_set
from extractors.grammar.clauses import Clause
from extractors.grammar.subjects import METHOD_NOUNS
from extractors.grammar.tokens import Token, tag
from extractors.grammar.verbs import Likely, rate_verb

_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "without", "nor", "hardly", "rarely", "neither"})
_AVOIDS = frozenset(
    form for verb in word_set("avoid prevent mitigate alleviate reduce overcome eliminate address solve remedy") for form in inflect(verb)
) | {"without"}
_ANNOUNCES = re.compile(
    r"(?<!\bas )(?:\bwe (?:\w+ ){0,2}?|\bthis section (?:\w+ )?)"
    r"(?:discuss|describe|detail|analy[sz]e|present|review|provide|study)\w*\b.*(?:§|\bSec(?:tion|\.)|\bbelow\b|\bAppendix)",
    re.I,
)
_ASIDE = re.compile(r"\([^()]*\)")
_FUTURE = re.compile(
    r"\bfuture (?:work|research|stud|direction)|\bwe (?:plan|hope|believe)\b|\bwe leave\b(?!.*\b(?:blank|empty|out)\b)|\bremains to be\b",
    re.I,
)
_THEIR_FUTURE = re.compile(r"\b(?:authors|they|works?|stud(?:y|ies)|papers?)(?: \w+)? (?:leave|left|defer|postpone)", re.I)


def find_objection(text: str, tokens: list[Token], clause: Clause, cue: Cue) -> str:
    """Return why the cue, where it stands in its sentence, criticises nobody; empty when nothing speaks against it."""
    checks = (
        ("the cue stands in brackets", tokens[cue.start].depth > 0),
        ("asked, not said", clause.opener == "whether"),
        ("negated", _is_negated(tokens, clause, cue)),
        ("said to be avoided", _is_avoided(tokens, clause, cue)),
        ("said to be small", _is_small(tokens, cue)),
        ("said to be a gain", _is_gain(tokens, cue)),
        ("the cue is part of a noun phrase", cue.pattern.role != "object" and _is_participle(tokens, clause, cue)),
        ("only of a kind", "restricting" in cue.pattern.traits and _is_only_kind(tokens, cue)),
        ("future work", bool(_FUTURE.search(text)) and not _THEIR_FUTURE.search(text)),
        ("announced, not said", bool(_ANNOUNCES.search(_ASIDE.sub("", text)))),
        ("said as the reason for a set-up", _is_excuse(tokens, clause, cue)),
        ("said as the reason for praise", _is_why_praised(tokens, clause)),
    )
    return next((reason for reason, is_so in checks if is_so), "")


def _is_negated(tokens: list[Token], clause: Clause, cue: Cue) -> bool:
    if tokens[cue.start].lower == "any":
        return not _NEGATIONS & {t.lower for t in tokens[clause.start : cue.start]}  # "did not find any gain"
    first = max(clause.start, cue.start - 4)
    before = [t.lower for t in tokens[first : cue.start]]
    if "only" in before or not _NEGATIONS & set(before[-3:]):
        return False
    return not _is_second_verb(tokens, first, cue.start)


def _is_second_verb(tokens: list[Token], first: int, start: int) -> bool:
    """Tell whether a finite verb is joined to what is denied, and is not denied itself: "is not smooth and requires labels"."""
    joined = max((k for k in range(first, start) if tokens[k].lower in ("and", "but")), default=-1)
    denied = max((k for k in range(first, start) if tokens[k].lower in _NEGATIONS), default=start)
    is_state = denied > 0 and tokens[denied - 1].lower in _BE
    words = tokens[joined + 1 : start]
    return denied < joined and is_state and all(tag(t) == "ADV" for t in words) and rate_verb(tokens, start) >= Likely.RATHER


def _is_excuse(tokens: list[Token], clause: Clause, cue: Cue) -> bool:
    """Tell whether a clause only says why the authors could not use something: "since X is not public, we compare with Y"."""
    is_kept_back = bool({t.lower for t in tokens[cue.start : cue.end]} & _PUBLIC)
    return is_kept_back and clause.opener in ("since", "because", "as") and any(t.lower in ("we", "our") for t in tokens)


_PUBLIC = word_set("open-sourced available released public publicly accessible")


def _is_why_praised(tokens: list[Token], clause: Clause) -> bool:
    """Tell whether a clause says why something is good: "they are the fastest since they do not use a gate"."""
    said = {t.lower for t in tokens[: clause.start] if not t.depth}
    if not {t.lower for t in tokens[slice(*clause.subject)]} <= {"it", "they"}:
        return False
    return clause.opener in ("since", "because") and bool(said & _PRAISE) and not said & (_NEGATIONS | {"less", "than"})


def _is_avoided(tokens: list[Token], clause: Clause, cue: Cue) -> bool:
    """Tell whether the bad thing is said to be avoided or reduced, in words before the cue or inside it."""
    before = {t.lower for t in tokens[max(clause.start, cue.start - 3) : cue.start]}
    inside = {t.lower for t in tokens[cue.start + 1 : cue.end]}
    is_negated = bool(_NEGATIONS & {t.lower for t in tokens[cue.start : cue.end]})
    avoiding = before if is_negated else before | inside
    is_ours = any(t.mark == "OWN" or t.lower in ("we", "our") for t in tokens)
    is_asked = cue.pattern.role == "subject" or ("avoidable" in cue.pattern.traits and not is_ours)
    return is_asked and bool(_AVOIDS & avoiding) and not inside & _NOT_AVOIDING


_NOT_AVOIDING = frozenset({"without", "address", "reduced"})
"""Words of cues that blame although they look like remedies: "does not address", "without considering"."""


def _is_gain(tokens: list[Token], cue: Cue) -> bool:
    """Tell whether the cue's bad word belongs to a gain ("costly improvements"), and the gain is not said to be small."""
    inside = {t.lower for t in tokens[cue.start : cue.end]}
    return cue.end < len(tokens) and tokens[cue.end].lower in _GAINS and not inside & _LITTLE


_LITTLE = word_set("limited no little small few marginal minor modest low lower less insufficient diminishing only negligible not")
_SMALL = word_set(
    "affordable minimal negligible little slight small no low lower less reduced few fewer zero modest acceptable tolerable minor"
    " reducing sub-linear sublinear"
)


_GAINS = word_set(
    "improvement improvements saving savings reduction reductions gain gains benefit benefits advantage advantages speedup speedups"
)


def _is_small(tokens: list[Token], cue: Cue) -> bool:
    """Tell whether what the cue calls bad is said to be small: "introduces a negligible overhead"."""
    before = tokens[cue.start - 1].lower if cue.start else ""
    if "graded" in cue.pattern.traits and before in _SMALL | {"least"}:
        return True
    if "amount_before" in cue.pattern.traits and {t.lower for t in tokens[max(0, cue.start - 5) : cue.start]} & _SMALL:
        return True
    if "sized" not in cue.pattern.traits:
        return False
    n_after = 3 if cue.end == cue.start + 1 else 0
    words = {t.lower for t in tokens[cue.start : min(cue.end + n_after, len(tokens))]}
    return bool(words & _SMALL) or before in ("only", "merely", "just")


_PRAISE = word_set("fastest faster best better efficient cheaper cheapest simpler simplest effective attractive appealing strong strongest")


def _is_participle(tokens: list[Token], clause: Clause, cue: Cue) -> bool:
    """Tell whether a cue begins with a verb form that only describes a noun ("with increased costs")."""
    first = tokens[cue.start]
    if cue.start == 0 or "LEMMA" not in cue.pattern.tokens()[0] or "noun" in cue.pattern.traits:
        return False
    before = tokens[cue.start - 1]
    if first.lower.endswith("ing"):
        is_described = cue.end == cue.start + 1 and (tag(before) == "DET" or before.lower in ("'s", "’s"))
        is_phrase = cue.end == cue.start + 1 and before.lower in ("for", "of", "to", "against", "on", "from", "and")
        return is_described or is_phrase
    if cue.start == clause.verb or rate_verb(tokens, cue.start) >= Likely.RATHER:
        return False
    tags = tags_of(first.lower)
    if "VBN" not in tags or "VB" in tags:
        return _is_noun(tokens, cue.start, tags)
    if tag(before) in ("AUX", "ADV") or before.lower in ("and", "or", "but", ","):
        return _is_passive(tokens, cue)
    return True


def _is_only_kind(tokens: list[Token], cue: Cue) -> bool:
    """Tell whether "only" belongs to the noun before and a noun follows, not a verb: "an encoder only model"."""
    before = tokens[cue.start - 1]
    verb = cue.end - 1
    return tag(before) == "X" and cue.start > 1 and tag(tokens[cue.start - 2]) == "DET" and rate_verb(tokens, verb) < Likely.RATHER


def _is_noun(tokens: list[Token], i: int, tags: frozenset[str]) -> bool:
    """Tell whether a word that can be a noun stands where a noun does: "the lack", "expert collapse"."""
    before = tokens[i - 1]
    if before.lower == "to":
        return "VB" not in tags
    return (tag(before) in ("DET", "ADP") and before.lower not in PLURAL_DETERMINERS) or (tag(before) == "X" and bool(tags & {"NN", "NNS"}))


def _is_passive(tokens: list[Token], cue: Cue) -> bool:
    """Tell whether something was done to the subject ("results that are omitted"), which the cue's verb then does not blame."""
    if "active" not in cue.pattern.traits:
        return False
    return any(t.lower in _BE for t in tokens[max(0, cue.start - 2) : cue.start])


_BE = word_set("is are was were be been being")


def only_reports(tokens: list[Token], clause: Clause, cue: Cue) -> bool:
    """Tell whether the authors of a cited work are only said to show or find something, and not of their own method."""
    is_narrative = any(t.is_narrative for t in tokens[clause.subject[0] : clause.subject[1]])
    return is_narrative and _reports_at(tokens, cue) and not _is_seen_of_own(tokens, clause, cue)


def _is_seen_of_own(tokens: list[Token], clause: Clause, cue: Cue) -> bool:
    """Tell whether authors observed a bad thing of what they made themselves: "Ada et al. [3] observed worse scores at scale".

    Not where it is a thing known from elsewhere ("the collapse"), or another's ("instability in larger models").
    """
    seen = tokens[cue.start + 1 : clause.end]
    if not tokens[cue.start].lower.startswith("observ") or not seen or seen[0].lower in _KNOWN or seen[0].text == ",":
        return False
    owner = next((k for k, t in enumerate(seen) if t.lower in ("of", "in", "for", "across", "with") and not t.mark), len(seen))
    of_others = {t.lower for t in seen[owner : owner + 5]}
    return not any(t.mark == "METHOD" for t in seen[: owner + 4]) and (bool(of_others & {"their", "its"}) or not of_others & METHOD_NOUNS)


_KNOWN = word_set("the this that these those such how")


def _reports_at(tokens: list[Token], cue: Cue) -> bool:
    return tokens[cue.start].lower in REPORTS and tokens[cue.start].lower not in ("see", "sees", "saw")
