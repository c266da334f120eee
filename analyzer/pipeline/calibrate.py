"""House reference profiles: what is usual in a collection of one's own."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from analyzer.article import Article, Floats
from analyzer.errors import SettingError
from analyzer.pipeline.batch import batches, profile_values
from analyzer.rules.reference_profile import Profile, build_profile
from analyzer.rules.scoring import POLICIES

FEWEST = 100


def calibrate(articles: Iterable[Article], name: str) -> Profile:
    """Return how every measure that is judged by its tail is distributed over articles.

    Articles with the same text count once.

    Parameters
    ----------
    articles : iterable of Article
        Clean ones: what they have is what will pass. A hundred at least; a
        thousand or more make rare values sure.
    name : str
        What they are.

    Raises
    ------
    SettingError
        If there are too few.
    """
    values: dict[str, list[Floats]] = {}
    sizes = []
    for batch in batches(_distinct(articles)):
        found, size = profile_values(batch)
        sizes.append(size)
        for measure, value in found.items():
            values.setdefault(measure, []).append(value)
    size = np.concatenate([np.zeros(0, np.int64), *sizes])
    if len(size) < FEWEST:
        raise SettingError(f"{len(size)} different articles; a profile needs at least {FEWEST}")
    judged = {
        measure: np.nan_to_num(np.concatenate(parts))
        for measure, parts in values.items()
        if POLICIES[measure].judged_by == "tail"
    }
    return build_profile(name, judged, size)


def _distinct(articles: Iterable[Article]) -> Iterable[Article]:
    seen = set()
    for article in articles:
        key = hash(article.text)
        if key not in seen:
            seen.add(key)
            yield article
