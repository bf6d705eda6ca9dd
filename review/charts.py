"""Charts as inline SVG: drawn by Vega-Lite (vl-convert), in colours that the style sheet sets, with text for those who do not see them."""

import datetime as dt
import functools
import json
import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from review import text

CRITICS, BEATERS, INK, RULE = "#010101", "#020202", "#030303", "#040404"
COLOURS = {CRITICS: "ch-critics", BEATERS: "ch-beaters", INK: "ch-ink", RULE: "ch-rule"}
"""Stand-ins that no chart has by itself, each with the class that gives the colour in light and dark."""
FONT = "sans-serif"
PANEL = (190, 92)
SPARK = (180, 36)
TIMELINE_WIDTH, ROW_HEIGHT = 420, 22
LOOK: dict[str, Any] = {"background": None, "config": {"font": FONT, "view": {"stroke": None}}}
MAX_NAME = 30
"""Letters of a name beside its dot: half the width of the chart."""
COLOUR = re.compile(r'(fill|stroke)="(#0[1-4]0[1-4]0[1-4])"')
CLASSED = re.compile(r"<(\w+)((?:[^<>\"]|\"[^\"]*\")*?)(/?)>")


def draw_drift(points: Sequence[tuple[dt.date, int, int]], first: dt.date, last: dt.date, most: int, told: str) -> Markup:
    """Return a method's critics and beaters over time as steps; all panels of a page share the ends of their axes."""
    series = {"critics": [(day, n) for day, n, _ in points], "beaters": [(day, n) for day, _, n in points]}
    rows = [{"month": day.isoformat(), "n": n, "kind": kind} for kind in series for day, n in _steps(series[kind], first, last)]
    x = {
        "field": "month",
        "type": "temporal",
        "title": None,
        "scale": {"domain": [first.isoformat(), last.isoformat()]},
        "axis": _years(first, last),
    }
    y = {
        "field": "n",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, max(most, 1)]},
        "axis": {"values": [0, max(most, 1)], "gridColor": RULE, "domain": False, "ticks": False, "labelColor": INK, "labelFontSize": 11},
    }
    colour = {"field": "kind", "type": "nominal", "legend": None, "scale": {"domain": ["critics", "beaters"], "range": [CRITICS, BEATERS]}}
    # Where both run on one line, the dashes show the other through.
    dashes = {"field": "kind", "type": "nominal", "legend": None, "scale": {"domain": ["critics", "beaters"], "range": [[1, 0], [5, 3]]}}
    mark = {"type": "line", "interpolate": "step-after", "strokeWidth": 2.2}
    return _draw({"mark": mark, "encoding": {"x": x, "y": y, "color": colour, "strokeDash": dashes}}, rows, PANEL, told)


def draw_spark(months: Sequence[tuple[dt.date, int]], told: str) -> Markup:
    """Return the number of papers by year as small bars, without axes."""
    years: dict[int, int] = {}
    for day, n in months:
        years[day.year] = years.get(day.year, 0) + n
    if not years:
        return Markup("")
    rows = [{"year": year, "n": years.get(year, 0)} for year in range(min(years), max(years) + 1)]
    x = {"field": "year", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0.25, "paddingOuter": 0}}
    encoding = {"x": x, "y": {"field": "n", "type": "quantitative", "axis": None}}
    return _draw({"mark": {"type": "bar", "color": BEATERS}, "encoding": encoding}, rows, SPARK, told)


def draw_timeline(methods: Sequence[tuple[dt.date, str, int]], told: str) -> Markup:
    """Return when each method was first seen, one row a method, oldest first; a larger dot is criticised or beaten by more papers."""
    if not methods:
        return Markup("")
    first, last = methods[0][0], methods[-1][0]
    # A name stands on that side of its dot where there is room.
    sides = ["left" if day - first > (last - first) / 2 else "right" for day, _, _ in methods]
    rows = [
        {"day": day.isoformat(), "order": i, "name": text.shorten(text.clean(name), MAX_NAME), "score": score, "side": sides[i]}
        for i, (day, name, score) in enumerate(methods)
    ]
    span = {
        "field": "day",
        "type": "temporal",
        "title": None,
        "axis": {**_axis(), "format": "%Y", "tickCount": "year", "labelOverlap": True, "labelFlush": False},
    }
    row = {"field": "order", "type": "ordinal", "axis": None}
    size = {
        "field": "score",
        "type": "quantitative",
        "legend": None,
        "scale": {"type": "linear", "domain": [0, 20], "range": [40, 320], "clamp": True},
    }
    dots = {"mark": {"type": "circle", "color": CRITICS, "opacity": 1}, "encoding": {"x": span, "y": row, "size": size}}
    names = [_names(row, span, "left", 11, "right"), _names(row, span, "right", -11, "left")]
    return _draw({"layer": [dots, *names]}, rows, (TIMELINE_WIDTH, ROW_HEIGHT * len(rows)), told)


def _names(row: dict[str, Any], span: dict[str, Any], align: str, dx: int, side: str) -> dict[str, Any]:
    mark = {"type": "text", "align": align, "baseline": "middle", "dx": dx, "color": INK, "fontSize": 12}
    return {
        "transform": [{"filter": {"field": "side", "equal": side}}],
        "mark": mark,
        "encoding": {"x": span, "y": row, "text": {"field": "name", "type": "nominal"}},
    }


def _axis() -> dict[str, Any]:
    return {"grid": False, "domainColor": RULE, "ticks": False, "labelColor": INK, "labelFontSize": 11, "labelPadding": 4}


def _years(first: dt.date, last: dt.date) -> dict[str, Any]:
    return {**_axis(), "values": [first.isoformat(), last.isoformat()], "format": "%Y", "labelBound": True, "labelFlush": True}


def _steps(points: Sequence[tuple[dt.date, int]], first: dt.date, last: dt.date) -> list[tuple[dt.date, int]]:
    """Return the points from the first day at none to the last day at what was reached."""
    reached = points[-1][1] if points else 0
    return [(first, 0), *points, (last, reached)]


def _draw(spec: dict[str, Any], rows: list[dict[str, Any]], size: tuple[int, int], told: str) -> Markup:
    full = {**spec, "data": {"values": rows}, "width": size[0], "height": size[1], **LOOK}
    return _dress(_render(json.dumps(full, sort_keys=True)), told)


@functools.lru_cache(4_096)
def _render(spec: str) -> str:
    # A second, and only pages with charts need it.
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec))


def _dress(svg: str, told: str) -> Markup:
    """Return the SVG with classes for colours, named by its text, and without what only the drawing library needs."""
    size = re.search(r'viewBox="([\d. -]+)"', svg)
    body = svg[svg.index(">") + 1 :].removesuffix("</svg>")
    body = re.sub(r' (?:role|aria-[a-z]+|pointer-events|font-family)="[^"]*"', "", body)
    body = re.sub(r' class="[^"]*"', "", body)
    body = re.sub(r'<path(?: [a-z-]+="[^"]*")*? d="(?:M0\.5,0\.5h0v0h0Z|M0,0h0v0h0Z|)"[^>]*/>', "", body)
    body = CLASSED.sub(_class_colours, body)
    box = size[1] if size else f"0 0 {PANEL[0]} {PANEL[1]}"
    # Texts inside are escaped by the library, the colours are ours.
    return Markup(f'<svg class="chart" viewBox="{box}" role="img" aria-label="{escape(told)}" focusable="false">{body}</svg>')  # noqa: S704


def _class_colours(tag: re.Match[str]) -> str:
    found = COLOUR.findall(tag[2])
    if not found:
        return tag[0]
    names = " ".join(f"{COLOURS[colour]}-{part}" for part, colour in found if colour in COLOURS)
    return f'<{tag[1]} class="{names}"{COLOUR.sub("", tag[2])}{tag[3]}>'
