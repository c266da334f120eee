"""Who may import whom: pyproject.toml has the layers, from the top to the bottom."""

import ast
from functools import cache
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "analyzer"
FILES = sorted(PACKAGE.rglob("*.py"))
HEAVY = {
    "pandas", "scipy", "sklearn", "rich", "jinja2", "trafilatura", "lxml", "pyarrow", "yaml",
    "Stemmer", "pyphen", "charset_normalizer", "openpyxl", "matplotlib",
}  # fmt: skip


def test_the_contracts_are_kept() -> None:
    assert lint_imports(str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_no_module_imports_the_facade() -> None:
    graph = grimp.build_graph("analyzer", cache_dir=None)
    assert graph.find_modules_that_directly_import("analyzer") == set()


@cache
def loaded_imports(path: Path) -> set[str]:
    """Names that a file imports when it is loaded: not in functions, not for types."""
    tree = ast.parse(path.read_text("utf-8"))
    later = {
        id(node)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        or (isinstance(outer, ast.If) and ast.unparse(outer.test) == "TYPE_CHECKING")
        for node in ast.walk(outer)
    }
    names = set()
    for node in ast.walk(tree):
        if id(node) in later:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_libraries_are_imported_where_they_are_used(path: Path) -> None:
    if path.parent.name == "estimators":
        return
    assert not {name.split(".")[0] for name in loaded_imports(path)} & HEAVY


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_command_line_and_spark_load_spark(path: Path) -> None:
    if path.relative_to(PACKAGE).parts[0] in ("cli", "spark"):
        return
    assert not any(name.startswith("analyzer.spark") for name in loaded_imports(path))
