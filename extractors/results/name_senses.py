"""Which labels a paper uses for its own methods: what its text and all its tables tell, then what one table adds."""

from dataclasses import replace

from extractors.results.labels import Label, NameSense, find_codes, is_own_label, with_codes, with_variants
from extractors.results.own_rows import find_claimed, with_baselines, with_claimed, with_parts, with_proposed, with_trials, with_whole
from extractors.results.said_of_labels import with_built_on, with_said, with_students
from extractors.results.vocabulary import TableVocabulary
from extractors.results.words import inside
from models.document import PaperNames, PaperText, Table
from models.spelling import name_key

Labelled = list[tuple[Table, list[Label]]]
"""The tables of a paper, each with the labels of its methods."""


def complete_sense(sense: NameSense, labelled: Labelled, text: PaperText, names: PaperNames, vocabulary: TableVocabulary) -> NameSense:
    """Return the sense for the paper, with what its text, title and captions say of the labels of its tables."""
    codes = {code for table, labels in labelled for code in find_codes(sense, labels, table.caption) if len(code) > 1}
    sense = replace(sense, all_codes=frozenset(codes), claimed=find_claimed(text))
    labels = [label for _, found in labelled for label in found]
    sense = with_baselines(with_proposed(sense, labels, text, vocabulary), labels, text)
    sense = with_said(sense, labels, text, [table.caption for table, _ in labelled], names, vocabulary)
    rivals = {
        name_key(label.text)
        for table, found in labelled
        if not inside("ablations").search(table.caption)
        for label in found
        if not is_own_label(label, sense)
    }
    return replace(sense, rivals=frozenset(rivals))


def sense_of_table(
    sense: NameSense, labels: list[Label], table: Table, said: list[str], vocabulary: TableVocabulary
) -> tuple[NameSense, NameSense]:
    """Return the sense for one table: by names alone, and with what it tries out; `said` are the sentences that cite it."""
    named = with_whole(with_variants(with_codes(sense, labels, table.caption), labels), labels)
    if inside("ablations").search(table.caption):
        named = with_parts(named, labels, vocabulary)
    named = with_students(with_built_on(named, labels), labels, table.caption)
    return named, with_trials(with_claimed(named, labels), labels, table.caption, said, vocabulary)
