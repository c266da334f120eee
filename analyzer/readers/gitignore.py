"""The files that ``.gitignore`` files exclude, at every level."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from analyzer.errors import Diagnostic
from analyzer.path_patterns import Pattern, compile_patterns, decide
from analyzer.readers.limits import MAX_IGNORE_BYTES, MAX_IGNORE_MATCHES, MAX_IGNORE_PATTERNS

if TYPE_CHECKING:
    from analyzer.errors import ProblemHandler

Rules = tuple[tuple[Path, tuple[Pattern, ...]], ...]
NAME = ".gitignore"


class IgnoreFiles:
    """The ``.gitignore`` files of a walk; one that reaches a limit is an error, and unread.

    Parameters
    ----------
    on_problem : callable
        Called with each `Diagnostic`.
    """

    def __init__(self, on_problem: ProblemHandler) -> None:
        self._report = on_problem
        self._left = MAX_IGNORE_MATCHES

    def rules_above(self, folder: Path) -> Rules:
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
            rules = self.rules_with(parent, rules)
        return () if self.ignores(folder, rules, folder=True) else rules

    def rules_with(self, folder: Path, rules: Rules) -> Rules:
        """Return the rules that hold in `folder`: its own, then those from above."""
        path = folder / NAME
        try:
            status = os.lstat(path)
            if not S_ISREG(status.st_mode):
                return rules
            if status.st_size > MAX_IGNORE_BYTES:
                self._refuse(path, f"{status.st_size} bytes", MAX_IGNORE_BYTES)
                return rules
            lines = path.read_text("utf-8-sig", "replace").splitlines()
        except OSError:
            return rules
        if len(lines) > MAX_IGNORE_PATTERNS:
            self._refuse(path, f"{len(lines)} lines", MAX_IGNORE_PATTERNS)
            return rules
        patterns = compile_patterns(lines)
        return ((folder, patterns), *rules) if patterns else rules

    def ignores(self, path: Path, rules: Rules, *, folder: bool) -> bool:
        """Return whether a path is ignored; the nearest rules that match it decide."""
        if not rules or self._left < 0:
            return False
        self._left -= sum(len(patterns) for _, patterns in rules)
        if self._left < 0:
            found = "too many patterns for so many files, so the rest is not ignored"
            self._refuse(rules[0][0] / NAME, found, MAX_IGNORE_MATCHES)
            return False
        for base, patterns in rules:
            name = path.relative_to(base).as_posix() + ("/" if folder else "")
            decided = decide(patterns, name)
            if decided is not None:
                return decided
        return False

    def _refuse(self, path: Path, found: str, most: int) -> None:
        source = path.as_posix().encode("utf-8", "backslashreplace").decode()
        self._report(Diagnostic(source, f"{found}; expected at most {most}"))
