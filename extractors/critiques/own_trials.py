"""What the authors tried and found wanting: "we find X to be slow", "we saw no gain with this method"."""

from extractors.critiques.case import Case
from extractors.english import word_set
from extractors.grammar.referents import Referent, choose_of_two, view_reach
from extractors.grammar.subjects import mentions_in, view_subject
from extractors.grammar.tokens import Token, tag
from extractors.grammar.words import METHOD_NOUNS

_POINTERS = word_set("this that these those such both it them")


def find_tried(case: Case) -> Referent | None:
    """Return whom a clause of the authors blames by what they found; None where it only speaks of their own work."""
    tokens, clause, cue = case.tokens, case.clause, case.cue
    places = range(max(clause.verb, 0), min(clause.verb + MAX_AUXILIARIES, clause.end))
    verb = next((k for k in places if tokens[k].lower in case.rules.word_list("finding_verbs")), None)
    if verb is None or any(t.mark == "OWN" or t.lower in ("our", "ours") for t in tokens[clause.verb : cue.end]):
        return None
    if cue.start > verb and (found := _of_object(case, tokens[verb + 1 : cue.start])):
        return found
    return _of_means(case, verb) or _of_explanation(case)


MAX_AUXILIARIES = 5
"""Tokens from a clause's first verb to what they find: "did not find", "have also consistently found"."""


def _of_object(case: Case, between: list[Token]) -> Referent | None:
    """Return the object of a verb of finding whose complement is the cue: "find X to be slow", "found the former harmful"."""
    words = [t for t in between if tag(t) != "ADV"]
    while words and words[-1].lower in ("to", "be"):
        words = words[:-1]
    if not words or any(tag(t) == "ADP" for t in words) or not _is_whole(words):
        return None
    targets = tuple(mentions_in(words, 0, len(words)))
    return Referent(targets, False, ("object_of_cue",)) if targets else _of_pointer(case, words)


def _is_whole(words: list[Token]) -> bool:
    """Tell whether words are one name or one phrase that points back."""
    last = words[-1]
    return last.mark in ("METHOD", "CITE") or last.lower in METHOD_NOUNS | _POINTERS | {"former", "latter"}


def _of_means(case: Case, verb: int) -> Referent | None:
    """Return what something was found with: "no gain with X", "no improvement by using it"."""
    tokens, clause = case.tokens, case.clause
    for k in range(verb + 1, clause.end):
        if tokens[k].lower not in case.rules.word_list("means") or tokens[k].mark:
            continue
        start = k + 1 + (k + 1 < clause.end and tokens[k + 1].lower in ("using", "applying", "adding"))
        phrase = _phrase(tokens, start, clause.end)
        if phrase and phrase[-1].mark == "METHOD" and tokens[k].lower not in ("in", "for"):
            return Referent(tuple(mentions_in(phrase, 0, len(phrase))), False, ("object_of_cue",))
        if phrase and (found := _of_pointer(case, phrase)):
            return found
    return None


def _phrase(tokens: list[Token], start: int, end: int) -> list[Token]:
    """Return the words of a noun phrase up to what can no longer belong to it."""
    stop = start
    while stop < end and tokens[stop].text not in ",.;:" and (tokens[stop].mark or tag(tokens[stop]) not in ("ADP", "AUX", "CCONJ")):
        stop += 1
    return tokens[start:stop]


def _of_pointer(case: Case, phrase: list[Token]) -> Referent | None:
    """Return whom a phrase means that points back: "it", "these two methods", "the former"."""
    words = [t.lower for t in phrase]
    is_ordinal = words[:2] in (["the", "former"], ["the", "latter"])
    is_pronoun = len(words) == 1 and words[0] in _POINTERS
    if not is_ordinal and not is_pronoun and not (words[0] in _POINTERS and words[-1] in METHOD_NOUNS):
        return None
    found = case.discourse.antecedent(case.i, plural=None if is_ordinal else words[0] in ("these", "those", "both", "them"))
    if found is None or (is_ordinal and len(found.targets) == 1):
        return None
    found = choose_of_two(" ".join(words), found)
    return Referent(found.targets, True, ("by_pointer", *view_reach(case.discourse, case.i, found)))


def _of_explanation(case: Case) -> Referent | None:
    """Return whom the clause after a colon is about, which says what they found: "we met a problem: X waits for ..."."""
    tokens = case.tokens
    after = next((c for c in case.clauses if c.start == case.clause.end and c.verb >= 0 and tokens[c.start - 1].text == ":"), None)
    subject = view_subject(tokens, after) if after else None
    if subject is None or subject.kind not in ("method", "cited") or not subject.is_head:
        return None
    return Referent(subject.targets, False, ("clause_subject",))
