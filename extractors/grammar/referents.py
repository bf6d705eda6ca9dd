"""Whom a subject that names nobody means: somebody earlier in its sentence, else whom the sentences before are about."""

import re
from typing import NamedTuple

from extractors.english import RELATIVES, REPORTS, word_set
from extractors.grammar.clause_parts import RELATIVE_OPENERS
from extractors.grammar.clauses import Clause
from extractors.grammar.discourse import STEM, Antecedent, Discourse, Reach, are_sources
from extractors.grammar.evidence import PointerEvidence
from extractors.grammar.subjects import Subject, SubjectKind, head_mentions, mentions_in, view_subject
from extractors.grammar.tokens import Token, tag
from extractors.grammar.words import BROUGHT_IN, CLAIMS, METHOD_NOUNS
from extractors.names.lexicon import Target


class Referent(NamedTuple):
    """The methods a subject stands for, with the evidence; `reason` says why nobody, empty when there is somebody."""

    targets: tuple[Target, ...]
    is_anaphoric: bool
    """Whether they stand in a sentence before."""
    evidence: tuple[PointerEvidence, ...]
    reason: str = ""


NOBODY = Referent((), False, (), "nobody is named or cited just before")
OWN = Referent((), False, (), "the pronoun means the paper's own work")


def find_referent(discourse: Discourse, i: int, clause: Clause, subject: Subject) -> Referent:
    """Return whom the subject of a clause of sentence `i` means."""
    tokens, clauses = discourse.analyse(i)
    if subject.is_data:
        return Referent((), False, (), "data is the subject")
    if subject.kind == "prior":
        cited = _cited_in(tokens, clauses, clause)
        if subject.text.lower().startswith("no ") and not cited:
            return NOBODY
        said = discourse.antecedent(i, plural=True)
        if cited and are_sources(tokens, subject, cited):
            return Referent((), False, (), "the works are cited for the fact")
        if cited and (said is None or said.reach == "citation" or _speaks_of_others(tokens, clause)):
            return Referent(cited, False, ("prior_work_cites",))
    host = _host_of_relative(clauses, clause)
    if host is not None:
        return _of_host(discourse, i, host, "in_which" if clause.opener in RELATIVES else "in_that")
    inside = _of_pronoun(tokens, clauses, clause, subject) if subject.kind == "pronoun" else None
    again = _of_same_noun(tokens, clause)
    inside = inside or (Referent(again, False, ("same_noun",)) if again else _of_sentence(discourse, i, clause, subject))
    if isinstance(inside, Referent):
        return inside
    subject = inside or subject
    is_plural = True if subject.kind in THINGS and opens_with_several(tokens) else subject.is_plural
    found = discourse.antecedent(i, plural=is_plural)
    if found is None:
        return _of_citation(discourse, i, clause, subject) or NOBODY
    found = choose_of_two(subject.text, found)
    return Referent(found.targets, True, (_BY[subject.kind], *_reach(discourse, i, tokens, clause, subject, found)))


def choose_of_two(text: str, found: Antecedent) -> Antecedent:
    """Return the one of two antecedents that "the former" or "the latter" means."""
    words = text.lower().split()[:2]
    if len(found.targets) != 2 or words not in (["the", "former"], ["the", "latter"]):
        return found
    return found._replace(targets=found.targets[:1] if words[1] == "former" else found.targets[1:], is_ambiguous=False)


def _of_citation(discourse: Discourse, i: int, clause: Clause, subject: Subject) -> Referent | None:
    """Return the works cited in the clause, where "they" are methods that the sentence before left without a citation."""
    if subject.kind not in ("pronoun", "pointer") or not subject.is_plural or not discourse.goes_on(i):
        return None
    tokens, clauses = discourse.analyse(i)
    cited = _cited_in(tokens, clauses, clause)
    subjects = [discourse.main_subject(i - 1), *(view_subject(tokens, c) for c in clauses if c.start < clause.start)]
    is_own = any(before is not None and before.kind == "own" for before in subjects)
    return Referent(cited, False, ("prior_work_cites",)) if cited and not is_own else None


def _cited_in(tokens: list[Token], clauses: list[Clause], clause: Clause) -> tuple[Target, ...]:
    """Return what is only cited in a clause and in what it says ("they show that ... [3]")."""
    end = clause.end
    for following in clauses:
        if following.start == end and following.opener in ("that", "that-rel", "participle"):
            end = following.end
    return tuple(t for t in mentions_in(tokens, clause.start, end) if not t.is_named)


def _speaks_of_others(tokens: list[Token], clause: Clause) -> bool:
    """Tell whether prior work comes in anew ("another line of work", "some recent methods") and is not what was spoken of."""
    return any(t.lower in BROUGHT_IN for t in tokens[slice(*clause.subject)])


def _host_of_relative(clauses: list[Clause], clause: Clause) -> Clause | None:
    """Return the clause in which a relative clause stands; None where the clause is no relative one."""
    if clause.opener not in RELATIVE_OPENERS:
        return None
    before = [c for c in clauses if c.start < clause.start and c.verb >= 0 and c.opener not in RELATIVE_OPENERS]
    return before[-1] if before else None


def host_subject(tokens: list[Token], clauses: list[Clause], clause: Clause) -> Subject | None:
    """Return what the clause is about in which a relative clause stands; None where the clause is no relative one."""
    host = _host_of_relative(clauses, clause)
    return view_subject(tokens, host) if host is not None else None


def _of_host(discourse: Discourse, i: int, host: Clause, kind: PointerEvidence) -> Referent:
    """Return whom the clause around a relative clause is about: what the relative blames is then theirs."""
    subject = view_subject(discourse.analyse(i)[0], host)
    if subject.kind == "own":
        return OWN
    if subject.targets:
        return Referent(subject.targets, False, (*_place(subject), kind))
    found = find_referent(discourse, i, host, subject)
    return found if found.reason else found._replace(evidence=(*found.evidence, kind))


def view_reach(discourse: Discourse, i: int, found: Antecedent) -> list[PointerEvidence]:
    """Return where an antecedent of sentence `i` stands, how far back, and how steadily the paragraph has spoken of it."""
    return [_REACHED[found.reach], _DISTANCES[min(found.distance, len(_DISTANCES)) - 1], *discourse.view_topic(i, found)]


_BY: dict[SubjectKind, PointerEvidence] = {
    "pronoun": "by_pronoun",
    "pointer": "by_pointer",
    "prior": "by_prior",
    "generic": "by_generic",
    "fact": "by_fact",
    "event": "by_event",
    "drawback": "by_drawback",
    "measure": "by_measure",
    "action": "by_action",
    "definite": "by_definite",
    "kind": "by_kind",
    "unknown_name": "by_unknown_name",
    "expletive": "by_expletive",
    "other": "by_other",
    "none": "by_none",
}
"""What a kind of subject is called as evidence, where its method stands in a sentence before."""
_REACHED: dict[Reach, PointerEvidence] = {
    "subject": "reach_subject",
    "object": "reach_object",
    "work": "reach_work",
    "citation": "reach_citation",
    "used": "reach_used",
    "heading": "reach_heading",
}
_DISTANCES: tuple[PointerEvidence, ...] = ("distance_1", "distance_2", "distance_3")
_PLACES: dict[SubjectKind, PointerEvidence] = {"method": "clause_subject", "cited": "clause_cited"}


def _reach(discourse: Discourse, i: int, tokens: list[Token], clause: Clause, subject: Subject, found: Antecedent) -> list[PointerEvidence]:
    """Return how an antecedent was reached, and what ties the clause to it."""
    evidence = view_reach(discourse, i, found)
    if found.is_ambiguous:
        evidence.append("ambiguous")
    if _is_mismatch(subject, found):
        evidence.append("number_mismatch")
    if subject.kind in THINGS and _repeats(discourse, i, tokens, clause, found):
        evidence.append("repeats_word")
    if subject.kind in THINGS and (points_at_opening(tokens) or _ends_in_pointer(tokens, clause)):
        evidence.append("pointing_opener")
    return evidence


THINGS: frozenset[SubjectKind] = frozenset(
    ("generic", "event", "drawback", "measure", "action", "definite", "kind", "other", "none", "expletive", "unknown_name")
)
"""Kinds of subject that point at no method themselves."""


def _is_mismatch(subject: Subject, found: Antecedent) -> bool:
    """Tell whether a pointer to one stands for several methods, or the other way round."""
    if subject.kind not in ("pronoun", "pointer") or subject.is_plural is None:
        return False
    n_meant = len(found.targets)
    return n_meant == 1 and found.reach in ("subject", "object") if subject.is_plural else n_meant > 1


def _repeats(discourse: Discourse, i: int, tokens: list[Token], clause: Clause, found: Antecedent) -> bool:
    """Tell whether the subject takes up a word of the sentences since the antecedent ("uniform weights", "such weights")."""
    stems = _stems(tokens[slice(*clause.subject)])
    before = {stem for j in range(max(0, i - found.distance), i) for stem in _stems(discourse.read_tokens(j))}
    return not all(map(discourse.is_common, stems & before))


def _stems(tokens: list[Token]) -> set[str]:
    """Return the beginnings of the words that say what is spoken of."""
    return {t.lower[:STEM] for t in tokens if len(t.lower) > 3 and t.lower.isalpha() and tag(t) == "X"}


def points_at_opening(tokens: list[Token]) -> bool:
    """Tell whether a sentence opens with a phrase that points back: "In these works, ...", "By doing so, ..."."""
    words = [t.lower for t in tokens[:8] if tag(t) != "PUNCT" and t.lower not in _CONNECTIVES]
    if words[:2] in (["doing", "so"], ["by", "doing"], ["in", "turn"]) or words[:1] in (["here"], ["there"]):
        return True
    if not words or words[0] not in _PREPOSITIONS or not set(words[1:2]) & _POINTERS:
        return False
    return bool(set(words[2:5]) & METHOD_NOUNS) or words[1:3] == ["both", "cases"]


def _ends_in_pointer(tokens: list[Token], clause: Clause) -> bool:
    """Tell whether what a clause says holds for methods it points back at: "balancing is harder with this approach"."""
    for k in range(clause.verb + 1, clause.end - 2):
        if tokens[k].lower in ("with", "under", "in", "for") and tokens[k + 1].lower in _POINTERS and not tokens[k].depth:
            words = {t.lower for t in tokens[k + 2 : k + 5]}
            return bool(words & METHOD_NOUNS) and not words & {"work", "paper", "study", "section"}
    return False


def opens_with_several(tokens: list[Token]) -> bool:
    """Tell whether the phrase that opens a sentence points back at several things: "In both cases, ...", "In these works, ..."."""
    return points_at_opening(tokens) and any(t.lower in ("these", "those", "both") for t in tokens[:4])


_CONNECTIVES = word_set("however moreover furthermore unfortunately but thus hence and also besides consequently nevertheless")
_PREPOSITIONS = word_set("in with for by under using as to on through within given from")
_POINTERS = word_set("this that these those such both")


def _place(subject: Subject) -> tuple[PointerEvidence, ...]:
    """Return how the subject of another clause of the sentence holds a method."""
    place = _PLACES.get(subject.kind, "clause_object")
    return (place,) if subject.is_head else (place, "name_modifies")


def _of_pronoun(tokens: list[Token], clauses: list[Clause], clause: Clause, pronoun: Subject) -> Referent | Subject | None:
    """Return whom a pronoun means by the clause before in its sentence; a subject where that one points further back."""
    last = _clause_before(tokens, clauses, clause, pronoun)
    if last is None:
        return None
    earlier = view_subject(tokens, last)
    if earlier.kind == "own":
        return _of_own_clause(tokens, last, earlier, pronoun)
    if earlier.targets:
        return Referent(earlier.targets, False, (*_place(earlier), "same_pronoun"))
    if earlier.kind in ("prior", "generic", "definite"):
        cited = _cited_in(tokens, clauses, last)
        return Referent(cited, False, ("clause_cited", "same_pronoun")) if cited else pronoun._replace(kind=earlier.kind)
    if earlier.kind in ("pronoun", "pointer"):
        return earlier
    if earlier.is_data:
        return Referent((), False, (), "data is the subject")
    return None if earlier.kind in ("expletive", "none", "oblique") else pronoun._replace(kind=earlier.kind)


def _clause_before(tokens: list[Token], clauses: list[Clause], clause: Clause, pronoun: Subject) -> Clause | None:
    """Return the clause before a pronoun's whose subject it can mean: what another clause only says of somebody comes last."""
    before = [c for c in clauses if c.start < clause.start and c.verb >= 0 and c.subject != clause.subject]
    if pronoun.is_plural is not None:
        fitting = [c for c in before if _agrees(view_subject(tokens, c), pronoun)]
        before = fitting or before
    main = [c for c in before if c.opener in ("", "but", "and")]
    main = main or [c for c in before if c.opener != "that" and c.opener not in RELATIVE_OPENERS]
    said = [c for c in before if main and c.start > main[-1].start]
    is_open = said and view_subject(tokens, main[-1]).kind == "own"
    found = said if is_open else main or before
    return found[-1] if found else None


def _agrees(subject: Subject, pronoun: Subject) -> bool:
    """Tell whether a pronoun can mean a subject by its number: "they" is not "the day"."""
    if subject.is_plural is not None:
        return subject.is_plural == pronoun.is_plural
    is_singular = subject.text.lower().startswith(("the ", "a ", "an ", "each ", "every ")) and not re.search(r"s\b|\band\b", subject.text)
    return not (pronoun.is_plural and is_singular)


def _of_own_clause(tokens: list[Token], last: Clause, earlier: Subject, pronoun: Subject) -> Referent | None:
    """Return whom a pronoun means after a clause of the authors: their method, or what they used ("we tried X, but it")."""
    words = {t.lower for t in tokens[slice(*last.subject)]}
    used = tuple(t for t in head_mentions(tokens, last.verb, last.end) if t.is_named) if words & {"we", "i"} else ()
    if used:
        return Referent(used, False, ("clause_object", "same_pronoun"))
    if any(t.lower in REPORTS for t in tokens[last.verb : last.verb + 1]):
        return None
    return OWN if pronoun.is_plural is False else None


def _of_sentence(discourse: Discourse, i: int, clause: Clause, subject: Subject) -> Referent | None:
    """Return the methods named earlier in the sentence: its topic, the subject of a clause before, else its objects."""
    tokens, clauses = discourse.analyse(i)
    if subject.kind in ("prior", "unknown_name") or _has_own_before(tokens, clause):
        return None
    if _is_reported(tokens, clauses, clause):
        if subject.kind == "pointer" and discourse.goes_on(i):
            return None  # "A et al. found that this approach ...": the approach of the sentence before
        return Referent((), False, (), "it only says what they found")
    mentions = mentions_in(tokens, 0, clause.start)
    named = tuple(t for t in mentions if t.is_named)
    if not mentions or (subject.kind == "pointer" and _is_in_that(clauses, clause) and not named):
        return None
    kind = _SAME.get(subject.kind, "same_other")
    if _is_topic(tokens, clause):
        return Referent(named, False, ("topic_of_sentence", kind))
    subjects = [view_subject(tokens, c) for c in clauses if c.start < clause.start and c.verb >= 0]
    about = next((s for s in reversed(subjects) if s.targets and s.kind in ("method", "cited")), None)
    if about is not None and (about.kind == "method" or not named):
        return Referent(about.targets, False, (*_place(about), kind))
    if not named and subject.kind in THINGS and discourse.is_spoken_of(i):
        return None
    return Referent(named or tuple(mentions), False, ("clause_object" if named else "clause_cited", kind))


def _of_same_noun(tokens: list[Token], clause: Clause) -> tuple[Target, ...]:
    """Return what a noun is cited for that the subject takes up: "we also try the wide gate [3], but this gate cannot"."""
    words = [t for t in tokens[slice(*clause.subject)] if not t.mark]
    if len(words) != 2 or words[0].lower not in _POINTERS:
        return ()
    cites = (k for k in range(clause.subject[0] - 1, 0, -1) if tokens[k].mark == "CITE" and tokens[k - 1].lower == words[1].lower)
    return next((tokens[k].targets for k in cites), ())


_SAME: dict[SubjectKind, PointerEvidence] = {
    "pronoun": "same_pronoun",
    "pointer": "same_pointer",
    "none": "same_none",
    "fact": "same_fact",
    "event": "same_fact",
    "measure": "same_measure",
    "drawback": "same_measure",
    "definite": "same_definite",
    "expletive": "same_expletive",
}
"""What a kind of subject is called as evidence, where its method stands in the same sentence."""


def _is_in_that(clauses: list[Clause], clause: Clause) -> bool:
    """Tell whether a clause is what is said or found, or goes on with it ("that it fails, hindering ...")."""
    return any(c.opener == "that" and c.subject == clause.subject for c in clauses)


def _is_reported(tokens: list[Token], clauses: list[Clause], clause: Clause) -> bool:
    """Tell whether a clause is what a cited work found about something else ("X [3] shows that merging collapses")."""
    before = [c for c in clauses if c.start < clause.start and c.verb >= 0]
    if clause.opener != "that" or not before or not any(t.lower in CLAIMS for t in tokens[before[-1].verb : clause.start]):
        return False
    return bool(mentions_in(tokens, *before[-1].subject))


def _has_own_before(tokens: list[Token], clause: Clause) -> bool:
    """Tell whether the paper's own work comes in before a clause, but not only to report ("we find that X")."""
    own = [k for k, t in enumerate(tokens[: clause.start]) if t.mark == "OWN" or t.lower in ("we", "our")]
    return any(k + 1 >= len(tokens) or tokens[k + 1].lower not in REPORTS for k in own)


def _is_topic(tokens: list[Token], clause: Clause) -> bool:
    """Tell whether the sentence opens with the method as its topic: "For X, ...", "As for X, ...", "In X, ...", "With X"."""
    opening = [t for t in tokens[: clause.start] if tag(t) != "PUNCT"]
    if not opening or opening[0].lower not in ("for", "as", "in", "with", "when", "regarding", "under"):
        return False
    comma = next((k for k, t in enumerate(tokens) if t.text == "," and not t.depth), 0)
    return any(t.mark == "METHOD" for t in tokens[:comma])
