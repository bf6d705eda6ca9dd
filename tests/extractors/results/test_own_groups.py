"""Which rows are own by the heading they stand under, and which are not by what the paper calls them."""

from dataclasses import replace

import pytest

from extractors.results.read import read_results
from extractors.results.vocabulary import TableVocabulary
from models.document import PaperNames
from models.rows import NamedCitation, OwnMethod
from tests.extractors.results.made_tables import make_table, make_text
from tests.extractors.results.test_own_trials import own_labels, with_body

NAMES = PaperNames(own=(OwnMethod(method_label="Quillnet"),))


def test_what_stands_under_the_own_name_and_agents_is_own_with_its_model_as_a_condition(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Agent               | Model   | PIQA | RTE  |
        | Open agents         | <       | <    | <    |
        | Brambleroute        | GPT-4   | 70.0 | 61.0 |
        | Foldfit             | GPT-3.5 | 69.0 | 60.0 |
        | Quillnet Agents     | <       | <    | <    |
        | ActNest v1          | GPT-4   | 71.0 | 62.0 |
        | SwarmNest v1        | GPT-3.5 | 72.0 | 63.0 |
    """)
    assert own_labels(table, vocabulary) == {"ActNest v1", "SwarmNest v1"}


def test_what_stands_under_ours_is_own_in_the_other_tables_too(vocabulary: TableVocabulary) -> None:
    headed = make_table(
        """
        | Tasks | Baselines    | <       | Ours         | <           |
        | ^     | Brambleroute | Foldfit | Several nests | Full System |
        | PIQA  | 69.0         | 70.0    | 71.0         | 72.0        |
        | RTE   | 59.0         | 60.0    | 61.0         | 62.0        |
    """,
        n_header_rows=2,
    )
    plain = make_table("""
        | System        | PIQA | RTE  |
        | Brambleroute  | 69.5 | 60.5 |
        | Several-nests | 71.5 | 62.5 |
        | Full System   | 72.5 | 63.5 |
    """)
    results, _ = read_results([headed, replace(plain, page=2, label="Table 2")], make_text(), NAMES, vocabulary, "paper")
    assert {(r.page, r.method_label) for r in results if r.is_own} == {
        (1, "Several nests"),
        (1, "Full System"),
        (2, "Several-nests"),
        (2, "Full System"),
    }


def test_the_first_row_of_a_block_is_no_part_of_the_own_row_above_it(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Pruner | Method       | PIQA | RTE  |
        | Reef   | w/o tuning   | 50.0 | 41.0 |
        | ^      | Foldfit      | 60.0 | 51.0 |
        | ^      | Quillnet     | 71.0 | 62.0 |
        | ^      | w/o ranks    | 70.0 | 61.0 |
        | Tide   | w/o tuning   | 51.0 | 42.0 |
        | ^      | Foldfit      | 61.0 | 52.0 |
        | ^      | Quillnet     | 72.0 | 63.0 |
    """)
    results, _ = read_results([table], make_text(), NAMES, vocabulary, "paper")
    assert {(r.method_label, r.setting) for r in results if r.method_label.startswith("w/o") and r.is_own} == {("w/o ranks", "Reef")}


TRIALS = """
    | Gate      | PIQA | RTE  |
    | All Round | 70.0 | 61.0 |
    | Two Round | 71.0 | 62.0 |
"""


def test_what_the_text_calls_a_baseline_is_no_trial(vocabulary: TableVocabulary) -> None:
    table = make_table(TRIALS, "Effect of rounds.")
    assert own_labels(table, vocabulary) == {"All Round", "Two Round"}
    said = with_body("These include an all-layers round (All Round) baseline.", "Two Round beats the baseline.")
    assert own_labels(table, vocabulary, said) == {"Two Round"}


@pytest.mark.parametrize(
    "caption", ["Ablation of the gate. Compared with the purely conditional-gate-based method, the gate-free one is better."]
)
def test_what_the_caption_compares_with_is_not_own(caption: str, vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Task | Cond-Gate-Based | Cond-Gate-Free |
        | PIQA | 70.0            | 71.0           |
        | RTE  | 60.0            | 61.0           |
    """,
        caption,
    )
    assert own_labels(table, vocabulary) == {"Cond-Gate-Free"}


def test_the_opposite_of_what_is_marked_as_ours_is_not_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Task | Ruled gate | Non-Ranked RG | Ranked RG (Ours) |
        | PIQA | 69.0       | 70.0          | 71.0             |
        | RTE  | 59.0       | 60.0          | 61.0             |
    """)
    names = PaperNames(own=(OwnMethod(method_label="Ranked RG"), OwnMethod(method_label="RG")))
    results, _ = read_results([table], make_text(), names, vocabulary, "paper")
    assert {r.method_label for r in results if r.is_own} == {"Ranked RG (Ours)"}


def test_combinations_below_ablation_of_the_own_name_are_variants_of_it(vocabulary: TableVocabulary) -> None:
    grid = """
        | Methods        | PIQA | RTE  |
        | Quillnet       | 71.0 | 62.0 |
        | Lark + Pre-LN  | 70.0 | 61.0 |
        | Lark + Post-LN | 69.0 | 60.0 |
    """
    names = PaperNames(own=(OwnMethod(method_label="Quillnet"),), cited=(NamedCitation(method_label="Lark", ref_index=2),))
    combined = {"Quillnet", "Lark + Pre-LN", "Lark + Post-LN"}
    assert own_labels(make_table(grid, "Ablation of Quillnet."), vocabulary, names=names) == combined
    assert own_labels(make_table(grid, "Ablation of the norms."), vocabulary, names=names) == {"Quillnet"}


def test_with_and_without_a_part_are_both_own(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Nests           | PIQA | RTE  |
        | Without Folding | 70.0 | 61.0 |
        | With Folding    | 71.0 | 62.0 |
    """,
        "Effect of folding.",
    )
    assert own_labels(table, vocabulary) == {"Without Folding", "With Folding"}


def test_a_study_that_proposes_nothing_calls_all_of_its_models_ours_alike(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model         | PIQA | RTE  |
        | Brambleroute  | 69.0 | 60.0 |
        | Ours (dense)  | 70.0 | 61.0 |
        | Ours (routed) | 71.0 | 62.0 |
    """)
    assert own_labels(table, vocabulary, names=PaperNames()) == {"Ours (dense)", "Ours (routed)"}
    assert own_labels(table, vocabulary) == {"Ours (routed)"}


def test_models_are_own_where_the_text_says_that_the_table_shows_our_method(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Draft      | PIQA | RTE  |
        | Llama-2-7B | 71.0 | 62.0 |
        | Mistral-7B | 70.2 | 61.2 |
    """,
        "Empirical results.",
    )
    assert own_labels(table, vocabulary, with_body("Table 1 shows the results of our method.")) == {"Llama-2-7B", "Mistral-7B"}
    assert own_labels(table, vocabulary, with_body("Table 1 compares our method with others.")) == set()


def test_numbered_variants_of_the_own_name_are_own(vocabulary: TableVocabulary) -> None:
    grid = """
        | Variant    | PIQA | RTE  |
        | Variant I  | 69.0 | 60.0 |
        | Variant II | 70.0 | 61.0 |
        | Quillnet   | 71.0 | 62.0 |
    """
    assert own_labels(make_table(grid, "Accuracy of different variants of Quillnet."), vocabulary) == {
        "Variant I",
        "Variant II",
        "Quillnet",
    }
    assert own_labels(make_table(grid, "Accuracy of different variants of Lark and others."), vocabulary) == {"Quillnet"}


def test_a_size_beside_a_citation_names_no_work(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Variant  | PIQA | RTE  |
        | 30B (3A) | 70.0 | 61.0 |
        | 12B (2A) | 71.0 | 62.0 |
    """,
        "Accuracy of Quillnet.",
    )
    names = PaperNames(own=(OwnMethod(method_label="Quillnet"),), cited=(NamedCitation(method_label="30B (3A)", ref_index=2),))
    assert own_labels(table, vocabulary, names=names) == {"30B (3A)", "12B (2A)"}


def test_a_family_that_goes_on_from_the_own_name_is_own_but_not_what_is_spelled_otherwise_or_cited(vocabulary: TableVocabulary) -> None:
    names = PaperNames(own=(OwnMethod(method_label="QUILL-MoE"),))
    text = with_body("Like QUILL-Bramble [4] we tune on many tasks.")
    table = make_table("""
        | Model         | PIQA | RTE  |
        | Nest          | 60.0 | 51.0 |
        | QUILL-Nest    | 70.0 | 61.0 |
        | QUILL-Ferry   | 71.0 | 62.0 |
        | QUILL-Reef    | 72.0 | 63.0 |
        | QUILL-Bramble | 69.0 | 60.0 |
        | QUILL-T5      | 68.0 | 59.0 |
        | Quill-T5-Base | 67.0 | 58.0 |
    """)
    results, _ = read_results([table], text, names, vocabulary, "paper")
    assert {r.method_label for r in results if r.is_own} == {"QUILL-Nest", "QUILL-Ferry", "QUILL-Reef"}


def test_what_is_ticked_below_ours_is_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method     | Ours | PIQA | RTE  |
        | Wide gate  | ✓    | 71.0 | 62.0 |
        | Round gate | ✓    | 72.0 | 63.0 |
        | Weight sum |      | 69.0 | 60.0 |
    """)
    assert own_labels(table, vocabulary) == {"Wide gate", "Round gate"}
