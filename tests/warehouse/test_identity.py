"""Which labels are one method: hand-made topics of invented papers, and what a reader would call the same."""

import datetime as dt
import random
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.made_up import Named, identify
from warehouse.identity.evidence import Use
from warehouse.identity.kinds import CONFIG_KINDS, KindFacts
from warehouse.identity.label_rules import load_label_rules
from warehouse.identity.methods import STAGE_USES
from warehouse.identity.variants import split_variant
from warehouse.identity.works import Entry, Paper

RULES = load_label_rules(Path(__file__).parents[2] / "config" / "warehouse" / "kinds.csv", CONFIG_KINDS)
LARK = Paper("2001.00001", "Lark: Routing Tokens by Song Over Many Experts", dt.date(2020, 1, 5), False, (("Lark", ("Lark-12",)),))
WREN = Paper("2101.00002", "Wren Networks: Small Routers for Large Mixtures", dt.date(2021, 1, 5), False, (("WRENNET", ()),))
ROOK = Paper("2201.00003", "On Rooks and Other Birds in Sparse Training", dt.date(2022, 1, 5), False, (("Rook", ()), ("Rook-Q", ())))
PAPERS = [LARK, WREN, ROOK]


def use(paper: Paper, label: str, cited_ref: int = 0, *, own: bool = False, generic: bool = False) -> Use:
    return Use(paper.paper_id, label, cited_ref, cited_ref > 0, own, generic)


def methods_of(labels) -> dict[int, str]:
    return {use.row: row.method_id for row in labels for use in row.uses}


def method_ids(uses, *, papers=PAPERS, entries=(), named=(), aliases=None) -> list[str]:
    _, labels = identify(papers, entries, named, uses, aliases or {})
    return [methods_of(labels)[row] for row in range(len(uses))]


def ids_beside_one_work(title: str, one: str, other: str) -> list[str]:
    entries = [Entry(p.paper_id, 1, title, "1901.00001", None) for p in (LARK, ROOK)]
    return method_ids([use(LARK, one, 1), use(ROOK, other, 1)], entries=entries)


def methods(uses, *, papers=PAPERS, entries=(), named=(), aliases=None):
    rows, _ = identify(papers, entries, named, uses, aliases or {})
    return {row.method_id: row for row in rows}


def test_a_label_that_cites_a_paper_of_the_topic_is_that_papers_method():
    entries = [Entry(ROOK.paper_id, 1, "whatever was read", "2001.00001", LARK.paper_id)]
    assert method_ids([use(ROOK, "LARK", 1), use(ROOK, "Nightingale et al. (2020)", 1)], entries=entries) == ["lark", "lark"]


def test_every_own_row_is_the_papers_method_unless_it_names_another_of_its_own():
    rows = [use(ROOK, "Ours", own=True), use(ROOK, "+ nest", own=True, generic=True), use(ROOK, "Rook-Q", own=True)]
    assert method_ids(rows) == ["rook", "rook", "rook-q"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Lark", "LARK"),
        ("Lark", "Larks*"),
        ("Lark-12", "lark 12"),
        ("Heron Layer", "HERON layers"),
        ("Lark-8x7B", "Lark 8*7B"),
        ("Lark 8x7B Inst.", "Lark-8×7B"),
    ],
)
def test_spellings_of_one_name_are_one_method(a, b):
    assert len(set(method_ids([use(ROOK, a), use(WREN, b)]))) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Swift-V2", "Swift-V3"),
        ("Swift2.5", "Swift25"),
        ("Swift-8x7B", "Swift-8x22B"),
        ("Swift 8*7B", "Swift 8*22B"),
        ("Swift", "Swift-Lite"),
        ("Swift2 7B", "Swift 27B"),
    ],
)
def test_other_versions_are_other_methods(a, b):
    assert len(set(method_ids([use(ROOK, a), use(WREN, b)]))) == 2


def test_a_version_is_not_taken_for_its_forerunner_by_a_generous_alias():
    owl = Paper("2301.00004", "Owl-V3 Report", None, False, (("Owl-V3", ("Owl-V3.2", "Owl-V3 70B")),))
    found = method_ids([use(ROOK, "Owl-V3.2"), use(ROOK, "Owl-V3 70B"), use(ROOK, "Owl-V3")], papers=[*PAPERS, owl])
    assert found[0] != found[2] and found[1] == found[2]


def test_one_name_beside_different_works_stays_apart_and_so_does_a_use_without_citation():
    entries = [
        Entry(LARK.paper_id, 1, "MOLT: Mixture of Long Tails for Retrieval", "1901.00010", None),
        Entry(WREN.paper_id, 1, "MOLT: Modular Lightweight Transducers in Speech", "1902.00011", None),
    ]
    found = method_ids([use(LARK, "MOLT", 1), use(WREN, "MOLT", 1), use(ROOK, "MOLT")], entries=entries)
    assert len(set(found)) == 3


def test_a_name_without_citation_is_what_the_same_paper_cites_beside_it():
    entries = [
        Entry(LARK.paper_id, 1, "MOLT: Mixture of Long Tails for Retrieval", "1901.00010", None),
        Entry(WREN.paper_id, 1, "MOLT: Modular Lightweight Transducers in Speech", "1902.00011", None),
    ]
    found = method_ids([use(LARK, "MOLT", 1), use(WREN, "MOLT")], entries=entries, named=[Named(WREN.paper_id, "MOLT", 1, 2)])
    assert len(set(found)) == 2


def test_a_name_with_and_without_its_head_noun_is_one_method_only_beside_the_same_work():
    entries = [Entry(p.paper_id, 1, "Heron transformers: standing still in deep networks", "", None) for p in PAPERS]
    same = method_ids([use(LARK, "Heron", 1), use(WREN, "Heron Transformer", 1)], entries=entries)
    assert len(set(same)) == 1
    assert len(set(method_ids([use(LARK, "Heron"), use(WREN, "Heron Transformer")]))) == 2


def test_the_same_work_is_recognised_by_arxiv_id_title_and_title_with_more_behind_it():
    title = "Heron transformers: standing still in very deep networks"
    entries = [
        Entry(LARK.paper_id, 1, title, "1901.00010", None),
        Entry(WREN.paper_id, 1, title.upper(), "", None),
        Entry(ROOK.paper_id, 1, f"{title}, 2019", "", None),
    ]
    uses = [use(p, "Heron", 1) for p in PAPERS]
    [row] = methods(uses, entries=entries, papers=[p._replace(own=()) for p in PAPERS]).values()
    assert (row.method, row.paper_title, row.first_seen) == ("Heron", title, dt.date(2019, 1, 1))


def test_a_citation_without_a_name_is_the_method_others_name_beside_that_work_else_its_title():
    work = "Heron transformers: standing still in very deep networks"
    other = "A Study of How Water Birds Choose Their Stones"
    entries = [Entry(p.paper_id, 1, work, "", None) for p in PAPERS] + [Entry(ROOK.paper_id, 2, other, "", None)]
    uses = [use(LARK, "Heron", 1), use(WREN, "Heron", 1), use(ROOK, "Stalk et al. (2019)", 1), use(ROOK, "Wader (2001)", 2)]
    ids = method_ids(uses, entries=entries)
    assert ids[0] == ids[1] == ids[2]
    assert methods(uses, entries=entries)[ids[3]].method == other


def test_a_citation_without_an_entry_goes_by_what_is_printed():
    rows, _ = identify(PAPERS, [], [], [use(LARK, "Stork and Crane, 1990")], {})
    assert ("stork-and-crane-1990", "Stork and Crane, 1990") in [(row.method_id, row.method) for row in rows]


def test_an_unresolved_citation_is_never_shared_between_papers():
    found = method_ids([use(LARK, "Chen et al. (2022)"), use(WREN, "Chen et al. (2022)")])
    assert len(set(found)) == 2


def test_a_rare_misread_citation_does_not_split_a_known_method():
    papers = [Paper(f"22{i:02}.00009", f"A study of flocking number {i}", None, False, ()) for i in range(1, 6)]
    entries = [Entry(p.paper_id, 1, "Heron transformers: standing still", "", None) for p in papers]
    entries[-1] = Entry(papers[-1].paper_id, 1, "Counting birds in large photographs", "", None)
    assert len(set(method_ids([use(p, "Heron", 1) for p in papers], papers=papers, entries=entries))) == 1
    entries[-1] = entries[-1]._replace(title="Another Heron for counting birds")
    assert len(set(method_ids([use(p, "Heron", 1) for p in papers], papers=papers, entries=entries))) == 2


def test_generic_labels_are_no_methods():
    uses = [use(LARK, "Dense", generic=True), use(WREN, "Dense")]
    assert method_ids(uses) == ["generic-dense", "generic-dense"]
    assert "generic-dense" not in methods(uses)


def test_a_title_used_as_a_label_cites_the_work():
    title = "Heron transformers: standing still in very deep networks"
    entries = [Entry(LARK.paper_id, 1, title, "", None), Entry(WREN.paper_id, 1, LARK.title, "", LARK.paper_id)]
    uses = [use(LARK, title, 1), use(ROOK, title.lower()), use(WREN, LARK.title, 1), use(ROOK, LARK.title)]
    ids = method_ids(uses, entries=entries)
    assert ids[0] == ids[1] and ids[2:] == ["lark", "lark"]


def test_the_name_of_a_field_is_a_method_only_where_it_cites_one():
    papers = [Paper(f"22{i:02}.00009", f"Flock of Birds number {i}", None, False, ()) for i in range(1, 8)]
    entries = [Entry(papers[0].paper_id, 1, "Adaptive flocks of local birds", "", None)]
    unprinted = use(papers[0], "flock of birds", 1)._replace(is_cited=False)
    uses = [use(papers[0], "Flock of Birds", 1), use(papers[1], "Flock-of-Birds"), unprinted]
    ids = method_ids(uses, papers=papers, entries=entries)
    assert ids == ["adaptive-flocks-of-local-birds", "generic-flock-of-birds", "generic-flock-of-birds"]


def test_a_name_that_titles_begin_with_is_of_a_family_of_models_and_of_no_field():
    titles = (
        "Stork-V2: A Report",
        "Stork-V3 Technical Report",
        "Stork-Coder: On Nests",
        "Stork-R: Long Flights",
        "Stork-V4 Technical Report",
    )
    family = [Paper(f"23{i:02d}.00001", title, None, False, ()) for i, title in enumerate(titles, 1)]
    entries = [Entry(ROOK.paper_id, 1, "Stork LLM: Scaling Birds", "2201.00099", None)]
    uses = [use(ROOK, "Stork 7B (Dense)", 1), use(ROOK, "Stork 7B"), use(WREN, "Stork")]
    assert method_ids(uses, papers=[*PAPERS, *family], entries=entries) == ["stork"] * 3


@pytest.mark.parametrize("label", ["+ shared nest", "(API)", "64", "– eggs"])
def test_additions_notes_and_numbers_are_no_methods(label):
    assert method_ids([use(LARK, label)])[0].startswith("generic-")


def test_scaled_copies_and_sizes_of_a_topic_papers_method_are_that_method():
    entries = [Entry(ROOK.paper_id, 1, "", "", LARK.paper_id)]
    assert method_ids([use(ROOK, "Lark×1.5", 1), use(ROOK, "Lark-8x7B", 1), use(ROOK, "Lark 13B", 1)], entries=entries) == ["lark"] * 3


def test_a_name_with_a_head_noun_is_preferred_where_it_is_not_rare():
    entries = [Entry(p.paper_id, 1, "Heron transformers: standing still in deep networks", "", None) for p in PAPERS]
    uses = [use(LARK, "Heron", 1), use(WREN, "Heron", 1), use(ROOK, "Heron Transformer", 1)]
    assert "Heron Transformer" in {row.method for row in methods(uses, entries=entries).values()}


def test_names_csv_overrules_and_gives_the_name():
    uses = [use(LARK, "Switch-T"), use(WREN, "Switch Heron")]
    found = methods(uses, aliases={"switcht": "Switch Heron"}, papers=[p._replace(own=()) for p in PAPERS])
    assert {row.method: row.aliases for row in found.values()} == {"Switch Heron": ["Switch-T"]}


def test_the_name_is_spelt_as_most_papers_spell_it_and_not_in_capitals():
    found = methods([use(LARK, "WrenNet"), use(ROOK, "WrenNet")])
    assert found["wrennet"].method == "WrenNet"
    assert found["wrennet"].aliases == ["WRENNET"]
    assert found["wrennet"].paper_id == WREN.paper_id


def test_a_paper_without_a_named_method_is_known_by_what_others_call_it_else_by_its_title():
    quiet = Paper("1901.00007", "Gulls: On Following Ships for Scraps", None, False, ())
    named = [Named(p.paper_id, "GullNet", 1, 1) for p in PAPERS]
    entries = [Entry(p.paper_id, 1, "", "", quiet.paper_id) for p in PAPERS]
    uses = [use(quiet, "Ours", own=True)]
    assert method_ids(uses, papers=[*PAPERS, quiet], entries=entries, named=named) == ["gullnet"]
    assert method_ids(uses, papers=[*PAPERS, quiet]) == ["gulls"]


def kind_of(uses, name, *, papers=PAPERS, entries=(), named=()):
    rows, _ = identify(papers, entries, named, uses, {}, KindFacts(RULES))
    return {row.method: row.kind for row in rows}[name]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("GPT-4", "model"),
        ("LLaMA2 70B Chat", "model"),
        ("Human experts", "model"),
        ("top-2 gating", "technique"),
        ("Knowledge Distillation", "technique"),
        ("‘Choose: {egg}’", "row"),
        ("MMLU-Pro", "row"),
        ("Heron-9000", "row"),
    ],
)
def test_what_a_table_names_has_a_kind(label, kind):
    assert kind_of([use(LARK, label)], split_variant(label)[0]) == kind


def test_a_name_that_is_cited_or_introduced_is_a_method():
    entries = [Entry(LARK.paper_id, 1, "Heronry: standing still in deep networks", "", None)]
    assert kind_of([use(LARK, "Heronry", 1)], "Heronry", entries=entries) == "method"
    assert kind_of([use(ROOK, "Ours", own=True)], "Rook") == "method"


def test_a_part_of_the_own_method_is_a_component_until_tables_have_it_in_several_ways():
    labels = ["Rook-Q", "Rook-Q (k=2)", "Rook-Q 7M"]
    assert kind_of([], "Rook-Q") == "component"
    assert kind_of([use(ROOK, labels[0], own=True)], "Rook-Q") == "component"
    assert kind_of([use(ROOK, label, own=True) for label in labels], "Rook-Q") == "method"


def test_labels_with_billions_of_parameters_are_models():
    entries = [Entry(LARK.paper_id, 1, "Nightjar: on the night", "", None)]
    assert kind_of([use(LARK, "Nightjar-7B", 1), use(LARK, "Nightjar 13B", 1)], "Nightjar", entries=entries) == "model"


def test_a_cited_work_without_a_name_is_a_work():
    title = "A study of how water birds choose their stones"
    entries = [Entry(LARK.paper_id, 1, title, "", None)]
    assert kind_of([use(LARK, "[1]", 1)], title, entries=entries) == "work"


def test_a_cited_work_gets_the_name_in_its_title_and_no_second_id():
    entries = [Entry(p.paper_id, 1, "GullNet: on following ships for scraps", "1901.00001", None) for p in PAPERS]
    ids = method_ids([use(LARK, "[1]", 1), use(WREN, "Gull-Net", 1)], entries=entries)
    assert ids == ["gull-net", "gull-net"]


def test_a_label_says_which_variant_of_the_method_it_is():
    _, labels = identify(PAPERS, [], [], [use(WREN, "Heron-9 70B Chat"), use(ROOK, "Heron-9 (k=2)")], {})
    assert {(row.method, row.variant) for row in labels} == {("Heron-9", "70B Chat"), ("Heron-9", "(k=2)")}
    assert len({row.method_id for row in labels}) == 1


def test_an_abbreviation_is_the_one_method_the_paper_cites_whose_initials_it_is():
    entries = [Entry(ROOK.paper_id, 1, "Grey Heron: standing still", "", None), Entry(ROOK.paper_id, 2, "Wading: a study", "", None)]
    named = [Named(ROOK.paper_id, "Grey Heron", 1, 1)]
    found = method_ids([use(ROOK, "GH"), use(ROOK, "Grey Heron", 1), use(WREN, "GH")], entries=entries, named=named)
    assert found[0] == found[1] != found[2]


def test_an_abbreviation_is_the_method_and_not_what_the_paper_tries_with_it():
    entries = [Entry(ROOK.paper_id, 1, "Grey Heron: standing still", "", None), Entry(ROOK.paper_id, 2, "Green Hoopoe: on hills", "", None)]
    tried = [Named(ROOK.paper_id, "Grey Heron", 1, 3), Named(ROOK.paper_id, "Grey Heron+Net", 1, 1)]
    found = method_ids([use(ROOK, "GH"), use(ROOK, "Grey Heron", 1)], entries=entries, named=tried)
    assert found[0] == found[1]
    other = [*tried, Named(ROOK.paper_id, "Green Hoopoe", 2, 1)]
    found = method_ids([use(ROOK, "GH"), use(ROOK, "Grey Heron", 1)], entries=entries, named=other)
    assert found[0] != found[1]


def test_a_name_made_of_the_beginnings_of_another_beside_one_work_is_the_same_method():
    entries = [Entry(p.paper_id, 1, "Up or down? Grey wading in deep water", "", None) for p in (LARK, ROOK)]
    uses = [use(LARK, "GreWad", 1), use(LARK, "Grey Wading", 1), use(ROOK, "GreWad", 1)]
    assert [(row.method, row.aliases) for row in methods(uses, entries=entries).values() if row.paper_id is None] == [
        ("GreWad", ["Grey Wading"])
    ]


def test_a_word_and_the_initials_of_the_others_are_the_same_method():
    entries = [Entry(p.paper_id, 1, "From hard to soft nests of twigs", "", None) for p in (LARK, ROOK)]
    found = method_ids([use(LARK, "SoftNoT", 1), use(ROOK, "Soft Nests of Twigs", 1)], entries=entries)
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("longer", "is_same"),
    [
        ("GullNet Glide", True),
        ("Harbour GullNet", True),
        ("GullNet-2", False),  # another version
        ("GullNet Bench", False),  # what it is measured on
        ("Terns", False),
    ],
)
def test_a_longer_name_beside_a_work_is_its_titled_method(longer: str, *, is_same: bool):
    found = ids_beside_one_work("GullNet: on following ships for scraps", "GullNet", longer)
    assert (found[0] == found[1]) == is_same


@pytest.mark.parametrize("ending", ["XL", "Instruct", "H"])
def test_what_ends_like_a_size_is_a_method_of_its_own_where_a_title_says_so(ending: str):
    entries = [
        Entry(LARK.paper_id, 1, "Gulls: on following ships for scraps", "1901.00001", None),
        Entry(ROOK.paper_id, 1, f"Gulls-{ending}: farther out to sea", "1902.00002", None),
    ]
    uses = [use(LARK, "Gulls", 1), use(ROOK, f"Gulls-{ending}", 1), use(ROOK, f"Gulls-{ending} (18 nests)")]
    first, longer, described = method_ids(uses, entries=entries)
    assert first != longer == described
    assert methods(uses, entries=entries)[longer].method == f"Gulls-{ending}"


@pytest.mark.parametrize(
    ("title", "one", "other"),
    [
        ("LaRA: Layered River Adaptation for storks", "LaRA", "Layered River Adapters"),
        ("Raft-set counting for gulls", "RSC", "RaftSet"),
        ("The thinly gated colony-of-gulls layer", "Thinly Gated CoG", "Gated Colonies of Gulls"),
    ],
)
def test_names_that_the_same_words_of_their_works_title_spell_are_one_method(title: str, one: str, other: str):
    first, second = ids_beside_one_work(title, one, other)
    assert first == second


@pytest.mark.parametrize(
    ("title", "one", "other"),
    [
        ("Thin layered nests: mixtures of feathers and moss", "LayNest", "Mixture of Feathers"),
        ("Build-and-Brood: nests in time", "Build-and-Brood", "Build-and-Brood+"),
        ("Gull-Rafter2: more prey", "Gull-Rafter", "Gull-Rafter2"),
        ("Row-wise Nest Lining and Row-wise Lining of burrows", "Row-wise Nest", "Nest Lining"),
        ("Gull-Rafter Bench: how far out", "Gull-Rafter", "Gull-Rafter Bench"),
    ],
)
def test_names_that_not_the_same_words_of_a_title_spell_are_two_methods(title: str, one: str, other: str):
    first, second = ids_beside_one_work(title, one, other)
    assert first != second


def test_a_version_is_not_merged_with_its_forerunner_that_one_paper_cites_by_the_new_title():
    titles = ("Gull-Rafter: on following ships", "Gull-Rafter-v2: following ships farther out")
    entries = [Entry(p.paper_id, k, title, f"190{k}.00001", None) for p in PAPERS for k, title in enumerate(titles, 1)]
    uses = [*[use(p, "Gull-Rafter", 1) for p in PAPERS], use(ROOK, "Gull-Rafter", 2), use(WREN, "Gull-Rafter-v2", 2)]
    first, *_, second = method_ids(uses, entries=entries)
    assert first != second


def test_a_name_that_a_title_spells_is_not_merged_into_one_that_means_another_work():
    older, newer = "Gull: Gliding Under Low Light", "Tern: Split-Wing Gliding Under Low Light"
    entries = [Entry(LARK.paper_id, 1, older, "1901.00001", None), Entry(ROOK.paper_id, 1, newer, "1902.00002", None)]
    uses = [*[use(LARK, "Gull", 1)] * 6, *[use(ROOK, "Tern", 1)] * 3, use(ROOK, "Gull", 1), use(ROOK, "Gliding Under Low Light", 1)]
    ids = method_ids(uses, entries=entries)
    assert ids[-1] != ids[0]


def test_a_paper_whose_title_begins_with_a_longer_name_than_was_read_has_that():
    paper = Paper("2309.00001", "Gulls-XL: farther out to sea", None, False, (("Gulls", ("Gulls-XL",)),))
    entries = [
        Entry(ROOK.paper_id, 1, "Gulls: on following ships for scraps", "1901.00001", None),
        Entry(WREN.paper_id, 1, "", "", paper.paper_id),
    ]
    uses = [use(ROOK, "Gulls", 1), use(WREN, "Gulls-XL", 1), use(paper, "Gulls-XL", own=True)]
    first, cited, own = method_ids(uses, papers=[*PAPERS, paper], entries=entries)
    assert first != cited == own


def test_sizes_and_stages_of_models_are_no_methods_though_titles_begin_with_them():
    titles = ("LLaMA: Open and Efficient", "LLaMA-Chat: is it safe?")
    entries = [Entry(p.paper_id, 1, title, f"190{k}.00001", None) for k, (p, title) in enumerate(zip((LARK, ROOK), titles, strict=True))]
    _, labels = identify(PAPERS, entries, (), [use(LARK, "LLaMA", 1), use(WREN, "LLaMA-Chat")], {}, KindFacts(RULES))
    assert len(set(methods_of(labels).values())) == 1


def test_a_last_word_behind_a_mere_class_word_is_the_method_of_the_work():
    found = ids_beside_one_work("Sparse Reefcycling: nests from sticks", "Sparse Reefcycling", "MoE reefcycling")
    assert found[0] == found[1]


def test_a_work_cited_alone_is_the_name_that_its_title_is_read_to_have():
    found = ids_beside_one_work("Nesting Network: a successor of sticks", "NestNet", "Stork et al., 2019")
    assert found[0] == found[1]


def test_one_distinctive_name_is_one_method_though_a_citation_was_misread():
    entries = [
        Entry(LARK.paper_id, 1, "GullNet: on following ships for scraps", "1901.00001", None),
        Entry(WREN.paper_id, 1, "Counting birds in large photographs", "1902.00002", None),
    ]
    assert len(set(method_ids([use(LARK, "GullNet", 1), use(WREN, "GullNet", 1), use(ROOK, "GullNet")], entries=entries))) == 1


@pytest.mark.parametrize(("is_first_year", "precision"), [(False, "by_year"), (True, "year")])
def test_a_work_without_an_id_is_dated_by_the_year_of_its_entries(is_first_year, precision):
    entries = [
        Entry(LARK.paper_id, 1, "GullNet: on following ships for scraps", "", None, 2016),
        Entry(WREN.paper_id, 1, "GullNet: on following ships for scraps", "", None, 2016, is_first_year=is_first_year),
    ]
    [row] = [row for row in methods([use(LARK, "GullNet", 1)], entries=entries).values() if row.method == "GullNet"]
    assert (row.first_seen, row.first_seen_precision) == (dt.date(2016, 1, 1), precision)


def test_an_arxiv_id_that_other_entries_give_to_another_work_dates_nothing():
    gull, tern = "GullNet: on following ships for scraps", "A tern's guide to very long journeys"
    entries = [
        Entry(LARK.paper_id, 1, gull, "2203.00009", None, 2021, "stork"),
        Entry(WREN.paper_id, 1, gull, "", None, 2021, "stork"),
        Entry(WREN.paper_id, 2, tern, "2203.00009", None, 2022, "crane"),
        Entry(ROOK.paper_id, 2, tern, "2203.00009", None, 2022, "crane"),
    ]
    [row] = [row for row in methods([use(LARK, "GullNet", 1)], entries=entries).values() if row.method == "GullNet"]
    assert (row.first_seen, row.first_seen_precision) == (dt.date(2021, 1, 1), "by_year")


def test_versions_of_one_title_are_one_work_when_an_author_agrees():
    entries = [
        Entry(LARK.paper_id, 1, "Ibis: wading at scale", "1901.00001", None, 2019, "stork"),
        Entry(WREN.paper_id, 1, "Ibis: an efficient way to wade through mud", "", None, 2020, "stork"),
    ]
    assert len(set(method_ids([use(LARK, "Ibis", 1), use(WREN, "Ibis", 1)], entries=entries))) == 1
    entries[1] = entries[1]._replace(author="crane", arxiv_id="2001.00001")
    assert len(set(method_ids([use(LARK, "Ibis", 1), use(WREN, "Ibis", 1)], entries=entries))) == 2


def test_near_titles_are_one_work_when_first_author_and_year_agree():
    entries = [
        Entry(LARK.paper_id, 1, "Training-free merging of large nests by slow clustering", "", None, 2020, "stork"),
        Entry(WREN.paper_id, 1, "Training-free merging of large bird-nests via slow clustering", "", None, 2021, "stork"),
    ]
    uses = [use(LARK, "TMN", 1), use(WREN, "TMN", 1)]
    assert len(set(method_ids(uses, entries=entries))) == 1
    assert len(set(method_ids(uses, entries=[entries[0], entries[1]._replace(author="crane")]))) == 2
    assert len(set(method_ids(uses, entries=[entries[0], entries[1]._replace(year=2023)]))) == 2


def test_a_name_with_its_family_in_front_is_the_name_beside_one_work():
    entries = [Entry(p.paper_id, 1, "Gull-LarkNet: fast nests by LarkNet", "", None) for p in PAPERS]
    assert len(set(method_ids([use(LARK, "Gull-LarkNet", 1), use(WREN, "LarkNet", 1)], entries=entries))) == 1


def test_a_distinctive_name_in_the_title_of_the_work_it_cites_is_a_method_of_the_topic():
    entries = [Entry(LARK.paper_id, 1, "Counting eggs with larknet and patience", "", None)]
    named = [Named(LARK.paper_id, "LarkNet", 1, 1)]
    assert "LarkNet" in {row.method for row in methods([], entries=entries, named=named).values()}


def test_the_title_that_begins_with_a_name_introduces_it_not_one_that_has_it_in_it():
    titles = ["Gull-Net: following ships at sea", "Gull-Net-Dive: plunging after fish with Gull-Net"]
    entries = [Entry(p.paper_id, 1, title, f"190{i}.00001", None) for i, (p, title) in enumerate(zip((LARK, WREN), titles, strict=True), 1)]
    uses = [use(LARK, "Gull-Net", 1), use(WREN, "Gull-Net", 1)]
    [row] = [row for row in methods(uses, entries=entries).values() if row.method == "Gull-Net"]
    assert row.paper_title == titles[0]


def test_a_paper_that_is_read_as_its_forerunner_is_called_as_its_title_begins():
    heron = Paper("2101.00007", "Herons, Too", dt.date(2021, 1, 7), False, (("Heron", ()),))
    second = Paper("2201.00008", "Heron v2: standing still everywhere", dt.date(2022, 1, 8), False, (("Heron", ("HV2",)),))
    uses = [use(second, "H-2", own=True), use(second, "Heron", 1), use(ROOK, "Heron v2")]
    entries = [Entry(second.paper_id, 1, "Herons, Too", "2101.00007", heron.paper_id)]
    assert method_ids(uses, papers=[*PAPERS, heron, second], entries=entries) == ["heron-v2", "heron", "heron-v2"]


@pytest.mark.parametrize(
    ("label", "kind"), [("LarkNet", "row"), ("Token larks", "row"), ("Stork et al., 2017", "work"), ("de la Grüne, 2016", "work")]
)
def test_what_one_paper_alone_names_without_a_citation_is_no_method(label, kind):
    rows, labels = identify(PAPERS, [], [], [use(ROOK, label)._replace(is_criticised=True)], {}, KindFacts(RULES))
    [found] = [label.method_id for label in labels]
    assert next(row.kind for row in rows if row.method_id == found) == kind


@pytest.mark.parametrize(
    ("title", "kind"), [("Adaptive Flocks of Local Birds", "method"), ("Learning how many birds a large flock needs to feed", "work")]
)
def test_a_paper_without_a_name_is_a_method_only_where_its_title_is_short(title, kind):
    quiet = Paper("2301.00010", title, dt.date(2023, 1, 1), False, ())
    entries = [Entry(ROOK.paper_id, 1, title, "", quiet.paper_id)]
    rows, _ = identify([*PAPERS, quiet], entries, [], [use(ROOK, "Stork et al. (2023)", 1)], {}, KindFacts(RULES))
    assert next(row.kind for row in rows if row.paper_id == quiet.paper_id) == kind


@pytest.mark.parametrize(
    ("label", "title", "is_proven", "kind"),
    [
        ("Heron MoE", "Heron with a mixture of eggs", False, "method"),
        ("HeronMoE", "Standing still in deep water", True, "method"),
        ("HeronMoE", "Standing still in deep water", False, "work"),
        ("Heron+", "Heron: standing still in deep water", True, "row"),
        ("Heron-Deluxe", "On the heron method of standing still", True, "row"),
        ("Sparsely fed MoE", "The sparsely fed mixture of eggs of herons", False, "method"),
        ("HerNet", "Heronry networks in deep water", False, "method"),
    ],
)
def test_a_name_beside_a_work_is_a_method_where_the_title_has_it_or_something_is_done_with_it(label, title, is_proven, kind):
    entries = [Entry(LARK.paper_id, 1, title, "", None)]
    rows, _ = identify(PAPERS, entries, [], [use(LARK, label, 1)._replace(is_proven=is_proven)], {}, KindFacts(RULES))
    assert [row.kind for row in rows if row.method == label] == [kind]


@pytest.mark.parametrize(
    ("label", "title", "kind"),
    [
        ("Stork et al., 2023b", "GullNet: on following ships for scraps", "method"),
        ("GullNet-13b", "GullNet: on following ships for scraps", "model"),
        ("Stork et al., 2023b", "Position: ships must be followed for scraps", "row"),
    ],
)
def test_billions_of_parameters_make_a_model_and_the_letter_of_a_year_does_not(label, title, kind):
    rows, _ = identify(PAPERS, [Entry(LARK.paper_id, 1, title, "", None)], [], [use(LARK, label, 1)], {}, KindFacts(RULES))
    assert [row.kind for row in rows if row.paper_title == title] == [kind]


def test_a_benchmark_or_what_a_study_studies_is_no_method_of_its_paper():
    bench = Paper("2301.00010", "EggBoard: An Evaluation Board for Nests", None, False, (("EggBoard", ()),))
    study = Paper("2301.00011", "One Bird Outperforms Many Birds", None, False, (("SAS", ("single-agent",)),))
    rows, _ = identify([bench, study], [], [], [use(bench, "EggBoard", own=True), use(study, "SAS", own=True)], {}, KindFacts(RULES))
    assert {row.method: row.kind for row in rows} == {"EggBoard": "row", "SAS": "technique"}


def test_a_name_that_tables_have_for_a_benchmark_and_for_no_method_is_no_method():
    entries = [Entry(p.paper_id, 1, "EggNest: what is in a nest", "", None) for p in PAPERS]
    named = [Named(p.paper_id, "EggNest", 1, 1) for p in PAPERS]
    kinds = []
    for uses in ([], [use(LARK, "EggNest", 1)]):
        rows, _ = identify(PAPERS, entries, named, uses, {}, KindFacts(RULES, benchmarks=frozenset({"eggnest"})))
        kinds += [row.kind for row in rows if row.method == "EggNest"]
    assert kinds == ["row", "method"]


def test_a_work_is_one_by_its_doi():
    entries = [
        Entry(LARK.paper_id, 1, "Training-free merging of large nests", "", None, 2020, doi="10.1/NEST"),
        Entry(WREN.paper_id, 1, "On the merging of nests without training", "", None, 2020, doi="10.1/nest"),
    ]
    assert len(set(method_ids([use(LARK, "TMN", 1), use(WREN, "TMN", 1)], entries=entries))) == 1


def test_the_first_year_and_the_month_that_entries_print_date_a_work():
    title = "GullNet: on following ships for scraps"
    entries = [
        Entry(p.paper_id, 1, title, "", None, year, month=month)
        for p, year, month in ((LARK, 2017, 7), (WREN, 2017, None), (ROOK, 2016, 11))
    ]
    [row] = [row for row in methods([use(LARK, "GullNet", 1)], entries=entries).values() if row.method == "GullNet"]
    assert (row.first_seen, row.first_seen_precision) == (dt.date(2016, 11, 1), "month")


def test_a_survey_introduces_no_method():
    survey = Paper("2301.00009", "A Survey of Birds", None, True, (("Birds", ()),))
    assert not methods([], papers=[survey])


def test_the_order_of_the_rows_does_not_matter():
    entries = [Entry(p.paper_id, i, f"Heron transformers volume {'x' * i} of many", "", None) for p in PAPERS for i in (1, 2, 3)]
    uses = [use(p, label, i) for p in PAPERS for i, label in enumerate(["Heron", "Lark", "heron layer", "Dense"])]
    named = [Named(p.paper_id, "Heron", 2, 1) for p in PAPERS]
    first, labels = identify(PAPERS, entries, named, uses, {})
    ids = methods_of(labels)
    for seed in range(5):
        shuffled = [random.Random(seed).sample(rows, len(rows)) for rows in (PAPERS, entries, named, uses)]  # noqa: S311
        rows, labels = identify(*shuffled, {})
        assert rows == first
        assert {uses.index(shuffled[3][row]): method for row, method in methods_of(labels).items()} == ids


def test_a_sign_behind_the_name_before_the_colon_makes_another_work():
    entries = [
        Entry(LARK.paper_id, 1, "Heronry: standing still in cold water", "", None, 2022, "stork"),
        Entry(WREN.paper_id, 1, "Heronry+: walking on by shallow lakes", "", None, 2023, "stork"),
    ]
    uses = [use(LARK, "Heronry", 1), use(WREN, "Heronry+", 1)]
    assert len(set(method_ids(uses, entries=entries))) == 2
    methods, _ = identify(PAPERS, entries, [], uses, {})
    assert {m.method: m.paper_title for m in methods if m.method.startswith("Heronry")} == {
        "Heronry": "Heronry: standing still in cold water",
        "Heronry+": "Heronry+: walking on by shallow lakes",
    }


@pytest.mark.parametrize("seed", range(5))
def test_a_use_is_proven_by_a_table_or_a_counted_critique_in_its_place_and_criticised_by_the_latter(seed):
    rng = random.Random(seed)  # noqa: S311
    places = [(paper.paper_id, label, ref) for paper in PAPERS for label in ("Heron", "Dense") for ref in (None, 1, 2)]
    results = {(*rng.choice(places), rng.choice(("", "[1]")), rng.random() < 0.3, rng.random() < 0.3) for _ in range(12)}
    critiques = {(*rng.choice(places), rng.choice(("", "[1]")), rng.random() < 0.5) for _ in range(12)}
    counted = {(p, label, ref or 0) for p, label, ref, _, is_counted in critiques if is_counted}
    proven = counted | {(p, label, ref or 0) for p, label, ref, *_ in results}
    printed = results | {(*row[:4], False, False) for row in critiques}
    said = {(paper.paper_id, 1): n for n, paper in enumerate(PAPERS)}
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE staged_results (topic TEXT, paper_id TEXT, method_label TEXT, cited_ref INTEGER, citation TEXT, "
            "is_own BOOLEAN, is_generic BOOLEAN)"
        )
        connection.execute(
            "CREATE TABLE staged_critiques (topic TEXT, paper_id TEXT, method_label TEXT, cited_ref INTEGER, citation TEXT, "
            "is_counted BOOLEAN)"
        )
        connection.execute("CREATE TABLE staged_places (topic TEXT, paper_id TEXT, ref_index INTEGER, said INTEGER)")
        connection.executemany("INSERT INTO staged_results VALUES ('birds', ?, ?, ?, ?, ?, ?)", [*results])
        connection.executemany("INSERT INTO staged_critiques VALUES ('birds', ?, ?, ?, ?, ?)", [*critiques])
        connection.executemany("INSERT INTO staged_places VALUES ('birds', ?, ?, ?)", [(*place, n) for place, n in said.items()])
        connection.execute(STAGE_USES)
        found = connection.execute("SELECT * EXCLUDE topic FROM staged_uses").fetchall()
    assert len(found) == len(set(found))
    assert set(found) == {
        (
            p,
            label,
            ref or 0,
            citation != "",
            is_own,
            is_generic,
            said.get((p, ref)),
            (p, label, ref or 0) in proven,
            (p, label, ref or 0) in counted,
        )
        for p, label, ref, citation, is_own, is_generic in printed
    }


def test_another_works_name_beside_a_work_whose_own_goes_on_from_it_means_the_longer_one():
    entries = [
        Entry(LARK.paper_id, 1, "Heron: standing still at great scale", "1901.00010", None),
        Entry(WREN.paper_id, 1, "Heron-Glide: flying at great scale", "2101.00011", None),
        Entry(ROOK.paper_id, 1, "Heron-Glide: flying at great scale", "2101.00011", None),
        Entry(ROOK.paper_id, 2, "Stork-LM: nests at great scale", "2101.00012", None),
    ]
    uses = [use(LARK, "Heron", 1), use(WREN, "Heron", 1), use(ROOK, "Heron-Glide", 1), use(WREN, "Heron"), use(ROOK, "Stork", 2)]
    ids = method_ids(uses, entries=entries)
    assert ids == ["heron", "heron-glide", "heron-glide", "heron-glide", "stork"]
    # The shorter name is no other name of the method: it is the first one's.
    assert methods(uses, entries=entries)["heron-glide"].aliases == []


def test_of_two_works_of_one_name_the_older_introduces_it():
    entries = [
        Entry(LARK.paper_id, 1, "HeroNet: a bird that stands still in deep water", "", None, 2019, "stork"),
        Entry(WREN.paper_id, 1, "HeroNet: standing still everywhere at once", "", None, 2020, "crane"),
    ]
    found = methods([use(LARK, "HeroNet", 1), use(WREN, "HeroNet", 1)], entries=entries)
    assert found["heronet"].paper_title == "HeroNet: a bird that stands still in deep water"


@pytest.mark.parametrize(("longer", "is_same"), [("LG-Gull", True), ("SL-Gull", False), ("L-Gull2", False)])
def test_a_name_with_one_capital_more_beside_one_work_is_the_same_method(longer: str, *, is_same: bool):
    found = ids_beside_one_work("On following ships for scraps", "L-Gull", longer)
    assert (found[0] == found[1]) == is_same


def test_an_own_row_that_goes_on_after_the_own_name_stands_under_its_own():
    rows = [use(ROOK, "Rook", own=True), use(ROOK, "Rook 7B", own=True), use(ROOK, "Rook-IM (avg)", own=True)]
    assert method_ids(rows) == ["rook", "rook", "rook-im"]
    found = methods(rows)
    assert (found["rook-im"].method, found["rook-im"].kind, "Rook-IM" in found["rook"].aliases) == ("Rook-IM", "row", False)


@pytest.mark.parametrize(
    ("title", "labels", "kind"),
    [
        ("Laws of flocks that are routed", ["Crow et al., 2022"], "work"),
        ("Laws of flocks that are routed", ["Crow et al., 2022", "Jay-R"], "method"),
        ("Jay-R: flocks that are routed", ["Crow et al., 2022"], "method"),
    ],
)
def test_a_paper_that_others_cite_but_for_no_name_is_a_work(title, labels, kind):
    jay = Paper("2301.00004", title, dt.date(2023, 1, 5), False, (("Jay-R", ()),))
    entries = [Entry(ROOK.paper_id, 1, title, "2301.00004", jay.paper_id)]
    found = methods([use(ROOK, label, 1) for label in labels], papers=[*PAPERS, jay], entries=entries)
    assert found["jay-r"].kind == kind


@pytest.mark.parametrize(("is_told", "kind"), [(True, "method"), (False, "work")])
def test_rows_of_its_own_paper_name_such_a_method_only_where_title_or_abstract_do(*, is_told: bool, kind: str):
    jay = Paper("2301.00004", "Laws of flocks that are routed", dt.date(2023, 1, 5), False, (("Jay-R", ()),), is_told=is_told)
    entries = [Entry(ROOK.paper_id, 1, jay.title, "2301.00004", jay.paper_id)]
    uses = [use(ROOK, "Crow et al., 2022", 1), use(jay, "Jay-R", own=True)]
    assert methods(uses, papers=[*PAPERS, jay], entries=entries)["jay-r"].kind == kind


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        (["Gull (fast)", "Gull (slow)", "Nest-12"], "Gull"),
        (["Gull (fast)", "Gull (slow)", "Stilts (slow)"], "Stilt"),  # one has the name that the text gives
        (["Ours (fast)", "Ours (slow)"], "Stilt"),
        (["Llama-7B", "Llama-13B"], "Stilt"),
        (["Gull (fast)", "Tern (fast)"], "Stilt"),
    ],
)
def test_the_name_that_the_own_rows_have_in_common_is_the_papers_where_they_have_no_other(labels, name):
    stilt = Paper("2301.00004", "Long legs in cold water", dt.date(2023, 1, 5), False, (("Stilt", ()),))
    uses = [use(stilt, label, own=True) for label in labels]
    rows, found = identify([*PAPERS, stilt], (), (), uses, {}, KindFacts(RULES))
    main = methods_of(found)[0]
    assert {row.method_id: (row.method, row.paper_id) for row in rows}[main] == (name, stilt.paper_id)
