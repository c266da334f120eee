"""The small changes that `mutation.py` makes to a module, one at a time.

A mutant differs from its module in one comparison, operator, number, connective, condition,
truth value, one of a pair of names such as min and max, or lacks one statement. Type hints,
decorators, and what a class is made with are left alone.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
NEGATED = {ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn}
WORKED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift, ast.And: ast.Or, ast.Or: ast.And, ast.USub: ast.UAdd,
}  # fmt: skip
TWINS = (
    ("min", "max"), ("any", "all"), ("minimum", "maximum"), ("floor", "ceil"),
    ("argmin", "argmax"), ("logical_or", "logical_and"), ("left", "right"),
)  # fmt: skip
SWAPPED = dict(TWINS) | {right: left for left, right in TWINS}
BUILT_IN = {"min", "max", "any", "all"}
DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
# Characters of a line that are told before and after what differs.
AROUND = 40
PARTS = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass(frozen=True)
class Change:
    """Something else for a part of a tree: an attribute of a node, or an element of a list."""

    owner: Any
    key: str | int
    new: Any

    def swap(self, value: Any) -> Any:
        """Put something there, and return what was."""
        if isinstance(self.key, int):
            old, self.owner[self.key] = self.owner[self.key], value
        else:
            old = getattr(self.owner, self.key)
            setattr(self.owner, self.key, value)
        return old


@dataclass(frozen=True)
class Mutant:
    """A module with one change.

    Attributes
    ----------
    module : str
        Its path inside the package.
    scope : str
        The classes and functions around the statement that is changed.
    first, last : int
        The lines of the statement; of one that holds others, its head.
    on_import : bool
        Whether the statement runs when the module is imported.
    names : frozenset of str
        What others use, who may notice the change without running the statement:
        constants, functions with defaults or with a cache.
    told : str
        The lines that differ, before and after.
    """

    module: str
    scope: str
    first: int
    last: int
    on_import: bool
    names: frozenset[str]
    told: str
    tree: ast.Module = field(repr=False)
    change: Change = field(repr=False)

    @property
    def key(self) -> str:
        """A name that stays while the statement, its scope and its module do."""
        return f"{self.module} {self.scope}: {self.told}"

    def rank(self, seed: int) -> str:
        """Return its place in a random order, which changes elsewhere do not disturb."""
        return hashlib.sha256(f"{seed} {self.key}".encode()).hexdigest()

    def unchanged(self, package: Path) -> CodeType:
        """Compile the module as it is."""
        return compile(ast.fix_missing_locations(self.tree), package / self.module, "exec")

    def code(self, package: Path) -> CodeType:
        """Compile the module with the change."""
        old = self.change.swap(self.change.new)
        code = self.unchanged(package)
        self.change.swap(old)
        return code


def mutants(package: Path, module: str) -> list[Mutant]:
    """Return every mutant of a module."""
    tree = ast.parse((package / module).read_text("utf-8"))
    found, met = [], Counter[tuple[str, str]]()
    for holder, index, scopes in _statements(tree, ()):
        statement = holder[index]
        body = getattr(statement, "body", None)
        last = max(body[0].lineno - 1, statement.lineno) if body else statement.end_lineno
        scope = ".".join(outer.name for outer in scopes)
        inside = [outer for outer in scopes if not isinstance(outer, ast.ClassDef)]
        names = _names(statement, inside)
        for change in _changes(statement, holder, index):
            told = _told(statement, change)
            if not told:
                continue
            met[scope, told] += 1
            if met[scope, told] > 1:
                told += f" (place {met[scope, told]})"
            found.append(
                Mutant(
                    module, scope, statement.lineno, last, not inside, names, told, tree, change
                )
            )
    return found


def _statements(
    node: ast.AST, scopes: tuple[Any, ...]
) -> Iterator[tuple[list[Any], int, tuple[Any, ...]]]:
    """Yield every statement, by the list that holds it, and the definitions around it."""
    for part in PARTS:
        for index, child in enumerate(getattr(node, part, [])):
            if isinstance(child, ast.stmt):
                yield getattr(node, part), index, scopes
            inner = (*scopes, child) if isinstance(child, DEFINITIONS) else scopes
            yield from _statements(child, inner)


def _changes(statement: Any, holder: list[Any], index: int) -> Iterator[Change]:
    for node in _nodes(statement):
        yield from (*_operators(node), *_values(node), *_conditions(node))
    if isinstance(statement, ast.Break | ast.Continue):
        yield Change(
            holder, index, ast.Continue() if isinstance(statement, ast.Break) else ast.Break()
        )
    elif _droppable(statement):
        yield Change(holder, index, ast.Pass())


def _nodes(statement: Any) -> Iterator[ast.AST]:
    """Yield the nodes of a statement that are neither hints nor statements inside it."""
    parts: list[Any] = []
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        parts = [*statement.args.defaults, *statement.args.kw_defaults]
    elif not isinstance(statement, ast.ClassDef):
        yield statement
        for name, value in ast.iter_fields(statement):
            if name not in {*PARTS, "annotation"}:
                parts += value if isinstance(value, list) else [value]
    for part in parts:
        if isinstance(part, ast.AST):
            yield from _within(part)


def _within(node: ast.AST) -> Iterator[ast.AST]:
    # What zip is told to be strict about, no result shows.
    if not (isinstance(node, ast.keyword) and node.arg == "strict"):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from _within(child)


def _operators(node: Any) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                yield Change(ops, place, COMPARED[type(op)]())
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield Change(node, "operand", ast.UnaryOp(node.op, node.operand))
        case ast.BinOp() | ast.AugAssign() | ast.BoolOp() | ast.UnaryOp():
            if type(node.op) in WORKED:
                yield Change(node, "op", WORKED[type(node.op)]())


def _values(node: Any) -> Iterator[Change]:
    match node:
        case ast.Constant(value=bool(value)):
            yield Change(node, "value", not value)
        case ast.Constant(value=int(value) | float(value)):
            yield Change(node, "value", value + 1)
        case ast.Constant(value="left" | "right" as value):
            yield Change(node, "value", SWAPPED[value])
        case ast.Name(id=name, ctx=ast.PendingBatch()) if name in BUILT_IN:
            yield Change(node, "id", SWAPPED[name])
        case ast.Call(
            func=ast.Attribute(attr="zeros" | "ones" as name) as made, args=[size, *_]
        ):
            if not (isinstance(size, ast.Constant) and not size.value):
                yield Change(made, "attr", "ones" if name == "zeros" else "zeros")
        case ast.Attribute(attr=name, ctx=ast.PendingBatch()) if name in SWAPPED:
            yield Change(node, "attr", SWAPPED[name])


def _conditions(node: Any) -> Iterator[Change]:
    """Turn conditions round, but for those of which another change does as much."""
    match node:
        case ast.comprehension(ifs=ifs):
            for place, test in enumerate(ifs):
                if not _turned(test):
                    yield Change(ifs, place, ast.UnaryOp(ast.Not(), test))
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            if not _turned(test):
                yield Change(node, "test", ast.UnaryOp(ast.Not(), test))


def _turned(test: ast.expr) -> bool:
    match test:
        case ast.Compare(ops=[op]):
            return type(op) in NEGATED
        case ast.UnaryOp(op=ast.Not()) | ast.Constant() | ast.Name(id="TYPE_CHECKING"):
            return True
    return False


def _droppable(statement: Any) -> bool:
    """Tell whether a function without this statement may run: no name would be missing."""
    match statement:
        case ast.AugAssign() | ast.Raise() | ast.Delete() | ast.Return(value=None):
            return True
        case ast.Expr(value=value):
            return not isinstance(value, ast.Constant)
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            return True
        case ast.Assign(targets=[target], value=value):
            read = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
            return {n.id for n in ast.walk(target) if isinstance(n, ast.Name)} <= read
    return False


def _told(statement: Any, change: Change) -> str:
    """Return the lines that a change makes differ, empty where the source stays the same."""
    if isinstance(change.new, ast.stmt):
        return f"{ast.unparse(statement)} -> {ast.unparse(change.new)}"
    before = ast.unparse(statement).splitlines()
    old = change.swap(change.new)
    after = ast.unparse(statement).splitlines()
    change.swap(old)
    pairs = zip(before, after, strict=False)
    return " | ".join(_shortened(x.strip(), y.strip()) for x, y in pairs if x != y)


def _shortened(before: str, after: str) -> str:
    """Return two long lines where they differ, with some of what is around."""
    first = max(_alike(before, after) - AROUND, 0)
    last = max(_alike(before[::-1], after[::-1]) - AROUND, 0)
    if len(before) <= 2 * AROUND:
        first = last = 0
    lead, tail = "..." * (first > 0), "..." * (last > 0)
    parts = [lead + line[first : len(line) - last] + tail for line in (before, after)]
    return " -> ".join(parts)


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (x, y) in pairs if x != y), min(len(one), len(other)))


def _names(statement: Any, inside: list[Any]) -> frozenset[str]:
    if inside:
        return frozenset(outer.name for outer in inside if outer.decorator_list)
    if isinstance(statement, DEFINITIONS):
        return frozenset([statement.name])
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    return frozenset(
        node.id
        for target in targets
        if target is not None
        for node in ast.walk(target)
        if isinstance(node, ast.Name)
    )
