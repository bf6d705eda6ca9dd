"""What kind of thing the subject of a clause is: a method, the paper itself, a pointer back, prior work, something else."""

from itertools import pairwise
from typing import Literal, NamedTuple

from extractors.english import word_set
from extractors.grammar.clauses import Clause
from extractors.grammar.tokens import Token, tag
from extractors.grammar.words import (
    DATA,
    DEFINITE_METHODS,
    DRAWBACKS,
    EARLIER,
    FEASIBLE,
    KIND_NOUNS,
    MEASURES,
    METHOD_NOUNS,
    OF_DATA,
    PAPERS,
    PRIOR,
    TAKE_TO,
)
from extractors.names.lexicon import Target
from extractors.names.shapes import is_acronym_plural, is_strong

SubjectKind = Literal[
    "method",
    "cited",
    "oblique",
    "own",
    "pronoun",
    "pointer",
    "prior",
    "generic",
    "fact",
    "event",
    "expletive",
    "drawback",
    "measure",
    "action",
    "definite",
    "kind",
    "unknown_name",
    "other",
    "none",
]
"""What a subject is. `oblique`: it names a method only behind a preposition ("the accuracy on X"). `drawback`: "a downside".
`measure`: a quality, cost or part that every method has ("performance", "the router"). `action`: "choosing the column".
`definite`: another thing known from before ("the cache"). `kind`: things in general ("large caches"). `unknown_name`: a name
that the paper never introduced."""

_OWN_WORDS = frozenset({"we", "our", "ours", "us", "i"})
_POINTING = word_set("this that these those such the both its their neither latter former")
_PRONOUNS = word_set("it they this these both neither those such")
_AFTER_PRONOUN = word_set("of first then all both each themselves itself together")
_PLURAL_PRONOUNS = word_set("they these both those neither such")


class Subject(NamedTuple):
    """The subject of a clause; `is_head` when it is about the method itself and not another thing with its name on it."""

    kind: SubjectKind
    targets: tuple[Target, ...]
    is_plural: bool | None
    text: str
    is_head: bool = True
    is_data: bool = False
    """Whether it is data or a task, be a name with it or not."""
    is_owner: bool = False
    """Whether it is about a thing of the method's: "the last layer of X"."""


def mentions_in(tokens: list[Token], start: int, end: int) -> list[Target]:
    """Return the methods named or cited between two tokens, each once, in order."""
    found: dict[str, Target] = {}
    for token in tokens[start:end]:
        for target in token.targets:
            found.setdefault(target.key, target)
    return list(found.values())


_OBLIQUE = word_set("on in to from by for against between over under across after before during than at into")


def head_mentions(tokens: list[Token], start: int, end: int) -> list[Target]:
    """Return the methods a noun phrase is about: not those behind "on", "for", "from" ("the loss on X")."""
    found: dict[str, Target] = {}
    is_oblique = False
    for k in range(start, end):
        token = tokens[k]
        if token.lower in _OBLIQUE and not token.mark and k > start and tokens[k - 1].lower != "as":
            is_oblique = True
        if token.lower in ("like", "as", "e.g.", "namely", "including"):
            is_oblique = False
        if is_oblique and (token.mark != "CITE" or token.depth):
            continue
        for target in token.targets:
            found.setdefault(target.key, target)
    return list(found.values())


def view_subject(tokens: list[Token], clause: Clause) -> Subject:
    """Return what the clause's subject is, with the methods it names or cites itself."""
    start, end = clause.subject
    span = [t for t in tokens[start:end] if not t.depth or t.targets]
    text = " ".join(t.text for t in span)
    plain = [t for t in span if not t.mark]
    words = [t.lower for t in plain if t.lower[:1].isalpha() and (tag(t) != "ADV" or t.lower in ("both", "neither", "most"))]
    if words[1:2] == ["of"] and words[0] in ("none", "all", "most", "many", "some", "both", "each", "neither"):
        words = words[2:]
    targets = tuple(head_mentions(tokens, start, end))
    plural = is_plural(words, targets)
    if not span:
        return Subject("none", (), None, text)
    if any(t.mark == "OWN" for t in span) or _OWN_WORDS & set(words):
        return Subject("own", (), None, text)
    if _ends_in_pronoun(span):
        return Subject("pronoun", (), is_plural([span[-1].lower], ()), text)
    if targets:
        named = tuple(t for t in targets if t.is_named)
        is_head = _is_head(span)
        narrative = any(t.is_narrative for t in span)
        is_data = bool(words) and _head(words) in DATA
        if named or narrative or not words:
            return Subject("method", named or targets, plural, text, is_head and not _is_kind(span), is_data, _is_owner(span, words))
        is_work = bool((PRIOR | METHOD_NOUNS) & set(words)) or _is_cited_phrase(span, words, targets)
        return Subject("cited", targets, plural, text, is_work, is_data)
    behind = tuple(t for t in mentions_in(tokens, start, end) if t.is_named)
    if behind:
        is_data = bool(words) and _head(words) in DATA
        return Subject("oblique", behind, plural, text, not _OBLIQUE_OF_TESTS & set(words), is_data)
    return Subject(_pointer_kind(tokens, clause, words), (), plural, text, is_data=bool(words) and _is_of_data(words))


def _is_cited_phrase(span: list[Token], words: list[str], targets: tuple[Target, ...]) -> bool:
    """Tell whether a subject is a few words and the one citation they are due to: "Half-open gates (Ada, 2020)"."""
    is_short = 0 < len(words) <= MAX_CITED_WORDS and not any(tag(t) in ("DET", "ADP", "CCONJ") for t in span if not t.mark)
    return is_short and span[-1].mark == "CITE" and len(targets) == 1


MAX_CITED_WORDS = 4


def _is_kind(span: list[Token]) -> bool:
    """Tell whether a name only says of what kind things are: "FooNet models"."""
    marked = [k for k, t in enumerate(span) if t.mark == "METHOD"]
    return len(marked) == 1 and any(t.lower in KIND_NOUNS for t in span[marked[0] + 1 : marked[0] + 2])


def _is_of_data(words: list[str]) -> bool:
    """Tell whether a subject is data, or what data are like: "this data gap"."""
    head = _head(words)
    return head in DATA or (head in OF_DATA and "data" in words[: words.index(head)])


def _is_owner(span: list[Token], words: list[str]) -> bool:
    """Tell whether the names of a subject only own what it is about, and that is no quality of theirs: "the last layer of X"."""
    if not words or (METHOD_NOUNS | MEASURES | DRAWBACKS) & set(words):
        return False
    marks = [k for k, t in enumerate(span) if t.mark in ("METHOD", "CITE")]
    is_behind = any(t.lower == "of" and not t.mark for t in span[: marks[0]])
    return is_behind or any(t.lower in ("'s", "’s") for t in span[marks[-1] :])


def _is_head(span: list[Token]) -> bool:
    """Tell whether the last word of a subject is a name, a noun for methods, or the name's possession ("X's design")."""
    content = [t for t in span if tag(t) != "ADV" and (t.mark or t.lower[:1].isalpha()) and not t.depth]
    if not content:
        return False
    last = content[-1]
    if any(t.mark == "METHOD" and (after.text == "," or tag(after) == "ADP") for t, after in pairwise(span) if not t.depth):
        return True  # "X, for instance,", "X with a larger cache"
    return last.mark in ("METHOD", "CITE") or last.lower in METHOD_NOUNS or any(t.lower in ("'s", "’s", "of", "like", "as") for t in span)


def _ends_in_pronoun(span: list[Token]) -> bool:
    """Tell whether a clause's real subject is the pronoun before its verb ("due to its dense layers it is slow")."""
    return len(span) > 1 and span[-1].lower in ("it", "they") and not span[-1].mark


def _pointer_kind(tokens: list[Token], clause: Clause, words: list[str]) -> SubjectKind:
    """Return what kind of thing a subject is that names and cites nobody."""
    if not words:
        return "none"
    first, head = words[0], _head(words)
    if first in ("it", "there") and len(words) == 1 and _is_expletive(tokens, clause, first):
        return "expletive"
    if words in (["this"], ["that"]):
        return "fact"
    if len(words) <= 2 and first in _PRONOUNS and (len(words) == 1 or words[1] in _AFTER_PRONOUN):
        return "pronoun"
    kind = _kind_of_work(words, head) if head in METHOD_NOUNS or set(words[1:2]) & EARLIER else None
    kind = "pointer" if _holds_pointer(words) else kind
    if kind:
        return kind
    if first in ("its", "their"):
        return "pointer" if clause.start == 0 or clause.subject[0] <= 2 else "pronoun"
    if first in ("this", "that", "these", "those", "such"):
        return "event"
    return _kind_of_thing(tokens[slice(*clause.subject)], words, head)


def _holds_pointer(words: list[str]) -> bool:
    """Tell whether a subject names a thing of what it points back at: "applying such an approach", "the gates in the latter work"."""
    for k, word in enumerate(words[1:], 1):
        is_far = word in ("these", "such", "those") or words[k : k + 2] in (["the", "latter"], ["the", "former"])
        is_near = word == "this" and not PAPERS & set(words[k + 1 : k + 4])
        if (is_far or is_near) and METHOD_NOUNS & set(words[k + 1 : k + 5]):
            return True
    return False


def _kind_of_work(words: list[str], head: str) -> SubjectKind | None:
    """Return how a subject whose noun means methods points at some: "this method", "prior work", "larger models"."""
    first = words[0]
    is_prior = bool(PRIOR & set(words[:3]))
    if first in ("the", "this", "these", "such", "both") and set(words[1:2]) & EARLIER:
        return "pointer"
    if first == "the" and not PRIOR & set(words[1:2]):
        return "pointer" if head in DEFINITE_METHODS and words[1:2] == [head] else "definite"
    if first in _POINTING and first not in ("its", "their"):
        return "prior" if is_prior and first not in ("these", "those", "such", "this") else "pointer"
    if is_prior:
        return "prior"
    return "generic" if head.endswith("s") and first not in _POINTING else None


def _kind_of_thing(span: list[Token], words: list[str], head: str) -> SubjectKind:
    """Return what kind of thing a subject is that points at no method by its words."""
    first = words[0]
    if any(t.lower == head and is_strong(t.text) and not is_acronym_plural(t.text) for t in span):
        return "unknown_name"
    if head in DRAWBACKS:
        return "drawback"
    if head in MEASURES:
        return "measure"
    if first.endswith("ing") and len(first) > 5:
        return "action"
    if first == "the":
        return "definite"
    return "kind" if head.endswith("s") and first not in _INDEFINITE else "other"


_INDEFINITE = word_set("a an another any some each every no one two three four several many most all")
_OBLIQUE_OF_TESTS = word_set("on over")
"""Prepositions that put a name behind what was measured on it."""


def _head(words: list[str]) -> str:
    """Return the noun a phrase is about: the last word before "of", "in", "for", "like", a relative or the end."""
    head = words[-1]
    for i, word in enumerate(words[1:], 1):
        if word in _NOUN_ENDS:
            return words[i - 1]
    return head


_NOUN_ENDS = word_set("of in for like such with that which on to as based designed mentioned above")
"""Words that end the noun a phrase is about."""


def _is_expletive(tokens: list[Token], clause: Clause, first: str) -> bool:
    """Tell whether "it" or "there" only fills the subject's place: "it is hard to", "it can be seen that", "there is no"."""
    if first == "there":
        return True
    tail = [t.lower for t in tokens[clause.verb : min(len(tokens), clause.verb + 8)]]
    if not tail or tail[0] not in _FILLED:
        return False
    if tail[0] in _STATES:
        near = any(w == "to" and not tail[k].endswith("ed") and tail[k] not in TAKE_TO for k, w in enumerate(tail[2:5], 1))
        return near or "that" in tail[2:5] or (bool(FEASIBLE & set(tail[1:6])) and "to" in tail[2:8])
    return "that" in tail[1:5]


_STATES = word_set("is was remains becomes")
_FILLED = _STATES | word_set("has can could may might should must seems appears turns follows")


def is_plural(words: list[str], targets: tuple[Target, ...]) -> bool | None:
    """Tell whether a subject means several methods; None when its words leave it open."""
    if words and words[0] in _PLURAL_PRONOUNS:
        return True
    if words and words[0] in ("it", "this", "that", "its"):
        return False
    if words and _head(words) in METHOD_NOUNS:
        return _head(words).endswith("s")
    return len(targets) > 1 if targets else None


def starts_with(tokens: list[Token], words: frozenset[str]) -> str:
    """Return the sentence's first word where it is one of the given; empty otherwise."""
    for token in tokens[:2]:
        if token.lower in words:
            return token.lower
        if tag(token) != "PUNCT":
            return ""
    return ""
