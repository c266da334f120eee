"""From what an archive has of a run's articles to evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec.structs import replace

from analyzer import archived_article, archived_sentence
from analyzer.archive.lookup import Matches, look_up
from analyzer.archive.published import key_of
from analyzer.archive.rows import Compared, compared
from analyzer.measure import Evidence, Measure, Rows, inside, take

if TYPE_CHECKING:
    from analyzer.archive.store import Archive
    from analyzer.article import Article
    from analyzer.batch import Part
    from analyzer.comparing import Across
    from analyzer.settings import Settings

COMPARED = ("shared-sentence", "near-duplicate-article")
# A sentence that so many archived articles have is common property.
COMMON = 3


@dataclass(frozen=True, eq=False)
class _Found:
    """What was found of some articles."""

    rows: Compared
    matches: Matches


def against(
    archive: Archive,
    parts: Sequence[Part],
    texts: Sequence[Article],
    across: Across,
    settings: Settings,
) -> list[tuple[Measure, Evidence]]:
    """Compare the articles of a run with an archive.

    Parameters
    ----------
    archive : Archive
    parts : sequence of Part
    texts : sequence of Article
    across : sequence of (Measure, Evidence)
        What the measures across articles found: lines that recur come first, and
        are left out here too. Empty for one article.
    settings : Settings

    Returns
    -------
    list of (Measure, Evidence)
        Of archived-article and archived-sentence.
    """
    keys = [key_of(article, archive.path) for article in texts]
    found, first = [], 0
    for part in parts:
        recurring = across[0][1] if across else None
        rows = compared(*(_kept(part, first, recurring, name) for name in COMPARED))
        matches = look_up(archive, rows, settings.article_containment, keys)
        found.append(_Found(rows, matches))
        first += len(part.titles)
    return [
        (archived_article.MEASURE, _articles(found, first)),
        (archived_sentence.MEASURE, _sentences(found, first)),
    ]


def _kept(part: Part, first: int, recurring: Evidence | None, measure: str) -> Rows:
    """Return the rows of a measure that do not recur, articles counted from `first`."""
    rows = part.rows[measure]
    rows = replace(rows, article=rows.article + first)
    return rows if recurring is None else take(rows, ~inside(rows, recurring))


def _joined(found: Sequence[_Found], part: Callable[[_Found], np.ndarray]) -> np.ndarray:
    return np.concatenate([np.zeros(0, np.int64), *(part(one) for one in found)])


def _articles(found: Sequence[_Found], n_articles: int) -> Evidence:
    """Tell of each article the archived one that has most of its wording."""
    size = _joined(found, lambda one: np.diff(one.rows.sequences.ptr)[one.matches.body])
    other, shared = (
        _joined(found, lambda one: one.matches.size),
        _joined(found, lambda one: one.matches.shared),
    )
    own, others = shared / np.maximum(size, 1), shared / np.maximum(other, 1)
    article = _joined(found, lambda one: one.rows.body[one.matches.body])
    archived = [one.matches.articles[i] for one in found for i in one.matches.article.tolist()]
    # Of several that have as much the most similar comes first.
    order = np.lexsort((-own, article))
    best = order[np.flatnonzero(np.diff(article[order], prepend=-1))]
    names = np.full(n_articles, "", object)
    names[article[best]] = [archived[at].name for at in best.tolist()]
    similarity = np.full(n_articles, np.nan)
    similarity[article[best]] = np.maximum(own, others)[best]
    start = _joined(found, lambda one: one.rows.body_start[one.matches.body])
    end = _joined(found, lambda one: one.rows.body_end[one.matches.body])
    return Evidence(
        np.nan_to_num(similarity),
        article=article[best],
        start=start[best],
        end=end[best],
        group=np.arange(len(best)),
        weight=own[best],
        label=[""] * len(best),
        detail=[
            f"{own[at]:.0%} of the wording was published before: {archived[at]}"
            for at in best.tolist()
        ],
        share=own[best],
        columns={"archived_article": names, "archived_similarity": similarity},
        rows={
            "article_a": article.tolist(),
            "article_b": [one.name for one in archived],
            "jaccard": (shared / np.maximum(size + other - shared, 1)).tolist(),
            "containment_a": own.tolist(),
            "containment_b": others.tolist(),
            "scope": ["archive"] * len(article),
            "url_b": [one.url for one in archived],
            "date_b": [one.date for one in archived],
        },
    )


def _sentences(found: Sequence[_Found], n_articles: int) -> Evidence:
    """Tell of each sentence the archived one that is most like it."""
    row = _joined(found, lambda one: one.matches.sentence)
    article = _joined(found, lambda one: one.rows.article[one.matches.sentence])
    start = _joined(found, lambda one: one.rows.start[one.matches.sentence])
    end = _joined(found, lambda one: one.rows.end[one.matches.sentence])
    quoted = _joined(found, lambda one: one.rows.quoted[one.matches.sentence]).astype(bool)
    jaccard = _joined(found, lambda one: one.matches.jaccard)
    count = _joined(found, lambda one: one.matches.n_articles)
    line = _joined(found, lambda one: one.matches.line)
    archived = [one.matches.articles[i] for one in found for i in one.matches.archived.tolist()]
    text = [sentence for one in found for sentence in one.matches.text]
    other_article = (np.diff(article, prepend=-1) != 0) | (np.diff(row, prepend=-1) != 0)
    best = np.flatnonzero(other_article)
    places = best.tolist()
    return Evidence(
        np.bincount(article[best], minlength=n_articles).astype(np.float64),
        article=article[best],
        start=start[best],
        end=end[best],
        group=np.arange(len(best)),
        weight=jaccard[best],
        label=[f"{archived[at].key}:{line[at]}" for at in places],
        detail=[_told(archived[at], int(line[at]), int(count[at]), text[at]) for at in places],
        share=np.where(quoted | (count >= COMMON), 0.0, np.nan)[best],
        rows={
            "article_a": article.tolist(),
            "start_a": start.tolist(),
            "end_a": end.tolist(),
            "article_b": [one.name for one in archived],
            "line_b": line.tolist(),
            "sentence_b": text,
            "jaccard": jaccard.tolist(),
            "scope": ["archive"] * len(article),
            "url_b": [one.url for one in archived],
            "date_b": [one.date for one in archived],
        },
    )


def _told(archived: Any, line: int, count: int, text: str) -> str:
    others = f" and {count - 1} more" if count > 1 else ""
    quoted = f": “{text}”" if text else ""
    return f"this sentence was published in {archived}, line {line}{others}{quoted}"
