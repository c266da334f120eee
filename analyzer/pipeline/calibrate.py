"""Custom reference profiles: what is usual in a collection of articles."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from analyzer.article import Article, Floats
from analyzer.errors import SettingError
from analyzer.pipeline.batch import batches, profile_values
from analyzer.rules.reference_profile import Profile, build_profile
from analyzer.rules.registry import BY_NAME
from analyzer.rules.rule import Rarity

FEWEST = 100


def calibrate(articles: Iterable[Article], name: str) -> Profile:
    """Return how the value of every rule scored by rarity is distributed over articles.

    Articles with the same text count once.

    Parameters
    ----------
    articles : iterable of Article
        Articles without issues: what they contain will pass. At least a hundred; a
        thousand or more make the estimates of rare values reliable.
    name : str
        A name for the collection.

    Raises
    ------
    SettingError
        If there are fewer than a hundred different articles.
    """
    values: dict[str, list[Floats]] = {}
    sizes = []
    for batch in batches(_distinct(articles)):
        found, size = profile_values(batch)
        sizes.append(size)
        for rule, value in found.items():
            values.setdefault(rule, []).append(value)
    size = np.concatenate([np.zeros(0, np.int64), *sizes])
    if len(size) < FEWEST:
        raise SettingError(f"{len(size)} different articles; a profile needs at least {FEWEST}")
    scored = {
        rule: np.nan_to_num(np.concatenate(parts))
        for rule, parts in values.items()
        if rule in BY_NAME and isinstance(BY_NAME[rule].scoring, Rarity)
    }
    return build_profile(name, scored, size)


def _distinct(articles: Iterable[Article]) -> Iterable[Article]:
    seen = set()
    for article in articles:
        key = hash(article.text)
        if key not in seen:
            seen.add(key)
            yield article
