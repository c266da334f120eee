"""Comparing the articles of all batches, and judging them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate

from msgspec.structs import replace

from analyzer.article import Article
from analyzer.batch import Part
from analyzer.corpus import Corpus
from analyzer.disk.shelf import names
from analyzer.engines.threads import Task, at_once
from analyzer.errors import AnalyzerError, Problem, Report
from analyzer.external.freed import give_back
from analyzer.failures import in_a_line
from analyzer.gathering import gathered, stack
from analyzer.measure import Evidence, Measure, Rows, Thresholds
from analyzer.measures import ACROSS
from analyzer.originality import Shared
from analyzer.scoring import Finding
from analyzer.settings import Settings

Across = Sequence[tuple[Measure, Evidence]]
Begun = tuple[Measure, Task[Evidence]]


def compare_parts(
    parts: Sequence[Part],
    settings: Settings,
    report: Report,
    *,
    tables: bool = True,
    jobs: int = 1,
) -> list[tuple[Measure, Evidence]]:
    """Run the measures across articles; what recurs is left out of the later ones.

    Parameters
    ----------
    parts : sequence of Part
    settings : Settings
    report : callable
        Told of each measure that failed, and finds nothing; it may raise.
    tables : bool
        Whether to work out the tables of pairs.
    jobs : int
        How many measures compare at once.
    """
    thresholds = Thresholds(settings.article_containment, settings.passage_words)
    first = list(accumulate((len(part.titles) for part in parts), initial=0))
    compared = partial(_compared, n_articles=first[-1], thresholds=thresholds, tables=tables)
    last = {measure.gather: measure.name for measure in ACROSS}
    held: dict[Callable[[Corpus], Rows] | None, Rows] = {}
    found: list[tuple[Measure, Evidence]] = []
    begun: list[Begun] = []
    limit = at_once(jobs)
    for measure in ACROSS:
        give_back()
        if measure.gather not in held:
            recurring = found[0][1] if found else None
            held[measure.gather] = gathered(parts, first, measure.name, recurring)
        rows = held[measure.gather]
        if measure.name == last[measure.gather]:
            del held[measure.gather]
        begun.append((measure, Task(partial(compared, measure, rows), limit)))
        del rows
        if not found:
            found = _finished(begun, compared, report)
    found += _finished(begun[1:], compared, report)
    give_back()
    return found


def _finished(
    begun: Sequence[Begun], compared: Callable[[Measure, Rows], Evidence], report: Report
) -> list[tuple[Measure, Evidence]]:
    """Return what measures find; nothing where one fails."""
    found = []
    for measure, task in begun:
        try:
            evidence = task.result()
        except AnalyzerError:
            raise
        except Exception as error:
            told = f"articles could not be compared: {in_a_line(error)}"
            report(Problem(measure.name, told))
            evidence = compared(measure, stack([]))
        found.append((measure, evidence))
    return found


def _compared(
    measure: Measure, rows: Rows, *, n_articles: int, thresholds: Thresholds, tables: bool
) -> Evidence:
    assert measure.compare is not None
    evidence = measure.compare(rows, n_articles, thresholds)
    # Now or never: what a table is made of is not kept in memory.
    return replace(evidence, rows=dict(evidence.rows) if tables else {})


def judged_parts(
    parts: Sequence[Part], texts: Sequence[Article], across: Across, settings: Settings
) -> Iterator[tuple[Part, int, list[list[Finding]]]]:
    """Yield each part, its first article, and the sorted findings of each article.

    Articles of findings are counted through all parts.
    """
    known = names(texts)
    shared = Shared(across, texts, [name.id for name in known])
    first = 0
    for part in parts:
        characters = part.columns["characters"].tolist()
        found: list[list[Finding]] = [[] for _ in characters]
        for finding in part.findings:
            article = first + finding.article
            found[finding.article].append(replace(finding, article=article))
        for at, own in enumerate(found, first):
            chosen = settings.at(known[at].source)
            own.extend(shared.judge(at, characters[at - first], chosen))
            own.sort()
        yield part, first, found
        first += len(found)
