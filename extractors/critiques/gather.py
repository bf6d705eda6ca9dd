"""All evidence of every pair of a sentence and a method side by side, as the learned decision takes it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from extractors.critiques.candidates import choose, find_candidates
from extractors.critiques.cues import build_cues
from extractors.critiques.judge import Candidate
from extractors.critiques.mention import view_paper, view_place, view_target
from extractors.critiques.pairs import Pair, PaperSentences, find_pairs, mark_sentences
from extractors.critiques.rules import CritiqueRules
from extractors.critiques.sentence_view import SentenceViews, is_answered, view_whole
from extractors.critiques.stance import view_between, view_crowd, view_cues, view_pointers
from extractors.names.lexicon import make_lexicon
from extractors.names.not_methods import find_areas
from models.document import PaperNames, PaperText

NO_SCORE = -9.0
"""What stands for the words of a sentence that is not there: less than any sentence's."""


@dataclass(frozen=True, slots=True)
class PaperEvidence:
    """Pairs of a paper with what is known of each before anything learned is asked."""

    views: SentenceViews
    pairs: list[Pair]
    rows: list[dict[str, float]]
    crowds: dict[int, list[Pair]]
    """All pairs of each sentence that has one of these, be they looked at or not."""
    candidates: dict[int, tuple[Candidate, ...]]
    """What the cues of a sentence were found to be about."""


def open_views(text: PaperText, names: PaperNames, rules: CritiqueRules) -> SentenceViews:
    """Return the sentences of a paper as marked with its names, nothing looked at yet."""
    paper = mark_sentences(text.sentences, make_lexicon(text, names, rules.names, frozenset()))
    return SentenceViews(paper, build_cues(rules.patterns), rules)


def list_pairs(views: SentenceViews, sentences: Iterable[int]) -> list[Pair]:
    """Return the pairs of some sentences of a paper."""
    return [pair for i in sentences for pair in find_pairs(views.paper, i)]


def gather_evidence(text: PaperText, names: PaperNames, views: SentenceViews, pairs: list[Pair] | None = None) -> PaperEvidence:
    """Return the evidence of all pairs of a paper, or of some, those of one sentence side by side."""
    paper, rules = views.paper, views.rules
    pairs = list_pairs(views, paper.with_pairs) if pairs is None else pairs
    areas = find_areas(text, names, rules.names)
    crowds = {i: find_pairs(paper, i) for i in {pair.sentence: None for pair in pairs}}
    near = {*crowds, *(i - 1 for i in crowds if views[i].cues)}  # what a cue is about depends on the sentence before
    candidates = {f.sentence_index: f.candidates for f in find_candidates(text, names, views, areas, near)}
    use = view_paper(paper, text, names, areas, rules)
    see_target = cache(lambda target: view_target(target, use, rules))
    see_place = cache(lambda i, place: view_place(place, views[i], rules))
    see_whole = cache(lambda i: view_whole(views[i]) | _view_around(paper, i, rules))
    see_crowd = cache(lambda i: dict(zip(crowds[i], view_crowd(crowds[i]), strict=True)))
    see_pointers = cache(lambda i: view_pointers(views[i]))
    see_rules = cache(lambda i: view_candidates(candidates.get(i, ()), rules))
    rows = []
    for pair in pairs:
        i, home = pair.sentence, pair.sentence - pair.distance
        where = {**see_pointers(i), **view_between(pair, views)} if pair.distance else view_cues(pair.place, views[i])
        known = {**see_target(pair.target), **see_place(home, pair.place)}
        rows.append({**see_whole(i), **see_crowd(i)[pair], **known, **where, **view_rules(pair, see_rules(i), rules)})
    return PaperEvidence(views, pairs, rows, crowds, candidates)


def _view_around(paper: PaperSentences, i: int, rules: CritiqueRules) -> dict[str, float]:
    """Return where in the paper a sentence stands, and whether the next one answers it."""
    return {
        "position": round(i / len(paper.sentences), 3),
        "goes_on": float(paper.goes_on(i, i - 1)),
        "answered": float(paper.goes_on(i, i + 1) and is_answered(paper.sentences[i + 1].text, rules)),
    }


class Judged(NamedTuple):
    """What the grammar of cues makes of a sentence."""

    candidates: tuple[Candidate, ...]
    chosen: list[Candidate]
    """Those that it would itself call receipts."""
    evidence: dict[str, float]
    """What all pairs of the sentence share."""


def view_candidates(candidates: tuple[Candidate, ...], rules: CritiqueRules) -> Judged:
    """Return what the grammar of cues makes of a sentence."""
    evidence = {
        "rule_of_sentence": max((c.confidence(rules) if c.targets and not c.rejected else 0.0 for c in candidates), default=0.0),
        "n_rules_of_sentence": float(len(candidates)),
        "n_rejected": float(sum(bool(c.rejected) for c in candidates)),
    }
    return Judged(candidates, choose(candidates, rules), evidence)


def view_rules(pair: Pair, judged: Judged, rules: CritiqueRules) -> dict[str, float]:
    """Return what the grammar of cues makes of a pair: whether a cue was found to be about its method, and how surely."""
    if not judged.candidates:
        return {}
    mine = find_mine(pair, judged.candidates, rules)
    evidence = {
        "rule": mine[0].confidence(rules) if mine else 0.0,
        "is_chosen": float(bool(mine) and any(c in mine for c in judged.chosen)),
        "n_rules": float(len(mine)),
        "n_rule_targets": float(len(mine[0].targets)) if mine else 0.0,
    }
    return judged.evidence | evidence | ({f"rule={name}": 1.0 for name in mine[0].evidence} if mine else {})


def find_mine(pair: Pair, candidates: Sequence[Candidate], rules: CritiqueRules) -> list[Candidate]:
    """Return the candidates of a sentence that are about a pair's method, the surest first."""
    key = pair.target.key
    mine = [c for c in candidates if not c.rejected and any(t.key == key for t in c.targets)]
    return sorted(mine, key=lambda c: -c.confidence(rules)) if len(mine) > 1 else mine


def add_scores(
    evidence: PaperEvidence, score_sentence: Callable[[int], float], score_pair: Callable[[Pair], float]
) -> list[dict[str, float]]:
    """Return the rows with what the words say of the sentence, its neighbours, and the method's other sentences."""
    paper = evidence.views.paper
    around_all = {i: [score_pair(pair) for pair in crowd] for i, crowd in evidence.crowds.items()}
    said_of = cache(lambda key: [(j, score_sentence(j)) for j in paper.places.get(key, ())])
    rows = []
    for pair, row in zip(evidence.pairs, evidence.rows, strict=True):
        i, score = pair.sentence, score_pair(pair)
        near = [score_sentence(j) if paper.goes_on(i, j) else NO_SCORE for j in (i - 2, i - 1, i + 1)]
        elsewhere = [said for j, said in said_of(pair.target.key) if j != i]
        learned = {
            "words": score_sentence(i),
            "words_around_method": score,
            "words_two_before": near[0],
            "words_before": near[1],
            "words_after": near[2],
            "words_where_named": score_sentence(i - pair.distance),
            "n_better_methods": float(sum(other > score for other in around_all[i])),
            "behind_best_method": score - max(around_all[i]),
            "worst_said_elsewhere": max(elsewhere, default=NO_SCORE),
            "said_elsewhere": sum(elsewhere) / len(elsewhere) if elsewhere else NO_SCORE,
        }
        rows.append(row | learned)
    return rows
