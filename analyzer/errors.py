"""Errors, and how problems with the input are reported.

::

    AnalyzerError
    ├── ReadError       an input, or one record of it, could not be read
    ├── SettingError    a setting or an argument is wrong (also a ValueError)
    ├── WriteError      a report could not be written
    └── ArchiveError    an archive is damaged or was built with other settings

A message has three parts: the location, the value found and the value expected.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec


class AnalyzerError(Exception):
    """The base of every error raised on purpose by this package."""


class ReadError(AnalyzerError):
    """An input, or one record of it, could not be read or measured.

    Attributes
    ----------
    problem : Diagnostic
        The location and the message.
    """

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(str(problem))
        self.problem = problem


class SettingError(AnalyzerError, ValueError):
    """A setting or an argument is wrong."""


class WriteError(AnalyzerError):
    """A report could not be written."""


class ArchiveError(AnalyzerError):
    """An archive is damaged, or was built with other settings."""


ProblemSeverity = Literal["error", "warning", "note"]


class Diagnostic(msgspec.Struct, frozen=True):
    """An error or a warning about the input.

    Attributes
    ----------
    source : str
        The file as the user named it, or as it was found below a folder.
    message : str
        The value found and the value expected, without a full stop.
    row : int or None
        The number of the record in that file, from 1.
    severity : {"error", "warning", "note"}
        An error leaves results incomplete (exit status 2). A warning, such as
        a guessed encoding, does not. A note says what was left out on purpose.
    """

    source: str
    message: str
    row: int | None = None
    severity: ProblemSeverity = "error"

    def __str__(self) -> str:
        where = self.source if self.row is None else f"{self.source}:{self.row}"
        return f"{where}: {self.message}" if where else self.message


ProblemHandler = Callable[[Diagnostic], None]


def warn(problem: Diagnostic) -> None:
    """Report a problem as a Python warning."""
    import warnings

    warnings.warn(str(problem), RuntimeWarning, stacklevel=2)


def raise_error(problem: Diagnostic) -> None:
    """Raise `problem` as a `ReadError` if it is an error; ignore others."""
    if problem.severity == "error":
        raise ReadError(problem)


def format_exception(error: Exception) -> str:
    """Return an error in one line, with its location in the program."""
    import traceback

    text = " ".join(f"{type(error).__name__}: {error}".split())
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{text[:200]}{place}"
