"""Who does what in a sentence: each clause's subject and finite verb, on sentences about invented methods."""

from pathlib import Path

import pytest

from extractors.english import inflect, tags_of
from extractors.grammar.clauses import split_clauses
from extractors.grammar.tokens import tokenize
from extractors.names.lexicon import make_lexicon
from extractors.names.rules import load_name_rules
from tests.extractors.made_text import NAMES, make_text

RULES = load_name_rules(Path(__file__).resolve().parents[3] / "config" / "names", None)


def read_clauses(sentence: str) -> list[tuple[str, str]]:
    """Return subject and verb of the clauses that have a verb, in order."""
    text = make_text([sentence])
    tokens = tokenize(text.sentences[0], make_lexicon(text, NAMES, RULES, frozenset()))
    return [
        (" ".join(t.text for t in tokens[c.subject[0] : c.subject[1]]), tokens[c.verb].text) for c in split_clauses(tokens) if c.verb >= 0
    ]


# Words that are nouns as often as verbs, after a name or noun and before what only a verb has behind it.
VERB_OR_NOUN = [
    ("LarkMix delays the actual lookup.", [("LarkMix", "delays")]),
    ("This triples the required memory.", [("This", "triples")]),
    ("The second pass doubles the number of reads.", [("The second pass", "doubles")]),
    ("LarkMix stores lookup tables on disk.", [("LarkMix", "stores")]),
    ("Each worker queues its own requests.", [("Each worker", "queues")]),
    ("The scheduler batches requests by length.", [("The scheduler", "batches")]),
    ("Coarse pooling blurs small objects.", [("Coarse pooling", "blurs")]),
    ("Greedy decoding stops too early on long inputs.", [("Greedy decoding", "stops")]),
    ("The index costs more than the data.", [("The index", "costs")]),
    ("These costs are rarely reported.", [("These costs", "are")]),
    ("The training costs of LarkMix are high.", [("The training costs of LarkMix", "are")]),
    ("Such systems trade accuracy for speed.", [("Such systems", "trade")]),
    ("Most speech models process frames one by one.", [("Most speech models", "process")]),
    (
        "The vision models use a wide stem, but the speech models use a narrow one.",
        [("The vision models", "use"), ("the speech models", "use")],
    ),
    ("Table 1 lists the number of birds in each split.", [("Table 1", "lists")]),
    ("The routing loss results in uneven queues.", [("The routing loss", "results")]),
    ("These results constitute significant gains.", [("These results", "constitute")]),
    ("None of these attempts led to any gain.", [("None of these attempts", "led")]),
    ("The join order matters in practice.", [("The join order", "matters")]),
    ("LarkMix [1], for instance, temporarily stores one song but delays the next one.", [("LarkMix", "stores"), ("LarkMix", "delays")]),
]
# Past forms that are a verb, and participles that only describe a noun.
PAST_OR_PARTICIPLE = [
    ("Heavy pruning caused too significant a loss.", [("Heavy pruning", "caused")]),
    ("Bo et al. (2020) found that pruning hurts rare birds.", [("Bo et al. (2020)", "found"), ("pruning", "hurts")]),
    ("The loss caused by pruning is large.", [("The loss caused by pruning", "is")]),
    ("FernRoute introduced in Section 2 achieves good recall.", [("FernRoute introduced in Section 2", "achieves")]),
    ("Models trained on clean songs degrade in noise.", [("Models trained on clean songs", "degrade")]),
    ("The trees built by FernRoute grow without bound.", [("The trees built by FernRoute", "grow")]),
    ("The proposed loss function saturates quickly.", [("The proposed loss function", "saturates")]),
    ("The previously cached entries occupy most of the memory.", [("The previously cached entries", "occupy")]),
    ("LarkMix was trained on short songs.", [("LarkMix", "was")]),
    ("The detector overfitted the small training set.", [("The detector", "overfitted")]),
    ("The first author provided the data.", [("The first author", "provided")]),
    ("Distillation has been found to introduce artifacts.", [("Distillation", "has")]),
]
# Words no dictionary has, made of ones it has.
MADE_WORDS = [
    ("LarkMix prefetches pages that nobody reads.", [("LarkMix", "prefetches"), ("nobody", "reads")]),
    ("The compiler over-provisions registers for each loop.", [("The compiler", "over-provisions")]),
    ("Static grids underutilize the second device.", [("Static grids", "underutilize")]),
    ("The encoder quantizes all weights to four bits.", [("The encoder", "quantizes")]),
    ("Deep stacks backpropagate noise.", [("Deep stacks", "backpropagate")]),
]
# The main clause after a subordinate one or an opening phrase.
MAIN_AFTER_OTHER = [
    (
        "While LarkMix is convenient, and dense mixtures reach good scores, the approach has drawbacks.",
        [("LarkMix", "is"), ("dense mixtures", "reach"), ("the approach", "has")],
    ),
    ("Although LarkMix helps, it is easier to saturate.", [("LarkMix", "helps"), ("it", "is")]),
    (
        "While LarkMix shows that mixing works, its memory grows with each bird.",
        [("LarkMix", "shows"), ("mixing", "works"), ("its memory", "grows")],
    ),
    ("Because songs, calls and alarms overlap, the detector fails.", [("songs , calls and alarms", "overlap"), ("the detector", "fails")]),
    ("Across all sizes, LarkMix improves recall at the cost of speed.", [("LarkMix", "improves")]),
    ("In this setting LarkMix drops many songs.", [("LarkMix", "drops")]),
    ("For a fixed budget we find that larger tables help.", [("we", "find"), ("larger tables", "help")]),
    ("Under heavy load the cache evicts useful entries.", [("the cache", "evicts")]),
    ("To stabilize training, FernRoute clips its gradients.", [("FernRoute", "clips")]),
    ("Despite the low cost, these methods severely limit the choice of birds.", [("these methods", "limit")]),
    ("When applied to long inputs, Heron loses the thread.", [("Heron", "loses")]),
    ("If we change the mixture and the objective, the order stays the same.", [("we", "change"), ("the order", "stays")]),
    (
        "Unlike [1], who train one network for singing, calling and nesting, our gate learns one task.",
        [("[1]", "train"), ("our gate", "learns")],
    ),
    ("As songs grow longer, the table no longer fits in memory.", [("songs", "grow"), ("the table no longer", "fits")]),
    ("Rather than storing all songs to cover demand, one could store few.", [("one", "could")]),
]
# Relative clauses, those without their pronoun, and "that" as a pronoun.
RELATIVES = [
    ("LarkMix, which stores all songs, needs much memory.", [("LarkMix", "stores"), ("LarkMix", "needs")]),
    ("We use gates that limit the flow.", [("We", "use"), ("gates", "limit")]),
    ("It lacks the memory which we describe below.", [("It", "lacks"), ("we", "describe")]),
    ("We tried FernRoute but found that would introduce noise.", [("We", "tried"), ("We", "found"), ("that", "would")]),
    ("We find that improved hashing leads to fewer misses.", [("We", "find"), ("improved hashing", "leads")]),
    (
        "We show that LarkMix acts strangely when the number of birds varies.",
        [("We", "show"), ("LarkMix", "acts"), ("the number of birds", "varies")],
    ),
    ("Bo et al. (2020) argue that to catch rare birds, they must listen longer.", [("Bo et al. (2020)", "argue"), ("they", "must")]),
    ("Their loss is higher than that of LarkMix.", [("Their loss", "is")]),
    ("We explore how both nets and traps can be reused.", [("We", "explore"), ("both nets and traps", "can")]),
]
# The verb of a clause that a relative one, or an opening phrase, keeps from its subject.
FAR_VERBS = [
    ("A parrot that uses human words needs a patient owner.", [("A parrot", "uses"), ("A parrot", "needs")]),
    ("The corpus we use in this study consists of two parts.", [("The corpus we use in this study", "consists")]),
    (
        "This has two flaws: (1) the number of songs that can be stored is limited by memory.",
        [("This", "has"), ("the number of songs", "can"), ("the number of songs", "is")],
    ),
    ("By doing so the smaller net loses its memory.", [("the smaller net", "loses")]),
    ("For many test samples the surest net is wrong.", [("the surest net", "is")]),
    ("The nets discussed in (Ada et al., 2020) train quickly.", [("The nets discussed in (Ada et al., 2020)", "train")]),
    ("The training time is quadratic, which raises the price.", [("The training time", "is"), ("The training time", "raises")]),
    ("We show that by casting to fewer bits, stability may suffer.", [("We", "show"), ("stability", "may")]),
    ("As we know, learning from rare birds is hard.", [("we", "know"), ("learning from rare birds", "is")]),
    ("A large number of parameters slows inference and hurts accuracy.", [("A large number of parameters", "slows")]),
]
# Several verbs of one subject, several clauses of one sentence.
COORDINATED = [
    ("LarkMix leaks songs and hinders replay.", [("LarkMix", "leaks")]),
    ("OspreyCache is fast but loses rare birds.", [("OspreyCache", "is"), ("OspreyCache", "loses")]),
    (
        "LarkMix has two flaws: (1) the router drops songs and (2) the cache wastes memory.",
        [("LarkMix", "has"), ("the router", "drops"), ("the cache", "wastes")],
    ),
    ("The input (x) and the output (y) of the gate are large.", [("The input ( x ) and the output ( y ) of the gate", "are")]),
    ("LarkMix is small; FernRoute is fast.", [("LarkMix", "is"), ("FernRoute", "is")]),
    ("FernRoute finds more birds than OspreyCache, but its recall lags behind Heron.", [("FernRoute", "finds"), ("its recall", "lags")]),
    ("Heron reads long inputs, leading to slow starts.", [("Heron", "reads")]),
    ("LarkMix [1] and FernRoute [2] need labels.", [("LarkMix and FernRoute", "need")]),
    (
        "Systems like LarkMix, FernRoute, and OspreyCache assume a fixed order.",
        [("Systems like LarkMix , FernRoute , and OspreyCache", "assume")],
    ),
]


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [*VERB_OR_NOUN, *PAST_OR_PARTICIPLE, *MADE_WORDS, *MAIN_AFTER_OTHER, *RELATIVES, *FAR_VERBS, *COORDINATED],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_each_clause_has_its_subject_and_verb(sentence: str, clauses: list[tuple[str, str]]) -> None:
    assert read_clauses(sentence) == clauses


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("drop", {"drop", "drops", "dropped", "dropping"}),
        ("lead", {"lead", "leads", "led", "leading"}),
        ("overfit", {"overfit", "overfits", "overfitted", "overfitting"}),
        ("prefetch", {"prefetch", "prefetches", "prefetched", "prefetching"}),
        ("expensive", {"expensive"}),
    ],
)
def test_a_word_has_its_forms(base: str, forms: set[str]) -> None:
    assert inflect(base) == forms


@pytest.mark.parametrize(
    ("word", "tags"),
    [
        ("delays", {"NNS", "VBZ"}),
        ("reduces", {"VBZ"}),
        ("routers", {"NNS"}),
        ("found", {"VBD", "VBN"}),
        ("shown", {"VBN"}),
        ("underutilizes", {"VBZ"}),
        ("quantized", {"VBD", "VBN"}),
        ("load-balanced", {"JJ", "VBN"}),
        ("kglx", set()),
        ("overcome", {"VB", "VBN"}),
    ],
)
def test_a_word_is_what_the_dictionary_allows(word: str, tags: set[str]) -> None:
    assert tags_of(word) == tags
