"""Bibliography entries in the styles papers use; authors, works and venues are invented."""

import pytest

from extractors.references.entries import parse_entry

TITLE = "Ledgers of owls: counting lanterns at night"


@pytest.mark.parametrize(
    ("text", "surnames"),
    [
        (f"Ann Gray and Bo Brown. 2031. {TITLE}. In Proceedings of the Night Conference, pages 1–9.", ("Gray", "Brown")),
        (f"Ann Gray, Bo Brown, and Cy van der Linden. {TITLE}. arXiv:3101.01234, 2031.", ("Gray", "Brown", "van der Linden")),
        (f"A. Gray, B. Brown, and C. O’Hara. {TITLE}. Journal of Owls, 3(1):7–19, 2031.", ("Gray", "Brown", "O’Hara")),
        (f"Gray, A., Brown, B. C., and Linden, C. {TITLE}. In NIGHT, pp. 1–9. OWL Press, 2031.", ("Gray", "Brown", "Linden")),
        (f"Ann B. Gray, Bo Brown, and Cy D. Linden. 2031. {TITLE}. In NIGHT.", ("Gray", "Brown", "Linden")),
        (f"Ann B. Gray and Bo Brown. {TITLE}. In NIGHT, 2031.", ("Gray", "Brown")),
        (f"Ann B. van der Moor and Bo Brown. {TITLE}. In NIGHT, 2031.", ("van der Moor", "Brown")),
        (f"Ann B. Gray. {TITLE}. In NIGHT, 2031.", ("Gray",)),
        (f"Jia LI, Edward Beeching, and Bo Brown. {TITLE}. 2031.", ("Jia", "Beeching", "Brown")),
        (f"Gray, A., & Brown, B. (2031). {TITLE}. Owl Letters, 3(1), 7-19.", ("Gray", "Brown")),
        (f"Gray, A., Brown, B., 2031. {TITLE}, in: Proceedings of the Night Conference.", ("Gray", "Brown")),
        (f"Gray, A.; Brown, B.; and Linden, C. 2031. {TITLE}. In Night Conference, 1–9. OWL.", ("Gray", "Brown", "Linden")),
        (f"Gray, A., Brown, B.: {TITLE}. In: Night Conference (2031)", ("Gray", "Brown")),
        (f"A. Gray and B. Brown, “{TITLE},” in Proc. Night Conf., 2031, pp. 1–9.", ("Gray", "Brown")),
        (f"Gray, Ann, Bo Brown, and Cy Linden. “{TITLE}”. In: Owl Letters 3 (2031), pp. 1–9.", ("Gray", "Brown", "Linden")),
        (f"A. Gray and B. Brown, {TITLE}, https://owl.example/ledger, May 2031.", ("Gray", "Brown")),
        (f"Gray A, Brown B, et al. (2031). {TITLE}. Owl Letters.", ("Gray", "Brown")),
        (f"Gray A. B., Brown C., {TITLE}, Owl Letters 3 (2031) 12-14.", ("Gray", "Brown")),
        (f"Gray I. I., Brown J. {TITLE}. Owl Letters, 2031.", ("Gray", "Brown")),
        (f"Gray IJ, van der Linden KL, Brown M. {TITLE}. Owl Lett. 2031;3:12-14.", ("Gray", "van der Linden", "Brown")),
        (f"Gray IJ, Brown KL (2031) {TITLE}. Owl Lett 3:12-14.", ("Gray", "Brown")),
        (f"A. B. Gray, C. Brown: {TITLE}. Owl Letters 3 (2031), 12-14.", ("Gray", "Brown")),
        (f"Ann Gray and Bo Brown: {TITLE}. Owl Letters, 2031.", ("Gray", "Brown")),
        (f"GRAY, A., BROWN, B., AND FINCH, C. 2031. {TITLE}. Owl Letters 3, 2.", ("GRAY", "BROWN", "FINCH")),
        (f"A. GRAY AND B. BROWN, {TITLE}, OWL J. Nights, 3 (2031), pp. 1–9.", ("GRAY", "BROWN")),
        (f"A. Gray, B. Brown, {TITLE}, Owl Lett. 12 (2031) 3–9.", ("Gray", "Brown")),
        (f"A. Gray, B. Brown, {TITLE}, arXiv preprint arXiv:3101.01234 (2031).", ("Gray", "Brown")),
        (f"A. Gray, B. Brown, et al., {TITLE}, Owl Lett. 12 (2031) 3–9.", ("Gray", "Brown")),
        (f"A. Gray, {TITLE}, Advances in night processing 36 (2031) 217–220.", ("Gray",)),
        (f"Gray A; Brown B. {TITLE}. Owl Press; 2031.", ("Gray", "Brown")),
        (f"Ann Gray; Bo Brown. {TITLE}. Owl Press, 2031.", ("Gray", "Brown")),
        (f"Gray, A. et al. [2031]. {TITLE}. Owl Press.", ("Gray",)),
        (f"Gray AB, Brown C. {TITLE}. bioRxiv 2031.12.01.123456 (2031).", ("Gray", "Brown")),
        (f"Night Owl Team. {TITLE}, 2031. URL https://owl.example/2029/ledger.", ("Night Owl Team",)),
        (f"Ann Gray, B. C. Brown, Cy Linden, and Ed Finch. {TITLE}. CoRR, 2031.", ("Gray", "Brown", "Linden", "Finch")),
        (f"M. Gray, DM. Brown, and C. Linden. {TITLE}. Owl Letters, 2031.", ("Gray", "Brown", "Linden")),
        (f"Gray, A. Q., Casas, D. d. l., Linden, C., et al. {TITLE}. CoRR, 2031.", ("Gray", "Casas", "Linden")),
        (f"Ann Gray et al. {TITLE}. 2031. arXiv: 3101.01234 [cs.CL].", ("Gray",)),
        (f"Gray, A., Brown, B., and Finch, C.-t. {TITLE}. In NIGHT, 2031.", ("Gray", "Brown", "Finch")),
        (f"A. Gray, B. Brown, {TITLE} (2031). arXiv:3101.01234.", ("Gray", "Brown")),
        (f"A. Gray. {TITLE}. https://owl.example, 2031. [Online; accessed 3 May 2033].", ("Gray",)),
    ],
)
def test_each_style_is_read(text: str, surnames: tuple[str, ...]) -> None:
    entry = parse_entry(text)
    assert (entry.title, entry.year, entry.surnames) == (TITLE, 2031, surnames)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("A. Gray. Have you closed it? try the owl challenge 2. CoRR, 2031.", "Have you closed it? try the owl challenge 2"),
        ("A. Gray. Is the ledger closed? In Night Conference, 2031.", "Is the ledger closed?"),
        ("Ann Gray, Bo Brown, et al. Owl2. 5-night technical report. arXiv:3112.01234, 2031.", "Owl2. 5-night technical report"),
        ("Gray, A. Look, Listen, and Count at Night. In Night Conference, 2031.", "Look, Listen, and Count at Night"),
        ("Ledger — owl.example. https://owl.example/ledger. [Accessed 22-05-2031].", ""),
        ("Night AI. Faster, darker, quieter, 2031. URL https://owl.example/.", "Faster, darker, quieter"),
    ],
)
def test_titles_end_where_they_end(text: str, title: str) -> None:
    assert parse_entry(text).title == title


@pytest.mark.parametrize(
    ("text", "surnames"),
    [
        ("A. Gray and B. Brown, Night Rev. D 58, 116002 (1998).", ("Gray", "Brown")),
        ("A. Gray, B. Brown, and C. Linden, Night Lett. B 428, 105 (1998), hep-th/9802109.", ("Gray", "Brown", "Linden")),
        ("J. M. Gray, Adv. Owl. Night. Phys. 2, 231 (1998) [arXiv:hep-th/9711200].", ("Gray",)),
        ("A. Gray, B. Brown, Night Phys. B 500 (1998) 3.", ("Gray", "Brown")),
        ("A. Gray et al. [OWL Collaboration], Night Phys. B 716, 1 (1998), arXiv:1207.7214.", ("Gray",)),
        ("S. Gray et al., Owls 393, 440 (1998).", ("Gray",)),
        ("Gray, A., Brown, B. 1998, OwJ, 500, 525", ("Gray", "Brown")),
    ],
)
def test_an_entry_of_journal_and_page_has_no_title(text: str, surnames: tuple[str, ...]) -> None:
    entry = parse_entry(text)
    assert (entry.title, entry.year, entry.surnames) == ("", 1998, surnames)


@pytest.mark.parametrize(
    ("text", "arxiv_id", "doi", "year"),
    [
        ("A. Gray. Owls at noon. Owl Letters, 2031. doi: 10.1234/owl. 2019.001", "", "10.1234/owl.2019.001", 2031),
        ("A. Gray. Owls at noon. Owl Letters. doi: 10.1234/owl2019.5", "", "10.1234/owl2019.5", None),
        ("A. Gray. Owls at noon. hep-th/ 9901001, 1999.", "hep-th/9901001", "", 1999),
        ("A. Gray. Owls at noon. hep-th/99 01001.", "hep-th/9901001", "", None),
    ],
)
def test_ids_over_a_line_break_are_read_and_their_digits_are_no_year(text: str, arxiv_id: str, doi: str, year: int | None) -> None:
    entry = parse_entry(text)
    assert (entry.title, entry.arxiv_id, entry.doi, entry.year) == ("Owls at noon", arxiv_id, doi, year)


@pytest.mark.parametrize(
    ("text", "arxiv_id"),
    [
        ("A. Gray. Owls. arXiv preprint arXiv:3101.01234v2, 2031.", "3101.01234"),
        ("A. Gray. Owls. CoRR, abs/3101.01234, 2031.", "3101.01234"),
        ("A. Gray. Owls, 2031. URL https://arxiv.org/abs/3101.01234.", "3101.01234"),
        ("A. Gray. Owls. arXiv: 3101.01234 [cs.OW].", "3101.01234"),
        ("A. Gray. Owls. arXiv:cs/0112017, 2001.", "cs/0112017"),
        ("A. Gray. Owls. Owl Letters 3101.01234, 2031.", ""),
    ],
)
def test_arxiv_ids_come_without_version(text: str, arxiv_id: str) -> None:
    assert parse_entry(text).arxiv_id == arxiv_id


def test_a_doi_ends_before_the_full_stop() -> None:
    assert parse_entry("A. Gray. Owls. Owl Letters, 2031. doi: 10.1234/owl.5678.").doi == "10.1234/owl.5678"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Ann Gray. 2031a. Owls at noon. Owl Letters.", "Gray, 2031a"),
        ("Ann Gray and Bo Brown. 2031. Owls at noon. Owl Letters.", "Gray and Brown, 2031"),
        ("Ann Gray, Bo Brown, and Cy Linden. 2031. Owls at noon. Owl Letters.", "Gray et al., 2031"),
        ("Ann Gray et al. 2031. Owls at noon. Owl Letters.", "Gray et al., 2031"),
        ("Ann Gray. Owls at noon. Owl Letters.", "Gray, n.d."),
    ],
)
def test_the_label_is_what_a_text_would_cite(text: str, label: str) -> None:
    assert parse_entry(text).label == label
