"""Which caption belongs to which table, when captions may stand above or below and tables side by side."""

from collections.abc import Callable, Sequence
from typing import Literal

from extractors.tables.captions import Caption
from models.geometry import Rect, union, x_overlap, y_overlap

MAX_DISTANCE = 45.0
"""Points between a table and its caption when text may stand between them (a note, a panel's title)."""
MAX_CLEAR_DISTANCE = 130.0
"""Points between a table and its caption when nothing stands between them."""
SIBLING_GAP = 30.0
"""Points between two tables stacked under one caption."""
SAME_EDGE = 12.0
"""Points by which the edges of panels of one table may differ, when a title may stand between them."""
LEVEL = 2.0
"""Points by which table and caption may overlap."""

MIN_SIDE = 4
"""Captions on one side from which a paper that has next to none on the other sets them there only."""
MAX_ODD_SHARE = 0.1
"""Share of captions on the other side that are bound by mistake, not set there."""
NEAR_OFFSET = 25.0
"""Points between a table and a caption that only touches its width: short, and flush left over a centred table."""

Side = Literal["above", "below"]
SIDES: tuple[Side, ...] = ("above", "below")
IsClear = Callable[[Rect], bool]
"""Tells whether a rectangle of the page holds no text."""


def bind_captions(
    rects: Sequence[Rect],
    captions: Sequence[Caption],
    is_clear: IsClear,
    usual: Side | None = None,
    *,
    is_only: bool = False,
) -> list[Caption | None]:
    """Return each table's caption or None; the side that binds most captions wins, then the paper's usual one.

    With `is_only`, the paper never sets captions on the other side, and none is looked for there.
    """
    wanted = [caption for caption in captions if caption.is_table]
    if not wanted or not rects:
        return [None] * len(rects)
    if is_only and usual:
        return _bind(rects, wanted, (usual,), is_clear)
    orders: list[tuple[Side, ...]] = [("above", "below"), ("below", "above")]
    tries = [_bind(rects, wanted, order, is_clear) for order in orders]
    tries.append(_bind(rects, wanted, (), is_clear))
    best = max(range(3), key=lambda i: (_n_bound(tries[i]), i < 2 and orders[i][0] == usual, -_total(rects, tries[i]), -i))
    return tries[best]


def count_sides(rects: Sequence[Rect], bound: Sequence[Caption | None]) -> tuple[int, int]:
    """Return how many of the captions stand above and how many below their table."""
    above = sum(1 for rect, caption in zip(rects, bound, strict=True) if caption and caption.rect[3] <= rect[1] + LEVEL)
    return above, sum(1 for caption in bound if caption) - above


def usual_side(n_above: int, n_below: int) -> tuple[Side | None, bool]:
    """Return the side on which a paper sets captions, None when it does both alike, and whether it is the only one."""
    if n_above == n_below:
        return None, False
    is_only = min(n_above, n_below) <= MAX_ODD_SHARE * max(n_above, n_below) and max(n_above, n_below) >= MIN_SIDE
    return ("above" if n_above > n_below else "below"), is_only


def _n_bound(bound: Sequence[Caption | None]) -> int:
    return sum(1 for caption in bound if caption is not None)


def _total(rects: Sequence[Rect], bound: Sequence[Caption | None]) -> float:
    return sum(
        min(_distance(rect, c.rect, "above"), _distance(rect, c.rect, "below"))
        for rect, c in zip(rects, bound, strict=True)
        if c is not None
    )


def _distance(rect: Rect, caption: Rect, side: Side) -> float:
    """Return how far the caption is on that side of the table, in points; infinite when it is not there."""
    gap = rect[1] - caption[3] if side == "above" else caption[1] - rect[3]
    shared = x_overlap(rect, caption)
    if shared < 0.3 * min(rect[2] - rect[0], caption[2] - caption[0]) and not (shared > 0 and gap <= NEAR_OFFSET):
        return float("inf")
    return abs(gap) if gap >= -LEVEL - 0.25 * (caption[3] - caption[1]) else float("inf")


def _bind(
    rects: Sequence[Rect],
    captions: Sequence[Caption],
    order: Sequence[Side],
    is_clear: IsClear,
) -> list[Caption | None]:
    """Bind one side after the other; without an order, the nearest pairs first."""
    bound: list[Caption | None] = [None] * len(rects)
    used: set[int] = set()
    pairs = sorted(
        (order.index(side) if order else 0, distance, i, j)
        for i, rect in enumerate(rects)
        for j, caption in enumerate(captions)
        for side in order or SIDES
        if (distance := _distance(rect, caption.rect, side)) <= MAX_CLEAR_DISTANCE
    )
    for _, distance, i, j in pairs:
        if bound[i] is not None or j in used or _is_between(rects, i, captions[j].rect):
            continue
        if distance <= MAX_DISTANCE or is_clear(_between(rects[i], captions[j].rect)):
            bound[i] = captions[j]
            used.add(j)
    return bound


def _between(rect: Rect, caption: Rect) -> Rect:
    """Return the space between a table and its caption, as wide as the table."""
    if caption[1] >= rect[3]:
        return (rect[0], rect[3], rect[2], caption[1])
    return (rect[0], caption[3], rect[2], rect[1])


def _is_between(rects: Sequence[Rect], i: int, caption: Rect) -> bool:
    """Tell whether another table stands between the table and the caption."""
    low, high = sorted(((rects[i][1] + rects[i][3]) / 2, (caption[1] + caption[3]) / 2))
    return any(
        k != i and low < (rect[1] + rect[3]) / 2 < high and x_overlap(rect, rects[i]) > 0.5 * (rects[i][2] - rects[i][0])
        for k, rect in enumerate(rects)
    )


def share_captions(
    rects: Sequence[Rect],
    bound: Sequence[Caption | None],
    captions: Sequence[Caption],
    is_clear: IsClear,
) -> list[Caption | None]:
    """Return for each table without a caption that of the tables beside or above it, where the caption spans all of them."""
    shared = list(bound)
    for _ in range(len(rects)):
        news = {
            i: owner
            for i in range(len(rects))
            if shared[i] is None
            for owner in [_find_sibling(i, rects, shared, captions, is_clear)]
            if owner is not None
        }
        if not news:
            break
        for i, owner in news.items():
            shared[i] = owner
    return shared


def _find_sibling(
    i: int,
    rects: Sequence[Rect],
    bound: Sequence[Caption | None],
    captions: Sequence[Caption],
    is_clear: IsClear,
) -> Caption | None:
    panels: dict[Caption, list[Rect]] = {}
    for rect, caption in zip(rects, bound, strict=True):
        if caption is not None:
            panels.setdefault(caption, []).append(rect)
    middle = (rects[i][0] + rects[i][2]) / 2
    for caption, owned in panels.items():
        if not (caption.rect[0] - 5 <= middle <= caption.rect[2] + 5 or _is_centred(caption.rect, union([rects[i], *owned]))):
            continue
        if any(_is_level(rects[i], rect, is_clear) and not _is_cut(rects[i], rect, captions) for rect in (*owned, union(owned))):
            return caption
    return None


def _is_centred(caption: Rect, tables: Rect) -> bool:
    """Tell whether a caption, however short, stands over the middle of several tables."""
    return abs(caption[0] + caption[2] - tables[0] - tables[2]) <= 2 * SAME_EDGE


def _is_level(a: Rect, b: Rect, is_clear: IsClear) -> bool:
    """Tell whether two tables stand side by side, or right under each other with at most a title between them."""
    beside = y_overlap(a, b) > 0.5 * min(a[3] - a[1], b[3] - b[1]) and x_overlap(a, b) <= 3.0
    gap = max(a[1], b[1]) - min(a[3], b[3])
    if beside or not 0 <= gap <= SIBLING_GAP or x_overlap(a, b) < 0.6 * min(a[2] - a[0], b[2] - b[0]):
        return beside
    if abs(a[0] - b[0]) < SAME_EDGE and abs(a[2] - b[2]) < SAME_EDGE:
        return True
    left, right = max(a[0], b[0]), min(a[2], b[2])
    return is_clear((left, min(a[3], b[3]) + 1, right, max(a[1], b[1]) - 1))


def _is_cut(a: Rect, b: Rect, captions: Sequence[Caption]) -> bool:
    """Tell whether some caption stands between two stacked tables."""
    top, bottom = min(a[3], b[3]), max(a[1], b[1])
    return bottom > top and any(top - 3 < (c.rect[1] + c.rect[3]) / 2 < bottom + 3 and x_overlap(c.rect, a) > 0 for c in captions)
