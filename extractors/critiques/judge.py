"""What a cue applies to: whose clause it stands in, whom that points at, and how sure that is."""

import math
import re
from functools import lru_cache
from typing import NamedTuple

from extractors.critiques.case import Case, open_case
from extractors.critiques.cues import Cue
from extractors.critiques.objections import find_objection, only_reports
from extractors.critiques.own_trials import find_tried
from extractors.critiques.phrases import (
    compared_before,
    governed_by,
    is_far_from_verb,
    is_supposed,
    likened_after,
    points_back,
    points_first,
    reports_proposal,
)
from extractors.critiques.rules import CritiqueRules, Evidence
from extractors.critiques.surroundings import view_other_surroundings, view_surroundings
from extractors.english import CONDITIONS, CONTRAST_OPENERS, HEDGES
from extractors.grammar.discourse import Discourse
from extractors.grammar.referents import Referent, find_referent, host_subject, view_reach
from extractors.grammar.subjects import Subject, starts_with, view_subject
from extractors.grammar.tokens import has_own
from extractors.names.lexicon import Target
from extractors.names.shapes import any_of

HEDGE_WINDOW = 4
"""Words before a cue among which one like "may" leaves it open."""


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


def judge(discourse: Discourse, i: int, cue: Cue, rules: CritiqueRules) -> Candidate:
    """Return whom the cue of sentence `i` is about, with evidence, or why nobody."""
    found = _judge(open_case(discourse, i, cue, rules))
    origins = {t.origin for t in found.targets if t.is_named}
    if "technique" in origins:
        return found._replace(evidence=(*found.evidence, "technique"))
    if origins == {"uncited"} and not any(t.citation for t in found.targets):
        return found._replace(evidence=(*found.evidence, "uncited"))
    return found


def _judge(case: Case) -> Candidate:
    reason = find_objection(case) or _object_to_section(case.sentence.section, case.rules)
    if reason:
        return _none(case, reason)
    match case.cue.pattern.role:
        case "against_own":
            return _judge_against_own(case)
        case "own_subject" | "own_before":
            return _judge_own(case)
        case "object":
            return _judge_object(case)
        case "subject":
            return _judge_subject(case)


def _object_to_section(title: str, rules: CritiqueRules) -> str:
    """Return why nobody is criticised in a section; empty where somebody may be."""
    if _data_section(rules.word_list("data_sections"), rules.word_list("beside_data_sections")).match(title):
        return "the section describes data"
    return "the section tells what the authors tried themselves" if _trials(rules.word_list("trial_sections")).search(title) else ""


@lru_cache(maxsize=8)
def _data_section(nouns: frozenset[str], others: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"[\dA-Z. ]*(?:\w+ )?(?:{any_of(nouns)})(?: and (?:\w+ )?(?:{any_of(others)}))?$", re.IGNORECASE)


@lru_cache(maxsize=8)
def _trials(titles: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(titles)})\b", re.IGNORECASE)


def _none(case: Case, reason: str) -> Candidate:
    return Candidate(case.cue, (), False, (), case.subject.text, reason)


def _about(case: Case, targets: tuple[Target, ...], *evidence: Evidence) -> Candidate:
    """Return the candidate of methods that stand in the sentence itself."""
    return Candidate(case.cue, targets, False, evidence, case.subject.text)


def _about_referent(case: Case, found: Referent, evidence: list[Evidence]) -> Candidate:
    """Return the candidate of whom a pointer means."""
    return Candidate(case.cue, found.targets, found.is_anaphoric, (*evidence, *found.evidence), case.subject.text)


def _judge_subject(case: Case) -> Candidate:
    """Judge a cue that is about its clause's subject: a method, or something that points at one."""
    subject, evidence = case.subject, _view_clause(case)
    if subject.kind == "own":
        return _judge_found(case, evidence)
    if subject.is_data:
        return _none(case, "data is the subject")
    if is_supposed(case.tokens, case.clause):
        return _none(case, "supposed, not said")
    if subject.kind == "method" and only_reports(case):
        return _none(case, "it only says what they found")
    if subject.kind == "method":
        return _about(case, subject.targets, *evidence, _named_evidence(subject.targets), *_stance(subject))
    if subject.kind == "cited":
        return _about(case, subject.targets, *evidence, "cited_work" if subject.is_head else "cited_in_subject")
    if subject.kind == "oblique":
        return _judge_oblique(case, evidence)
    return _judge_pointer(case, evidence)


def _view_clause(case: Case) -> list[Evidence]:
    """Return evidence that does not depend on the target."""
    tokens, clause = case.tokens, case.clause
    evidence = view_surroundings(case)
    if starts_with(tokens, CONTRAST_OPENERS) or clause.opener in ("but", "while", "whereas"):
        evidence.append("contrast_opener")
    if case.words_before(HEDGE_WINDOW) & HEDGES:
        evidence.append("hedged")
    if clause.opener in CONDITIONS or (tokens[0].lower == "if" and case.subject.kind == "fact"):
        evidence.append("conditional")
    if is_far_from_verb(case):
        evidence.append("far_from_verb")
        if reports_proposal(case):
            evidence.append("in_what_it_proposes")
    return evidence


def _judge_oblique(case: Case, evidence: list[Evidence]) -> Candidate:
    """Judge a cue about something that names a method behind a preposition; in a relative clause, the clause around it counts first."""
    host = host_subject(case.tokens, case.clauses, case.clause)
    if host is not None and host.kind == "method":
        return _about(case, host.targets, *evidence, "clause_subject", "in_which")._replace(subject=host.text)
    return _about(case, case.subject.targets, *evidence, "oblique_in_subject" if case.subject.is_head else "tested_on")


def _judge_found(case: Case, evidence: list[Evidence]) -> Candidate:
    """Judge a cue in what the authors say they did: it blames what they tried, never their own work."""
    tried = find_tried(case)
    if tried is None:
        return _none(case, "the subject is the paper's own work")
    return _about_referent(case, tried, [e for e in evidence if e not in ("own_in_sentence", "far_from_verb", "in_what_it_proposes")])


def _judge_pointer(case: Case, evidence: list[Evidence]) -> Candidate:
    """Judge a cue whose subject names nobody: look in the sentence, then in the ones before."""
    if case.subject.text.lower().startswith(case.rules.stems("exhibit_stems")):
        return _none(case, "a figure or table is the subject")
    found = find_referent(case.discourse, case.i, case.clause, case.subject)
    return _none(case, found.reason) if found.reason else _about_referent(case, found, evidence)


def _stance(subject: Subject) -> list[Evidence]:
    """Return evidence where the subject is not the named method itself, but something with its name or of it."""
    if not subject.is_head:
        return ["name_modifies"]
    return ["name_owns"] if subject.is_owner else []


def _named_evidence(targets: tuple[Target, ...]) -> Evidence:
    if not any(t.is_named for t in targets):
        return "narrative"
    return "named_cited" if any(t.citation for t in targets) else "named"


def _judge_object(case: Case) -> Candidate:
    """Judge a cue that is about what follows it: "unlike X", "the drawback of X"."""
    evidence: list[Evidence] = ["object_of_cue", *view_other_surroundings(case)]
    is_contrast = case.cue.pattern.kind == "contrast"
    if is_contrast and not _speaks_of_own(case.discourse, case.i):
        evidence.append("contrast_without_own")
    if is_contrast and not _says_what_is_worse(case):
        evidence.append("bare_contrast")
    targets = () if points_first(case) else governed_by(case)
    if targets:
        return _about(case, targets, *evidence, _named_evidence(targets))
    if is_contrast and has_own(case.tokens[case.cue.end : case.cue.end + 3]):
        return _judge_turned(case, evidence)
    return _judge_object_pointer(case, evidence)


def _says_what_is_worse(case: Case) -> bool:
    judging = case.rules.stems("judging_stems")
    return any(t.lower == "no" or t.lower.startswith(judging) for t in case.tokens if not t.mark)


def _judge_turned(case: Case, evidence: list[Evidence]) -> Candidate:
    """Judge a contrast with the authors' own method: the other side is what its sentence is about ("unlike ours, X waits")."""
    for clause in (c for c in case.clauses if c.verb >= 0 and c.opener in ("", "but", "and", "that")):
        side = case._replace(clause=clause, subject=view_subject(case.tokens, clause))
        subject = side.subject
        if subject.kind in ("method", "cited") and subject.is_head:
            return _about(side, subject.targets, *evidence, _named_evidence(subject.targets))
        if subject.kind in ("pointer", "pronoun"):
            found = find_referent(case.discourse, case.i, clause, subject)
            if not found.reason:
                return _about_referent(side, found, evidence)
    first = view_subject(case.tokens, case.clauses[0])
    return _none(case._replace(subject=first), "the cue names the paper's own method alone")


def _judge_object_pointer(case: Case, evidence: list[Evidence]) -> Candidate:
    """Judge a cue that is about what follows it, where that only points back: "unlike these methods", "than prior work"."""
    plural = points_back(case)
    found = None if plural is None else case.discourse.antecedent(case.i, plural=plural)
    if found is None:
        return _none(case, "the cue names nobody")
    reach = view_reach(case.discourse, case.i, found)
    return Candidate(case.cue, found.targets, True, (*evidence, "by_pointer", *reach), case.subject.text)


def _speaks_of_own(discourse: Discourse, i: int) -> bool:
    """Tell whether a sentence is about the paper's own work, be it by a pointer ("we propose a gate. ... this gate")."""
    if has_own(discourse.read_tokens(i)):
        return True
    subject = discourse.main_subject(i)
    is_pointer = subject is not None and subject.kind in ("pointer", "pronoun", "event")
    return is_pointer and discourse.goes_on(i) and has_own(discourse.read_tokens(i - 1))


def _judge_own(case: Case) -> Candidate:
    """Judge a cue about the paper's own method that blames another: "ours avoids the cost of X"."""
    if case.subject.kind != "own" and not has_own(case.tokens[: case.cue.start]):
        return _none(case, "the subject is not the paper's own work")
    is_before = case.cue.pattern.role == "own_before"
    targets = compared_before(case) or likened_after(case) if is_before else governed_by(case)
    evidence: list[Evidence] = [*view_other_surroundings(case), "own_against"]
    if not targets:
        return _judge_object_pointer(case, evidence)
    return _about(case, targets, *evidence, _named_evidence(targets))


def _judge_against_own(case: Case) -> Candidate:
    """Judge a cue that joins two clauses: one must be about the paper's own method, the other about another."""
    others = [c for c in case.clauses if c.verb >= 0 and c.start != case.clause.start and c.subject != case.clause.subject]
    sides = (case.subject, *(view_subject(case.tokens, c) for c in others[:2]))
    theirs = next((side for side in sides if side.kind in ("method", "cited") and side.is_head), None)
    if theirs is None or not any(side.kind == "own" for side in sides):
        return _none(case, "it does not set the paper's own method against another")
    evidence = view_other_surroundings(case)
    return _about(case._replace(subject=theirs), theirs.targets, *evidence, "own_against", _named_evidence(theirs.targets))
