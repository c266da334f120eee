"""unmeasurable-article: Analyzer itself failed on an article, and left it out.

What it measures
----------------
Nothing: measuring the article raised an error that nobody had thought of. It is
told with its place in the program, the article's row has no scores, and all
other articles are analyzed as if this one were empty. The exit status is 2.

Why it matters
--------------
One odd article among thousands must not cost the report on the others, and must
not pass for a clean one.

Example
-------
``could not be measured: IndexError: index 7 is out of bounds (candidates.py, line 31)``

Instead
-------
Tell the authors of Analyzer, with the article if you may; until it is mended,
leave the file out with ``exclude``. With ``--strict`` the run stops there.

Limits
------
A rule that compares articles with each other and fails is told as an error of the
run, which finds nothing by that rule; no article is at fault.

References
----------
None.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from analyzer.article import Article
from analyzer.errors import AnalyzerError, Problem, ProblemHandler
from analyzer.pipeline.batch import BatchResult, analyze_batch
from analyzer.rules.finding import Finding
from analyzer.rules.reference_profile import Profile
from analyzer.settings import Settings

RULE_ID = "unmeasurable-article"
NOTHING = Article("", "")


def measure(
    articles: Sequence[Article],
    settings: Settings,
    profile: Profile,
    on_problem: ProblemHandler,
    *,
    tables: bool = True,
) -> Iterator[BatchResult]:
    """Yield the part of a batch, or that of each article where one of them fails.

    Parameters
    ----------
    articles : sequence of Article
    settings : Settings
    profile : Profile
    on_problem : callable
        Told of each article that could not be measured; it may raise.
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
            yield from measure([article], settings, profile, on_problem, tables=tables)
        return
    message = f"could not be measured: {format_exception(failed)}"
    on_problem(Problem(articles[0].id or "an article without a name", message))
    part = analyze_batch([NOTHING], settings, profile, tables=tables)
    finding = Finding(0, 0, 0, RULE_ID, "error", 0.0, "", 0.0, message, "")
    yield replace(part, findings=[finding])


def failed(part: BatchResult) -> bool:
    """Tell whether a part is that of an article that could not be measured."""
    return any(finding.rule == RULE_ID for finding in part.findings)


def format_exception(error: Exception) -> str:
    """Return an error in a line, with its place in the program."""
    import traceback

    text = " ".join(f"{type(error).__name__}: {error}".split())
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{text[:200]}{place}"
