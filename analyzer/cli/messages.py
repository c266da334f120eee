"""What commands write to standard error: problems, notices and failures."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, TextIO

import click

from analyzer.checks.result import BROKEN, CLEAN, FINDINGS
from analyzer.cli.signals import (
    Interrupted,
    handle,
    raise_interrupt,
    resend_lost,
    restore,
)
from analyzer.errors import AnalyzerError, Diagnostic, ReadError

if TYPE_CHECKING:
    from analyzer.article import Article

NO_THREAD = "can't start new thread"  # of a RuntimeError
INTERRUPTED = 130  # the convention of shells: 128 plus the number of the signal


class ProblemReporter:
    """Write problems to standard error as they occur, and keep them.

    Parameters
    ----------
    strict : bool
        Whether to stop at the first error.
    quiet : bool
        Whether to write errors only, no warnings.
    """

    def __init__(self, *, strict: bool = False, quiet: bool = False) -> None:
        self.problems: list[Diagnostic] = []
        self._strict, self._quiet = strict, quiet

    def __call__(self, problem: Diagnostic) -> None:
        """Report a problem."""
        if self._strict and problem.severity == "error":
            raise ReadError(problem)
        self.problems.append(problem)
        if problem.severity == "error" or not self._quiet:
            echo(f"{problem.severity}: {problem}")

    @property
    def failed(self) -> bool:
        """Whether there was an error, so that results are incomplete."""
        return any(problem.severity == "error" for problem in self.problems)

    def status(self, *, has_failing_findings: bool = False) -> int:
        """Return the exit status of a run with these problems."""
        if self.failed:
            return BROKEN
        return FINDINGS if has_failing_findings else CLEAN


def echo(message: str, *, quiet: bool = False) -> None:
    """Write a line to standard error, with control characters replaced."""
    if quiet:
        return
    from analyzer.text.terminal_text import replace_controls

    click.echo(replace_controls(message), err=True)


def with_progress(articles: Iterable[Article]) -> Iterable[Article]:
    """Show on a terminal how many articles have been read; elsewhere nothing."""
    if not sys.stderr.isatty():
        return articles
    from rich.console import Console
    from rich.progress import track

    return track(articles, "Analyzing", console=Console(stderr=True), transient=True)


@contextmanager
def standard_output() -> Iterator[TextIO]:
    """Yield standard output, which writes UTF-8 from now on.

    Where its reader needs no more, as ``head``, the rest is dropped: that is no error.
    """
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_output()


def show_fetching(done: int, total: int) -> None:
    """Show on a terminal how many pages have been fetched; elsewhere nothing."""
    if sys.stderr.isatty():
        is_last = done + 1 >= total
        shown = "" if is_last else f"Fetching {done + 1:,} of {total:,}"
        sys.stderr.write(f"\r\x1b[K{shown}")
        sys.stderr.flush()


class error_handler:  # noqa: N801
    """Turn an error into a message and exit status 2, an interrupt into status 130.

    Attributes
    ----------
    advice : str
        What follows the message of an interrupt.
    """

    advice = ""

    def __enter__(self) -> error_handler:
        self._former = handle(raise_interrupt)
        self._hook = sys.unraisablehook
        sys.unraisablehook = partial(resend_lost, self._hook)
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            self._report(error)
        finally:
            restore(self._former)
            sys.unraisablehook = self._hook

    def _report(self, error: BaseException | None) -> None:
        if isinstance(error, AnalyzerError):
            echo(f"error: {error}")
            sys.exit(BROKEN)
        if isinstance(error, KeyboardInterrupt):
            echo(f"interrupted{self.advice}")
            sys.exit(error.status if isinstance(error, Interrupted) else INTERRUPTED)
        if isinstance(error, OSError):
            _leave_output()
            where = f"{error.filename}: " if error.filename else ""
            echo(f"error: {where}cannot read or write: {error.strerror or error}")
            sys.exit(BROKEN)
        if isinstance(error, MemoryError) or NO_THREAD in str(error):
            echo("error: too little memory, or too many processes; try a smaller --jobs")
            sys.exit(BROKEN)
        if isinstance(error, ImportError):
            echo(f"error: cannot load a library: {' '.join(str(error).split())[-300:]}")
            sys.exit(BROKEN)
        known = (click.ClickException, click.Abort, click.exceptions.Exit)
        if isinstance(error, Exception) and not isinstance(error, known):
            import traceback

            traceback.print_exception(error)
            echo("error: Analyzer failed; please report this with the lines above")
            sys.exit(BROKEN)


def _leave_output() -> None:
    """Point standard output to nowhere, so that Python does not fail on it at its end."""
    with suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
