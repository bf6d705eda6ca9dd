"""Critique receipts: sentences in which the authors say what is wrong with a prior method, each with its target."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from extractors.critiques.gather import PaperEvidence, add_scores, find_mine, gather_evidence, list_pairs, open_views
from extractors.critiques.model import Array, calibrate, confidence_of, explain_row, tabulate, weigh
from extractors.critiques.pairs import Pair
from extractors.critiques.patterns import Kind
from extractors.critiques.rules import CritiqueRules
from extractors.critiques.sentence_view import SentenceViews, read_grams
from extractors.critiques.stance import read_context
from extractors.english import FINDINGS
from extractors.grammar.tokens import Token, has_own
from extractors.wording.encoder import Encoder, Place, Word, load_encoder
from models.document import PaperNames, PaperText, Sentence
from models.rows import Critique, row_id

MIN_CONFIDENCE = 0.2
"""Below this a pair is not kept; a sentence with a cue and no pair above it counts as an abstention."""
N_EXPLAINED = 5
"""Pieces of evidence that an explanation names."""
WORDING = "how it is worded"
"""What an explanation calls the encoder's word."""
NEGATED = "negated"
"""What the grammar says of a cue that is denied."""
LEARNED = "learned"
"""The rule of a receipt in whose sentence no cue fired: its words alone speak for it."""

SOURCE_WORDS = 9
"""Words before a citation, and behind it, that are read for whether it is only a source."""
_SOURCE = re.compile(
    rf"\bas (?:\w+ )?(?:{'|'.join(sorted(FINDINGS))}) (?:in|by)(?: (?:prior|previous|earlier|recent|related|other|the))*"
    r"(?: (?:works?|stud(?:y|ies)|literature|papers?|research))?$|\b(?:previous|prior|earlier) (?:observation|finding)s?(?: [\w-]+){0,5}$"
)
"""What stands before a work that is the source of what is said: "as noted in prior work", "earlier observations with larks"."""
_STRESSED = frozenset({"claim", "claimed", "claims", "emphasize", "emphasized", "emphasizes", "stress", "stressed", "stresses"})
_SAYS = re.compile(rf"(?: (?:have|has|had|also|already|further|recently))* (?:{'|'.join(sorted(FINDINGS | _STRESSED))}) that\b")
"""How a sentence goes on behind works that say what it tells of others: "previous studies (X, Y) emphasize that this approach fails"."""
_OPENS_CONTRAST = re.compile(r"(?:in contrast|by contrast|instead|conversely|on the contrary) ,(?: the)?")
"""How a sentence begins that goes on with the authors' own method or with "we"."""
OPENING_WORDS = 6
_BETWEEN_CITES = frozenset({"(", ")", "[", "]", ",", ";", "and"})
_GENERAL = re.compile(r"\b(?:works?|stud(?:y|ies)|literature|papers?|research(?:ers)?|authors?|analys[ei]s|evidence|surveys?)$")
"""What stands before their citations: no name."""


class Decided(NamedTuple):
    """A pair with the decision on it."""

    pair: Pair
    confidence: float
    rule_id: str
    """The cue that speaks most for it."""
    kind: Kind
    threshold: float
    """The confidence from which it counts."""
    of_what: str
    """Why it is more than the one that confidence.toml has; empty where it is that."""
    reasons: tuple[tuple[str, float], ...] = ()
    """The evidence that weighed most, in log odds; only where it was asked for."""


def find_critiques(text: PaperText, names: PaperNames, rules: CritiqueRules, source_id: str) -> tuple[list[Critique], int]:
    """Return the paper's receipts, one for each sentence and target, and how many sentences with a cue were left open.

    `source_id` (the PDF's hash) goes into the receipts' keys. Receipts below the threshold are marked, not left out.
    """
    views = open_views(text, names, rules)
    words = weigh_words(views)
    evidence = gather_evidence(text, names, views, _choose_worth(views, words))
    kept = decide(evidence, words, MIN_CONFIDENCE)
    open_ones = {i for i in views.paper.with_pairs if views[i].cues} - {decided.pair.sentence for decided in kept}
    return [_receipt(text.sentences, decided, rules, source_id) for decided in kept], len(open_ones)


class WordScores(NamedTuple):
    """What the words of a paper say, which is cheap to ask and is asked first."""

    of_sentence: Callable[[int], float]
    """Returns it of a sentence, whoever is meant."""
    of_pair: Callable[[Pair], float]
    """Returns it of the words around a method."""


def weigh_words(views: SentenceViews) -> WordScores:
    """Return what the words of a paper say, each told once."""
    model = views.rules.model
    return WordScores(
        cache(lambda i: model.sentence.score(read_grams(views, i))), cache(lambda pair: model.pair.score(read_context(pair, views)))
    )


def _choose_worth(views: SentenceViews, words: WordScores) -> list[Pair]:
    """Return the pairs whose words say enough for a closer look, or whose sentence has a cue not learned, such as a topic's own."""
    model = views.rules.model
    known = model.sentence.weights["c"]
    unlearned = {i for i in views.paper.with_pairs if any(cue.pattern.id not in known for cue in views[i].cues)}
    likely = list_pairs(views, (i for i in views.paper.with_pairs if i in unlearned or words.of_sentence(i) >= model.least))
    return [p for p in likely if p.sentence in unlearned or words.of_sentence(p.sentence) + words.of_pair(p) >= model.least_together]


def decide(evidence: PaperEvidence, words: WordScores, least: float, *, is_explained: bool = False) -> list[Decided]:
    """Return the decision on the pairs of the evidence that have this confidence at least, sentence by sentence."""
    rules = evidence.views.rules
    table = tabulate(add_scores(evidence, words.of_sentence, words.of_pair), rules.model.features)
    by_trees = weigh(rules.model, table).tolist()
    asked = [pair for pair, log_odds in zip(evidence.pairs, by_trees, strict=True) if log_odds > rules.joined.least]
    by_encoder = ask_encoder(evidence.views, asked, load_encoder(rules.encoder_folder)) if asked else {}
    sure = [_confide(evidence, pair, trees, by_encoder.get(pair)) for pair, trees in zip(evidence.pairs, by_trees, strict=True)]
    n_blamed = count_blamed([pair.sentence for pair in evidence.pairs], sure, rules.weights["threshold"])
    found = []
    for pair, row, confidence in zip(evidence.pairs, table, sure, strict=True):
        if confidence >= least:
            rule_id, kind = _strongest_cue(evidence, pair, rules)
            reasons = _explain(rules, row, by_encoder.get(pair)) if is_explained else ()
            threshold, of_what = _choose_threshold(evidence, pair, n_blamed[pair.sentence])
            found.append(Decided(pair, confidence, rule_id, kind, threshold, of_what, reasons))
    return found


def count_blamed(sentences: Sequence[int], confidences: Iterable[float], least: float) -> Counter[int]:
    """Return how many methods each sentence seems to blame: its pairs that are at least so sure."""
    return Counter(i for i, confidence in zip(sentences, confidences, strict=True) if confidence >= least)


def _choose_threshold(evidence: PaperEvidence, pair: Pair, n_blamed: int) -> tuple[float, str]:
    """Return the confidence from which a pair counts, and why it is more than usual."""
    is_contrast = _is_mere_contrast(evidence, pair)
    of_many = f"of a sentence that seems to blame {n_blamed} methods" if n_blamed > 1 else ""
    return evidence.views.rules.threshold(n_blamed, is_mere_contrast=is_contrast), "of a mere contrast" if is_contrast else of_many


def _confide(evidence: PaperEvidence, pair: Pair, trees: float, encoder: float | None) -> float:
    """Return how sure it is that a pair is a receipt, of what the trees and perhaps the encoder say, in log odds."""
    if _is_denied(evidence, pair) or _is_source(evidence, pair):
        return 0.0
    rules = evidence.views.rules
    return confidence_of(calibrate(rules.model, trees) if encoder is None else rules.joined.weigh(trees, encoder))


def ask_encoder(views: SentenceViews, pairs: list[Pair], encoder: Encoder) -> dict[Pair, float]:
    """Return what the encoder says of some pairs, in log odds: each sentence is read once for all its methods."""
    said: dict[Pair, float] = {}
    for i, group in groupby(pairs, key=lambda pair: pair.sentence):
        mine = list(group)
        said |= dict(zip(mine, encoder.weigh(*mask_words(views, i), list_places(mine)), strict=True))
    return said


def mask_words(views: SentenceViews, i: int) -> tuple[list[Word], list[Word]]:
    """Return the words before a sentence in its paragraph, and its own, as the encoder takes them: names and citations masked."""
    return _mask(views, i - 1) if views.paper.goes_on(i, i - 1) else [], _mask(views, i)


def _mask(views: SentenceViews, i: int) -> list[Word]:
    return [(token.text, token.mark) for token in views[i].tokens]


def list_places(pairs: Iterable[Pair]) -> list[Place]:
    """Return where the methods of some pairs stand, as the encoder takes it."""
    return [Place(pair.distance, pair.place) for pair in pairs]


def _explain(rules: CritiqueRules, row: Array, encoder: float | None) -> tuple[tuple[str, float], ...]:
    """Return the evidence that weighed most for or against a pair, in log odds."""
    weight = rules.model.slope if encoder is None else rules.joined.trees
    added = {name: weight * odds for name, odds in explain_row(rules.model, row).items()}
    if encoder is not None:
        added[WORDING] = rules.joined.encoder * encoder
    return tuple(sorted(added.items(), key=lambda reason: (-abs(reason[1]), reason[0]))[:N_EXPLAINED])


def _is_mere_contrast(evidence: PaperEvidence, pair: Pair) -> bool:
    """Tell whether a sentence only says that the two differ ("unlike X, we ...", "In contrast, we ..."): nothing need be wrong with X."""
    view = evidence.views[pair.sentence]
    is_unlike = bool(view.cues) and all(cue.pattern.kind == "contrast" for cue in view.cues)
    return is_unlike or (pair.distance > 0 and _sets_own_against(view.tokens))


def _sets_own_against(tokens: list[Token]) -> bool:
    """Tell whether a sentence says what the authors do instead ("In contrast, we ..."), and of the other methods nothing."""
    own = next((k for k in range(min(OPENING_WORDS, len(tokens))) if has_own(tokens[k : k + 1])), 0)
    return _OPENS_CONTRAST.fullmatch(" ".join(token.lower for token in tokens[:own])) is not None


def _is_denied(evidence: PaperEvidence, pair: Pair) -> bool:
    """Tell whether a sentence only denies what its cues say ("does not suffer from"): too rare in papers to be learned."""
    candidates = evidence.candidates.get(pair.sentence, ())
    return bool(candidates) and all(candidate.rejected == NEGATED for candidate in candidates)


def _is_source(evidence: PaperEvidence, pair: Pair) -> bool:
    """Tell whether a work is only cited for what is said of others ("as noted in prior work [3]"): too rare in papers to be learned."""
    tokens = evidence.views[pair.sentence].tokens
    if pair.distance or pair.n_places > 1 or tokens[pair.place].mark != "CITE":
        return False
    first, behind = _group_of(tokens, pair.place)
    before = " ".join(token.lower for token in tokens[max(0, first - SOURCE_WORDS) : first])
    after = "".join(f" {token.lower}" for token in tokens[behind : behind + SOURCE_WORDS])
    return _SOURCE.search(before) is not None or (_GENERAL.search(before) is not None and _SAYS.match(after) is not None)


def _group_of(tokens: Sequence[Token], place: int) -> tuple[int, int]:
    """Return where the citations begin that stand side by side with one, and what stands behind them."""
    first, behind = place, place + 1
    while first > 0 and (tokens[first - 1].mark == "CITE" or tokens[first - 1].lower in _BETWEEN_CITES):
        first -= 1
    while behind < len(tokens) and (tokens[behind].mark == "CITE" or tokens[behind].lower in _BETWEEN_CITES):
        behind += 1
    return first, behind


def _strongest_cue(evidence: PaperEvidence, pair: Pair, rules: CritiqueRules) -> tuple[str, Kind]:
    """Return the cue that was found to be about a pair's method, else the strongest of its sentence."""
    mine = find_mine(pair, evidence.candidates.get(pair.sentence, ()), rules)
    cues = [mine[0].cue] if mine else sorted(evidence.views[pair.sentence].cues, key=lambda c: -c.pattern.weight)
    return (cues[0].pattern.id, cues[0].pattern.kind) if cues else (LEARNED, "limitation")


def _receipt(sentences: tuple[Sentence, ...], decided: Decided, rules: CritiqueRules, source_id: str) -> Critique:
    pair = decided.pair
    sentence, target = sentences[pair.sentence], pair.target
    return Critique(
        receipt_id=row_id(source_id, sentence.boxes, sentence.text, target.label),
        method_label=target.label,
        citation=target.citation,
        cited_ref=target.ref_index,
        sentence=sentence.text,
        kind=decided.kind,
        anaphoric=pair.distance > 0,
        context=" ".join(s.text for s in sentences[pair.sentence - pair.distance : pair.sentence]),
        section=sentence.section,
        page=sentence.page,
        boxes=list(sentence.boxes),
        rule_id=decided.rule_id,
        confidence=decided.confidence,
        is_counted=decided.confidence >= decided.threshold,
    )
