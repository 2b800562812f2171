"""`hil dict export requirements`: the checks of every run as a page."""

from __future__ import annotations


def requirements() -> None:
    """Write the text of docs/requirements.md."""
    from hil.check.table import markdown

    print(markdown(), end="")
