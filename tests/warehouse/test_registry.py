"""Ids from build to build: what a method was called by stays with it, and what is merged leads on."""

import datetime as dt

from tests.warehouse.made_up import Named, identify
from warehouse.identity.evidence import Use
from warehouse.identity.registry import Candidate, Registry, give_ids
from warehouse.identity.works import Entry, Paper

PAPERS = [Paper(f"2{i}01.0000{i}", f"Notes on counting birds, volume {i}", dt.date(2020 + i, 1, 1), False, ()) for i in range(1, 6)]
NESTS = "Nests: what is left when birds are gone"


def use(n: int, label: str, ref: int) -> Use:
    return Use(PAPERS[n].paper_id, label, ref, is_cited=ref > 0, is_own=False, is_generic=False)


def build_twice(first, second, *, entries, more):
    """Return the registry and the methods by id of the second build; each build is (named, uses)."""
    registry = Registry()
    identify(PAPERS, entries, *first, {}, registry=registry)
    rows, _ = identify(PAPERS, [*entries, *more], *second, {}, registry=registry)
    return registry, {row.method_id: row.method for row in rows}


def test_a_name_keeps_its_id_when_others_cite_its_work_for_another_name():
    title = "Gated flocks in deep models of birds"
    entries = [Entry(PAPERS[0].paper_id, 1, title, "", None)]
    more = [Entry(PAPERS[n].paper_id, 1, title, "", None) for n in (1, 2, 3)]
    first = [Named(PAPERS[0].paper_id, "Gated Flock", 1, 2)], [use(0, "Gated Flock", 1)]
    second = (
        [*first[0], *(Named(PAPERS[n].paper_id, "SwiFlock", 1, 2) for n in (1, 2, 3))],
        [*first[1], *(use(n, "SwiFlock", 1) for n in (1, 2, 3))],
    )
    registry, methods = build_twice(first, second, entries=entries, more=more)
    assert methods == {"gated-flock": "Gated Flock", "swiflock": "SwiFlock"} and not registry.redirects


def test_a_work_that_gets_a_name_leads_to_the_method_that_has_it():
    title = "Prompted birds generalise to flocks that nobody has seen"
    entries = [Entry(PAPERS[n].paper_id, 1, title, "", None) for n in (0, 1)]
    first = [], [use(0, "Stork et al. (2020)", 1)]
    second = [Named(PAPERS[n].paper_id, "TB0", 1, 2) for n in (0, 1)], [*first[1], use(1, "TB0", 1)]
    registry, methods = build_twice(first, second, entries=entries, more=[])
    assert list(methods.values()) == ["TB0"] and set(methods) == {"prompted-birds-generalise-to-flocks-that-nobody-has-seen"}
    assert not registry.redirects


def test_a_method_keeps_its_id_when_its_work_is_cited_by_another_title():
    entries = [Entry(PAPERS[0].paper_id, 1, NESTS, "", None, 2020, "stork")]
    more = [Entry(PAPERS[n].paper_id, 1, "Nests: a report on empty trees", "2003.00001", None, 2020, "stork") for n in (1, 2)]
    first = [], [use(0, "Nests", 1)]
    second = [], [use(0, "Nests", 1), use(1, "Nests", 1), use(2, "Nests", 1)]
    _, methods = build_twice(first, second, entries=entries, more=more)
    assert list(methods) == ["nests"]


def test_an_id_of_a_mere_citation_leads_to_the_method_it_is_cited_for():
    registry = Registry()
    old = give_ids(registry, [Candidate(("work::title:a",), "a-title", 1), Candidate(("work:lark:title:a",), "lark", 1)])
    new = give_ids(registry, [Candidate(("work:lark:title:a", "work::title:a"), "lark", 2)])
    assert (list(old.values()), list(new.values())) == (["a-title", "lark"], ["lark"])
    assert registry.redirects == {"a-title": "lark"}


def test_what_has_split_off_keeps_the_id_it_got_then():
    registry = Registry()
    give_ids(registry, [Candidate(("work:lark:title:a", "work:lark-sing:title:b"), "lark", 2)])
    apart = [Candidate(("work:lark:title:a",), "lark", 1), Candidate(("work:lark-sing:title:b", "work::title:b"), "lark-sing", 3)]
    built = [give_ids(registry, apart) for _ in range(3)]
    assert built[0] == built[1] == built[2] and len(set(built[0].values())) == 2
