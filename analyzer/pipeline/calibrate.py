"""Custom reference profiles: what is usual in a collection of articles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from analyzer.article import Article, Floats
from analyzer.errors import SettingError
from analyzer.input_types import ColumnNames
from analyzer.inputs import to_articles
from analyzer.pipeline.batch import batches, profile_values
from analyzer.rules.reference_profile import Profile, build_profile
from analyzer.rules.registry import BY_NAME
from analyzer.rules.rule import Rarity

if TYPE_CHECKING:
    from analyzer.input_types import TextData
    from analyzer.readers.markup_kind import MarkupKind

FEWEST = 100


def calibrate(
    data: TextData,
    name: str = "articles",
    *,
    text: str | None = None,
    title: str | None = None,
    language: str | None = None,
    markup: MarkupKind = "auto",
) -> Profile:
    """Make a reference profile: how often articles of yours repeat what.

    It says how the value of every rule scored by rarity is distributed over the articles;
    those with the same text count once. ``profile.save("courier.json")`` writes it, and
    ``analyze(..., settings={"profile": "courier.json"})`` uses it.

    Parameters
    ----------
    data : iterable of Article or str, Series, DataFrame or data set
        Articles without issues, as `analyze` takes them: what they contain will pass. At
        least a hundred; a thousand or more make the estimates of rare values reliable.
    name : str
        A name for the collection.
    text, title, language, markup
        As in `analyze`.

    Returns
    -------
    Profile

    Raises
    ------
    SettingError
        If there are fewer than a hundred different articles.
    """
    values: dict[str, list[Floats]] = {}
    sizes = []
    named = ColumnNames(text, title, language=language)
    articles = to_articles(data, named, markup, caller="analyzer.calibrate")
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
