"""Errors, and how bad input is told.

::

    AnalyzerError
    ├── ReadError       an input, or one record of it, could not be read
    ├── SettingError    a setting or an argument is wrong (also a ValueError)
    ├── WriteError      a report could not be written
    └── ArchiveError    an archive is damaged or was built with other settings

A message has three parts: where, what was met, what would be right.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class AnalyzerError(Exception):
    """The base of every error raised on purpose by this package."""


class ReadError(AnalyzerError):
    """An input, or one record of it, could not be read or measured.

    Attributes
    ----------
    problem : Problem
        Where it happened and what was met.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class SettingError(AnalyzerError, ValueError):
    """A setting or an argument is wrong."""


class WriteError(AnalyzerError):
    """A report could not be written."""


class ArchiveError(AnalyzerError):
    """An archive is damaged, or was built with other settings."""


class Problem(msgspec.Struct, frozen=True):
    """Something met while reading that the user should know of.

    Attributes
    ----------
    source : str
        The file as the user named it, or as it was found below a folder.
    message : str
        What was met and what would be right; no trailing full stop.
    row : int or None
        The record of that file, counted from 1 as articles count their rows.
    fatal : bool
        True where something named was not read, so that the run is not to be
        trusted (exit status 2); False for a warning, as of a guessed encoding.
    """

    source: str
    message: str
    row: int | None = None
    fatal: bool = True

    def __str__(self) -> str:
        where = self.source if self.row is None else f"{self.source}:{self.row}"
        return f"{where}: {self.message}"


ProblemHandler = Callable[[Problem], None]


def raise_fatal(problem: Problem) -> None:
    """Raise `problem` as a `ReadError` if it is fatal; warnings pass in silence."""
    if problem.fatal:
        raise ReadError(problem)
