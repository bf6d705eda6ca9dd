"""Sentences that do nothing but give the authors' own method its name, in the passive, beside it or behind it."""

import re
from collections.abc import Iterable, Iterator

from extractors.names.shapes import NAME_PHRASE, acronym_fits, is_strong, trim_name
from models.document import Sentence

CLEAR, LIKELY = 3.0, 2.0
"""Scores: of a sentence that can mean nothing else, of one that another must bear out outside the abstract."""

_MADE = (
    r"(?:proposed|developed|improved|described|resulting|new|novel|presented|present|suggested|devised|introduced"
    r"|extended|modified|enhanced|derived|designed|put forward)"
)
_METHOD = (
    r"(?:methods?|models?|approach(?:es)?|algorithms?|frameworks?|systems?|techniques?|strateg(?:y|ies)|schemes?|procedures?|networks?"
    r"|architectures?|mechanisms?|polic(?:y|ies)|attacks?|defen[cs]es?|decoders?|estimators?|solvers?"
    r"|controllers?|planners?|rules?|protocols?"
    r"|heuristics?|detectors?|trackers?|pickers?|surrogates?|regressions?|ensembles?|variants?|formulations?|losses|loss|objectives?"
    r"|functions?|agents?|recipes?|pipelines?|predictors?|optimi[sz]ers?|generators?"
    r"|classifiers?|samplers?|retrievers?|rerankers?|routers?|adapters?|modules?|students?|(?:auto)?encoders?|transformers?|nets?|filters?|tools?)"
)
"""What a name is given to; data, backbones and baselines are none of these."""
_NOT = (
    r"(?!base\b|baselines?\b|teacher|judge|target|underlying|backbone|initial|original|previous|prior|earlier|older|evaluated|tested"
    r"|default|main|primary)"
)
_PHRASE = rf"(?:{_NOT}[a-z][\w-]* ){{0,4}}?"
_TRIED_ON = (
    r"(?:data\w*|corpus|corpora|benchmarks?|collections?|problems?|tasks?|metrics?|settings?|tests?|sets?|suite"
    r"|environments?|surveys?|measures?)"
)
_ANYTHING = rf"(?!(?:[\w-]+ ){{0,4}}?{_TRIED_ON}\b){_PHRASE}{_NOT}[a-z][\w-]+"
"""What may be named by a verb: not what methods are tried on."""
_HERE = r"(?:,? (?:here|in this (?:paper|work|study|article|note|investigation)))?"
_OF_MADE = rf"\b[Tt]h(?:e|is|ese) (?:[a-z-]+ )?{_MADE} {_PHRASE}{_METHOD}"
_OF_THIS = r"of this (?:paper|work|study|article)"
_MADE_HERE = rf"\b[Tt]he {_PHRASE}{_METHOD} (?:(?:proposed|developed|presented|introduced|described|devised){_HERE}|{_OF_THIS})"
_OWN = rf"(?:\b[Oo]ur {_PHRASE}{_METHOD}|{_OF_MADE}|\b[Tt]he {_MADE} {_ANYTHING}|{_MADE_HERE})"
"""What says that the authors made it: "the improved model", "our decoder", "the strategy developed here"."""
_ADVERB = r"(?:(?:hereafter|henceforth|also|simply|then|thus|herein|further|below) )*"
_VERB = (
    r"(?:called|termed|named|dubbed|denoted(?: by| as)?|abbreviated(?: as| to| by)?"
    r"|referred to(?: here| below| hereafter)? as|written(?: as)?|designated(?: as)?|labell?ed(?: as)?|coined) "
)
_CALLED = rf",? (?:(?:is|are|was|were|will be) )?{_ADVERB}{_VERB}{_ADVERB}(?:as )?"
_GIVE = r"(?:call|name|term|dub|denote|refer to)"
_NAMINGS = (
    (re.compile(rf"(?:{_OWN}|\b(?:[Oo]ur|[Tt]h(?:e|is) {_MADE}) {_ANYTHING}|\b[Oo]urs\b(?:, [^,]{{3,60}},)?){_HERE}{_CALLED}"), CLEAR),
    (re.compile(rf"\b[Tt]he {_METHOD} (?:(?:is|are|will be) (?:hereafter|henceforth) {_VERB}|\((?:hereafter|henceforth),? )"), CLEAR),
    (re.compile(rf"\b[Ww]e (?:\w+ )?{_GIVE} (?:our|th(?:e|is) {_MADE}) {_PHRASE}{_METHOD} (?:as |by )?(?=[A-Z])"), CLEAR),
    (re.compile(rf"(?:{_OF_MADE}{_HERE}|{_MADE_HERE}) (?:is|are) (?=\S+(?: and \S+)?[.;,])"), CLEAR),
    (re.compile(rf"\b[Aa]n? [^.;()]{{5,120}}?\((?=[^\s()]+\) (?:is|are|was|has been) (?:\w+ly |then |here )?{_MADE}\b)"), LIKELY),
    (
        re.compile(
            rf"\b[Aa]n? [^.;()]{{5,120}}?, (?:abbreviated|named|called|termed|denoted|dubbed)(?: as)? "
            rf"(?=[^\s,]+, (?:is|are|was|has been) (?:\w+ly )?{_MADE}\b)"
        ),
        CLEAR,
    ),
    (re.compile(r"\b[Ww]e (?:abbreviate|denote) [^.;]{0,60}?\b(?:our|proposed|developed)\b[^.;]{0,40}? (?:as|by|to) (?=[A-Z])"), CLEAR),
    (re.compile(rf"\b[Tt]he (?:resulting|proposed|developed|final) (?=[A-Z]\S* {_METHOD}\b)"), LIKELY),
    (re.compile(rf"{_OWN} \((?=[^\s()]+\))"), LIKELY),
    (re.compile(rf"{_OF_MADE}, (?=[^\s,]+,)"), CLEAR),
    (re.compile(rf"\b[Oo]ur {_PHRASE}{_METHOD}, (?=[^\s,]+,)"), LIKELY),
)
"""How a name is given, and how sure it is: "the improved model is abbreviated as X", "our rule (X)", "the developed surrogate, X, is"."""
_MAY_NAME = re.compile(rf"\b(?:[Oo]urs?|hereafter|henceforth|{_MADE}|which we|{_OF_THIS})\b")
"""What one of these has at least; one search spares the others on most sentences."""
_NAME_SET_OFF = r"(?=(?:[^\s,]+|[A-Z][^,.;]{3,60}\)), [a-z]+s\b)"
"""A name between commas, perhaps with its short form, and a verb."""
_IN_ABSTRACT = (
    re.compile(rf"\b[Tt]he {_PHRASE}{_METHOD}(?: (?:trained|built|based|obtained|learned)(?: [a-z-]+){{1,4}}?)?, {_NAME_SET_OFF}"),
    re.compile(rf"\b[Tt]he {_NOT}[a-z]+(?:er|or), {_NAME_SET_OFF}"),
    re.compile(rf"\b[Aa]n? {_PHRASE}(?:{_METHOD}|version|approximation)(?: with [a-z -]{{3,40}})?, {_NAME_SET_OFF}"),
    re.compile(
        r"\b(?:[Ww]e|[Tt]his (?:paper|work|study)) [^.;]{5,160}? and (?:propose|introduce|present|devise)s? (?:(?:a|an|the) )?(?=[A-Z])"
    ),
    re.compile(
        r"\b(?:This|which) (?:leads|gives rise|results) (?:us )?(?:to|in) (?=\S+,? (?:in which|which|where|an?)\b|(?:[A-Z][\w-]* )+\([A-Z])"
    ),
    re.compile(rf"(?:{_METHOD}|task|combination), (?:{_VERB}|which we {_GIVE} (?:as )?)"),
    re.compile(rf"\b[Tt]h(?:e|is) (?:{_ANYTHING}, {_VERB}|{_METHOD} (?:is|are) {_VERB})"),
    re.compile(rf"\b[Ww]e {_GIVE} (?:the|this) (?:[a-z-]+ )?(?:{_METHOD}|combination) (?:as )?(?=[A-Z])"),
    re.compile(
        r"\b(?:derive|develop|build|design|devise|train|obtain|construct)s? an? [a-z][\w-]*(?: [a-z][\w-]*){0,5}, "
        r"(?=[^\s,]+, (?:that|which|whose)\b)"
    ),
    re.compile(rf"\b[Oo]ur {_PHRASE}{_METHOD} (?=[A-Z])"),
    re.compile(
        r"\b(?:propose|introduce|present|develop|devise|describe)s? an? [^.;()]{5,80}? "
        r"\((?=[A-Za-z]*[A-Z][\w-]*[A-Z]\w*\))"
    ),
    re.compile(r"\b(?:that we report as|[Uu]nder the name(?: of)?) "),
    re.compile(r"\b(?:[Ww]e|[Tt]his (?:paper|work)) (?:propos|introduc|present|develop)\w* (?:two|three) [^:.]{3,80}: "),
)
"""How an abstract alone names what it is about."""
_THE_OURS = rf"(?:our\b|the {_MADE} |the {_METHOD} {_OF_THIS}\b)"
_MEANS_OURS = re.compile(
    rf"(?P<name>[A-Z][\w&+.-]*) (?:(?:stands for|denotes|means) {_THE_OURS}|is our {_PHRASE}{_METHOD}\b)"
    r"|(?P<made>[A-Z]\w*[A-Z]\S*), which we (?:designed|developed|built|introduce|propose)\b"
    rf"|\b[Bb]y (?P<one>[A-Z][\w+.-]*)(?: and (?P<other>[A-Z][\w+.-]*))? we denote {_THE_OURS}"
)
"""How a name is said to be the authors': "X stands for our scheme", "by X and X-C we denote the proposed scheme"."""
_SPELT_OURS = re.compile(r"\b[Oo]ur (?P<long>(?:[a-z][\w-]* ){1,5}[a-z][\w-]*) \((?P<short>[A-Z][\w-]{1,7})\)")
_OF_OTHERS = re.compile(
    r"\b(?:existing|previous|prior|recent|conventional|popular|well-known|widely|state-of-the-art|best|strongest|earlier)\b"
)
_AND_NAME = re.compile(r",? and (?:(?:the|our) (?:[a-z-]+ ){1,3}(?:as|by|is) )?|, an? [^,;.]+(?:,[^,;.]+)?[,;] and (?=[A-Z])")
"""What stands between two names that are given together: "is denoted as A and the smaller model as B", "two nets: A, a …, and B"."""
_BEHIND = re.compile(r" (?:in|for|with|to|via|by|on|of|the) .*$")
"""What goes on behind a name that is plainly one by itself."""
_TITLE_END = re.compile(r"\(([A-Z][\w+-]{1,14})\)$")
MIN_TOLD = 3
"""Times an abstract prints the name of what it is about, where no sentence says that it is proposed."""
_SUBJECT = re.compile(r"(?:^|[.!?:] )([A-Z][\w+*-]*\w[+*]*)(?= [a-z]+s\b)")
"""A name that a sentence begins with, and what it does."""
_COMPARED = re.compile(
    r"(?:\b(?:than|over|against|beyond|unlike|surpass\w*|outperform\w*|exceed\w*|beat\w*|improv\w*|extend\w*|existing|called|like"
    r"|as|by|of|with|to)"
    r" (?:the )?(?:[a-z]+ )?)$",
    re.IGNORECASE,
)
"""What stands before a name that is somebody else's, or what it was made from."""
_SHORT_BEHIND = re.compile(r" \(([A-Z][\w-]{1,7})\)")
_SHORTENED = re.compile(r"\b(?:We|we) (?:abbreviate|shorten) (?P<whole>[A-Z][\w -]+?) (?:to|as|by) (?P<short>[A-Z][\w-]*)")


def find_namings(sentence: Sentence, not_names: frozenset[str]) -> Iterator[tuple[str, str, float]]:
    """Yield each name that a sentence gives to what its authors made, its long form or "", and its score.

    One that is cited there is somebody else's.
    """
    text, is_abstract = sentence.text, sentence.kind == "abstract"
    if not is_abstract and (sentence.kind == "appendix" or _MAY_NAME.search(text) is None):
        return
    for pattern, score in _NAMINGS:
        for match in pattern.finditer(text):
            yield from ((name, "", CLEAR if is_abstract else score) for name in _names_at(sentence, match.end(), not_names))
    for match in (m for pattern in _IN_ABSTRACT for m in pattern.finditer(text)) if is_abstract else ():
        if not _OF_OTHERS.search(text, 0, match.end()):
            yield from ((name, "", CLEAR) for name in _names_at(sentence, match.end(), not_names))
    yield from ((name, "", CLEAR) for m in _MEANS_OURS.finditer(text) for name in m.groups() if name)
    for m in _SPELT_OURS.finditer(text):
        if acronym_fits(m["short"], m["long"]) and m["short"].lower() not in not_names and not is_cited(sentence, m.end() + 1):
            yield m["short"], m["long"], CLEAR


def is_cited(sentence: Sentence, position: int) -> bool:
    """Tell whether a citation stands at the position (the name before it is then somebody else's)."""
    return any(m.start - 3 <= position <= m.end for m in sentence.markers)


def _names_at(sentence: Sentence, start: int, not_names: frozenset[str]) -> Iterator[str]:
    """Yield the names from a place on, as long as they are joined, with the short form in brackets behind one."""
    while (phrase := NAME_PHRASE.match(sentence.text, start)) and not is_cited(sentence, phrase.end() + 1):
        words = [_BEHIND.sub("", x) if is_strong(x.split()[0]) else x for x in re.split(r" and |, ", phrase.group())]
        yield from filter(None, (trim_name(x, not_names, frozenset(), at_start=False) for x in words))
        short = _SHORT_BEHIND.match(sentence.text, phrase.end())
        if short and acronym_fits(short[1], phrase.group()):
            yield short[1]
        joint = _AND_NAME.match(sentence.text, phrase.end())
        if joint is None:
            return
        start = joint.end()


def find_shortened(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Yield each name with the shorter one that a sentence gives it: "we abbreviate Reef Ledger to RL"."""
    yield from ((m["whole"], m["short"]) for m in _SHORTENED.finditer(sentence.text))


def find_in_title(title: str) -> Iterator[str]:
    """Yield the name that a title gives in brackets at its end: "Counting nests by the tide (TideNest)"."""
    short = _TITLE_END.search(title)
    if short and is_strong(short[1]):
        yield short[1]


def find_subject(title: str, sentences: Iterable[Sentence], not_names: frozenset[str]) -> str:
    """Return the one name that an abstract speaks of again and again, as its subject and never as what is compared with; else "".

    Once is enough of a name that the title prints, too.
    """
    abstract = " ".join(s.text for s in sentences if s.kind == "abstract")
    found = [x for x in dict.fromkeys(_SUBJECT.findall(abstract)) if is_strong(x) and x.lower() not in not_names]
    told = []
    for name in found:
        places = [m.start() for m in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w+*-])", abstract)]
        is_told = len(places) >= MIN_TOLD or name.lower() in title.lower() or (len(places) > 1 and f"{name} is a" in abstract)
        if is_told and not any(_COMPARED.search(abstract[:at]) for at in places):
            told.append(name)
    return told[0] if len(told) == 1 else ""
