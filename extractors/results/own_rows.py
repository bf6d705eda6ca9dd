"""Own rows that are not told by an own name: the whole of an ablation, and what title and abstract propose."""

import re
from dataclasses import replace

from extractors.results.labels import Label, NameSense, is_own_label, tokens
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
_NAME = re.compile(r"\S*[A-Z]\S*[A-Z]\S*")
"""One word with capitals inside it: the name of something, not words for a trial."""
_MIXTURE = re.compile(r"mixtures?[- ]of[- ](?:the[- ])?experts?", re.IGNORECASE)
_SMALL_WORDS = frozenset({"of", "the", "a", "an", "and", "for", "with", "in", "on", "to", "via"})


def with_whole(sense: NameSense, labels: list[Label]) -> NameSense:
    """Return the sense for a table that takes parts away (w/o X): the row of the whole ("Full method") is the paper's own."""
    if not any(bare("removals").match(label.text) for label in labels):
        return sense
    whole = {label.text for label in labels if not label.citation and bare("wholes").fullmatch(label.text)}
    return replace(sense, codes=sense.codes | whole)


def with_trials(sense: NameSense, labels: list[Label], caption: str, vocabulary: TableVocabulary) -> NameSense:
    """Return the sense for an ablation that prints no method's name: what is tried out in it are variants of the own method."""
    texts = {label.text: label for label in labels}
    is_named = any(
        label.citation
        or name_key(text) in sense.cited
        or is_kind(text, "model_name", vocabulary)
        or is_own_label(label, sense)
        or inside("reruns").search(text)
        for text, label in texts.items()
    )
    said = inside("ablations").search(caption)
    if is_named or not sense.own or not said or caption[said.end() :].startswith(" in "):
        return sense
    trials = {text for text in texts if not (is_generic_label(text, vocabulary) or _NAME.fullmatch(text) or "baseline" in text.lower())}
    return replace(sense, codes=sense.codes | trials)


def with_proposed(sense: NameSense, labels: list[Label], text: PaperText, vocabulary: TableVocabulary) -> NameSense:
    """Return the sense for the paper: where no label is own, those are that its title or what its abstract proposes tells.

    The title prints the label, or spells it out by initials; of the words that the abstract proposes the label has the most.
    Labels that cite a work never are.
    """
    if any(is_own_label(label, sense) for label in labels):
        return sense
    free = {x.text for x in labels if not x.citation and name_key(x.text) not in sense.cited and not is_generic_label(x.text, vocabulary)}
    found = {x for x in free if _is_in_title(x, text.title)} or _share_words(free, text)
    return replace(sense, named=frozenset(found))


def _is_in_title(label: str, title: str) -> bool:
    whole = text_key(_MIXTURE.sub("moe", title))
    name = text_key(_MIXTURE.sub("moe", _COUNT_BEHIND.sub("", label)))
    if len(name) >= MIN_TITLE_NAME and name in whole and not all(bare("class_words").fullmatch(word) for word in tokens(label)):
        return True
    first = label.split()[0] if label else ""
    is_initials = first.isupper() and first.isalpha() and len(first) >= MIN_INITIALS
    return is_initials and not bare("class_words").fullmatch(first) and first.lower() in _initials(title)


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
