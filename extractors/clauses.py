"""Clauses of a sentence and the subject of each: enough grammar to tell whom a cue is about."""

import re
from typing import NamedTuple

from extractors.cues import tag
from extractors.grammar import OPENERS, POINTERS, RELATIVES, REPORTS, SUBORDINATORS, word_set
from extractors.inflect import tags_of
from extractors.tokens import Token
from extractors.verbs import Likely, rate_verb

_NO_CLAUSE = word_set("in for a an shown well illustrated described discussed depicted reported mentioned noted can such of to")
_PARTICIPLE = re.compile(r"^[a-z]{3,}ing$")
_SUBJECT_ADVERBS = word_set("both neither most either")
_ASKING = word_set("how why")
_NOMINATIVES = word_set("we they it i he she there")
_GOES_ON = frozenset({"and", "but", "participle", "that", "that-rel"}) | RELATIVES
"""Openers of clauses that still belong to the one they stand in."""


class Clause(NamedTuple):
    """Tokens `start` to `end`; its subject stands at `subject`, which may lie in an earlier clause."""

    start: int
    end: int
    opener: str
    """The word that opens it ("while", "which", ""), lower case."""
    subject: tuple[int, int]
    verb: int
    """Index of its first finite verb, -1 when it has none."""


class _Line(NamedTuple):
    """A sentence with how likely each of its words is a finite verb."""

    tokens: list[Token]
    verbs: list[Likely]

    def is_verb(self, i: int) -> bool:
        return i < len(self.verbs) and self.verbs[i] >= Likely.RATHER

    def has_verb(self, start: int, end: int) -> bool:
        return any(v >= Likely.RATHER for v in self.verbs[start:end])

    def first_verb(self, start: int, end: int) -> int:
        """Return the first of the likeliest verbs between two places, -1 when there is none."""
        best = max(self.verbs[start:end], default=Likely.NOT)
        floor = min(best, Likely.RATHER)
        return -1 if best is Likely.NOT else next(k for k in range(start, end) if self.verbs[k] >= floor)


def split_clauses(tokens: list[Token]) -> list[Clause]:
    """Return the clauses in order, each with its subject; words in brackets belong to the clause around them."""
    line = _Line(tokens, [Likely.NOT if t.depth else rate_verb(tokens, i) for i, t in enumerate(tokens)])
    cuts = _cuts(line)
    clauses: list[Clause] = []
    for (start, opener), (end, _) in zip(cuts, [*cuts[1:], (len(tokens), "")], strict=True):
        if start < end:
            clauses.append(_clause(line, start, end, opener, clauses))
    return clauses


def _cuts(line: _Line) -> list[tuple[int, str]]:
    tokens = line.tokens
    cuts: list[tuple[int, str]] = [(0, "")]
    for i, token in enumerate(tokens):
        if token.depth or (token.mark and not _can_mark_open(tokens, i)):
            continue
        opener = _opens(line, i, cuts)
        if opener is None:
            continue
        if cuts[-1][0] == i:
            cuts[-1] = (i, opener or cuts[-1][1])
        else:
            cuts.append((i, opener))
    return cuts


def _can_mark_open(tokens: list[Token], i: int) -> bool:
    return i > 0 and (tokens[i - 1].text in ",;:—–)" or tokens[i - 1].lower in REPORTS | {"and", "but"})


def _opens(line: _Line, i: int, cuts: list[tuple[int, str]]) -> str | None:  # noqa: C901, PLR0911
    """Return the opener of a clause that begins at a token, None when none does."""
    tokens = line.tokens
    low = tokens[i].lower
    if low in SUBORDINATORS or low in RELATIVES:
        return low
    if low == "as" and (i == 0 or tokens[i - 1].text == ",") and i + 1 < len(tokens) and tokens[i + 1].lower not in _NO_CLAUSE:
        return "as"
    if low == "that" and i + 1 < len(tokens):
        return _opens_with_that(line, i)
    if i == 0:
        return None
    before = tokens[i - 1]
    if low in _ASKING and not tokens[i].mark:
        return "that"
    if (before.text in (";", ":", "—", "–") or _is_item_number(tokens, i)) and not before.mark:
        return ""
    if low in ("but", "yet") and i + 1 < len(tokens):
        return "but"
    if before.text == "," and not before.mark:
        return _opens_after_comma(line, i, cuts)
    if low in ("and", "or") and _has_subject_and_verb(line, i + 1) and line.has_verb(cuts[-1][0], i):
        return "and"
    if before.lower in REPORTS and not before.mark and (low in POINTERS or tag(tokens[i]) == "DET" or _is_marked(tokens, i)):
        return "that"
    return None


def _opens_with_that(line: _Line, i: int) -> str | None:
    """Return what "that" opens: a relative clause after a noun, else what is said or found."""
    before = line.tokens[i - 1] if i else None
    is_said = before is None or (before.lower in REPORTS and "NNS" not in tags_of(before.lower)) or line.is_verb(i - 1)
    k = i + 1
    while k < len(line.tokens) - 1 and tag(line.tokens[k]) == "ADV":
        k += 1
    if before is not None and tag(before) in ("ADP", "DET", "CCONJ"):
        return None  # "than that of", "and that the": a pronoun, or the clause before goes on
    return "that-rel" if line.is_verb(k) and not is_said else "that"


def _is_item_number(tokens: list[Token], i: int) -> bool:
    """Tell whether the bracketed number of an item stands before: "(1) it is slow and (2) it is large"."""
    return i >= 3 and tokens[i - 1].text == ")" and tokens[i - 3].text == "(" and len(tokens[i - 2].text) <= 3 and (
        tokens[i - 2].text.isdigit() or set(tokens[i - 2].lower) <= set("ivx") or len(tokens[i - 2].text) == 1
    )


def _is_marked(tokens: list[Token], i: int) -> bool:
    return tokens[i].mark in ("METHOD", "OWN")


def _opens_after_comma(line: _Line, i: int, cuts: list[tuple[int, str]]) -> str | None:
    tokens, (start, opener) = line.tokens, cuts[-1]
    low = tokens[i].lower
    if low in ("and", "or", "but"):
        return "and" if _has_subject_and_verb(line, i + 1) and line.has_verb(start, i) else None
    is_open = opener in SUBORDINATORS and not line.has_verb(start, i)
    is_item = i + 1 < len(tokens) and tokens[i + 1].lower in ("and", "or", ",")
    if low in ("thereby", "thus") or (_PARTICIPLE.match(low) and not is_item and not (is_open and _has_subject_and_verb(line, i))):
        return "participle"
    if opener in RELATIVES or opener == "that-rel":
        return "" if line.is_verb(i) or _has_subject_and_verb(line, i) else None
    if opener in SUBORDINATORS or opener == "as":
        is_whole = opener == "despite" or line.has_verb(start, i) or _is_verbless(line, start, i)
        is_main_ahead = _starts_subject(tokens, i) and _has_subject_and_verb(line, i)
        return "" if is_whole or (is_main_ahead and any(line.verbs[start:i])) else None
    if not line.has_verb(0, i):
        is_opener = _is_opener_phrase(tokens, start) or _is_adverbial(tokens, start, i)
        return "" if is_opener and not _is_list_ahead(line, start, i) else None
    is_main = low in POINTERS | {"there", "we"} or (_is_subordinate(line, cuts) and _starts_subject(tokens, i))
    return "" if is_main and _has_subject_and_verb(line, i) else None


def _is_subordinate(line: _Line, cuts: list[tuple[int, str]]) -> bool:
    """Tell whether the clauses up to here all belong to a subordinate one or a phrase, so that the main clause is still to come."""
    place = next((k for k in range(len(cuts) - 1, -1, -1) if cuts[k][1] not in _GOES_ON), 0)
    is_phrase = cuts[place][1] == "" and place + 1 < len(cuts) and not line.has_verb(cuts[place][0], cuts[place + 1][0])
    return cuts[place][1] in SUBORDINATORS or cuts[place][1] == "as" or is_phrase


def _starts_subject(tokens: list[Token], i: int) -> bool:
    """Tell whether a word can begin a subject that is no item of a list."""
    token = tokens[i]
    return bool(token.mark) or tag(token) in ("DET", "PRON") or token.lower in ("our", "their", "its")


def _is_verbless(line: _Line, start: int, comma: int) -> bool:
    """Tell whether a subordinate clause needs no verb of its own: "while effective on X, ...", "when applied to X, ..."."""
    tokens = line.tokens
    first = start + 2 if tokens[start + 1].lower == "being" else start + 1
    is_subject = bool(tokens[first].mark) or tag(tokens[first]) in ("DET", "PRON", "NUM")
    tags = tags_of(tokens[first].lower)
    is_noun = bool(tags & {"NN", "NNS"}) and "JJ" not in tags
    goes_on = line.is_verb(comma) or _has_subject_and_verb(line, comma)
    return _is_participle(tokens, start + 1) or (not is_subject and not is_noun and goes_on)


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
    return is_short and _starts_subject(tokens, comma) and tag(words[0]) not in ("DET", "PRON")


MAX_ADVERBIAL = 6


def _is_list_ahead(line: _Line, start: int, i: int) -> bool:
    """Tell whether a comma after "Caching systems such as A" only separates names of the subject."""
    if not _PARTICIPLE.match(line.tokens[start].lower):
        return False
    verb = next((k for k in range(i, len(line.tokens)) if line.is_verb(k)), len(line.tokens))
    return any(t.text == "," and not t.depth for t in line.tokens[i:verb])


def _has_subject_and_verb(line: _Line, i: int) -> bool:
    """Tell whether words that can be a subject, then a finite verb, follow before the next break."""
    tokens = line.tokens
    for k in range(i, min(i + MAX_SUBJECT, len(tokens))):
        token = tokens[k]
        if token.depth:
            continue
        if token.text == "," and k > i:
            if k + 1 < len(tokens) and (tokens[k + 1].lower in ("but", "yet") or tokens[k + 1].lower in _NOMINATIVES | {"our"}):
                return False
            continue
        if token.text in ".;:" and not token.mark:
            return False
        if line.is_verb(k):
            return k > i and not (k == i + 1 and tag(tokens[i]) == "ADV")
        if token.lower in SUBORDINATORS or token.lower in RELATIVES or token.lower == "that" or token.lower in _ASKING:
            return False
    return False


MAX_SUBJECT = 14
"""Tokens from the beginning of a subject to its verb."""


def _clause(line: _Line, start: int, end: int, opener: str, before: list[Clause]) -> Clause:
    tokens = line.tokens
    first = _subject_start(tokens, start, end, opener)
    verb = line.first_verb(first, end)
    if verb >= 0 and not line.is_verb(verb) and _needs_no_verb(tokens, start, first, opener):
        verb = -1
    if opener in RELATIVES or opener == "that-rel":
        return Clause(start, end, opener, _relative_subject(line, start, verb, opener, before), verb)
    if opener in SUBORDINATORS and verb < 0:
        return Clause(start, end, opener, (first, first), verb)
    if opener == "that" and verb == first and first > start:
        return Clause(start, end, opener, (start, first), verb)  # "found that would diverge": "that" is what they tried
    if opener != "participle" and verb > first:
        first = _after_adverbial(tokens, first, verb)
        return Clause(start, end, opener, (first, _subject_end(tokens, first, verb)), verb)
    if verb < 0 and opener == "that":
        return Clause(start, end, opener, (first, end), verb)
    if verb < 0 and opener not in ("participle", "but") and not any(c.verb >= 0 for c in before):
        return Clause(start, end, opener, (first, end - (tokens[end - 1].text == ",")), verb)
    if opener == "but" and before and before[-1].opener in (*RELATIVES, "that-rel") and tokens[start - 1].text != ",":
        return Clause(start, end, opener, before[-1].subject, verb)
    main = _main_before(before)
    return Clause(start, end, opener, main.subject if main else (first, end), verb)


def _needs_no_verb(tokens: list[Token], start: int, first: int, opener: str) -> bool:
    """Tell whether a clause is more likely a phrase than one whose verb looks like a noun."""
    is_phrase = (tag(tokens[first]) == "ADP" and opener == "") or (opener in SUBORDINATORS and _is_participle(tokens, first))
    return is_phrase or opener in ("participle", "despite") or (opener == "" and start > 0 and tokens[start - 1].text in ":—–")


def _subject_start(tokens: list[Token], start: int, end: int, opener: str) -> int:
    """Return where a clause's subject can begin: behind its opener and adverbs."""
    first = start
    while first < end and not tokens[first].mark and (
        tokens[first].lower in (opener, "and", "but", "or", "that", "even", "though", "if", ",", "yet", *_ASKING)
        or tokens[first].text in "“\"'–—-"
    ):
        first += 1
    while first < end and not tokens[first].mark and tag(tokens[first]) == "ADV" and tokens[first].lower not in _SUBJECT_ADVERBS:
        first += 1
        if first < end and tokens[first].text == ",":
            first += 1
    return first


def _subject_end(tokens: list[Token], first: int, verb: int) -> int:
    """Return where the subject ends: before adverbs, and before a phrase set off by commas ("LarkMix, like FernRoute, ...")."""
    end = _before_adverbs(tokens, first, verb)
    if end > first + 1 and tokens[end - 1].text == ",":
        commas = [k for k in range(first + 1, end - 1) if tokens[k].text == "," and not tokens[k].depth]
        aside = next((k for k in commas if tag(tokens[k + 1]) == "ADP" or tokens[k + 1].lower in OPENERS), end - 1)
        is_needed = any(t.mark for t in tokens[aside:end]) and not any(t.mark for t in tokens[first:aside])
        end = end - 1 if is_needed else _before_adverbs(tokens, first, aside)
    return end


def _before_adverbs(tokens: list[Token], first: int, end: int) -> int:
    while end > first + 1 and tag(tokens[end - 1]) == "ADV" and tokens[end - 1].lower not in _SUBJECT_ADVERBS:
        end -= 1
    return end


def _after_adverbial(tokens: list[Token], first: int, verb: int) -> int:
    """Return where the subject begins after words that open the clause without a comma: "In this setting FooNet drops ..."."""
    last = verb - 1
    while last > first and tag(tokens[last]) == "ADV":
        last -= 1
    if tokens[last].lower in _NOMINATIVES:
        return last
    if tag(tokens[first]) != "ADP" and tokens[first].lower not in OPENERS:
        return first
    for k in range(verb - 1, first + 1, -1):
        is_start = _starts_subject(tokens, k) and not tokens[k].depth and tokens[k].mark != "CITE"
        if is_start and _ends_phrase(tokens, k - 1):
            return k
    return first


def _ends_phrase(tokens: list[Token], i: int) -> bool:
    """Tell whether a noun, name or citation stands here, after which another noun phrase can begin."""
    token = tokens[i]
    if token.mark or token.text == ")":
        return True
    tags = tags_of(token.lower)
    is_doing = "VBG" in tags and i > 0 and tag(tokens[i - 1]) != "DET"
    return tag(token) == "X" and (not tags or bool(tags & {"NN", "NNS"})) and not is_doing


def _relative_subject(line: _Line, start: int, verb: int, opener: str, before: list[Clause]) -> tuple[int, int]:
    """Return what a relative clause is about: the noun before it, or its own subject ("which we show")."""
    is_own = opener != "whose" and verb > start + 1 and (
        line.tokens[start + 1].lower in _NOMINATIVES or tag(line.tokens[start + 1]) == "DET" or bool(line.tokens[start + 1].mark)
    )
    return (start + 1, verb) if is_own else _antecedent(line, start, before)


def _main_before(before: list[Clause]) -> Clause | None:
    """Return the last clause whose subject goes on in one that has none of its own."""
    with_subject = [c for c in before if c.opener not in RELATIVES and c.opener != "that-rel" and c.subject[0] < c.subject[1]]
    with_verb = [c for c in with_subject if c.verb >= 0]
    found = with_verb or with_subject
    return found[-1] if found else None


def _antecedent(line: _Line, start: int, before: list[Clause]) -> tuple[int, int]:
    """Return the noun phrase before a relative pronoun: back to the last verb or break."""
    tokens = line.tokens
    stop = start - 1 if start and tokens[start - 1].text in ",-–—" else start
    first = stop
    floor = before[-1].start if before else 0
    while first > floor:
        token = tokens[first - 1]
        is_preposition = tag(token) == "ADP" and token.lower not in ("of", "as", "with")
        is_infinitive = first > 1 and tokens[first - 2].lower == "to"
        if not token.depth and (line.is_verb(first - 1) or token.text in ";:" or is_preposition or is_infinitive):
            break
        first -= 1
    return (first, stop)


def clause_of(clauses: list[Clause], i: int) -> Clause:
    """Return the clause that holds a token."""
    return next(c for c in reversed(clauses) if c.start <= i)
