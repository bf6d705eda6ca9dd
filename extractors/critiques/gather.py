"""All evidence of every pair of a sentence and a method side by side, as the learned decision takes it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.critiques.candidates import choose, find_candidates
from extractors.critiques.cues import build_cues
from extractors.critiques.judge import Candidate
from extractors.critiques.pairs import Pair, PaperSentences, find_pairs
from extractors.critiques.rules import CritiqueRules
from extractors.critiques.sentence_view import SentenceView, is_answered, read_grams, view_sentences
from extractors.critiques.stance import read_context, view_pair, view_paper
from extractors.names.lexicon import make_lexicon
from extractors.names.not_methods import find_areas
from models.document import PaperNames, PaperText

NO_SCORE = -9.0
"""What stands for the words of a sentence that is not there: less than any sentence's."""


@dataclass(frozen=True, slots=True)
class PaperEvidence:
    """All pairs of a paper with what is known of each before anything learned is asked."""

    paper: PaperSentences
    views: list[SentenceView]
    pairs: list[Pair]
    rows: list[dict[str, float]]
    candidates: dict[int, tuple[Candidate, ...]]
    """What the cues of a sentence were found to be about."""

    def sentence_grams(self, i: int) -> list[str]:
        """Return the words of a sentence as the learned weights know them."""
        goes_on = self.paper.goes_on
        return list(read_grams(self.views, i, has_before=goes_on(i, i - 1), has_after=goes_on(i, i + 1)))

    def pair_grams(self, pair: Pair) -> list[str]:
        """Return the words around a pair's method as the learned weights know them."""
        return list(read_context(pair, self.views))


def gather_evidence(text: PaperText, names: PaperNames, rules: CritiqueRules) -> PaperEvidence:
    """Return the pairs of a paper with their evidence."""
    areas = find_areas(text, names, rules.names)
    paper = PaperSentences(text.sentences, make_lexicon(text, names, rules.names, frozenset()))
    pairs = find_pairs(paper)
    views = view_sentences(paper, build_cues(rules.patterns), rules)
    stance = view_paper(paper, text, areas, rules)
    candidates = {finding.sentence_index: finding.candidates for finding in find_candidates(text, names, rules, areas)}
    of_sentence: defaultdict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of_sentence[pair.sentence].append(pair)
    rows = []
    for pair in pairs:
        row = views[pair.sentence].evidence | view_pair(pair, of_sentence[pair.sentence], views, stance)
        row["goes_on"] = float(paper.goes_on(pair.sentence, pair.sentence - 1))
        following = pair.sentence + 1
        row["answered"] = float(paper.goes_on(pair.sentence, following) and is_answered(text.sentences[following].text, rules))
        rows.append(row | view_rules(pair, candidates.get(pair.sentence, ()), rules))
    return PaperEvidence(paper, views, pairs, rows, candidates)


def view_rules(pair: Pair, candidates: Sequence[Candidate], rules: CritiqueRules) -> dict[str, float]:
    """Return what the grammar of cues makes of a pair: whether a cue was found to be about its method, and how surely."""
    if not candidates:
        return {}
    mine = find_mine(pair, candidates, rules)
    evidence = {
        "rule": mine[0].confidence(rules) if mine else 0.0,
        "rule_of_sentence": max(c.confidence(rules) if c.targets and not c.rejected else 0.0 for c in candidates),
        "is_chosen": float(bool(mine) and any(c in mine for c in choose(tuple(candidates), rules))),
        "n_rules": float(len(mine)),
        "n_rules_of_sentence": float(len(candidates)),
        "n_rejected": float(sum(bool(c.rejected) for c in candidates)),
        "n_rule_targets": float(len(mine[0].targets)) if mine else 0.0,
    }
    return evidence | ({f"rule={name}": 1.0 for name in mine[0].evidence} if mine else {})


def find_mine(pair: Pair, candidates: Sequence[Candidate], rules: CritiqueRules) -> list[Candidate]:
    """Return the candidates of a sentence that are about a pair's method, the surest first."""
    mine = [c for c in candidates if not c.rejected and any(t.key == pair.target.key for t in c.targets)]
    return sorted(mine, key=lambda c: -c.confidence(rules))


def add_scores(evidence: PaperEvidence, sentence_scores: Sequence[float], pair_scores: Sequence[float]) -> list[dict[str, float]]:
    """Return the rows with what the words say of the sentence, its neighbours, and the method's other sentences."""
    of_sentence: defaultdict[int, list[float]] = defaultdict(list)
    named: defaultdict[str, list[int]] = defaultdict(list)
    for pair, score in zip(evidence.pairs, pair_scores, strict=True):
        of_sentence[pair.sentence].append(score)
        if pair.distance == 0:
            named[pair.target.key].append(pair.sentence)
    rows = []
    for pair, row, score in zip(evidence.pairs, evidence.rows, pair_scores, strict=True):
        i = pair.sentence
        around = [sentence_scores[j] if evidence.paper.goes_on(i, j) else NO_SCORE for j in (i - 2, i - 1, i + 1)]
        elsewhere = [sentence_scores[j] for j in named[pair.target.key] if j != i]
        learned = {
            "words": sentence_scores[i],
            "words_around_method": score,
            "words_two_before": around[0],
            "words_before": around[1],
            "words_after": around[2],
            "words_where_named": sentence_scores[i - pair.distance],
            "n_better_methods": float(sum(other > score for other in of_sentence[i])),
            "behind_best_method": score - max(of_sentence[i]),
            "worst_said_elsewhere": max(elsewhere, default=NO_SCORE),
            "said_elsewhere": sum(elsewhere) / len(elsewhere) if elsewhere else NO_SCORE,
        }
        rows.append(row | learned)
    return rows
