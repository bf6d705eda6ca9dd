"""Own rows that are not told by an own name: the whole of an ablation, and what title and abstract propose."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from extractors.results.captions.text import caption_title
from extractors.results.labels import Label, NameSense, has_own_name, has_words, is_own_label, says_ours, tokens
from extractors.results.method_levels import choose_method_levels, is_description, is_name, share
from extractors.results.panels import Level, Panel
from extractors.results.vocabulary import TableVocabulary, is_generic_label, is_kind, is_measure, is_metric_name
from extractors.results.words import bare, inside
from models.document import PaperText
from models.spelling import name_key, text_key

MIN_TITLE_NAME = 6
"""Letters and digits a label needs to be recognised inside the title."""
MIN_INITIALS = 3
"""Words of the title whose initials are its method's name."""
MIN_WORD = 4
MIN_TELLING_WORD = 6
"""Letters of the words that label and proposal share, and of the longest of them."""

_COUNT_BEHIND = re.compile(r"\s?(?:[–—:,(]|- )\s?\d.*$")
"""What stands behind the name of a variant: Lark layers – 32 units."""
_AS_BASELINE = r"(?:,| is| as)? (?:a|an|our|the)\s[\w -]{0,40}\bbaselines?(?: models?)?(?=[,.;)]|$)"
"""How the text goes on behind a name that it calls a baseline."""
_COMPARED_WITH = re.compile(
    r"\b[Cc]ompared (?:with|to) the (?:(?:purely|pure|plain|conventional|traditional|standard|usual) )?"
    r"(?P<name>[\w-]+) (?:method|approach|strategy|baseline|variant)\b"
)
"""How a caption names what the own method is set against."""
_NAMED = re.compile(r"(?!\d).*[A-Z].*[A-Za-z]")
"""A label that can be a name before "baseline": neither a plain word nor a size."""
MIN_MEASURES = 0.5
"""Share of metrics among the labels of an axis above which it says what is measured."""
MAX_LISTED = 4
"""Sentences below "baselines:" that may begin with the name of one each."""
_OUR_APPROACH = re.compile(r"\b[Oo]ur (?P<name>[A-Z][\w-]*?)(?:-(?:based|inspired|style))? (?:approach|algorithm|policy|strategy)\b")
_OUR_METHOD = re.compile(r"\b[Oo]ur (?:method|approach|algorithm|technique)\b")
_SIZED = re.compile(r"-\d+(?:\.\d+)?B\b")
"""The size behind the name of a model: V2-13B."""
_SIZE = re.compile(r"\d+(?:\.\d+)?[BM]\b")
_NAME = re.compile(r"\S*[A-Z]\S*[A-Z]\S*")
"""One word with capitals inside it: the name of something, not words for a trial."""
_STEP = re.compile(r"\s*(?:[+&−–-]\s?[A-Za-z]|w/o?\b|[Ww]ith(?:out)?\s)")
"""How a label begins that names a step: "+ X", "w/o X"."""
_STEP_OF_ABLATION = re.compile(r"^(?:no|remov(?:e|ing)|without)\s|[\s-]only$", re.IGNORECASE)
_ABLATION_OF = re.compile(r"Ablations?(?: (?:study|studies|experiments?|results?|analysis))? (?:of|on|for) (?P<what>[^,.;:]+)")
_VARIANTS_OF = re.compile(r"\b[Vv]ariants of (?P<what>[^,.;:]+)")
_WORD = re.compile(r"[^\W\d_]{4}")
"""What a quantity (% Steps, FLOPs(X)/FLOPs(Y)) has in its name, and a bare value has not."""
_UNCHANGED = re.compile(r"(?:16|32)-?bits?\b|0(?:\.0+)?\s?%|100\s?%", re.IGNORECASE)
"""Conditions under which nothing of the own method is left."""
_SIDES = re.compile(r"\b(?:before|after|with and without|or not|off)\b", re.IGNORECASE)
"""What a title says of rows on both sides of the own method."""
_CITES_TABLE = re.compile(r"\b(?:Table|Tab\.|TABLE)\s?([\w.]*\w)")
_MIXTURE = re.compile(r"mixtures?[- ]of[- ](?:the[- ])?experts?", re.IGNORECASE)
_SMALL_WORDS = frozenset({"of", "the", "a", "an", "and", "for", "with", "in", "on", "to", "via"})


def with_whole(sense: NameSense, labels: list[Label]) -> NameSense:
    """Return the sense for a table that takes parts away (w/o X): the row of the whole ("Full method") is the paper's own.

    Where the own name is printed, that is its row: "Full X" beside it is somebody else's.
    """
    if not any(bare("removals").match(label.text) for label in labels) or any(has_own_name(label, sense) for label in labels):
        return sense
    whole = {label.text for label in labels if not label.citation and bare("wholes").fullmatch(label.text)}
    return replace(sense, codes=sense.codes | whole)


def takes_apart(caption: str, sense: NameSense) -> bool:
    """Tell whether a caption says that its table is an ablation, or of variants of the own method."""
    said = _VARIANTS_OF.search(caption_title(caption))
    return bool(inside("ablations").search(caption)) or (said is not None and _is_of_own(said["what"], sense))


def with_parts(sense: NameSense, labels: list[Label], caption: str, vocabulary: TableVocabulary) -> NameSense:
    """Return the sense for an ablation: beside an own label, those that name nothing of others are variants of it.

    Combinations of what others made ("Lark + two groups") are tried out, too: they are no rivals, and below "Ablation of" the own
    name they are variants of it.

    "two groups" in "Ablation of X" is X with two groups, "Q-1" is one where no other table has it as a rival; a model, a cited
    work and what the trials are measured against are none.
    """
    if not any(is_own_label(label, sense) for label in labels):
        return sense
    free = [x for x in labels if not is_cited(x, sense)]
    parts = {x.text for x in free if x.text[:1].islower()}
    of_others = {x.text for x in labels if _is_of_others(x.text, sense, vocabulary)}
    named = {x.text for x in free} - parts - of_others
    if any("+" in text for text in of_others):
        named = {text for text in named if "+" not in text}
    tried = {x.text for x in free if " + " in x.text and name_key(x.text) not in sense.rivals}
    if (said := _ABLATION_OF.match(caption_title(caption))) and _is_of_own(said["what"], sense):
        named |= tried
    return replace(
        sense, suffixes=tuple(sorted({*sense.suffixes, *parts})), named=sense.named | named, origins=sense.origins | (tried - named)
    )


def _is_of_others(text: str, sense: NameSense, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label may name what others made: a rival of other tables, a model, a starting point, a known name inside it."""
    is_numbered = bool(bare("numbered_variants").fullmatch(text))
    return not is_numbered and (is_starting_point(text, vocabulary) or _names_others(text, sense, vocabulary))


def _names_others(text: str, sense: NameSense, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label is a rival of other tables or a model, or has a known name inside it."""
    if name_key(text) in sense.rivals or _is_model(text, vocabulary):
        return True
    keys = {name_key(word) for word in text.split() if len(word) >= MIN_INITIALS}
    return not keys.isdisjoint(sense.cited.keys() | sense.rivals)


def _is_model(text: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label names a model, as a known one or by its size."""
    return is_kind(text, "model_name", vocabulary) or _SIZED.search(text) is not None


def with_trials(sense: NameSense, labels: list[Label], caption: str, said: Iterable[str], vocabulary: TableVocabulary) -> NameSense:
    """Return the sense for a table that prints no method's name: what is tried out in it are variants of the own method.

    Its caption says that it is an ablation or compares different ways to do one thing, or speaks of the own method alone, or
    nothing in it is a rival of the tables that have some: then models, and below an ablation models alone, are what that was run on. Where
    it has models alone, the sentences that cite the table (`said`) may speak of the own method instead.
    """
    texts = {label.text: label for label in labels}
    models = {text for text in texts if _is_model(text, vocabulary)}
    is_of_models = len(models) == len(texts)
    if not sense.own or any(_names_other(text, label, sense, is_model=is_of_models) for text, label in texts.items()):
        return sense
    is_ablation = bool(inside("ablations").search(caption))
    is_run = _is_of_own(caption_title(caption), sense) or (is_of_models and is_ablation)
    is_run = is_run or (is_of_models and any(_is_of_own(sentence, sense) or _is_of_our_method(sentence) for sentence in said))
    is_contest = not sense.rivals or any(name_key(text) in sense.rivals for text in texts)
    if not is_run and (models or (is_contest and not _tries_out(caption, texts))):
        return sense
    names = {text for text in texts if _NAME.fullmatch(text)}
    if is_ablation:
        names = {text for text in names if text.isalpha() or _is_of_others(text, sense, vocabulary)}
    trials = {text for text in texts if not is_starting_point(text, vocabulary) and (is_run or not is_contest or text not in names)}
    return replace(sense, codes=sense.codes | trials)


def _names_other(text: str, label: Label, sense: NameSense, *, is_model: bool) -> bool:
    """Tell whether a label names a method: a cited one, or the own one, beside which others are rivals.

    A model that the text cites is none, where all labels are models.
    """
    is_of_work = bool(label.citation) if is_model else is_cited(label, sense)
    return is_of_work or is_own_label(label, sense) or bool(inside("reruns").search(text))


def is_cited(label: Label, sense: NameSense) -> bool:
    """Tell whether a label cites a work, or is a name that the text cites one for; a size is none, whatever stands beside it."""
    return bool(label.citation) or (name_key(label.text) in sense.cited and not _SIZE.match(label.text))


def with_steps(sense: NameSense, labels: list[Label], caption: str, vocabulary: TableVocabulary) -> NameSense:
    """Return the sense for a table: what is added or taken away ("+ X", "w/o X") is the own method's, where X is nobody else's.

    In an ablation "No X" and "X only" are such steps, too.
    """
    if not sense.own:
        return sense
    is_ablation = bool(inside("ablations").search(caption))
    steps = {x.text for x in labels if _STEP.match(x.text) or (is_ablation and _STEP_OF_ABLATION.search(x.text))}
    free = {x.text for x in labels if not is_cited(x, sense) and not _names_others(x.text, sense, vocabulary)}
    return replace(sense, codes=sense.codes | (steps & free))


def find_table_sentences(text: PaperText) -> dict[str, list[str]]:
    """Return the sentences that cite a table, by its number as they print it."""
    found: dict[str, list[str]] = {}
    for sentence in text.sentences:
        if "Tab" in sentence.text or "TAB" in sentence.text:
            for number in _CITES_TABLE.findall(sentence.text):
                found.setdefault(number, []).append(sentence.text)
    return found


def is_starting_point(text: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label names what the trials are measured against."""
    return is_generic_label(text, vocabulary) or bool(inside("starting_points").search(text))


def _tries_out(caption: str, labels: Iterable[str]) -> bool:
    """Tell whether the caption announces an ablation, or begins with a trial of several ways to do one thing, none of them a name."""
    if said := inside("ablations").search(caption):
        return not caption[said.end() :].startswith(" in ")
    return bool(inside("trials").search(caption_title(caption))) and not any(_NAME.fullmatch(label) for label in labels)


def _is_of_own(title: str, sense: NameSense) -> bool:
    """Tell whether a title or a sentence names the own method, and neither another one beside it nor a comparison."""
    words = tokens(title)
    found = {name for name in sense.own if has_words(words, name)}
    beside = {
        words[j]
        for name in found
        for i in range(len(words))
        if tuple(words[i : i + len(name)]) == name
        for j in (i - 1, i + len(name))
        if 0 <= j < len(words)
    }
    return bool(found) and beside.isdisjoint({"and", "or"}) and not inside("comparisons").search(title)


def _is_of_our_method(sentence: str) -> bool:
    """Tell whether a sentence speaks of "our method", and neither of another one nor of a comparison."""
    rest, n = _OUR_METHOD.subn("", sentence)
    return n > 0 and not inside("comparisons").search(rest)


def name_methods(panels: list[Panel], caption: str, sense: NameSense, vocabulary: TableVocabulary) -> list[tuple[Panel, Level]]:
    """Return each panel with the level that names its methods: one of its own, or the own method that the title names; else none."""
    return _name_by_title(panels, caption, sense, vocabulary) or choose_method_levels(panels, sense, vocabulary)


def _name_by_title(panels: list[Panel], caption: str, sense: NameSense, vocabulary: TableVocabulary) -> list[tuple[Panel, Level]]:
    """Return the panels of a table that names no method, all lines of which are the own one's that its title names, in several conditions.

    None are returned where a label may name a method, or takes the own one on or off, and where nothing is measured.
    """
    title = caption_title(caption)
    spelled = [re.search(r"\b" + r"\W+".join(map(re.escape, name)) + r"\b", title, re.IGNORECASE) for name in sense.own]
    names = [found.group() for found in spelled if found is not None]
    if not names or not _is_of_own(title, sense) or _SIDES.search(title):
        return []
    label = Label(max(names, key=len))
    named = [_with_own_level(panel, label, sense, vocabulary) for panel in panels]
    return [found for found in named if found is not None] if all(named) else []


def _with_own_level(panel: Panel, label: Label, sense: NameSense, vocabulary: TableVocabulary) -> tuple[Panel, Level] | None:
    """Return the panel with a first level that names all lines of the axis across from what is measured."""
    axes = {"row": panel.row_levels, "col": panel.col_levels}
    told = [
        {axis for axis, levels in axes.items() if any(_are(kind, x, vocabulary) for x in levels)} for kind in (is_measure, is_metric_name)
    ]
    measured = next((found for found in told if len(found) == 1), set[str]())
    others = [level for axis, levels in axes.items() for level in levels if axis not in measured]
    if not measured or not others or not all(_are_conditions(level, sense, vocabulary) for level in others):
        return None
    is_rows = measured == {"col"}
    beside = [x for level in others if (level.axis == "row") == is_rows for x in level.labels.items()]
    own = {place[not is_rows]: label for place in sorted(panel.numbers)}
    plain = {i: x if _is_named(x, vocabulary) else Label("") for i, x in beside if _is_of_nobody(x, vocabulary)}
    if plain.keys() >= own.keys():
        return None
    level = Level("row" if is_rows else "col", "", own | {i: x for i, x in plain.items() if i in own})
    if is_rows:
        return replace(panel, row_levels=(level, *panel.row_levels)), level
    return replace(panel, col_levels=(level, *panel.col_levels)), level


def _are(kind: Callable[[str, TableVocabulary], bool], level: Level, vocabulary: TableVocabulary) -> bool:
    told = [x.text for x in level.labels.values() if not is_description(x.text, vocabulary)]
    return share(kind(text, vocabulary) and not is_generic_label(text, vocabulary) for text in told) > MIN_MEASURES


def _are_conditions(level: Level, sense: NameSense, vocabulary: TableVocabulary) -> bool:
    """Tell whether all labels of a level are values of a condition, or data; what turns the own method on and off is none."""
    if has_own_name(Label(level.header), sense):
        return False
    names = {label.text for label in level.labels.values()}
    if is_kind(level.header, "benchmark_header", vocabulary) or (len(names) == 1 and _is_model(names.pop(), vocabulary)):
        return True
    return all(_is_condition(label, vocabulary) for label in level.labels.values())


def _is_condition(label: Label, vocabulary: TableVocabulary) -> bool:
    is_value = not (is_name(label.text) or _WORD.search(label.text)) or is_kind(label.text, "setting_value", vocabulary)
    return (is_value or is_starting_point(label.text, vocabulary)) and not label.citation


def _is_of_nobody(label: Label, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label is of a row without the own method: the baseline, full precision, the spread of the others."""
    if bare("summaries").fullmatch(label.text):
        return False
    is_width = is_kind(label.text, "setting_value", vocabulary) and not inside("starting_points").search(label.text)
    is_start = is_starting_point(label.text, vocabulary) and not is_width
    return is_start or bool(_UNCHANGED.match(label.text) or inside("undirected").search(label.text))


def _is_named(label: Label, vocabulary: TableVocabulary) -> bool:
    """Tell whether such a label can stand for the method of its row: "Baseline" can, "16-bit" and "Std" cannot."""
    return not is_kind(label.text, "setting_value", vocabulary) and bool(inside("starting_points").search(label.text))


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
    found |= {x.text for x in labels if not has_own_name(x, sense) and _is_called_baseline(x.text, [s for _, s in said])}
    ours = {x.text for x in labels if says_ours(x.text)}
    meant = {tuple(tokens(inside("ours").sub("", text))) for text in ours}
    found |= {x.text for x in labels if (words := tokens(x.text))[:1] == ["non"] and tuple(words[1:]) in meant}
    plain = {text for text in ours if inside("starting_points").search(text)}
    return replace(sense, baselines=frozenset(found | (plain if ours > plain and sense.own else set())))


def _is_called_baseline(label: str, sentences: list[str]) -> bool:
    """Tell whether a sentence has the label right before "baseline": "the Lark-LM baselines", "an all routed (All R) baseline"."""
    if not _NAMED.match(label):
        return False
    called = re.compile(rf"(?<![\w-]){re.escape(label)}\)? baselines?\b")
    return any(label in sentence and called.search(sentence) for sentence in sentences)


def with_rivals_of_caption(sense: NameSense, labels: list[Label], caption: str) -> NameSense:
    """Return the sense for a table: what its caption compares with ("Compared with the purely gate-based method") is not own."""
    told = [tokens(match["name"]) for match in _COMPARED_WITH.finditer(caption)]
    found = {x.text for x in labels for words in told if len(words) > 1 and _abbreviates(tokens(x.text), words)}
    return replace(sense, baselines=sense.baselines | found) if found < {x.text for x in labels} else sense


def _abbreviates(label: list[str], words: list[str]) -> bool:
    """Tell whether a label has the words in a row, some of them cut short: aux-loss for auxiliary-loss."""
    n = len(words)
    places = (zip(label[i : i + n], words, strict=True) for i in range(len(label) - n + 1))
    return any(all(len(short) > 2 and word.startswith(short) for short, word in place) for place in places)


def with_claimed(sense: NameSense, labels: list[Label]) -> NameSense:
    """Return the sense for a table that prints no own name: what the text claims as "our … approach" is own."""
    if not sense.claimed or any(is_own_label(label, sense) for label in labels):
        return sense
    return replace(sense, codes=sense.codes | {x.text for x in labels if not x.citation and name_key(x.text) in sense.claimed})


def find_claimed(text: PaperText) -> frozenset[str]:
    """Return what the text calls "our … approach" or the like, folded."""
    found = (match for s in text.sentences if "ur " in s.text for match in _OUR_APPROACH.finditer(s.text))
    return frozenset(name_key(match.group("name")) for match in found)


def with_proposed(sense: NameSense, labels: list[Label], text: PaperText, vocabulary: TableVocabulary) -> NameSense:
    """Return the sense for the paper: where no label is own, those are that its title or what its abstract proposes tells.

    The title prints the label, or spells it out by initials; of the words that the abstract proposes the label has the most.
    Labels that cite a work never are.
    """
    if any(is_own_label(label, sense) for label in labels):
        return sense
    free = {x.text for x in labels if not is_cited(x, sense) and not is_generic_label(x.text, vocabulary)}
    found = {x for x in free if _is_in_title(x, text.title)} or _share_words(free, text) or {x for x in free if _has_most(x, sense)}
    return replace(sense, named=frozenset(found))


def _is_in_title(label: str, title: str) -> bool:
    whole = text_key(_MIXTURE.sub("moe", title))
    name = text_key(_MIXTURE.sub("moe", _COUNT_BEHIND.sub("", label)))
    if len(name) >= MIN_TITLE_NAME and name in whole and not all(bare("class_words").fullmatch(word) for word in tokens(label)):
        return True
    first = label.split()[0] if label else ""
    is_initials = first.isupper() and first.isalpha() and len(first) >= MIN_INITIALS
    return is_initials and not bare("class_words").fullmatch(first) and first.lower() in _initials(title)


def _has_most(label: str, sense: NameSense) -> bool:
    """Tell whether a label has all words but one of a long own name."""
    words = set(tokens(label))
    return any(len(name) > MIN_INITIALS - 1 and len(words.intersection(name)) >= len(name) - 1 for name in sense.own)


def _initials(title: str) -> set[str]:
    """Return the initials of the words with which the title begins, without the small ones."""
    letters = "".join(word[0] for word in tokens(title) if word not in _SMALL_WORDS)
    return {letters[:n] for n in range(MIN_INITIALS, len(letters) + 1)}


def _share_words(labels: set[str], text: PaperText) -> set[str]:
    """Return the labels that have the most words of the abstract's proposing sentences, one of them long."""
    proposed: set[str] = set()
    for sentence in text.sentences:
        if sentence.kind == "abstract" and (said := inside("proposals").search(sentence.text)):
            proposed |= _telling_words(sentence.text[said.end() :])
    shared = {label: _telling_words(label) & proposed for label in labels}
    most = max((len(words) for words in shared.values() if any(len(word) >= MIN_TELLING_WORD for word in words)), default=0)
    return {label for label, words in shared.items() if most and len(words) == most}


def _telling_words(text: str) -> set[str]:
    words = {word.rstrip("s") for word in tokens(text) if len(word) >= MIN_WORD and word.isalpha()}
    return {word for word in words if not bare("class_words").fullmatch(word) and not bare("plain_words").fullmatch(word)}
