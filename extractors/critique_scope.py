"""What a cue applies to: whose clause it stands in, whether it is negated, hedged or praise, and how sure that is."""

import math
import re
from typing import NamedTuple

from extractors.anaphora import Discourse
from extractors.clauses import Clause, clause_of
from extractors.cues import Cue, tag
from extractors.rules import Rules
from extractors.subjects import Subject, mentions_in, starts_with, view_subject
from extractors.tokens import Target, Token

_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "without", "nor", "hardly", "rarely", "neither"})
_AVOIDS = frozenset(
    {"avoid", "avoids", "avoiding", "avoided", "prevent", "prevents", "preventing", "mitigate", "mitigates", "mitigating", "alleviate",
     "alleviates", "reduce", "reduces", "reducing", "without", "overcome", "overcomes", "eliminate", "eliminates", "address", "addresses"}
)
_CONTRAST_OPENERS = frozenset({"however", "but", "unfortunately", "nevertheless", "nonetheless", "yet", "still", "although", "while", "despite"})
_MORE_OPENERS = frozenset(
    {"consequently", "moreover", "furthermore", "additionally", "also", "thus", "besides", "therefore", "hence", "as", "in"}
)
_FUTURE = re.compile(r"\bfuture (?:work|research|stud|direction)|\bwe (?:leave|plan|hope|believe)\b|\bremains to be\b", re.I)


class Candidate(NamedTuple):
    """A target of a cue with the evidence for it; `rejected` says why it is none, empty when it may be one."""

    cue: Cue
    targets: tuple[Target, ...]
    anaphoric: bool
    evidence: tuple[str, ...]
    subject: str
    rejected: str = ""

    def score(self, rules: Rules) -> float:
        """Return the sum of the evidence's weights and the cue's own."""
        return sum(rules.weight(e) for e in self.evidence) + self.cue.pattern.weight

    def confidence(self, rules: Rules) -> float:
        """Return the score as a number from 0 to 1."""
        return round(1 / (1 + math.exp(-self.score(rules))), 3)


def judge(discourse: Discourse, i: int, cue: Cue) -> Candidate:
    """Return whom the cue of sentence `i` is about, with evidence, or why nobody."""
    tokens, clauses = discourse.analyse(i)
    clause = clause_of(clauses, cue.start)
    subject = view_subject(tokens, clause)
    reason = _reject_scope(discourse, i, tokens, clause, cue)
    if reason:
        return Candidate(cue, (), False, (), subject.text, reason)
    if cue.pattern.role == "own_subject":
        return _judge_own(discourse, i, tokens, subject, cue)
    if cue.pattern.role == "object":
        return _judge_object(discourse, i, tokens, subject, cue)
    return _judge_subject(discourse, i, tokens, clause, subject, cue)


def _reject_scope(discourse: Discourse, i: int, tokens: list[Token], clause: Clause, cue: Cue) -> str:
    if tokens[cue.start].depth:
        return "the cue stands in brackets"
    before = [t.lower for t in tokens[max(clause.start, cue.start - 4) : cue.start]]
    if _NEGATIONS & set(before[-3:]) and "only" not in before:
        return "negated"
    if _AVOIDS & set(before[-3:]) and cue.pattern.role == "subject":
        return "said to be avoided"
    if _is_small(tokens, cue):
        return "said to be small"
    if _is_participle(tokens, cue):
        return "the cue is part of a noun phrase"
    if _FUTURE.search(discourse.sentences[i].text):
        return "future work"
    return ""


_SMALL = frozenset(
    ["affordable", "minimal", "negligible", "little", "slight", "small", "no", "low", "lower", "less", "reduced", "few", "fewer", "zero", "modest", "acceptable", "tolerable", "minor", "reducing"]
)


def _is_small(tokens: list[Token], cue: Cue) -> bool:
    """Tell whether what the cue calls bad is said to be small: "introduces a negligible overhead"."""
    words = {t.lower for t in tokens[cue.start : cue.end]}
    last = tokens[cue.end - 1].lower
    return bool(words & _SMALL) and cue.pattern.id in _SIZED and last not in _SMALL


_SIZED = frozenset({"causes-bad", "leads-to-bad", "has-bad", "increases-cost", "more-cost", "requires-much", "reduces-quality"})


def _is_participle(tokens: list[Token], cue: Cue) -> bool:
    """Tell whether a cue begins with a verb form that only describes a noun ("with increased costs")."""
    first = tokens[cue.start]
    if not first.lower.endswith("ed") or cue.start == 0 or not any("LEMMA" in t for t in cue.pattern.tokens()[:1]):
        return False
    return tag(tokens[cue.start - 1]) in ("DET", "ADP")


def _surroundings(discourse: Discourse, i: int, tokens: list[Token]) -> list[str]:
    """Return evidence of the sentence as a whole."""
    evidence = []
    if re.search(r"\d+(?:\.\d+)?\s*(?:%|×|x\b|points|ms\b)", discourse.sentences[i].text):
        evidence.append("bare_numbers")
    if _has_own(tokens):
        evidence.append("own_in_sentence")
    return evidence


def _common(discourse: Discourse, i: int, tokens: list[Token], clause: Clause, cue: Cue) -> list[str]:
    """Return evidence that does not depend on the target."""
    evidence = _surroundings(discourse, i, tokens)
    if starts_with(tokens, _CONTRAST_OPENERS) or clause.opener == "but":
        evidence.append("contrast_opener")
    before = {t.lower for t in tokens[max(clause.start, cue.start - 4) : cue.start]}
    if before & {"may", "might", "could", "potentially", "possibly", "would"}:
        evidence.append("hedged")
    if clause.opener in ("if", "when", "whether", "unless"):
        evidence.append("conditional")
    return evidence


def _judge_subject(
    discourse: Discourse, i: int, tokens: list[Token], clause: Clause, subject: Subject, cue: Cue
) -> Candidate:
    evidence = _common(discourse, i, tokens, clause, cue)
    if subject.kind == "own":
        return Candidate(cue, (), False, (), subject.text, "the subject is the paper's own work")
    if subject.kind == "method":
        return Candidate(cue, subject.targets, False, (*evidence, _named_evidence(subject.targets)), subject.text)
    if subject.kind == "cited":
        return Candidate(cue, subject.targets, False, (*evidence, "cited_in_subject"), subject.text)
    if subject.kind == "prior":
        after = mentions_in(tokens, clause.start, len(tokens))
        if after and not any(t.is_named for t in after) and discourse.antecedent(i, plural=True) is None:
            return Candidate(cue, tuple(after), False, (*evidence, "prior_work_cites"), subject.text)
    back = _same_sentence(tokens, clause, subject)
    if back:
        return Candidate(cue, back, False, (*evidence, "earlier_clause", f"by_{subject.kind}"), subject.text)
    found = discourse.antecedent(i, plural=subject.is_plural)
    if found is None:
        return Candidate(cue, (), False, (), subject.text, "nobody is named or cited just before")
    kinds = [f"by_{subject.kind}", f"reach_{found.reach}", f"distance_{min(found.distance, 3)}"]
    if found.is_ambiguous:
        kinds.append("ambiguous")
    if subject.is_plural is not None and subject.is_plural != (len(found.targets) > 1):
        kinds.append("number_mismatch")
    return Candidate(cue, found.targets, True, (*evidence, *kinds), subject.text)


def _named_evidence(targets: tuple[Target, ...]) -> str:
    return "named_cited" if any(t.citation for t in targets) else "named"


def _same_sentence(tokens: list[Token], clause: Clause, subject: Subject) -> tuple[Target, ...]:
    """Return the methods named earlier in the sentence, for a pronoun or an aside inside it."""
    if subject.kind not in ("pronoun", "pointer", "fact", "event", "none", "other", "expletive"):
        return ()
    before = mentions_in(tokens, 0, clause.start)
    if any(t.mark == "OWN" or t.lower in ("we", "our") for t in tokens[: clause.start]):
        return ()
    named = [t for t in before if t.is_named]
    return tuple(named or before)


def _judge_object(discourse: Discourse, i: int, tokens: list[Token], subject: Subject, cue: Cue) -> Candidate:
    evidence = ["object_of_cue", *(e for e in _surroundings(discourse, i, tokens) if e != "own_in_sentence")]
    if cue.pattern.kind == "contrast" and not _has_own(tokens):
        evidence.append("contrast_without_own")
    targets = _after(tokens, cue)
    if targets:
        return Candidate(cue, targets, False, (*evidence, _named_evidence(targets)), subject.text)
    words = [t.lower for t in tokens[cue.end : cue.end + 5] if not t.mark]
    if words[:1] and words[0] in ("these", "this", "those", "such", "it", "them", "prior", "previous", "existing"):
        found = discourse.antecedent(i, plural=words[0] not in ("this", "it"))
        if found:
            kinds = ("by_pointer", f"reach_{found.reach}", f"distance_{min(found.distance, 3)}", *(["ambiguous"] if found.is_ambiguous else []))
            return Candidate(cue, found.targets, True, (*evidence, *kinds), subject.text)
    return Candidate(cue, (), False, (), subject.text, "the cue names nobody")


def _has_own(tokens: list[Token]) -> bool:
    return any(t.mark == "OWN" or t.lower in ("we", "our", "ours") for t in tokens)


_PRIOR_HEADS = frozenset(["previous", "prior", "existing", "other", "earlier", "recent", "conventional", "traditional", "current", "most", "many"])


def _after(tokens: list[Token], cue: Cue) -> tuple[Target, ...]:
    """Return the methods of the noun phrase after a cue; those in its relative clause only for "previous methods that"."""
    end = cue.end
    is_prior = any(t.lower in _PRIOR_HEADS for t in tokens[cue.end : cue.end + 3])
    while end < len(tokens) and end < cue.end + 40:
        token = tokens[end]
        if token.text in ".;:" and not token.mark:
            break
        if token.text == "," and not token.depth and not _is_list(tokens, end):
            break
        if not is_prior and token.lower in ("which", "that", "who", "using", "where", "when", "because", "since", "due"):
            break
        end += 1
    return tuple(mentions_in(tokens, cue.start, end))


def _is_list(tokens: list[Token], comma: int) -> bool:
    """Tell whether a comma separates names of a list."""
    following = tokens[comma + 1 : comma + 4]
    return any(t.mark in ("METHOD", "CITE") for t in following) and all(t.mark or tag(t) in ("CCONJ", "X", "DET") for t in following[:2])


def _judge_own(discourse: Discourse, i: int, tokens: list[Token], subject: Subject, cue: Cue) -> Candidate:
    is_own = subject.kind == "own" or _has_own(tokens[: cue.start])
    if not is_own:
        return Candidate(cue, (), False, (), subject.text, "the subject is not the paper's own work")
    targets = _after(tokens, cue)
    if not targets:
        return Candidate(cue, (), False, (), subject.text, "the cue names nobody")
    evidence = [e for e in _surroundings(discourse, i, tokens) if e != "own_in_sentence"]
    return Candidate(cue, targets, False, (*evidence, "own_against", _named_evidence(targets)), subject.text)
