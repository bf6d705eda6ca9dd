"""The methods a paper introduces, and the other names it uses for them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from extractors.names.namings import find_in_title, find_namings, find_shortened, find_subject, is_cited
from extractors.names.rules import NameRules
from extractors.names.shapes import NAME_PHRASE, acronym_fits, any_of, is_area, is_strong, trim_name
from extractors.names.variants import CLASS_END, merge_own
from models.document import PaperText, Sentence, Table
from models.rows import OwnMethod
from models.spelling import name_key

MIN_SCORE = 3.0
"""One clear sentence in the abstract, or two in the body."""
MAX_OWN = 4
PROPOSED = 2.0
"""Score of a sentence that proposes something; a section of that name then adds one."""

_WE = r"(?:\b[Ww]e|\b[Tt]his (?:paper|work|article|report|study|letter|note)|\b[Tt]he paper)"
_SPEAKS_OF_ITSELF = re.compile(
    r"[WwTtOoPp](?<!\w.)(?:(?<=[Ww])e|(?<=[Tt])(?:his (?:paper|work|article|report|study|letter|note)|he paper)"
    r"|(?<=[Oo])ur|(?<=[Pp])roposed)\b"
)
"""What one of the phrases that name an own method has at least. It begins with a letter: only so does the search skip the others."""
_SPEAKS_OF_OWN = re.compile(rf"{_WE}\b|\b[Oo]ur\b")
"""The same of what the authors themselves do: others propose things, too."""
_DESIGN = r"design(?!s)|(?<=(?:per|ork|cle|ort)\s)designs"
"""The verb: "we test two designs" proposes nothing."""
_VERB = (
    rf"(?:propos|introduc|present|develop|{_DESIGN}|describ|releas|open-sourc"
    r"|creat|devis|build|built|report on|put forward|puts forward|unveil|defin|nam|call|term|dub|deriv(?=\w* [A-Z][a-z]+[A-Z]))\w*"
)
_APPOSED = re.compile(r"(?:[a-z][a-z-]+ ){1,2}[a-z][a-z-]+(?=\s?[–—(:]|\s-\s|, an? )")
"""What is proposed by words in lower case, before a dash or the like that tells what it is."""
_PROPOSE = re.compile(rf"{_WE}\s+(?:[a-z]+(?:ly)?\s+){{0,3}}?{_VERB}\b\s*")
_OUR = re.compile(
    r"\b[Oo]ur\s+(?:(?:proposed|new|novel|final|full|own)\s+)?"
    r"(?:method|approach|model|models|system|framework|algorithm|architecture|technique|solution)s?,?\s+(?:called\s+|named\s+|dubbed\s+)?(?=[A-Z])"
)
_OUR_NAME = re.compile(r"\b[Oo]ur\s+(?:(?:proposed|new|novel|final|full|own|scaled|simple)\s+)?(?=[A-Z])")
_ACRONYM = re.compile(r"\(\s*([A-Za-z][\w.+-]{1,14})\s*(?:[;,][^)]*)?\)")
_OURS = re.compile(
    r"\s*(?:\(\s*[Oo]urs?(?! (?:re-?(?:pr|im|pl|run|eval|train)|impl|run|eval|train"
    r"|kernel|code|data|prompt|set|split|backbone|version|tuning|budget|hardware))[^)]*\)|\b[Oo]urs\b|\([Tt]his (?:work|paper)\))\s*"
)
"""What marks an own row; "(our reproduction)" marks somebody's whose numbers are the authors'."""
_LEAD = re.compile(
    r"(?:(?:a|an|the|two|our|this|new|novel|simple|and|as|to|it|called|named|resulting"
    r"|(?:method|approach|model|system|framework|algorithm):?)\s+)*[\"“'‘]?"
)
_QUOTED = re.compile(r"(?:[a-z]+\s+){0,3}[“\"‘]([a-z][a-z-]+(?: [a-z-]+){1,3})[”\"’]")
"""A name in lower case that is quoted where it is proposed."""
_WE_EXTEND = re.compile(rf"{_WE} (?:\w+ )?(?:extend|combin|modif|adapt|generali[sz]|replac|enhanc|augment)")
_FORMING = re.compile(
    r"\b(?:forming|yielding|obtaining|giving|calling it|naming it|resulting in|leading to|to (?:form|obtain|get))"
    r"\s+(?:(?:a|an|the)\s+)?(?=[A-Z])"
)
"""What becomes of somebody's method that the paper changes: "we extend the Lark net, forming a Deep Lark (DLark)"."""
_ARTICLE = re.compile(r"^[Tt]he\s+")
_NUMBERING = re.compile(r"^(?:[A-Z\d][\d.]*|[IVX]+\.)\s+")
_TITLE_LEAD = re.compile(r"([A-Z][\w-]+(?: [A-Z][\w-]+){1,2}) (?:[Ff]or|[Ww]ith|[Ii]n|[Vv]ia) ")
MIN_TITLE_LEAD = 5
"""Times the body must print the first words of the title with their capitals before they are a name."""
_NAMING = re.compile(r"\b(?:nam|call|term|dub)")
"""Verbs that give a name to what may be somebody else's."""
_VERSION = re.compile(r" [a-z]?\d+(?:\.\d+)+(?![\w.]*\w)")
"""The version behind a name: the paper's own may be a new version of somebody's (Lark b2.5)."""
_REPORT = re.compile(r"(?P<name>\S+(?: \S+){0,3}) [Tt]echnical [Rr]eport")
"""A title that says nothing but a name."""
_GIVES_NAME = re.compile(
    r"We (?:\w+ )?(?:call|name|term|dub|denote|refer to) (?:it|this|them)\b(?P<older> (?:original|earlier|existing|prior)\b)?"
)
"""How a sentence begins that names what the sentence before speaks of."""
_NAMES_OURS = re.compile(
    rf"{_WE} (?:\w+ )?(?:call|name|term|dub|denote|refer to) (?:our|the (?:proposed|resulting)) (?:(?!baseline)[a-z-]+ ){{0,2}}?"
    r"(?:method|approach|model|system|framework|algorithm|architecture|technique)s?\b"
)
"""A sentence that does nothing but name the own method counts as one of the abstract, wherever it stands."""
_SURVEYS = re.compile(rf"{_WE} (?:propose|present|offer|provide|i)s? (?:an? |the )?(?:[a-z-]+ ){{0,2}}(?:survey|review)\b")
"""How an abstract says that the paper surveys what others proposed."""
_IS_TROUBLE = re.compile(
    r"\b(?:refer to|call|term|dub|name|denote) th(?:is|ese) (?:[a-z]+ ){0,2}(?:failure|problem|phenomen|issue|effect|gap|risk|bias)[a-z]*"
    r"(?: modes?)?(?: as)? [\"“'‘]?$"
)
"""What stands before the name of what the paper complains of: its title may begin with that."""
_IN_TITLE = re.compile(
    rf"{_WE}\s+(?:[a-z]+ly )?(?:{_VERB}|explor\w+|suggest\w*)\s+(?:(?:a|an|the)\s+)?[\"“'‘]?([a-z-]+(?: [a-z-]+){{1,2}}?)"
    r"(?:[,.]?[\"”'’]|,| [-–—]| \()"
)
"""A name in lower case, quoted or set off where it is proposed: a title that begins with no name must have it."""
_AND_ANOTHER = re.compile(r",? and (?:the |an? )?(?P<long>[A-Z][^().;]{3,60}) (?=\()")
"""What stands between two names that are proposed together: "Reef Nets (RN) and Wide Reef Nets (WRN)"."""
_MADE_OF = re.compile(r"(?:[a-z, -]*\b(?:called|named|dubbed|termed) )?(?P<name>[A-Z]{2,}) with [a-z -]+ \((?P<short>[A-Z]+(?P=name))\)")
"""A known net that is given an addition and with it a new name: "LARK with a tidal gate (TGLARK)"."""
_PLURAL = re.compile(r"(?<=[A-Z])s$")
_WINDOW = 160


def find_own(text: PaperText, tables: list[Table], rules: NameRules, lower: frozenset[str], cited: set[str]) -> list[OwnMethod]:
    """Return the paper's own methods, the main one first; empty when the paper names none."""
    if any(_SURVEYS.search(s.text) for s in text.sentences if s.kind == "abstract" or s.section.lower() == "abstract"):
        return []
    scores: defaultdict[str, float] = defaultdict(float)
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    aliases: dict[str, set[str]] = defaultdict(set)
    title_key = name_key(text.title.partition(":")[0]) if ":" in text.title else ""
    headings, troubles = _heading_names(text), _find_troubles(text)
    for name, other, score in _evidence(text, tables, rules, lower):
        key = name_key(name)
        if not key or name[0].isdigit() or _ADJECTIVE.fullmatch(name) or (key in cited and key != title_key) or key in troubles:
            continue
        scores[key] += score
        called = {key, name_key(other) or key}
        if score >= min(headings.get(k, MIN_SCORE + score) for k in called) or _is_in_title({other}, text.title):
            scores[key] += 1.0
            headings = {heading: least for heading, least in headings.items() if heading not in called}
        labels[key][name] += 1
        if other:
            aliases[key].add(other)
    whole = "\n".join(s.text for s in text.sentences)
    if max(scores.values(), default=0.0) < MIN_SCORE:  # then what the body proposes once is own where the abstract prints it, too
        abstract = "\n".join(s.text for s in text.sentences if s.kind == "abstract")
        scores |= {k: score + (score >= PROPOSED and any(x in abstract for x in labels[k])) for k, score in scores.items()}
    subject = find_subject(text.title, text.sentences, _never_own(rules)) if max(scores.values(), default=0.0) < MIN_SCORE else ""
    if subject and name_key(subject) not in cited:
        scores[name_key(subject)] = MIN_SCORE
        labels[name_key(subject)][subject] += 1
    ranked = [key for key, score in sorted(scores.items(), key=lambda s: (-s[1], s[0])) if score >= MIN_SCORE]
    own = [(labels[key].most_common(1)[0][0], aliases[key]) for key in ranked]
    own = [x for x in own if _is_in_title(x[1], text.title) or name_key(x[0]) == title_key or not is_area(x[0], whole)]
    own = [x for x in own if not _is_built_on(x[0], [name for name, _ in own], whole)][:MAX_OWN]
    # A name that heads the title is the main one, however often the text speaks of its parts; the acronym of a whole field the last.
    fields = rules.word_list("fields")
    return sorted(merge_own(own, tables), key=lambda x: (name_key(x.method_label) != title_key, x.method_label.lower() in fields))


def _find_troubles(text: PaperText) -> set[str]:
    """Return the key of the name before the title's colon where the text calls a problem by it, and no method."""
    head = text.title.partition(":")[0].strip()
    named = (sentence.text.partition(head)[0] for sentence in text.sentences if head and head in sentence.text)
    return {name_key(head)} if any(map(_IS_TROUBLE.search, named)) else set()


def _is_built_on(name: str, own: list[str], whole: str) -> bool:
    """Tell whether a name is that of what another own method adds to, and which the text calls the original: Tidal-LarkNet, LarkNet."""
    return any(x.endswith(f"-{name}") for x in own) and re.search(rf"\bthe (?:original|vanilla) {re.escape(name)}\b", whole) is not None


def _is_in_title(others: set[str], title: str) -> bool:
    """Tell whether the title spells the name out: it is then the paper's own, however common it became in the text."""
    return any(" " in other and other.lower() in title.lower() for other in others)


def _evidence(text: PaperText, tables: list[Table], rules: NameRules, lower: frozenset[str]) -> Iterator[tuple[str, str, float]]:
    """Yield (name, other name or "", score) for each sign that a name is the paper's own."""
    yield from _title_evidence(text, rules, lower)
    for before, sentence in pairwise([None, *text.sentences]):
        if sentence and not (before and _names_cited(before, sentence)):
            said = list(_sentence_evidence(sentence, text.title, rules, lower))
            yield from said
            told = {name_key(name): score for name, _, score in said}
            for name, long, score in find_namings(sentence, _never_own(rules)):
                if (more := score - told.get(name_key(name), 0.0)) > 0:
                    yield name, long, more
            yield from ((whole, short, 1.0) for whole, short in find_shortened(sentence))
    for table in tables:
        for cell in table.cells:
            if cell.col == 0 or cell.row < table.n_header_rows:
                bare = _OURS.sub(" ", cell.text).strip()
                if bare and bare != cell.text.strip() and len(bare) < 40 and bare[0].isalnum():
                    yield bare, cell.text.strip(), 3.0


def _names_cited(before: Sentence, sentence: Sentence) -> bool:
    """Tell whether the sentence gives a name to the cited work that the one before it is about: "X et al. use …. We call it Y"."""
    named = _GIVES_NAME.match(sentence.text)
    if named is None:
        return False
    return bool(named["older"]) or (bool(before.markers) and _SPEAKS_OF_OWN.search(before.text) is None)


def _title_evidence(text: PaperText, rules: NameRules, lower: frozenset[str]) -> Iterator[tuple[str, str, float]]:
    yield from ((name, "", 3.0) for name in find_in_title(text.title))
    if (report := _REPORT.fullmatch(text.title)) and not text.title.partition(":")[1]:
        yield _body_spelling(report["name"], text), "", 5.0
    head, colon, _ = text.title.partition(":")
    words = head.split()
    if colon and 0 < len(words) <= 4 and not head.strip().endswith("?"):
        n = sum(1 for s in text.sentences if head.strip().lower() in s.text.lower())
        is_coined = len(words) == 1 and is_strong(head) and not head.isupper() and bool(text.sentences)
        if n >= 2 or is_coined:
            yield _body_spelling(head.strip(), text), "", 5.0
    lead = _TITLE_LEAD.match(text.title) if not colon else None
    if lead and sum(1 for s in text.sentences if lead.group(1).rstrip("s") in s.text) >= MIN_TITLE_LEAD:
        yield lead.group(1), "", 4.0
    for word in re.findall(r"[\w.+×-]+", text.title):
        if is_strong(word) and word.lower() not in _never_own(rules) and not word.isupper():
            yield word, "", 1.0


def _heading_names(text: PaperText) -> dict[str, float]:
    """Return the names that sections are called by, with the score from which on one counts: rivals and data have sections too."""
    found = {}
    for section in dict.fromkeys(s.section for s in text.sentences):
        heading = _ARTICLE.sub("", _NUMBERING.sub("", section))
        acronym = _ACRONYM.search(heading)
        if acronym and _long_form(heading[: acronym.start()], acronym.group(1)):
            found[name_key(acronym.group(1))] = 0.0
            continue
        short = (x for x in (heading, CLASS_END.sub("", heading)) if len(x.split()) <= MAX_HEADING_WORDS)
        found |= {name_key(x): PROPOSED for x in short}
    return found


MAX_HEADING_WORDS = 3
_OUR_PHRASE = re.compile(
    r"\b(?:[Oo]ur|[Pp]roposed)\s+(?:proposed\s+)?((?:[a-z-]+\s){1,4}?)(?:method|approach|algorithm|routing|technique|router|strategy|framework|model)s?\b"
)


def _phrase_evidence(sentence: Sentence, title: str) -> Iterator[tuple[str, str, float]]:
    """Yield the words of "our ... method", or of what the abstract proposes, that the title has too: a name in lower case."""
    for match in _PROPOSE.finditer(sentence.text) if sentence.kind == "abstract" else ():
        named = _APPOSED.match(sentence.text, match.end())
        if named and named.group().lower() in title.lower():
            yield named.group(), "", 3.0
    for match in _OUR_PHRASE.finditer(sentence.text):
        phrase = match.group(1).strip()
        if len(phrase.split()) > 1 and phrase.lower() in title.lower():
            yield phrase.title(), phrase, 1.5


def _body_spelling(name: str, text: PaperText) -> str:
    """Return the name as the body prints it most often (titles are often set in capitals)."""
    found: Counter[str] = Counter()
    pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w])", re.IGNORECASE)
    for sentence in text.sentences:
        if name.lower() in sentence.text.lower():
            found.update(pattern.findall(sentence.text))
    return found.most_common(1)[0][0] if found and not name.islower() else name


def _sentence_evidence(sentence: Sentence, title: str, rules: NameRules, lower: frozenset[str]) -> Iterator[tuple[str, str, float]]:
    text = sentence.text
    if _SPEAKS_OF_ITSELF.search(text) is None:
        return
    names_ours = _NAMES_OURS.search(text) is not None
    weight = 3.0 if sentence.kind == "abstract" or names_ours else 2.0
    lower = frozenset[str]() if names_ours else lower
    for start, window in _naming_places(sentence, rules):
        yield from _named_in(sentence, start, weight, rules, lower, window=window)
    if _WE_EXTEND.search(text):
        for match in _FORMING.finditer(text):
            yield from _named_in(sentence, match.end(), weight, rules, lower, window=60)
    yield from _phrase_evidence(sentence, title)
    if ":" not in title and (named := _IN_TITLE.search(text)) and named[1] in title.lower():
        yield named[1], named[1], weight
    if "ur " not in text:
        return
    for match in _OUR.finditer(text):
        yield from _named_in(sentence, match.end(), 1.0, rules, lower, window=40)
    for match in _OUR_NAME.finditer(text):
        for name, other, score in _named_in(sentence, match.end(), 1.0, rules, lower, window=40):
            # An abstract that spells its acronym out, "our Deep Reef Network (DRN)", names what it proposes as clearly as a verb does.
            yield name, other, weight if other and sentence.kind == "abstract" else score


def _naming_places(sentence: Sentence, rules: NameRules) -> Iterator[tuple[int, int]]:
    """Yield where in the sentence the name of something proposed may follow, and how far from there."""
    text = sentence.text
    for match in _PROPOSE.finditer(text):
        if not (_NAMING.search(match.group()) and _is_of_others(sentence, match.start())):
            yield match.end(), _WINDOW
    for match in _called(rules.word_list("called_nouns")).finditer(text):
        if re.search(rf"{_WE}\b|\b[Oo]ur\b", text) and not _is_of_others(sentence, match.start()):
            yield match.end(), 40


def _is_of_others(sentence: Sentence, start: int) -> bool:
    """Tell whether what is named there is a cited work's: "the one by X et al., which we call Y"."""
    is_proposed = any(not _NAMING.search(match.group()) for match in _PROPOSE.finditer(sentence.text, 0, start))
    return any(m.end <= start for m in sentence.markers) and not is_proposed


@lru_cache(maxsize=8)
def _called(nouns: frozenset[str]) -> re.Pattern[str]:
    """Return what a name is given with: "which we call", "a framework dubbed"."""
    return re.compile(
        rf"\b(?:which|that|it|them|this|{any_of(nouns)})"
        r"(?:,)?\s+(?:which\s+)?(?:(?:we|is|are|we also|we will)\s+)?"
        r"(?:call|called|term|termed|dub|dubbed|name|named|refer to as|referred to as|denote|coined)\s+(?:as\s+)?"
    )


def _named_in(
    sentence: Sentence, start: int, weight: float, rules: NameRules, lower: frozenset[str], window: int = _WINDOW
) -> Iterator[tuple[str, str, float]]:
    """Yield the name a proposing phrase gives: right after it, or as "long form (ACRONYM)" in the same clause."""
    tail = sentence.text[start : start + window]
    lead = _LEAD.match(tail)
    offset = lead.end() if lead else 0
    phrase = NAME_PHRASE.match(tail, offset)
    not_names = _never_own(rules)
    name = trim_name(_PLURAL.sub("", phrase.group()), not_names, lower, at_start=False) if phrase else ""
    if phrase and (siblings := _siblings(phrase.group())):
        yield from ((sibling, "", weight) for sibling in siblings)
        return
    acronym = _ACRONYM.search(tail)
    clause = tail[:offset] + re.split(r"[;:]|, (?:which|a|an|and)\b|\. ", tail[offset:])[0]
    if acronym and acronym.start() <= len(clause) + 1 and not is_cited(sentence, start + acronym.start()):
        short, long_form = acronym.group(1), _long_form(tail[offset : acronym.start()], acronym.group(1))
        if long_form and short.lower() not in not_names and not short.islower():
            yield short, long_form, weight
            yield from _named_next(sentence, start + acronym.end(), weight)
            return
    if made := _MADE_OF.match(tail, offset):
        yield made["short"], "", weight
        return
    if name and phrase and (is_strong(name.split()[0]) or len(name.split()) > 1 or name.lower() not in lower):
        if not is_cited(sentence, start + phrase.end() + 1):
            yield _with_version(name, tail, phrase), "", weight
        return
    quoted = _QUOTED.match(tail)
    if quoted and not is_cited(sentence, start + quoted.end()):
        yield quoted.group(1), "", weight
        return
    apposed = re.match(r"[a-z -]+, (?=[A-Z])|(?:an? )?(?:new|novel) [a-z -]+, (?P<article>the )(?=[A-Z])", tail)
    later = NAME_PHRASE.match(tail, apposed.end()) if apposed else None
    if apposed and later and tail[later.end() : later.end() + 1] in (",", "."):
        coined = later.group() if apposed["article"] else trim_name(later.group(), not_names, lower, at_start=False)
        yield coined, "", weight
        return
    yield from ((called, "", weight) for called in _called_in(clause, not_names, lower))


def _called_in(clause: str, not_names: frozenset[str], lower: frozenset[str]) -> list[str]:
    """Return the names behind "called" or the like; none where none is called so."""
    called = re.search(r"\b(?:called|named|dubbed|termed|namely|coined|referred to as|denoted as|abbreviated as)\s+[\"“'‘]?", clause)
    later = NAME_PHRASE.match(clause, called.end()) if called else None
    if later is None:
        return []
    return _siblings(later.group()) or [_with_version(trim_name(later.group(), not_names, lower, at_start=False), clause, later)]


def _named_next(sentence: Sentence, start: int, weight: float) -> Iterator[tuple[str, str, float]]:
    """Yield the second name of two that are proposed together, each spelt out before its acronym."""
    other = _AND_ANOTHER.match(sentence.text, start)
    acronym = _ACRONYM.match(sentence.text, other.end()) if other else None
    if other and acronym and not is_cited(sentence, acronym.end()) and _long_form(other["long"], acronym[1]):
        yield acronym[1], other["long"], weight


def _siblings(phrase: str) -> list[str]:
    """Return names that are proposed together and differ in what stands behind their hyphen (Lark-Lite and Lark-Plus); none else."""
    names = re.split(r" and |, ", phrase)
    stems = {name.partition("-")[0] for name in names}
    return names if len(names) > 1 and len(stems) == 1 and all("-" in name and " " not in name for name in names) else []


def _with_version(name: str, text: str, phrase: re.Match[str]) -> str:
    """Return the name with the version that is printed right behind it."""
    version = _VERSION.match(text, phrase.end())
    return name + version.group() if version and phrase.group().endswith(name) else name


def _never_own(rules: NameRules) -> frozenset[str]:
    """Return words that are no name, or one that everybody uses."""
    return rules.word_list("not_names") | rules.word_list("common_methods")


def _long_form(before: str, acronym: str) -> str:
    """Return the words before an acronym that spell it out; empty when none do."""
    words = re.sub(r"[\"“”'‘’]", "", before).split()
    for n in range(min(len(words), 10), 0, -1):
        candidate = " ".join(words[-n:])
        if acronym_fits(acronym, candidate) and candidate[:1].lower() == acronym[:1].lower():
            return candidate
    return ""


_ADJECTIVE = re.compile(r"\S+-(?:based|enhanced|augmented|driven|guided|aware|free)")
"""Words that say of what kind something is, not what it is called."""
