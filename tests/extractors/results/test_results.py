"""What the numbers of a table mean: method, benchmark, setting, direction. Tables are about invented methods."""

from dataclasses import replace

import pytest

from extractors.results.read import read_results
from extractors.results.vocabulary import TableVocabulary
from models.document import PaperNames, Sentence
from models.rows import NamedCitation, OwnMethod
from tests.extractors.results.made_tables import HEIGHT, WIDTH, facts, find, make_table, make_text, read


def test_methods_in_rows_with_citations_own_and_generic_labels(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method           | PIQA | Test PPL ↓ |
        | Dense            | 70.1 | 12.4       |
        | Brambleroute [3] | 71.0 | 11.9       |
        | Quillnet (ours)  | 73.2 | 11.2       |
    """)
    results = read(table, vocabulary)
    assert len(results) == 6
    rival = find(results, "Brambleroute", "11.9")
    assert (rival.benchmark, rival.direction, rival.citation, rival.cited_ref) == ("Test PPL", "lower", "[3]", 3)
    assert not rival.is_own
    assert not rival.is_generic
    assert find(results, "Dense", "70.1").is_generic
    assert find(results, "Quillnet (ours)", "73.2").is_own


def test_a_receipt_points_at_the_number_alone(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | Accuracy     |
        | Brambleroute | 71.0 ± 0.2   |
        | Quillnet     | 73.2 ± 0.1   |
    """)
    (box,) = find(read(table, vocabulary), "Quillnet", "73.2").boxes
    assert box.rect == (WIDTH, 2 * HEIGHT, WIDTH + 11, 2 * HEIGHT + 10)


def test_methods_in_columns_with_shots_beside_and_sizes_left_out(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Metric          | # Shot | Brambleroute | Quillnet |
        | # Total Params  | N/A    | 2.0B         | 1.9B     |
        | Pile (Loss)     | N/A    | 1.81         | 1.79     |
        | PIQA (Acc.)     | 0-shot | 70.1         | 71.3     |
        | TriviaQA (EM)   | 5-shot | 15.2         | 16.6     |
    """)
    results = read(table, vocabulary)
    assert facts(results) == {
        ("Brambleroute", "Pile (Loss)", "", "1.81"),
        ("Quillnet", "Pile (Loss)", "", "1.79"),
        ("Brambleroute", "PIQA (Acc.)", "0-shot", "70.1"),
        ("Quillnet", "PIQA (Acc.)", "0-shot", "71.3"),
        ("Brambleroute", "TriviaQA (EM)", "5-shot", "15.2"),
        ("Quillnet", "TriviaQA (EM)", "5-shot", "16.6"),
    }
    assert {r.benchmark: r.direction for r in results} == {"Pile (Loss)": "lower", "PIQA (Acc.)": "higher", "TriviaQA (EM)": "higher"}


def test_base_models_in_a_side_column_and_ratios_above_are_settings(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model        | Method       | 25% | <     | 50%  | <     |
        | ^            | ^            | ARC-e | RTE | ARC-e | RTE |
        | Mixtral-8x7B | Thornprune [2] | 61.0 | 55.1 | 58.2 | 51.0 |
        | ^            | Quillnet     | 63.4 | 57.7 | 60.9 | 53.8  |
        | Qwen-14B     | Thornprune [2] | 66.1 | 60.2 | 63.3 | 57.1 |
        | ^            | Quillnet     | 68.0 | 62.9 | 65.4 | 59.9  |
    """,
        n_header_rows=2,
    )
    results = read(table, vocabulary)
    assert len(results) == 16
    assert ("Quillnet", "RTE", "Mixtral-8x7B, 50%", "53.8") in facts(results)
    assert ("Thornprune", "ARC-e", "Qwen-14B, 25%", "66.1") in facts(results)


def test_group_headings_over_the_same_methods_are_settings_but_kinds_of_method_are_not(vocabulary: TableVocabulary) -> None:
    sizes = make_table("""
        | Method       | Accuracy |
        | Small corpus | <        |
        | Thornprune   | 55.0     |
        | Quillnet     | 57.0     |
        | Large corpus | <        |
        | Thornprune   | 65.0     |
        | Quillnet     | 67.0     |
    """)
    assert ("Quillnet", "Accuracy", "Large corpus", "67.0") in facts(read(sizes, vocabulary))
    kinds = make_table("""
        | Method          | Accuracy |
        | Pruning methods | <        |
        | Thornprune      | 55.0     |
        | Routing methods | <        |
        | Brambleroute    | 56.0     |
        | Quillnet        | 57.0     |
    """)
    assert {r.setting for r in read(kinds, vocabulary)} == {""}


def test_a_configuration_column_is_a_setting_and_a_type_column_is_not(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model        | Type   | Configuration | Valid PPL |
        | Brambleroute | Learnt | layers=4, k=2 | 23.6      |
        | Quillnet     | Fixed  | layers=4, k=2 | 23.1      |
    """)
    assert {r.setting for r in read(table, vocabulary)} == {"layers=4, k=2"}


def test_panels_that_print_their_header_again_take_their_own_labels(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | 125M         |           |          |
        |              | Thornprune | Quillnet |
        | Train        | 19.9      | 17.2     |
        | 350M         |           |          |
        |              | Brambleroute | Quillnet |
        | Train        | 16.3      | 14.7     |
    """,
        "Average test perplexity (↓) of all models.",
        n_header_rows=2,
    )
    results = read(table, vocabulary)
    assert facts(results) == {
        ("Thornprune", "Train", "test perplexity, 125M", "19.9"),
        ("Quillnet", "Train", "test perplexity, 125M", "17.2"),
        ("Brambleroute", "Train", "test perplexity, 350M", "16.3"),
        ("Quillnet", "Train", "test perplexity, 350M", "14.7"),
    }
    assert {r.direction for r in results} == {"lower"}


def test_groups_printed_again_below_another_base_model_spread_as_the_headers_own_do(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | LLaMA-7B   | 3-bit | <    | 4-bit | <    |
        | Method     | C4    | PTB  | C4    | PTB  |
        | Thornprune | 19.9  | 17.2 | 9.9   | 7.2  |
        | Quillnet   | 18.9  | 16.2 | 8.9   | 6.2  |
        | LLaMA-13B  | 3-bit |      | 4-bit |      |
        | Method     | C4    | PTB  | C4    | PTB  |
        | Thornprune | 15.9  | 13.2 | 5.9   | 3.2  |
        | Quillnet   | 14.9  | 12.2 | 4.9   | 2.2  |
    """,
        "Perplexity of all methods.",
        n_header_rows=2,
    )
    found = {r.value_text: (r.benchmark, r.setting) for r in read(table, vocabulary) if r.method_label == "Quillnet"}
    assert found["12.2"] == ("PTB", "perplexity, LLaMA-13B, 3-bit")
    assert found["4.9"] == ("C4", "perplexity, LLaMA-13B, 4-bit")


def test_a_header_printed_again_in_part_takes_the_place_of_the_first_one(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model      | USPS | <       |
        |            | Acc. | speedup |
        | Thornprune | 91.0 | 1.1x    |
        | Quillnet   | 92.0 | 1.4x    |
        | Model      | MNIST | <      |
        | Thornprune | 95.0 | 1.2x    |
        | Quillnet   | 96.0 | 1.5x    |
    """,
        n_header_rows=2,
    )
    benchmarks = {(r.method_label, r.value_text): r.benchmark for r in read(table, vocabulary)}
    assert (benchmarks["Quillnet", "92.0"], benchmarks["Quillnet", "96.0"]) == ("USPS Acc.", "MNIST Acc.")
    assert benchmarks["Thornprune", "1.2"] == "MNIST speedup"


def test_text_rows_that_describe_the_models_are_no_headers(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        |         | Benchmark    | Thornprune | Quillnet |
        |         | # Params     | 7B         | 7B       |
        |         | Architecture | Dense      | Sparse   |
        | English | PIQA         | 61.0       | 63.0     |
        | Chinese | C-Eval       | 41.0       | 45.0     |
    """)
    assert facts(read(table, vocabulary)) == {
        ("Thornprune", "PIQA", "English", "61.0"),
        ("Quillnet", "PIQA", "English", "63.0"),
        ("Thornprune", "C-Eval", "Chinese", "41.0"),
        ("Quillnet", "C-Eval", "Chinese", "45.0"),
    }


def test_methods_under_base_models_are_methods_and_the_bases_settings(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Dataset  | Mixtral 8x7B | <        | Qwen-14B   | <        |
        | ^        | Thornprune   | Quillnet | Thornprune | Quillnet |
        | PIQA     | 15.0         | 18.9     | 35.3       | 44.3     |
        | BoolQ    | 15.1         | 21.3     | 22.3       | 41.3     |
    """,
        n_header_rows=2,
    )
    results = read(table, vocabulary)
    assert {r.method_label for r in results} == {"Thornprune", "Quillnet"}
    assert ("Quillnet", "BoolQ", "Qwen-14B", "41.3") in facts(results)


def test_a_bare_test_column_goes_the_way_of_the_papers_test_metric(vocabulary: TableVocabulary) -> None:
    named = make_table("| Method | Test PPL |\n| Thornprune | 21.0 |\n| Quillnet | 20.0 |")
    bare = make_table("| Method | Test |\n| Thornprune | 31.0 |\n| Quillnet | 30.0 |", "Results on another corpus.")
    names = PaperNames(own=(OwnMethod(method_label="Quillnet"),))
    results, _ = read_results([named, bare], make_text(), names, vocabulary, "paper")
    assert {r.benchmark: r.direction for r in results} == {"Test PPL": "lower", "Test": "lower"}


def test_metric_and_condition_come_from_the_caption_where_the_columns_name_models(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model      | Mixtral-8x7B | Qwen-14B |
        | Thornprune | 5.7          | 3.1      |
        | Quillnet   | 22.4         | 9.9      |
    """,
        "Decoding on a single Zeta-9000 card; numbers are throughput (token/s).",
    )
    (found,) = [r for r in read(table, vocabulary) if r.value_text == "22.4"]
    assert (found.method_label, found.benchmark, found.setting, found.direction) == (
        "Quillnet",
        "throughput (token/s)",
        "Zeta-9000, Mixtral-8x7B",
        "higher",
    )


def test_two_numbers_in_a_cell_are_told_apart_by_the_caption_or_left_out(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method     | PIQA      |
        | Thornprune | 61.1/58.0 |
        | Quillnet   | 63.3/60.2 |
    """
    named = read(make_table(grid, "Accuracy in the format 2e/4e."), vocabulary)
    assert ("Quillnet", "PIQA", "accuracy, 4e", "60.2") in facts(named)
    assert read(make_table(grid), vocabulary) == []
    kinds = read(make_table(grid, "Summaries. We report ROUGE- 1/L of both."), vocabulary)
    assert ("Quillnet", "PIQA", "ROUGE-L", "60.2") in facts(kinds)


def test_variants_of_other_methods_that_share_an_ending_are_the_papers_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Benchmark | Thornprune | Thornprune-R | Mossmerge | Mossmerge-R |
        | PIQA      | 61.0       | 63.0         | 58.0      | 60.5        |
        | RTE       | 55.0       | 57.0         | 51.0      | 54.5        |
    """)
    results = read(table, vocabulary, names=PaperNames())
    assert {r.method_label for r in results if r.is_own} == {"Thornprune-R", "Mossmerge-R"}


def test_a_cited_label_is_never_own_and_names_beside_citations_are_resolved(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method              | PIQA |
        | Quillnet [4]        | 61.0 |
        | Brambleroute        | 62.0 |
        | Quillnet-XL         | 63.0 |
    """)
    names = PaperNames(
        own=(OwnMethod(method_label="Quillnet"),), cited=(NamedCitation(method_label="Brambleroute", ref_index=7, n_mentions=2),)
    )
    results = read(table, vocabulary, names=names)
    assert {r.method_label for r in results if r.is_own} == {"Quillnet-XL"}
    assert {r.method_label: r.cited_ref for r in results} == {"Quillnet": 4, "Brambleroute": 7, "Quillnet-XL": None}


def test_one_method_with_two_numbers_under_the_same_labels_is_told_apart_by_its_size(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method     | Params | Accuracy |
        | Thornprune | 7B     | 61.0     |
        | Thornprune | 13B    | 64.0     |
        | Quillnet   | 7B     | 63.0     |
        | Quillnet   | 13B    | 66.0     |
    """)
    assert {r.setting for r in read(table, vocabulary)} == {"Params 7B", "Params 13B"}


@pytest.mark.parametrize(
    ("heading", "value", "setting"),
    [
        ("Model size", "7B", "7B"),
        ("Trainable parameters", "0.3M", "Trainable parameters 0.3M"),
        ("Train. %", "1.46", "Train. % 1.46"),
        ("# Devices", "40 (3 A, 2 B)", "# Devices 40 (3 A, 2 B)"),
        ("Bits", "3", "3-bit"),
        ("Avg. bits", "3/g128", "3-bit/g128"),
    ],
)
def test_an_amount_says_of_what_it_is_unless_its_heading_adds_nothing(
    heading: str, value: str, setting: str, vocabulary: TableVocabulary
) -> None:
    table = make_table(f"""
        | Method     | {heading} | Accuracy |
        | Thornprune | {value}   | 61.0     |
        | Thornprune | 13        | 64.0     |
        | Quillnet   | {value}   | 63.0     |
        | Quillnet   | 13        | 66.0     |
    """)
    assert setting in {r.setting for r in read(table, vocabulary)}


def test_an_average_follows_its_columns_and_a_spread_has_no_direction(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method     | PIQA | RTE  | BoolQ | Zorbench | Avg. | Std. dev. |
        | Thornprune | 61.0 | 55.0 | 70.0  | 12.0     | 49.5 | 1.1       |
        | Quillnet   | 62.0 | 56.0 | 71.0  | 13.0     | 50.5 | 0.9       |
    """)
    directions = {r.benchmark: r.direction for r in read(table, vocabulary)}
    assert (directions["Avg."], directions["Zorbench"], directions["Std. dev."]) == ("higher", "higher", "unknown")


@pytest.mark.parametrize(
    ("caption", "grid"),
    [
        ("Hyper-parameters of both models.", "| Parameter | Mossmerge | Quillnet |\n| Learning rate | 0.1 | 0.2 |\n| Epochs | 1 | 2 |"),
        ("Model configurations.", "| Model | # Layers | Hidden size | Heads |\n| Mossmerge | 12 | 768 | 8 |\n| Quillnet | 24 | 99 | 16 |"),
        ("Statistics of the datasets.", "| Dataset | Train | Test |\n| Zorbench | 1200 | 300 |\n| Mirelake | 5300 | 900 |"),
        ("Notation.", "| Symbol | Meaning | Value |\n| k | experts per token | 2 |\n| d | hidden size | 512 |"),
        ("Agent invocations by role on PIQA.", "| Method | plan | test |\n| Mossmerge | 10.5 | 2.5 |\n| Quillnet | 30.5 | 3.5 |"),
        ("Accuracy of Quillnet.", "| Method | PIQA |\n| Quillnet | 61.0 |"),
    ],
)
def test_tables_that_compare_no_methods_give_no_result(caption: str, grid: str, vocabulary: TableVocabulary) -> None:
    assert read(make_table(grid, caption), vocabulary) == []


def test_the_same_table_gives_the_same_ids_and_another_paper_others(vocabulary: TableVocabulary) -> None:
    table = make_table("| Method | PIQA |\n| Thornprune | 61.0 |\n| Quillnet | 62.0 |")
    names = PaperNames()
    ids = [[r.result_id for r in read_results([table], make_text(), names, vocabulary, source)[0]] for source in ("a", "a", "b")]
    assert ids[0] == ids[1]
    assert not set(ids[0]) & set(ids[2])


def test_a_name_over_columns_that_nothing_tells_apart_is_left_out_and_counted(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Benchmark | Quillnet | Thornprune | <    |
        | PIQA      | 61.0     | 58.0       | 59.0 |
        | RTE       | 55.0     | 51.0       | 52.0 |
    """)
    names = PaperNames(own=(OwnMethod(method_label="Quillnet"),))
    results, n_abstained = read_results([table], make_text(), names, vocabulary, "paper")
    assert {r.method_label for r in results} == {"Quillnet"}
    assert n_abstained == 4


def test_a_condition_that_says_nothing_alone_keeps_its_heading(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method     | From    | Extra Epochs | Capacity | Rescaled | Accuracy |
        | Thornprune | Dense   | 7            | C = 1    | no       | 61.0     |
        | Thornprune | Scratch | 7            | C = 2    | yes      | 64.0     |
        | Quillnet   | Dense   | 7            | C = 1    | no       | 63.0     |
        | Quillnet   | Scratch | 14           | C = 2    | yes      | 66.0     |
    """)
    setting = find(read(table, vocabulary), "Quillnet", "66.0").setting
    assert {"From Scratch", "Extra Epochs 14", "C = 2", "Rescaled yes"} <= set(setting.split(", "))


def test_a_budget_is_no_result_but_tells_rows_of_one_method_apart(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method     | Zorbench | PIQA | Extra GPU-days | Relative Extra ExaFLOPs |
        | Thornprune | 61.0     | 70.0 | 0.0            | 0.0                     |
        | Thornprune | 64.0     | 71.0 | 2.5            | 11.0                    |
        | Quillnet   | 63.0     | 72.0 | 2.5            | 12.0                    |
        | Quillnet   | 66.0     | 73.0 | 5.0            | 23.0                    |
    """)
    results = read(table, vocabulary)
    assert {r.benchmark for r in results} == {"Zorbench", "PIQA"}
    assert find(results, "Quillnet", "73.0").setting == "Extra GPU-days 5.0"
    assert find(results, "Thornprune", "71.0").setting == find(results, "Quillnet", "72.0").setting == "Extra GPU-days 2.5"


def test_shares_behind_the_ticks_tell_rows_apart_where_most_have_the_ticks_of_another(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Params | Gate | Norm | Decomp | PIQA |
        | 209M   |      |      | 0%     | 16.7 |
        | 209M   | ✓    |      | 0%     | 16.8 |
        | 209M   | ✓    | ✓    | 2%     | 16.9 |
        | 209M   | ✓    | ✓    | 5%     | 17.1 |
        | 209M   | ✓    | ✓    | 10%    | 17.3 |
        | 1.1B   | ✓    | ✓    | 0%     | 19.1 |
        | 1.1B   | ✓    | ✓    | 1%     | 19.2 |
    """)
    results = read(table, vocabulary)
    assert {r.benchmark for r in results} == {"PIQA"}
    assert len(results) == 7
    assert find(results, "Gate + Norm", "17.1").setting == "Decomp 5%"


def test_columns_of_names_beside_metric_and_split_columns_are_methods(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |       |        |       | 1B       | <     | <     | 8B       | <     | <     |
        | Name  | Metric | Split | ZR Top-1 | Quirl-C2 | Quirl-C4 | ZR Top-1 | Quirl-C2 | Quirl-C4 |
        | BoolQ | acc    | dev   | 70.1     | 71.2  | 71.9  | 80.1     | 81.2  | 81.9  |
        | RTE   | acc    | dev   | 60.1     | 61.2  | 61.9  | 70.3     | 71.4  | 71.8  |
        |       |        |       |          | 2B    |       |          | 16B   |       |
        | Name  | Metric | Split | ZR Top-1 | Quirl-C2 | Quirl-C4 | ZR Top-1 | Quirl-C2 | Quirl-C4 |
        | BoolQ | acc    | dev   | 72.1     | 73.2  | 73.9  | 82.1     | 83.2  | 83.9  |
        | RTE   | acc    | dev   | 62.1     | 63.2  | 63.9  | 72.3     | 73.4  | 73.8  |
    """,
        n_header_rows=2,
    )
    results = read(table, vocabulary)
    assert len(results) == 24
    for value, size in (("70.1", "1B"), ("72.1", "2B"), ("82.1", "16B")):
        found = find(results, "ZR Top-1", value)
        assert (found.benchmark, set(found.setting.split(", ")), found.direction) == ("BoolQ acc", {size, "dev"}, "higher")


def test_a_number_printed_once_over_several_conditions_holds_for_all_of_them(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | tiny128 | <    | wide128 | <    |
        | ^        | 2bit    | tern | 2bit    | tern |
        | Original | 1.73    | <    | 1.55    | <    |
        | Quillnet | 1.78    | 2.11 | 1.57    | 1.70 |
    """,
        "Comparing perplexity of quantised routers.",
        n_header_rows=2,
    )
    results = read(table, vocabulary)
    assert len(results) == 6
    assert "tern" not in find(results, "Original", "1.73").setting
    assert "tern" in find(results, "Quillnet", "2.11").setting


def test_how_all_columns_were_measured_is_a_condition_below_what_is_measured(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Size | Model      | Zorb Algebra | <     | Zorb Ethics | <    |
        | ^    | ^          | Direct       | CoT   | Direct      | CoT  |
        | -    | Thornprune | 41.0         | 42.0  | 51.0        | 52.0 |
        | 80M  | Mossmerge  | 31.0         | 32.0  | 35.0        | 36.0 |
        |      | Quillnet   | 44.0         | 45.0  | 55.0        | 56.0 |
    """,
        "Accuracy of all tasks.",
        n_header_rows=2,
    )
    results = read(table, vocabulary)
    found = find(results, "Quillnet", "55.0")
    assert found.benchmark == "Zorb Ethics"
    assert "Direct" in found.setting
    assert "80M" not in find(results, "Thornprune", "41.0").setting


def test_what_the_caption_counts_beside_a_measure_is_a_result(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method     | Accuracy | Experts |
        | Thornprune | 61.0     | 4       |
        | Quillnet   | 63.0     | 1.7     |
    """,
        "Test accuracy and average number of selected experts.",
    )
    assert ("Quillnet", "Experts", "1.7") in {(r.method_label, r.benchmark, r.value_text) for r in read(table, vocabulary)}
    plain = read(
        make_table("""
        | Method     | Accuracy | Experts |
        | Thornprune | 61.0     | 4       |
        | Quillnet   | 63.0     | 8       |
    """),
        vocabulary,
    )
    assert {r.benchmark for r in plain} == {"Accuracy"}


def test_sizes_are_conditions_only_where_nothing_else_tells_rows_apart(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method     | Configuration | Params | Accuracy |
        | Thornprune | k=1, n=16     | 222M   | 61.0     |
        | Thornprune | k=2, n=32     | 755M   | 64.0     |
        | Quillnet   | k=1, n=16     | 223M   | 63.0     |
        | Quillnet   | k=2, n=32     | 756M   | 66.0     |
    """)
    results = read(table, vocabulary)
    assert find(results, "Thornprune", "64.0").setting == find(results, "Quillnet", "66.0").setting == "k=2, n=32"


def test_labels_that_are_models_in_one_table_are_settings_in_another(vocabulary: TableVocabulary) -> None:
    sizes = make_table("""
        | Model   | PIQA | RTE  |
        | tern128 | 61.0 | 55.0 |
        | wide128 | 62.0 | 56.0 |
    """)
    routers = make_table(
        """
        | Method     | tern128 | <    | wide128 | <    |
        | ^          | PXQ     | RTX  | PXQ     | RTX  |
        | Thornprune | 41.0    | 42.0 | 51.0    | 52.0 |
        | Quillnet   | 44.0    | 45.0 | 54.0    | 55.0 |
    """,
        n_header_rows=2,
    )
    names = PaperNames(own=(OwnMethod(method_label="Quillnet", aliases=["QN"]),))
    results = read_results([sizes, routers], make_text(), names, vocabulary, "paper")[0]
    assert ("Quillnet", "RTX", "wide128", "55.0") in facts(results)


def test_initials_the_text_gives_the_own_name_mark_its_coded_variants(vocabulary: TableVocabulary) -> None:
    text = make_text()
    sentence = Sentence(0, "We call this ranked paths (RP) routing.", 1, (), "", 0, "body")
    table = make_table("""
        | Method      | PIQA |
        | Thornprune  | 70.1 |
        | RP-CF2      | 71.2 |
        | RP-CAP3     | 71.9 |
    """)
    names = PaperNames(own=(OwnMethod(method_label="Ranked Paths"),))
    own = {r.method_label for r in read(table, vocabulary, replace(text, sentences=(sentence,)), names) if r.is_own}
    assert own == {"RP-CF2", "RP-CAP3"}


def test_a_long_name_over_several_columns_is_several_names_and_is_left_out(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Tasks | Lark three Heron Pro four Opus Stork nine | <    | Quillnet |
        | PIQA  | 61.2                                      | 70.1 | 71.2     |
        | RTE   | 60.2                                      | 71.1 | 72.2     |
    """)
    assert {r.method_label for r in read(table, vocabulary)} <= {"Quillnet"}


def test_columns_all_of_one_condition_are_results_and_a_part_taken_away_is_one_label(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |          |         | Number of Experts | <    | <    |
        |          |         | 4                 | 8    | 16   |
        | Lark     |         | 28.4              | 28.6 | 28.7 |
        | Quillnet | <       | 29.6              | 29.9 | 30.0 |
        | w/o      | stage 1 | 29.6              | 29.9 | 30.1 |
    """,
        "BLEU of all models.",
        n_header_rows=2,
    )
    results = read(table, vocabulary)
    assert ("w/o stage 1", "BLEU", "Number of Experts 16", "30.1") in facts(results)
    assert len(results) == 9


def test_a_heading_over_two_rows_of_a_header_printed_again_is_read_once(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Methods  | #Heads | PIQA | RTE  |
        | Lark     | 100    | 66.2 | 66.0 |
        | Quillnet | 75     | 65.8 | 64.4 |
        | Methods  | #Acti  | CoLA | SST  |
        | ^        | Heads  | ^    | ^    |
        | Lark     | 100    | 79.4 | 30.4 |
        | Quillnet | 75     | 80.1 | 30.3 |
    """
    )
    assert {r.benchmark for r in read(table, vocabulary)} == {"PIQA", "RTE", "CoLA", "SST"}


def test_headings_name_the_rows_that_print_a_condition_alone(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Generation     | EM    | Latency (ms) |
        | Autoregressive | 85.39 | 165          |
        | Quillnet       |       |              |
        | E = 18         | 82.0  | 124          |
        | E = 12         | 77.2  | 84           |
    """
    )
    assert ("Quillnet", "EM", "E = 12", "77.2") in facts(read(table, vocabulary))
    assert ("Autoregressive", "EM", "", "85.39") in facts(read(table, vocabulary))


def test_a_baseline_beside_the_one_method_of_a_table_is_compared_with_it(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Dataset | Ratio    | Method   | PIQA |
        | Reef    | Baseline |          | 64.3 |
        | ^       | 25%      | Quillnet | 66.1 |
        | Harbour | Baseline |          | 46.0 |
        | ^       | 25%      | Quillnet | 48.7 |
    """
    )
    assert {(r.method_label, r.value_text) for r in read(table, vocabulary)} >= {("Baseline", "46.0"), ("Quillnet", "48.7")}


def test_rows_with_the_mark_of_an_oracle_are_no_rivals(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method          | PIQA | RTE  |
        | Thornprune*     | 61.1 | 58.0 |
        | Brambleroute**  | 62.1 | 59.0 |
        | Mossmerge       | 60.1 | 57.0 |
        | Lark (oracle)   | 64.1 | 61.0 |
        | Quillnet (ours) | 63.3 | 60.2 |
    """,
        "Accuracy of all methods. Methods with * were run again, while methods with ** use an oracle gate at test time.",
    )
    assert {r.method_label for r in read(table, vocabulary) if r.is_generic} == {"Brambleroute", "Lark (oracle)"}


def test_a_row_with_the_mark_of_the_teacher_is_no_rival(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model        | Reef | Tide |
        | Lark-30B*    | 70.1 | 66.0 |
        | Gull-32B     | 69.4 | 65.1 |
        | Quillnet-12B | 71.0 | 66.2 |
        """,
        "Accuracy of all models. * marks the teacher model used for distillation.",
    )
    assert {r.method_label for r in read(table, vocabulary) if r.is_generic} == {"Lark-30B"}


def test_a_difference_beside_a_value_is_no_result(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method     | Accuracy / ∆ |
        | Thornprune | 61.1         |
        | Mossmerge  | 60.1 / -1.0  |
        | Quillnet   | 63.3 / +2.2  |
    """
    )
    results = read(table, vocabulary)
    assert [(r.benchmark, r.value_text) for r in results] == [("Accuracy", "61.1"), ("Accuracy", "60.1"), ("Accuracy", "63.3")]
    assert {r.direction for r in results} == {"higher"}


def test_a_corner_heading_is_of_the_side_that_prints_the_papers_own_name(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Methods          | Similarity | <      | Distance | <      |
        | ^                | ViT        | LLM    | ViT      | LLM    |
        | Full Attention   | 0.5159     | 0.4795 | 0.0411   | 0.2550 |
        | Quillnet         | 0.3978     | 0.4333 | 0.0165   | 0.2042 |
    """,
        "Likeness of attention heads.",
        n_header_rows=2,
    )
    assert {r.method_label for r in read(table, vocabulary)} == {"Full Attention", "Quillnet"}


def test_what_the_caption_counts_is_no_result_and_the_best_of_others_no_rival(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method        | N/T   | PIQA | Avg  |
        | Previous SoTA | 90.0% | 60.1 | 61.0 |
        | Thornprune    | 66.6% | 61.1 | 62.0 |
        | Quillnet      | 10.5% | 62.1 | 63.0 |
    """,
        "Scores on all tasks. N/T denotes the proportion of neurons used.",
    )
    results = read(table, vocabulary)
    assert {r.benchmark for r in results} == {"PIQA", "Avg"}
    assert {r.method_label for r in results if r.is_generic} == {"Previous SoTA"}


def test_an_own_data_set_in_the_caption_is_a_condition_and_an_adjective_of_two_no_part_of_the_metric(vocabulary: TableVocabulary) -> None:
    names = PaperNames(own=(OwnMethod(method_label="Quillnet"), OwnMethod(method_label="REEF-MEMO")))
    grid = """
        | Batch      | B1   | B2   |
        | Thornprune | 61.1 | 58.0 |
        | Quillnet   | 63.3 | 60.2 |
    """
    results = read(make_table(grid, "Per-batch and overall accuracy (%) on REEF-MEMO."), vocabulary, names=names)
    assert {(r.benchmark, r.setting.partition(",")[0]) for r in results} == {("accuracy (%)", "REEF-MEMO")}
