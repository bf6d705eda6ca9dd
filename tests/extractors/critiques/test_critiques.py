"""Whom the grammar of cues takes a sentence to criticise: invented methods, each sentence with the one thing that decides it."""

from pathlib import Path

import pytest

from extractors.critiques.candidates import SURE, choose
from extractors.critiques.rules import load_rules
from tests.extractors.made_text import NAMES, candidates_of, make_text

RULES = load_rules(Path(__file__).resolve().parents[3] / "config", None)

# (what decides, sentences of the paragraph: the last one is judged, methods it criticises)
CRITICISED: list[tuple[str, list[str], set[str]]] = [
    ("named subject", ["LarkMix fails to separate birds that sing alike."], {"LarkMix"}),
    ("named and cited", ["However, FernRoute [2] suffers from slow routing on long inputs."], {"FernRoute"}),
    ("two subjects", ["LarkMix [1] and FernRoute [2] cannot handle inputs of mixed length."], {"LarkMix", "FernRoute"}),
    (
        "a group with such as",
        ["Caching systems such as LarkMix [1], FernRoute [2], and OspreyCache [3] do not support streaming."],
        {"LarkMix", "FernRoute", "OspreyCache"},
    ),
    ("a group with like", ["Systems like LarkMix (Ada et al., 2020) lack support for streaming."], {"LarkMix"}),
    ("relative clause", ["We compare against LarkMix [1], which ignores the order of its inputs."], {"LarkMix"}),
    ("after a relative clause", ["LarkMix, which stores all songs, faces severe memory problems."], {"LarkMix"}),
    ("after but", ["OspreyCache [3] is fast but struggles with rare birds."], {"OspreyCache"}),
    ("concession first", ["While effective on small inputs, LarkMix does not scale to large ones."], {"LarkMix"}),
    ("concession with a subject", ["Although LarkMix [1] is fast, it requires substantial memory."], {"LarkMix"}),
    ("prior work with citations", ["Existing methods [1, 2] do not consider the weather."], {"LarkMix", "FernRoute"}),
    ("authors as subject", ["However, Bo et al. (2020) do not account for the weather."], {"FernRoute"}),
    ("unlike", ["Unlike LarkMix [1], which stores all songs, our gate stores one."], {"LarkMix"}),
    ("unlike previous work that", ["Unlike previous methods that store all songs [1, 2], we store one."], {"LarkMix", "FernRoute"}),
    ("own against", ["TidalGate requires less memory than LarkMix."], {"LarkMix"}),
    ("own overcomes", ["Our gate overcomes the main limitation of FernRoute."], {"FernRoute"}),
    ("is too", ["In practice, FernRoute is too slow for live use."], {"FernRoute"}),
    ("said to be unsuitable", ["We find that FernRoute is unsuitable for live use."], {"FernRoute"}),
    ("negation inside the cue", ["LarkMix is not designed for streams."], {"LarkMix"}),
    ("only supports", ["Additionally, Heron only supports inputs of one size."], {"Heron"}),
    ("at the cost of", ["FernRoute [2] gains speed at the cost of accuracy."], {"FernRoute"}),
    ("leads to", ["LarkMix stores every song, leading to a large memory overhead."], {"LarkMix"}),
    ("it, after one sentence", ["LarkMix [1] mixes all larks at once.", "However, it fails on rare birds."], {"LarkMix"}),
    ("this approach", ["LarkMix [1] mixes all larks at once.", "However, this approach suffers from interference."], {"LarkMix"}),
    ("their", ["LarkMix [1] mixes all larks at once.", "However, its memory cost is prohibitive."], {"LarkMix"}),
    (
        "these methods",
        ["LarkMix [1] and FernRoute [2] mix birds.", "However, these methods ignore the weather."],
        {"LarkMix", "FernRoute"},
    ),
    (
        "these methods, one a sentence",
        ["LarkMix [1] mixes larks.", "FernRoute [2] routes ferns.", "Unfortunately, both methods require expensive retraining."],
        {"LarkMix", "FernRoute"},
    ),
    ("neither", ["LarkMix [1] and FernRoute [2] are fast.", "However, neither method considers the weather."], {"LarkMix", "FernRoute"}),
    (
        "subject over object",
        ["LarkMix [1] extends OspreyCache [3] with songs.", "However, this method is unstable on long inputs."],
        {"LarkMix"},
    ),
    (
        "two sentences back",
        ["LarkMix [1] mixes all larks at once.", "It was first tried on streams.", "However, it suffers from noise."],
        {"LarkMix"},
    ),
    ("the authors only cited", ["Ada et al. (2020) propose to mix larks.", "However, their method cannot handle streams."], {"LarkMix"}),
    ("kept across a citation", ["LarkMix (Ada et al., 2020), although simple, lacks a way to forget."], {"LarkMix"}),
    ("not able", ["Heron [5] is unable to reuse what it has seen."], {"Heron"}),
    ("degrades", ["OspreyCache degrades quickly when the cache is small."], {"OspreyCache"}),
    ("a cited phrase", ["Half-open gates [4] require retraining of the whole predictor."], {"On the theory of nests"}),
    ("it, after but", ["OspreyCache [3] can be trained in a day, but it is limited to birds of one size."], {"OspreyCache"}),
    ("prone to", ["FernRoute [2] is prone to collapse."], {"FernRoute"}),
    ("what is said not to be solved", ["Unfortunately, FernRoute [2] does not solve the problem of rare birds."], {"FernRoute"}),
    (
        "left open by its authors",
        ["However, the gates of FernRoute [2] are set manually, and the authors leave this to future work."],
        {"FernRoute"},
    ),
    ("set against ours, at another's cost", ["While LarkMix [1] needs days for one bird, our gate needs minutes."], {"LarkMix"}),
    ("a gain said to be small", ["However, LarkMix [1] gives only marginal gains on rare birds."], {"LarkMix"}),
    ("a second verb is not denied", ["LarkMix [1] is not smooth and requires costly sampling."], {"LarkMix"}),
    ("authors saw it of their own", ["However, Bo et al. (2020) observed worse scores when adding more ferns."], {"FernRoute"}),
    ("ours without what it needs, as in", ["TidalGate adapts without relying on hand-made tags (as in LarkMix)."], {"LarkMix"}),
    (
        "this approach, as others found",
        [
            "LarkMix [1] mixes all larks at once.",
            "However, Bo et al. (2020) observed that this approach does not perform well on rare birds.",
        ],
        {"LarkMix"},
    ),
    ("an announcement in brackets", ["However, LarkMix [1] cannot handle streams (we give an analysis in Appendix B)."], {"LarkMix"}),
    ("the noun again", ["We also try the wide gate [2], but this gate cannot handle streams."], {"FernRoute"}),
    (
        "a pointer before a name",
        ["LarkMix [1] and FernRoute [2] mix birds.", "The main limitation of these methods on Heron is speed."],
        {"LarkMix", "FernRoute"},
    ),
    (
        "no gain seen",
        ["LarkMix [1] and FernRoute [2] mix birds.", "We did not find any gain with these two methods on Heron."],
        {"LarkMix", "FernRoute"},
    ),
    ("still to be shown", ["However, LarkMix [1] is yet to be shown effective for streams."], {"LarkMix"}),
    ("a missing part", ["LarkMix [1] also provides no index for rare birds."], {"LarkMix"}),
    ("our advantage, told", ["A main advantage of TidalGate over LarkMix is that it never waits."], {"LarkMix"}),
    ("can only", ["However, FernRoute [2] can only be trained on one device."], {"FernRoute"}),
    ("not the name before that", ["FernRoute [2] is smooth, which causes shifts in LarkMix that hurt the accuracy."], {"FernRoute"}),
    ("a word known by its shape", ["However, Heron [5] is unteachable once it has been trained."], {"Heron"}),
]
NOT_CRITICISED: list[tuple[str, list[str]]] = [
    ("less of a bad thing", ["LarkMix [1] is less expensive on long inputs."]),
    ("no bad thing", ["FernRoute [2] has no overhead on long inputs."]),
    ("not only", ["Heron [5] is not only practical but fast."]),
    ("a low number", ["TidalGate reaches a lower perplexity than LarkMix [1]."]),
    ("rarely bad", ["OspreyCache [3] is rarely unstable."]),
    ("another noun", ["LarkMix [1] has eight mixing blocks."]),
    ("own method", ["TidalGate fails to separate birds that sing alike."]),
    ("own method, we", ["However, we do not support streams."]),
    ("own method, our", ["Our gate requires substantial memory."]),
    ("negated cue", ["LarkMix does not suffer from slow routing."]),
    ("negated by without", ["LarkMix routes birds without suffering from interference."]),
    ("never fails", ["LarkMix never fails to converge."]),
    ("avoided", ["LarkMix avoids the memory overhead of large caches."]),
    ("reduced", ["FernRoute [2] reduces the memory overhead."]),
    ("praise", ["LarkMix [1] is efficient and scales to large inputs."]),
    ("small cost", ["FernRoute introduces a negligible overhead."]),
    ("neutral description", ["LarkMix [1] stores every song in a table."]),
    ("neutral use", ["We use LarkMix [1] with its default settings."]),
    ("bare numbers", ["TidalGate outperforms LarkMix by 2.3 points."]),
    ("bare numbers of another", ["LarkMix reaches 41.2 on Nests and FernRoute 40.9."]),
    ("an area", ["Large caches suffer from high memory costs."]),
    ("an area, nobody before", ["However, this approach does not scale."]),
    ("future work", ["In future work we will study why LarkMix fails to converge."]),
    ("a plan", ["We leave a LarkMix that does not require labels to future work."]),
    ("own sentence before", ["We mix all larks at once.", "However, this approach requires much memory."]),
    ("own named before", ["TidalGate turns with the tide.", "However, it fails on still water."]),
    ("another paragraph", ["Nothing is said of others here.", "However, it fails on still water."]),
    ("what it proposes", ["Ada et al. (2020) propose a rule that ensures that routing is not biased."]),
    ("what it solves", ["FernRoute [2] addresses the problem of slow routing."]),
    ("increase that is good", ["LarkMix [1] increases the accuracy on rare birds."]),
    ("lower that is good", ["FernRoute achieves lower latency on long inputs."]),
    ("a name inside a noun", ["The LarkMix tokenizer of our model requires many merges."]),
    ("cue in brackets", ["LarkMix [1] (whose first version was not stable) is our starting point."]),
    ("the object is not the one", ["The weather fails to reach FernRoute."]),
    ("a fact with a citation", ["Birds do not sing at night [4]."]),
    ("requirement of a task", ["The task requires two birds [4]."]),
    ("the reason for praise", ["LarkMix and Heron are the fastest since they do not use a gate."]),
    ("less of a weakness", ["The LarkMix model is less sensitive to noise."]),
    ("little is needed", ["With LarkMix [1], very few labels are needed for rare birds."]),
    ("only of a kind", ["Bo et al. (2020) present FernRoute, which is an encoder only model that achieves a large speedup."]),
    ("a small overhead with it", ["Counting birds also has minimal overhead with LarkMix."]),
    ("a thing known from elsewhere", ["Bo et al. (2020) observed the instability of large predictors."]),
    ("it only prevents as others do", ["We find that our gate has a use which helps prevent the collapse of nests as in LarkMix [1]."]),
    ("what others say of the usual way", ["Previous studies [1, 2] emphasize that this approach fails on rare birds, hindering us."]),
    ("our advantage, alone", ["TidalGate has a large advantage over LarkMix on rare birds."]),
    ("any, not denied", ["Any good implementation of LarkMix has to explicitly manage its songs."]),
    ("what would follow", ["LarkMix [1] splits songs.", "If the parts are wide, then this increases the memory."]),
    ("a test's citation", ["We observe that both small and large models get worse with age by a paired test [1]."]),
    ("a difference, unlike", ["Unlike LarkMix [1], TidalGate sings at dusk."]),
    ("not public", ["Since the code of LarkMix [1] is not available, we compare with Heron."]),
    ("what it reduces of another", ["FernRoute [2] uses two songs to reduce the instability of LarkMix."]),
    ("far, but not from good", ["LarkMix [1] has birds that fly far from the nest."]),
    ("larger is not better", ["TidalGate has larger delays than LarkMix because it adds a song."]),
    ("a comparison alone", ["Compared with LarkMix, TidalGate is trained on a quarter of the songs."]),
    ("a difference alone", ["LarkMix sings at dawn, while our gate sings at dusk."]),
    ("a conditional", ["We ask whether LarkMix would fail on still water."]),
]


def targets_of(sentences: list[str], section: str = "Related Work") -> set[str]:
    """Return the methods that the surest cues of the last sentence were found to be about."""
    findings = candidates_of(make_text(sentences, section=section), NAMES, RULES)
    chosen = [c for f in findings if f.sentence_index == len(sentences) - 1 for c in choose(f.candidates, RULES)]
    return {target.label for c in chosen if c.confidence(RULES) >= SURE for target in c.targets}


@pytest.mark.parametrize(("why", "sentences", "methods"), CRITICISED, ids=lambda v: v if isinstance(v, str) else "")
def test_the_criticised_methods_are_found(why: str, sentences: list[str], methods: set[str]) -> None:
    assert targets_of(sentences) == methods, why


@pytest.mark.parametrize(("why", "sentences"), NOT_CRITICISED, ids=lambda v: v if isinstance(v, str) else "")
def test_nobody_is_criticised(why: str, sentences: list[str]) -> None:
    assert targets_of(sentences) == set(), why


@pytest.mark.parametrize(
    ("section", "n_counted"), [("4.2 Benchmarks", 0), ("Datasets and Metrics", 0), ("B Negative Results", 0), ("4.2 Baselines", 1)]
)
def test_nobody_is_criticised_where_data_or_own_trials_are_described(section: str, n_counted: int) -> None:
    assert len(targets_of(["LarkMix [1] mainly targets short songs and ignores rare birds."], section)) == n_counted
