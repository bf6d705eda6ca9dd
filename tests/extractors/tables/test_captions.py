"""Which lines are a caption, and whose it is, on pages set by arithmetic."""

from extractors.tables.captions import find_captions, find_mentions, usual_leading
from extractors.tables.find import find_tables
from models.document import PageContent, Table, Word
from tests.extractors.typeset import SIZE, Setting, page_of, set_table, set_text, text_width

ROWS = [["Cache", "hit", "miss"], ["Pebble", "71.3", "28.7"], ["Moss", "69.0", "31.0"], ["Drift", "74.9", "25.1"]]
TEXT = "the stream runs over many stones before it meets the second cache again"


class Sheet:
    """A page in the making; each line of text may be a block of its own, as MuPDF reads loosely set lines."""

    def __init__(self, number: int = 1) -> None:
        self.number = number
        self.words: list[Word] = []
        self.drawn: list[tuple[float, float, float, float]] = []
        self.block = 0

    def text(self, lines: list[str], x: float, y: float, step: float, *, is_one_block: bool = False) -> None:
        for i, line in enumerate(lines):
            self.block += 0 if is_one_block and i else 1
            setting = Setting("l", words=self.words)
            set_text(setting, line, x, y + i * step, self.block)

    def table(self, rows: list[list[str]], x: float, y: float, rules: str = "booktabs") -> None:
        self.block += 1
        setting = Setting("l" + "r" * (len(rows[0]) - 1), x=x, y=y, rules=rules)
        set_table(rows, setting)
        self.words += [word._replace(block=self.block) for word in setting.words]
        self.drawn += setting.drawn

    def page(self) -> PageContent:
        return page_of(Setting("l", words=self.words, drawn=self.drawn), self.number)


def captions_of(tables: list[Table]) -> list[tuple[str, str]]:
    return [(table.label, table.caption) for table in tables]


def test_a_caption_set_as_loosely_as_the_text_is_read_to_its_end_and_stays_with_its_table() -> None:
    sheet = Sheet()
    step = 1.7 * SIZE
    sheet.text(["Table 1: Hits of three caches on a wide", "stream in spring, median of four runs.", "Best in bold."], 90, 100, step)
    sheet.table(ROWS, 96, 165)
    sheet.text(["Table 2: Hits of three caches on a narrow", "stream in autumn, median of four runs.", "Best in bold."], 90, 260, step)
    sheet.table(ROWS, 96, 325)
    sheet.text([TEXT] * 6, 90, 450, step)
    assert captions_of(find_tables([sheet.page()])) == [
        ("Table 1", "Table 1: Hits of three caches on a wide stream in spring, median of four runs. Best in bold."),
        ("Table 2", "Table 2: Hits of three caches on a narrow stream in autumn, median of four runs. Best in bold."),
    ]


def test_a_mark_that_is_drawn_in_a_line_does_not_end_the_caption() -> None:
    sheet = Sheet()
    sheet.text(["Table 1: Hits of three caches. A dot marks those"], 90, 100, 12)
    setting = Setting("l", words=sheet.words)
    set_text(setting, "we all ran ourselves again.", 90, 112, 1)
    set_text(setting, "marks others here", sheet.words[9].x1 - text_width("marks others here"), 112, 1)
    set_text(setting, "and the last line ends it.", 90, 124, 1)
    [caption] = find_captions(sheet.words)
    assert caption.text.endswith("again. marks others here and the last line ends it.")


def test_a_line_of_text_that_begins_with_a_label_is_no_caption() -> None:
    sheet = Sheet()
    step = 1.7 * SIZE
    sheet.text([TEXT, "and all of it is shown once more in", "Table 3. The streams differ."], 90, 100, step)
    page = sheet.page()
    assert find_captions(page.words, usual_leading([page])) == []


def test_a_label_that_comes_again_without_the_sign_of_the_captions_is_a_mention() -> None:
    sheet = Sheet()
    sheet.text(
        ["Table 1: Hits of three caches.", "Table 2: Misses of three caches.", "Table 1 (in full Table 7) has them all"], 90, 100, 80
    )
    captions = find_captions(sheet.words)
    assert [caption.sign for caption in captions] == [":", ":", "("]
    assert [caption.rect for caption in find_mentions(captions)] == [captions[2].rect]


def test_a_panel_in_the_middle_below_two_others_has_their_caption_and_a_plot_has_none() -> None:
    sheet = Sheet()
    sheet.text(["Table 1: Hits of three caches on three streams, a panel for each of them, in spring"], 90, 100, 12)
    sheet.table(ROWS, 90, 125)
    sheet.table(ROWS, 250, 125)
    sheet.table(ROWS, 175, 190)
    sheet.table([["Pebble", "50", "39", "71", "12"], ["Moss", "69", "18", "73", "14"], ["0", "40", "80", "120", "160"]], 150, 250)
    assert [(table.label, round(table.bbox[1])) for table in find_tables([sheet.page()])] == [
        ("Table 1", 118),
        ("Table 1", 118),
        ("Table 1", 184),
    ]


def test_a_paper_that_sets_captions_above_never_takes_one_from_below() -> None:
    sheets = [Sheet(number) for number in (1, 2, 3, 4)]
    for i in range(12):
        sheets[i // 4].text([f"Table {i + 1}: Hits of three caches."], 90, 100 + 150 * (i % 4), 12)
        sheets[i // 4].table(ROWS, 90, 120 + 150 * (i % 4))
    sheets[3].table(ROWS, 90, 100)
    sheets[3].text(["Table 13: Hits of three caches."], 90, 175, 12)
    labels = [table.label for table in find_tables([sheet.page() for sheet in sheets])]
    assert labels == [*(f"Table {i + 1}" for i in range(12)), ""]


def test_a_short_caption_at_the_left_of_a_centred_table_is_its_own() -> None:
    sheet = Sheet()
    sheet.table([["Cache", "one long heading", "miss"], *ROWS[1:]], 160, 100)
    sheet.text(["Table 1 Hits of cache"], 75, 172, 12)
    assert [table.label for table in find_tables([sheet.page()])] == ["Table 1"]


def test_a_short_caption_over_the_middle_of_two_tables_is_that_of_both() -> None:
    sheet = Sheet()
    sheet.text(["Table 1: Two streams."], 306 - text_width("Table 1: Two streams.") / 2, 100, 12)
    for x in (150, 346):
        sheet.table(ROWS, x, 130)
    assert [table.label for table in find_tables([sheet.page()])] == ["Table 1", "Table 1"]
