"""The files that ``.gitignore`` files exclude, at every level."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

Rules = tuple[tuple[Path, "GitIgnoreSpec"], ...]
NAME = ".gitignore"


def rules_above(folder: Path) -> Rules:
    """Return the rules of the folders above `folder`, up to the root of its repository.

    None apply if `folder` is in no repository, or is itself excluded by them: a folder
    that the user names is read.
    """
    above = list(folder.parents)
    root = next(
        (
            number
            for number, parent in enumerate([folder, *above])
            if (parent / ".git").exists()
        ),
        0,
    )
    rules: Rules = ()
    for parent in reversed(above[:root]):
        rules = rules_with(parent, rules)
    return () if is_ignored(folder, rules, folder=True) else rules


def rules_with(folder: Path, rules: Rules) -> Rules:
    """Return the rules that hold in `folder`: its own, then those from above."""
    try:
        lines = (folder / NAME).read_text("utf-8-sig", "replace").splitlines()
    except OSError:
        return rules
    return ((folder, _compile(lines)), *rules)


def is_ignored(path: Path, rules: Rules, *, folder: bool) -> bool:
    """Return whether a path is excluded; the nearest matching rule decides."""
    for base, spec in rules:
        name = path.relative_to(base).as_posix() + ("/" if folder else "")
        include = spec.check_file(name).include
        if include is not None:
            return bool(include)
    return False


def _compile(lines: list[str]) -> GitIgnoreSpec:
    """Compile the lines; like git, ignore those that are not patterns."""
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
