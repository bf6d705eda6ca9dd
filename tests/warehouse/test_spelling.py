"""Spelling keys: what two printed labels must share to be one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.identity.spelling import core_key, is_citation, is_named_in, is_nameless, label_key, name_in_title, short_title, to_slug
from warehouse.identity.variants import method_key

CITING = [
    "Heron et al. (2021)",
    "Heron et al., 2021",
    "[3]",
    "[11, 8]",
    "[HRN21]",
    "Heron, 2019",
    "Heron & Stork (2020a)",
    "Heron and Stork (2020a)",
    "(Heron, 2019)",
    "von Reiher, 2023",
    "Östling and Stork, 2016",
]


@pytest.mark.parametrize("label", CITING)
def test_labels_that_only_cite(label):
    assert is_citation(label)


@pytest.mark.parametrize("label", ["Heron", "Heron-2", "Heron 3.5 Song", "WMT 2014", "NLLB22", "Heron [3]", "Heron (2019)"])
def test_labels_that_name_something(label):
    assert not is_citation(label)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Heron", "HERON*"),
        ("Heron-8×7B", "heron 8x7b"),
        ("D²-Heron", "D2 Heron"),
        ("Heron (Ours)", "Heron"),
        ("Heron [12]", "Heron"),
        ("Herons", "Heron"),
        ("ﬁnch", "finch"),
        ("Heron-Σ", "HeronSigma"),
        ("Heron (Stork, 2020)", "Heron"),
        ("Heron×1.5", "Heron"),
    ],
)
def test_one_name(a, b):
    assert label_key(a) == label_key(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Heron-V2", "Heron-V3"),
        ("Heron+", "Heron"),
        ("Heron2.5", "Heron25"),
        ("Heron2 7B", "Heron 27B"),
        ("Heron", "Heron-Lite"),
        ("Heron#", "Heron"),
    ],
)
def test_two_names(a, b):
    assert label_key(a) != label_key(b)


def test_head_nouns_and_sizes_come_off_only_where_asked():
    assert core_key("Heron Layers") == core_key("Heron") != label_key("Heron Layers")
    assert core_key("Heron-MoE") != core_key("Heron")
    assert core_key("Transformer") == "transformer"
    assert method_key("Heron 13B-A2B") == method_key("Heron-Base") == method_key("Heron (k=2)") == "heron"
    assert method_key("Heron-V2") == "heronv2"
    assert method_key("Heron-8x7B") != method_key("Heron-8x22B")


def test_names_in_titles():
    assert is_named_in("Heron", "Heron: standing still")
    assert is_named_in("Heron Layer", "On heron layers in deep networks")
    assert is_named_in("NABF", "Not All Birds Fly: pruning flocks")
    assert not is_named_in("Heron", "Counting storks")
    assert is_named_in("HerNet", "Heronry networks: nests over nests")
    assert is_named_in("SimNGS", "Simple nests, growing songs")
    assert not is_named_in("HerNet", "Networks of a heronry")
    assert not is_named_in("Hern", "Herons and networks")


def test_short_titles_are_the_part_before_the_colon_if_that_is_short():
    assert short_title("Heron: standing still") == "Heron"
    assert short_title("On the many ways in which herons stand: a study") == "On the many ways in which herons stand: a study"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("GullNet: on following ships", "GullNet"),
        ("Gull-2 Technical Report", "Gull-2"),
        ("Gull-3 Technical Report: a small model for ships", "Gull-3"),
        ("Standing still: a study of herons", "Standing still"),
        ("What do herons eat: a survey", ""),
        ("On herons", ""),
        ("Gulls Following Ships (GFS): scraps and where to find them", "GFS"),
        ("Nest of gulls: standing still in deep water", "Nest of gulls"),
        ("Lost in the water: how gulls sleep", ""),
    ],
)
def test_the_name_in_front_of_a_title(title, name):
    assert name_in_title(title) == name


@pytest.mark.parametrize("label", ["+ nest", "- nest", "(API)", "64", "≥ 3"])
def test_what_is_no_name(label):
    assert is_nameless(label)


@given(st.text(max_size=30))
def test_slugs_are_safe_and_never_empty(name):
    slug = to_slug(name, name)
    assert slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.text(max_size=30))
def test_keys_are_stable_under_case_of_ascii_and_spaces(label):
    assert label_key(label) == label_key(f" {label} ") or not label.strip()
