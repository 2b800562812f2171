"""Sources for a board of little memory: the words of the dictionary's tables stay on the host.

The last column of a channel, message field, event, parameter or mode is a sentence for people. No flight code reads it,
it is in no hash of the wire and never on it; on a heap all of them take 8 kB with the agent, 22 kB with the most of
flight software.
"""

from __future__ import annotations

import ast
from pathlib import PurePath

COLUMNS_LEAST = 4  # of a row whose last column may be a text


def has_texts(path: PurePath) -> bool:
    """Return whether the tables in the source at `path` have a column of texts."""
    return path.parent.name == "icd" or path.name == "modes.py"


def without_texts(source: str) -> str:
    """Return `source` with the last column of the rows of its tables empty where that is a text.

    A table is a tuple of tuples of at least COLUMNS_LEAST columns that has a name in the module.
    """
    tree = ast.parse(source)
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Tuple):
            for row in statement.value.elts:
                _empty_last(row)
    return ast.unparse(tree)


def _empty_last(row: ast.expr) -> None:
    if not isinstance(row, ast.Tuple) or len(row.elts) < COLUMNS_LEAST:
        return
    last = row.elts[-1]
    if isinstance(last, ast.Constant) and isinstance(last.value, str):
        row.elts[-1] = ast.copy_location(ast.Constant(""), last)
