"""What the page of a paper's table tells: every number read from it, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from review.pages.catalogue import Catalogue, TableKey
from review.reader import Connection, records

VALUES = """
SELECT result_id, paper_id, page, table_label, caption, method_id, method, method_label, variant, citation, is_own, is_generic, benchmark,
       benchmark_name, metric, setting, value, value_text, unit, direction, boxes, pdf_sha256, receipt_url, rule_id
FROM benchmark_results WHERE topic = $topic
ORDER BY paper_id, page, table_label, boxes[1].y0, boxes[1].x0, result_id"""


@dataclass(frozen=True, slots=True)
class TableValue:
    """One number of a table, bound to method, benchmark and setting."""

    result_id: str
    paper_id: str
    page: int
    table_label: str
    caption: str
    method_id: str
    method: str
    method_label: str
    variant: str
    citation: str
    is_own: bool
    is_generic: bool
    benchmark: str
    benchmark_name: str
    metric: str
    setting: str
    value: float
    value_text: str
    unit: str
    direction: str
    boxes: list[dict[str, float]]
    pdf_sha256: str
    receipt_url: str
    rule_id: str


@dataclass(frozen=True, slots=True)
class TableStory:
    """Everything the page of a table tells."""

    values: list[TableValue]

    @property
    def first(self) -> TableValue:
        """The first value, which says where the table stands."""
        return self.values[0]

    @property
    def key(self) -> TableKey:
        """Paper, page and label."""
        return (self.first.paper_id, self.first.page, self.first.table_label)

    @property
    def name(self) -> str:
        """The label as printed, or what it is where there is none."""
        return self.first.table_label or "Table without a label"


def read_tables(con: Connection, catalogue: Catalogue) -> Iterator[TableStory]:
    """Yield every table of the topic from which a number is stored."""
    values = records(con, TableValue, VALUES, topic=catalogue.topic)
    for _, found in groupby(values, key=lambda value: (value.paper_id, value.page, value.table_label)):
        yield TableStory(list(found))
