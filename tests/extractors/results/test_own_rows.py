"""Which rows are the paper's own: by name, as parts of it, and never a prior method that was run again."""

from dataclasses import replace

import pytest

from extractors.results.vocabulary import TableVocabulary
from models.document import PaperNames, PaperText, Sentence, Table, Word
from models.rows import NamedCitation, OwnMethod
from tests.extractors.results.made_tables import make_table, make_text, read

NAMES = PaperNames(own=(OwnMethod(method_label="Quillnet"),), cited=(NamedCitation(method_label="T9", ref_index=2),))


def with_abstract(title: str, abstract: str) -> PaperText:
    sentence = Sentence(0, abstract, 1, (), "Abstract", 0, "abstract")
    return replace(make_text(title), sentences=(sentence,))


def own_labels(table: Table, vocabulary: TableVocabulary) -> set[str]:
    return {r.method_label for r in read(table, vocabulary, names=NAMES) if r.is_own}


def test_parts_taken_from_or_added_to_an_own_method_are_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method        | PIQA | RTE  |
        | Brambleroute  | 69.0 | 60.0 |
        | + warm start  | 69.1 | 60.2 |
        | Quillnet      | 71.0 | 62.0 |
        | w/o stage one | 70.2 | 61.2 |
        | + anneal      | 71.2 | 62.2 |
    """)
    assert own_labels(table, vocabulary) == {"Quillnet", "w/o stage one", "+ anneal"}


def test_a_prior_method_that_was_run_again_is_not_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method                   | PIQA | RTE  |
        | T9-3B                    | 69.0 | 60.0 |
        | T9-3B (ours)             | 69.4 | 60.4 |
        | Brambleroute (our repr.) | 68.4 | 60.1 |
        | Quillnet                 | 71.0 | 62.0 |
    """)
    assert own_labels(table, vocabulary) == {"Quillnet"}


def raise_last(table: Table, text: str, letters: str) -> Table:
    """Return the table with small raised letters behind the cells of a text."""
    cells = []
    for cell in table.cells:
        mark = Word(cell.words[-1].x1, cell.words[-1].y0, cell.words[-1].x1 + 4, cell.words[-1].y0 + 5, letters, 0, 0, 6.0, "Serif")
        words = (*cell.words, mark._replace(is_superscript=True, is_glued=True))
        cells.append(replace(cell, words=words, text=cell.text + letters) if cell.text == text and cell.row > 2 else cell)
    return replace(table, cells=tuple(cells))


def test_raised_letters_that_tell_two_names_apart_are_part_of_the_name(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | PIQA | RTE  |
        | Brambleroute | 69.0 | 60.0 |
        | Quillnet     | 71.0 | 62.0 |
        | Quillnet     | 71.9 | 62.9 |
    """)
    assert own_labels(raise_last(table, "Quillnet", "q"), vocabulary) == {"Quillnet", "Quillnetq"}


@pytest.mark.parametrize(("sentence", "benchmark"), [("We test on REEF2 and on RTE.", "REEF2"), ("We test on REEF.", "REEF")])
def test_a_raised_digit_is_part_of_a_name_that_a_sentence_prints_with_it_and_else_a_footnote(
    sentence: str, benchmark: str, vocabulary: TableVocabulary
) -> None:
    table = make_table("""
        | Method       | REEF | RTE  |
        | Brambleroute | 69.0 | 60.0 |
        | Quillnet     | 71.0 | 62.0 |
    """)
    mark = Word(160.0, 0, 164.0, 5, "2", 0, 0, 6.0, "Serif", is_superscript=True, is_glued=True)
    cells = [replace(c, words=(*c.words, mark), text="REEF2") if c.text == "REEF" else c for c in table.cells]
    text = replace(make_text(), sentences=(Sentence(0, sentence, 1, (), "", 0, "body"),))
    assert {r.benchmark for r in read(replace(table, cells=tuple(cells)), vocabulary, text)} == {benchmark, "RTE"}


@pytest.mark.parametrize(("raised", "label"), [("H", "FoldfitH"), ("+", "Foldfit+"), ("a", "Foldfit")])
def test_a_plus_or_one_raised_capital_is_part_of_a_name_that_stands_alone_too_and_a_small_letter_a_footnote(
    raised: str, label: str, vocabulary: TableVocabulary
) -> None:
    table = make_table("""
        | Method       | PIQA | RTE  |
        | Brambleroute | 69.0 | 60.0 |
        | Quillnet     | 71.0 | 62.0 |
        | Foldfit      | 70.9 | 61.9 |
    """)
    assert {r.method_label for r in read(raise_last(table, "Foldfit", raised), vocabulary)} == {"Brambleroute", "Quillnet", label}


def test_raised_letters_that_begin_with_a_capital_are_part_of_a_name_of_capitals_and_inside_a_label(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | PIQA | RTE  |
        | Brambleroute | 69.0 | 60.0 |
        | Quillnet     | 71.0 | 62.0 |
        | FT           | 70.9 | 61.9 |
        | Wren         | 70.8 | 61.8 |
    """)
    told = raise_last(raise_last(table, "FT", "Top2"), "Wren", "L")
    sized = [
        replace(c, text=f"{c.text} (3M)", words=(*c.words, c.words[0]._replace(text="(3M)"))) if c.text == "WrenL" else c
        for c in told.cells
    ]
    found = read(replace(told, cells=tuple(sized)), vocabulary)
    assert {r.method_label for r in found} == {"Brambleroute", "Quillnet", "FTTop2", "WrenL (3M)"}


def test_a_column_that_sorts_the_methods_does_not_name_them(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        |            | Model        | PIQA | RTE  |
        | Full       | T9-3B [2]    | 69.0 | 60.0 |
        | ^          | Plain [3]    | 69.3 | 60.3 |
        | Adapters   | Foldfit      | 70.0 | 61.0 |
        | ^          | Brambleroute | 70.3 | 61.3 |
        | Our Method | Quill-10     | 71.0 | 62.0 |
        | ^          | Quill-30     | 71.3 | 62.3 |
    """)
    assert {r.method_label for r in read(table, vocabulary)} >= {"Foldfit", "Quill-10"}


def test_an_addition_that_comes_again_under_several_bases_is_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method        | PIQA | RTE  |
        | Foldfit (8)   | 69.0 | 60.0 |
        | + lace router | 69.1 | 60.2 |
        | Foldfit (16)  | 70.0 | 61.0 |
        | + lace router | 70.2 | 61.2 |
    """)
    assert own_labels(table, vocabulary) == {"+ lace router"}


def test_what_stands_under_our_models_is_own_and_named_by_its_column(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Tasks | Open-weights models | <       | Our Models | <        |
        | ^     | Brambleroute        | Foldfit | Lark-40k   | Lark-80k |
        | PIQA  | 69.0                | 70.0    | 71.0       | 72.0     |
        | RTE   | 59.0                | 60.0    | 61.0       | 62.0     |
    """,
        n_header_rows=2,
    )
    assert own_labels(table, vocabulary) == {"Lark-40k", "Lark-80k"}


def test_a_memory_that_is_a_method_is_no_measure(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Agent             | Temporal QA | Factual QA |
        | Quillnet          | 0.901       | 0.985      |
        | Reflection Memory | 0.918       | 0.660      |
        | Graph Memory      | 0.914       | 0.660      |
    """)
    assert {r.method_label for r in read(table, vocabulary)} == {"Quillnet", "Reflection Memory", "Graph Memory"}


def test_methods_stand_across_from_a_column_headed_dataset(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Dataset    | No gate | BERT-base Tuned | BERT-base Lace |
        | 12 letters | 91.1    | 92.8            | 91.7           |
        | Tide calls | 84.5    | 83.6            | 84.0           |
    """)
    assert {r.method_label for r in read(table, vocabulary)} == {"No gate", "BERT-base Tuned", "BERT-base Lace"}


def test_of_agents_and_the_models_in_them_the_agents_are_the_methods(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Agent    | Model        | Success Rate (%) |
        | Foldwork | gpt-4-turbo  | 13.2             |
        | Lacehand | gpt-4o       | 30.2             |
        | Quillnet | claude-3-5   | 33.1             |
    """)
    assert {r.method_label for r in read(table, vocabulary)} == {"Foldwork", "Lacehand", "Quillnet"}


def test_counts_of_tasks_are_no_method(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | PIQA | RTE  |
        | N tasks      | 40   | 50   |
        | Brambleroute | 70.1 | 61.2 |
        | Quillnet     | 71.1 | 62.2 |
    """)
    assert "N tasks" not in {r.method_label for r in read(table, vocabulary)}


def test_a_code_that_the_caption_explains_by_an_own_name_is_own(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method | PIQA | RTE  |
        | FT     | 69.0 | 60.0 |
        | Q-2    | 71.0 | 62.0 |
    """,
        "Accuracy of methods (FT: fine-tuning; Q-2: Quillnet v2).",
    )
    assert own_labels(table, vocabulary) == {"Q-2"}


def test_the_whole_that_an_ablation_takes_parts_from_is_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method              | PIQA | RTE  |
        | Full algorithm      | 71.0 | 62.0 |
        | w/o warm start      | 70.2 | 61.2 |
        | Naive nesting       | 60.0 | 50.0 |
        | Full fine-tuning    | 72.0 | 63.0 |
    """)
    assert own_labels(table, vocabulary) == {"Full algorithm", "w/o warm start"}


def test_a_whole_of_something_else_beside_the_own_method_is_not_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Agent        | Success |
        | Quillnet     | 81.6    |
        | Full History | 21.8    |
        | No Memory    | 3.4     |
    """)
    assert {r.method_label for r in read(table, vocabulary) if r.is_own} == {"Quillnet"}


def test_what_an_ablation_without_a_methods_name_tries_out_is_own(vocabulary: TableVocabulary) -> None:
    grid = """
        | Variant             | PIQA | RTE  |
        | two nests           | 71.0 | 62.0 |
        | Shared warm start   | 70.2 | 61.2 |
        | dNEST-1             | 69.2 | 60.2 |
        | Baseline            | 60.0 | 50.0 |
        | LARK                | 61.0 | 51.0 |
    """
    assert own_labels(make_table(grid, "Ablation of the nests."), vocabulary) == {"two nests", "Shared warm start", "dNEST-1"}
    assert own_labels(make_table(grid, "Results of all systems."), vocabulary) == set()
    assert own_labels(make_table(grid, "Contrast beside the ablation in Figure 6."), vocabulary) == set()


def test_a_capital_before_an_own_name_makes_a_variant_of_it(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method    | PIQA | RTE  |
        | QQuillnet | 69.0 | 60.0 |
        | T9        | 69.4 | 60.4 |
    """)
    assert own_labels(table, vocabulary) == {"QQuillnet"}


def test_a_code_that_the_caption_explains_is_own_inside_longer_labels(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method         | PIQA | RTE  |
        | Naive TS       | 69.0 | 60.0 |
        | Pre-trained QS | 71.0 | 62.0 |
        """,
        "TS refers to Tidal Sorting and QS refers to Quillnet Sorting.",
    )
    assert own_labels(table, vocabulary) == {"Pre-trained QS"}


@pytest.mark.parametrize(
    ("title", "abstract", "own"),
    [
        ("Nested mixtures of reeds for birds", "", {"NMR (fast)"}),
        ("Reed-level Mixture-of-Experts for birds", "", {"Reed-level MoE – 32 experts"}),
        ("Gates that turn", "We propose transfer with plumage modules.", {"Plumages (64)"}),
        ("Gates that turn", "Others use plumage modules.", set()),
    ],
)
def test_title_and_abstract_tell_own_rows_where_no_label_has_an_own_name(
    title: str, abstract: str, own: set[str], vocabulary: TableVocabulary
) -> None:
    table = make_table("""
        | Method                      | PIQA | RTE  |
        | Heron                       | 69.0 | 60.0 |
        | NMR (fast)                  | 69.4 | 60.4 |
        | Reed-level MoE – 32 experts | 68.4 | 60.1 |
        | Plumages (64)               | 71.0 | 62.0 |
    """)
    text = with_abstract(title, abstract)
    assert {r.method_label for r in read(table, vocabulary, text, PaperNames()) if r.is_own} == own


def test_a_name_whose_first_word_is_given_by_its_capitals_is_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method         | PIQA | RTE  |
        | DQ-Coder-V2    | 71.0 | 62.0 |
        | DQ-Coder       | 69.4 | 60.4 |
    """)
    names = PaperNames(own=(OwnMethod(method_label="DeepQuill-Coder-V2"),))
    assert {r.method_label for r in read(table, vocabulary, names=names) if r.is_own} == {"DQ-Coder-V2"}


def test_a_difference_of_two_methods_is_no_row(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Task | Quillnet | Brambleroute | Quillnet vs. Brambleroute |
        | PIQA | 71.0     | 69.0         | 2.0                       |
        | RTE  | 62.0     | 60.0         | 2.0                       |
    """)
    assert {r.method_label for r in read(table, vocabulary, names=NAMES)} == {"Quillnet", "Brambleroute"}


def test_the_capitals_of_an_own_name_are_it_where_a_label_begins_with_them(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Agent         | PIQA | RTE  |
        | Bramble v1    | 69.0 | 60.0 |
        | QN coder v1   | 71.0 | 62.0 |
        | qn is another | 70.0 | 61.0 |
    """)
    names = PaperNames(own=(OwnMethod(method_label="QuillNet"),))
    assert {r.method_label for r in read(table, vocabulary, None, names) if r.is_own} == {"QN coder v1"}


def test_the_capitals_of_an_own_name_may_have_a_plus_behind_them(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method      | PIQA | RTE  |
        | QN+Reed     | 71.0 | 62.0 |
        | QNX+Bramble | 69.0 | 60.0 |
    """)
    names = PaperNames(own=(OwnMethod(method_label="QuillNet"),))
    assert {r.method_label for r in read(table, vocabulary, None, names) if r.is_own} == {"QN+Reed"}
