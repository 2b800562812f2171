"""One empty plot of the report's style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

S_PER_MIN = 60.0
LEFT_PX = 92
RIGHT_PX = 240  # room for the widest legend and a second axis


def blank(title: str, unit: str, height: int, shared: Any, **more: Any) -> Any:
    """Return an empty figure of the report's style on the shared time axis."""
    from bokeh.plotting import figure

    plot = figure(
        title=title,
        height=height,
        x_range=shared,
        sizing_mode="stretch_width",
        tools="xpan,xwheel_zoom,xbox_zoom,reset,save",
        active_drag="xbox_zoom",
        output_backend="canvas",
        min_border_left=LEFT_PX,  # the plots stand exactly above each other
        min_border_right=RIGHT_PX,
        toolbar_location="above",
        **more,
    )
    plot.yaxis.axis_label = unit
    plot.xaxis.ticker.desired_num_ticks = 12
    plot.toolbar.logo = None
    plot.toolbar.autohide = True
    plot.title.text_font_size = "13px"
    plot.outline_line_color = "#bbbbbb"
    return plot


def legend(plot: Any, entries: Sequence[tuple[str, list[Any]]]) -> None:
    """Put a legend right of `plot`; a click on an entry, (label, renderers), hides or shows it."""
    from bokeh.models import Legend

    box = Legend(items=list(entries), location="top_left", click_policy="hide", label_text_font_size="11px")
    box.border_line_color = None
    box.padding, box.margin, box.spacing, box.glyph_height = 2, 4, 0, 14
    plot.add_layout(box, "right")
