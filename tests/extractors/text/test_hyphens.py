"""Line-break hyphens are decided by the words a paper prints elsewhere."""

import pytest

from extractors.text.hyphens import count_words, join_break

WORDS = count_words(
    [
        "the transformer balances its load with load-balancing and a trade-off",
        "pretrained or pre-trained owls, inter-owl and inter-tree",
        "OwlNet is aware of owls, of the layer and of state-of-the-art ledgers; the network and its words",
        "owls over a broken trans-",
        "former line",
    ]
)


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("trans-", "former", "transformer"),
        ("load-", "balancing", "load-balancing"),
        ("trade-", "offs", "trade-offs"),
        ("state-of-the-", "art", "state-of-the-art"),
        ("Owl-", "Net", "OwlNet"),
        ("inter-", "layer", "inter-layer"),
        ("owl-", "awareness", "owl-awareness"),
        ("unheard-", "ofness", "unheardofness"),
        ("GPT-", "3", "GPT-3"),
        ("ledg\u00ad", "er", "ledger"),
        ("over-", "lantern", "overlantern"),
        ("layer-", "wise", "layer-wise"),
    ],
)
def test_the_hyphen_goes_or_stays(left: str, right: str, joined: str) -> None:
    kept = join_break(left, right, WORDS)
    assert kept is not None and kept + right == joined


def test_a_line_without_a_hyphen_is_not_joined() -> None:
    assert join_break("ledger", "owls", WORDS) is None
    assert join_break("-", "owls", WORDS) is None


def test_broken_words_are_no_evidence() -> None:
    assert WORDS["trans"] == 0 and WORDS["former"] == 0
