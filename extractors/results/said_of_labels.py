"""Which labels a paper uses for its own methods, and what those start from: what its text and all its tables say, then one table."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from extractors.results.captions.text import caption_body
from extractors.results.labels import (
    Label,
    NameSense,
    find_codes,
    has_own_name,
    has_words,
    is_own_label,
    says_ours,
    tokens,
    with_codes,
    with_variants,
)
from extractors.results.own_rows import (
    begins_with_own,
    find_claimed,
    has_default,
    is_cited,
    takes_apart,
    with_claimed,
    with_parts,
    with_prefixed,
    with_proposed,
    with_steps,
    with_trials,
    with_whole,
)
from extractors.results.vocabulary import TableVocabulary
from extractors.results.words import bare, inside
from models.document import PaperNames, PaperText, Table
from models.spelling import name_key

MIN_NAME = 2
"""Characters of a label that is looked for in sentences."""
MIN_BUILT_ON = 2
"""Labels "X + …" of one table from which X is what they are all built on."""

MIN_SHORTENED = 4
"""Letters of a label that may stand for a longer one."""
MIN_FAMILY = 3
"""Labels that must go on from the first part of an own name before they are its family."""
MAX_WORDS_BEFORE = 4
"""Words of a caption behind "distilling" in which the own name must stand."""

_MARKED = re.compile(r"(?P<mark>[*∗⋆†‡§¶]{1,3})(?P<said>[^.;*∗⋆†‡§¶]{4,120}?)(?=,|[.;*∗⋆†‡§¶]|$)")
"""A mark and what the caption says of it."""
_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_TELLING = re.compile(
    r"from|upcycl|initial|teacher|seed|checkpoint|start|parent|continu|built|build|base model|backbone|into|variant|models"
)
"""What a sentence has at least that says something of a label; the patterns are looked for in few sentences."""
_SPELT = re.compile(r"(?P<words>(?:[A-Z][\w-]+ ){2,5})\((?P<initials>[A-Z]{2,5})\)")
_CUT = re.compile(r"(?<=[a-z])- (?=[a-z])")
"""Where a word of a caption was cut at the end of its line."""
_SPEAKS_OF_OWN = re.compile(r"\b(?:[Ww]e|[Oo]urs?|[Tt]his (?:paper|work)|It)\b|■")
_SIZE = re.compile(r"[~\d.]+\s?[A-Za-z]{0,3}")
_ADDED = re.compile(r"\s\+\s?\w")
_DISTILS = re.compile(r"\b[Dd]istill?(?:s|ing)?\s(?!with\b|by\b|using\b|via\b)")
_NUMBERS = re.compile(r"\d+")
_FAMILY = re.compile(r"(?P<first>[A-Z]{3,})-(?P<rest>[A-Za-z]\w*)")
"""A name in two parts, the first of which may be that of a family: QUILL-MoE, QUILL-Switch."""
_LETTERS = re.compile(r"[A-Za-z]+\d?")

_AS_BASELINE = r"(?:,| is| as)? (?:a|an|our|the)\s[\w -]{0,40}\bbaselines?(?: models?)?(?=[,.;)]|$)"
"""How the text goes on behind a name that it calls a baseline."""
_COMPARED_WITH = re.compile(
    r"\b[Cc]ompared (?:with|to) the (?:(?:purely|pure|plain|conventional|traditional|standard|usual) )?"
    r"(?P<name>[\w-]+) (?:method|approach|strategy|baseline|variant)\b"
)
"""How a caption names what the own method is set against."""
_IS_WORK = re.compile(r"(?<![\w-])(?P<label>[A-Z]\w*) (?:is|denotes|means|refers to|stands for) (?P<name>[A-Z][\w-]*)(?= ?[(,.;\[]|$)")
"""How a caption says which work a short label stands for."""
_NAMED = re.compile(r"(?!\d).*[A-Z].*[A-Za-z]")
"""A label that can be a name before "baseline": neither a plain word nor a size."""
MAX_LISTED = 4
"""Sentences below "baselines:" that may begin with the name of one each."""

Labelled = list[tuple[Table, list[Label]]]
"""The tables of a paper, each with the labels of its methods."""


def complete_sense(sense: NameSense, labelled: Labelled, text: PaperText, names: PaperNames, vocabulary: TableVocabulary) -> NameSense:
    """Return the sense for the paper, with what its text, title and captions say of the labels of its tables."""
    codes = {code for table, labels in labelled for code in find_codes(sense, labels, table.caption) if len(code) > 1}
    sense = replace(sense, codes=frozenset(codes), claimed=find_claimed(text))
    labels = [label for _, found in labelled for label in found]
    sense = with_baselines(with_proposed(sense, labels, text, vocabulary), labels, text)
    sense = with_said(sense, labels, text, [table.caption for table, _ in labelled], names, vocabulary)
    sense = with_shortened(with_family(sense, labels, text, names), labels)
    contests = [
        [label for label in found if not is_own_label(label, sense)]
        for table, found in labelled
        if not (inside("ablations").search(table.caption) or has_default(found))
        and any(is_own_label(x, sense) or is_cited(x, sense) for x in found)
    ]
    return replace(sense, rivals=frozenset(name_key(label.text) for found in contests for label in found))


def sense_of_table(
    sense: NameSense, labels: list[Label], table: Table, said: list[str], vocabulary: TableVocabulary
) -> tuple[NameSense, NameSense]:
    """Return the sense for one table: by names alone, and with what it tries out; `said` are the sentences that cite it."""
    sense = with_rivals_of_caption(sense, labels, table.caption)
    named = with_whole(with_variants(with_codes(sense, labels, table.caption), labels), labels)
    if takes_apart(table.caption, sense) or has_default(labels):
        named = with_parts(named, labels, table.caption, vocabulary)
    named = with_students(with_built_on(named, labels), labels, table.caption)
    tried = with_claimed(with_prefixed(named, labels), labels)
    return named, with_steps(with_trials(tried, labels, table.caption, said, vocabulary), labels, table.caption, vocabulary)


def with_said(
    sense: NameSense, labels: list[Label], text: PaperText, captions: Iterable[str], names: PaperNames, vocabulary: TableVocabulary
) -> NameSense:
    """Return the sense for the paper: with what the own method starts from, and what else the text says is its own.

    A model of the same formula as one that the text names (MoE(8E, 4L), MoE(16E, 4L)) is one of them.
    """
    printed = _by_name((x for x in labels if not is_own_label(x, sense)), _find_spelt(captions))
    own_names = sorted({name for method in names.own for name in (method.method_label, *method.aliases)}, key=len, reverse=True)
    sentences = [s.text for s in text.sentences if _TELLING.search(s.text)]
    origins: set[str] = set()
    own: set[str] = set()
    for sentence in (*sentences, *captions):
        for name in [name for name in printed if name in sentence]:
            masked = _mask(sentence, name, own_names)
            if masked is None or not _SPEAKS_OF_OWN.search(masked):
                continue
            if vocabulary.origins.search(masked):
                origins |= {x.text for x in printed[name]}
            elif vocabulary.own_sayings.search(masked):
                own |= {x.text for x in printed[name] if not is_cited(x, sense)}
    shapes = {_NUMBERS.sub("#", text) for text in own if "(" in text}
    own |= {x.text for x in labels if not x.citation and _NUMBERS.sub("#", x.text) in shapes}
    return replace(sense, origins=frozenset(origins), named=sense.named | own)


def with_family(sense: NameSense, labels: Iterable[Label], text: PaperText, names: PaperNames) -> NameSense:
    """Return the sense for the paper: labels with the first part of an own name that ends in a class (QUILL-MoE) are its family.

    A name that the paper spells otherwise (Quill-T5 beside QUILL-T5) or cites is somebody else's.
    """
    printed = {label.text for label in labels}
    found: set[str] = set()
    for own in (match for method in names.own if (match := _FAMILY.fullmatch(method.method_label))):
        first = own["first"]
        if not bare("class_words").fullmatch(own["rest"].lower()):
            continue
        ends = {x: x[len(first) + 1 :] for x in printed if x.lower().startswith(f"{first.lower()}-")}
        strange = {_stem(end) for x, end in ends.items() if not x.startswith(first)}
        cited = re.compile(rf"{first}-(\w+?) ?[\[(]\s?(?:\d|[A-Z][a-z]+ et al)")
        strange |= {_stem(match[1]) for s in text.sentences if first in s.text for match in cited.finditer(s.text)}
        kin = {x for x, end in ends.items() if x.startswith(first) and end[:1].isalpha() and not _is_strange(end, strange)}
        found |= kin if len(kin) >= MIN_FAMILY else set()
    return replace(sense, named=sense.named | found)


def with_shortened(sense: NameSense, labels: list[Label]) -> NameSense:
    """Return the sense for the paper: labels that shorten own ones of other tables, and no other's, are own.

    They lack the class behind the name ("Multi" for "Multi-agent"), or end where a point says so ("Adapt.", and "Adapt" beside it).
    """
    own = {label.text: is_own_label(label, sense) for label in labels}
    found: set[str] = set()
    for text in (x.text for x in labels if not own[x.text] and not is_cited(x, sense) and len(x.text) >= MIN_SHORTENED):
        stem = text.rstrip(".").lower()
        whole = [x for x in own if x.lower().startswith(stem) and _goes_on(x[len(stem) :], is_cut=f"{stem}." in map(str.lower, own))]
        if whole and all(own[x] for x in whole):
            found.add(text)
    return replace(sense, named=sense.named | found)


def _goes_on(rest: str, *, is_cut: bool) -> bool:
    """Tell whether a name goes on behind its shorter form: with more letters where that is cut, else with its class."""
    return rest.isalpha() if is_cut else rest[:1] in ("-", " ") and bool(bare("kinds_of_own").fullmatch(rest[1:]))


def _stem(end: str) -> str:
    return match.group().lower() if (match := _LETTERS.match(end)) else end.lower()


def _is_strange(end: str, strange: Iterable[str]) -> bool:
    return any(end.lower().startswith(stem) for stem in strange)


def _by_name(labels: Iterable[Label], spelt: dict[str, str]) -> dict[str, list[Label]]:
    """Return the labels by what sentences print of them: without brackets, with a space for a hyphen, and spelt out."""
    found: dict[str, list[Label]] = {}
    for label in dict.fromkeys(labels):
        core = _BRACKETS.sub("", label.text)
        for name in {label.text, core, label.text.replace("-", " "), spelt.get(core, core)}:
            if len(name) >= MIN_NAME and not name.islower() and not _SIZE.fullmatch(name):
                found.setdefault(name, []).append(label)
    return found


def _find_spelt(captions: Iterable[str]) -> dict[str, str]:
    """Return what captions spell out before its initials: {"RN": "Reef Net"} of "Reef Net (RN)"."""
    spelt: dict[str, str] = {}
    for match in (m for caption in captions for m in _SPELT.finditer(_CUT.sub("", caption))):
        words = match["words"].split()[-len(match["initials"]) :]
        if "".join(word[0] for word in words) == match["initials"]:
            spelt[match["initials"]] = " ".join(words)
    return spelt


def _mask(sentence: str, name: str, own_names: list[str]) -> str | None:
    """Return the sentence with marks for the label and for own names; None where the label is part of a longer name."""
    masked, n = re.subn(rf"(?<![\w-]){re.escape(name)}(?![\w-])", "□", sentence)
    for own in own_names:
        masked = masked.replace(own, "■")
    return masked if n else None


def with_students(sense: NameSense, labels: list[Label], caption: str) -> NameSense:
    """Return the sense for a table: where its caption says that the own method is distilled, all others learn from it.

    A student before the own method is what it starts from.
    """
    taught = [words for match in _DISTILS.finditer(caption) if (words := tokens(caption[match.end() :])[:MAX_WORDS_BEFORE])]
    if any(has_words(words, name) for words in taught for name in sense.own):
        return replace(sense, origins=sense.origins | {label.text for label in labels})
    before = {label.text for label in labels if begins_with_own(label.text.lower().partition("before ")[2], sense)}
    return replace(sense, origins=sense.origins | before)


def with_built_on(sense: NameSense, labels: Iterable[Label]) -> NameSense:
    """Return the sense for a table: what several labels add something to ("X + Lark", "X + Quill") is what they start from."""
    texts = {label.text for label in labels}
    bases = [text[: match.start()] for text in texts if (match := _ADDED.search(text))]
    found = {base for base in bases if base in texts and bases.count(base) >= MIN_BUILT_ON}
    return replace(sense, origins=sense.origins | found)


def find_reference_marks(caption: str) -> frozenset[str]:
    """Return the marks behind labels that the caption gives to oracles and upper bounds: "methods with ** use an oracle"."""
    found = [(match.group("mark"), match.group("said")) for match in _MARKED.finditer(caption_body(caption))]
    return frozenset(mark for mark, said in found if inside("references").search(said))


def with_baselines(sense: NameSense, labels: list[Label], text: PaperText) -> NameSense:
    """Return the sense for the paper: longer own names that the text calls a baseline are none of the own method's rows.

    "Lark-A, our Adam-trained baseline", or the first words of what is listed below "… we train baselines:"; and "Ours (dense)" beside
    "Ours (routed)", "Non-learned gate" beside "Learned gate (ours)". Of other names "an all routed (All R) baseline" tells it.
    """
    said = [(i, s.text) for i, s in enumerate(text.sentences) if "baseline" in s.text]
    listed = {i + n for i, sentence in said if sentence.endswith(":") for n in range(1, MAX_LISTED + 1)}
    found: set[str] = set()
    for label in {x.text for x in labels if tuple(tokens(x.text)) not in sense.own and has_own_name(x, sense)} if said else ():
        name = re.escape(re.split(r"[@(]", label)[0].strip())
        is_called = any(re.search(rf"(?<![\w-]){name}{_AS_BASELINE}", sentence) for _, sentence in said)
        if is_called or any(re.match(rf"\W*{name}:", text.sentences[i].text) for i in listed if i < len(text.sentences)):
            found.add(label)
    cores = Counter(_BRACKETS.sub("", printed) for printed in {x.text for x in labels})
    for label in {x.text for x in labels if not has_own_name(x, sense)} if said else ():
        core = _BRACKETS.sub("", label)
        if _is_called_baseline(core if cores[core] == 1 else label, [s for _, s in said]):
            found.add(label)
    ours = {x.text for x in labels if says_ours(x.text)}
    meant = {tuple(tokens(inside("ours").sub("", text))) for text in ours}
    found |= {x.text for x in labels if (words := tokens(x.text))[:1] == ["non"] and tuple(words[1:]) in meant}
    plain = {text for text in ours if inside("starting_points").search(text)}
    return replace(sense, baselines=frozenset(found | (plain if ours > plain and sense.own else set())))


def _is_called_baseline(label: str, sentences: list[str]) -> bool:
    """Tell whether a sentence has the label beside "baseline": "an all routed (All R) baseline", "the baseline Lark-LM"."""
    if not _NAMED.match(label):
        return False
    name = re.escape(label)
    called = re.compile(rf"(?<![\w-]){name}\)? baselines?\b|\b(?:our|the) baseline (?:{name}(?![\w-])|\({name}\))")
    return any(label in sentence and called.search(sentence) for sentence in sentences)


def with_rivals_of_caption(sense: NameSense, labels: list[Label], caption: str) -> NameSense:
    """Return the sense for a table: what its caption compares with ("Compared with the purely gate-based method") is not own.

    Nor is what it says to be a work that the text cites, or the baseline: "Single is Lark", "the baseline (NN)".
    """
    told = [tokens(match["name"]) for match in _COMPARED_WITH.finditer(caption)]
    found = {x.text for x in labels for words in told if len(words) > 1 and _abbreviates(tokens(x.text), words)}
    meant = {match["label"] for match in _IS_WORK.finditer(caption) if name_key(match["name"]) in sense.cited}
    found |= {x.text for x in labels if x.text in meant or _is_called_baseline(x.text, [caption])}
    return replace(sense, baselines=sense.baselines | found) if found < {x.text for x in labels} else sense


def _abbreviates(label: list[str], words: list[str]) -> bool:
    """Tell whether a label has the words in a row, some of them cut short: aux-loss for auxiliary-loss."""
    n = len(words)
    places = (zip(label[i : i + n], words, strict=True) for i in range(len(label) - n + 1))
    return any(all(len(short) > 2 and word.startswith(short) for short, word in place) for place in places)
