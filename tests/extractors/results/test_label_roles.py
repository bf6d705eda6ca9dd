"""What one level of labels says goes to one place, for all lines of a table."""

import pytest

from extractors.results.vocabulary import TableVocabulary
from tests.extractors.results.made_tables import facts, make_table, read


def test_classes_over_benchmarks_are_settings_though_one_of_them_is_a_benchmarks_name(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        |         | Benchmark | Brambleroute | Quillnet |
        | English | MMLU      | 61.5         | 62.0     |
        | ^       | BBH       | 51.5         | 52.0     |
        | Math    | GSM8K     | 41.5         | 42.0     |
        | ^       | CMath     | 31.5         | 32.0     |
        | Code    | MBPP      | 21.0         | 22.0     |
        | ^       | MultiPL-E | 11.0         | 12.0     |
    """)
    found = {(benchmark, setting) for _, benchmark, setting, _ in facts(read(table, vocabulary))}
    assert found == {
        ("MMLU", "English"),
        ("BBH", "English"),
        ("GSM8K", "Math"),
        ("CMath", "Math"),
        ("MBPP", "Code"),
        ("MultiPL-E", "Code"),
    }


def test_data_over_the_same_metrics_stay_with_them_where_one_metric_has_no_known_name(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Reef | <    | Harbour | <    |
        | ^            | R@1  | Sift | R@1     | Sift |
        | Brambleroute | 61.5 | 51.5 | 41.5    | 31.5 |
        | Quillnet     | 62.0 | 52.0 | 42.0    | 32.0 |
    """,
        n_header_rows=2,
    )
    found = {(benchmark, setting) for _, benchmark, setting, _ in facts(read(table, vocabulary))}
    assert found == {("Reef R@1", ""), ("Reef Sift", ""), ("Harbour R@1", ""), ("Harbour Sift", "")}


def test_a_letter_that_the_caption_gives_a_metric_for_is_a_metric_beside_the_others(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Reef | <    | Harbour | <    |
        | ^            | C    | S    | C       | S    |
        | Brambleroute | 61.5 | 51.5 | 41.5    | 31.5 |
        | Quillnet     | 62.0 | 52.0 | 42.0    | 32.0 |
    """,
        "Results of captioning. C: CIDEr, S: SPICE.",
        n_header_rows=2,
    )
    found = {(benchmark, setting) for _, benchmark, setting, _ in facts(read(table, vocabulary))}
    assert found == {("Reef C", ""), ("Reef S", ""), ("Harbour C", ""), ("Harbour S", "")}


def test_a_task_whose_name_is_a_condition_elsewhere_is_one_of_the_tasks_beside_it(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Pick | Clean | Heat | Cool |
        | Brambleroute | 61.5 | 51.5  | 41.5 | 31.5 |
        | Quillnet     | 62.0 | 52.0  | 42.0 | 32.0 |
    """,
        "Success rates on all tasks.",
    )
    assert {benchmark for _, benchmark, _, _ in facts(read(table, vocabulary))} == {"Pick", "Clean", "Heat", "Cool"}


def test_a_mean_over_all_is_not_of_the_last_class_though_nothing_stands_beside_it(vocabulary: TableVocabulary) -> None:
    printed = make_table("""
        | Lang | Domain  | Brambleroute | Quillnet |
        | en   | Harbour | 61.5         | 62.0     |
        | en   | Reef    | 51.5         | 52.0     |
        | zh   | Harbour | 41.5         | 42.0     |
        | zh   | Reef    | 31.5         | 32.0     |
        |      | Overall | 46.5         | 47.0     |
    """)
    spread = make_table("""
        | Lang | Domain  | Brambleroute | Quillnet |
        | en   | Harbour | 61.5         | 62.0     |
        | ^    | Reef    | 51.5         | 52.0     |
        | zh   | Harbour | 41.5         | 42.0     |
        | ^    | Reef    | 31.5         | 32.0     |
        |      | Overall | 46.5         | 47.0     |
    """)
    for table in (printed, spread):
        assert ("Quillnet", "Overall", "", "47.0") in facts(read(table, vocabulary))


def test_a_label_over_two_columns_of_labels_is_said_once(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Dataset    | Metric | Brambleroute | Quillnet |
        | PIQA       | acc.   | 61.5         | 62.0     |
        | RTE        | acc.   | 51.5         | 52.0     |
        | Reef (dev) | <      | 56.5         | 57.0     |
    """)
    assert ("Quillnet", "Reef (dev)", "", "57.0") in facts(read(table, vocabulary))


def test_shapes_in_brackets_are_no_citations(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | (m, n)      | Brambleroute | Quillnet |
        | (4, 1024)   | 61.5         | 62.0     |
        | (4, 2048)   | 51.5         | 52.0     |
    """,
        "Throughput of all caches.",
    )
    assert {shape for r in read(table, vocabulary) for shape in ("1024", "2048") if shape in r.setting} == {"1024", "2048"}


def test_shapes_at_the_side_are_conditions_of_the_measure_that_heads_all(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Test error of caches | <       | <            | <        |
        | Slots                | Gates   | Brambleroute | Quillnet |
        | 4 × 100              | 50 - 50 | 1.65         | 1.52     |
        | 4 × 20               | 50 - 50 | 1.75         | 1.62     |
    """,
        "Comparison of caches.",
        n_header_rows=2,
    )
    found = {(benchmark, setting) for _, benchmark, setting, _ in facts(read(table, vocabulary))}
    assert {benchmark for benchmark, _ in found} == {"Test error of caches"}
    assert len(found) == 2


@pytest.mark.parametrize(("first", "second"), [("A100", "T4 (Colab)"), ("3080 Mobile", "RTX 3090"), ("1 round", "2 rounds")])
def test_devices_and_rounds_are_conditions_of_the_captions_measure(first: str, second: str, vocabulary: TableVocabulary) -> None:
    table = make_table(
        f"""
        | Method   | {first} | {second} |
        | Foldfit  | 3.1     | 2.9      |
        | Quillnet | 4.1     | 3.9      |
        """,
        "Throughput of all methods.",
    )
    assert {(r.benchmark, r.setting) for r in read(table, vocabulary)} == {("Throughput", first), ("Throughput", second)}


def test_of_two_columns_below_headings_for_what_is_measured_the_outer_sorts_the_inner(vocabulary: TableVocabulary) -> None:
    grid = """
        | Category | Task     | Brambleroute | Quillnet |
        | {first}  | conllpp  | 61.5         | 62.0     |
        | ^        | webnlg   | 51.5         | 52.0     |
        | {second} | {inner}  | 41.5         | 42.0     |
        | ^        | wikisql  | 31.5         | 32.0     |
    """
    classes = {
        (b, s) for _, b, s, _ in facts(read(make_table(grid.format(first="Classic", second="Coding", inner="magicoder")), vocabulary))
    }
    assert classes == {("conllpp", "Classic"), ("webnlg", "Classic"), ("magicoder", "Coding"), ("wikisql", "Coding")}
    again = {b for _, b, _, _ in facts(read(make_table(grid.format(first="en", second="zh", inner="conllpp")), vocabulary))}
    assert again == {"en conllpp", "en webnlg", "zh conllpp", "zh wikisql"}


def test_one_metric_beside_sizes_makes_a_table_of_results_where_the_title_says_so(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model           | top-1 err (%) | Params | GFLOPs |
        | LARK [3]        | 24.33         | 1.7M   | 0.25   |
        | Quillnet (ours) | 18.58         | 3.6M   | 0.58   |
    """,
        "Comparison with other networks on CIFAR-100.",
    )
    assert {r.value_text for r in read(table, vocabulary)} >= {"24.33", "18.58"}


def test_a_heading_over_metrics_is_no_size_though_it_ends_in_one(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Architecture | Baseline | <     | QN Params | <     |
        |              | Top-1    | Top-5 | Top-1     | Top-5 |
        | DenseNet-121 | 25.32    | 7.88  | 24.50     | 7.49  |
        | VGG-16       | 24.26    | 7.32  | 23.11     | 6.69  |
    """,
        "Error rates on ImageNet.",
        n_header_rows=2,
    )
    assert {r.value_text for r in read(table, vocabulary)} >= {"25.32", "24.50", "23.11", "6.69"}
