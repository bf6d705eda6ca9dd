"""Sentences that do nothing but give the authors' own method its name, in the passive, beside it or behind it."""

import re
from collections.abc import Iterator

from extractors.names.shapes import NAME_PHRASE, is_strong, trim_name
from models.document import Sentence

CLEAR, LIKELY = 3.0, 2.0
"""Scores: of a sentence that can mean nothing else, of one that another must bear out outside the abstract."""

_MADE = (
    r"(?:proposed|developed|improved|described|resulting|new|novel|presented|present|suggested|devised|introduced"
    r"|extended|modified|enhanced)"
)
_METHOD = (
    r"(?:methods?|models?|approach(?:es)?|algorithms?|frameworks?|systems?|techniques?|strateg(?:y|ies)|schemes?|procedures?|networks?"
    r"|architectures?|mechanisms?|polic(?:y|ies)|attacks?|defen[cs]es?|decoders?|estimators?|solvers?|controllers?|planners?|rules?|protocols?"
    r"|heuristics?|detectors?|trackers?|pickers?|surrogates?|regressions?|ensembles?|variants?|formulations?|losses|loss|objectives?"
    r"|functions?|agents?|recipes?|pipelines?|predictors?|classifiers?|samplers?|retrievers?|rerankers?|routers?|adapters?|modules?|students?)"
)
"""What a name is given to; data, backbones and baselines are none of these."""
_NOT = r"(?!base\b|baselines?\b|teacher|judge|target|underlying|backbone|initial|original|previous|prior|earlier|older|evaluated|tested)"
_PHRASE = rf"(?:{_NOT}[a-z][\w-]* ){{0,4}}?"
_TRIED_ON = (
    r"(?:data\w*|corpus|corpora|benchmarks?|collections?|problems?|tasks?|metrics?|settings?|tests?|sets?|suite"
    r"|environments?|surveys?|measures?)"
)
_ANYTHING = rf"(?!(?:[\w-]+ ){{0,4}}?{_TRIED_ON}\b){_PHRASE}{_NOT}[a-z][\w-]+"
"""What may be named by a verb: not what methods are tried on."""
_HERE = r"(?:,? (?:here|in this (?:paper|work|study|article|note|investigation)))?"
_OF_MADE = rf"\b[Tt]h(?:e|is|ese) (?:[a-z-]+ )?{_MADE} {_PHRASE}{_METHOD}"
_MADE_HERE = rf"\b[Tt]he {_PHRASE}{_METHOD} (?:proposed|developed|presented|introduced|described|devised){_HERE}"
_OWN = rf"(?:\b[Oo]ur {_PHRASE}{_METHOD}|{_OF_MADE}|{_MADE_HERE})"
"""What says that the authors made it: "the improved model", "our decoder", "the strategy developed here"."""
_ADVERB = r"(?:(?:hereafter|henceforth|also|simply|then|thus|herein|further|below) )*"
_VERB = (
    r"(?:called|termed|named|dubbed|denoted(?: by| as)?|abbreviated(?: as| to| by)?"
    r"|referred to(?: here| below| hereafter)? as|designated(?: as)?|labell?ed(?: as)?|coined) "
)
_CALLED = rf",? (?:(?:is|are|was|were|will be) )?{_ADVERB}{_VERB}{_ADVERB}(?:as )?"
_NAMINGS = (
    (re.compile(rf"(?:{_OWN}|\b[Oo]ur {_ANYTHING}|\b[Oo]urs\b(?:, [^,]{{3,60}},)?){_HERE}{_CALLED}"), CLEAR),
    (re.compile(rf"\b[Tt]he {_METHOD} (?:is|are|will be) (?:hereafter|henceforth) {_VERB}"), CLEAR),
    (
        re.compile(
            rf"\bWe (?:\w+ )?(?:call|name|term|dub|denote|refer to) (?:our|th(?:e|is) {_MADE}) {_PHRASE}{_METHOD} (?:as |by )?(?=[A-Z])"
        ),
        CLEAR,
    ),
    (re.compile(rf"(?:{_OF_MADE}{_HERE}|{_MADE_HERE}) (?:is|are) (?=\S+(?: and \S+)?[.;,])"), CLEAR),
    (re.compile(rf"{_OWN} \((?=[^\s()]+\))"), LIKELY),
    (re.compile(rf"{_OF_MADE}, (?=[^\s,]+,)"), CLEAR),
    (re.compile(rf"\b[Oo]ur {_PHRASE}{_METHOD}, (?=[^\s,]+,)"), LIKELY),
)
"""How a name is given, and how sure it is: "the improved model is abbreviated as X", "our rule (X)", "the developed surrogate, X, is"."""
_MAY_NAME = re.compile(rf"\b(?:[Oo]urs?|hereafter|henceforth|{_MADE}|devised)\b")
"""What one of these has at least; one search spares the others on most sentences."""
_IN_ABSTRACT = (
    re.compile(rf"\b[Tt]he {_PHRASE}{_METHOD}(?: (?:trained|built|based|obtained|learned)(?: [a-z-]+){{1,4}}?)?, (?=[^\s,]+, [a-z]+s\b)"),
    re.compile(r"\b(?:This|which) (?:leads|gives rise|results) (?:us )?(?:to|in) (?=\S+,? (?:in which|which|where|an?)\b)"),
    re.compile(rf"{_METHOD}, {_VERB}"),
    re.compile(r"\bthat we report as "),
    re.compile(r"\b(?:[Ww]e|[Tt]his (?:paper|work)) (?:propos|introduc|present|develop)\w* (?:two|three) [^:.]{3,80}: "),
)
"""How an abstract alone names what it is about."""
_OF_OTHERS = re.compile(
    r"\b(?:existing|previous|prior|recent|conventional|popular|well-known|widely|state-of-the-art|best|strongest|earlier)\b"
)
_AND_NAME = re.compile(r",? and (?:(?:the|our) (?:[a-z-]+ ){1,3}(?:as|by|is) )?|, an? [^,;.]+(?:,[^,;.]+)?[,;] and (?=[A-Z])")
"""What stands between two names that are given together: "is denoted as A and the smaller model as B", "two nets: A, a …, and B"."""
_BEHIND = re.compile(r" (?:in|for|with|to|via|by|on|of|the) .*$")
"""What goes on behind a name that is plainly one by itself."""
_SHORTENED = re.compile(r"\b(?:We|we) (?:abbreviate|shorten) (?P<whole>[A-Z][\w -]+?) (?:to|as|by) (?P<short>[A-Z][\w-]*)")


def find_namings(sentence: Sentence, not_names: frozenset[str]) -> Iterator[tuple[str, float]]:
    """Yield each name that a sentence gives to what its authors made, with its score; one that is cited there is somebody else's."""
    is_abstract = sentence.kind == "abstract"
    if not is_abstract and (sentence.kind == "appendix" or _MAY_NAME.search(sentence.text) is None):
        return
    namings = (*_NAMINGS, *((x, CLEAR) for x in _IN_ABSTRACT if is_abstract and not _OF_OTHERS.search(sentence.text)))
    for pattern, score in namings:
        for match in pattern.finditer(sentence.text):
            for name in _names_at(sentence, match.end(), not_names):
                yield name, CLEAR if is_abstract else score


def _names_at(sentence: Sentence, start: int, not_names: frozenset[str]) -> Iterator[str]:
    """Yield the names from a place on, as long as they are joined."""
    while (phrase := NAME_PHRASE.match(sentence.text, start)) and not any(
        m.start - 3 <= phrase.end() + 1 <= m.end for m in sentence.markers
    ):
        words = [_BEHIND.sub("", x) if is_strong(x.split()[0]) else x for x in re.split(r" and |, ", phrase.group())]
        for name in (trim_name(x, not_names, frozenset(), at_start=False) for x in words):
            if name and (is_strong(name.split()[0]) or len(name) > 1):
                yield name
        joint = _AND_NAME.match(sentence.text, phrase.end())
        if joint is None:
            return
        start = joint.end()


def find_shortened(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Yield each name with the shorter one that a sentence gives it: "we abbreviate Reef Ledger to RL"."""
    yield from ((m["whole"], m["short"]) for m in _SHORTENED.finditer(sentence.text))
