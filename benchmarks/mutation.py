"""Change kernels and scoring in small ways, and count the changes that tests notice.

    python benchmarks/mutation.py [--sample 100] [--seed 1] [MODULE ...]

A mutant differs from the module in one comparison, sign, number, connective or condition.
The tests named for the module run on it in a process of their own; a mutant that they do
not notice survives, and is listed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = ["test_scoring", "test_measures", "test_seeds"]
TESTS = {
    "scoring": COMMON,
    "originality": [*COMMON, "test_contracts"],
    "order": ["test_order", "test_corpus"],
    "ngrams": ["test_ngrams", *COMMON],
    "numbering": ["test_similarity", "test_nearduplicates"],
    "corefilter": ["test_similarity", "test_nearduplicates"],
    "similarity": ["test_similarity", "test_nearduplicates"],
    "prefixjoin": ["test_similarity", "test_nearduplicates"],
    "rankedsets": ["test_similarity", "test_nearduplicates"],
    "clusters": ["test_clusters"],
    "passages": ["test_passages"],
    "phrases": ["test_phrases", *COMMON],
}
COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
WORKED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
SECONDS = 120


def changes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the number of each node that can be changed, and what is done to it."""
    hinted = {
        id(part)
        for node in ast.walk(tree)
        for hint in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if hint is not None
        for part in ast.walk(hint)
    }
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in hinted:
            continue
        if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
            yield number, "compare"
        elif isinstance(node, ast.BinOp) and type(node.op) in WORKED:
            yield number, "work"
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield number, "number"
        elif isinstance(node, ast.BoolOp):
            yield number, "connect"
        elif isinstance(node, ast.If | ast.IfExp):
            yield number, "turn"


def mutated(tree: ast.Module, number: int) -> tuple[str, int]:
    """Return the source of a mutant, and the line that differs."""
    changed = copy.deepcopy(tree)
    node = list(ast.walk(changed))[number]
    if isinstance(node, ast.Compare):
        node.ops[0] = COMPARED[type(node.ops[0])]()
    elif isinstance(node, ast.BinOp):
        node.op = WORKED[type(node.op)]()
    elif isinstance(node, ast.Constant):
        assert isinstance(node.value, int | float)
        node.value = node.value + 1
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.If | ast.IfExp):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    line = getattr(node, "lineno", 0)
    return ast.unparse(ast.fix_missing_locations(changed)), line


def noticed(folder: Path, module: str) -> bool:
    """Run the tests of a module on the copy; tell whether any fails."""
    files = [str(folder / "tests" / f"{name}.py") for name in TESTS[module]]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *files]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, check=False, timeout=SECONDS,
            env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def main() -> None:
    """Print the mutants that survive, and the share of those that do not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", default=sorted(TESTS))
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    trees = {
        name: ast.parse((ROOT / "analyzer" / f"{name}.py").read_text("utf-8"))
        for name in given.modules
    }
    every = [(name, *change) for name, tree in trees.items() for change in changes(tree)]
    chosen = random.Random(given.seed).sample(every, min(given.sample, len(every)))
    killed = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "copy"
        skip = shutil.ignore_patterns(".git", ".hypothesis", "__pycache__")
        shutil.copytree(ROOT, folder, ignore=skip)
        for done, (name, number, kind) in enumerate(chosen, 1):
            path = folder / "analyzer" / f"{name}.py"
            original = path.read_text("utf-8")
            source, line = mutated(trees[name], number)
            path.write_text(source, "utf-8")
            killed += noticed(folder, name)
            path.write_text(original, "utf-8")
            if killed + len(SURVIVORS) < done:
                SURVIVORS.append(f"{name}.py:{line}: {kind}")
                print("survives", SURVIVORS[-1], flush=True)
            if done % 10 == 0 or done == len(chosen):
                told = f"{killed} of {done} noticed, {killed / done:.0%}"
                print(f"{told} ({len(every)} possible)", flush=True)


SURVIVORS: list[str] = []


if __name__ == "__main__":
    main()
