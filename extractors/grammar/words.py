"""Words with which papers speak of methods, of each other and of what is wrong: what the grammar knows of its subject."""

from extractors.english import REPORTS, inflect, stem_list, word_set

METHOD_NOUNS = word_set(
    "method methods approach approaches technique techniques work works system systems model models algorithm algorithms"
    " strategy strategies framework frameworks solution solutions scheme schemes baseline baselines paper papers architecture"
    " architectures design designs mechanism mechanisms procedure procedures paradigm paradigms policy policies study studies"
    " tool tools heuristic heuristics line lines formulation formulations estimator estimators library libraries variant variants"
    " practice practices effort efforts implementation implementations methodology pipeline pipelines engine engines authors"
)
"""Nouns that mean methods."""
DEFINITE_METHODS = word_set(
    "method approach technique work system algorithm strategy framework solution scheme authors paper design mechanism"
)
"""Nouns with which even "the" points at a method just named."""
PRIOR = word_set(
    "another existing previous prior conventional traditional earlier current recent other most many several standard former past various"
    " numerous multiple"
)
"""Adjectives with which a noun means what others did before."""
DRAWBACKS = word_set(
    "downside downsides drawback drawbacks limitation limitations shortcoming shortcomings disadvantage disadvantages weakness weaknesses"
    " caveat caveats flaw flaws problem problems issue issues challenge challenges difficulty difficulties obstacle obstacles bottleneck"
    " bottlenecks price consequence concern concerns trade-off trade-offs tradeoff tradeoffs"
)
"""Nouns with which a text says that something is wrong."""
MEASURES = word_set(
    "performance result results accuracy precision recall quality cost costs complexity speed speedup speedups latency throughput memory"
    " overhead overheads computation communication runtime time utilization utilisation efficiency convergence training inference"
    " learning optimization optimisation prediction predictions output outputs improvement improvements gain gains usage footprint"
    " consumption requirement requirements parameters size scalability generalization generalisation robustness stability error errors"
    " variance capacity applicability flexibility effectiveness success adoption use process procedure assumption assumptions evaluation"
    " experiments analysis score scores coverage bandwidth storage expressiveness ability guarantee guarantees deployment implementation"
)
"""Nouns for what every method has or does."""
KIND_NOUNS = word_set("models networks architectures llms systems transformers")
"""Nouns for models in general: "large networks" means no method."""
DATA = word_set("data dataset datasets benchmark benchmarks corpus corpora testbed testbeds task tasks metric metrics")
"""Nouns for what is measured on."""
OF_DATA = word_set("gap scarcity shortage distribution quality mixture imbalance noise contamination")
"""What data has or lacks: "the scarcity of labels" is nobody's."""
PAPERS = word_set("work paper study report section")
"""Nouns with which "this" means the paper itself."""
EARLIER = word_set("latter former above aforementioned abovementioned above-mentioned")
"""Words with which a method is one of those just named."""
TAKE_TO = word_set(
    "inferior superior prone similar due comparable sensitive able unable likely equal close subject vulnerable susceptible specific"
    " applicable identical known made built shown found meant bound set"
)
"""Adjectives and participles that say something of "it" although "to" follows."""
FEASIBLE = word_set("hard difficult easy impossible possible feasible infeasible challenging necessary important crucial natural unclear")
"""What doing something can be."""
MODEL_NOUNS = word_set("models networks llms transformers architectures accelerators machines")
"""Kinds of model: what is found of them in general is no critique of the work that found it."""
STUDIES = word_set("studies works researchers papers authors experiments")
"""Who reports findings."""
USE_STEMS = stem_list(
    "use using tried try test appl employ adopt consider experiment evaluat run ran"
    " examin train includ incorporat add follow implement replac compar"
)
"""How verbs begin with which authors use what is not theirs."""
WORKS = word_set("works methods approaches techniques studies papers systems algorithms researchers efforts")
"""Nouns for what others published."""
COMPARING = word_set("than unlike compared versus vs vs. following similar inspired")
"""Words before what something is only compared with."""
WORK_STEMS = stem_list("propos introduc approach method techniqu work existing previous prior recent system stud explor algorithm")
"""How words begin with which a sentence speaks of what others did."""
BROUGHT_IN = word_set("another other others recent recently some several line lines")
"""Words with which prior work comes in anew."""
CLAIMS = REPORTS | {
    form for verb in word_set("prove report claim state establish confirm emphasize highlight stress discover") for form in inflect(verb)
}
"""Verbs of what authors found or say, in all their forms."""
