"""PURE: whether what a paper names is in this repository: a file, something in a file, or a test."""

import ast
from functools import cache
from pathlib import Path

from mscc.papers import ROOT

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def complaint(link: str, root: Path = ROOT) -> str:
    """What is wrong with a link, or nothing.

    "path", "path:name", "path:Class.method" for code; "path::test", "path::Class::test" for tests, as pytest has them.
    """
    path, _, rest = link.partition(":")
    if path != path.strip() or ".." in Path(path).parts or Path(path).is_absolute():
        return f"{link}: a path begins at the top of the repository"
    if not (root / path).exists():
        return f"{link}: there is no {path}"
    if not rest:
        return ""
    if not path.endswith(".py"):
        return f"{link}: only a file of Python has names in it"
    is_test = rest.startswith(":")
    name = rest.removeprefix(":").replace("::", ".")
    if name not in names_in(root / path):
        return f"{link}: {path} has no {name}"
    if is_test and not name.rpartition(".")[2].startswith("test_"):
        return f"{link}: {name} is no test"
    return ""


@cache
def names_in(path: Path) -> frozenset[str]:
    """The functions, classes and tables of a file, and the methods of its classes as "Class.method"."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, Definition):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{each.name}" for each in node.body if isinstance(each, Definition)}
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {each.id for each in targets if isinstance(each, ast.Name)}
    return frozenset(found)
