"""The files that ``.gitignore`` files exclude, at every level."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_ISREG

from analyzer.errors import SettingError
from analyzer.readers.ignore_patterns import Pattern, compile_patterns, decide
from analyzer.readers.limits import MAX_IGNORE_BYTES, MAX_IGNORE_PATTERNS

Rules = tuple[tuple[Path, tuple[Pattern, ...]], ...]
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
    """Return the rules that hold in `folder`: its own, then those from above.

    Raises
    ------
    SettingError
        If its file is too large, or has too many patterns.
    """
    path = folder / NAME
    try:
        status = os.lstat(path)
        if not S_ISREG(status.st_mode):
            return rules
        if status.st_size > MAX_IGNORE_BYTES:
            raise SettingError(
                f"{path}: {status.st_size} bytes; expected at most {MAX_IGNORE_BYTES}"
            )
        lines = path.read_text("utf-8-sig", "replace").splitlines()
    except OSError:
        return rules
    patterns = compile_patterns(lines)
    if len(patterns) > MAX_IGNORE_PATTERNS:
        raise SettingError(
            f"{path}: {len(patterns)} patterns; expected at most {MAX_IGNORE_PATTERNS}"
        )
    return ((folder, patterns), *rules)


def is_ignored(path: Path, rules: Rules, *, folder: bool) -> bool:
    """Return whether a path is ignored; the nearest rules that match it decide."""
    for base, patterns in rules:
        name = path.relative_to(base).as_posix() + ("/" if folder else "")
        decided = decide(patterns, name)
        if decided is not None:
            return decided
    return False
