"""One method has one value under one benchmark and setting: whatever the table prints to tell values apart is in the setting."""

from extractors.results.read import read_results
from extractors.results.vocabulary import TableVocabulary
from models.document import PaperNames
from models.rows import OwnMethod
from tests.extractors.results.made_tables import facts, make_table, make_text, read


def test_values_that_nothing_tells_apart_are_left_out_and_counted(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | PIQA | RTE  |
        | Brambleroute | 70.1 | 61.2 |
        | Brambleroute | 70.3 | 61.2 |
        | Quillnet     | 71.0 | 62.0 |
    """)
    names = PaperNames(own=(OwnMethod(method_label="Quillnet"),))
    results, n_abstained = read_results([table], make_text(), names, vocabulary, "paper")
    assert {r.value_text for r in results} == {"61.2", "71.0", "62.0"}
    assert n_abstained == 2


def test_of_two_columns_only_the_one_that_tells_rows_apart_is_a_setting(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | #Params (M) | #Active Gates (%) | PIQA |
        | Brambleroute | 86          | 100               | 70.1 |
        | Quillnet     | 90          | 75                | 71.0 |
        | Quillnet     | 90          | 50                | 70.8 |
    """)
    assert facts(read(table, vocabulary)) == {
        ("Brambleroute", "PIQA", "#Active Gates (%) 100", "70.1"),
        ("Quillnet", "PIQA", "#Active Gates (%) 75", "71.0"),
        ("Quillnet", "PIQA", "#Active Gates (%) 50", "70.8"),
    }


def test_ratios_before_the_names_are_settings_and_a_baseline_without_one_keeps_its_name(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model       | Compression | Technique | Method    | PIQA | RTE  | BoolQ | COPA |
        | Llama-2-7B  | Baseline    |           |           | 78.1 | 62.0 | 77.1  | 86.0 |
        | ^           | 25%         | Merging   | Foldfit   | 70.1 | 55.0 | 70.2  | 80.0 |
        | ^           | ^           | Pruning   | Quillnet  | 72.3 | 57.1 | 71.4  | 81.0 |
        | ^           | 50%         | Merging   | Foldfit   | 60.1 | 51.0 | 62.2  | 70.0 |
        | ^           | ^           | Pruning   | Quillnet  | 63.3 | 52.5 | 64.0  | 73.0 |
    """)
    found = facts(read(table, vocabulary))
    assert len(found) == 20
    assert ("Foldfit", "PIQA", "Llama-2-7B, Compression 50%", "60.1") in found
    assert ("Quillnet", "COPA", "Llama-2-7B, Compression 25%", "81.0") in found
    assert ("Baseline", "RTE", "Llama-2-7B", "62.0") in found


def test_a_label_in_the_middle_of_its_rows_is_theirs(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model       | Compression | Method    | PIQA | RTE  | BoolQ |
        | Llama-2-7B  | Baseline    |           | 78.1 | 62.0 | 77.1  |
        | ^           |             | Foldfit   | 70.1 | 55.0 | 70.2  |
        | ^           | 25%         | Sedgecut  | 71.1 | 55.5 | 70.9  |
        | ^           |             | Quillnet  | 72.3 | 57.1 | 71.4  |
        | ^           |             | Foldfit   | 60.1 | 51.0 | 62.2  |
        | ^           | 50%         | Sedgecut  | 61.1 | 51.5 | 62.9  |
        | ^           |             | Quillnet  | 63.3 | 52.5 | 64.0  |
    """)
    found = facts(read(table, vocabulary))
    assert ("Quillnet", "PIQA", "Llama-2-7B, Compression 25%", "72.3") in found
    assert ("Foldfit", "PIQA", "Llama-2-7B, Compression 50%", "60.1") in found


def test_a_base_model_in_the_corner_is_the_condition_of_its_panel(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | OPT-6.7B     | 3-bit | <    | 4-bit | <    |
        | Method       | C4    | PTB  | C4    | PTB  |
        | Brambleroute | 13.1  | 12.4 | 11.9  | 11.2 |
        | Quillnet     | 12.1  | 11.4 | 11.7  | 11.0 |
        | OPT-13B      | 3-bit | <    | 4-bit | <    |
        | Method       | C4    | PTB  | C4    | PTB  |
        | Brambleroute | 12.1  | 11.4 | 10.9  | 10.2 |
        | Quillnet     | 11.1  | 10.4 | 10.7  | 10.0 |
    """,
        "Perplexity of quantized models.",
        n_header_rows=2,
    )
    found = facts(read(table, vocabulary))
    assert len(found) == 16
    assert {s for m, b, s, v in found if v in ("13.1", "12.1")} == {"perplexity, OPT-6.7B, 3-bit", "perplexity, OPT-13B, 3-bit"}


def test_a_row_that_heads_its_block_is_the_condition_of_the_rows_below_it(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        |          | PIQA | RTE  |
        | Base-8   | 70.1 | 61.2 |
        | Quillnet | 70.3 | 61.4 |
        | Base-64  | 72.0 | 63.0 |
        | Quillnet | 72.2 | 63.1 |
    """)
    assert {(m, s) for m, b, s, _ in facts(read(table, vocabulary)) if b == "PIQA"} == {
        ("Base-8", ""),
        ("Quillnet", "Base-8"),
        ("Base-64", ""),
        ("Quillnet", "Base-64"),
    }


def test_two_headings_in_a_row_take_the_place_of_the_two_before_them(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Task            | Brambleroute | Quillnet |
        | Common sense    | <            | <        |
        | Multiple choice | <            | <        |
        | PIQA            | 70.1         | 71.2     |
        | Mathematics     | <            | <        |
        | Open answers    | <            | <        |
        | GSM8K           | 30.1         | 31.2     |
    """)
    found = {(b, s) for _, b, s, _ in facts(read(table, vocabulary))}
    assert found == {("PIQA", "Common sense, Multiple choice"), ("GSM8K", "Mathematics, Open answers")}
