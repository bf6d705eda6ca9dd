"""Which words of a sentence are its finite verbs: what the dictionary allows, weighed by the words before and after."""

from enum import IntEnum
from functools import lru_cache

from extractors.english import (
    ARGUMENT_STARTS,
    MODALS,
    OPENERS,
    PLURAL_DETERMINERS,
    RELATIVES,
    REPORTS,
    SUBORDINATORS,
    has_verb_form,
    tags_of,
    word_set,
)
from extractors.grammar.tokens import Token, tag
from extractors.names.shapes import is_strong

PARTICLES = word_set("up down out off back away along about over through")
"""Words that complete a verb: "speeds up"."""


class Likely(IntEnum):
    """How likely a word is a finite verb."""

    NOT = 0
    HARDLY = 1
    """Only where its clause has no better one."""
    RATHER = 2
    SURELY = 3


def rate_verb(tokens: list[Token], i: int) -> Likely:
    """Return how likely a token is a finite verb."""
    token = tokens[i]
    if token.mark or not token.text[:1].islower():
        return Likely.NOT
    if token.lower in MODALS:
        return Likely.SURELY
    if not _can_be_finite(token.lower):
        return Likely.NOT
    tags = tags_of(token.lower)
    left = _left(tokens, i)
    if left < 0:
        return Likely.NOT
    if tags & {"VBZ"}:
        return _rate_third(tokens, i, left, tags)
    if tags & {"VBD"}:
        return _rate_past(tokens, i, left, tags)
    return _rate_base(tokens, i, left, tags)


@lru_cache(maxsize=1 << 16)
def _can_be_finite(word: str) -> bool:
    return not tags_of(word).isdisjoint(_FINITE_TAGS) and word not in _NO_VERBS


_FINITE_TAGS = frozenset({"VB", "VBZ", "VBD"})
_NO_VERBS = OPENERS | SUBORDINATORS | word_set("while like while well better long so its us thus due via per") | PARTICLES
_SINGULAR_PRONOUNS = word_set("it he she this that which who one each everyone")
_PLURAL_PRONOUNS = word_set("we they you i these those both which who that")


def _rate_third(tokens: list[Token], i: int, left: int, tags: frozenset[str]) -> Likely:
    """Rate a form in -s: one that is no noun needs little, "delays the step" is told from "the delays of" by what follows."""
    before = tokens[left]
    is_plain = _is_adjective(before) or tag(before) == "NUM" or _is_plural(before)
    if _starts_phrase(tokens, left):
        return Likely.NOT
    if "NNS" not in tags:
        return Likely.RATHER if is_plain else Likely.SURELY
    if tag(before) == "NUM" and not _is_numbered(tokens, left):
        return Likely.NOT
    if _describes_plural(tokens, i, before) or _ends_noun(tokens, i + 1):
        return Likely.NOT
    is_subject = before.lower in _SINGULAR_PRONOUNS and before.lower not in ("which", "that")
    if is_subject or _has_object(tokens, i) or _is_adverb_in_ly(tokens[i - 1]):
        return Likely.RATHER if is_plain else Likely.SURELY
    return _rate_noun_like(tokens, i, left, is_plain=is_plain)


def _describes_plural(tokens: list[Token], i: int, before: Token) -> bool:
    """Tell whether a word before a form in -s makes it a plural noun: "high costs", "these limits", "cached entries"."""
    if before.lower in ("these", "those", "both") or _is_adjective(before):
        return True
    tags = tags_of(before.lower)
    return not before.mark and "VBN" in tags and not tags & {"NN", "VB"} and not _has_object(tokens, i)


def _rate_noun_like(tokens: list[Token], i: int, left: int, *, is_plain: bool) -> Likely:
    """Rate a form in -s that can be a noun, with no object behind it: by what stands before and what it goes with."""
    before = tokens[left]
    is_relative = before.lower == "which" or (before.lower == "that" and left > 0 and _is_nominal(tokens, left - 1))
    if is_relative:
        return Likely.RATHER
    is_item = tokens[i - 1].text == "," and i + 1 < len(tokens) and tokens[i + 1].lower in ("and", "or", ",")
    if before.lower in ("and", "or") or is_item or _is_pair(tokens, i):
        return Likely.NOT
    is_known = bool(before.mark) or is_strong(before.text)
    goes_on = _has_argument(tokens, i) or (_is_name(tokens, left) and _is_nominal(tokens, i + 1) and not _is_participle(tokens, i + 1))
    if not is_known and _is_base(tokens, i + 1):
        return Likely.HARDLY
    is_weak = not goes_on and (
        not _is_nominal(tokens, i + 1) or _is_participle(tokens, i + 1) or (not is_known and has_verb_form(tokens[i + 1].lower))
    )
    if is_plain or before.lower == "that" or is_weak or (not is_known and _has_verb_ahead(tokens, i + 1)):
        return Likely.HARDLY
    return Likely.NOT if rate_verb(tokens, left) is Likely.SURELY else Likely.RATHER


def _is_pair(tokens: list[Token], i: int) -> bool:
    """Tell whether the word after a form in -s is the better verb, or only an example follows: "models builds on", "tasks like"."""
    after = tokens[i + 1] if i + 1 < len(tokens) else tokens[i]
    is_verb = not after.mark and "VBZ" in tags_of(after.lower) and (_has_object(tokens, i + 1) or _has_argument(tokens, i + 1))
    return is_verb or after.lower in ("like", "such", "including")


def _is_participle(tokens: list[Token], i: int) -> bool:
    """Tell whether a past participle that is nothing else stands here: "the models discussed in"."""
    return not tokens[i].mark and "VBN" in (tags := tags_of(tokens[i].lower)) and not tags & {"NN", "JJ"}


def _has_verb_ahead(tokens: list[Token], start: int) -> bool:
    """Tell whether a word that can only be a verb comes before the next break."""
    for token in tokens[start : start + MAX_AHEAD]:
        if token.mark or token.depth:
            continue
        if token.text in ",;:." or token.lower in RELATIVES | SUBORDINATORS | {"and", "but", "that"}:
            return False
        tags = tags_of(token.lower)
        if token.lower in MODALS or ("VBZ" in tags and "NNS" not in tags):
            return True
    return False


MAX_AHEAD = 12


def _rate_base(tokens: list[Token], i: int, left: int, tags: frozenset[str]) -> Likely:
    """Rate a base form: "methods need", and not "to need", "the need", "can need"."""
    before = tokens[left]
    is_other = bool(tags & {"NN", "JJ"})
    if _starts_phrase(tokens, left) or tag(before) == "AUX" or before.lower in _NOT_BEFORE_BASE:
        return Likely.NOT
    if before.lower in ("and", "or"):
        return Likely.NOT if is_other else Likely.HARDLY
    if before.lower in ("we", "they", "you", "i"):
        return Likely.SURELY
    is_plural = _is_plural(before) or before.lower in _PLURAL_PRONOUNS | {"but"} or before.mark == "CITE" or _is_joined(tokens, left)
    if not is_other:
        return Likely.SURELY if is_plural else Likely.HARDLY if "VBN" in tags_of(before.lower) or _is_adjective(before) else Likely.RATHER
    if not is_plural or _is_adjective(before) or _ends_noun(tokens, i + 1):
        return Likely.NOT
    return _rate_noun_like_base(tokens, i, left)


def _is_joined(tokens: list[Token], i: int) -> bool:
    """Tell whether a name is the last of several: "A and B"."""
    return bool(tokens[i].mark) and i > 0 and tokens[i - 1].lower in ("and", "or")


def _rate_noun_like_base(tokens: list[Token], i: int, left: int) -> Likely:
    """Rate a base form that can be a noun, after a plural: by what follows."""
    before = tokens[left]
    if _has_object(tokens, i):
        return Likely.SURELY
    goes_on = _has_argument(tokens, i) or _is_nominal(tokens, i + 1)
    if before.lower in RELATIVES | PLURAL_DETERMINERS:
        is_relative = before.lower in ("that", "which", "who") and left > 0 and _is_plural(tokens[left - 1])
        return Likely.RATHER if is_relative and goes_on else Likely.NOT
    is_common = not before.mark and not before.text[:1].isupper()
    return Likely.RATHER if goes_on and (is_common or _is_joined(tokens, left)) else Likely.HARDLY


_NOT_BEFORE_BASE = word_set("let help helps this it not each")


def _rate_past(tokens: list[Token], i: int, left: int, tags: frozenset[str]) -> Likely:
    """Rate a past form, which is more often a participle: "caused a loss" but "the loss caused by"."""
    before = tokens[left]
    if _starts_phrase(tokens, left) or tag(before) == "AUX" or i + 1 == len(tokens):
        return Likely.NOT
    if before.lower in ("we", "they", "it", "he", "she", "i", "which", "who", "none", "authors") or "VBN" not in tags:
        return Likely.SURELY
    after = tokens[i + 1]
    if "VB" in tags and "NN" in tags and _ends_noun(tokens, i + 1):
        return Likely.NOT
    if _has_object(tokens, i) or (after.lower == "that" and not after.mark):
        return Likely.HARDLY if _is_adjective(before) or before.lower in ("and", "or") or tokens[i - 1].text == "," else Likely.SURELY
    if tag(after) == "ADP" or not _is_nominal(tokens, i + 1):
        return Likely.HARDLY
    return Likely.RATHER if _is_name(tokens, left) else Likely.HARDLY


def _left(tokens: list[Token], i: int) -> int:
    """Return the place of the word before a token, -1 for none; adverbs, brackets, quotes, commas and passing citations skipped."""
    fallback = -1
    for j in range(i - 1, -1, -1):
        token = tokens[j]
        is_passing = token.mark == "CITE" and not token.is_narrative
        if is_passing and fallback < 0:
            fallback = j
        is_aside = not token.mark and (token.text in _SKIPPED or _is_adverb(token) or _is_no_longer(tokens, j) or _floats(tokens, j))
        if is_passing or token.depth > tokens[i].depth or is_aside:
            continue
        is_subject = token.lower in _BEFORE_CITATION or (tag(token) == "ADP" and j > 0)
        return fallback if fallback >= 0 and is_subject else j
    return fallback


_BEFORE_CITATION = SUBORDINATORS | RELATIVES | word_set("that and but")
"""Words after which a citation is itself the subject: "while [3] uses", and not a note to it: "caches [3] use"."""
_SKIPPED = frozenset("()[],'\"“”‘’*†") | {"itself", "themselves", "e.g.", "i.e."}


def _is_adverb(token: Token) -> bool:
    return tag(token) == "ADV" or (tag(token) == "X" and tags_of(token.lower) == {"RB"})


def _floats(tokens: list[Token], i: int) -> bool:
    """Tell whether a quantifier stands behind its pronoun: "which each apply", "they all use"."""
    return tokens[i].lower in ("each", "both", "all") and i > 0 and tokens[i - 1].lower in RELATIVES | {"we", "they"}


def _is_no_longer(tokens: list[Token], i: int) -> bool:
    return (tokens[i].lower == "longer" and i > 0 and tokens[i - 1].lower == "no") or (
        tokens[i].lower == "no" and i + 1 < len(tokens) and tokens[i + 1].lower == "longer"
    )


def _is_adverb_in_ly(token: Token) -> bool:
    return not token.mark and token.lower.endswith("ly") and token.depth == 0


def _starts_phrase(tokens: list[Token], left: int) -> bool:
    """Tell whether the word before a form makes a noun or an infinitive of it: "the", "of", "to", "'s"."""
    before = tokens[left]
    if before.mark:
        return False
    if before.lower in PLURAL_DETERMINERS or before.lower == "each":
        return before.lower in ("all", "others", "other", "most", "many", "such")
    return tag(before) in ("DET", "ADP") or before.lower in _PHRASE_STARTS


def _is_numbered(tokens: list[Token], i: int) -> bool:
    """Tell whether a number belongs to the noun before it: "Table 1 lists", "phase 2 works well", but "the 4 experts"."""
    return i > 0 and tag(tokens[i - 1]) == "X" and _is_nominal(tokens, i - 1)


_PHRASE_STARTS = word_set("'s ’s our your his her my please not n't n’t how why what") | SUBORDINATORS


def _is_plural(token: Token) -> bool:
    """Tell whether a word before a verb is a plural one."""
    if token.mark == "CITE":
        return len(token.targets) > 1 or "et al" in token.text
    if token.mark:
        return token.text.endswith("s") and not token.text.endswith(("ss", "us", "is")) and len(token.text) > 3
    if token.lower in ("these", "those", "both", "we", "they", "et al.", "authors"):
        return True
    tags = tags_of(token.lower)
    return "NNS" in tags and "NN" not in tags if tags else token.lower.endswith("s") and not token.lower.endswith(("ss", "us", "is"))


def _is_adjective(token: Token) -> bool:
    """Tell whether a word before another describes it: "high costs"."""
    tags = tags_of(token.lower)
    return not token.mark and "JJ" in tags and not tags & {"NN", "NNS"}


def _is_name(tokens: list[Token], i: int) -> bool:
    token = tokens[i]
    return bool(token.mark) or is_strong(token.text) or (token.text[:1].isupper() and i > 0)


def _is_nominal(tokens: list[Token], i: int) -> bool:
    """Tell whether a word can be a noun, name or describe one."""
    if i >= len(tokens):
        return False
    token = tokens[i]
    return bool(token.mark) or (tag(token) == "X" and (not (found := tags_of(token.lower)) or bool(found & _NOMINAL)))


_NOMINAL = frozenset(("NN", "NNS", "JJ", "VBG", "VBN"))


def _has_object(tokens: list[Token], i: int) -> bool:
    """Tell whether what follows can only be a verb's object or complement: "the", "a", "its", "8", "only", an adjective."""
    if i + 1 >= len(tokens):
        return False
    after = tokens[i + 1]
    if after.mark or after.lower == "that":
        return False
    if tag(after) in ("DET", "PRON", "NUM") or after.lower in ARGUMENT_STARTS | _OBJECT_STARTS:
        return True
    if tag(after) == "ADV" and i + 2 < len(tokens):
        following = tags_of(tokens[i + 2].lower)
        return after.lower not in _NOT_AFTER_VERB and ("JJ" in following or not following & {"VB", "VBZ", "VBD"})
    return _is_adjective(after)


_OBJECT_STARTS = word_set("no our your his her how whether")
_NOT_AFTER_VERB = word_set("so both however therefore instead thus hence never ever often still also typically usually")
_NOUN_ADPOSITIONS = word_set("of for as with by than between within at during per among")


def _has_argument(tokens: list[Token], i: int) -> bool:
    """Tell whether what follows goes with verbs more than with nouns: "on", "to", "that", a name."""
    if i + 1 >= len(tokens):
        return False
    after = tokens[i + 1]
    return (
        bool(after.mark in ("METHOD", "OWN"))
        or (after.lower == "that" and tokens[i].lower in REPORTS)
        or after.lower in PARTICLES
        or (tag(after) == "ADP" and after.lower not in _NOUN_ADPOSITIONS)
    )


def _ends_noun(tokens: list[Token], i: int) -> bool:
    """Tell whether a verb or "of" follows, so that the word before is a noun."""
    while i < len(tokens) and (tokens[i].depth or (tokens[i].mark == "CITE" and not tokens[i].is_narrative) or _is_adverb_in_ly(tokens[i])):
        i += 1
    if i >= len(tokens) or tokens[i].mark:
        return False
    return tokens[i].lower in MODALS or tokens[i].lower == "of" or (_is_base(tokens, i) and "NN" not in tags_of(tokens[i].lower))


def _is_base(tokens: list[Token], i: int) -> bool:
    """Tell whether a base form is likely the verb of the plural before it: "schemes affect"."""
    if i >= len(tokens) or tokens[i].mark:
        return False
    tags = tags_of(tokens[i].lower)
    return "VB" in tags and not tags & {"VBZ", "VBD"} and rate_verb(tokens, i) >= Likely.RATHER
