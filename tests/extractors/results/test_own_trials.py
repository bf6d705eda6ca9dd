"""Own rows that print no own name: trials, runs of the own method alone, and what the text calls a baseline."""

from dataclasses import replace

import pytest

from extractors.results.read import read_results
from extractors.results.vocabulary import TableVocabulary
from models.document import PaperNames, PaperText, Sentence, Table
from models.rows import NamedCitation, OwnMethod
from tests.extractors.results.made_tables import find, make_table, make_text, read

TRIALS = """
    | Window       | PIQA | RTE  |
    | Round shape  | 71.0 | 62.0 |
    | Square shape | 70.2 | 61.2 |
    | Vanilla      | 60.0 | 50.0 |
"""
MODELS = """
    | Judge       | PIQA | RTE  |
    | Llama-2-7B  | 71.0 | 62.0 |
    | Mistral-7B  | 70.2 | 61.2 |
"""


def with_body(*sentences: str, title: str = "Quillnet routes tokens by rank") -> PaperText:
    body = tuple(Sentence(i, text, 1, (), "Method", 0, "body") for i, text in enumerate(sentences))
    return replace(make_text(title), sentences=body)


def own_labels(table: Table, vocabulary: TableVocabulary, text: PaperText | None = None, names: PaperNames | None = None) -> set[str]:
    return {r.method_label for r in read(table, vocabulary, text, names) if r.is_own}


@pytest.mark.parametrize("caption", ["Effect of the window.", "Comparison of different window shapes.", "Sensitivity analysis."])
def test_what_a_table_tries_out_is_the_own_method_in_variants(caption: str, vocabulary: TableVocabulary) -> None:
    assert own_labels(make_table(TRIALS, caption), vocabulary) == {"Round shape", "Square shape"}


def test_methods_by_name_are_no_trials(vocabulary: TableVocabulary) -> None:
    grid = TRIALS.replace("Square shape", "LARK        ")
    assert own_labels(make_table(grid, "Effect of the window."), vocabulary) == set()
    assert own_labels(make_table(TRIALS, "Results on all tasks."), vocabulary) == set()


def test_models_below_a_caption_of_the_own_method_alone_are_what_it_ran_on(vocabulary: TableVocabulary) -> None:
    table = make_table(MODELS, "Accuracy of QuillNet with several judges.")
    assert own_labels(table, vocabulary) == {"Llama-2-7B", "Mistral-7B"}
    assert {r.setting for r in read(table, vocabulary)} == {"QuillNet, accuracy"}
    for caption in ("Accuracy of QuillNet compared with judges.", "Accuracy of Brambleroute and QuillNet.", "Accuracy of the judges."):
        assert own_labels(make_table(MODELS, caption), vocabulary) == set()


def test_models_alone_below_an_ablation_are_what_the_own_method_ran_on(vocabulary: TableVocabulary) -> None:
    assert own_labels(make_table(MODELS, "Ablation of the learning rate."), vocabulary) == {"Llama-2-7B", "Mistral-7B"}
    mixed = MODELS + "        | Wide judge  | 70.3 | 61.3 |"
    assert own_labels(make_table(mixed, "Ablation of the judges."), vocabulary) == set()


def test_rows_beside_our_method_are_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        |            | Model        | PIQA | RTE  |
        | Adapters   | Foldfit      | 70.0 | 61.0 |
        | ^          | Brambleroute | 70.3 | 61.3 |
        | Our Method | MoNest-10    | 71.0 | 62.0 |
        | ^          | Quillnet-30  | 71.3 | 62.3 |
    """)
    assert own_labels(table, vocabulary) == {"MoNest-10", "Quillnet-30"}


def test_a_variant_that_the_text_calls_its_baseline_is_not_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method          | PIQA | RTE  |
        | Brambleroute    | 69.0 | 60.0 |
        | Quillnet-A@12B  | 69.4 | 60.4 |
        | Quillnet-1-Wide | 69.5 | 60.5 |
        | Quillnet-B      | 70.9 | 61.9 |
        | Quillnet        | 71.0 | 62.0 |
    """)
    text = with_body(
        "Quillnet-A, our plainly trained baseline model, does well.",
        "Quillnet-B beats our baseline.",
        "We also trained two baselines of equal cost:",
        "Quillnet-1-Wide: it has one wide nest.",
    )
    assert own_labels(table, vocabulary, text) == {"Quillnet-B", "Quillnet"}


def test_a_baseline_of_the_authors_is_not_own_beside_this_work(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method         | Reference | PIQA | RTE  |
        | Brambleroute   | [2]       | 69.0 | 60.0 |
        | mono-LSTM      | this work | 69.4 | 60.4 |
        | GRU (3 layers) | this work | 69.5 | 60.5 |
        | pupil          | this work | 71.0 | 62.0 |
    """)
    text = with_body("We compare the baseline mono-LSTM with the pupil.", "It beats the GRU baseline, too.")
    assert own_labels(table, vocabulary, text) == {"pupil"}


def test_what_a_proposal_replaces_is_not_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method            | PIQA | RTE  |
        | gather-then-route | 69.0 | 60.0 |
        | trainable sorter  | 71.0 | 62.0 |
    """)
    said = "We propose a trainable sorter instead of the previous gather-then-route for nests."
    text = replace(make_text("On nests"), sentences=(Sentence(0, said, 1, (), "Abstract", 0, "abstract"),))
    assert own_labels(table, vocabulary, text, PaperNames()) == {"trainable sorter"}


def test_rows_without_a_part_are_own_beside_the_whole(vocabulary: TableVocabulary) -> None:
    grid = """
        | Setup         | PIQA | RTE  |
        | Full kernel   | 71.0 | 62.0 |
        | No RankSorter | 70.0 | 61.0 |
    """
    more = "| No NestGuard | 70.5 | 61.5 |"
    assert own_labels(make_table(grid + more, "Critical parts."), vocabulary) == {"Full kernel", "No RankSorter", "No NestGuard"}
    assert own_labels(make_table(grid, "Critical parts."), vocabulary) == {"Full kernel"}


def test_a_variant_named_in_words_is_own_by_the_initials_of_the_caption(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model         | PIQA | RTE  |
        | Brambleroute  | 69.0 | 60.0 |
        | MN (4 nests)  | 70.0 | 61.0 |
        | MN (8 nests)  | 71.0 | 62.0 |
    """,
        "Accuracy. The brackets of Multi- Nested Multiple Nests (MN) tell their number.",
    )
    text = with_body("We discuss two variants of Quillnet, named Multiple Nests and Single Nests.")
    assert own_labels(table, vocabulary, text) == {"MN (4 nests)", "MN (8 nests)"}


def test_two_capitals_before_the_own_name_make_a_variant_of_it(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method      | PIQA | RTE  |
        | GQQuillnet  | 71.0 | 62.0 |
        | ABCQuillnet | 70.0 | 61.0 |
    """)
    assert own_labels(table, vocabulary) == {"GQQuillnet"}


def test_variants_in_brackets_leave_the_name_itself_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method        | PIQA | RTE  |
        | LSTM-512      | 69.0 | 60.0 |
        | MoE (8 nests) | 70.0 | 61.0 |
        | MoE (wide)    | 71.0 | 62.0 |
    """)
    names = PaperNames(own=(OwnMethod(method_label="MoE", aliases=["MoE (wide)"]),))
    assert own_labels(table, vocabulary, names=names) == {"MoE (8 nests)", "MoE (wide)"}


def test_our_approach_by_another_name_is_own_where_no_own_name_stands(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Policy  | Hit rate | Accuracy |
        | LRU     | 60.0     | 50.0     |
        | Pelican | 71.0     | 62.0     |
    """)
    text = with_body("Our Pelican-inspired policy leads by far.")
    assert own_labels(table, vocabulary, text) == {"Pelican"}
    assert own_labels(table, vocabulary, with_body("Our Pelican loss leads by far.")) == {"Pelican"}
    assert own_labels(table, vocabulary, with_body("The Pelican policy leads by far.")) == set()


def test_most_words_of_a_long_own_name_are_it_where_no_label_has_all(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method                  | PIQA | RTE  |
        | soft nests              | 69.0 | 60.0 |
        | quiet parallel nests    | 71.0 | 62.0 |
    """)
    names = PaperNames(own=(OwnMethod(method_label="quiet parallelizable nests"),))
    assert own_labels(table, vocabulary, make_text("On nests"), names) == {"quiet parallel nests"}


def test_all_variants_of_a_name_of_class_words_are_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method     | PIQA | RTE  |
        | LSTM-512   | 69.0 | 60.0 |
        | MoE-32     | 70.0 | 61.0 |
        | MoE-8-Wide | 71.0 | 62.0 |
    """)
    names = PaperNames(own=(OwnMethod(method_label="MoE", aliases=["MoE-8-Wide"]),))
    assert own_labels(table, vocabulary, names=names) == {"MoE-32", "MoE-8-Wide"}


def test_models_are_what_the_own_method_ran_on_where_the_text_says_so_of_the_table(vocabulary: TableVocabulary) -> None:
    table = make_table(MODELS, "Accuracy under several windows.")
    assert own_labels(table, vocabulary, with_body("We therefore report the accuracy of QuillNet in Table 1.")) == {
        "Llama-2-7B",
        "Mistral-7B",
    }
    for sentence in (
        "We report the accuracy of QuillNet in Table 2.",
        "Table 1 compares QuillNet with all judges.",
        "Table 1 reports the judges.",
    ):
        assert own_labels(table, vocabulary, with_body(sentence)) == set()
    mixed = make_table(MODELS.replace("Llama-2-7B", "Wide judge"), "Accuracy under several windows.")
    assert own_labels(mixed, vocabulary, with_body("We report the accuracy of QuillNet in Table 1.")) == set()


def test_a_model_that_the_text_cites_may_be_what_the_own_method_ran_on(vocabulary: TableVocabulary) -> None:
    names = PaperNames(
        own=(OwnMethod(method_label="Quillnet"),), cited=(NamedCitation(method_label="Mistral-7B", ref_index=2, n_mentions=3),)
    )
    table = make_table(MODELS, "Accuracy of QuillNet under several judges.")
    assert own_labels(table, vocabulary, names=names) == {"Llama-2-7B", "Mistral-7B"}
    mixed = make_table(MODELS.replace("Llama-2-7B", "Wide judge"), "Accuracy of QuillNet under several judges.")
    assert own_labels(mixed, vocabulary, names=names) == set()


ABLATION = """
    | Method       | PIQA | RTE  |
    | EMB-1        | 69.0 | 60.0 |
    | INFIX-1      | 69.9 | 60.9 |
    | Variant 2    | 69.7 | 60.7 |
    | Brambleroute | 68.1 | 58.3 |
    | Bird-7B      | 67.1 | 57.3 |
    | Quillnet     | 71.0 | 62.0 |
"""
RIVALS = """
    | Method       | PIQA | RTE  |
    | Brambleroute | 68.1 | 58.3 |
    | Quillnet     | 71.0 | 62.0 |
"""


def test_an_ablation_tries_out_what_no_other_table_has_as_a_rival(vocabulary: TableVocabulary) -> None:
    names = PaperNames(own=(OwnMethod(method_label="Quillnet"),))
    tables = [make_table(RIVALS), replace(make_table(ABLATION, "Ablation of the prefix."), page=2, label="Table 2")]
    results = read_results(tables, make_text(), names, vocabulary, "paper")[0]
    assert {r.method_label for r in results if r.is_own} == {"EMB-1", "INFIX-1", "Variant 2", "Quillnet"}
    assert own_labels(make_table(ABLATION, "Results of all prefixes."), vocabulary) == {"Quillnet"}


def test_a_code_that_one_caption_explains_is_own_in_all_tables(vocabulary: TableVocabulary) -> None:
    names = PaperNames(own=(OwnMethod(method_label="Quillnet"),))
    coded = RIVALS.replace("Quillnet    ", "QN (whole)  ")
    explained = make_table(coded, "Results; QN refers to Quillnet.")
    other = replace(make_table(coded.replace("Brambleroute", "Lark        "), "Results on the others."), page=2, label="Table 2")
    results = read_results([explained, other], make_text(), names, vocabulary, "paper")[0]
    assert {(r.page, r.method_label) for r in results if r.is_own} == {(1, "QN (whole)"), (2, "QN (whole)")}


CONTEST = """
    | Method       | PIQA | RTE  |
    | Brambleroute | 69.0 | 60.0 |
    | Quillnet     | 71.0 | 62.0 |
"""


def own_of(tables: list[Table], vocabulary: TableVocabulary) -> set[str]:
    names = PaperNames(own=(OwnMethod(method_label="Quillnet"),))
    results, _ = read_results(tables, make_text(), names, vocabulary, "paper")
    return {r.method_label for r in results if r.is_own} - {"Quillnet"}


def test_a_table_without_a_rival_of_the_contests_tries_out_the_own_method(vocabulary: TableVocabulary) -> None:
    grid = """
        | Encoder    | PIQA | RTE  |
        | CNN        | 70.0 | 61.0 |
        | Two layers | 71.0 | 62.0 |
    """
    alone = replace(make_table(grid, "Results by encoder."), page=2)
    assert own_of([make_table(CONTEST), alone], vocabulary) == {"CNN", "Two layers"}
    with_rival = replace(make_table(grid + "        | Brambleroute | 69.0 | 60.0 |", "Results by encoder."), page=2)
    assert own_of([make_table(CONTEST), with_rival], vocabulary) == set()


def test_what_is_added_or_taken_away_is_the_own_methods_where_it_is_nobody_elses(vocabulary: TableVocabulary) -> None:
    steps = """
        | Variant        | PIQA | RTE  |
        | Quillnet       | 71.0 | 62.0 |
        | + warm start   | 71.4 | 62.4 |
        | w/o ranks      | 69.0 | 60.0 |
    """
    parts = replace(make_table(steps, "Accuracy of variants."), page=2)
    assert own_of([make_table(CONTEST), parts], vocabulary) == {"+ warm start", "w/o ranks"}
    ablation = make_table(
        """
        | Variant    | PIQA | RTE  |
        | Quillnet   | 71.0 | 62.0 |
        | No ranks   | 69.0 | 60.0 |
        | Ranks only | 68.0 | 59.0 |
    """,
        "Ablation of Quillnet.",
    )
    assert own_of([make_table(CONTEST), replace(ablation, page=2)], vocabulary) == {"No ranks", "Ranks only"}


def test_number_formats_beside_trials_do_not_make_them_starting_points(vocabulary: TableVocabulary) -> None:
    grid = """
        | Window       | Precision | PIQA | RTE  |
        | Round shape  | float32   | 71.0 | 62.0 |
        | Square shape | float32   | 70.2 | 61.2 |
        | Square shape | bfloat16  | –    | –    |
    """
    assert own_labels(make_table(grid, "Effect of the window."), vocabulary) == {"Round shape", "Square shape"}


def test_an_ablation_tries_out_what_is_a_baseline_elsewhere(vocabulary: TableVocabulary) -> None:
    parts = """
        | Variant             | PIQA | RTE  |
        | Vanilla             | 60.0 | 51.0 |
        | Prompt-only routing | 69.0 | 60.0 |
        | Quillnet            | 71.0 | 62.0 |
    """
    assert own_labels(make_table(parts, "Ablation of the parts."), vocabulary) == {"Prompt-only routing", "Quillnet"}
    windows = TRIALS + "        | Uniform[0.0,1.0] | 59.0 | 49.0 |\n        | Greedy | 58.0 | 48.0 |\n        | Default | 72.0 | 63.0 |"
    tried = {"Round shape", "Square shape", "Uniform[0.0,1.0]", "Greedy", "Default"}
    assert own_labels(make_table(windows, "Ablation of the window."), vocabulary) == tried
    assert own_labels(make_table(windows, "Results on all tasks."), vocabulary) == set()


def test_headings_over_trials_alone_are_conditions(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Window       | PIQA | RTE  |
        | Shapes       | <    | <    |
        | Round shape  | 71.0 | 62.0 |
        | Square shape | 70.2 | 61.2 |
        | Fillings     | <    | <    |
        | Zeros        | 69.0 | 60.0 |
        | Mirrored     | 68.2 | 59.2 |
    """,
        "Ablation of the window.",
    )
    said = {(r.method_label, r.setting) for r in read(table, vocabulary) if r.is_own}
    assert said == {("Round shape", "Shapes"), ("Square shape", "Shapes"), ("Zeros", "Fillings"), ("Mirrored", "Fillings")}


def test_a_row_without_any_of_the_parts_and_one_before_the_own_method_are_not_own(vocabulary: TableVocabulary) -> None:
    ticks = """
        | Gate | Norm | RTE  | PIQA |
        |      |      | 50.1 | 60.1 |
        | ✓    |      | 52.1 | 62.1 |
        | ✓    | ✓    | 54.1 | 64.1 |
    """
    table = make_table(ticks, "Ablation of the parts of Quillnet in 8-bit.")
    assert own_labels(table, vocabulary) == {"Gate", "Gate + Norm"}
    assert {r.method_label: "8-bit" in r.setting for r in read(table, vocabulary)} == {
        "w/o Gate, w/o Norm": False,
        "Gate": True,
        "Gate + Norm": True,
    }
    stages = """
        | Model                   | PIQA | RTE  |
        | Student Before Quillnet | 69.0 | 60.0 |
        | Student After Quillnet  | 71.0 | 62.0 |
    """
    assert own_labels(make_table(stages), vocabulary) == {"Student After Quillnet"}
    assert {r.method_label for r in read(make_table(stages), vocabulary) if r.is_origin} == {"Student Before Quillnet"}


def test_labels_that_shorten_own_ones_of_other_tables_are_own(vocabulary: TableVocabulary) -> None:
    names = PaperNames(own=(OwnMethod(method_label="Quillnet"),), cited=(NamedCitation(method_label="LARK", ref_index=1),))
    text = with_body("We compare three variants of Quillnet, namely Adaptive, Full System and Many-agent.")
    whole = make_table("""
        | Method      | PIQA | RTE  |
        | LARK        | 60.0 | 51.0 |
        | Many-agent  | 69.0 | 60.0 |
        | Adaptive    | 70.0 | 61.0 |
        | Full System | 71.0 | 62.0 |
    """)
    short = make_table(
        """
        | Method | PIQA | RTE  |
        | Single | 59.0 | 50.0 |
        | Lake   | 60.0 | 51.0 |
        | Many   | 69.0 | 60.0 |
        | Adapt. | 70.0 | 61.0 |
        | Full   | 71.0 | 62.0 |
    """,
        "Ablation by hour. Single is LARK (as published).",
    )
    results = read_results([whole, replace(short, page=2, label="Table 2")], text, names, vocabulary, "paper")[0]
    assert {"Many", "Adapt.", "Full"} <= {r.method_label for r in results if r.is_own and r.page == 2}
    assert not any(r.is_own for r in results if r.method_label == "Single")


def test_beside_a_default_are_choices_that_the_authors_did_not_make(vocabulary: TableVocabulary) -> None:
    grid = """
        | Form           | PIQA | RTE  |
        | Full tuning    | 69.0 | 60.0 |
        | Quillnet A B   | 70.0 | 61.0 |
        | A B C{default} | 71.0 | 62.0 |
        | A C B          | 70.5 | 61.5 |
    """
    assert own_labels(make_table(grid.format(default=" (default)"), "Quillnet in its corners."), vocabulary) == {
        "Quillnet A B",
        "A B C (default)",
        "A C B",
    }
    assert own_labels(make_table(grid.format(default=""), "Quillnet in its corners."), vocabulary) == {"Quillnet A B"}


def test_models_alone_below_a_title_that_begins_with_the_own_name_are_what_it_ran_on(vocabulary: TableVocabulary) -> None:
    table = make_table(MODELS, "Quillnet results using Llama-2-7B vs. Mistral-7B.")
    assert own_labels(table, vocabulary) == {"Llama-2-7B", "Mistral-7B"}
    assert own_labels(make_table(MODELS, "Results using Llama-2-7B vs. Mistral-7B."), vocabulary) == set()


def test_an_ablation_that_names_nothing_is_of_the_first_own_method(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Blend            | RTE  | PIQA |
        | Masking ablation | <    | <    |
        | 100% web, mask   | 50.1 | 60.1 |
        | 100% web, 8K     | 52.1 | 62.1 |
        | Sequence length  | <    | <    |
        | 50% web, 8K      | 54.1 | 64.1 |
        | 50% web, 16K     | 55.1 | 65.1 |
    """,
        "Data blend ablation.",
    )
    found = read(table, vocabulary)
    assert {(r.method_label, r.value_text, r.is_own) for r in found if r.benchmark == "PIQA"} == {
        ("Quillnet", value, True) for value in ("60.1", "62.1", "64.1", "65.1")
    }
    assert "50% web, 16K" in find(found, "Quillnet", "65.1").setting
    assert not read(table, vocabulary, names=PaperNames(own=()))


def test_an_ablation_of_conditions_alone_is_read_where_its_caption_tells_the_measure(vocabulary: TableVocabulary) -> None:
    grid = """
        | Context Length | 2048 | 4096 |
        | 8192           | 8.38 | 7.96 |
        | 16384          | 8.31 | 7.90 |
    """
    found = read(make_table(grid, "Ablation on lengths: perplexity on WikiText-2."), vocabulary)
    assert {(r.method_label, r.value_text, r.direction) for r in found} == {
        ("Quillnet", value, "lower") for value in ("8.38", "7.96", "8.31", "7.90")
    }
    assert not read(make_table(grid, "Ablation on lengths."), vocabulary)


def test_a_trial_in_full_precision_is_what_the_others_are_measured_against(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model    | PIQA | RTE  |
        | N50-FP32 | 70.0 | 61.0 |
        | N50-INT4 | 69.0 | 60.0 |
        | N18-FP32 | 60.0 | 51.0 |
        | N18-INT4 | 59.0 | 50.0 |
    """,
        "Performance of Quillnet detectors on two tasks.",
    )
    assert own_labels(table, vocabulary) == {"N50-INT4", "N18-INT4"}


def test_what_parts_are_added_to_and_what_others_made_of_it_are_not_own(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |                 | SR (%) ↑ |
        | Base agent      | 23.4     |
        | + Foldfit       | 27.9     |
        | + failure log   | 29.2     |
        | + forgetting    | 38.8     |
    """,
        "Ablation on tasks: components are added one after the other.",
    )
    names = PaperNames(own=(OwnMethod(method_label="Quillnet"),), cited=(NamedCitation(method_label="Foldfit", ref_index=1),))
    assert {r.method_label for r in read(table, vocabulary, names=names) if r.is_own} == {"+ failure log", "+ forgetting"}


def test_a_rival_with_its_default_settings_makes_the_other_rows_no_trials(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model               | PIQA | RTE  |
        | Nest regression     | 69.0 | 60.0 |
        | FoldBoost (default) | 70.0 | 61.0 |
        | Quillnet            | 71.0 | 62.0 |
    """)
    assert own_labels(table, vocabulary) == {"Quillnet"}


def test_what_was_measured_on_an_own_corpus_is_no_trial_of_it(vocabulary: TableVocabulary) -> None:
    rows = """
        | Model   | PIQA | RTE  |
        | Foldfit | 69.0 | 60.0 |
        | Reednet | 70.0 | 61.0 |
    """
    assert own_labels(make_table(rows, "Typing of clauses on Quillnet."), vocabulary) == set()


def test_a_beginning_put_before_several_methods_is_own_where_nothing_else_is(vocabulary: TableVocabulary) -> None:
    rows = """
        | Model        | PIQA | RTE  |
        | Foldfit      | 69.0 | 60.0 |
        | Reednet      | 70.0 | 61.0 |
        | QS-Foldfit   | 71.0 | 62.0 |
        | QS-Reednet   | 72.0 | 63.0 |
        {more}
    """
    assert own_labels(make_table(rows.format(more="")), vocabulary) == {"QS-Foldfit", "QS-Reednet"}
    assert own_labels(make_table(rows.format(more="| Quillnet | 73.0 | 64.0 |")), vocabulary) == {"Quillnet"}


def test_own_codes_of_two_characters_and_numbered_algorithms_are_own(vocabulary: TableVocabulary) -> None:
    rows = """
        | Scheme         | PIQA | RTE  |
        | M1             | 69.0 | 60.0 |
        | M4             | 70.0 | 61.0 |
        | M4 without tide | 69.5 | 60.5 |
        | Algorithm 1    | 71.0 | 62.0 |
    """
    names = PaperNames(own=(OwnMethod(method_label="M4"),))
    own = {r.method_label for r in read(make_table(rows), vocabulary, names=names) if r.is_own}
    assert own == {"M4", "M4 without tide", "Algorithm 1"}


def test_what_the_abstract_puts_in_the_passive_is_proposed_and_a_comparison_proposes_nothing(vocabulary: TableVocabulary) -> None:
    rows = """
        | Model          | PIQA | RTE  |
        | Foldfit        | 69.0 | 60.0 |
        | Tidal ensemble | 70.0 | 61.0 |
    """
    said = "Nests are hard to count. A tidal ensemble with five gates was developed."
    for title, own in (("Counting of nests", {"Tidal ensemble"}), ("Comparison of ways to count nests", set())):
        text = with_body(said, title=title)
        abstract = replace(text, sentences=tuple(replace(x, kind="abstract") for x in text.sentences))
        results = read_results([make_table(rows)], abstract, PaperNames(), vocabulary, "paper")[0]
        assert {r.method_label for r in results if r.is_own} == own


def test_greek_letters_tell_names_apart(vocabulary: TableVocabulary) -> None:
    rows = """
        | Method | PIQA | RTE  |
        | GXN2   | 69.0 | 60.0 |
        | GXN2-τ | 70.0 | 61.0 |
    """
    names = PaperNames(own=(OwnMethod(method_label="GXN2-τ"),))
    assert {r.method_label for r in read(make_table(rows), vocabulary, names=names) if r.is_own} == {"GXN2-τ"}
