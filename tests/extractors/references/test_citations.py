"""Citation markers of every style, resolved to entries of an invented bibliography."""

import pytest

from extractors.references.bibliography import Bibliography, CitationStyle
from extractors.references.citations import find_markers, label_as_cited
from extractors.references.entries import parse_entry
from models.document import Marker
from models.rows import Reference

ENTRIES = (
    "Ann Gray, Bo Brown, and Cy Linden. 2031. OwlNet: a net for owls. Owl Letters.",
    "Bo Brown and Ann Gray. 2030. Lanterns at night. Owl Letters.",
    "Dee van der Moor. 2029a. First moors. Owl Letters.",
    "Dee van der Moor. 2029b. Second moors. Owl Letters.",
    "NightAI. 2031. OwlChat: talking to owls. Technical report.",
    "NightAI. 2031. LarkChat: talking to larks. Technical report.",
    "Zoë Müller et al. 2028. Schläft die Eule? Owl Letters.",
    "Ann Gray and Zoë Müller. 2031. Two nets. Owl Letters.",
    "Šárka Šedá and Łukasz Łoś. 2031. Ledgers in the dark. Owl Letters.",
    "Stéphane d’Ascoli, Żaneta Żuk, and Bo Brown. 2031. Nights in short. Owl Letters.",
    "Ivo van Stokkum, İpek İnal, and Đorđe Đurić. 2030. Moors by day. Owl Letters.",
    "Tom Bayes (1763). An essay on owls. Owl Letters.",
    "Una Vole (in press). Voles at night. Owl Letters.",
    "Night Office (n.d.). Hours of the moor. Owl Letters.",
)


def bibliography(style: CitationStyle, labels: list[str] | None = None) -> Bibliography:
    entries = tuple(parse_entry(text) for text in ENTRIES)
    references = tuple(
        Reference(ref_index=i, label=labels[i - 1] if labels else entry.label, raw=ENTRIES[i - 1], title=entry.title, page=1, boxes=[])
        for i, entry in enumerate(entries, 1)
    )
    return Bibliography(style, references, entries)


def find(text: str, style: CitationStyle = "author-year", labels: list[str] | None = None) -> tuple[Marker, ...]:
    return find_markers([(text, [])], bibliography(style, labels))[0]


def cited(text: str, style: CitationStyle = "author-year", labels: list[str] | None = None) -> list[int | None]:
    return [marker.ref_index for marker in find(text, style, labels)]


@pytest.mark.parametrize(
    ("text", "indices"),
    [
        ("OwlNet (Gray et al., 2031) is slow.", [1]),
        ("Gray et al. (2031) close the ledger.", [1]),
        ("Both (Gray et al., 2031; Brown and Gray, 2030) are slow.", [1, 2]),
        ("Both (Gray et al. 2031, Brown & Gray 2030) are slow.", [1, 2]),
        ("See also (e.g., Brown and Gray, 2030, §3).", [2]),
        ("Moors (van der Moor, 2029a,b) are wet.", [3, 4]),
        ("Moors (van der Moor, 2029a; van der Moor, 2029b) are wet.", [3, 4]),
        ("Van der Moor (2029a) walks.", [3]),
        ("We chat with OwlChat (NightAI, 2031).", [5]),
        ("We chat with LarkChat (NightAI, 2031).", [6]),
        ("We chat with it (NightAI, 2031).", [None]),
        ("M¨uller et al. (2028) sleep.", [7]),
        ("Gray and Müller (2031) have two.", [8]),
        ("Gray et al.’s (2031) net is slow.", [1]),
        ("as in Gray et al., 2031, it is slow", [1]),
        ("Finally, Brown and Gray (2030) count.", [2]),
        ("Nets [Gray et al., 2031] are slow.", [1]),
        ("Nets (OwlNet, Gray et al., 2031) are slow.", [1]),
        ("The moth (Moth et al., 2031) is unknown.", [None]),
        ("Ledgers (Šedá and Łoś, 2031) are dark.", [9]),
        ("Šedá & Łoś (2031) go on.", [9]),
        ("Nights (d’Ascoli et al., 2031) are short.", [10]),
        ("d'Ascoli et al. (2031) sleep.", [10]),
        ("In short, d’Ascoli et al. (2031) sleep.", [10]),
        ("Moors (van Stokkum et al., 2030) are dry.", [11]),
        ("Later van Stokkum et al. (2030) walk.", [11]),
        ("Someone else (van Moth et al., 2031) walks.", [None]),
        ("Owls (Müller 2028, p. 12) sleep.", [7]),
        ("Owls (Müller et al. 2028, pp. 12–14; Bayes, 1763) sleep.", [7, 12]),
        ("The essay (Bayes, 1763) is old.", [12]),
        ("Bayes (1763) is old.", [12]),
        ("Voles (Vole, in press) wait, as Vole (in press) says.", [13, 13]),
        ("The hours (Night Office, n.d.) are known.", [14]),
        ("A net (Hidden size, 1536) is wide.", []),
        ("It was held (in May 2031) and again (2031).", []),
        ("The years 2029 and 2031 were dark.", []),
    ],
)
def test_author_year(text: str, indices: list[int | None]) -> None:
    assert cited(text) == indices


@pytest.mark.parametrize(
    ("text", "indices"),
    [
        ("OwlNet [1] is slow.", [1]),
        ("Nets [1, 3-5] are slow.", [1, 3, 4, 5]),
        ("Nets [1,2],[7] are slow.", [1, 2, 7]),
        ("Nets [2–4] are slow.", [2, 3, 4]),
        ("Nets [5, Theorem 2] are slow.", [5]),
        ("Nets [12] are unknown.", [None]),
        ("Layers of sizes [2, 8, 64] and [64, 32] are slow.", []),
        ("Nets [1]–[4] are slow.", [1, 2, 3, 4]),
        ("Nets [1] - [3] and [5] are slow.", [1, 2, 3, 5]),
        ("Rates in [5e−5, 1e−3] and [1e-4, 2e-4] are low.", []),
        ("Nets [4a] and [2,4b] are slow.", [4, 2, 4]),
        ("The gate is in [0, 1] and the rate 3 (2031).", []),
    ],
)
def test_numbers(text: str, indices: list[int | None]) -> None:
    assert cited(text, "numeric", [f"[{i}]" for i in range(1, 9)] + list("abcdef")) == indices


def test_raised_numbers_are_citations_where_the_paper_has_no_bracketed_ones() -> None:
    numeric = bibliography("numeric", [f"[{i}]" for i in range(1, 9)] + list("abcdef"))
    text = "Owls sleep1,3 at noon."
    markers = find_markers([(text, [(10, 13)])], numeric)[0]
    assert [m.ref_index for m in markers] == [1, 3]
    assert {text[m.start : m.end] for m in markers} == {"1,3"}


@pytest.mark.parametrize(
    ("text", "span"), [("The square x2 of it", (12, 13)), ("The isotope 10B decays", (12, 14)), ("Of 103 owls", (5, 6))]
)
def test_powers_and_isotopes_are_no_citations(text: str, span: tuple[int, int]) -> None:
    assert find_markers([(text, [span])], bibliography("numeric", [f"[{i}]" for i in range(1, 15)]))[0] == ()


def test_authors_and_years_cite_a_numbered_bibliography_that_no_number_cites() -> None:
    labels = [f"[{i}]" for i in range(1, len(ENTRIES) + 1)]
    assert cited("OwlNet (Gray et al. 2031) beats Brown and Gray 2030.", "numeric", labels) == [1, 2]


def test_numbers_in_parentheses_are_citations_where_they_cite_the_bibliography() -> None:
    numeric = bibliography("numeric", [f"[{i}]" for i in range(1, 15)])
    texts = ("Owls sleep (3) and larks (2–4) do not (5, 6–9).", "By Eq. (1) it follows.", "The moor (10) is wet (11,12); (13) we count.")
    markers = find_markers([(text, []) for text in texts], numeric)
    assert [[marker.ref_index for marker in mine] for mine in markers] == [[3, 2, 3, 4, 5, 6, 7, 8, 9], [], [10, 11, 12, 13]]
    few = find_markers([("First (1) we count, then (2) we sleep.", [])], numeric)
    assert few == [()]


def test_labels_may_begin_with_any_letter() -> None:
    labels = ["[Öst31]", "[Łoś30]", *(f"[X{i}]" for i in range(10, 22))]
    assert cited("Nets [Öst31] and [Łoś30] are slow.", "alpha", labels) == [1, 2]


def test_labels() -> None:
    labels = ["[GBL31]", "[BG30]", "[Moo29a]", "[Moo29b]", "[Nig31a]", "[Nig31b]", "[M+28]", "[GM31]", *(f"[X{i}]" for i in range(10, 16))]
    assert cited("Nets [GBL31, M+28] are slow, see [A] and [x17].", "alpha", labels) == [1, 7]


def test_a_marker_covers_its_printed_group() -> None:
    text = "Both nets (Gray et al., 2031; Brown and Gray, 2030) and Gray et al. (2031) are slow."
    markers = find(text)
    assert [text[m.start : m.end] for m in markers] == [
        "(Gray et al., 2031; Brown and Gray, 2030)",
        "(Gray et al., 2031; Brown and Gray, 2030)",
        "Gray et al. (2031)",
    ]
    assert [m.text for m in markers] == ["Gray et al., 2031", "Brown and Gray, 2030", "Gray et al., 2031"]
    assert [m.group for m in markers] == [0, 0, 1]


def test_labels_follow_the_text() -> None:
    markers = find("Lanterns (Brown & Gray, 2030) are lit.")
    labels = [ref.label for ref in label_as_cited(bibliography("author-year"), [markers]).references]
    assert labels[1] == "Brown & Gray, 2030"
    assert labels[7] == "Gray & Müller, 2031"


def test_what_a_sentence_says_before_the_authors_is_no_part_of_the_marker() -> None:
    (marker,) = find("Finally Gray et al. (2031) close the ledger.")
    assert (marker.text, marker.start) == ("Gray et al., 2031", len("Finally "))
    (marker,) = find("The ledger (OwlNet Gray et al., 2031) is closed.")
    assert marker.text == "Gray et al., 2031"
    assert find("A. Gray et al. (2031) close it.")[0].text == "A. Gray et al., 2031"


def test_raised_numbers_after_a_space_follow_words_and_are_no_powers() -> None:
    numeric = bibliography("numeric", [f"[{i}]" for i in range(1, 9)] + list("abcdef"))
    text = "OwlNet 4 needs T 2 steps (see Ref. 8)."
    markers = find_markers([(text, [(7, 8), (17, 18)])], numeric)[0]
    assert [(m.ref_index, text[m.start : m.end]) for m in markers] == [(4, "4"), (8, "Ref. 8")]


@pytest.mark.parametrize(
    ("text", "style", "indices"),
    [
        ("Owls [1, 2, and 5] are slow.", "numeric", [1, 2, 5]),
        ("Owls [3 & 4] are slow.", "numeric", [3, 4]),
        ("Owls (see Gray et al. [2031]) are slow.", "author-year", [1]),
        ("Owls [vdM29a,b] are slow.", "alpha", [3, 4]),
    ],
)
def test_works_joined_in_one_marker_are_all_cited(text: str, style: CitationStyle, indices: list[int]) -> None:
    numbers = [f"[{number}]" for number in range(1, len(ENTRIES) + 1)]
    alpha = [f"[L{number:02}]" for number in range(1, len(ENTRIES) + 1)]
    alpha[2:4] = ["[vdM29a]", "[vdM29b]"]
    assert cited(text, style, {"numeric": numbers, "alpha": alpha}.get(style)) == indices
