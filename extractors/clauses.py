"""Clauses of a sentence and the subject of each, by closed word lists: enough to tell whom a cue is about."""

import re
from typing import NamedTuple

from extractors.cues import tag
from extractors.grammar import (
    AMBIGUOUS,
    ARGUMENT_STARTS,
    BASE,
    MODALS,
    OPENERS,
    PAST,
    PLURAL_DETERMINERS,
    POINTERS,
    RELATIVES,
    REPORTS,
    SUBORDINATORS,
    THIRD,
    word_set,
)
from extractors.name_shapes import is_strong
from extractors.tokens import Token

_FINITE = MODALS | THIRD | BASE | PAST

_NO_CLAUSE = word_set("in for a an shown well illustrated described discussed depicted reported mentioned noted can such of to")
_PARTICIPLE = re.compile(r"^[a-z]{3,}ing$")
_SUBJECT_ADVERBS = word_set("both neither most either")
_NOUN_BEFORE = frozenset({"DET", "ADP", "NUM"})


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
    low = token.lower
    if token.mark:
        return False
    if low not in _FINITE:
        return _looks_finite(tokens, i)
    if low in MODALS:
        return True
    before = _word_before(tokens, i)
    if before is None or before.lower == "to" or (low in AMBIGUOUS and not _has_object(tokens, i)):
        return False
    place = tag(before)
    if place in _NOUN_BEFORE and before.lower not in PLURAL_DETERMINERS:
        return False
    if low in THIRD:
        return not _is_adjective(before)
    return _can_be_plural_subject(before, low)


def _looks_finite(tokens: list[Token], i: int) -> bool:
    """Tell whether a word of no list is a verb by its place: an s after a noun without one, before what can be its object."""
    low = tokens[i].lower
    before = _word_before(tokens, i)
    if before is None or not low.isalpha() or len(low) < 5 or i + 1 == len(tokens) or tokens[i + 1].lower not in _OBJECT_STARTS:
        return False
    if low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return tag(before) == "X" and not before.lower.endswith("s") and not tokens[i - 1].mark
    return before.lower in _PLURAL_SUBJECTS and tag(tokens[i]) == "X"


_OBJECT_STARTS = word_set("the a an its their it them each every all no any these those")
_PLURAL_SUBJECTS = word_set("they we methods approaches techniques systems algorithms works models frameworks strategies authors")


def _can_be_plural_subject(before: Token, low: str) -> bool:
    """Tell whether a bare or past form after this word can be a finite verb."""
    if before.mark or tag(before) == "PRON" or before.lower in PLURAL_DETERMINERS or before.lower in RELATIVES or is_strong(before.text):
        return True
    if before.lower == "but":
        return low in BASE
    return before.lower.endswith("s") and not before.lower.endswith("ss") and before.lower not in THIRD - AMBIGUOUS


def _has_object(tokens: list[Token], i: int) -> bool:
    """Tell whether what follows a word that is as often a noun makes it a verb."""
    if i + 1 >= len(tokens):
        return False
    after = tokens[i + 1]
    if after.mark in ("METHOD", "OWN"):
        return tag(tokens[i - 1]) == "PRON"
    if after.lower == "that":
        return False
    return tag(after) in ("DET", "PRON", "ADV", "NUM") or after.lower in ARGUMENT_STARTS or (
        tag(after) == "ADP" and after.lower not in ("of", "for", "as", "with", "by", "than", "between", "within", "at")
    )


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
        if token.depth or (token.mark and not (i and (tokens[i - 1].text in ",;:—–" or tokens[i - 1].lower in REPORTS | {"and", "but"}))):
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
    if low in SUBORDINATORS or low in RELATIVES:
        return low
    if low == "as" and (i == 0 or tokens[i - 1].text == ",") and i + 1 < len(tokens) and tokens[i + 1].lower not in _NO_CLAUSE:
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
    if before.lower in REPORTS and not before.mark and (low in POINTERS or tag(tokens[i]) == "DET" or _is_marked(tokens, i)):
        return "that"
    return None


def _is_marked(tokens: list[Token], i: int) -> bool:
    return tokens[i].mark in ("METHOD", "OWN")


def _is_adverb_verb(tokens: list[Token], i: int) -> bool:
    return i + 1 < len(tokens) and tag(tokens[i]) == "ADV" and (is_finite(tokens, i + 1) or tokens[i + 1].lower in _FINITE)


def _opens_after_comma(tokens: list[Token], i: int, last: tuple[int, str]) -> str | None:
    low = tokens[i].lower
    start, opener = last
    if low in ("and", "or", "but"):
        return "and" if _has_subject_and_verb(tokens, i + 1) and _has_verb(tokens, start, i) else None
    is_open = opener in SUBORDINATORS and not _has_verb(tokens, start, i)
    if low in ("thereby", "thus") or (_PARTICIPLE.match(low) and not (is_open and _has_subject_and_verb(tokens, i))):
        return "participle"
    if opener in RELATIVES or opener == "that-rel":
        return "" if is_finite(tokens, i) or _has_subject_and_verb(tokens, i) else None
    if opener in SUBORDINATORS or opener == "as":
        return "" if _has_verb(tokens, start, i) or opener == "despite" or _is_verbless(tokens, start, i) else None
    if not _has_verb(tokens, 0, i):
        is_opener = _is_opener_phrase(tokens, start) or _is_adverbial(tokens, start, i)
        return "" if is_opener and not _is_list_ahead(tokens, start, i) else None
    if _has_subject_and_verb(tokens, i) and low in (POINTERS | {"there"}):
        return ""
    return None


def _is_verbless(tokens: list[Token], start: int, comma: int) -> bool:
    """Tell whether a subordinate clause needs no verb of its own: "while effective on X, ...", "when applied to X, ..."."""
    first = start + 2 if tokens[start + 1].lower == "being" else start + 1
    is_subject = bool(tokens[first].mark) or tag(tokens[first]) in ("DET", "PRON", "NUM")
    goes_on = is_finite(tokens, comma) or _has_subject_and_verb(tokens, comma)
    return _is_participle(tokens, start + 1) or (not is_subject and goes_on)


def _is_participle(tokens: list[Token], i: int) -> bool:
    """Tell whether a clause like "when applied to" or "when running" has a participle for its verb."""
    return i < len(tokens) and not tokens[i].mark and tokens[i].lower.endswith(("ing", "ed"))


def _is_opener_phrase(tokens: list[Token], start: int) -> bool:
    """Tell whether a clause starts like an adverbial ("In contrast to X", "However", "Unlike X") and not with its subject."""
    token = tokens[start]
    if token.mark:
        return False
    return tag(token) in ("ADP", "ADV") or token.lower in OPENERS or bool(_PARTICIPLE.match(token.lower))


def _is_adverbial(tokens: list[Token], start: int, comma: int) -> bool:
    """Tell whether a few words with a preposition open the sentence before its subject ("Later in training, ...")."""
    words = tokens[start : comma - 1]
    is_short = len(words) <= MAX_ADVERBIAL and any(tag(t) == "ADP" for t in words[1:3]) and not any(t.mark for t in words)
    starts_subject = bool(tokens[comma].mark) or tag(tokens[comma]) in ("DET", "PRON")
    return is_short and starts_subject and tag(words[0]) not in ("DET", "PRON")


MAX_ADVERBIAL = 6


def _is_list_ahead(tokens: list[Token], start: int, i: int) -> bool:
    """Tell whether a comma after "Caching systems such as A" only separates names of the subject."""
    if not _PARTICIPLE.match(tokens[start].lower):
        return False
    verb = next((k for k in range(i, len(tokens)) if not tokens[k].depth and is_finite(tokens, k)), len(tokens))
    return any(t.text == "," and not t.depth for t in tokens[i:verb])


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
        if token.lower in SUBORDINATORS or token.lower in RELATIVES or token.lower == "that":
            return False
    return False


def _clause(tokens: list[Token], start: int, end: int, opener: str, before: list[Clause]) -> Clause:
    first = start
    while first < end and not tokens[first].mark and (
        tokens[first].lower in (opener, "and", "but", "or", "that", "even", "though", "if", ",", "yet") or tokens[first].text in "“\"'"
    ):
        first += 1
    while first < end and not tokens[first].mark and tag(tokens[first]) == "ADV" and tokens[first].lower not in _SUBJECT_ADVERBS:
        first += 1
        if first < end and tokens[first].text == ",":
            first += 1
    verb = next((k for k in range(first, end) if not tokens[k].depth and is_finite(tokens, k)), -1)
    if opener in RELATIVES or opener == "that-rel":
        return Clause(start, end, opener, _antecedent(tokens, start, before), verb)
    if opener in SUBORDINATORS and verb < 0:
        return Clause(start, end, opener, (first, first), verb)
    if opener != "participle" and verb > first:
        return Clause(start, end, opener, (first, verb), verb)
    if verb < 0 and opener == "that":
        return Clause(start, end, opener, (first, end), verb)
    if verb < 0 and opener not in ("participle", "but") and not any(c.verb >= 0 for c in before):
        return Clause(start, end, opener, (first, end), verb)
    if opener == "but" and before and before[-1].opener in (*RELATIVES, "that-rel") and tokens[start - 1].text != ",":
        return Clause(start, end, opener, before[-1].subject, verb)
    main = _main_before(before)
    return Clause(start, end, opener, main.subject if main else (first, end), verb)


def _main_before(before: list[Clause]) -> Clause | None:
    """Return the last clause whose subject goes on in one that has none of its own."""
    with_subject = [c for c in before if c.opener not in RELATIVES and c.opener != "that-rel" and c.subject[0] < c.subject[1]]
    with_verb = [c for c in with_subject if c.verb >= 0]
    found = with_verb or with_subject
    return found[-1] if found else None


def _antecedent(tokens: list[Token], start: int, before: list[Clause]) -> tuple[int, int]:
    """Return the noun phrase before a relative pronoun: back to the last verb or break."""
    stop = start - 1 if start and tokens[start - 1].text == "," else start
    first = stop
    floor = before[-1].start if before else 0
    while first > floor:
        token = tokens[first - 1]
        is_preposition = tag(token) == "ADP" and token.lower not in ("of", "as", "with")
        if not token.depth and (is_finite(tokens, first - 1) or token.text in ";:" or is_preposition):
            break
        first -= 1
    return (first, stop)


def clause_of(clauses: list[Clause], i: int) -> Clause:
    """Return the clause that holds a token."""
    return next(c for c in reversed(clauses) if c.start <= i)
