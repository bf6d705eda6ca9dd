"""When a cue blames nobody: negated, asked, planned, praised, or part of a noun phrase."""

import re
from functools import lru_cache

from extractors.critiques.case import Case, lower_words
from extractors.critiques.rules import CritiqueRules
from extractors.english import BE, NEGATIONS, PLURAL_DETERMINERS, REPORTS, tags_of, word_set
from extractors.grammar.tokens import Token, tag
from extractors.grammar.verbs import Likely, rate_verb
from extractors.grammar.words import METHOD_NOUNS
from extractors.names.shapes import any_of

_ASIDE = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=8)
def _announces(stems: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\bas )(?:\bwe (?:\w+ ){{0,2}}?|\bthis section (?:\w+ )?)(?:{'|'.join(stems)})\w*\b"
        r".*(?:§|\bSec(?:tion|\.)|\bbelow\b|\bAppendix)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=8)
def _future(phrases: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(phrases)})\b|\bwe leave\b(?!.*\b(?:blank|empty|out)\b)", re.IGNORECASE)


@lru_cache(maxsize=8)
def _left_by(others: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(others)})(?: \w+)? (?:leave|left|defer|postpone)", re.IGNORECASE)


def find_objection(case: Case) -> str:
    """Return why the cue, where it stands in its sentence, criticises nobody; empty when nothing speaks against it."""
    text, cue = case.sentence.text, case.cue
    checks = (
        ("the cue stands in brackets", case.tokens[cue.start].depth > 0),
        ("asked, not said", case.clause.opener == "whether"),
        ("negated", _is_negated(case)),
        ("said to be avoided", _is_avoided(case)),
        ("said to be small", _is_small(case)),
        ("said to be a gain", _is_gain(case)),
        ("the cue is part of a noun phrase", cue.pattern.role != "object" and _is_participle(case)),
        ("only of a kind", "restricting" in cue.pattern.traits and _is_only_kind(case)),
        ("future work", _is_left(text, case.rules)),
        ("announced, not said", bool(_announces(case.rules.stems("announcing_stems")).search(_ASIDE.sub("", text)))),
        ("said as the reason for a set-up", _is_excuse(case)),
        ("said as the reason for praise", _is_why_praised(case)),
    )
    return next((reason for reason, is_so in checks if is_so), "")


def _is_left(text: str, rules: CritiqueRules) -> bool:
    """Tell whether the authors leave something for later, and not others."""
    is_future = _future(rules.word_list("future")).search(text) is not None
    return is_future and not _left_by(rules.word_list("left_by")).search(text)


def _is_negated(case: Case) -> bool:
    tokens, clause, cue = case.tokens, case.clause, case.cue
    if tokens[cue.start].lower == "any":
        return not NEGATIONS & {t.lower for t in tokens[clause.start : cue.start]}  # "did not find any gain"
    first = max(clause.start, cue.start - 4)
    before = [t.lower for t in tokens[first : cue.start]]
    if "only" in before or not NEGATIONS & set(before[-3:]):
        return False
    return not _is_second_verb(tokens, first, cue.start)


def _is_second_verb(tokens: list[Token], first: int, start: int) -> bool:
    """Tell whether a finite verb is joined to what is denied, and is not denied itself: "is not smooth and requires labels"."""
    joined = max((k for k in range(first, start) if tokens[k].lower in ("and", "but")), default=-1)
    denied = max((k for k in range(first, start) if tokens[k].lower in NEGATIONS), default=start)
    is_state = denied > 0 and tokens[denied - 1].lower in BE
    words = tokens[joined + 1 : start]
    return denied < joined and is_state and all(tag(t) == "ADV" for t in words) and rate_verb(tokens, start) >= Likely.RATHER


def _is_excuse(case: Case) -> bool:
    """Tell whether a clause only says why the authors could not use something: "since X is not public, we compare with Y"."""
    tokens, clause = case.tokens, case.clause
    is_kept_back = bool(case.cue_words & case.rules.word_list("had"))
    return is_kept_back and clause.opener in ("since", "because", "as") and any(t.lower in ("we", "our") for t in tokens)


def _is_why_praised(case: Case) -> bool:
    """Tell whether a clause says why something is good: "they are the fastest since they do not use a gate"."""
    tokens, clause = case.tokens, case.clause
    said = {t.lower for t in tokens[: clause.start] if not t.depth}
    if not {t.lower for t in tokens[slice(*clause.subject)]} <= {"it", "they"}:
        return False
    is_praised = bool(said & case.rules.word_list("praise")) and not said & (NEGATIONS | {"less", "than"})
    return is_praised and clause.opener in ("since", "because")


def _is_avoided(case: Case) -> bool:
    """Tell whether the bad thing is said to be avoided or reduced, in words before the cue or inside it."""
    cue = case.cue
    before = case.words_before(3)
    inside = lower_words(case.tokens[cue.start + 1 : cue.end])
    is_negated = bool(NEGATIONS & case.cue_words)
    avoiding = before if is_negated else before | inside
    is_ours = any(t.mark == "OWN" or t.lower in ("we", "our") for t in case.tokens)
    is_asked = cue.pattern.role == "subject" or ("avoidable" in cue.pattern.traits and not is_ours)
    is_avoided = "without" in avoiding or bool(case.rules.word_list("avoiding_verbs") & avoiding)
    return is_asked and is_avoided and not inside & case.rules.word_list("not_avoiding")


def _is_gain(case: Case) -> bool:
    """Tell whether the cue's bad word belongs to a gain ("costly improvements"), and the gain is not said to be small."""
    tokens, cue = case.tokens, case.cue
    is_gain = cue.end < len(tokens) and tokens[cue.end].lower in case.rules.word_list("gains")
    return is_gain and not case.cue_words & case.rules.word_list("little_gain")


def _is_small(case: Case) -> bool:
    """Tell whether what the cue calls bad is said to be small: "introduces a negligible overhead"."""
    tokens, cue, small = case.tokens, case.cue, case.rules.word_list("small_cost")
    before = tokens[cue.start - 1].lower if cue.start else ""
    if "graded" in cue.pattern.traits and before in small | {"least"}:
        return True
    if "amount_before" in cue.pattern.traits and {t.lower for t in tokens[max(0, cue.start - 5) : cue.start]} & small:
        return True
    if "sized" not in cue.pattern.traits:
        return False
    n_after = 3 if cue.end == cue.start + 1 else 0
    words = {t.lower for t in tokens[cue.start : min(cue.end + n_after, len(tokens))]}
    return bool(words & small) or before in ("only", "merely", "just")


def _is_participle(case: Case) -> bool:
    """Tell whether a cue begins with a verb form that only describes a noun ("with increased costs")."""
    tokens, cue = case.tokens, case.cue
    first = tokens[cue.start]
    if cue.start == 0 or "LEMMA" not in cue.pattern.tokens()[0] or "noun" in cue.pattern.traits:
        return False
    before = tokens[cue.start - 1]
    if first.lower.endswith("ing"):
        is_described = cue.end == cue.start + 1 and (tag(before) == "DET" or before.lower in ("'s", "’s"))
        is_phrase = cue.end == cue.start + 1 and before.lower in ("for", "of", "to", "against", "on", "from", "and")
        return is_described or is_phrase
    if cue.start == case.clause.verb or rate_verb(tokens, cue.start) >= Likely.RATHER:
        return False
    tags = tags_of(first.lower)
    if "VBN" not in tags or "VB" in tags:
        return _is_noun(tokens, cue.start, tags)
    if tag(before) in ("AUX", "ADV") or before.lower in ("and", "or", "but", ","):
        return _is_passive(case)
    return True


def _is_only_kind(case: Case) -> bool:
    """Tell whether "only" belongs to the noun before and a noun follows, not a verb: "an encoder only model"."""
    tokens, cue = case.tokens, case.cue
    before = tokens[cue.start - 1]
    verb = cue.end - 1
    return tag(before) == "X" and cue.start > 1 and tag(tokens[cue.start - 2]) == "DET" and rate_verb(tokens, verb) < Likely.RATHER


def _is_noun(tokens: list[Token], i: int, tags: frozenset[str]) -> bool:
    """Tell whether a word that can be a noun stands where a noun does: "the lack", "expert collapse"."""
    before = tokens[i - 1]
    if before.lower == "to":
        return "VB" not in tags
    return (tag(before) in ("DET", "ADP") and before.lower not in PLURAL_DETERMINERS) or (tag(before) == "X" and bool(tags & {"NN", "NNS"}))


def _is_passive(case: Case) -> bool:
    """Tell whether something was done to the subject ("results that are omitted"), which the cue's verb then does not blame."""
    tokens, cue = case.tokens, case.cue
    if "active" not in cue.pattern.traits:
        return False
    return any(t.lower in BE for t in tokens[max(0, cue.start - 2) : cue.start])


def only_reports(case: Case) -> bool:
    """Tell whether the authors of a cited work are only said to show or find something, and not of their own method."""
    tokens, clause = case.tokens, case.clause
    is_narrative = any(t.is_narrative for t in tokens[clause.subject[0] : clause.subject[1]])
    return is_narrative and _reports_at(tokens[case.cue.start]) and not _is_seen_of_own(case)


def _is_seen_of_own(case: Case) -> bool:
    """Tell whether authors observed a bad thing of what they made themselves: "Ada et al. [3] observed worse scores at scale".

    Not where it is a thing known from elsewhere ("the collapse"), or another's ("instability in larger models").
    """
    tokens, clause, cue = case.tokens, case.clause, case.cue
    seen = tokens[cue.start + 1 : clause.end]
    if not tokens[cue.start].lower.startswith("observ") or not seen or seen[0].lower in _KNOWN or seen[0].text == ",":
        return False
    owner = next((k for k, t in enumerate(seen) if t.lower in ("of", "in", "for", "across", "with") and not t.mark), len(seen))
    of_others = {t.lower for t in seen[owner : owner + 5]}
    return not any(t.mark == "METHOD" for t in seen[: owner + 4]) and (bool(of_others & {"their", "its"}) or not of_others & METHOD_NOUNS)


_KNOWN = word_set("the this that these those such how")


def _reports_at(token: Token) -> bool:
    return token.lower in REPORTS and token.lower not in ("see", "sees", "saw")
