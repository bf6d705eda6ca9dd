"""Phrases around a cue: what it governs, what it compares with, whether it points back, and how far its verb reaches."""

from extractors.critiques.case import Case
from extractors.critiques.rules import CritiqueRules
from extractors.english import RAISING_STEMS
from extractors.grammar.clauses import Clause
from extractors.grammar.subjects import mentions_in
from extractors.grammar.tokens import Token, tag
from extractors.grammar.words import METHOD_NOUNS
from extractors.names.lexicon import Target

MAX_VERB_GAP = 3
"""Tokens between the clause's verb and a cue that is still what the clause says of its subject."""
MAX_PHRASE = 40
"""Tokens behind a cue in which the methods it is about can stand."""


def is_far_from_verb(case: Case) -> bool:
    """Tell whether the cue is not what its clause says of its subject, but something farther on."""
    tokens, clause, start = case.tokens, case.clause, case.cue.start
    last = _last_verb(tokens, clause.verb)
    is_far = clause.verb >= 0 and start > last + MAX_VERB_GAP and not _joins(tokens, last, start)
    return is_far or _is_infinitive(tokens, start)


def _last_verb(tokens: list[Token], verb: int) -> int:
    """Return where the group of verbs ends that a clause's verb begins: "has been found to introduce"."""
    k = verb
    while k + 1 < len(tokens) and (
        tag(tokens[k + 1]) in ("AUX", "ADV")
        or tokens[k + 1].lower in ("be", "been", "being", "to")
        or tokens[k + 1].lower.startswith(RAISING_STEMS)
    ):
        k += 1
    return k


def _is_infinitive(tokens: list[Token], k: int) -> bool:
    """Tell whether the cue is something to be done or left ("free to use or ignore"), and not what the subject does."""
    if k > 2 and tokens[k - 1].lower in ("or", "and") and tokens[k - 3].lower == "to":
        k -= 2
    if k < 2 or tokens[k - 1].lower != "to":
        return False
    return not tokens[k - 2].lower.startswith(RAISING_STEMS)


def _joins(tokens: list[Token], start: int, end: int) -> bool:
    """Tell whether a coordination or comma stands between: the cue may then be a verb of its own."""
    return any(t.lower in ("and", "but", "or", ",", "yet") and not t.depth for t in tokens[start + 1 : end])


def reports_proposal(case: Case) -> bool:
    """Tell whether the clause only says what somebody proposes, shows or studies."""
    said = case.tokens[case.clause.verb : case.clause.verb + 3]
    return any(t.lower.startswith(case.rules.stems("proposal_stems")) for t in said if not t.mark)


def is_supposed(tokens: list[Token], clause: Clause) -> bool:
    """Tell whether a clause only says what would follow: "If the window is too wide, then this slows the gate"."""
    subject = [t.lower for t in tokens[slice(*clause.subject)]]
    return subject in (["this"], ["that"]) and clause.start > 0 and tokens[0].lower == "if"


def governed_by(case: Case) -> tuple[Target, ...]:
    """Return the methods of the noun phrase after a cue; those in its relative clause only for "previous methods that"."""
    tokens, cue = case.tokens, case.cue
    end = cue.end
    if tokens[end - 1].text == ",":  # the cue reaches to the end of its phrase
        return tuple(mentions_in(tokens, cue.start, end))
    others = case.rules.word_list("earlier") | case.rules.word_list("usual")
    ends = frozenset() if any(t.lower in others for t in tokens[cue.end : cue.end + 3]) else _NOUN_ENDS
    while end < min(len(tokens), cue.end + MAX_PHRASE) and not _ends_phrase(case, end, ends):
        end += 1
    return tuple(mentions_in(tokens, cue.start, end))


_NOUN_ENDS = frozenset(("which", "that", "who", "using", "where", "when", "because", "since", "due"))
"""Words behind which no longer the noun itself stands, but what it does."""


def _ends_phrase(case: Case, k: int, ends: frozenset[str]) -> bool:
    """Tell whether a token ends the noun phrase after the cue."""
    token = case.tokens[k]
    if token.text in ".;:" and not token.mark:
        return True
    if token.text == "," and not token.depth and not _is_list(case.tokens, k):
        return True
    return token.lower in ends or (token.lower == "as" and "ends_at_as" in case.cue.pattern.traits)


def _is_list(tokens: list[Token], comma: int) -> bool:
    """Tell whether a comma separates names of a list."""
    following = tokens[comma + 1 : comma + 4]
    return any(t.mark in ("METHOD", "CITE") for t in following) and all(t.mark or tag(t) in ("CCONJ", "X", "DET") for t in following[:2])


def compared_before(case: Case) -> tuple[Target, ...]:
    """Return the methods of the comparison before a cue: "comparable to X while requiring no ..."."""
    tokens, end = case.tokens, case.cue.start
    places = [k for k in range(end) if _compares(tokens, k, case.rules)]
    start = next((k for k in reversed(places) if mentions_in(tokens, k, end)), None)
    return () if start is None else tuple(mentions_in(tokens, start, end))


def _compares(tokens: list[Token], k: int, rules: CritiqueRules) -> bool:
    """Tell whether what follows a word is what something is compared with: "than X", "comparable to X", "outperforms X"."""
    low = tokens[k].lower
    if low in ("than", "as", "over") or (low.startswith(rules.stems("outdoing_stems")) and not tokens[k].mark):
        return True
    before = tokens[max(0, k - 3) : k]
    return low in ("to", "with", "of") and any(t.lower.startswith(rules.stems("likening_stems")) for t in before)


def likened_after(case: Case) -> tuple[Target, ...]:
    """Return the methods that do what the cue says ours does not: "without relying on tags as in X", "without the labels X needs"."""
    tokens, cue = case.tokens, case.cue
    places = [k for k in range(cue.end, len(tokens)) if tokens[k].lower in ("as", "like", "unlike") and not tokens[k].mark]
    near = (tuple(mentions_in(tokens, k, k + 8)) for k in places if any(t.targets for t in tokens[k + 1 : k + 3]))
    return next(near, ())


def points_first(case: Case) -> bool:
    """Tell whether a pointer follows the cue at once, so that a name behind it is another's: "no gain with these methods on X"."""
    tokens, cue = case.tokens, case.cue
    start = cue.end - (tokens[cue.end - 1].lower in _DEMONSTRATIVES)
    phrase = tokens[start : start + 4]
    if not phrase or phrase[0].mark or phrase[0].lower not in _DEMONSTRATIVES:
        return False
    head = next((k for k, t in enumerate(phrase) if t.lower in METHOD_NOUNS and not t.mark), -1)
    after = tokens[start + head + 1 : start + head + 2]
    return head > 0 and not any(t.targets for t in phrase[:head]) and any(t.lower in ("on", "for", "in", "when", "to") for t in after)


_DEMONSTRATIVES = ("these", "those", "this", "such")


def points_back(case: Case) -> bool | None:
    """Tell whether the cue's phrase points at several methods (True) or one (False) said before; None when at nobody."""
    earlier = case.rules.word_list("earlier")
    tokens = case.tokens[case.cue.start : case.cue.end + 4]
    for k, token in enumerate(tokens):
        is_followed = any(t.lower in METHOD_NOUNS for t in tokens[k + 1 : k + 4])
        if token.mark:
            continue
        if token.lower in ("them", "those", "these", "such") or (token.lower in earlier and is_followed):
            return True
        if token.lower == "it" or (token.lower in ("this", "that") and is_followed):
            return False
    return None
