"""Benchmarks as printed: which are one, and what is metric, condition and unit."""

from pathlib import Path

import pandas as pd
import pytest

from warehouse.identity.label_rules import load_label_rules
from warehouse.normalise import FILE, KINDS, normalise, scale

RULES = load_label_rules(Path(__file__).parents[2] / "config" / FILE, KINDS, is_whole=True)


def read(*pairs):
    frame = pd.DataFrame([(*pair, 1) for pair in pairs], columns=["benchmark", "setting", "n"])
    found = normalise(frame, RULES)
    return {(row.benchmark, row.setting): (row.benchmark_name, row.metric, row.condition) for row in found.itertuples()}


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        (("ARC-c", ""), ("ARC-Challenge", "", "")),
        (("ARC Challenge acc", "Zero-shot, dev"), ("ARC-Challenge", "accuracy", "0-shot, dev")),
        (("Nest (EM) ↑", "5-shot"), ("Nest", "exact match", "5-shot")),
        (("Nest (5 shots)", ""), ("Nest", "", "5-shot")),
        (("Nest dev", ""), ("Nest", "", "dev")),
        (("Test PPL", "7B"), ("Test", "perplexity", "7b")),
        (("PPL", "Nest"), ("perplexity", "perplexity", "nest")),
        (("Nest", "exact match, 7B"), ("Nest", "exact match", "7b")),
        (("Nest", "B, a"), ("Nest", "", "a, b")),
        (("Nest Nest", ""), ("Nest", "", "")),
        (("Nest Stage 2 Egg RL", ""), ("Nest", "", "stage 2 egg rl")),
        (("Nestpass@1", ""), ("Nest", "pass@1", "")),
        (("ANLI (R3) acc", ""), ("ANLI R3", "accuracy", "")),
        (("HellaSwag (10)", ""), ("HellaSwag", "", "10")),
        (("mean COPA", ""), ("COPA", "", "mean")),
    ],
)
def test_name_metric_and_condition_are_told_apart(printed, wanted):
    assert read(printed)[printed] == wanted


def test_one_spelling_stands_for_all_and_a_group_before_a_known_name_goes():
    found = read(("Egg-Bench", ""), ("EGG bench", ""), ("Egg-Bench", "x"), ("Math Egg-Bench (EM)", ""), ("Math Olympics", ""))
    assert {name for name, _, _ in found.values()} == {"Egg-Bench", "Math Olympics"}


@pytest.mark.parametrize(
    ("a", "b"), [("ARC-c", "ARC-e"), ("MATH", "MATH-500"), ("HumanEval", "HumanEval+"), ("Egg v1", "Egg v2"), ("XSum", "CSum")]
)
def test_different_benchmarks_stay_apart(a, b):
    found = read((a, ""), (b, ""))
    assert found[a, ""][0] != found[b, ""][0]


def test_a_note_in_brackets_is_a_condition_only_behind_a_known_name():
    found = read(("Egg-Bench", ""), ("Egg-Bench (Creative Nests)", ""), ("Shuffled Eggs (3)", ""))
    assert found["Egg-Bench (Creative Nests)", ""] == ("Egg-Bench", "", "creative nests")
    assert found["Shuffled Eggs (3)", ""][0] == "Shuffled Eggs (3)"


def test_averages_are_known():
    frame = normalise(
        pd.DataFrame([("Avg.", "", 1), ("Average Score", "", 1), ("Nest", "", 1)], columns=["benchmark", "setting", "n"]), RULES
    )
    assert dict(zip(frame["benchmark"], frame["is_average"], strict=True)) == {"Avg.": True, "Average Score": True, "Nest": False}


def test_nothing_gives_nothing():
    assert normalise(pd.DataFrame({"benchmark": [], "setting": [], "n": []}, dtype="str"), RULES).empty


def scaled(metric, unit, *values):
    frame = pd.DataFrame(
        {"metric": metric, "unit": unit, "largest": values, "n": len(values), "largest_of_all": max(values)}, index=range(len(values))
    )
    for column in ("topic", "paper_id", "table_label", "benchmark", "setting"):
        frame[column] = "x"
    found = scale(frame)
    return found["factor"][0], found["standard_unit"][0]


@pytest.mark.parametrize(
    ("metric", "unit", "values", "wanted"),
    [
        ("accuracy", "%", (61.0,), (1.0, "%")),
        ("accuracy", "", (61.0,), (1.0, "%")),
        ("accuracy", "", (0.61, 0.7, 0.4), (100.0, "%")),
        ("accuracy", "", (0.61,), (1.0, "")),
        ("perplexity", "", (0.9, 0.8, 0.7), (1.0, "")),
        ("", "k", (3.0,), (1000.0, "")),
        ("", "s", (3.0,), (1000.0, "ms")),
        ("", "ms", (3.0,), (1.0, "ms")),
        ("", "GB", (3.0,), (1.0, "gb")),
    ],
)
def test_values_get_one_unit(metric, unit, values, wanted):
    assert scaled(metric, unit, *values) == wanted
