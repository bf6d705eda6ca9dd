"""Boxes on a page, as pure functions on plain tuples.

All coordinates are PDF points (1/72 inch) on the unrotated page as MuPDF displays it: origin at the top left, x to the
right, y down. Pages are counted from 1.
"""

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Rect = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points; x0 <= x1 and y0 <= y1."""


class Box(BaseModel):
    """A rectangle on one page: what a receipt points at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: Annotated[int, Field(ge=1, description="Page number, counted from 1")]
    x0: Annotated[float, Field(description="Left edge, PDF points from the left of the page")]
    y0: Annotated[float, Field(description="Upper edge, PDF points from the top of the page")]
    x1: Annotated[float, Field(description="Right edge, PDF points from the left of the page")]
    y1: Annotated[float, Field(description="Lower edge, PDF points from the top of the page")]

    @property
    def rect(self) -> Rect:
        """The rectangle without its page."""
        return (self.x0, self.y0, self.x1, self.y1)


def to_box(page: int, rect: Rect) -> Box:
    """Return the rectangle as a box, rounded to 0.01 pt so that stored rows are the same on every run."""
    x0, y0, x1, y1 = rect
    return Box(page=page, x0=round(x0, 2), y0=round(y0, 2), x1=round(x1, 2), y1=round(y1, 2))


def union(rects: Iterable[Rect]) -> Rect:
    """Return the smallest rectangle around all of them; raises ValueError when there is none."""
    x0s, y0s, x1s, y1s = zip(*rects, strict=True)
    return (min(x0s), min(y0s), max(x1s), max(y1s))


def intersection_area(a: Rect, b: Rect) -> float:
    """Return the area shared by both, in square points; 0.0 when they do not meet."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return width * height if width > 0 and height > 0 else 0.0


def x_overlap(a: Rect, b: Rect) -> float:
    """Return the length both share on the x axis, in points; 0.0 when none."""
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0]))


def y_overlap(a: Rect, b: Rect) -> float:
    """Return the length both share on the y axis, in points; 0.0 when none."""
    return max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def is_centre_inside(inner: Rect, outer: Rect) -> bool:
    """Tell whether the centre of `inner` lies in `outer`."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
