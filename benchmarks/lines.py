"""Count the lines of code of the package.

    python benchmarks/lines.py [FOLDER]

Docstrings, comments, blank lines and imports do not count: what is left is what somebody
has to understand. A statement of several lines counts as several. Prints the lines and
files of each package, the most first, and the total.
"""

import argparse
import ast
import io
import tokenize
from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "analyzer"
NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


def code_lines(source: str) -> int:
    """Count the lines of a file that hold code other than docstrings and imports."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {
        line
        for token in tokens
        if token.type not in NO_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(lines - _left_out(ast.parse(source)))


def _left_out(tree: ast.Module) -> set[int]:
    """Return the lines of imports and docstrings."""
    nodes: list[ast.stmt] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            nodes.append(node)
        elif isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        ) and ast.get_docstring(node, clean=False):
            nodes.append(node.body[0])
    return {line for node in nodes for line in range(node.lineno, (node.end_lineno or 0) + 1)}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=PACKAGE)
    folder = parser.parse_args().folder
    lines: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for path in folder.rglob("*.py"):
        package = path.relative_to(folder).parts[0]
        lines[package] += code_lines(path.read_text("utf-8"))
        files[package] += 1
    for package, count in lines.most_common():
        print(f"{package:<24} {count:>7,} lines {files[package]:>4} files")
    print(f"{'total':<24} {lines.total():>7,} lines {files.total():>4} files")


if __name__ == "__main__":
    main()
