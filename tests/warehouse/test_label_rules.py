"""Lists of kinds of labels: each line is checked by its own examples."""

import doctest
from pathlib import Path

import pytest

from models.errors import ConfigError
from warehouse import bibliographies, comparable
from warehouse.identity import kinds, variants
from warehouse.identity.label_rules import find_rule, load_label_rules

CONFIG = Path(__file__).parents[2] / "config"


def test_the_shipped_lists_hold_their_examples():
    assert load_label_rules(CONFIG / comparable.FILE, comparable.KINDS)
    assert load_label_rules(CONFIG / "warehouse" / "kinds.csv", kinds.CONFIG_KINDS)
    assert load_label_rules(CONFIG / bibliographies.VENUES_FILE, bibliographies.VENUE_KINDS)


TITLES, NAMES = ("model title", "row title"), ("model", "technique", "row")


@pytest.mark.parametrize(
    ("text", "kinds_of_text", "kind"),
    [
        ("Lark: an open-ended agent with large language models", TITLES, None),
        ("Lark: an agent system with open-source language models", TITLES, None),
        ("Lark: an open and strong language model", TITLES, "model title"),
        ("Lark: less noise on Nest-Bench", TITLES, None),
        ("Nest-Bench: counting eggs", TITLES, "row title"),
        ("Lark-Doc", NAMES, None),
        ("Lark-blog", NAMES, "row"),
        ("GPT4Lark", NAMES, None),
        ("GPT-4o-mini", NAMES, "model"),
    ],
)
def test_what_a_title_or_a_name_has_in_passing_does_not_tell_its_kind(text, kinds_of_text, kind):
    rule = find_rule(text, load_label_rules(CONFIG / "warehouse" / "kinds.csv", kinds.CONFIG_KINDS), kinds_of_text)
    assert (rule.kind if rule else None) == kind


@pytest.mark.parametrize("line", ["egg,x,x,y", "all,(,x,y", "all,x,y,z", "all,x,x,x", "all,x"])
def test_a_wrong_line_is_told_with_its_place(tmp_path, line):
    file = tmp_path / "rules.csv"
    file.write_text(f"kind,pattern,matches,not\n{line}\n")
    with pytest.raises(ConfigError, match=r"rules\.csv:2"):
        load_label_rules(file, comparable.KINDS)


def test_no_file_means_no_rules_and_the_first_that_fits_counts(tmp_path):
    assert load_label_rules(tmp_path / "none.csv", comparable.KINDS) == ()
    file = tmp_path / "rules.csv"
    file.write_text("kind,pattern,matches,not\nown,^egg,egg,leg\nall,^e,Eel,leg\n")
    rules = load_label_rules(file, comparable.KINDS)
    assert find_rule("EGG", rules, ("own", "all")).kind == "own"
    assert find_rule("EGG", rules, ("other", "all")).kind == "all"
    assert find_rule("leg", rules, comparable.KINDS) is None


def test_the_examples_of_variants_hold():
    found = doctest.testmod(variants)
    assert (found.failed, found.attempted > 1) == (0, True)


@pytest.mark.parametrize(
    ("label", "size"),
    [("Lark-7B", 7.0), ("Lark-8×7B (chat)", 56.0), ("Lark 350M", 0.35), ("Lark (Large)", -1.0), ("Lark-Base", -2.0), ("Larkbase", None)],
)
def test_a_label_names_the_size_of_its_model(label, size):
    assert comparable.size_of(label, ("base", "large")) == pytest.approx(size)
