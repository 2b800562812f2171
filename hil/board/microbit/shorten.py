"""Python made small for a heap of 9 kB: constants where their names are, names of one letter, no words.

A name takes some 16 bytes of the board's heap for good, however often it stands in the program.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from itertools import product
from string import ascii_lowercase, ascii_uppercase

KEPT = {"__init__", "Board", "serve"}  # called by the uploader
_REGISTER = re.compile(r"r\d")  # of the inline assembler


def shorten(module: ast.Module) -> ast.Module:
    """Return `module` with the same meaning. Its own attributes must be named like none of anybody else's."""
    small = _Names(*_owned(module)).visit(_folded(module))
    assert isinstance(small, ast.Module)
    return small


def text(node: ast.stmt) -> str:
    """Return a statement without docstrings, indented by one."""
    for one in ast.walk(node):
        if isinstance(one, ast.FunctionDef) and is_text(one.body[0]):
            one.body = one.body[1:] or [ast.Pass()]
    lines = ast.unparse(node).splitlines()
    return "\n".join(" " * ((len(line) - len(line.lstrip())) // 4) + line.lstrip() for line in lines)


def is_text(node: ast.stmt) -> bool:
    """Whether `node` is a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _owned(module: ast.Module) -> tuple[list[str], list[str]]:
    """Return the functions of `module`, and the methods and attributes of its classes."""
    functions = [node.name for node in module.body if isinstance(node, ast.FunctionDef)]
    classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
    methods = [node.name for one in classes for node in one.body if isinstance(node, ast.FunctionDef)]
    attributes = [
        node.attr for node in ast.walk(module) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    ]
    return functions, methods + attributes


def _locals(function: ast.FunctionDef) -> Iterable[str]:
    """Return arguments, variables and labels of a function."""
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "label":
            assert isinstance(node.args[0], ast.Name)
            yield node.args[0].id


def _numbered(names: Iterable[str], letters: str) -> dict[str, str]:
    """Return a short name for each of `names`."""
    pairs = ("".join(pair) for pair in product("xyz", letters))
    fresh = iter([*letters, *pairs])
    wanted = dict.fromkeys(name for name in names if name not in KEPT and not _REGISTER.fullmatch(name))
    return {name: next(fresh) for name in wanted}


class _Names(ast.NodeTransformer):
    """Renames: functions by capitals, so that none is hidden by a variable; the others by small letters."""

    def __init__(self, functions: list[str], attributes: list[str]) -> None:
        self._functions = _numbered(functions, ascii_uppercase)
        self._attributes = _numbered(attributes, ascii_lowercase)
        self._here: dict[str, str] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self._here = _numbered(_locals(node), ascii_lowercase)
        self.generic_visit(node)
        node.name = self._attributes.get(node.name) or self._functions.get(node.name, node.name)
        return node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._here.get(node.id) or self._functions.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self._here.get(node.arg, node.arg)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        self.generic_visit(node)
        node.attr = self._attributes.get(node.attr, node.attr)
        return node


class _Fold(ast.NodeTransformer):
    def __init__(self, constants: dict[str, ast.Constant]) -> None:
        self._constants = constants

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._constants.get(node.id, node)


def _folded(module: ast.Module) -> ast.Module:
    """Return `module` without its constants: `NAME = number` at its top."""
    constants: dict[str, ast.Constant] = {}
    body: list[ast.stmt] = []
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            assert isinstance(node.targets[0], ast.Name)
            constants[node.targets[0].id] = node.value
        else:
            body.append(node)
    folded = _Fold(constants).visit(ast.Module(body, module.type_ignores))
    assert isinstance(folded, ast.Module)
    return folded
