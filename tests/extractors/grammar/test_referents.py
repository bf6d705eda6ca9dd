"""Whom a cue means where its clause names nobody, whatever the weights: sentences about invented methods."""

from dataclasses import replace
from pathlib import Path

import pytest

from extractors.critiques.candidates import choose
from extractors.critiques.rules import load_rules
from tests.extractors.made_text import NAMES, candidates_of, make_text

RULES = load_rules(Path(__file__).resolve().parents[3] / "config", None)

# (what decides, sentences of the paragraph: the last one is judged, methods it can mean)
MEANT: list[tuple[str, list[str], set[str]]] = [
    (
        "an explanation in between",
        ["We tried the pruning and grafting of LarkMix [1].", "Pruning cuts twigs.", "Grafting moves them.", "This method fails at night."],
        {"LarkMix"},
    ),
    ("applying such an approach", ["LarkMix [1] sorts birds.", "Applying such an approach would be prohibitive at night."], {"LarkMix"}),
    (
        "the speed of these methods",
        ["LarkMix [1] and FernRoute [2] sort birds.", "The speed of these methods degrades at night."],
        {"LarkMix", "FernRoute"},
    ),
    ("however, in the middle", ["LarkMix [1] sorts birds.", "It keeps copies of each song, however this wastes memory."], {"LarkMix"}),
    ("only the side that differs", ["Different from nests built with LarkMix [1], we build with FernRoute, a larger leaf."], {"LarkMix"}),
    ("a plural verb behind one name", ["LarkMix [1] is not smooth, which can bring steps in FernRoute that degrade quality."], {"LarkMix"}),
    ("whom the own method is unlike", ["Unlike TidalGate, LarkMix [1] keeps all songs."], {"LarkMix"}),
    ("what the authors find of it", ["We find LarkMix to be slow on rare birds."], {"LarkMix"}),
    ("what they find of the former", ["We tried LarkMix and FernRoute.", "We found the former to be unstable at night."], {"LarkMix"}),
    ("no gain with it", ["We also trained with LarkMix [1].", "However, we did not find any improvement by using it."], {"LarkMix"}),
    ("no gain with a named one", ["In our tests, we did not observe any improvement with LarkMix on rare birds."], {"LarkMix"}),
    (
        "no gain with these methods",
        ["We experimented with LarkMix and FernRoute.", "We did not see any benefit from these two methods."],
        {"LarkMix", "FernRoute"},
    ),
    ("what a colon explains", ["We observed a major inefficiency: LarkMix calls each bird in turn."], {"LarkMix"}),
    ("the authors' own bad results", ["LarkMix [1] sorts birds.", "Ada et al. [3] observed worse results at night."], {"OspreyCache"}),
    (
        "this approach, in what others found",
        ["LarkMix [1] sorts birds.", "Ada et al. [3] found that this approach fails at night."],
        {"LarkMix"},
    ),
    ("an aside with our", ["LarkMix [1] sorts birds by simple rounding, which, as shown by our tests, fails at night."], {"LarkMix"}),
    (
        "a second verb behind a relative",
        ["LarkMix [1] visits k nests, where k is the number of birds, but requires a large map."],
        {"LarkMix"},
    ),
    ("the latter", ["We compare LarkMix and FernRoute.", "The latter fails on rare birds."], {"FernRoute"}),
    (
        "our work is close to it",
        ["Our work is also related to the sorting of [1].", "The sieves in the latter work cannot hold songs."],
        {"LarkMix"},
    ),
    (
        "these, unlike the own",
        ["LarkMix [1] and FernRoute [2] sort birds.", "Unlike TidalGate, these methods fail at night."],
        {"LarkMix", "FernRoute"},
    ),
    ("the subject of the clause before", ["LarkMix [1] learns from FernRoute songs, but it fails on rare birds."], {"LarkMix"}),
    ("of two clauses before", ["LarkMix [1] is fast when nests are few, but it fails on rare birds."], {"LarkMix"}),
    (
        "they, over a clause of singular things",
        ["While LarkMix [1] and Heron [5] train when the day is long, they fail at night."],
        {"LarkMix", "Heron"},
    ),
    ("its, after a while-clause", ["We observe that while LarkMix reduces noise, its cost becomes prohibitive."], {"LarkMix"}),
    (
        "prior work with its citation inside",
        ["Although prior works [1, 3] have shown that birds sing, they do not scale."],
        {"LarkMix", "OspreyCache"},
    ),
    ("citations late in a concession", ["While the gates described in [1] train quickly, they fail at night."], {"LarkMix"}),
    ("what the authors tried", ["We tried FernRoute, but it fails on rare birds."], {"FernRoute"}),
    ("a method they train with", ["We train all gates with FernRoute [2].", "However, this requires substantial memory."], {"FernRoute"}),
    (
        "a pronoun after an opening phrase",
        ["LarkMix [1] keeps all songs.", "However, due to its deep roots it fails on rare birds."],
        {"LarkMix"},
    ),
    (
        "this, of a method described",
        ["LarkMix [1] keeps every song of every bird.", "This leads to a large memory overhead."],
        {"LarkMix"},
    ),
    ("a downside", ["LarkMix [1] keeps every song.", "A downside is that it fails on rare birds."], {"LarkMix"}),
    ("performance", ["LarkMix [1] sorts birds by song.", "However, performance degrades on rare birds."], {"LarkMix"}),
    ("a part of it", ["LarkMix [1] sorts birds with a learned sieve.", "However, the sieve fails on rare birds."], {"LarkMix"}),
    (
        "a chain of pointers",
        ["LarkMix [1] sorts birds.", "It was made for streams.", "This limits its use, and it fails at night."],
        {"LarkMix"},
    ),
    (
        "in these works",
        ["LarkMix [1] and FernRoute [2] sort birds.", "In these works, sorting fails on rare birds."],
        {"LarkMix", "FernRoute"},
    ),
    (
        "a relative clause says it of the whole",
        ["LarkMix keeps all songs in one list, which leads to a large memory overhead."],
        {"LarkMix"},
    ),
    (
        "a relative clause after they",
        ["LarkMix [1] mixes larks.", "It keeps all songs, which leads to a large memory overhead."],
        {"LarkMix"},
    ),
    (
        "works that are only cited",
        ["There are works that apply FernRoute to larks [1, 3].", "However, they fail at night."],
        {"LarkMix", "OspreyCache"},
    ),
    (
        "several works and one example",
        ["Recent works sort birds by song [1, 3].", "For example, LarkMix [1] keeps all songs.", "However, they fail at night."],
        {"LarkMix", "OspreyCache"},
    ),
    (
        "a work cited for a fact in passing",
        ["LarkMix [1] keeps all songs.", "However, as birds begin at dawn [4], the list fails to hold them."],
        {"LarkMix"},
    ),
    ("citations as the subject", ["[1] fails on rare birds."], {"LarkMix"}),
    ("another line of work", ["LarkMix [1] mixes larks.", "Another line of work relies heavily on rare ferns [2]."], {"FernRoute"}),
    ("what they found in our hands", ["LarkMix [1] mixes larks.", "In our experiments, we find that it fails at night."], {"LarkMix"}),
    (
        "two methods, a weakness each",
        ["LarkMix [1] fails at night, while FernRoute [2] lacks a way to forget."],
        {"LarkMix", "FernRoute"},
    ),
    ("it is inferior to", ["LarkMix [1] mixes larks.", "However, it is inferior to a plain list."], {"LarkMix"}),
    (
        "in both cases",
        ["LarkMix [1] mixes larks.", "FernRoute [2] routes ferns.", "In both cases, additional memory fails to help."],
        {"LarkMix", "FernRoute"},
    ),
    ("a name with what it runs on", ["LarkMix with a larger list is too slow."], {"LarkMix"}),
    ("existing methods with a citation", ["Birds sing at dawn [4].", "Existing methods [1] fail to hear them."], {"LarkMix"}),
    ("unlike these", ["LarkMix [1] and FernRoute [2] keep songs.", "Unlike these methods, we keep none."], {"LarkMix", "FernRoute"}),
    ("the cost of it", ["The memory for LarkMix is prohibitive."], {"LarkMix"}),
]
NOBODY: list[tuple[str, list[str]]] = [
    ("a fact with its sources", ["Nests have been shown to improve the song [1, 2].", "However, they require a large amount of memory."]),
    ("what studies report", ["Several studies report difficulties with nests [1, 2].", "They are expensive to train."]),
    ("a kind of model with the one work that counted it", ["Existing large song models require massive amounts of memory [2]."]),
    ("that kind, gone on about", ["Existing large song models are hungry [2].", "They also require massive amounts of memory."]),
    ("what they tried inside it", ["We tried a larger sieve in FernRoute [2], but it fails on rare birds."]),
    ("other things in between", ["We tried the pruning of LarkMix [1].", "Birds sing.", "Nests differ.", "This method fails at night."]),
    ("one of two, where only one is known", ["We also tried sieves for LarkMix.", "We found the former to be unstable."]),
    ("data that resembles", ["Birds were heard on tasks as in [4] which were not included."]),
    ("what we find of ours", ["LarkMix [1] mixes larks.", "We find our gate to be slow at night."]),
    ("no gain from our own size", ["LarkMix [1] mixes larks.", "We did not see any benefit from larger maps."]),
    ("less prone", ["LarkMix [1] is less prone to errors."]),
    ("a minimal overhead before the name", ["There is minimal overhead with LarkMix [1]."]),
    ("tasks", ["The tasks in LarkMix [1] are difficult."]),
    ("our method just before", ["LarkMix [1] mixes larks.", "Our gate turns with the tide.", "However, it fails at night."]),
    ("what we propose", ["LarkMix [1] mixes larks.", "We propose to sort them by song.", "This leads to a large memory overhead."]),
    ("our method in the clause before", ["Our gate replaces LarkMix, but it fails at night."]),
    ("a finding about something else", ["LarkMix [1] shows that sorting birds fails at night."]),
    ("what others do, in a relative clause of ours", ["LarkMix [1] mixes larks.", "We keep all songs in one list, which lacks order."]),
    ("data", ["LarkMix [1] mixes larks.", "Existing datasets lack rare birds."]),
    ("they are data", ["LarkMix [1] mixes larks.", "While these datasets have songs, they lack rare birds."]),
    ("no such method yet", ["LarkMix [1] mixes larks.", "Our gate does this, and no existing method fails to."]),
    ("a figure", ["LarkMix [1] mixes larks.", "Figure 2 fails to show them."]),
    ("nobody in the paragraph", ["Many birds sing at dawn.", "However, they fail at night."]),
]


def meant(sentences: list[str]) -> set[str]:
    """Return the methods that some cue of the last sentence was found to be about."""
    text = make_text(sentences)
    found = [f for f in candidates_of(text, NAMES, RULES, is_thorough=True) if f.sentence_index == len(sentences) - 1]
    assert found, "no cue"
    return {target.label for finding in found for candidate in finding.candidates if not candidate.rejected for target in candidate.targets}


@pytest.mark.parametrize(("why", "sentences", "methods"), MEANT, ids=lambda v: v if isinstance(v, str) else "")
def test_the_methods_meant_are_found(why: str, sentences: list[str], methods: set[str]) -> None:
    assert meant(sentences) == methods, why


@pytest.mark.parametrize(("why", "sentences"), NOBODY, ids=lambda v: v if isinstance(v, str) else "")
def test_nobody_is_meant(why: str, sentences: list[str]) -> None:
    assert meant(sentences) == set(), why


def confidence_of(sentences: list[str], run_in: str = "") -> float:
    """Return the confidence of the surest receipt of the last sentence, 0 where there is none."""
    text = make_text(sentences)
    text = replace(text, sentences=tuple(replace(s, run_in=run_in) for s in text.sentences))
    found = [c for f in candidates_of(text, NAMES, RULES) if f.sentence_index == len(sentences) - 1 for c in f.candidates]
    return max((c.confidence(RULES) for c in found if c.targets and not c.rejected), default=0)


def test_a_run_in_heading_is_whom_its_paragraph_is_about() -> None:
    assert confidence_of(["However, it fails on rare birds."]) == 0
    assert confidence_of(["However, it fails on rare birds."], run_in="LarkMix") > 0
    assert confidence_of(["However, it fails on rare birds."], run_in="TidalGate") == 0


def test_what_another_cue_says_too_is_surer() -> None:
    one, two = ["LarkMix needs memory and fails at night."], ["LarkMix is too slow and fails at night."]
    assert confidence_of(two) > confidence_of(one)


def test_what_the_authors_answer_is_surer() -> None:
    said = "FernRoute [2] is limited to small ferns."
    text = make_text([said, "To address this, we turn with the tide."], [said, "It was tried in spring."])
    answered, plain = (
        max(c.confidence(RULES) for c in f.candidates)
        for f in candidates_of(text, NAMES, RULES)
        if text.sentences[f.sentence_index].text == said
    )
    assert answered > plain


def test_a_pronoun_does_not_skip_what_the_sentence_before_is_about() -> None:
    near = confidence_of(["LarkMix [1] mixes larks.", "It was made for streams.", "It fails at night."])
    far = confidence_of(["LarkMix [1] mixes larks.", "The river was full of streams.", "It fails at night."])
    assert near > far


def test_a_thing_of_another_method_gives_way_to_the_one_that_is_named() -> None:
    said = "However, this progress fails to come cheaply: FernRoute [2] suffers from frequent stalls."
    findings = candidates_of(make_text(["LarkMix [1] sorts birds at dawn.", said]), NAMES, RULES)
    chosen = [c for f in findings if f.sentence_index == 1 for c in choose(f.candidates, RULES)]
    assert {target.label for c in chosen for target in c.targets} == {"FernRoute"}
