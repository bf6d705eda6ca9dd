"""What the text says of a label: that the own method starts from it, or that it is the paper's own under another name."""

import pytest

from extractors.results.vocabulary import TableVocabulary
from models.document import PaperText
from tests.extractors.results.made_tables import make_table, read
from tests.extractors.results.test_own_trials import own_labels, with_body

RUNS = """
    | Method         | PIQA | RTE  |
    | Bramble-7B     | 69.0 | 60.0 |
    | Foldfit-7B [3] | 69.9 | 60.9 |
    | Quillnet       | 71.0 | 62.0 |
"""


def origins(grid: str, vocabulary: TableVocabulary, text: PaperText | None = None, caption: str = "Results on all tasks.") -> set[str]:
    return {r.method_label for r in read(make_table(grid, caption), vocabulary, text) if r.is_origin}


@pytest.mark.parametrize(
    "sentence",
    [
        "Our training starts from the last dense checkpoint of Bramble-7B.",
        "We present Quillnet, a small model derived from our open Bramble-7B.",
        "Finally, we upcycled Bramble-7B on more data.",
        "It is initialized from the weights of Bramble-7B [4].",
        "Models such as Bramble-7B can be further continue-tuned into our models.",
        "We distil from the teacher Bramble-7B.",
        "We use Bramble-7B as the base model.",
    ],
)
def test_what_the_own_method_starts_or_learns_from_is_its_origin(sentence: str, vocabulary: TableVocabulary) -> None:
    assert origins(RUNS, vocabulary, with_body(sentence)) == {"Bramble-7B"}


@pytest.mark.parametrize(
    "sentence",
    [
        "We compare Quillnet with Bramble-7B.",
        "Bramble-7B is initialized from Owlet.",
        "We start from a Bramble-7B-long checkpoint.",
        "We build on Bramble-7B, the strongest pruning method.",
        "We start with upcycling and Bramble-7B.",
        "Owlet was trained from Bramble-7B [4].",
    ],
)
def test_rivals_are_no_origin(sentence: str, vocabulary: TableVocabulary) -> None:
    assert origins(RUNS, vocabulary, with_body(sentence)) == set()


def test_an_own_model_is_no_origin_of_another(vocabulary: TableVocabulary) -> None:
    grid = RUNS.replace("Bramble-7B ", "Quillnet-7B")
    assert origins(grid, vocabulary, with_body("We start from Quillnet-7B.")) == set()


def test_the_caption_may_say_what_all_start_from(vocabulary: TableVocabulary) -> None:
    assert origins(RUNS, vocabulary, caption="Results of our search; Bramble-7B is the shared seed.") == {"Bramble-7B"}


def test_what_several_rows_add_to_is_where_they_start(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method        | PIQA | RTE  |
        | H0            | 60.0 | 50.0 |
        | H0 + Foldfit  | 69.0 | 60.0 |
        | H0 + Quillnet | 71.0 | 62.0 |
    """
    assert origins(grid, vocabulary) == {"H0"}
    assert origins(grid.replace("H0 + Foldfit ", "Foldfit      "), vocabulary) == set()


VARIANTS = """
    | Method       | PIQA | RTE  |
    | Brambleroute | 69.0 | 60.0 |
    | IPG          | 69.9 | 60.9 |
    | OPG          | 70.1 | 61.3 |
    | Quillnet     | 71.0 | 62.0 |
"""


def test_variants_that_the_text_names_are_own(vocabulary: TableVocabulary) -> None:
    table = make_table(VARIANTS)
    text = with_body("We propose two variants of Quillnet, namely IPG and OPG, as will be discussed.")
    assert own_labels(table, vocabulary, text) == {"IPG", "OPG", "Quillnet"}
    text = with_body("We call the resulting models IPG, OPG and Quillnet.")
    assert own_labels(table, vocabulary, text) == {"IPG", "OPG", "Quillnet"}
    for sentence in (
        "Prior work has variants of Brambleroute, namely IPG and OPG.",
        "We call this method of others OPG.",
        "Our IPG is a baseline.",
    ):
        assert own_labels(table, vocabulary, with_body(sentence)) == {"Quillnet"}
    cited = make_table(VARIANTS.replace("OPG ", "OPG [3]"))
    assert own_labels(cited, vocabulary, with_body("We propose two variants of Quillnet, namely IPG and OPG.")) == {"IPG", "Quillnet"}


def test_models_of_the_formula_of_one_that_the_paper_trained_are_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model        | PIQA | RTE  |
        | MoE(64E, 8L) | 71.0 | 62.0 |
        | MoE(32E, 4L) | 70.0 | 61.0 |
        | T(96L)       | 69.0 | 60.0 |
    """)
    text = with_body("We begin with one of the largest models we trained, MoE(64E, 8L) with many parameters.")
    assert own_labels(table, vocabulary, text) == {"MoE(64E, 8L)", "MoE(32E, 4L)"}
    assert own_labels(table, vocabulary, with_body("We begin with MoE(64E, 8L) of the literature.")) == set()


def test_all_that_learn_from_the_own_method_are_no_rivals_of_it(vocabulary: TableVocabulary) -> None:
    grid = """
        | Model       | PIQA | RTE  |
        | Bramble-7B  | 60.0 | 50.0 |
        | Bramble-7B' | 61.0 | 51.0 |
        | Quillnet    | 71.0 | 62.0 |
    """
    assert origins(grid, vocabulary, caption="Distilling the tuned QuillNet into a small model.") == {"Bramble-7B", "Bramble-7B'"}
    for caption in ("Distilling with QuillNet.", "Comparing distillation to QuillNet.", "Distilling Bramble-7B."):
        assert origins(grid, vocabulary, caption=caption) == set()


@pytest.mark.parametrize(
    ("said", "own"),
    [
        (
            "We compare the proposed corrected soft gate (correct-gt) with a gate as it was (plain-gt).",
            {"correct-gt τ = 0.1", "correct-gt τ = 0.2"},
        ),
        ("We compare the recently corrected soft gate (correct-gt) with a gate as it was (plain-gt).", set[str]()),
    ],
)
def test_a_short_form_behind_what_is_proposed_is_own_in_a_table_without_an_own_name(
    said: str, own: set[str], vocabulary: TableVocabulary
) -> None:
    table = make_table("""
        | Method             | PIQA | RTE  |
        | plain-gt τ = 0.1   | 69.0 | 60.0 |
        | correct-gt τ = 0.1 | 71.0 | 62.0 |
        | correct-gt τ = 0.2 | 72.0 | 63.0 |
    """)
    assert own_labels(table, vocabulary, with_body(said)) == own


@pytest.mark.parametrize(
    ("caption", "own"), [("the baseline (NN) and our gate", {"SGATE"}), ("the net (NN) and our gate", {"NN", "SGATE"})]
)
def test_what_the_caption_calls_the_baseline_is_not_own_though_this_work_ran_it(
    caption: str, own: set[str], vocabulary: TableVocabulary
) -> None:
    table = make_table(
        """
        | Method | Reference | PIQA | RTE  |
        | NN     | this work | 69.0 | 60.0 |
        | LP     | [2]       | 70.0 | 61.0 |
        | SGATE  | this work | 71.0 | 62.0 |
    """,
        f"Accuracy of {caption}.",
    )
    assert own_labels(table, vocabulary, with_body("Gates turn.")) == own
