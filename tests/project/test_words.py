"""Words that the project does not use, anywhere where a person reads."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from analyzer.cli.main import main

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "analyzer"
LINES = (ROOT / "tests" / "words.txt").read_text("utf-8").splitlines()
WORDS = [line.partition(":")[0] for line in LINES if line and not line.startswith("#")]
GONE = re.compile(rf"\b(?:{'|'.join(word.replace(' ', '[ _]') for word in WORDS)})\b")
# Old names are the content of this file.
EXCEPT = {"renamed.py"}
# Lists of English words, which are data.
WORD_LISTS = {"phrases/content_words.py", "text/boilerplate_cues.py"}
# Modules, packages and documents that are still to be rewritten; the list only shrinks.
TO_DO: set[str] = set()


def used(text: str) -> list[str]:
    """Return the words of a text that are gone.

    Examples
    --------
    >>> used("It stands\\n# in two articles; nothing is Told.")
    ['stands in', 'told']
    """
    plain = re.sub(r"[\s#]+", " ", text)
    return [match[0].replace("_", " ") for match in GONE.finditer(plain.lower())]


def words_of(name: str) -> str:
    """Return an identifier as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")


def test_the_test_finds_words() -> None:
    assert used("It stands\n  # in two articles; nothing is Told.") == ["stands in", "told"]
    assert used("tellers stand still, recommended") == []
    assert used(words_of("ToldOnce")) == used(words_of("told_once")) == ["told"]


def public_names(tree: ast.AST) -> Iterator[str]:
    """Yield the names of a module that do not begin with an underscore."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
    body = getattr(tree, "body", [])
    classes = [node for node in body if isinstance(node, ast.ClassDef)]
    for node in (statement for scope in (tree, *classes) for statement in scope.body):  # type: ignore[attr-defined]
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets += [node.target] if isinstance(node, ast.AnnAssign) else []
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def prose(path: Path) -> Iterator[str]:
    """Yield what a person reads of a module: texts, comments and public names."""
    source = path.read_text("utf-8")
    tree = ast.parse(source)
    is_data = path.relative_to(PACKAGE).as_posix() in WORD_LISTS
    docstrings = {
        node.body[0].value  # type: ignore[attr-defined]
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and ast.get_docstring(node)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and (not is_data or node in docstrings):
            yield node.value  # type: ignore[attr-defined]
    comments = [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    ]
    yield "\n".join(comments)
    yield words_of(path.stem)
    yield from (words_of(name) for name in public_names(tree) if not name.startswith("_"))


def is_to_do(path: Path) -> bool:
    """Return whether a module or document is on the list, itself or by its folder."""
    return any(
        parent.as_posix() in TO_DO
        for parent in (path.relative_to(ROOT), *path.relative_to(ROOT).parents)
    )


MODULES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name not in EXCEPT and not is_to_do(path)
]
PAGES = [
    path
    for path in (
        ROOT / "README.md",
        ROOT / "action.yml",
        *sorted((ROOT / "docs").rglob("*.md")),
        *sorted((ROOT / "docs").rglob("*.rst")),
        ROOT / "CONTRIBUTING.md",
        ROOT / "SECURITY.md",
        *sorted((ROOT / "docs" / "schemas").glob("*.json")),
        *sorted((ROOT / "notebooks").glob("*.py")),
        *sorted(PACKAGE.rglob("*.j2")),
        *sorted(PACKAGE.rglob("*.js")),
    )
    if not is_to_do(path)
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_do_not_use_them(path: Path) -> None:
    assert [word for text in prose(path) for word in used(text)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_do_not_use_them(path: Path) -> None:
    assert used(path.read_text("utf-8")) == []


def help_texts(name: str, command: click.Command) -> Iterator[list[str]]:
    """Yield the arguments that print the help of a command and of those below it."""
    yield [*name.split(), "--help"]
    if isinstance(command, click.Group):
        for below, inner in command.commands.items():
            yield from help_texts(f"{name} {below}".strip(), inner)


@pytest.mark.parametrize("arguments", list(help_texts("", main)), ids=" ".join)
def test_help_does_not_use_them(arguments: list[str]) -> None:
    assert used(CliRunner().invoke(main, arguments).output) == []
