"""Where sentences end in scientific prose; every example is made up."""

import pytest

from extractors.text.sentences import split_text


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_text(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["OwlNet was proposed by Gray et al. (2031) and refined later.", "It is slow."],
        ["It follows Gray et al. [12].", "The second step differs."],
        ["We build on Gray et al.", "However, their ledger grows."],
        ["Ledgers, e.g. those of OwlNet, grow, i.e. they never shrink.", "They fill the disk."],
        ["See Fig. 3 and Eq. (2) in Sec. 4.", "Tab. 5 has the rest."],
        ["This holds for ledgers [3, 5-7].", "Others close early [8]."],
        ["The rate is 38.8 % at 0.5 bits.", "At 1.5 bits it is 41.2 %."],
        ["The code is at https://owl.example/ledger.v2/index.html and is free.", "Take it."],
        ["Owl-3.5 beats Owl-2.", "It is larger."],
        ["We compare A vs. B w.r.t. speed, cf. Table 2, resp. Table 3.", "Both are slow."],
        ["The nets differ in depth, width, owls, etc.", "Later ones differ in all of it."],
        ["The factor is called C.", "Appendix B varies it."],
        ["Two are known (Gray, 2031).", "cuOwl is the older one."],
        ["The Log Perp. is lower for fewer weights (Act. Params) than before.", "We keep it."],
        ["Our net, OWL-3B + MER. EX., is faster.", "It is also smaller."],
        ["We keep 39 K.", "The others keep more."],
        ["Is a closed ledger better?", "We think so!", "Others do not."],
        ["They call it “the open ledger.”", "We close it."],
        ["Ledgers grow ... and grow.", "Nobody closes them."],
        ["J. R. Gray wrote the first ledger.", "M. Brown closed it."],
        ["The expert E. coli ledger is small.", "It fits."],
        ["Three things matter: (1) Size: small ledgers win.", "(2) Speed: fast ones win."],
        ["The latency is below 0.2 ms.", "OwlNet needs more."],
        ["We describe it in Appendix A.", "Clearly it is not small."],
        ["The ledger is closed by vLLM.", "vLLM is fast."],
        ["Owls in the U.S. fly far.", "They come back."],
        ["(A ledger may be empty.)", "Then nothing is read."],
        ["It works well.", "[4] shows the same."],
        ["It works well.[4]", "The others do not.[1,2]", "Nobody knows why."],
        ["Ledgers follow Gray et al.[12] in all of it.", "They grow.[5–7]", "We close them."],
        ["We set it by hand.", "α is the rate of owls."],
        ["It grows with the night (see above).", "λ and μ are fixed."],
        ["The rate, e.g. α and β, is fixed."],
        ["The ledgers close.[12]–[14]", "They open again.¹²", "Nobody knows why."],
        ["Owls sleep by day.", "ℓ2 norms grow.", "∇ is the slope."],
    ],
)
def test_sentences_end_where_they_end(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_a_break_ends_a_sentence_without_a_full_stop() -> None:
    text = "The loss is The ledger is closed."
    assert split_text(text, [12]) == [(0, 11), (12, len(text))]


def test_text_without_an_end_is_one_sentence() -> None:
    assert split("a ledger that goes on") == ["a ledger that goes on"]
    assert split("") == []
    assert split("   ") == []


def test_a_word_that_the_paper_has_in_lower_case_opens_a_sentence_after_an_initial() -> None:
    text = "A layer has owls and a router R. Lanterns are shared by J. Lantern."
    assert len(split_text(text)) == 1
    spans = split_text(text, whole="Many lanterns are lit, some lanterns are not, and no lanterns are sold.")
    assert [text[start:end] for start, end in spans] == ["A layer has owls and a router R.", "Lanterns are shared by J. Lantern."]


@pytest.mark.parametrize("mark", ["3", "3,7", "1–4", "*", "†"])
def test_a_raised_mark_behind_a_full_stop_belongs_to_the_sentence_it_ends(mark: str) -> None:
    text = f"The ledger is closed.{mark} The owl sleeps.{mark} Nobody counts."
    spans = [(start, start + len(mark)) for start in (21, 21 + len(mark) + len(" The owl sleeps."))]
    found = [text[start:end] for start, end in split_text(text, raised=spans)]
    assert found == [f"The ledger is closed.{mark}", f"The owl sleeps.{mark}", "Nobody counts."]


def test_an_exponent_behind_a_decimal_ends_no_sentence() -> None:
    text = "It takes 10.3 Owls of 2.5 grams."
    assert len(split_text(text, raised=[(12, 13), (24, 25)])) == 1
