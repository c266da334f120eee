"""How the package is put together: files, cycles, and the way of one article.

    python benchmarks/structure.py [--package FOLDER]

Imports are counted wherever they are: at the top of a file, inside functions, and those
for types only. The layers are those of ``pyproject.toml``. A cycle is a set of modules, or
of the packages and modules at the top, each of which is reached from each other one.

The way of an article: `analyzer report` reads a folder with one Markdown file while every
call is traced. Counted are the modules on the call stack, from the command line on, when
the article is made, when it is segmented to be measured, and when its rows are added to
the tables.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import grimp

ROOT = Path(__file__).parents[1]
Graph = Mapping[str, set[str]]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--package", type=Path, default=ROOT, metavar="FOLDER",
                        help="the folder that holds analyzer/")  # fmt: skip
    root = parser.parse_args().package
    sys.path.insert(0, str(root))
    graph = grimp.build_graph("analyzer", cache_dir=None)
    modules = {
        name: set(graph.find_modules_directly_imported_by(name)) for name in graph.modules
    }
    tops = {top(name) for name in modules} - {"analyzer"}
    between: dict[str, set[str]] = {name: set() for name in {top(name) for name in modules}}
    for name, imported in modules.items():
        between[top(name)] |= {top(other) for other in imported} - {top(name)}
    print(f"files: {len(list((root / 'analyzer').rglob('*.py')))}")
    print(f"packages and modules at the top, without __init__: {len(tops)}")
    show("cycles between modules", cycles(modules))
    show("cycles between packages", cycles(between))
    show("imports upwards", upwards(modules))
    show("modules that an article enters", entered())


def show(title: str, found: list[Any]) -> None:
    """Print how many there are, and which."""
    print(f"{title}: {len(found)}")
    for one in found:
        print(f"    {one if isinstance(one, str) else ', '.join(one)}")


def top(module: str) -> str:
    """Return the package or module at the top that a module belongs to."""
    return module.split(".")[1] if "." in module else module


def cycles(graph: Graph) -> list[list[str]]:
    """Return the sets of nodes that reach each other, with more than one node."""
    reach = {node: set(reachable(graph, node)) for node in graph}
    found = {
        tuple(sorted(other for other in reach[node] if node in reach[other])) for node in graph
    }
    return sorted(list(cycle) for cycle in found if len(cycle) > 1)


def reachable(graph: Graph, node: str) -> Iterator[str]:
    """Yield every node that a node leads to."""
    seen: set[str] = set()
    ahead = [node]
    while ahead:
        for other in graph[ahead.pop()] - seen:
            seen.add(other)
            ahead.append(other)
            yield other


def upwards(modules: Graph) -> list[str]:
    """Return the imports from a lower layer to a higher one, or between neighbours."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["id"] == "layers")
    rank = {
        name.strip(" ()"): at for at, layer in enumerate(layers) for name in layer.split("|")
    }
    return sorted(
        f"{name} -> {other}"
        for name, imported in modules.items()
        for other in imported
        if top(name) != top(other) and rank.get(top(name), -1) >= rank.get(top(other), -1)
    )


def entered() -> list[str]:
    """Return the modules on the way of one article, in the order in which they are met."""
    from analyzer.cli.main import main as command

    package = Path(sys.modules["analyzer"].__file__ or "").parent
    found: dict[str, None] = {}

    def trace(frame: Any, event: str, _: object) -> None:
        if event == "call" and is_milestone(frame):
            found.update(dict.fromkeys(reversed(list(stack(frame, package)))))

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "in").mkdir()
        Path(folder, "in", "one.md").write_text("# A title\n\nOne short sentence.\n", "utf-8")
        arguments = ["report", f"{folder}/in", "-q", "-o", f"{folder}/out", "--format", "csv"]
        sys.setprofile(trace)
        try:
            command(arguments, standalone_mode=False)
        except SystemExit:
            pass
        finally:
            sys.setprofile(None)
    return list(found)


def is_milestone(frame: Any) -> bool:
    """Return whether a call makes an article, segments it or adds rows to a table."""
    name, file = frame.f_code.co_name, frame.f_code.co_filename
    if name == "__init__":
        return type(frame.f_locals.get("self")).__name__ == "Article"
    return name == "build_corpus" or (name == "extend" and "analyzer" in file)


def stack(frame: Any, package: Path) -> Iterator[str]:
    """Yield the modules of the package on a call stack, the innermost first."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if package in path.parents:
            yield ".".join(path.relative_to(package).with_suffix("").parts)
        frame = frame.f_back


if __name__ == "__main__":
    main()
