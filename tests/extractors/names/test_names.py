"""Whose method a name means: own methods, names beside citations, names of tables."""

from dataclasses import replace
from pathlib import Path

import pytest

from extractors.names.find import find_names
from extractors.names.lexicon import make_lexicon
from extractors.names.not_methods import find_areas
from extractors.names.rules import load_name_rules
from extractors.names.shapes import abbreviates, is_area
from models.document import Cell, Marker, PaperNames, Sentence, Table
from models.rows import NamedCitation, Reference
from models.spelling import name_key
from tests.extractors.made_text import make_text

RULES = load_name_rules(Path(__file__).resolve().parents[3] / "config" / "names", None)


def names_of(*sentences: str, title: str = "Gates that turn", tables: list[Table] | None = None) -> PaperNames:
    return find_names(make_text(list(sentences), title=title), tables or [], RULES)


def own_of(*sentences: str, title: str = "Gates that turn", tables: list[Table] | None = None) -> list[str]:
    return [m.method_label for m in names_of(*sentences, title=title, tables=tables).own]


def cited_of(*sentences: str) -> set[tuple[str, int]]:
    return {(c.method_label, c.ref_index) for c in names_of(*sentences).cited}


def make_table(rows: list[list[str]]) -> Table:
    cells = tuple(
        Cell(r, c, text, (72.0 + 80 * c, 100.0 + 12 * r, 150.0 + 80 * c, 110.0 + 12 * r))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return Table(1, "Table 1", "Table 1: Results.", (72.0, 100.0, 400.0, 200.0), len(rows), len(rows[0]), cells)


@pytest.mark.parametrize(
    ("title", "sentences", "own"),
    [
        ("TidalGate: gates that turn", ["TidalGate is new.", "TidalGate turns."], "TidalGate"),
        ("Gates that turn", ["In this paper, we propose TidalGate, a gate that turns.", "We present TidalGate here."], "TidalGate"),
        ("Gates that turn", ["We introduce Tidal Adaptive Gating (TAG), which turns.", "We present TAG in detail."], "TAG"),
        ("Gates that turn", ["We call this approach TidalGate.", "Our method, TidalGate, turns."], "TidalGate"),
        ("Shore Gates for Birds", ["Shore Gates turn.", "A Shore Gate turns.", *["We test a Shore Gate."] * 4], "Shore Gates"),
        ("Gates that turn", ["Here we propose a novel “tidal lock” scheme.", "We introduce a “tidal lock”."], "tidal lock"),
        ("Gates in a Deep Shore of Nests", ["We extend the Shore of Nests, forming a Deep Shore of Nests (DSN)."], "DSN"),
        ("Gates that turn", ["We propose a novel model: Lock Wheel Gate (LWG) which turns."] * 2, "LWG"),
        ("Gates that turn", ["We propose a new wheel, referred to as Lock Wheel.", "We describe a wheel called Lock Wheel."], "Lock Wheel"),
        ("Birds by Shore Gating", ["In this work, we explore “shore gating,” a way to turn."] * 2, "shore gating"),
        ("Birds by Shore Gating", ["In this work we introduce shore gating - a way to turn."] * 2, "shore gating"),
        ("Gates that turn", ["We introduce Tidal Gating (TG) and Wide Tidal Gating (WTG), which turn."] * 2, "WTG"),
        ("Gates that turn", ["We call our approach Tide.", "The tide is high."], "Tide"),
        ("Tides: gates that turn", ["We propose Tides.", *["The Tides model turns."] * 9], "Tides"),
        ("Mixing with Shore Choice", ["Our shore choice method turns.", "We test our shore choice routing."], "Shore Choice"),
    ],
)
def test_the_papers_own_method_is_found(title: str, sentences: list[str], own: str) -> None:
    assert own in own_of(*sentences, title=title)


@pytest.mark.parametrize("opener", ["Meanwhile,", "Meanwhile", "Interestingly,", "Nonetheless,", "Elsewhere,", "Lately"])
@pytest.mark.parametrize("rest", ["Bo et al. (2020) count birds.", "[2] counts birds."])
def test_an_adverb_before_a_citation_is_no_method_here_or_later(opener: str, rest: str) -> None:
    assert cited_of(f"{opener} {rest}", "We also ask Bo et al. (2020).", "They count more than [2].") == set()


def test_a_name_that_opens_a_sentence_before_its_citation_is_one() -> None:
    assert cited_of("KiteSort, Bo et al. (2020), counts birds.") == {("KiteSort", 2)}
    assert cited_of("Kiters [2] count birds.") == {("Kiters", 2)}


def test_a_work_called_by_its_titles_name_is_not_called_by_its_data() -> None:
    sentences = ("FernRoute [2] counts birds.", "We train on Birds40K [2].", "FernRoute is slow.")
    assert cited_of(*sentences) == {("FernRoute", 2)}


def test_a_word_that_only_opens_a_sentence_is_no_name() -> None:
    assert cited_of("Later Bo et al. (2020) counted birds.") == set()


def test_the_long_form_is_an_alias() -> None:
    (own,) = names_of("We introduce Tidal Adaptive Gating (TAG), which turns.", "We present TAG in detail.").own
    assert "Tidal Adaptive Gating" in own.aliases


def test_what_a_paper_calls_a_problem_is_not_its_method_though_the_title_begins_with_it() -> None:
    sentences = ["We refer to this failure mode as GateDrift: gates that turn back.", "We propose Tidal Gating (TG).", "GateDrift is bad."]
    assert own_of(*sentences, *sentences, title="GateDrift: Tidal Gating that holds") == ["TG"]


def test_a_row_that_the_authors_reproduced_is_not_their_own() -> None:
    table = make_table([["Method", "Nest"], ["LarkMix (our reproduction)", "1.0"], ["TidalGate (ours)", "2.0"]])
    assert own_of("Gates turn.", tables=[table]) == ["TidalGate"]


def test_a_row_that_the_authors_trained_again_is_not_their_own() -> None:
    table = make_table([["Method", "Nest"], ["LarkMix (our training)", "1.0"], ["TidalGate (ours)", "2.0"]])
    assert own_of("Gates turn.", tables=[table]) == ["TidalGate"]


@pytest.mark.parametrize(
    ("title", "said", "own"),
    [
        ("Shore Gates: a field", "We propose a survey of the work on Shore Gates.", []),
        ("Shore Gates: a field", "We propose Shore Gates, tried in a survey.", ["Shore Gates"]),
        ("All You Need", "We propose a new kind of gate, the Transformer, that turns.", ["Transformer"]),
        ("All You Need", "We build on a common kind of gate, the Transformer, that turns.", []),
    ],
)
def test_what_an_abstract_proposes_is_no_survey_and_may_be_an_everyday_name_today(title: str, said: str, own: list[str]) -> None:
    text = make_text([said, "Shore Gates turn.", "A Shore Gate turns."], title=title)
    first, *rest = text.sentences
    text = replace(text, sentences=(replace(first, kind="abstract"), *rest))
    assert [m.method_label for m in find_names(text, [], RULES).own] == own


def test_somebody_elses_method_is_not_own() -> None:
    assert own_of("We present an extension of LarkMix [1].", "We introduce LarkMix [1] in Section 2.") == []


@pytest.mark.parametrize(
    "sentences",
    [
        ["Ada et al. (2020) proposed a gate between two layers.", "We call it ReedGate."],
        ["Gates as in Ada et al. (2020) turn.", "There are two layers in a gate.", "We call this original design ReedGate."],
        ["We test two designs: one by Ada et al. (2020), which we call MossGate, and one by Bo et al. (2021), which we call ReedGate."],
    ],
)
def test_a_name_given_to_somebody_elses_method_is_not_own(sentences: list[str]) -> None:
    assert own_of("We propose TidalGate.", *sentences, *sentences, title="TidalGate: gates that turn") == ["TidalGate"]


def test_the_name_that_heads_the_title_comes_first() -> None:
    sentences = ["We introduce TidalGate.", *["We introduce ReedGate."] * 4]
    assert own_of(*sentences, title="TidalGate: gates that turn") == ["TidalGate", "ReedGate"]


def test_the_acronym_of_a_whole_field_is_never_the_main_one() -> None:
    sentences = ["We propose Mixture of Experts (MoE) for birds."] * 3
    sentences += ["We introduce TidalGate.", "We call it TidalGate."]
    assert own_of(*sentences, title="A small Mixture of Experts") == ["TidalGate", "MoE"]


def test_ours_in_a_table_is_own_and_its_neighbours_are_names() -> None:
    table = make_table([["Method", "Nests"], ["TidalGate (Ours)", "4.1"], ["KiteSort", "3.9"], ["Random", "1.0"]])
    names = names_of("Nests are counted twice.", "KiteSort is slow.", tables=[table])
    assert [m.method_label for m in names.own] == ["TidalGate"]
    assert "KiteSort" in names.uncited


@pytest.mark.parametrize(
    ("sentence", "pair"),
    [
        ("We compare with KiteSort [2].", ("KiteSort", 2)),
        ("We compare with KiteSort (Bo et al., 2020).", ("KiteSort", 2)),
        ("We compare with the KiteSort architecture [2].", ("KiteSort", 2)),
        ("Swift Choice [4] lets birds choose.", ("Swift Choice", 4)),
        ("We keep KiteSort’s [2] nests.", ("KiteSort", 2)),
        ("Dee et al. (2020) propose KiteSort for long inputs.", ("KiteSort", 4)),
        ("We compare LarkMix [1] and KiteSort [4].", ("KiteSort", 4)),
    ],
)
def test_a_name_beside_a_citation_is_that_work(sentence: str, pair: tuple[str, int]) -> None:
    assert pair in cited_of(sentence)


def test_a_name_that_heads_a_cited_title_is_that_work() -> None:
    assert ("OspreyCache", 3) in cited_of("We also ran OspreyCache on our birds.")


@pytest.mark.parametrize(
    "sentence",
    [
        "We use the Nests dataset [4].",
        "Recently [4], birds were counted.",
        "As shown in Figure 3 [4], birds sing.",
        "This was shown by Dee et al. (2020) for larks.",
        "Birds sing at night [1, 4].",
    ],
)
def test_what_only_stands_beside_a_citation_is_no_method(sentence: str) -> None:
    assert cited_of(sentence) <= {("LarkMix", 1)}


def test_a_citation_of_two_works_binds_a_name_only_where_a_title_says_which() -> None:
    assert cited_of("OspreyCache [3, 4] dives.") == {("OspreyCache", 3)}
    assert cited_of("KiteSort [3, 4] dives.") == set()


def test_an_empty_paper_has_no_names() -> None:
    assert find_names(make_text([]), [], RULES) == PaperNames()


def test_sentence_objects_are_not_changed() -> None:
    text = make_text(["LarkMix [1] mixes."])
    before: tuple[Sentence, ...] = text.sentences
    find_names(text, [], RULES)
    assert text.sentences == before


def test_an_author_is_no_method() -> None:
    assert cited_of("This is due to Dee [4], who counted birds.") == set()


@pytest.mark.parametrize(
    ("sentences", "name"),
    [
        (["KiteSort is slow.", "Ours is faster than KiteSort."], "KiteSort"),
        (["We run Kittiwake on birds.", "Like Kittiwake, it waits.", "Here Kittiwake waits."], "Kittiwake"),
        (["The KiteSort model is slow.", "We sort birds as KiteSort."], "KiteSort"),
        (["Compared to LarkMix, FernRoute, and KiteSort, ours is fast.", "We also ran KiteSort twice."], "KiteSort"),
        (["Unlike KiteSort-2.5, ours is fast."], "KiteSort-2.5"),
        (["Unlike nest2vec, ours is fast.", "In our tests nest2vec is slow."], "nest2vec"),
        (["Unlike KITE-style sorting, ours is fast.", "In our tests KITE is slow."], "KITE"),
    ],
)
def test_a_name_without_a_citation_comes_back_where_a_method_stands(sentences: list[str], name: str) -> None:
    assert name in names_of(*sentences).uncited


@pytest.mark.parametrize(
    "sentences",
    [
        ["We test on NestBank.", "The NestBank dataset is large.", "NestBank is small."],
        ["The GPU is slow.", "A GPU is faster than a CPU."],
        ["The first-flight condition (FFC) is strict.", "FFC is strict.", "Here FFC is the same."],
        ["Table A3 is large.", "See Table A3 and Figure A3."],
        ["As Dee has shown, birds sing.", "Here Dee is right.", "Unlike Dee, we count."],
    ],
)
def test_data_machines_conditions_tables_and_people_are_no_methods(sentences: list[str]) -> None:
    text = make_text(sentences)
    names = find_names(text, [], RULES)
    assert {name_key(name) for name in names.uncited} <= find_areas(text, names, RULES)


def test_a_shorter_or_longer_form_of_an_own_name_is_own() -> None:
    names = names_of(
        "We propose Tidal Gate Layers, which turn.",
        "In this paper we introduce Tidal Gate Layers.",
        "TGL is fast.",
        "Here TGL is small.",
        "TideWash is slow.",
        "Here TideWash is large.",
    )
    (own,) = names.own
    assert "TGL" in own.aliases
    assert names.uncited == ("TideWash",)


@pytest.mark.parametrize(
    ("short", "name", "is_short"),
    [
        ("Reef KD", "Reef Knowledge Distillation", True),
        ("RS-Gate", "ReefStone-Gate", True),
        ("RKD", "Reef Knowledge Distillation", True),
        ("R3P", "Reef Rock Ridge Pool", True),
        ("Shore KD", "Reef Knowledge Distillation", False),
        ("ReefStone", "ReefStone", False),
    ],
)
def test_words_drawn_together_still_mean_the_name(short: str, name: str, is_short: bool) -> None:
    assert abbreviates(short, name) is is_short


def test_a_name_before_model_is_an_area_unless_it_is_cited() -> None:
    whole = "The KAS model waits. " * 4 + "Here KAS waits. " * 6
    assert is_area("KAS", whole)
    assert not is_area("KAS", whole, is_cited=True)


def test_a_field_is_no_method_even_beside_a_citation() -> None:
    text = make_text(["We use MoE [4] and KAS [4]."])
    lexicon = make_lexicon(text, find_names(text, [], RULES), RULES, frozenset())
    assert "kas" in lexicon.by_key
    assert "moe" not in lexicon.by_key


def test_a_name_is_found_where_the_text_gives_it_more_capitals_than_its_title() -> None:
    text = make_text(["Norbonet [4] waits.", "Only NorboNet waits."])
    pattern = make_lexicon(text, find_names(text, [], RULES), RULES, frozenset()).pattern
    assert pattern is not None
    assert [found.group() for found in pattern.finditer(text.sentences[1].text)] == ["NorboNet"]


def test_an_acronym_defined_before_a_citation_is_that_work() -> None:
    assert ("KAS", 4) in cited_of("We compare with kite adaptive sorting (KAS) [4].")


def test_an_acronym_inside_the_brackets_of_a_citation_is_that_work() -> None:
    text = make_text(["We compare with kite adaptive sorting (KAS; Dee et al., 2020)."])
    sentence = text.sentences[0]
    start = sentence.text.index("(KAS")
    marker = Marker("Dee et al., 2020", start, len(sentence.text) - 1, 0, 4)
    text = replace(text, sentences=(replace(sentence, markers=(marker,)),))
    assert ("KAS", 4) in {(c.method_label, c.ref_index) for c in find_names(text, [], RULES).cited}


@pytest.mark.parametrize(
    ("sentences", "uncited"),
    [
        (["Norbo was late.", "Norbo is a town.", "Norbo has rain."], ()),
        (["Norbo was late.", "The Norbo model is slow.", "Norbo has rain."], ("Norbo",)),
        (["Norbo was late.", "Ours is faster than Norbo.", "Norbo has rain."], ("Norbo",)),
        (["The RFQ is low.", "RFQ rises."], ()),
        (["The RFQ estimator is slow.", "RFQ rises."], ("RFQ",)),
    ],
)
def test_a_name_like_a_place_or_a_quantity_must_be_used_as_a_method(sentences: list[str], uncited: tuple[str, ...]) -> None:
    assert names_of(*sentences).uncited == uncited


def test_a_section_of_its_name_makes_a_proposed_method_own() -> None:
    sentences = ["We propose a new wheel, referred to as Lock Wheel."]
    assert find_names(make_text(sentences, title="Gates that turn"), [], RULES).own == ()
    named = make_text(sentences, title="Gates that turn", section="3.2 Lock Wheel")
    assert [m.method_label for m in find_names(named, [], RULES).own] == ["Lock Wheel"]


def test_a_section_of_its_long_form_makes_a_method_own_that_is_proposed_once() -> None:
    sentences = ["We propose a Tide Only (TIDO) model, which turns."]
    assert find_names(make_text(sentences, title="Gates that turn"), [], RULES).own == ()
    named = make_text(sentences, title="Gates that turn", section="3.4 The Tide Only Model")
    assert [m.method_label for m in find_names(named, [], RULES).own] == ["TIDO"]


def test_a_known_net_with_an_addition_is_own_by_its_new_name_alone() -> None:
    assert own_of("We design LARK with a tidal gate (TGLARK).", "We propose a plain way, named LARK with tidal input (TILARK).") == []
    said = ["We design LARK with a tidal gate (TGLARK), which turns.", "We propose LARK with a tidal gate (TGLARK) to turn."]
    assert own_of(*said) == ["TGLARK"]


@pytest.mark.parametrize(("said", "own"), [("the original", {"Tidal-LarkNet"}), ("our", {"Tidal-LarkNet", "LarkNet"})])
def test_the_original_that_the_own_method_adds_to_is_not_own(said: str, own: set[str]) -> None:
    sentences = ["We propose Tidal-LarkNet, which turns.", "We introduce a net which is called LarkNet."] * 2
    assert set(own_of(*sentences, f"Too many tides turn slower than {said} LarkNet.")) == own


def test_a_short_form_that_heads_its_own_title_is_no_area_however_many_titles_spell_it_out() -> None:
    titles = ["ReNa: reed nest adapters", "Reed nest adapters at sea", "Why reed nest adapters float", "Quick reed nest adapters"]
    references = tuple(
        Reference(ref_index=k + 1, label=f"[{k + 1}]", title=title, raw=title, page=9, boxes=[]) for k, title in enumerate(titles)
    )
    text = replace(make_text(["Reed Nest Adapters (RNA) float.", "Reed nest adapters (ReNA) [1] sink."]), references=references)
    names = PaperNames(cited=(NamedCitation(method_label="ReNA", ref_index=1, n_mentions=1),))
    areas = find_areas(text, names, RULES)
    assert "rena" not in areas
    assert "rna" in areas


@pytest.mark.parametrize(
    ("title", "sentences", "own"),
    [
        ("tidal.gate1 Technical Report", ["We train tidal.gate1 on sand.", "tidal.gate1 turns."], ["tidal.gate1"]),
        ("Gates that turn", ["We present gates, namely Tidal-Lite and Tidal-Plus.", "We introduce Tidal-Lite and Tidal-Plus."], None),
        (
            "Gates that turn",
            ["We introduce a gate, namely TidalGate b1.58, that turns.", "We call it TidalGate b1.58."],
            ["TidalGate b1.58"],
        ),
        ("Gates that turn", ["Our proposed Tide-based gates turn.", *["Our Tide-based gates turn."] * 4], []),
    ],
)
def test_reports_siblings_and_versions_are_own_and_adjectives_are_not(title: str, sentences: list[str], own: list[str] | None) -> None:
    assert set(own_of(*sentences, title=title)) == set(own if own is not None else ["Tidal-Lite", "Tidal-Plus"])


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("In this work we introduce shore gating - an algorithm that turns.", ["shore gating"]),
        ("We propose shore gating – a simple way to turn.", ["shore gating"]),
        ("We introduce shore gating to turn.", []),
        ("We introduce tidal wheels - an algorithm that turns.", []),
    ],
)
def test_what_the_abstract_proposes_in_the_titles_words_is_own_where_it_says_what_that_is(said: str, own: list[str]) -> None:
    text = make_text([said], title="Fast Turning via Shore Gating")
    abstract = tuple(replace(sentence, kind="abstract") for sentence in text.sentences)
    assert [m.method_label for m in find_names(replace(text, sentences=abstract), [], RULES).own] == own


@pytest.mark.parametrize(("said", "own"), [("Our Tidal Lock Gate (TLG) turns.", ["TLG"]), ("Our TLG turns.", [])])
def test_an_acronym_that_the_abstract_spells_out_as_ours_is_own(said: str, own: list[str]) -> None:
    text = make_text(["Gates turn slowly.", said], title="Gates that turn")
    text = replace(text, sentences=tuple(replace(sentence, kind="abstract") for sentence in text.sentences))
    assert [m.method_label for m in find_names(text, [], RULES).own] == own


@pytest.mark.parametrize(
    ("abstract", "body", "own"),
    [
        ("The resulting TidalGate turns.", "We propose TidalGate, which turns.", ["TidalGate"]),
        ("The resulting gate turns.", "We propose TidalGate, which turns.", []),
        ("We propose ShoreGate, unlike TidalGate.", "We propose TidalGate, which turns.", ["ShoreGate"]),
        ("From this we derive TidalGate, a gate that turns.", "It turns.", ["TidalGate"]),
        ("From this we derive Hoeffding bounds.", "They hold.", []),
    ],
)
def test_what_the_body_proposes_and_the_abstract_prints_is_own_where_nothing_else_is(abstract: str, body: str, own: list[str]) -> None:
    text = make_text([abstract], [body], title="Gates that turn")
    first, *rest = text.sentences
    text = replace(text, sentences=(replace(first, kind="abstract"), *rest))
    assert [m.method_label for m in find_names(text, [], RULES).own] == own
