"""Measuring a batch so that one article that fails costs no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from analyzer.article import Article
from analyzer.errors import AnalyzerError, Problem, ProblemHandler
from analyzer.pipeline.batch import BatchResult, analyze_batch
from analyzer.rules.finding import Finding
from analyzer.rules.reference_profile import Profile
from analyzer.rules.unmeasurable_article import RULE_ID
from analyzer.settings import Settings

NOTHING = Article("", "")


def measure_batch(
    articles: Sequence[Article],
    settings: Settings,
    profile: Profile,
    on_problem: ProblemHandler,
    *,
    tables: bool = True,
) -> Iterator[BatchResult]:
    """Yield the result of a batch, or one for each article where one of them fails.

    Parameters
    ----------
    articles : sequence of Article
    settings : Settings
    profile : Profile
    on_problem : callable
        Called with each article that could not be measured; it may raise.
    tables : bool
        Whether to fill the tables of a report.
    """
    try:
        yield analyze_batch(articles, settings, profile, tables=tables)
        return
    except AnalyzerError:
        raise
    except Exception as error:
        reason = format_exception(error)
    if len(articles) > 1:
        for article in articles:
            yield from measure_batch([article], settings, profile, on_problem, tables=tables)
        return
    message = f"could not be measured: {reason}"
    on_problem(Problem(articles[0].id or "an article without a name", message))
    result = analyze_batch([NOTHING], settings, profile, tables=tables)
    finding = Finding(0, 0, 0, RULE_ID, "error", 0.0, "", 0.0, message, "")
    yield replace(result, findings=[finding])


def failed(result: BatchResult) -> bool:
    """Return whether a result is that of an article that could not be measured."""
    return any(finding.rule == RULE_ID for finding in result.findings)


def format_exception(error: Exception) -> str:
    """Return an error in one line, with its location in the program."""
    import traceback

    text = " ".join(f"{type(error).__name__}: {error}".split())
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{text[:200]}{place}"
