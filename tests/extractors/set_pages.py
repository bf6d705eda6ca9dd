"""Sets pages of running text by arithmetic: lines of words in one or two columns, as a PDF reader would give them."""

from models.document import PageContent, Word

SIZE = 10.0
STEP = 12.0
CHAR = 0.45
SPACE = 0.25


class Typesetter:
    """A page of words; each call adds lines below the last one, or at the given place."""

    def __init__(self, number: int = 1, width: float = 612, height: float = 792) -> None:
        self.number, self.width, self.height = number, width, height
        self.words: list[Word] = []
        self.rules: list[tuple[float, float, float, float]] = []
        self.x, self.y = 72.0, 100.0
        self._line = self._block = 0

    def line(
        self, text: str, *, x: float | None = None, size: float = SIZE, bold: int = 0, font: str = "Serif", step: float | None = None
    ) -> None:
        """Set one line; the first `bold` words are bold, a part after ^ is raised and small."""
        left, self._line = self.x if x is None else x, self._line + 1
        for n, printed in enumerate(text.split(" ")):
            for k, part in enumerate(printed.split("^")):
                small = k > 0
                used = 0.7 * size if small else size
                top = self.y - (3 if small else 0)
                end = left + CHAR * used * len(part)
                if part:
                    self.words.append(
                        Word(
                            left,
                            top,
                            end,
                            top + used,
                            part,
                            self._block,
                            self._line,
                            used,
                            font + ("-Bold" if n < bold else ""),
                            n < bold,
                            False,
                            small,
                            small,
                        )
                    )
                left = end
            left += SPACE * size
        self.y += STEP if step is None else step

    def lines(self, *texts: str, x: float | None = None, size: float = SIZE, font: str = "Serif") -> None:
        """Set several lines."""
        for text in texts:
            self.line(text, x=x, size=size, font=font)

    def block(self) -> None:
        """Set what follows as another block of the PDF."""
        self._block += 1

    def gap(self, points: float = 10) -> None:
        """Leave space."""
        self.y += points

    def at(self, x: float, y: float) -> None:
        """Go on at this place, in a new column for instance."""
        self.x, self.y = x, y

    def page(self) -> PageContent:
        """Return the page."""
        return PageContent(self.number, self.width, self.height, tuple(self.words), tuple(self.rules))


FILL = (
    "Owls keep an open ledger of the lanterns that they pass at night and",
    "count every one of them twice before the morning comes up behind the",
    "hills, which is why the ledger grows and no owl has ever closed it.",
)


def fill(setter: Typesetter, times: int = 3, x: float | None = None) -> None:
    """Set paragraphs of plain text, so that the page has a usual font, line step and column."""
    for _ in range(times):
        setter.lines(*FILL, x=x)
