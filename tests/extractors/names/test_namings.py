"""How authors name what they made without "we propose X": in the passive, beside it, behind it, for short."""

from dataclasses import replace
from pathlib import Path

import pytest

from extractors.names.find import find_names
from extractors.names.rules import load_name_rules
from tests.extractors.made_text import make_text

RULES = load_name_rules(Path(__file__).resolve().parents[3] / "config" / "names", None)


def own_of(*sentences: str, is_abstract: bool = False) -> set[str]:
    text = make_text([*sentences, "The nests are counted by day."], title="Counting nests by the tide")
    if is_abstract:
        text = replace(text, sentences=tuple(replace(s, kind="abstract") for s in text.sentences))
    return {m.method_label for m in find_names(text, [], RULES).own}


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("The improved model is abbreviated as TR-Nest.", {"TR-Nest"}),
        ("The proposed scheme is denoted M4, and droop control M1.", {"M4"}),
        ("Our decoder is abbreviated to TSD-R.", {"TSD-R"}),
        ("The strategy developed here is denoted by iTN-SW.", {"iTN-SW"}),
        ("The proposed regression will be called TG-NPR for short.", {"TG-NPR"}),
        ("Our near attack is denoted as TG-n and the far attack as TG-f.", {"TG-n", "TG-f"}),
        ("We call the described model NestRec when the counts are daily.", {"NestRec"}),
        ("Ours, which takes raw counts as input, is denoted TDN-Raw.", {"TDN-Raw"}),
        ("The picker is hereafter called TST.", {"TST"}),
        ("The proposed network is TIGN; the plain one has no tide.", {"TIGN"}),
        ("The approaches proposed here are TK-kNN and TK-RF.", {"TK-kNN", "TK-RF"}),
        ("The developed surrogate, T-FNO, is compared with a plain net.", {"T-FNO"}),
        ("Our pass is called TideRoute in the tool box.", {"TideRoute"}),
    ],
)
def test_a_name_that_the_body_gives_once_to_what_the_authors_made_is_own(said: str, own: set[str]) -> None:
    assert own_of(said) == own


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("Our rule (TideNorm) is applied layer by layer.", {"TideNorm"}),
        ("The mechanism, NestBid, is cheap and adds a few bytes.", {"NestBid"}),
        ("The scoring function trained on this set, TideScore, consists of one net.", {"TideScore"}),
        ("The resulting policy, named TideYield, is trained on small maps.", {"TideYield"}),
        ("This leads to LazyNest, in which a gate decides.", {"LazyNest"}),
        ("We introduce two things: TideTok, a tokenizer of nests, and TideMAE, a net that is trained on it.", {"TideTok", "TideMAE"}),
        ("Nets trained with the protocol, designated TC-Nest and TC-Egg, count well.", {"TC-Nest", "TC-Egg"}),
        ("We propose nest2egg-sel, which counts before it looks.", {"nest2egg-sel"}),
    ],
)
def test_an_abstract_names_what_it_is_about_beside_it(said: str, own: set[str]) -> None:
    assert own_of(said, is_abstract=True) == own


@pytest.mark.parametrize(
    "said",
    [
        "Our base model, LarkNet-7B, is frozen.",
        "Our baseline (LarkNet) is slow.",
        "It surpasses our previous strongest model, LarkNet-2, in most counts.",
        "Our data set is called LarkSet.",
        "The method of Dee [4] is referred to as LarkNet.",
        "One of our evaluated models, LarkNet-7B, has a shared part.",
    ],
)
def test_what_the_authors_start_from_or_try_it_on_is_not_own(said: str) -> None:
    assert own_of(said) == set()
    assert own_of(said.replace("Dee [4]", "Dee")) == set()


def test_an_existing_method_that_an_abstract_names_is_not_own() -> None:
    assert own_of("The best existing method, LarkNet, is slow.", is_abstract=True) == set()


def test_the_short_form_that_a_sentence_gives_an_own_name_is_its_alias() -> None:
    text = make_text(
        ["We propose Tide Ledger.", "We present Tide Ledger.", "We abbreviate Tide Ledger to TL."], title="Tide Ledger: counts"
    )
    (own,) = find_names(text, [], RULES).own
    assert "TL" in own.aliases


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("The model (hereafter TideMC) was run on all nests.", {"TideMC"}),
        ("An improved wolf search, abbreviated TWolf-2, is put forward.", {"TWolf-2"}),
        ("We abbreviate both versions of the proposed mixture as RFT-h and RFT-s.", {"RFT-h", "RFT-s"}),
        ("By ATP and ATP-C we denote the proposed predictor.", {"ATP", "ATP-C"}),
        ("QTC stands for the controller of this paper.", {"QTC"}),
        ("PTP is our tide-aware graph policy.", {"PTP"}),
        ("Our hidden tidal cache (HTC) combines both.", {"HTC"}),
    ],
)
def test_a_sentence_of_the_body_that_tells_whose_letters_they_are_is_enough(said: str, own: set[str]) -> None:
    assert own_of(said) == own


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("An order-aware net (OAT-Net) is put forward.", {"OAT-Net"}),
        ("We derive a listwise aim, LTPO, that needs no pairs.", {"LTPO"}),
        ("We argue that tides differ and propose TideGNN, a layer for all.", {"TideGNN"}),
        ("The loss, Asymmetric Tide Optimisation (ATO), adds one number.", {"Asymmetric Tide Optimisation", "ATO"}),
        ("A quantised variant, QTideNet, fits one card.", {"QTideNet"}),
        ("The task, which we call TidePeel, needs no label.", {"TidePeel"}),
        ("We name the combination TLNest and prove a bound.", {"TLNest"}),
        ("The selector, CoTide, looks at small pictures.", {"CoTide"}),
        ("Our agent TIDEUM settles at once.", {"TIDEUM"}),
        ("The resulting TideSplit model is trained on rooms.", {"TideSplit"}),
        ("TideLin is a net which adds days. On nine sets, TideLin ranks first.", {"TideLin"}),
    ],
)
def test_an_abstract_names_in_passing_what_it_proposes(said: str, own: set[str]) -> None:
    assert own_of(said, is_abstract=True) == own


def test_what_an_abstract_speaks_of_only_to_compare_is_not_own() -> None:
    assert own_of("We count better than LarkNet does. LarkNet is a net which adds days.", is_abstract=True) == set()


def test_a_name_in_brackets_at_the_end_of_the_title_is_own() -> None:
    text = make_text(["The nests are counted.", "TideNest counts them."], title="Counting nests by the tide (TideNest)")
    assert [m.method_label for m in find_names(text, [], RULES).own] == ["TideNest"]


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("The controller of this article is written TK-EMPC.", {"TK-EMPC"}),
        ("A fifth, GlideTide, which we designed for it, is tested, too.", {"GlideTide"}),
    ],
)
def test_what_the_article_names_as_its_own_in_the_body_is_own(said: str, own: set[str]) -> None:
    assert own_of(said) == own


def test_a_short_name_that_its_long_form_does_not_spell_is_own_where_an_abstract_proposes_it() -> None:
    assert "PT-CHNet" in own_of("We propose a tide-guided network (PT-CHNet) that counts.", is_abstract=True)
    assert own_of("To count, an event-aware tidal model (EATM) is developed in this study.", is_abstract=True) == {"EATM"}
