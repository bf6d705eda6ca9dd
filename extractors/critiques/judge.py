"""What a cue applies to: whose clause it stands in, whom that points at, and how sure that is."""

import math
import re
from typing import NamedTuple

from extractors.critiques.cues import Cue
from extractors.critiques.evidence import Evidence
from extractors.critiques.objections import find_objection, only_reports
from extractors.critiques.own_trials import find_tried
from extractors.critiques.rules import CritiqueRules
from extractors.critiques.surroundings import view_surroundings
from extractors.english import word_set
from extractors.grammar.clauses import Clause, clause_of
from extractors.grammar.discourse import Discourse
from extractors.grammar.referents import find_referent, host_subject, view_reach
from extractors.grammar.subjects import METHOD_NOUNS, Subject, mentions_in, starts_with, view_subject
from extractors.grammar.tokens import Token, has_own, tag
from extractors.names.lexicon import Target

_CONTRAST_OPENERS = word_set("however but unfortunately nevertheless nonetheless yet still although while despite")


class Candidate(NamedTuple):
    """A target of a cue with the evidence for it; `rejected` says why it is none, empty when it may be one."""

    cue: Cue
    targets: tuple[Target, ...]
    anaphoric: bool
    evidence: tuple[Evidence, ...]
    subject: str
    rejected: str = ""

    def score(self, rules: CritiqueRules) -> float:
        """Return the sum of the evidence's weights and the cue's own."""
        return sum(rules.weight(e) for e in self.evidence) + self.cue.pattern.weight

    def confidence(self, rules: CritiqueRules) -> float:
        """Return the score as a number from 0 to 1."""
        return round(1 / (1 + math.exp(-self.score(rules))), 3)


def judge(discourse: Discourse, i: int, cue: Cue) -> Candidate:
    """Return whom the cue of sentence `i` is about, with evidence, or why nobody."""
    found = _judge(discourse, i, cue)
    origins = {t.origin for t in found.targets if t.is_named}
    if "technique" in origins:
        return found._replace(evidence=(*found.evidence, "technique"))
    if origins == {"uncited"} and not any(t.citation for t in found.targets):
        return found._replace(evidence=(*found.evidence, "uncited"))
    return found


def _judge(discourse: Discourse, i: int, cue: Cue) -> Candidate:
    tokens, clauses = discourse.analyse(i)
    clause = clause_of(clauses, cue.start)
    subject = view_subject(tokens, clause)
    reason = find_objection(discourse.sentences[i].text, tokens, clause, cue)
    if not reason and _DATA_SECTION.search(discourse.sentences[i].section):
        reason = "the section describes data"
    if not reason and _TRIALS_SECTION.search(discourse.sentences[i].section):
        reason = "the section tells what the authors tried themselves"
    if reason:
        return Candidate(cue, (), False, (), subject.text, reason)
    if cue.pattern.role == "against_own":
        return _judge_against_own(discourse, i, clause, subject, cue)
    if cue.pattern.role in ("own_subject", "own_before"):
        return _judge_own(discourse, i, tokens, subject, cue)
    if cue.pattern.role == "object":
        return _judge_object(discourse, i, tokens, subject, cue)
    return _judge_subject(discourse, i, tokens, clause, subject, cue)


_DATA_SECTION = re.compile(
    r"^[\dA-Z. ]*(?:\w+ )?(?:benchmarks?|data ?sets?|metrics?|corpus|corpora)(?: and (?:\w+ )?(?:metrics?|configurations?))?$", re.I
)
"""Titles of sections that describe what is measured on: nobody's method is criticised there."""


_TRIALS_SECTION = re.compile(
    r"\bnegative results?\b|\balternative (?:\w+ )?(?:designs?|architectures?|variants?)\b"
    r"|\b(?:did not|didn.t) work\b|\b(?:un|not )successful\b|\bfailed\b",
    re.I,
)
"""Titles of sections on the authors' own trials that came to nothing: what is bad there is theirs."""


def _common(discourse: Discourse, i: int, tokens: list[Token], clause: Clause, subject: Subject, cue: Cue) -> list[Evidence]:
    """Return evidence that does not depend on the target."""
    evidence = view_surroundings(discourse, i, tokens)
    if starts_with(tokens, _CONTRAST_OPENERS) or clause.opener in ("but", "while", "whereas"):
        evidence.append("contrast_opener")
    before = {t.lower for t in tokens[max(clause.start, cue.start - 4) : cue.start]}
    if before & {"may", "might", "could", "potentially", "possibly", "would"}:
        evidence.append("hedged")
    if clause.opener in ("if", "when", "whether", "unless") or (tokens[0].lower == "if" and subject.kind == "fact"):
        evidence.append("conditional")
    last = _last_verb(tokens, clause.verb)
    is_far = clause.verb >= 0 and cue.start > last + MAX_VERB_GAP and not _joins(tokens, last, cue.start)
    if is_far or _is_infinitive(tokens, cue):
        evidence.append("far_from_verb")
        if _verb_reports(tokens, clause):
            evidence.append("in_what_it_proposes")
    return evidence


def _is_supposed(tokens: list[Token], clause: Clause) -> bool:
    """Tell whether a clause only says what would follow: "If the window is too wide, then this slows the gate"."""
    subject = [t.lower for t in tokens[slice(*clause.subject)]]
    return subject in (["this"], ["that"]) and clause.start > 0 and tokens[0].lower == "if"


_RAISING = ("tend", "seem", "appear", "likely", "prone", "known", "found", "observed", "shown", "easi", "easy", "bound", "apt", "reported")
"""How words begin whose infinitive says what the subject does: "is known to fail"."""


def _last_verb(tokens: list[Token], verb: int) -> int:
    """Return where the group of verbs ends that a clause's verb begins: "has been found to introduce"."""
    k = verb
    while k + 1 < len(tokens) and (
        tag(tokens[k + 1]) in ("AUX", "ADV")
        or tokens[k + 1].lower in ("be", "been", "being", "to")
        or tokens[k + 1].lower.startswith(_RAISING)
    ):
        k += 1
    return k


def _is_infinitive(tokens: list[Token], cue: Cue) -> bool:
    """Tell whether the cue is something to be done or left ("free to use or ignore"), and not what the subject does."""
    k = cue.start
    if k > 2 and tokens[k - 1].lower in ("or", "and") and tokens[k - 3].lower == "to":
        k -= 2
    if k < 2 or tokens[k - 1].lower != "to":
        return False
    return not tokens[k - 2].lower.startswith(_RAISING)


def _joins(tokens: list[Token], start: int, end: int) -> bool:
    """Tell whether a coordination or comma stands between: the cue may then be a verb of its own."""
    return any(t.lower in ("and", "but", "or", ",", "yet") and not t.depth for t in tokens[start + 1 : end])


def _verb_reports(tokens: list[Token], clause: Clause) -> bool:
    """Tell whether the clause only says what somebody proposes, shows or studies."""
    return any(t.lower.startswith(_PROPOSALS) for t in tokens[clause.verb : clause.verb + 3] if not t.mark)


_PROPOSALS = (
    "propos",
    "introduc",
    "present",
    "show",
    "argu",
    "observ",
    "survey",
    "stud",
    "investigat",
    "develop",
    "suggest",
    "demonstrat",
    "design",
)
MAX_VERB_GAP = 3
"""Tokens between the clause's verb and a cue that is still what the clause says of its subject."""


def _judge_subject(discourse: Discourse, i: int, tokens: list[Token], clause: Clause, subject: Subject, cue: Cue) -> Candidate:
    """Judge a cue that is about its clause's subject: a method, or something that points at one."""
    evidence = _common(discourse, i, tokens, clause, subject, cue)
    if subject.kind == "own":
        return _judge_found(discourse, i, clause, subject, cue, evidence)
    if subject.is_data:
        return _none(cue, subject, "data is the subject")
    if _is_supposed(tokens, clause):
        return _none(cue, subject, "supposed, not said")
    if subject.kind == "method" and only_reports(tokens, clause, cue):
        return _none(cue, subject, "it only says what they found")
    if subject.kind == "method":
        kinds = [_named_evidence(subject.targets), *_stance(subject)]
        return Candidate(cue, subject.targets, False, (*evidence, *kinds), subject.text)
    if subject.kind == "cited":
        kind: Evidence = "cited_work" if subject.is_head else "cited_in_subject"
        return Candidate(cue, subject.targets, False, (*evidence, kind), subject.text)
    if subject.kind == "oblique":
        return _judge_oblique(discourse, i, clause, subject, cue, evidence)
    return _judge_pointer(discourse, i, clause, subject, cue, evidence)


def _judge_oblique(discourse: Discourse, i: int, clause: Clause, subject: Subject, cue: Cue, evidence: list[Evidence]) -> Candidate:
    """Judge a cue about something that names a method behind a preposition; in a relative clause, the clause around it counts first."""
    host = host_subject(*discourse.analyse(i), clause)
    if host is not None and host.kind == "method":
        return Candidate(cue, host.targets, False, (*evidence, "clause_subject", "in_which"), host.text)
    kind: Evidence = "oblique_in_subject" if subject.is_head else "tested_on"
    return Candidate(cue, subject.targets, False, (*evidence, kind), subject.text)


def _judge_found(discourse: Discourse, i: int, clause: Clause, subject: Subject, cue: Cue, evidence: list[Evidence]) -> Candidate:
    """Judge a cue in what the authors say they did: it blames what they tried, never their own work."""
    tried = find_tried(discourse, i, clause, cue)
    if tried is None:
        return _none(cue, subject, "the subject is the paper's own work")
    kinds = [e for e in evidence if e not in ("own_in_sentence", "far_from_verb", "in_what_it_proposes")]
    return Candidate(cue, tried.targets, tried.is_anaphoric, (*kinds, *tried.evidence), subject.text)


_EXHIBITS = ("table", "figure", "fig", "section", "appendix", "equation", "theorem", "algorithm 1", "algorithm 2")


def _none(cue: Cue, subject: Subject, reason: str) -> Candidate:
    return Candidate(cue, (), False, (), subject.text, reason)


def _judge_pointer(discourse: Discourse, i: int, clause: Clause, subject: Subject, cue: Cue, evidence: list[Evidence]) -> Candidate:
    """Judge a cue whose subject names nobody: look in the sentence, then in the ones before."""
    if subject.text.lower().startswith(_EXHIBITS):
        return _none(cue, subject, "a figure or table is the subject")
    found = find_referent(discourse, i, clause, subject)
    if found.reason:
        return _none(cue, subject, found.reason)
    return Candidate(cue, found.targets, found.is_anaphoric, (*evidence, *found.evidence), subject.text)


def _stance(subject: Subject) -> list[Evidence]:
    """Return evidence where the subject is not the named method itself, but something with its name or of it."""
    if not subject.is_head:
        return ["name_modifies"]
    return ["name_owns"] if subject.is_owner else []


def _named_evidence(targets: tuple[Target, ...]) -> Evidence:
    if not any(t.is_named for t in targets):
        return "narrative"
    return "named_cited" if any(t.citation for t in targets) else "named"


def _judge_object(discourse: Discourse, i: int, tokens: list[Token], subject: Subject, cue: Cue) -> Candidate:
    evidence: list[Evidence] = ["object_of_cue", *(e for e in view_surroundings(discourse, i, tokens) if e != "own_in_sentence")]
    if cue.pattern.kind == "contrast" and not _speaks_of_own(discourse, i):
        evidence.append("contrast_without_own")
    if cue.pattern.kind == "contrast" and not any(t.lower == "no" or t.lower.startswith(_JUDGES) for t in tokens if not t.mark):
        evidence.append("bare_contrast")
    targets = () if _points_first(tokens, cue) else _after(tokens, cue)
    if targets:
        return Candidate(cue, targets, False, (*evidence, _named_evidence(targets)), subject.text)
    if cue.pattern.kind == "contrast" and has_own(tokens[cue.end : cue.end + 3]):
        return _judge_turned(discourse, i, cue, evidence)
    return _judge_object_pointer(discourse, i, subject, cue, evidence)


def _judge_turned(discourse: Discourse, i: int, cue: Cue, evidence: list[Evidence]) -> Candidate:
    """Judge a contrast with the authors' own method: the other side is what its sentence is about ("unlike ours, X waits")."""
    tokens, clauses = discourse.analyse(i)
    for clause in (c for c in clauses if c.verb >= 0 and c.opener in ("", "but", "and", "that")):
        subject = view_subject(tokens, clause)
        if subject.kind in ("method", "cited") and subject.is_head:
            return Candidate(cue, subject.targets, False, (*evidence, _named_evidence(subject.targets)), subject.text)
        if subject.kind in ("pointer", "pronoun") and not (found := find_referent(discourse, i, clause, subject)).reason:
            return Candidate(cue, found.targets, found.is_anaphoric, (*evidence, *found.evidence), subject.text)
    return _none(cue, view_subject(tokens, clauses[0]), "the cue names the paper's own method alone")


def _judge_object_pointer(discourse: Discourse, i: int, subject: Subject, cue: Cue, evidence: list[Evidence]) -> Candidate:
    """Judge a cue that is about what follows it, where that only points back: "unlike these methods", "than prior work"."""
    tokens = discourse.analyse(i)[0]
    plural = _points_back(tokens[cue.start : cue.end + 4])
    found = None if plural is None else discourse.antecedent(i, plural=plural)
    if found is None:
        return _none(cue, subject, "the cue names nobody")
    return Candidate(cue, found.targets, True, (*evidence, "by_pointer", *view_reach(discourse, i, found)), subject.text)


def _points_back(tokens: list[Token]) -> bool | None:
    """Tell whether a phrase points at several methods (True) or one (False) said before; None when at nobody."""
    for k, token in enumerate(tokens):
        following = {t.lower for t in tokens[k + 1 : k + 4]}
        if token.mark or token.lower not in _POINTERS:
            continue
        if token.lower in ("them", "those", "these", "such") or (token.lower in _PRIOR_HEADS and following & METHOD_NOUNS):
            return True
        if token.lower == "it" or following & METHOD_NOUNS:
            return False
    return None


_JUDGES = (
    "which",
    "that",
    "who",
    "only",
    "non-",
    "not",
    "cannot",
    "heurist",
    "without",
    "less",
    "more",
    "few",
    "avoid",
    "need",
    "requir",
    "rely",
    "relies",
    "reduc",
    "simpl",
    "efficien",
    "better",
    "fast",
    "slow",
    "cheap",
    "improv",
    "limit",
    "restrict",
    "heavy",
    "expensive",
    "enabl",
    "allow",
    "linear",
    "quadratic",
    "higher",
    "lower",
    "larger",
    "smaller",
    "instead",
    "most",
    "entire",
    "extra",
    "additional",
)
"""How words begin with which a contrast says what is worse about one side, and not only that the sides differ."""


def _points_first(tokens: list[Token], cue: Cue) -> bool:
    """Tell whether a pointer follows the cue at once, so that a name behind it is another's: "no gain with these methods on X"."""
    start = cue.end - (tokens[cue.end - 1].lower in ("these", "those", "this", "such"))
    phrase = tokens[start : start + 4]
    if not phrase or phrase[0].mark or phrase[0].lower not in ("these", "those", "this", "such"):
        return False
    head = next((k for k, t in enumerate(phrase) if t.lower in METHOD_NOUNS and not t.mark), -1)
    after = tokens[start + head + 1 : start + head + 2]
    return head > 0 and not any(t.targets for t in phrase[:head]) and any(t.lower in ("on", "for", "in", "when", "to") for t in after)


def _speaks_of_own(discourse: Discourse, i: int) -> bool:
    """Tell whether a sentence is about the paper's own work, be it by a pointer ("we propose a gate. ... this gate")."""
    if has_own(discourse.read_tokens(i)):
        return True
    subject = discourse.main_subject(i)
    is_pointer = subject is not None and subject.kind in ("pointer", "pronoun", "event")
    return is_pointer and discourse.goes_on(i) and has_own(discourse.read_tokens(i - 1))


_POINTERS = word_set("these this those such it them that prior previous existing other earlier")
_PRIOR_HEADS = word_set("previous prior existing other earlier recent conventional traditional current most many")


def _after(tokens: list[Token], cue: Cue) -> tuple[Target, ...]:
    """Return the methods of the noun phrase after a cue; those in its relative clause only for "previous methods that"."""
    end = cue.end
    if tokens[end - 1].text == ",":  # the cue reaches to the end of its phrase
        return tuple(mentions_in(tokens, cue.start, end))
    is_prior = any(t.lower in _PRIOR_HEADS for t in tokens[cue.end : cue.end + 3])
    while end < len(tokens) and end < cue.end + 40:
        token = tokens[end]
        if token.text in ".;:" and not token.mark:
            break
        if token.text == "," and not token.depth and not _is_list(tokens, end):
            break
        if "ends_at_as" in cue.pattern.traits and token.lower == "as":
            break  # "prevents collapse as in X": X does so too
        if not is_prior and token.lower in ("which", "that", "who", "using", "where", "when", "because", "since", "due"):
            break
        end += 1
    return tuple(mentions_in(tokens, cue.start, end))


def _compared_before(tokens: list[Token], cue: Cue) -> tuple[Target, ...]:
    """Return the methods of the comparison before a cue: "comparable to X while requiring no ..."."""
    places = [k for k in range(cue.start) if _compares(tokens, k)]
    start = next((k for k in reversed(places) if mentions_in(tokens, k, cue.start)), None)
    return () if start is None else tuple(mentions_in(tokens, start, cue.start))


def _likened_after(tokens: list[Token], cue: Cue) -> tuple[Target, ...]:
    """Return the methods that do what the cue says ours does not: "without relying on tags as in X", "without the labels X needs"."""
    places = [k for k in range(cue.end, len(tokens)) if tokens[k].lower in ("as", "like", "unlike") and not tokens[k].mark]
    near = (tuple(mentions_in(tokens, k, k + 8)) for k in places if any(t.targets for t in tokens[k + 1 : k + 3]))
    return next(near, ())


def _compares(tokens: list[Token], k: int) -> bool:
    """Tell whether what follows a word is what something is compared with: "than X", "comparable to X", "outperforms X"."""
    low = tokens[k].lower
    if low in ("than", "as", "over") or (low.startswith(_MATCHES) and not tokens[k].mark):
        return True
    return low in ("to", "with", "of") and any(t.lower.startswith(_ALIKE) for t in tokens[max(0, k - 3) : k])


_MATCHES = ("outperform", "match", "surpass", "exceed", "beat")
_ALIKE = (
    "compar",
    "competitive",
    "par",
    "equal",
    "equivalent",
    "similar",
    "relative",
    "close",
    "superior",
    "identical",
    "accuracy",
    "quality",
    "performance",
    "result",
)


def _is_list(tokens: list[Token], comma: int) -> bool:
    """Tell whether a comma separates names of a list."""
    following = tokens[comma + 1 : comma + 4]
    return any(t.mark in ("METHOD", "CITE") for t in following) and all(t.mark or tag(t) in ("CCONJ", "X", "DET") for t in following[:2])


def _judge_own(discourse: Discourse, i: int, tokens: list[Token], subject: Subject, cue: Cue) -> Candidate:
    is_own = subject.kind == "own" or has_own(tokens[: cue.start])
    if not is_own:
        return Candidate(cue, (), False, (), subject.text, "the subject is not the paper's own work")
    targets = _compared_before(tokens, cue) or _likened_after(tokens, cue) if cue.pattern.role == "own_before" else _after(tokens, cue)
    evidence = [e for e in view_surroundings(discourse, i, tokens) if e != "own_in_sentence"]
    if not targets:
        return _judge_object_pointer(discourse, i, subject, cue, [*evidence, "own_against"])
    return Candidate(cue, targets, False, (*evidence, "own_against", _named_evidence(targets)), subject.text)


def _judge_against_own(discourse: Discourse, i: int, clause: Clause, subject: Subject, cue: Cue) -> Candidate:
    """Judge a cue that joins two clauses: one must be about the paper's own method, the other about another."""
    tokens, clauses = discourse.analyse(i)
    others = [view_subject(tokens, c) for c in clauses if c.verb >= 0 and c.start != clause.start and c.subject != clause.subject]
    sides = (subject, *others[:2])
    theirs = next((side for side in sides if side.kind in ("method", "cited") and side.is_head), None)
    if theirs is None or not any(side.kind == "own" for side in sides):
        return _none(cue, subject, "it does not set the paper's own method against another")
    evidence = [e for e in view_surroundings(discourse, i, tokens) if e != "own_in_sentence"]
    return Candidate(cue, theirs.targets, False, (*evidence, "own_against", _named_evidence(theirs.targets)), theirs.text)
