"""How many pages share text by design: versions, translations and parts of series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from analyzer.rules.doorway_pages import RULE as DOORWAYS
from analyzer.rules.measurement import Measurement
from analyzer.rules.page_names import Relation
from analyzer.rules.rule import Rule
from analyzer.settings import Settings

# One page and several.
NAMES = {
    Relation.VERSIONS: ("version", "versions"),
    Relation.TRANSLATIONS: ("translation", "translations"),
    Relation.SERIES: ("part of a series", "parts of a series"),
}

# What the page is that a finding names, and why the text of both is no copy.
DESCRIBED = {
    Relation.SAME_SUBJECT: " (same subject)",
    Relation.ANNOUNCED: " (same subject)",
    Relation.LINKED: " (linked page)",
    Relation.SIBLINGS: " (sibling page)",
    Relation.SERIES: " (another part of a series)",
    Relation.VERSIONS: " (another version)",
    Relation.TRANSLATIONS: " (translation)",
}


def count_related(
    across: Iterable[tuple[Rule, Measurement]], settings: Settings
) -> dict[Relation, int]:
    """Return the number of pages by their strongest relation to one that shares text.

    Doorway pages are reported, so that they are no series that is left alone.
    """
    strongest: dict[int, int] = {}
    doorways: set[int] = set()
    for rule, measurement in across:
        for page, relation in measurement.related.items():
            strongest[page] = max(strongest.get(page, 0), relation)
        # A report also measures rules that are off, for its tables.
        if rule.name == DOORWAYS.name and settings.is_enabled(rule.name, rule.enabled):
            doorways.update(measurement.article.tolist())
    counts = Counter(
        relation
        for page, relation in strongest.items()
        if relation != Relation.SERIES or page not in doorways
    )
    return {relation: counts[relation] for relation in NAMES if counts[relation]}


def describe_related(counts: Mapping[Relation, int]) -> str:
    """Return a part of a summary; empty where there are no such pages.

    Examples
    --------
    >>> describe_related({Relation.VERSIONS: 1204, Relation.SERIES: 1})
    'not compared as copies: 1,204 versions, 1 part of a series'
    """
    if not counts:
        return ""
    named = (f"{count:,} {NAMES[relation][count > 1]}" for relation, count in counts.items())
    return f"not compared as copies: {', '.join(named)}"
