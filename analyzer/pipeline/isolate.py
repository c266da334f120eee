"""Measuring a batch so that one failing article does not affect the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from analyzer.article import Article
from analyzer.errors import AnalyzerError, Diagnostic, ProblemHandler, format_exception
from analyzer.pipeline.batch import BatchResult, analyze_batch
from analyzer.rules.finding import Finding
from analyzer.rules.reference_profile import Profile
from analyzer.rules.unmeasurable_article import RULE
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
    """Yield the result of a batch, or one for each article if one of them fails.

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
        failed = error
    if len(articles) > 1:
        for article in articles:
            yield from measure_batch([article], settings, profile, on_problem, tables=tables)
        return
    message = RULE.message.format(label=format_exception(failed))
    on_problem(Diagnostic(articles[0].id or "an article without a name", message))
    part = analyze_batch([NOTHING], settings, profile, tables=tables)
    finding = Finding(0, 0, 0, RULE.name, RULE.severity, 0.0, "", 0.0, message, "")
    yield replace(part, findings=[finding])


def failed(part: BatchResult) -> bool:
    """Return whether a result is that of an article that could not be measured."""
    return any(finding.rule == RULE.name for finding in part.findings)
