"""Comparing the articles of all batches, and judging them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

import numpy as np

from analyzer.article import Article
from analyzer.batch import Part, shifted
from analyzer.corpus import Corpus
from analyzer.measure import Evidence, Measure, Rows, Thresholds, inside, stack, take
from analyzer.measures import ACROSS
from analyzer.originality import judge_across
from analyzer.scoring import Finding
from analyzer.settings import Settings


def judge_parts(
    parts: Sequence[Part], texts: Sequence[Article], settings: Settings
) -> tuple[list[Part], list[tuple[Measure, Evidence]], list[Finding]]:
    """Compare the articles of all parts, and judge them.

    Returns
    -------
    parts : list of Part
        With articles counted through all of them.
    across : list of (Measure, Evidence)
    judged : list of Finding
        Sorted.
    """
    first = list(accumulate((len(part.titles) for part in parts), initial=0))
    parts = [shifted(part, start) for part, start in zip(parts, first, strict=False)]
    across = _compare(parts, first[:-1], settings)
    characters = np.concatenate([np.zeros(0), *(part.columns["characters"] for part in parts)])
    judged = [finding for part in parts for finding in part.findings]
    from analyzer.shelf import names

    known = names(texts)
    held = [settings.at(name.source) for name in known] if settings.overrides else []
    ids = [name.id for name in known]
    for one in dict.fromkeys(held) or [settings]:
        found = judge_across(across, texts, ids, characters, one)
        judged += [f for f in found if not held or held[f.article] == one]
    judged.sort()
    return parts, across, judged


def _compare(
    parts: Sequence[Part], first: Sequence[int], settings: Settings
) -> list[tuple[Measure, Evidence]]:
    """Run the measures across articles; what recurs is left out of the later ones."""
    thresholds = Thresholds(settings.article_containment, settings.passage_words)
    n_articles = sum(len(part.titles) for part in parts)
    found: list[tuple[Measure, Evidence]] = []
    stacked: dict[Callable[[Corpus], Rows] | None, Rows] = {}
    for measure in ACROSS:
        if measure.gather not in stacked:
            rows = stack([part.rows[measure.name] for part in parts], first)
            stacked[measure.gather] = take(rows, ~inside(rows, found[0][1])) if found else rows
        assert measure.compare is not None
        evidence = measure.compare(stacked[measure.gather], n_articles, thresholds)
        found.append((measure, evidence))
    return found
