"""The worked tables of docs/timing.md, read from the document itself: it is the oracle."""

import re
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "timing.md"


def table(heading: str) -> list[dict[str, str]]:
    """Return the rows of the first table under `heading`, each as title -> cell."""
    section = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows_of_text = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    lines = [[cell.strip() for cell in row] for row in rows_of_text]
    titles, _, *rows = lines
    # A title may occur twice (left and right half of a table): number the second.
    unique = [title if titles.index(title) == place else f"{title} (2)" for place, title in enumerate(titles)]
    return [dict(zip(unique, row, strict=True)) for row in rows]


def image_named(cell: str) -> int | None:
    """Return k of the last "image k" in `cell`, None for "safe values" or "no image"."""
    found = re.findall(r"image (\d)|(safe values|no image)", cell)
    assert found, cell
    return int(found[-1][0]) if found[-1][0] else None
