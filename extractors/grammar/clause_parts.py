"""The subject and the verb of a clause, once it is known where the clause begins and ends."""

from typing import NamedTuple

from extractors.english import OPENERS, RELATIVES, SUBORDINATORS, tags_of, word_set
from extractors.grammar.tokens import Token, tag
from extractors.grammar.verbs import Likely

_SUBJECT_ADVERBS = word_set("both neither most either")
ASKING = word_set("how why")
_BEFORE_SUBJECT = word_set("and but or that even though if , yet") | ASKING
_BEFORE_ANTECEDENT = word_set("that and but") | SUBORDINATORS
RELATIVE_OPENERS = RELATIVES | {"that-rel"}
"""What a relative clause opens with; a "that" is told from that of a complement."""
NOMINATIVES = word_set("we they it i he she there")


class Clause(NamedTuple):
    """Tokens `start` to `end`; its subject stands at `subject`, which may lie in an earlier clause."""

    start: int
    end: int
    opener: str
    """The word that opens it ("while", "which", ""), lower case."""
    subject: tuple[int, int]
    verb: int
    """Index of its first finite verb, -1 when it has none."""


class RatedSentence(NamedTuple):
    """A sentence with how likely each of its words is a finite verb."""

    tokens: list[Token]
    verbs: list[Likely]

    def is_verb(self, i: int) -> bool:
        """Tell whether a word is more likely a finite verb than not."""
        return i < len(self.verbs) and self.verbs[i] >= Likely.RATHER

    def has_verb(self, start: int, end: int) -> bool:
        """Tell whether a finite verb stands between two places."""
        return any(v >= Likely.RATHER for v in self.verbs[start:end])

    def first_verb(self, start: int, end: int) -> int:
        """Return the first of the likeliest verbs between two places, -1 when there is none."""
        best = max(self.verbs[start:end], default=Likely.NOT)
        floor = min(best, Likely.RATHER)
        return -1 if best is Likely.NOT else next(k for k in range(start, end) if self.verbs[k] >= floor)


def make_clause(rated: RatedSentence, start: int, end: int, opener: str, before: list[Clause]) -> Clause:
    """Return the clause between two places of a sentence; one without a subject of its own goes on with an earlier one's."""
    tokens = rated.tokens
    first = _subject_start(tokens, start, end, opener)
    verb = rated.first_verb(first, end)
    is_doubtful = verb >= 0 and rated.verbs[verb] < Likely.SURELY and "NNS" in tags_of(tokens[verb].lower)
    is_said_without = opener in SUBORDINATORS and is_participle(tokens, first) and is_doubtful
    if is_said_without or (verb >= 0 and not rated.is_verb(verb) and _needs_no_verb(tokens, start, first, opener)):
        verb = -1
    if opener in RELATIVE_OPENERS:
        return Clause(start, end, opener, _relative_subject(rated, start, verb, opener, before), verb)
    if opener in SUBORDINATORS and verb < 0:
        return Clause(start, end, opener, (first, first), verb)
    if opener == "that" and verb == first and first > start:
        return Clause(start, end, opener, (start, first), verb)  # "found that would diverge": "that" is what they tried
    if opener != "participle" and verb > first and not _is_elided(tokens, first, verb, opener, before):
        verb = _after_contact(rated, first, _after_phrase(rated, first, verb, end), end)
        first = _after_adverbial(tokens, first, verb)
        return Clause(start, end, opener, (first, _subject_end(tokens, first, verb)), verb)
    if (verb < 0 and _waits_for_verb(tokens, start, first, end, opener)) or (verb < 0 and _is_first(opener, before)):
        return Clause(start, end, opener, (first, end - (tokens[end - 1].text == "," and opener != "that")), verb)
    if opener == "but" and before and before[-1].opener in RELATIVE_OPENERS and tokens[start - 1].text != ",":
        return Clause(start, end, opener, before[-1].subject, verb)
    main = _main_of_second_verb(before) if opener == "but" and tokens[start - 1].text == "," else None
    main = main or _main_before(tokens, before)
    return Clause(start, end, opener, main.subject if main else (first, end), verb)


def _is_elided(tokens: list[Token], first: int, verb: int, opener: str, before: list[Clause]) -> bool:
    """Tell whether a second verb has a phrase before it but no subject of its own: "and in addition performs"."""
    is_phrase = opener in ("and", "but") and bool(before) and tag(tokens[first]) == "ADP"
    return is_phrase and _after_adverbial(tokens, first, verb) == first


def _waits_for_verb(tokens: list[Token], start: int, first: int, end: int, opener: str) -> bool:
    """Tell whether a clause has its subject here and its verb behind a relative clause, or said without one after "that"."""
    is_before_relative = end < len(tokens) and tokens[end].lower in RELATIVES | {"that"}
    return opener == "that" or (opener == "" and start > 0 and is_before_relative and first < end and starts_subject(tokens, first))


def _is_first(opener: str, before: list[Clause]) -> bool:
    """Tell whether no clause before has a verb, so that this one's words are all there is for a subject."""
    return opener not in ("participle", "but") and not any(c.verb >= 0 for c in before)


def _needs_no_verb(tokens: list[Token], start: int, first: int, opener: str) -> bool:
    """Tell whether a clause is more likely a phrase than one whose verb looks like a noun."""
    is_phrase = (tag(tokens[first]) == "ADP" and opener in ("", "that")) or (opener in SUBORDINATORS and is_participle(tokens, first))
    return is_phrase or opener in ("participle", "despite") or (opener == "" and start > 0 and tokens[start - 1].text in ":—–")


def _subject_start(tokens: list[Token], start: int, end: int, opener: str) -> int:
    """Return where a clause's subject can begin: behind its opener and adverbs."""
    first = start
    while (
        first < end
        and not tokens[first].mark
        and (tokens[first].lower == opener or tokens[first].lower in _BEFORE_SUBJECT or tokens[first].text in "“\"'–—-")
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


def _after_phrase(rated: RatedSentence, first: int, verb: int, end: int) -> int:
    """Return a later verb where the first one leaves an opening phrase without a subject behind it: "for many samples the net fails"."""
    if tag(rated.tokens[first]) != "ADP" or _after_adverbial(rated.tokens, first, verb) > first:
        return verb
    later = (k for k in range(verb + 1, end) if rated.is_verb(k) and _after_adverbial(rated.tokens, first, k) > first)
    return next(later, verb)


def _after_contact(rated: RatedSentence, first: int, verb: int, end: int) -> int:
    """Return the main verb where the first one belongs to a relative clause without a pronoun: "The corpus we use has two parts"."""
    tokens = rated.tokens
    is_contact = verb - first >= MIN_CONTACT and tokens[verb - 1].lower in NOMINATIVES and _ends_phrase(tokens, verb - 2)
    if not is_contact or tag(tokens[first]) == "ADP":
        return verb
    later = (k for k in range(verb + 1, end) if rated.is_verb(k) and tag(tokens[k - 1]) not in ("AUX", "CCONJ", "ADV"))
    return next(later, verb)


MIN_CONTACT = 3
"""Words of a noun phrase with article, and the pronoun, before such a verb."""


def _after_adverbial(tokens: list[Token], first: int, verb: int) -> int:
    """Return where the subject begins after words that open the clause without a comma: "In this setting FooNet drops ..."."""
    last = verb - 1
    while last > first and tag(tokens[last]) == "ADV":
        last -= 1
    if tokens[last].lower in NOMINATIVES:
        return last
    if tag(tokens[first]) != "ADP" and tokens[first].lower not in OPENERS:
        return first
    for k in range(verb - 1, first + 1, -1):
        is_start = starts_subject(tokens, k) and not tokens[k].depth and tokens[k].mark != "CITE"
        if is_start and (_ends_phrase(tokens, k - 1) or tag(tokens[k - 1]) == "ADV"):
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


_FLOATING = word_set("each both all")
"""Determiners that can follow a relative pronoun without being a subject: "which each apply"."""


def _relative_subject(rated: RatedSentence, start: int, verb: int, opener: str, before: list[Clause]) -> tuple[int, int]:
    """Return what a relative clause is about: the noun before it, or its own subject ("which we show")."""
    following = rated.tokens[start + 1] if start + 1 < len(rated.tokens) else rated.tokens[start]
    is_noun = bool(following.mark) or (tag(following) == "DET" and following.lower not in _FLOATING)
    is_own = opener != "whose" and verb > start + 1 and (is_noun or following.lower in NOMINATIVES)
    if is_own:
        return (start + 1, verb)
    span = _antecedent(rated, start, before)
    if _disagrees(rated.tokens, span, verb):
        return (_antecedent(rated, span[0] - 2, before)[0], span[1])
    return span


def _disagrees(tokens: list[Token], span: tuple[int, int], verb: int) -> bool:
    """Tell whether a plural verb cannot belong to the one name before its relative pronoun: "steps in FooNet that slow it"."""
    first, stop = span
    is_one_name = stop == first + 1 and tokens[first].mark == "METHOD" and not tokens[first].lower.endswith("s")
    if not is_one_name or first < MIN_CONTACT or verb < 0 or tag(tokens[first - 1]) != "ADP":
        return False
    tags = tags_of(tokens[verb].lower)
    return "VB" in tags and not tags & {"VBZ", "VBD"}


def _main_of_second_verb(before: list[Clause]) -> Clause | None:
    """Return the main clause that a second verb after a comma goes on with: "X is fast, where k is its size, but needs ..."."""
    main = [c for c in before if c.opener in ("", "but") and c.verb >= 0 and c.subject[0] < c.subject[1]]
    return main[-1] if main and before[-1].opener in RELATIVE_OPENERS | SUBORDINATORS else None


def _main_before(tokens: list[Token], before: list[Clause]) -> Clause | None:
    """Return the last clause whose subject goes on in one that has none of its own, first of all one that waits for its verb."""
    for c in reversed(before):
        is_own = c.start <= c.subject[0] < c.subject[1] and tag(tokens[c.subject[0]]) != "ADP"
        if c.opener in ("", "that") and is_own and c.verb < 0 and tokens[c.subject[0]].lower not in OPENERS:
            return c
        if c.verb >= 0 and c.opener in ("", "that", "but", "and"):
            break
    with_subject = [c for c in before if c.opener not in RELATIVE_OPENERS and c.subject[0] < c.subject[1]]
    with_verb = [c for c in with_subject if c.verb >= 0]
    found = with_verb or with_subject
    return found[-1] if found else None


def _is_complement(tokens: list[Token], first: int, stop: int) -> bool:
    """Tell whether an adjective stands between two places, behind a form of be."""
    k = first
    while k and (tag(tokens[k - 1]) in ("ADV", "ADP") or k == stop):
        k -= 1
    is_said = k > 0 and tokens[k - 1].lower in ("is", "are", "was", "were")
    words = tokens[first:stop]
    return is_said and "JJ" in tags_of(tokens[stop - 1].lower) and not any(t.mark or tag(t) == "DET" for t in words)


def _antecedent(rated: RatedSentence, start: int, before: list[Clause]) -> tuple[int, int]:
    """Return the noun phrase before a relative pronoun: back to the last verb or break."""
    tokens = rated.tokens
    stop = start - 1 if start and tokens[start - 1].text in ",-–—" else start
    if stop > 2 and tag(tokens[stop - 2]) == "ADP" and _is_meant_further(tokens, stop - 1, start):
        stop -= 2
    first = stop
    floor = before[-1].start if before else 0
    while first > floor:
        token = tokens[first - 1]
        is_likened = first > 1 and tokens[first - 2].lower == "as"  # "tasks as in [3] which"
        is_preposition = tag(token) == "ADP" and token.lower not in ("of", "as", "with") and not is_likened
        is_infinitive = first > 1 and tokens[first - 2].lower == "to"
        if not token.depth and (rated.is_verb(first - 1) or token.text in ";:" or is_preposition or is_infinitive):
            break
        first -= 1
    if tokens[start - 1].text == "," and before and _is_complement(tokens, first, stop):
        return before[-1].subject  # "is at least quadratic, which raises": what the clause says of its subject
    while first < stop and not tokens[first].mark and tokens[first].lower in _BEFORE_ANTECEDENT:
        first += 1
    return (first, stop)


def _is_meant_further(tokens: list[Token], name: int, start: int) -> bool:
    """Tell whether one name stands before a relative whose verb is plural: "issues in FooNet that affect", the issues are meant."""
    verb = next((t for t in tokens[start + 1 : start + 3] if tag(t) not in ("ADV", "PUNCT")), None)
    is_one = len(tokens[name].targets) == 1 and not tokens[name].lower.endswith("s")
    before = tokens[name - 2]
    is_plural = before.lower == "as" or "NNS" in tags_of(before.lower)
    if verb is None or verb.mark or not is_one or not is_plural:
        return False
    return verb.lower in ("are", "were", "have", "do") or ("VB" in tags_of(verb.lower) and tag(verb) == "X")


def starts_subject(tokens: list[Token], i: int) -> bool:
    """Tell whether a word can begin a subject that is no item of a list."""
    token = tokens[i]
    return bool(token.mark) or tag(token) in ("DET", "PRON") or token.lower in ("our", "their", "its")


def is_participle(tokens: list[Token], i: int) -> bool:
    """Tell whether a clause like "when applied to" or "when running" has a participle for its verb."""
    return i < len(tokens) and not tokens[i].mark and tokens[i].lower.endswith(("ing", "ed"))
