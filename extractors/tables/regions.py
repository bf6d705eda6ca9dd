"""Where tables stand on a page: stretches of rows around rules of one course, with no running text between them."""

from collections.abc import Sequence

from extractors.tables.drawn_rules import Rule
from extractors.tables.lines import TableLine, has_cells, is_numbers, is_parted, is_textual, split_prose
from extractors.tables.pieces import Region
from extractors.tables.sheet import Sheet
from extractors.tables.trim import SAME_EDGE, Stretch, Strip, trim, trim_free
from models.geometry import Rect, union

MIN_WIDTH = 36.0
"""Points: no table is narrower than half an inch."""
SAME_WIDTH = 0.05
"""Share of their width by which the rules of one table may differ at one end."""
MIN_LINE_WORDS = 3.5
"""Words of an average line of running text, at the least."""
MAX_INDENT = 9.0
"""Points from the strip's left edge within which a paragraph's leftmost line starts."""
LONG_LINE = 0.6
"""Share of the strip's width from which a lone text on a line may be running text."""
MAX_BLANK = 3.2
"""Ems of white space, with no vertical rule through it, that end a table."""
MAX_TEXT_BLANK = 1.1
"""Ems from a rule down to a line that may be running text: more, and the table ended at the rule."""
MAX_RULE_BLANK = 9.0
"""Points between two rules with nothing between them; farther apart they belong to two tables."""
MAX_STRIPS = 60
"""Courses of rules looked at on a page; pages of plots have hundreds."""
MIN_NUMBERS = 4
"""Numbers that a table with a single rule has at least."""
MAX_RULED_LINES = 6
"""Lines of the tallest header; more lines with a rule between them are text with an equation."""
UNDERLINE_EDGE = 2.0
"""Points by which an underline may run out beyond its words."""
MAX_CUT = 0.4
"""Runs of words, to a line, that may reach over the ends of a table's rules; more, and they underline running text."""
REACH = 300.0
"""Points beyond its outermost rule that a table without closing rules is followed."""


def find_regions(sheet: Sheet) -> list[Region]:
    """Return the regions of a page, around rules, that may hold a table."""
    regions: list[Region] = []
    strips = make_strips(sheet.across)
    courses = [rule for strip in strips if len(strip.rules) > 1 for rule in strip.rules]
    for strip in strips:
        strip.rules = [rule for rule in strip.rules if not any(_covers(region.rect, rule) for region in regions)]
        if not strip.rules or (len(strip.rules) == 1 and not _has_numbers(strip, sheet)):
            continue
        for stretch in cut_stretches(strip, sheet, [region.rect for region in regions]):
            if stretch.rules:
                stretch.top, stretch.bottom = _foreign_limits(strip, stretch, courses)
                region = make_region(strip, stretch, sheet)
                if region is not None:
                    regions.append(region)
    return regions


def _foreign_limits(strip: Strip, stretch: Stretch, courses: Sequence[Rule]) -> tuple[float, float]:
    """Return the heights of the nearest rules of other tables above and below the stretch."""
    first, last = stretch.rules[0].at, stretch.rules[-1].at
    over = [r.at for r in courses if min(r.end, strip.end) - max(r.start, strip.start) > 0.5 * r.length]
    top = max((at for at in over if at < first - 1.0), default=float("-inf"))
    return top, min((at for at in over if at > last + 1.0), default=float("inf"))


def _has_numbers(strip: Strip, sheet: Sheet) -> bool:
    """Tell cheaply whether a lone rule may belong to a table: some numbers must stand over or under it."""
    at = strip.rules[0].at
    near = [t for t in sheet.numbers if strip.start - 2 <= t.x0 and t.x1 <= strip.end + 2 and abs(t.y0 - at) <= REACH]
    return len(near) >= MIN_NUMBERS


def _covers(rect: Rect, rule: Rule) -> bool:
    shared = min(rule.end, rect[2]) - max(rule.start, rect[0])
    return rect[1] - 2 <= rule.at <= rect[3] + 2 and shared > 0.5 * rule.length


def make_strips(across: Sequence[Rule]) -> list[Strip]:
    """Return the courses that rules of the page share: the widest first, lone rules (of page heads, of notes) last."""
    strips: list[Strip] = []
    for rule in across:
        if rule.length < MIN_WIDTH:
            continue
        same = next((s for s in strips if _is_same_course(s, rule)), None)
        if same is not None:
            same.rules.append(rule)
        elif len(strips) < MAX_STRIPS:
            strips.append(Strip(rule.start, rule.end, [rule]))
    return sorted(strips, key=lambda strip: (len(strip.rules) == 1, -strip.width, strip.rules[0].at))


def _is_same_course(strip: Strip, rule: Rule) -> bool:
    left, right = abs(strip.start - rule.start), abs(strip.end - rule.end)
    return min(left, right) <= SAME_EDGE and max(left, right) <= max(SAME_EDGE, SAME_WIDTH * strip.width)


def cut_stretches(strip: Strip, sheet: Sheet, taken: Sequence[Rect]) -> list[Stretch]:
    """Cut the strip's lines and rules where running text, a caption, another table or much white space comes between."""
    y0, y1 = (strip.rules[0].at - REACH, strip.rules[-1].at + REACH) if strip.rules else (0.0, sheet.height)
    lines = sheet.lines(strip.start - 2, y0, strip.end + 2, y1)
    taken = [caption.rect for caption in sheet.captions] + list(taken)
    is_text = _mark_text(lines, strip, taken, sheet, [rule for rule in sheet.down if strip.start + 4 < rule.at < strip.end - 4])
    events: list[tuple[float, TableLine | Rule]] = [(line.y, line) for line, out in zip(lines, is_text, strict=True) if not out]
    events += [(rule.at, rule) for rule in strip.rules]
    walls = [line.y for line, out in zip(lines, is_text, strict=True) if out]
    stretches = [Stretch()]
    last: TableLine | Rule | None = None
    for y, item in sorted(events, key=lambda event: event[0]):
        if last is not None and _is_apart(last, item, y, walls, sheet, strip):
            stretches.append(Stretch())
        if isinstance(item, Rule):
            stretches[-1].rules.append(item)
        else:
            stretches[-1].lines.append(item)
        last = item
    return stretches


def _is_apart(last: TableLine | Rule, item: TableLine | Rule, y: float, walls: Sequence[float], sheet: Sheet, strip: Strip) -> bool:
    above = last.at if isinstance(last, Rule) else last.y
    if any(above < wall < y for wall in walls):
        return True
    bottom = last.at if isinstance(last, Rule) else last.y1
    top = item.at if isinstance(item, Rule) else item.y0
    if isinstance(last, Rule) and isinstance(item, Rule):
        limit = MAX_RULE_BLANK
    elif isinstance(last, Rule) and isinstance(item, TableLine) and is_textual(item):
        limit = MAX_TEXT_BLANK * item.size
    else:
        limit = MAX_BLANK * max(part.size for part in (last, item) if isinstance(part, TableLine)) - 10.0
    if top - bottom <= limit:
        return False
    return not any(strip.start - 3 < r.at < strip.end + 3 and r.start <= bottom + 3 and r.end >= top - 3 for r in sheet.down)


def _mark_text(
    lines: Sequence[TableLine],
    strip: Strip,
    taken: Sequence[Rect],
    sheet: Sheet,
    down: Sequence[Rule],
) -> list[bool]:
    """Tell for each line whether it is running text or lies in a place that is taken (a caption, another table)."""
    shapes = [[(seg[0].x0, seg[-1].x1) for seg in split_prose(line)] for line in lines]
    alone = [
        (len(shape) == 1 or _is_two_columns(shape, strip))
        and not is_numbers(line)
        and not any(rule.start < line.y < rule.end and is_parted(line, rule) for rule in down)
        for line, shape in zip(lines, shapes, strict=True)
    ]
    is_text = [any(_is_in(line, rect) for rect in taken) for line in lines]
    start = 0
    while start < len(lines):
        if not alone[start]:
            start += 1
            continue
        end = start
        while end < len(lines) and alone[end] and (end == start or _follows(lines[end - 1], lines[end], strip)):
            end += 1
        is_flush = min(shape[0][0] for shape in shapes[start:end]) < strip.start + MAX_INDENT
        n_words = sum(len(line.tokens) for line in lines[start:end])
        is_wordy = end - start > 1 and n_words >= MIN_LINE_WORDS * (end - start)
        is_running = is_wordy and is_flush and any(_is_long(shape, strip) for shape in shapes[start:end])
        if is_running and not _is_header(lines[start:end], strip, sheet):
            is_text[start:end] = [True] * (end - start)
        start = end
    return is_text


def _is_header(lines: Sequence[TableLine], strip: Strip, sheet: Sheet) -> bool:
    """Tell whether partial rules run between the lines: they are headers over groups of columns."""
    if len(lines) > MAX_RULED_LINES:
        return False
    return any(
        rule.length >= 0.15 * strip.width
        and strip.start - 2 <= rule.start
        and rule.end <= strip.end + 2
        and rule.length < 0.95 * strip.width
        and not _is_underline(rule, lines)
        for rule in sheet.rules_between(lines[0].y, lines[-1].y)
    )


def _follows(upper: TableLine, lower: TableLine, strip: Strip) -> bool:
    if any(upper.y < rule.at < lower.y for rule in strip.rules):
        return False
    return lower.y - upper.y < 3.0 * upper.size


def _is_long(shape: list[tuple[float, float]], strip: Strip) -> bool:
    return shape[-1][1] - shape[0][0] > LONG_LINE * strip.width


def _is_two_columns(shape: list[tuple[float, float]], strip: Strip) -> bool:
    """Tell whether a line is two lines of two text columns side by side."""
    return len(shape) == 2 and min(b - a for a, b in shape) > 0.38 * strip.width


def _is_in(line: TableLine, rect: Rect) -> bool:
    if not rect[1] <= line.y <= rect[3]:
        return False
    x0, _, x1, _ = line.rect
    return min(x1, rect[2]) - max(x0, rect[0]) > 0.3 * (x1 - x0)


def make_region(strip: Strip, stretch: Stretch, sheet: Sheet) -> Region | None:
    """Return the stretch as a region, cut to its rows; None when it has too few."""
    lines = trim(strip, stretch, sheet) if stretch.rules else trim_free(stretch.lines)
    if len(lines) < 2:
        return None
    n_rows = sum(1 for line in lines if has_cells(line, is_ruled=len(stretch.rules) >= 2))
    n_needed = 1 if len(stretch.rules) >= 3 else 2
    if n_rows < n_needed or (len(stretch.rules) == 1 and sum(1 for line in lines if is_numbers(line)) < 2):
        return None
    if sheet.n_cut(strip.start - 2, lines[0].y0, strip.end + 2, lines[-1].y1) > MAX_CUT * len(lines):
        return None
    rects = [line.rect for line in lines]
    rects += [(rule.start - 2, rule.at, rule.end + 2, rule.at) for rule in stretch.rules]
    x0, y0, x1, y1 = union(rects)
    inner = tuple(
        rule
        for rule in sheet.rules_between(y0 - 2, y1 + 2)
        if x0 - 1 <= rule.start and rule.end <= x1 + 1 and not _is_underline(rule, lines)
    )
    sides = tuple(r for r in sheet.down if x0 - 3 <= r.at <= x1 + 3 and r.end > y0 and r.start < y1)
    return Region((x0, y0, x1, y1), inner, sides, tuple(lines))


def _is_underline(rule: Rule, lines: Sequence[TableLine]) -> bool:
    """Tell whether the rule underlines or strikes words: it then runs inside their line, not below it."""
    for line in lines:
        if line.y < rule.at < line.y1 + 0.12 * line.size:
            met = [t for t in line.tokens if t.x0 < rule.end and rule.start < t.x1]
            under = sum(min(t.x1, rule.end) - max(t.x0, rule.start) for t in met)
            # The rule of a tight grid passes under words as well, but it begins and ends beside them.
            return under > 0.7 * rule.length and met[0].x0 - UNDERLINE_EDGE < rule.start and rule.end < met[-1].x1 + UNDERLINE_EDGE
    return False
