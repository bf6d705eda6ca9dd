"""Clauses of a sentence and the subject of each: enough grammar to tell whom a cue is about."""

import re

from extractors.english import OPENERS, POINTERS, RELATIVES, REPORTS, SUBORDINATORS, is_only_verb, tags_of, word_set
from extractors.grammar.clause_parts import ASKING, NOMINATIVES, RELATIVE_OPENERS, RatedSentence, is_participle, make_clause, starts_subject
from extractors.grammar.clause_parts import Clause as Clause
from extractors.grammar.tokens import Token, tag
from extractors.grammar.verbs import Likely, rate_verb

_NO_CLAUSE = word_set("in for a an shown well illustrated described discussed depicted reported mentioned noted can such of to")
_PARTICIPLE = re.compile(r"^[a-z]{3,}ing$")
_GOES_ON = frozenset({"and", "but", "participle", "that"}) | RELATIVE_OPENERS
"""Openers of clauses that still belong to the one they stand in."""


def split_clauses(tokens: list[Token]) -> list[Clause]:
    """Return the clauses in order, each with its subject; words in brackets belong to the clause around them."""
    rated = RatedSentence(tokens, [Likely.NOT if t.depth else rate_verb(tokens, i) for i, t in enumerate(tokens)])
    cuts = _cuts(rated)
    clauses: list[Clause] = []
    for (start, opener), (end, _) in zip(cuts, [*cuts[1:], (len(tokens), "")], strict=True):
        if start < end:
            clauses.append(make_clause(rated, start, end, opener, clauses))
    return clauses


def _cuts(rated: RatedSentence) -> list[tuple[int, str]]:
    tokens = rated.tokens
    cuts: list[tuple[int, str]] = [(0, "")]
    for i, token in enumerate(tokens):
        if token.depth or (token.mark and not _can_mark_open(tokens, i)):
            continue
        opener = _opens(rated, i, cuts)
        if opener is None:
            continue
        if cuts[-1][0] == i:
            cuts[-1] = (i, opener or cuts[-1][1])
        else:
            cuts.append((i, opener))
    return cuts


def _can_mark_open(tokens: list[Token], i: int) -> bool:
    return i > 0 and (tokens[i - 1].text in ",;:—–)" or tokens[i - 1].lower in REPORTS | {"and", "but"})


def _opens(rated: RatedSentence, i: int, cuts: list[tuple[int, str]]) -> str | None:  # noqa: C901, PLR0911
    """Return the opener of a clause that begins at a token, None when none does."""
    tokens = rated.tokens
    low = tokens[i].lower
    if low in SUBORDINATORS or low in RELATIVES:
        return low
    if low == "as" and (i == 0 or tokens[i - 1].text == ",") and i + 1 < len(tokens) and tokens[i + 1].lower not in _NO_CLAUSE:
        return "as"
    if low == "that" and i + 1 < len(tokens):
        return _opens_with_that(rated, i)
    if i == 0:
        return None
    before = tokens[i - 1]
    if low in ASKING and not tokens[i].mark:
        return "that"
    if (before.text in (";", ":", "—", "–") or _is_item_number(tokens, i) or _is_dash(rated, i - 1)) and not before.mark:
        return ""
    if low in ("but", "yet") and i + 1 < len(tokens):
        return "but"
    if before.text == "," and not before.mark:
        return _opens_after_comma(rated, i, cuts)
    if low in ("and", "or") and _has_subject_and_verb(rated, i + 1) and rated.has_verb(cuts[-1][0], i):
        return "and"
    if before.lower in REPORTS and not before.mark and (low in POINTERS or tag(tokens[i]) == "DET" or _is_marked(tokens, i)):
        return "that" if _has_subject_and_verb(rated, i, is_short=True) else None
    if _resumes_main(rated, i, cuts):
        return ""
    return None


def _opens_with_that(rated: RatedSentence, i: int) -> str | None:
    """Return what "that" opens: a relative clause after a noun, else what is said or found."""
    before = rated.tokens[i - 1] if i else None
    is_said = before is None or (before.lower in REPORTS and "NNS" not in tags_of(before.lower)) or rated.is_verb(i - 1)
    k = i + 1
    while k < len(rated.tokens) - 1 and tag(rated.tokens[k]) == "ADV":
        k += 1
    if before is not None and tag(before) in ("ADP", "DET", "CCONJ"):
        return None  # "than that of", "and that the": a pronoun, or the clause before goes on
    return "that-rel" if rated.is_verb(k) and not is_said else "that"


def _resumes_main(rated: RatedSentence, i: int, cuts: list[tuple[int, str]]) -> bool:
    """Tell whether a second verb after a relative clause is that of the clause around it: "A net that uses maps | needs them"."""
    (start, opener), tokens = cuts[-1], rated.tokens
    if opener not in RELATIVE_OPENERS or not rated.is_verb(i) or not rated.has_verb(start, i):
        return False
    k = i - 1
    while tag(tokens[k]) == "ADV":
        k -= 1
    is_joined = tag(tokens[k]) in ("AUX", "CCONJ", "PRON") or tokens[k].text == "," or rated.is_verb(k)
    return len(cuts) > 1 and not is_joined and not rated.has_verb(cuts[-2][0], start)


def _is_item_number(tokens: list[Token], i: int) -> bool:
    """Tell whether the bracketed number of an item stands before: "(1) it is slow and (2) it is large"."""
    if i >= 4 and tokens[i - 4].text not in (",", ";", ":", ".") and tokens[i - 4].lower not in ("and", "or", "but"):
        return False  # "the input (x) is"
    return (
        i >= 3
        and tokens[i - 1].text == ")"
        and tokens[i - 3].text == "("
        and len(tokens[i - 2].text) <= 3
        and (tokens[i - 2].text.isdigit() or set(tokens[i - 2].lower) <= set("ivx") or len(tokens[i - 2].text) == 1)
    )


def _is_dash(rated: RatedSentence, i: int) -> bool:
    """Tell whether a hyphen between blanks stands for a dash, after which a clause begins."""
    return rated.tokens[i].text == "-" and rated.tokens[i].end < rated.tokens[i + 1].start and _has_subject_and_verb(rated, i + 1)


def _is_marked(tokens: list[Token], i: int) -> bool:
    return tokens[i].mark in ("METHOD", "OWN")


def _opens_after_comma(rated: RatedSentence, i: int, cuts: list[tuple[int, str]]) -> str | None:
    tokens, (start, opener) = rated.tokens, cuts[-1]
    low = tokens[i].lower
    if low in ("and", "or", "but"):
        return "and" if _has_subject_and_verb(rated, i + 1) and rated.has_verb(start, i) else None
    is_open = opener in SUBORDINATORS and not rated.has_verb(start, i)
    is_item = i + 1 < len(tokens) and tokens[i + 1].lower in ("and", "or", ",")
    is_open = is_open or (not is_item and (_is_subordinate(rated, cuts) or not rated.has_verb(0, i)))
    if low == "however" and rated.has_verb(start, i) and _has_subject_and_verb(rated, i + 1):
        return "but"
    if low in ("thereby", "thus") or (_PARTICIPLE.match(low) and not is_item and not (is_open and _has_subject_and_verb(rated, i))):
        return "participle"
    if opener in RELATIVE_OPENERS:
        is_aside = i == start + 2 or _has_aside(rated, start, i)  # "which, as our tests show, is slow"
        return "" if not is_aside and (rated.is_verb(i) or _has_subject_and_verb(rated, i)) else None
    if opener in SUBORDINATORS or opener == "as":
        is_whole = opener == "despite" or rated.has_verb(start, i) or _is_verbless(rated, start, i)
        is_main_ahead = starts_subject(tokens, i) and _has_subject_and_verb(rated, i)
        return "" if is_whole or (is_main_ahead and any(rated.verbs[start:i])) else None
    opening = start + (opener == "that")
    is_phrase = (opener == "that" or (opener == "" and start > 0)) and not rated.has_verb(start, i) and _is_opener_phrase(tokens, opening)
    if is_phrase and _has_subject_and_verb(rated, i):
        return ""
    if not rated.has_verb(0, i):
        is_opener = _is_opener_phrase(tokens, start) or _is_adverbial(tokens, start, i)
        return "" if is_opener and not _is_list_ahead(rated, start, i) else None
    is_main = low in POINTERS | {"there", "we"} or (_is_subordinate(rated, cuts) and starts_subject(tokens, i))
    return "" if is_main and _has_subject_and_verb(rated, i) else None


def _has_aside(rated: RatedSentence, start: int, i: int) -> bool:
    """Tell whether all a relative clause says up to a comma is set off from it by another one before."""
    is_set_off = rated.tokens[start + 1].text == "," and any(t.text == "," for t in rated.tokens[start + 2 : i])
    return is_set_off and not rated.has_verb(start, i)


def _is_subordinate(rated: RatedSentence, cuts: list[tuple[int, str]]) -> bool:
    """Tell whether the clauses up to here all belong to a subordinate one or a phrase, so that the main clause is still to come."""
    place = next((k for k in range(len(cuts) - 1, -1, -1) if cuts[k][1] not in _GOES_ON), 0)
    is_phrase = cuts[place][1] == "" and place + 1 < len(cuts) and not rated.has_verb(cuts[place][0], cuts[place + 1][0])
    return cuts[place][1] in SUBORDINATORS or cuts[place][1] == "as" or is_phrase


def _is_verbless(rated: RatedSentence, start: int, comma: int) -> bool:
    """Tell whether a subordinate clause needs no verb of its own: "while effective on X, ...", "when applied to X, ..."."""
    tokens = rated.tokens
    first = start + 2 if tokens[start + 1].lower == "being" else start + 1
    is_subject = bool(tokens[first].mark) or tag(tokens[first]) in ("DET", "PRON", "NUM")
    tags = tags_of(tokens[first].lower)
    is_noun = bool(tags & {"NN", "NNS"}) and "JJ" not in tags
    goes_on = rated.is_verb(comma) or _has_subject_and_verb(rated, comma)
    return is_participle(tokens, start + 1) or (not is_subject and not is_noun and goes_on)


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
    return is_short and starts_subject(tokens, comma) and tag(words[0]) not in ("DET", "PRON")


MAX_ADVERBIAL = 6


def _is_list_ahead(rated: RatedSentence, start: int, i: int) -> bool:
    """Tell whether a comma after "Caching systems such as A" only separates names of the subject."""
    if not _PARTICIPLE.match(rated.tokens[start].lower):
        return False
    verb = next((k for k in range(i, len(rated.tokens)) if rated.is_verb(k)), len(rated.tokens))
    return any(t.text == "," and not t.depth for t in rated.tokens[i:verb])


def _has_subject_and_verb(rated: RatedSentence, i: int, *, is_short: bool = False) -> bool:
    """Tell whether words that can be a subject, then a finite verb, follow before the next break; a comma is one for a short one."""
    tokens = rated.tokens
    if i < len(tokens) and i and tag(tokens[i - 1]) == "CCONJ" and not tokens[i].mark and is_only_verb(tokens[i].lower):
        return False
    for k in range(i, min(i + MAX_SUBJECT, len(tokens))):
        token = tokens[k]
        if token.depth:
            continue
        if token.text == "," and k > i:
            if is_short:
                return False
            if k + 1 < len(tokens) and (tokens[k + 1].lower in ("but", "yet") or tokens[k + 1].lower in NOMINATIVES | {"our"}):
                return False
            continue
        if token.text in ".;:" and not token.mark:
            return False
        if rated.is_verb(k):
            return k > i and not (k == i + 1 and tag(tokens[i]) == "ADV")
        if token.lower in SUBORDINATORS or token.lower in RELATIVES or token.lower == "that" or token.lower in ASKING:
            return False
    return False


MAX_SUBJECT = 14
"""Tokens from the beginning of a subject to its verb."""


def clause_of(clauses: list[Clause], i: int) -> Clause:
    """Return the clause that holds a token."""
    return next(c for c in reversed(clauses) if c.start <= i)
