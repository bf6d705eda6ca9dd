"""Clauses of a sentence and the subject of each, by closed word lists: enough to tell whom a cue is about."""

import re
from typing import NamedTuple

from extractors.cues import tag
from extractors.inflect import inflect
from extractors.tokens import Token

_SUBORDINATORS = frozenset(["while", "whereas", "although", "though", "because", "since", "if", "when", "where", "unless", "once", "whether", "despite"])
_RELATIVES = frozenset(["which", "who", "whose"])
_MODALS = frozenset(
    ["is", "are", "was", "were", "has", "have", "had", "do", "does", "did", "can", "could", "may", "might", "will", "would", "shall", "should", "must", "cannot"]
)
_VERBS = ["accelerate", "achieve", "adapt", "add", "address", "adopt", "affect", "aim", "alleviate", "allow", "apply", "argue", "assign", "assume", "avoid", "base", "become", "begin", "behave", "belong", "benefit", "break", "bring", "build", "call", "capture", "cause", "change", "choose", "collapse", "combine", "come", "compare", "compress", "compute", "conclude", "consider", "consist", "consume", "contain", "contribute", "converge", "cost", "cover", "create", "decrease", "define", "degrade", "deliver", "demand", "demonstrate", "depend", "derive", "design", "deteriorate", "determine", "develop", "differ", "diverge", "drop", "employ", "enable", "encounter", "encourage", "ensure", "evaluate", "evict", "exceed", "exhibit", "experience", "explore", "extend", "face", "fail", "fall", "find", "focus", "follow", "force", "forget", "gain", "generalize", "generate", "get", "give", "grow", "handle", "have", "help", "hinder", "hold", "hurt", "ignore", "implement", "improve", "incorporate", "incur", "increase", "indicate", "inherit", "introduce", "involve", "keep", "lack", "lag", "lead", "learn", "leave", "leverage", "limit", "load", "lose", "maintain", "make", "manage", "manifest", "miss", "mitigate", "model", "neglect", "need", "observe", "occur", "offer", "operate", "optimize", "outperform", "overfit", "overlook", "perform", "plateau", "point", "predict", "prefetch", "present", "preserve", "prevent", "produce", "propose", "prove", "provide", "reach", "receive", "reduce", "rely", "remain", "remove", "replace", "report", "require", "result", "retain", "rely", "route", "run", "sacrifice", "scale", "see", "select", "seem", "serve", "share", "show", "simplify", "solve", "stall", "store", "struggle", "study", "suffer", "suggest", "support", "take", "target", "tend", "train", "treat", "trade", "try", "underperform", "underutilize", "update", "use", "utilize", "vary", "waste", "work", "worsen", "yield"]
_THIRD = frozenset(form for verb in _VERBS for form in inflect(verb) if form.endswith("s"))
_BASE = frozenset(_VERBS)
_PAST = frozenset(form for verb in _VERBS for form in inflect(verb) if form.endswith(("ed", "t", "ought", "own")) and form not in _BASE)
_REPORTS = frozenset(
    form for verb in ("find", "observe", "note", "show", "argue", "notice", "see", "believe", "indicate", "reveal", "suggest", "demonstrate")
    for form in inflect(verb)
)
_NOUN_BEFORE = frozenset({"DET", "ADP", "NUM"})
_PARTICIPLE = re.compile(r"^[a-z]{3,}ing$")
_POINTERS = frozenset(["it", "they", "we", "this", "these", "that", "those", "such", "both", "neither", "none", "all"])


class Clause(NamedTuple):
    """Tokens `start` to `end`; its subject stands at `subject`, which may lie in an earlier clause."""

    start: int
    end: int
    opener: str
    """The word that opens it ("while", "which", ""), lower case."""
    subject: tuple[int, int]
    verb: int
    """Index of its first finite verb, -1 when it has none."""


def is_finite(tokens: list[Token], i: int) -> bool:
    """Tell whether a token is most likely a finite verb."""
    token = tokens[i]
    if token.mark or not token.lower[:1].isalpha():
        return False
    low = token.lower
    if low in _MODALS:
        return True
    before = _word_before(tokens, i)
    if before is None or (low not in _THIRD and low not in _BASE and low not in _PAST):
        return False
    place = tag(before)
    if (place in _NOUN_BEFORE and before.lower not in ("these", "those", "this", "that", "both", "most", "many", "all")) or before.lower == "to":
        return False
    if low in _THIRD:
        return not _is_adjective(before)
    if low in _BASE:
        return before.mark in ("METHOD", "CITE", "OWN") or place == "PRON" or (before.lower.endswith("s") and before.lower not in _THIRD)
    return before.mark in ("METHOD", "CITE", "OWN") or place == "PRON" or before.lower.endswith("s")


def _is_adjective(token: Token) -> bool:
    return token.lower.endswith(("ive", "al", "ic", "ous", "able", "ible", "ent", "ful", "ed")) and not token.mark


def _word_before(tokens: list[Token], i: int) -> Token | None:
    """Return the word before a token, adverbs, commas and bracketed words skipped."""
    for j in range(i - 1, -1, -1):
        token = tokens[j]
        if token.depth > tokens[i].depth or (token.text in "()[],'\"“”" and not token.mark) or tag(token) == "ADV":
            continue
        return token
    return None


def split_clauses(tokens: list[Token]) -> list[Clause]:
    """Return the clauses in order, each with its subject; words in brackets belong to the clause around them."""
    cuts = _cuts(tokens)
    clauses: list[Clause] = []
    for (start, opener), (end, _) in zip(cuts, [*cuts[1:], (len(tokens), "")], strict=True):
        if start < end:
            clauses.append(_clause(tokens, start, end, opener, clauses))
    return clauses


def _cuts(tokens: list[Token]) -> list[tuple[int, str]]:
    cuts: list[tuple[int, str]] = [(0, "")]
    for i, token in enumerate(tokens):
        if token.depth or token.mark:
            continue
        opener = _opens(tokens, i, cuts[-1])
        if opener is None:
            continue
        if cuts[-1][0] == i:
            cuts[-1] = (i, opener or cuts[-1][1])
        else:
            cuts.append((i, opener))
    return cuts


def _opens(tokens: list[Token], i: int, last: tuple[int, str]) -> str | None:  # noqa: PLR0911
    """Return the opener of a clause that begins at a token, None when none does."""
    low = tokens[i].lower
    if low in _SUBORDINATORS or low in _RELATIVES:
        return low
    if low == "as" and (i == 0 or tokens[i - 1].text == ",") and i + 1 < len(tokens) and tokens[i + 1].lower not in ("in", "for", "a", "shown", "well"):
        return "as"
    if low == "that" and i + 1 < len(tokens):
        return "that-rel" if is_finite(tokens, i + 1) or _is_adverb_verb(tokens, i + 1) else "that"
    if i == 0:
        return None
    before = tokens[i - 1]
    if before.text in (";", ":", "—", "–") and not before.mark:
        return ""
    if low in ("but", "yet") and i + 1 < len(tokens):
        return "but"
    if before.text == "," and not before.mark:
        return _opens_after_comma(tokens, i, last)
    if low in ("and", "or") and _has_subject_and_verb(tokens, i + 1) and _has_verb(tokens, last[0], i):
        return "and"
    if before.lower in _REPORTS and not before.mark and (low in _POINTERS or tag(tokens[i]) == "DET"):
        return "that"
    return None


def _is_adverb_verb(tokens: list[Token], i: int) -> bool:
    return i + 1 < len(tokens) and tag(tokens[i]) == "ADV" and (is_finite(tokens, i + 1) or tokens[i + 1].lower in _BASE | _THIRD | _PAST)


def _opens_after_comma(tokens: list[Token], i: int, last: tuple[int, str]) -> str | None:
    low = tokens[i].lower
    start, opener = last
    if low in ("and", "or", "but"):
        return "and" if _has_subject_and_verb(tokens, i + 1) and _has_verb(tokens, start, i) else None
    if _PARTICIPLE.match(low) or low in ("thereby", "thus"):
        return "participle"
    if opener in _RELATIVES or opener == "that-rel":
        return "" if is_finite(tokens, i) or _has_subject_and_verb(tokens, i) else None
    if opener in _SUBORDINATORS or opener == "as":
        return "" if _has_verb(tokens, start, i) or opener == "despite" else None
    if not _has_verb(tokens, start, i) and (start == 0 or opener):
        return "" if _is_opener_phrase(tokens, start) else None
    if _has_subject_and_verb(tokens, i) and low in (_POINTERS | {"there"}):
        return ""
    return None


def _is_opener_phrase(tokens: list[Token], start: int) -> bool:
    """Tell whether a clause starts like an adverbial ("In contrast to X", "However", "Unlike X") and not with its subject."""
    token = tokens[start]
    if token.mark:
        return False
    return tag(token) in ("ADP", "ADV") or token.lower in _OPENERS or bool(_PARTICIPLE.match(token.lower))


_OPENERS = frozenset(
    ["however", "unlike", "compared", "contrary", "nevertheless", "nonetheless", "moreover", "furthermore", "besides", "instead", "therefore", "meanwhile", "consequently", "unfortunately", "similarly", "specifically", "finally", "first", "second", "third", "next", "here", "there", "despite", "due", "given", "based", "except", "during", "after", "before", "until", "following", "concretely", "still", "likewise", "conversely", "regarding", "like", "and", "but", "yet", "hence", "thus", "so", "indeed", "overall"]
)


def _has_verb(tokens: list[Token], start: int, end: int) -> bool:
    return any(is_finite(tokens, k) for k in range(start, end) if not tokens[k].depth)


def _has_subject_and_verb(tokens: list[Token], i: int) -> bool:
    """Tell whether words that can be a subject, then a finite verb, follow before the next break."""
    for k in range(i, min(i + 12, len(tokens))):
        token = tokens[k]
        if token.depth or (k > i and token.text == ","):
            continue
        if token.text in ".;:" and not token.mark:
            return False
        if is_finite(tokens, k):
            return k > i and not (k == i + 1 and tag(tokens[i]) == "ADV")
        if token.lower in _SUBORDINATORS or token.lower in _RELATIVES or token.lower == "that":
            return False
    return False


def _clause(tokens: list[Token], start: int, end: int, opener: str, before: list[Clause]) -> Clause:
    first = start
    while first < end and not tokens[first].mark and (
        tokens[first].lower in (opener, "and", "but", "or", "that", "even", "though", "if", ",", "yet") or tokens[first].text in "“\"'"
    ):
        first += 1
    while first < end and not tokens[first].mark and tag(tokens[first]) == "ADV" and tokens[first].lower not in ("both", "neither", "most", "either"):
        first += 1
        if first < end and tokens[first].text == ",":
            first += 1
    verb = next((k for k in range(first, end) if not tokens[k].depth and is_finite(tokens, k)), -1)
    if opener in _RELATIVES or opener == "that-rel":
        return Clause(start, end, opener, _antecedent(tokens, start, before), verb)
    if opener != "participle" and verb > first:
        return Clause(start, end, opener, (first, verb), verb)
    if verb < 0 and opener != "participle" and not before:
        return Clause(start, end, opener, (first, end), verb)
    main = next((c for c in reversed(before) if c.opener not in _RELATIVES and c.opener != "that-rel" and c.subject[0] < c.subject[1]), None)
    if main is None or (verb < 0 and opener != "participle"):
        return Clause(start, end, opener, (first, first) if main else (first, end), verb)
    return Clause(start, end, opener, main.subject, verb)


def _antecedent(tokens: list[Token], start: int, before: list[Clause]) -> tuple[int, int]:
    """Return the noun phrase before a relative pronoun: back to the last verb or break."""
    stop = start - 1 if start and tokens[start - 1].text == "," else start
    first = stop
    floor = before[-1].start if before else 0
    while first > floor:
        token = tokens[first - 1]
        if not token.depth and (is_finite(tokens, first - 1) or token.text in ";:" or (tag(token) == "ADP" and token.lower not in ("of", "as", "with"))):
            break
        first -= 1
    return (first, stop)


def clause_of(clauses: list[Clause], i: int) -> Clause:
    """Return the clause that holds a token."""
    return next(c for c in reversed(clauses) if c.start <= i)
