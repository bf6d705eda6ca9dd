"""A paper's text as a reader reads it, on pages set here."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.pdf.verify import BOX_SLACK
from extractors.reading import read_text
from models.document import PageContent, PaperText, Sentence, Word
from tests.extractors.set_pages import FILL, Typesetter, fill


def texts(text: PaperText) -> list[str]:
    return [sentence.text for sentence in text.sentences]


def find(text: PaperText, part: str) -> Sentence:
    found = [sentence for sentence in text.sentences if part in sentence.text]
    assert len(found) == 1, texts(text)
    return found[0]


def paper(first: Typesetter, *others: Typesetter) -> PaperText:
    return read_text([setter.page() for setter in (first, *others)], [])


def opened(number: int = 1) -> Typesetter:
    """Return a page with a title, the heading Abstract, an abstract and the heading of the first section."""
    setter = Typesetter(number)
    setter.line("OwlNet: A Net for Owls", x=180, size=17, bold=9, step=24)
    setter.line("Ann Gray^1 Bo Brown^2", x=220, step=20)
    setter.line("Abstract", x=280, size=12, bold=1, step=18)
    fill(setter, 1)
    setter.gap()
    setter.line("1 Introduction", size=12, bold=2, step=18)
    fill(setter, 2)
    return setter


def words_inside(page: PageContent, sentence: Sentence) -> list[str]:
    return [
        word.text
        for box in sentence.boxes
        if box.page == page.number
        for word in page.words
        if box.x0 - BOX_SLACK <= (word.x0 + word.x1) / 2 <= box.x1 + BOX_SLACK
        and box.y0 - BOX_SLACK <= (word.y0 + word.y1) / 2 <= box.y1 + BOX_SLACK
    ]


def test_title_abstract_and_sections() -> None:
    setter = opened()
    setter.gap()
    setter.line("2 Related Work", size=12, bold=3, step=18)
    fill(setter, 1)
    text = paper(setter)
    assert text.title == "OwlNet: A Net for Owls"
    assert text.abstract.startswith("Owls keep an open ledger") and text.abstract.endswith("ever closed it.")
    assert [section.title for section in text.sections] == ["Abstract", "1 Introduction", "2 Related Work"]
    assert [sentence.kind for sentence in text.sentences] == ["abstract", "body", "body", "body"]
    assert "Ann Gray" not in " ".join(texts(text))


@pytest.mark.parametrize("masthead", ["Journal of Nocturnal Ledgers", "Owl Letters, vol. 31", "ORIGINAL ARTICLE"])
def test_a_masthead_larger_than_the_title_is_not_the_title(masthead: str) -> None:
    setter = Typesetter()
    setter.line(masthead, size=22, step=40)
    setter.line("OwlNet: A Net for Owls", size=16, step=24)
    setter.line("Abstract", size=12, bold=1, step=18)
    fill(setter, 4)
    assert paper(setter).title == "OwlNet: A Net for Owls"


def test_large_words_of_a_screenshot_under_the_authors_are_not_the_title() -> None:
    setter = Typesetter()
    setter.line("OwlNet: A Net for Owls", size=14, step=30)
    setter.line("Ann Gray", size=12, step=16)
    setter.line("{gray,brown}@owl.example", size=12, step=30)
    setter.line("Owl Search", size=20, step=40)
    setter.line("Abstract", size=12, bold=1, step=18)
    fill(setter, 4)
    assert paper(setter).title == "OwlNet: A Net for Owls"


def test_authors_as_large_as_the_title_are_no_part_of_it() -> None:
    setter = Typesetter()
    setter.line("COUNTING OWLS WITH A MILLION LANTERNS", size=14, bold=6, step=26)
    setter.line("Ann Gray, Bo Brown", size=14, step=30)
    setter.line("Abstract", size=12, bold=1, step=18)
    fill(setter, 4)
    assert paper(setter).title == "COUNTING OWLS WITH A MILLION LANTERNS"


def test_a_bold_sentence_that_closes_a_bracket_of_the_line_before_is_no_heading() -> None:
    setter = opened()
    setter.line("and a lantern is carried from tree to tree (Gray, 2020;", step=12)
    setter.line("2021). However, no owl was ever counted twice by it", bold=10, step=18)
    fill(setter, 2)
    assert [section.title for section in paper(setter).sections] == ["Abstract", "1 Introduction"]


def test_a_heading_is_one_whose_number_ends_with_a_bracket() -> None:
    setter = opened()
    for heading in ("2.1) Lanterns and their light", "3) Ledgers"):
        setter.gap()
        setter.line(heading, bold=9, step=18)
        fill(setter, 2)
    assert [section.title for section in paper(setter).sections][2:] == ["2.1) Lanterns and their light", "3) Ledgers"]


@pytest.mark.parametrize("large", ["§", "OPEN"])
def test_a_line_with_one_large_sign_or_word_is_not_of_the_title(large: str) -> None:
    setter = Typesetter()
    setter.line("Counting in the Dark", size=14, step=18)
    setter.line(f"{large} Ann Gray, University of the Night", size=10, step=24)
    place = next(k for k, word in enumerate(setter.words) if word.text == large)
    setter.words[place] = setter.words[place]._replace(size=14)
    setter.line("Abstract", size=12, bold=1, step=18)
    fill(setter, 4)
    assert paper(setter).title == "Counting in the Dark"


def test_a_line_of_small_capitals_is_of_the_title() -> None:
    setter = Typesetter()
    setter.line("Counting in the Dark:", size=14, step=16)
    setter.line("LEDGER OWL COUNTING via Lanterns", size=14, step=30)
    setter.words[-5:-2] = [word._replace(size=11.2) for word in setter.words[-5:-2]]
    setter.line("Ann Gray", size=12, step=24)
    setter.line("Abstract", size=12, bold=1, step=18)
    fill(setter, 4)
    assert paper(setter).title == "Counting in the Dark: LEDGER OWL COUNTING via Lanterns"


@pytest.mark.parametrize("title", ["Letters Home", "The Journal of Owls Revisited by Many Larks at Night"])
def test_a_title_that_sounds_like_a_masthead_stays_one(title: str) -> None:
    setter = Typesetter()
    setter.line(title, size=16, step=40)
    setter.line("Ann Gray", size=12, step=24)
    setter.line("Abstract", size=12, bold=1, step=18)
    fill(setter, 4)
    assert paper(setter).title == title


def test_an_id_in_the_body_is_not_the_papers_own() -> None:
    setter = opened()
    setter.line("The lark counts what the owl has left (arXiv:3101.01234v2 [cs.LG] 2 Jan 2031).")
    assert paper(setter).arxiv_id == ""


def test_a_sentence_has_a_box_for_every_line_and_nothing_else_in_it() -> None:
    setter = opened()
    setter.lines("The lamp is lit. A ledger that is closed at night stays", "closed until the morning. The next sentence is another one.")
    text = paper(setter)
    sentence = find(text, "A ledger that is closed")
    assert sentence.text == "A ledger that is closed at night stays closed until the morning."
    assert len(sentence.boxes) == 2
    assert " ".join(words_inside(setter.page(), sentence)) == sentence.text


def test_line_break_hyphens_are_joined() -> None:
    setter = opened()
    setter.lines("The transformer reads it. Every owl has a trans-", "former and a well-lit tree at its disposal in the night.")
    assert find(paper(setter), "Every owl").text == "Every owl has a transformer and a well-lit tree at its disposal in the night."


def test_a_footnote_mark_is_dropped_and_its_box_parted() -> None:
    setter = opened()
    setter.line("Every owl keeps a ledger^1 which it never closes before noon.")
    setter.at(72, 700)
    setter.rules.append((72.0, 694.0, 200.0, 694.4))
    setter.line("^1 The ledger is made of bark and can be read by day.", size=8, step=9)
    text = paper(setter)
    sentence = find(text, "Every owl keeps")
    assert sentence.text == "Every owl keeps a ledger which it never closes before noon."
    assert len(sentence.boxes) == 2
    assert " ".join(words_inside(setter.page(), sentence)) == sentence.text
    footnote = find(text, "made of bark")
    assert (footnote.kind, footnote.text) == ("footnote", "The ledger is made of bark and can be read by day.")


def test_run_in_headings_and_bullets_are_no_part_of_the_sentence() -> None:
    setter = opened()
    setter.gap()
    setter.line("Load balancing. Prior work leaves the owls alone with it.", bold=2)
    setter.gap()
    setter.line("• Lanterns are counted twice by every owl that passes them.")
    setter.line("• Old ledgers: They are kept as well as any other. And nobody reads them.", bold=3)
    text = paper(setter)
    assert find(text, "Prior work leaves").text == "Prior work leaves the owls alone with it."
    assert find(text, "Lanterns are counted").text == "Lanterns are counted twice by every owl that passes them."
    assert [find(text, part).run_in for part in ("Prior work", "Lanterns are", "They are kept", "And nobody")] == [
        "Load balancing.",
        "",
        "Old ledgers:",
        "Old ledgers:",
    ]


def test_a_bold_run_in_heading_needs_no_full_stop_and_may_go_on_in_the_next_line() -> None:
    setter = opened()
    setter.gap()
    setter.line("Balanced lamps It is well known that the owls share the lamps of the", bold=2)
    setter.line("wood as they like. The owls of the other woods share none of them.")
    setter.gap()
    setter.line("The counting of many lamps and the longer reading of ledgers by mid-", bold=20)
    setter.line("night: Owls that read by night count by day, and they do so rarely.", bold=1)
    setter.gap()
    setter.line("OwlNet reads what the owls of the wood wrote.", bold=1)
    text = paper(setter)
    assert find(text, "It is well known").run_in == "Balanced lamps"
    assert find(text, "Owls that read").run_in == "The counting of many lamps and the longer reading of ledgers by midnight:"
    assert find(text, "OwlNet reads").text == "OwlNet reads what the owls of the wood wrote."


def two_columns(number: int) -> Typesetter:
    setter = Typesetter(number)
    setter.at(60, 80)
    return setter


def fill_column(setter: Typesetter, times: int = 8) -> None:
    for _ in range(times):
        setter.lines("Owls keep an open ledger of the lanterns that they", "pass at night and they count every one of them.")


def test_a_sentence_runs_over_a_column_and_a_page_break_past_a_figure() -> None:
    first, second = two_columns(1), two_columns(2)
    fill_column(first)
    first.line("However, a ledger that is open in the evening does")
    first.at(320, 80)
    first.line("not close before the morning. It stays as it is here.")
    fill_column(first)
    first.line("The second ledger is closed every day before the sun")
    second.line("Figure 1: A ledger with its lanterns, closed.", size=9)
    second.gap(20)
    second.line("comes up behind the hills. It is never opened again.")
    fill_column(second)
    second.at(320, 80)
    fill_column(second)
    text = paper(first, second)
    over_columns = find(text, "However, a ledger")
    assert over_columns.text == "However, a ledger that is open in the evening does not close before the morning."
    over_pages = find(text, "The second ledger")
    assert over_pages.text == "The second ledger is closed every day before the sun comes up behind the hills."
    assert [box.page for box in over_pages.boxes] == [1, 2]
    assert over_pages.paragraph == find(text, "It is never opened").paragraph
    assert not any("Figure 1" in sentence for sentence in texts(text))


def test_a_sentence_does_not_run_on_around_a_figure_a_footnote_and_a_page_number() -> None:
    """At the foot of a page stand a caption, a footnote and the page's number; the sentence above them goes on overleaf."""
    first, second = opened(), Typesetter(2)
    fill(first, 9)
    first.line("The lark, which has no ledger of its own, reads that of the^1 owl and")
    first.at(72, 640)
    first.line("Figure 1: Lanterns that the owl has passed.", size=9)
    first.at(72, 700)
    first.line("^1 Owls are birds of the night.", size=8)
    first.at(300, 750)
    first.line("1")
    second.line("closes it in the morning. Nobody else counts.")
    fill(second, 3)
    second.at(300, 750)
    second.line("2")
    text = paper(first, second)
    assert find(text, "The lark").text == "The lark, which has no ledger of its own, reads that of the owl and closes it in the morning."
    assert find(text, "Nobody else").text == "Nobody else counts."
    assert find(text, "birds of the night").text == "Owls are birds of the night."
    assert not any("Lanterns that" in sentence for sentence in texts(text))


def test_a_sentence_ends_with_its_raised_citation() -> None:
    setter = opened()
    setter.line("The ledger of the owl is closed.^3 The lark goes on. It sleeps.^1,2 Then")
    setter.line("nobody counts at all, which is what the moor is known for at night.")
    setter.gap()
    setter.line("References", size=12, bold=1, step=18)
    for number in (1, 2, 3):
        setter.line(f"[{number}] Ann Gray. Owls at noon. Owl Letters, 2031.")
    text = paper(setter)
    assert [m.ref_index for m in find(text, "owl is closed").markers] == [3]
    assert find(text, "owl is closed").text.endswith("closed.3") and find(text, "The lark").text == "The lark goes on."


def test_running_heads_page_numbers_and_captions_are_left_out() -> None:
    pages = []
    for number in range(1, 5):
        setter = Typesetter(number)
        setter.at(72, 30)
        setter.line("Owls at Night, a Workshop Paper", size=8)
        setter.at(72, 120)
        fill(setter, 4)
        setter.gap(14)
        setter.lines("Table 1: Lanterns by owl and by night, in the order", "in which they were counted.", size=9)
        setter.at(300, 760)
        setter.line(str(number))
        pages.append(setter)
    for sentence in texts(paper(*pages)):
        assert sentence == " ".join(FILL)


def test_the_bibliography_is_read_and_cited() -> None:
    setter = opened()
    setter.line("OwlNet [2] forgets what the first owl [1] has counted before.")
    setter.gap()
    setter.line("References", size=12, bold=1, step=18)
    setter.line("[1] Ann Gray. Owls at noon. Owl Letters, 2031.")
    setter.line("[2] Bo Brown and Cy Linden. OwlNet: a net for owls that is")
    setter.line("larger. arXiv preprint arXiv:3101.01234, 2031.", x=90)
    setter.line("[3] Cy Linden. Night nets. Owl Letters, 2030.")
    text = paper(setter)
    assert [(ref.ref_index, ref.label, ref.title, ref.year, ref.arxiv_id) for ref in text.references] == [
        (1, "[1]", "Owls at noon", 2031, ""),
        (2, "[2]", "OwlNet: a net for owls that is larger", 2031, "3101.01234"),
        (3, "[3]", "Night nets", 2030, ""),
    ]
    assert [marker.ref_index for marker in find(text, "OwlNet [2]").markers] == [2, 1]
    assert (text.n_markers, text.n_markers_unresolved) == (2, 0)
    assert not any("Owl Letters" in sentence for sentence in texts(text))


def test_entries_without_labels_are_told_apart_by_their_hanging_indent() -> None:
    setter = opened()
    setter.gap()
    setter.line("References", size=12, bold=1, step=18)
    for author in ("Gray", "Brown", "Linden"):
        setter.line(f"Ann {author}. 2031. Owls at noon and what they say of it in")
        setter.line("the evening. Owl Letters, 3(1).", x=84)
    assert [ref.label for ref in paper(setter).references] == ["Gray, 2031", "Brown, 2031", "Linden, 2031"]


def test_appendices_after_the_bibliography_are_text_again() -> None:
    setter = opened()
    setter.gap()
    setter.line("References", size=12, bold=1, step=18)
    for number in (1, 2, 3):
        setter.line(f"[{number}] Ann Gray. Owls at noon. Owl Letters, 2031.")
    setter.gap()
    setter.line("A Further Owls", size=12, bold=3, step=18)
    setter.line("The last owl of the night is counted in this appendix only.")
    text = paper(setter)
    assert len(text.references) == 3
    assert find(text, "The last owl").kind == "appendix"


def test_a_sideways_page_is_read_and_boxed_where_it_is_printed() -> None:
    upright = opened().page()
    turned = PageContent(
        2,
        upright.height,
        upright.width,
        tuple(w._replace(x0=w.y0, y0=upright.width - w.x1, x1=w.y1, y1=upright.width - w.x0, angle=90) for w in upright.words),
    )
    text = read_text([upright, turned], [])
    sentence = next(s for s in text.sentences if s.page == 2)
    assert sentence.text == " ".join(FILL)
    assert " ".join(words_inside(turned, sentence)).split() == sentence.text.split()


def test_no_pages_and_empty_pages_give_an_empty_text() -> None:
    for pages in ([], [PageContent(1, 612, 792, ())]):
        text = read_text(pages, [])
        assert (text.title, text.sentences, text.references) == ("", (), ())


PIECES = st.sampled_from(
    [
        "owl",
        "Owls",
        "[1]",
        "[2]",
        "(2031)",
        "et",
        "al.",
        "References",
        "Abstract",
        "1",
        "A",
        "-",
        "ledg-",
        "Table",
        "1:",
        "=",
        "•",
        "",
        "\ufffd",
        "ﬁn",
        "𝐾out",
        "Gray,",
        "2031.",
        "https://owl.example/",
        "\u00ad",
        "1.",
        "…",
        "Figure",
        "(a)",
        "∗",
        "\x00",
    ]
)
EDGE = st.floats(-50, 900, allow_nan=False)


@st.composite
def a_word(draw: st.DrawFn) -> Word:
    x, y = draw(EDGE), draw(EDGE)
    width, height = draw(st.floats(0, 200)), draw(st.floats(0, 60))
    return Word(
        x,
        y,
        x + width,
        y + height,
        draw(PIECES),
        draw(st.integers(0, 3)),
        draw(st.integers(0, 3)),
        draw(st.sampled_from([0.0, 1.0, 7.0, 10.0, 30.0])),
        draw(st.sampled_from(["Serif", "", "CMMI10", "Serif-Bold"])),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.sampled_from([0, 0, 0, 90, 180, 270])),
    )


@st.composite
def a_page(draw: st.DrawFn) -> PageContent:
    rules = draw(st.lists(st.tuples(EDGE, EDGE, EDGE, EDGE), max_size=5))
    upright = tuple((min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in rules)
    return PageContent(1, draw(st.sampled_from([0.0, 612.0])), 792, tuple(draw(st.lists(a_word(), max_size=60))), upright)


@settings(max_examples=150, deadline=None)
@given(st.lists(a_page(), max_size=3))
def test_any_page_is_survived(pages: list[PageContent]) -> None:
    numbered = [PageContent(i, p.width, p.height, p.words, p.rules) for i, p in enumerate(pages, 1)]
    text = read_text(numbered, [])
    assert all(box.page == sentence.page or sentence.boxes for sentence in text.sentences for box in sentence.boxes)


def test_an_item_goes_on_below_its_text_also_with_a_capital_or_a_number() -> None:
    setter = opened()
    setter.gap()
    setter.line("• Our net is tested in the two woods that the keepers of all owls call", x=82)
    setter.line("Greenwood and Blackwood, where it wins. And it wins in one more wood,", x=90)
    setter.line("2,000 steps off. The owls do not know of it, and neither will they ask.", x=90)
    setter.line("Nobody told them.", x=90)
    text = paper(setter)
    assert find(text, "Our net is tested").text.endswith("Greenwood and Blackwood, where it wins.")
    assert find(text, "And it wins").text == "And it wins in one more wood, 2,000 steps off."
    assert find(text, "Nobody told").paragraph == find(text, "Our net is tested").paragraph


def test_a_number_that_opens_a_line_inside_a_sentence_opens_no_item() -> None:
    setter = opened()
    setter.gap()
    setter.line("The owls are counted as before, and the lamps of each are listed in Table")
    setter.line("2. All of them are counted twice. The lamps, though, are never counted.")
    assert find(paper(setter), "listed in Table").text.endswith("are listed in Table 2.")


def test_lines_of_a_narrow_block_that_end_at_one_edge_are_one_paragraph() -> None:
    setter = opened()
    setter.gap()
    setter.at(100, setter.y)
    setter.line("The lamp is lit at six. The lamp is out at nine.")
    setter.line("The door is shut at tea. The owl flies out at it")
    setter.line("and at seven. It is late.")
    text = paper(setter)
    assert len({find(text, part).paragraph for part in ("lit at six", "out at nine", "shut at tea", "flies out", "It is late")}) == 1


def test_footnotes_with_a_dotted_number_are_told_apart_and_their_marks_dropped() -> None:
    setter = opened()
    setter.line("Every owl keeps a ledger.^1 All the others keep no ledger but a lamp.^2")
    setter.gap()
    setter.line("2 Related Work", size=12, bold=3, step=18)
    fill(setter, 1)
    setter.at(72, 700)
    setter.rules.append((72.0, 694.0, 200.0, 694.4))
    setter.line("1. The ledger is made of bark.", size=8, step=10)
    setter.line("2. The lamp is made of tin.", size=8, step=10)
    text = paper(setter)
    assert find(text, "All the others").text == "All the others keep no ledger but a lamp."
    assert [(s.text, s.section) for s in text.sentences if s.kind == "footnote"] == [
        ("The ledger is made of bark.", "1 Introduction"),
        ("The lamp is made of tin.", "1 Introduction"),
    ]


def test_a_footnote_goes_on_at_the_foot_of_the_next_page() -> None:
    first, second = opened(), Typesetter(2)
    first.line("Every owl keeps a ledger.^1 All the others keep none.")
    first.at(72, 700)
    first.line("^1 The ledger is made of bark and of all the", size=8, step=10)
    fill(second, 2)
    second.at(72, 700)
    second.rules.append((72.0, 694.0, 200.0, 694.4))
    second.line("leaves that the wind left.", size=8, step=10)
    assert find(paper(first, second), "The ledger is made").text == "The ledger is made of bark and of all the leaves that the wind left."


def test_parts_of_a_figure_with_their_own_captions_do_not_interrupt_a_sentence() -> None:
    first, second = opened(), Typesetter(2)
    first.gap()
    first.line("Lamps that are lit at night are seen by all owls of the wood, and the")
    second.line("(a) Lamps that are lit at night, by the hour and by the number", size=9, x=72)
    second.line("of the owls that see them, and of the lamps that are not lit.", size=9, x=72)
    second.gap(4)
    second.line("Figure 1: Lamps that are lit.", x=150)
    second.gap()
    second.line("lamps that are lit by day are seen by none.")
    fill(second, 2)
    text = paper(first, second)
    assert find(text, "are seen by all owls").text.endswith("of the wood, and the lamps that are lit by day are seen by none.")


def test_the_steps_of_an_algorithm_without_a_frame_are_no_text() -> None:
    setter = opened()
    setter.gap()
    setter.line("Algorithm 1 Counting of lamps")
    setter.line("(1) Count the lamps that are lit at night and the lamps that are not lit.")
    setter.line("(2) Go home.")
    setter.gap(12)
    setter.line("The owls follow it to the letter. No other algorithm is known to them all.")
    text = paper(setter)
    assert "Go home." not in " ".join(texts(text)) and find(text, "The owls follow it").text == "The owls follow it to the letter."


def test_a_symbol_alone_in_the_last_line_of_a_paragraph_belongs_to_it() -> None:
    setter = opened()
    setter.gap()
    setter.line("The number of owls that are awake at any one time goes down as goes up a")
    setter.line("C.", font="CMMI")
    assert find(paper(setter), "The number of owls").text.endswith("goes up a C.")


def test_a_long_heading_goes_on_in_the_next_line() -> None:
    setter = opened()
    setter.gap()
    setter.line("1.1 The Counting of Lamps by Owls That Are Awake at Night as Well as by", bold=20)
    setter.line("Day", x=90, bold=1, step=18)
    fill(setter, 1)
    text = paper(setter)
    assert text.sections[-1].title == "1.1 The Counting of Lamps by Owls That Are Awake at Night as Well as by Day"


def test_words_in_a_figure_are_no_heading() -> None:
    first, second = opened(), Typesetter(2)
    first.gap()
    first.line("Lamps that are lit at night are seen by all owls of the wood, and the")
    second.line("Counting", x=150, size=14, bold=1, font="Drawn", step=20)
    second.line("lamp 1 lamp 2", x=160, size=6, font="Drawn")
    second.line("Sleeping", x=150, size=14, bold=1, font="Drawn", step=20)
    second.line("lamp 3 lamp 4", x=160, size=6, font="Drawn")
    second.gap()
    second.line("lamps that are lit by day are seen by none.")
    fill(second, 2)
    text = paper(first, second)
    assert find(text, "are seen by all owls").text.endswith("of the wood, and the lamps that are lit by day are seen by none.")
    assert not {"Counting", "Sleeping"} & {section.title for section in text.sections}


def test_text_right_under_a_caption_is_not_lost() -> None:
    setter = opened()
    setter.gap()
    setter.line("Figure 1: Lamps that are lit at night are seen by all owls of the wood in", size=10, step=11)
    setter.line("which the lamps of the other owls are seen as well as those of all the", size=10, step=11)
    setter.line("owls.", size=10, step=13)
    setter.lines(*FILL)
    assert len([text for text in texts(paper(setter)) if text.startswith("Owls keep an open ledger")]) == 4


def test_a_caption_beside_the_text_is_no_part_of_its_lines() -> None:
    setter = opened()
    setter.gap()
    top = setter.y
    setter.line("Lamps that are lit at night are seen by")
    setter.line("all owls of the wood, and those that are")
    setter.line("not lit by none. The owls do not mind it.")
    bottom = setter.y
    setter.at(243, top)
    setter.block()
    setter.line("Figure 1: Lamps at night and")
    setter.line("lamps by day.")
    setter.at(72, bottom)
    text = paper(setter)
    assert find(text, "Lamps that are lit").text == (
        "Lamps that are lit at night are seen by all owls of the wood, and those that are not lit by none."
    )


def test_a_small_note_in_the_margin_is_no_part_of_the_line_beside_it() -> None:
    setter = opened()
    setter.gap()
    top = setter.y
    setter.line("Lamps that are lit at night are seen by all owls of the wood and by those")
    setter.line("who sleep. The owls do not mind it.")
    setter.at(24, top)
    setter.block()
    setter.line("Many owls sleep here", size=5, step=6)
    text = paper(setter)
    sentence = find(text, "Lamps that are lit").text
    assert sentence.startswith("Lamps that") and sentence.endswith("seen by all owls of the wood and by those who sleep.")


def test_a_url_in_another_font_is_not_lost_where_it_fills_a_line() -> None:
    setter = opened()
    setter.gap()
    setter.line("All the ledgers of the owls of the wood are kept at https://ledger.")
    setter.line("example/owls/of/the/wood/and/all/of/their/ledgers.", size=8.2, font="Mono")
    setter.line("The owls read them there. Others do not.")
    text = paper(setter)
    assert find(text, "All the ledgers").text.endswith("are kept at https://ledger.example/owls/of/the/wood/and/all/of/their/ledgers.")
    assert find(text, "The owls read").text == "The owls read them there."


def test_a_number_beside_a_display_equation_is_no_text() -> None:
    setter = opened()
    setter.gap()
    setter.line("The owls of the wood are counted as follows:", step=16)
    setter.line("1", x=150, step=4)
    setter.line("w = ∑ o", x=165, font="CMMI", step=20)
    setter.line("where w is the wood and o is an owl of it that is not asleep at the time.")
    assert find(paper(setter), "are counted as follows").text.startswith("The owls of the wood are counted as follows: where w is")


def test_a_note_with_a_star_at_the_foot_of_the_page_is_a_footnote() -> None:
    setter = opened()
    setter.gap()
    setter.lines(*FILL)
    setter.line("Owls that keep a ledger are few, and the lamps of all those that do not are")
    setter.gap(30)
    setter.at(72, 720)
    setter.line("*Work done at the Owl Institute.")
    second = Typesetter(2)
    second.line("not seen. Nobody knows why.")
    fill(second, 2)
    text = paper(setter, second)
    assert find(text, "Owls that keep").text.endswith("of all those that do not are not seen.")
    assert find(text, "Owl Institute").kind == "footnote"


def test_short_items_of_one_length_are_no_block() -> None:
    setter = opened()
    setter.gap()
    setter.lines("1. Lamps of size 16", "2. Lamps of size 32", "3. Lamps of size 64")
    text = paper(setter)
    assert len({find(text, part).paragraph for part in ("size 16", "size 32", "size 64")}) == 3


def test_the_numerator_of_a_fraction_is_no_footnote_mark() -> None:
    setter = opened()
    setter.line("This is about^1 of the lamps, and every owl has one.^1 Nobody else has any.")
    mark = next(i for i, word in enumerate(setter.words) if word.text == "1" and word.is_glued and word.y0 > 200)
    above = setter.words[mark]
    setter.words.insert(mark + 1, above._replace(text="3", y0=above.y0 + 6, y1=above.y1 + 6, is_superscript=False))
    setter.at(72, 700)
    setter.rules.append((72.0, 694.0, 200.0, 694.4))
    setter.line("^1 The lamp is made of tin.", size=8, step=10)
    text = paper(setter)
    assert find(text, "of the lamps").text == "This is about13 of the lamps, and every owl has one."


def test_lines_of_code_are_no_text_but_the_line_above_them_is() -> None:
    setter = opened()
    setter.gap()
    setter.line("The lamps are counted by these three lines:")
    setter.lines("count the lamps lit in the wood", "add the lamps not lit to them", "print all of the lamps", font="CMTT")
    second = Typesetter(2)
    fill(second, 12)
    text = " ".join(texts(paper(setter, second)))
    assert "counted by these three lines:" in text and "print all of the lamps" not in text
