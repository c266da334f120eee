"""Who may import whom. This table is the architecture drawing; change it deliberately."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "analyzer"
NOUNS = {"article", "errors"}
KERNELS = {"phrasing", "matching"}
BENEATH = NOUNS | {"text", "external", "corpus", "measure", "reference"}
# Module or folder: what it may import at the top of its files.
MAY_IMPORT = {
    "article": set(),
    "errors": set(),
    "text": NOUNS,
    "external": NOUNS | {"text"},
    "corpus": NOUNS | {"text"},
    "measure": NOUNS | {"corpus", "external"},
    "reference": NOUNS,
    "phrasing": BENEATH | KERNELS,
    "matching": BENEATH | KERNELS,
    "measures": BENEATH | KERNELS,
    "settings": {"errors"},
    "merge_superseded": NOUNS,
    "scoring": NOUNS | {"corpus", "measure", "reference", "settings", "merge_superseded"},
    "originality": NOUNS | {"measure", "scoring", "settings"},
    "readers": NOUNS | {"text"},
}


def imports(path: Path) -> set[str]:
    """Names of the package's modules that a file imports when it is loaded."""
    tree = ast.parse(path.read_text("utf-8"))
    lazy = {
        id(node)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        or (isinstance(outer, ast.If) and ast.unparse(outer.test) == "TYPE_CHECKING")
        for node in ast.walk(outer)
    }
    names = set()
    for node in ast.walk(tree):
        if id(node) in lazy:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def inside(path: Path) -> set[str]:
    modules = {file.stem for file in PACKAGE.iterdir()}
    parts = {name.split(".")[1] for name in imports(path) if name.startswith("analyzer.")}
    return parts & modules


def layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_lies_before_it(path: Path) -> None:
    allowed = MAY_IMPORT.get(layer(path))
    if allowed is not None:
        assert inside(path) <= allowed | {layer(path)}


def test_measures_do_not_import_one_another() -> None:
    for path in (PACKAGE / "measures").glob("[!_]*.py"):
        assert not any(name.startswith("analyzer.rules.registry") for name in imports(path)), (
            path
        )


def test_writers_do_not_import_measures() -> None:
    for path in (PACKAGE / "writers").rglob("*.py"):
        assert "measures" not in inside(path), path


HEAVY = {
    "pandas", "scipy", "sklearn", "rich", "jinja2", "trafilatura", "lxml", "pyarrow", "yaml",
    "Stemmer", "pyphen", "charset_normalizer", "openpyxl", "matplotlib",
}  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_libraries_are_imported_where_they_are_used(path: Path) -> None:
    if path.parent.name == "estimators" or path.stem == "nearduplicates":
        return
    assert not {name.split(".")[0] for name in imports(path)} & HEAVY
