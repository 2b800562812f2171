"""docs/accuracy.md from what tests/against compared: `python -m tests.accuracy_page ROWS.csv > docs/accuracy.md`.

The same rows give the same page: no date, no path, no version of this machine. What is *not* validated is a list
kept by hand beside the tests, in tests/against/not_validated.md.
"""

from __future__ import annotations

import ast
import csv
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

AGAINST = Path(__file__).resolve().parent / "against"

#: First letter of a case -> what it is about, in the order of the page.
TOPICS = {
    "O": "Orbit and environment",
    "P": "Power",
    "T": "Thermal",
    "L": "Optical links",
    "W": "Workload",
    "R": "Radiation",
    "S": "Sensors",
    "F": "Fleet",
}
OTHER = "Other"

HEAD = """\
# Accuracy: ours against others

Written by `make accuracy`, which installs the packages named as authorities (extra `crosscheck`), runs `tests/against`
and prints what each test compared. Every row held its tolerance when the page was written, or there would be no page.
Where a test compares many values the row is the worst one. Cases are those of [physics.md](physics.md), section 8.

Repeat all of it with `make accuracy`, one row with its last column after
`.venv-crosscheck/bin/python -m pytest tests/against/`.
"""

Row = dict[str, str]


def main() -> None:
    """Print the page of the rows in the file named on the command line."""
    with Path(sys.argv[1]).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    sys.stdout.write(page(rows, (AGAINST / "not_validated.md").read_text(encoding="utf-8")))


def page(rows: Iterable[Row], not_validated: str) -> str:
    """Return the page: a table for each topic, then `not_validated`."""
    by_topic: dict[str, list[Row]] = {}
    for row in rows:
        by_topic.setdefault(TOPICS.get(row["case"][:1], OTHER), []).append(row)
    parts = [HEAD]
    for topic in (*TOPICS.values(), OTHER):
        if topic in by_topic:
            parts.append(f"\n## {topic}\n\n{table(by_topic[topic])}")
    return "".join(parts) + "\n" + not_validated


def table(rows: Iterable[Row]) -> str:
    """Return `rows` as a Markdown table, in the order of their cases and then of their running."""
    lines = [
        "| case | quantity | unit | ours | authority's | difference | tolerance | authority | test |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in sorted(rows, key=lambda r: natural(r["case"])):
        test = row["test"].removeprefix("tests/against/")
        cells = (
            row["case"], row["quantity"], row["unit"], f"{float(row['ours']):.9g}", f"{float(row['theirs']):.9g}",
            f"{float(row['difference']):.1e}", row["tolerance"], row["authority"], f"`{test}`",
        )  # fmt: skip
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def natural(case: str) -> tuple[str, int, str]:
    """Return a key that puts O-2 before O-11."""
    match = re.fullmatch(r"(\D*)(\d+)(.*)", case)
    return (match[1], int(match[2]), match[3]) if match else (case, 0, "")


def declared(source: str) -> Iterator[str]:
    """The cases that a test file names outright in its calls of `agrees`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "agrees" and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def read(text: str) -> Iterator[Row]:
    """The rows of a page, as printed."""
    names = ("case", "quantity", "unit", "ours", "theirs", "difference", "tolerance", "authority", "test")
    for line in text.splitlines():
        if re.match(r"\| [A-Z]\w*-", line):
            cells = line.removeprefix("| ").removesuffix(" |").split(" | ")
            values = (cell.replace("\\|", "|").strip("`") for cell in cells)
            yield dict(zip(names, values, strict=True))


def listed(text: str) -> set[str]:
    """The cases that have a row on the page."""
    return set(re.findall(r"(?m)^\| ([A-Z]\w*-[^ |]+) \|", text))


if __name__ == "__main__":
    main()
