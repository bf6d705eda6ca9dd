"""Own rows that are not told by an own name: the whole of an ablation, and what title and abstract propose."""

import re
from collections.abc import Iterable
from dataclasses import replace

from extractors.results.captions.text import caption_title
from extractors.results.labels import MIN_VARIANTS, MODEL_SIZE, Label, NameSense, has_own_name, has_words, is_own_label, tokens
from extractors.results.vocabulary import TableVocabulary, is_generic_label, is_kind
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
_OUR_APPROACH = re.compile(
    r"\b[Oo]ur (?P<name>[A-Z][\w-]*?)(?:-(?:based|inspired|style))? (?:approach|algorithm|policy|strategy|loss(?:es)?)\b"
)
_PROPOSED = re.compile(r"\b(?:[Tt]he|[Oo]ur) proposed [a-z][^().;:,]{2,80} \((?P<name>[A-Za-z]\w*-\w[\w-]*)\)")
"""What is proposed, with a short form in two parts behind it: "the proposed corrected gate (correct-gt)"."""
_BEGINNING = re.compile(r"[A-Z][A-Za-z]{0,5}[-+]")
"""What may be put before a method's name where another is applied to it."""
_COMPARES = re.compile(
    r"(?:compar(?:ison|ing|ative)|evaluati|assess|benchmark|an? (?:comparative|empirical|systematic)\b|systematic\b"
    r"|does\b|do\b|are\b|is\b|should\b)",
    re.IGNORECASE,
)
"""How the title of a study begins, which proposes nothing of what it names."""
_OUR_METHOD = re.compile(r"\b[Oo]ur (?:method|approach|algorithm|technique)\b")
_SIZED = re.compile(r"-\d+(?:\.\d+)?B\b")
"""The size behind the name of a model: V2-13B."""
_NAME = re.compile(r"\S*[A-Z]\S*[A-Z]\S*")
"""One word with capitals inside it: the name of something, not words for a trial."""
_STEP = re.compile(r"\s*(?:[+&−–-]\s?[A-Za-z]|w/o?\b|[Ww]ith(?:out)?\s)")
"""How a label begins that names a step: "+ X", "w/o X"."""
_NONE_LEFT = re.compile(r"w/o [^,]+(?:, w/o [^,]+)+")
"""The name of a row in which none of the parts is ticked."""
_STEP_OF_ABLATION = re.compile(r"^(?:no|remov(?:e|ing)|without)\s|[\s-]only$", re.IGNORECASE)
_ABLATION_OF = re.compile(r"Ablations?(?: (?:study|studies|experiments?|results?|analysis))? (?:of|on|for) (?P<what>[^,.;:]+)")
_VARIANTS_OF = re.compile(r"\b[Vv]ariants of (?P<what>[^,.;:]+)")
_INSTEAD = re.compile(
    r"\b(?:[Ii]nstead of|[Uu]nlike|[Rr]ather than|[Ii]n contrast (?:to|with)|[Cc]ompared (?:to|with)) "
    r"(?:the )?(?:(?:previous|standard|conventional|traditional|existing|usual|prior) )?(?=(?P<rest>.*))"
)
"""What stands before that which a proposal replaces."""
_DATA_NAME = re.compile(r"(?:bench(?:mark)?|arena|gym|eval|corpus|dataset)s?$")
"""How the last word of a name ends that is one of data: LedgerBench."""
_CITES_TABLE = re.compile(r"\b(?:Table|Tab\.|TABLE)\s?([\w.]*\w)")
_MIXTURE = re.compile(r"mixtures?[- ]of[- ](?:the[- ])?experts?", re.IGNORECASE)
_SMALL_WORDS = frozenset({"of", "the", "a", "an", "and", "for", "with", "in", "on", "to", "via"})


def with_whole(sense: NameSense, labels: list[Label]) -> NameSense:
    """Return the sense for a table that takes parts away (w/o X): the row of the whole ("Full method") is the paper's own.

    So are those without a part (No X), where there are several. Where the own name is printed, that is its row: "Full X" beside it
    is somebody else's.
    """
    is_parted = any(bare("removals").match(label.text) for label in labels) and not _is_of_data(sense)
    if not is_parted or any(has_own_name(label, sense) for label in labels):
        return sense
    whole = {label.text for label in labels if not label.citation and bare("wholes").fullmatch(label.text)}
    taken = {x.text for x in labels if whole and _STEP_OF_ABLATION.match(x.text) and not is_cited(x, sense)}
    return replace(sense, codes=sense.codes | whole | (taken if len(taken) > 1 else set()))


def takes_apart(caption: str, sense: NameSense) -> bool:
    """Tell whether a caption says that its table is an ablation, or of variants of the own method."""
    said = _VARIANTS_OF.search(caption_title(caption))
    return bool(inside("ablations").search(caption)) or (said is not None and is_of_own(said["what"], sense))


def has_default(labels: list[Label]) -> bool:
    """Tell whether a label says that it is the default: the others are choices that the authors did not make.

    What has a name is somebody's, left as it comes: "LarkBoost (default)".
    """
    default = "(default)"
    said = [label.text[: -len(default)].strip() for label in labels if label.text.lower().endswith(default)]
    return any(not _NAME.fullmatch(text) for text in said)


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
    if (said := _ABLATION_OF.match(caption_title(caption))) and is_of_own(said["what"], sense):
        named |= tried
    return replace(
        sense, suffixes=tuple(sorted({*sense.suffixes, *parts})), named=sense.named | named, origins=sense.origins | (tried - named)
    )


def _is_of_others(text: str, sense: NameSense, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label may name what others made: a rival of other tables, a model, a starting point, a known name inside it."""
    is_numbered = bool(bare("numbered_variants").fullmatch(text))
    return not is_numbered and (_is_untried(text, vocabulary) or _names_others(text, sense, vocabulary))


def _is_untried(text: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label names what trials are measured against, and not one of them by a word of baselines elsewhere (Greedy)."""
    is_whole = is_starting_point(text, vocabulary) and not bare("trial_labels").fullmatch(text)
    return is_whole or _NONE_LEFT.fullmatch(text) is not None


def _names_others(text: str, sense: NameSense, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label is a rival of other tables or a model, or has a known name inside it."""
    if name_key(text) in sense.rivals or is_model(text, vocabulary):
        return True
    keys = {name_key(word) for word in text.split() if len(word) >= MIN_INITIALS}
    return not keys.isdisjoint(sense.cited.keys() | sense.rivals)


def is_model(text: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label names a model, as a known one or by its size."""
    return is_kind(text, "model_name", vocabulary) or _SIZED.search(text) is not None


def with_trials(sense: NameSense, labels: list[Label], caption: str, said: Iterable[str], vocabulary: TableVocabulary) -> NameSense:
    """Return the sense for a table that prints no method's name: what is tried out in it are variants of the own method.

    Its caption says that it is an ablation or compares different ways to do one thing, or speaks of the own method alone, or
    nothing in it is a rival of the tables that have some: then models, and below an ablation models alone, are what that was run on. Where
    it has models alone, the sentences that cite the table (`said`) may speak of the own method instead.
    """
    texts = {label.text: label for label in labels}
    models = {text for text in texts if is_model(text, vocabulary)}
    is_of_models = len(models) == len(texts)
    if not sense.own or _is_of_data(sense) or any(_names_other(text, label, sense, is_model=is_of_models) for text, label in texts.items()):
        return sense
    is_ablation = bool(inside("ablations").search(caption))
    is_run = is_of_own(caption_title(caption), sense) and (is_ablation or not _is_on_own(caption, sense))
    is_run = is_run or (is_of_models and is_ablation)
    is_run = is_run or (is_of_models and begins_with_own(caption_title(caption), sense))
    is_run = is_run or (is_of_models and any(is_of_own(sentence, sense) or _is_of_our_method(sentence) for sentence in said))
    is_contest = not sense.rivals or any(name_key(text) in sense.rivals for text in texts)
    if not is_run and (models or (is_contest and not _tries_out(caption, texts))):
        return sense
    names = {text for text in texts if _NAME.fullmatch(text)}
    if is_ablation:
        names = {text for text in names if text.isalpha() or _is_of_others(text, sense, vocabulary)}
    starts = inside("starting_points")
    untried = {text for text, label in texts.items() if _is_untried(text, vocabulary) or starts.search(label.raw)}
    untried |= {text for text in texts if text.startswith("+") and _names_others(text, sense, vocabulary)}
    trials = {text for text in texts if text not in untried and (is_run or not is_contest or text not in names)}
    return replace(sense, codes=sense.codes | trials)


def _is_on_own(caption: str, sense: NameSense) -> bool:
    """Tell whether a caption's title tells what was measured on the own name, which is then one of data but in an ablation."""
    words = tokens(caption_title(caption))
    return any(
        tuple(words[i : i + len(name)]) == name and words[i - 1] in ("on", "over") for name in sense.own for i in range(1, len(words))
    )


def _is_of_data(sense: NameSense) -> bool:
    """Tell whether all that the paper calls its own is data: a benchmark has no trials."""
    return bool(sense.own) and all(_DATA_NAME.search(name[-1]) for name in sense.own)


def _names_other(text: str, label: Label, sense: NameSense, *, is_model: bool) -> bool:
    """Tell whether a label names a method: a cited one, or the own one, beside which others are rivals.

    A model that the text cites is none, where all labels are models.
    """
    is_of_work = bool(label.citation) if is_model else is_cited(label, sense)
    return is_of_work or is_own_label(label, sense) or bool(inside("reruns").search(text))


def is_cited(label: Label, sense: NameSense) -> bool:
    """Tell whether a label cites a work, or is a name that the text cites one for; a size is none, whatever stands beside it."""
    return bool(label.citation) or (name_key(label.text) in sense.cited and not MODEL_SIZE.match(label.text))


def with_steps(sense: NameSense, labels: list[Label], caption: str, vocabulary: TableVocabulary) -> NameSense:
    """Return the sense for a table: what is added or taken away ("+ X", "w/o X") is the own method's, where X is nobody else's.

    In an ablation "No X" and "X only" are such steps, too.
    """
    if not sense.own or _is_of_data(sense):
        return sense
    is_ablation = bool(inside("ablations").search(caption))
    steps = {x.text for x in labels if _STEP.match(x.text) or (is_ablation and _STEP_OF_ABLATION.search(x.text))}
    free = {x.text for x in labels if not (is_cited(x, sense) or _NONE_LEFT.fullmatch(x.text) or _names_others(x.text, sense, vocabulary))}
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


def is_of_own(title: str, sense: NameSense) -> bool:
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


def begins_with_own(title: str, sense: NameSense) -> bool:
    """Tell whether a title begins with the own name: beside models alone "Lark with A vs. B" compares what it was run on."""
    return any(tuple(tokens(title)[: len(name)]) == name for name in sense.own)


def _is_of_our_method(sentence: str) -> bool:
    """Tell whether a sentence speaks of "our method", and neither of another one nor of a comparison."""
    rest, n = _OUR_METHOD.subn("", sentence)
    return n > 0 and not inside("comparisons").search(rest)


def with_prefixed(sense: NameSense, labels: list[Label]) -> NameSense:
    """Return the sense for a table: a beginning that turns several of its labels into new ones is own (RS-X).

    Beside an own name it must be that name's beginning.
    """
    has_own = any(is_own_label(label, sense) for label in labels)
    texts = {x.text for x in labels if not x.citation}
    begun: dict[str, set[str]] = {}
    for text in texts:
        if (match := _BEGINNING.match(text)) and text[match.end() :] in texts:
            begun.setdefault(match.group(), set()).add(text)
    first = {name[0] for name in sense.own}
    begun = {
        x: family for x, family in begun.items() if not has_own or any(y.startswith(x[:-1].lower()) and y != x[:-1].lower() for y in first)
    }
    found = [family for family in begun.values() if len(family) >= MIN_VARIANTS]
    return replace(sense, codes=sense.codes | found[0]) if len(found) == 1 else sense


def with_claimed(sense: NameSense, labels: list[Label]) -> NameSense:
    """Return the sense for a table that prints no own name: what the text claims as "our … approach" is own."""
    if not sense.claimed or any(is_own_label(label, sense) for label in labels):
        return sense
    texts = {x.text for x in labels if x.text and not x.citation}
    return replace(sense, codes=sense.codes | {x for x in texts if name_key(x) in sense.claimed or x.split()[0] in sense.claimed})


def find_claimed(text: PaperText) -> frozenset[str]:
    """Return what the text calls "our … approach" or the like, folded, and as printed the short forms of what is proposed."""
    found = (match for s in text.sentences if "ur " in s.text for match in _OUR_APPROACH.finditer(s.text))
    short = {match["name"] for s in text.sentences if "roposed" in s.text for match in _PROPOSED.finditer(s.text)}
    return frozenset(name_key(match.group("name")) for match in found) | short


def with_proposed(sense: NameSense, labels: list[Label], text: PaperText, vocabulary: TableVocabulary) -> NameSense:
    """Return the sense for the paper: where no label is own, those are that its title or what its abstract proposes tells.

    The title prints the label, or spells it out by initials; of the words that the abstract proposes the label has the most.
    Labels that cite a work never are.
    """
    if any(is_own_label(label, sense) for label in labels) or _COMPARES.match(text.title):
        return sense
    free = {x.text for x in labels if not is_cited(x, sense) and not is_generic_label(x.text, vocabulary)}
    free -= _find_replaced(free, text)
    found = {x for x in free if _is_in_title(x, text.title)} or _share_words(free, text) or {x for x in free if _has_most(x, sense)}
    return replace(sense, named=frozenset(found))


def _find_replaced(labels: set[str], text: PaperText) -> set[str]:
    """Return the labels that a sentence of the abstract has for what was there before: "instead of the previous Lark"."""
    behind = [match["rest"].lower() for s in text.sentences if s.kind == "abstract" for match in _INSTEAD.finditer(s.text)]
    return {label for label in labels for rest in behind if re.match(rf"{re.escape(label.lower())}(?!\w)", rest)}


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
            proposed |= _telling_words(_INSTEAD.split(sentence.text[said.end() :])[0])
        elif sentence.kind == "abstract" and not sentence.markers and (said := inside("passive_proposals").search(sentence.text)):
            proposed |= _telling_words(sentence.text[: said.start()])
    shared = {label: _telling_words(label) & proposed for label in labels}
    most = max((len(words) for words in shared.values() if any(len(word) >= MIN_TELLING_WORD for word in words)), default=0)
    return {label for label, words in shared.items() if most and len(words) == most}


def _telling_words(text: str) -> set[str]:
    words = {word.rstrip("s") for word in tokens(text) if len(word) >= MIN_WORD and word.isalpha()}
    return {word for word in words if not bare("class_words").fullmatch(word) and not bare("plain_words").fullmatch(word)}
