"""The labels of papers outside the gold: hashes that say which sentences are receipts, and what they are worth."""

from bench.labelled_papers import Label, hash_text, load_labels, score_paper
from models.geometry import Box
from models.rows import Critique

SENTENCES = ["LarkMix fails at night.", "FernRoute is slow.", "Herons wade.", "OspreyCache leaks memory."]


def receipt(sentence: str, method: str, *, is_counted: bool = True) -> Critique:
    box = Box(page=1, x0=1, y0=1, x1=2, y1=2)
    return Critique(
        receipt_id="0" * 16,
        method_label=method,
        sentence=sentence,
        kind="limitation",
        page=1,
        boxes=[box],
        rule_id="fail",
        is_counted=is_counted,
    )


def label(sentence: str, *names: str, is_clear: bool = True) -> Label:
    return Label(hash_text(sentence), is_clear, frozenset(map(hash_text, names)))


def test_the_labels_are_whole_and_hold_no_text() -> None:
    papers = load_labels()
    assert len(papers) == 40
    assert all(len(row.sentence) == 12 and all(len(target) == 12 for target in row.targets) for rows in papers.values() for row in rows)


def test_a_hash_does_not_mind_case_and_spaces() -> None:
    assert hash_text("LarkMix  fails at Night.") == hash_text("larkmix fails at night")


def test_unclear_labels_count_neither_way_and_wrong_targets_are_seen() -> None:
    labels = [label(SENTENCES[0], "LarkMix"), label(SENTENCES[1], "FernRoute", is_clear=False), label(SENTENCES[3], "OspreyCache")]
    receipts = [
        receipt(SENTENCES[0], "LarkMix"),
        receipt(SENTENCES[0], "Heron"),
        receipt(SENTENCES[1], "FernRoute"),
        receipt(SENTENCES[2], "Heron"),
        receipt(SENTENCES[3], "OspreyCache", is_counted=False),
    ]
    score = score_paper(receipts, SENTENCES, labels)
    assert (score.n_sentences_right, score.n_sentences) == (1, 2)
    assert (score.n_receipts_right, score.n_receipts) == (1, 3)
    assert (score.n_found, score.n_clear) == (1, 2)


def test_a_label_whose_sentence_the_text_lost_is_left_out_and_counted() -> None:
    score = score_paper([], SENTENCES, [label("No longer there.", "LarkMix")])
    assert (score.n_clear, score.n_gone) == (0, 1)
