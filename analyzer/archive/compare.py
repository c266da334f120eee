"""Compare the articles of a run with an archive, as measurements of two rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import tee
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analyzer.archive.lookup import Matches, look_ups
from analyzer.archive.schema import ArticleFeatures, features_of_rows, identity_key
from analyzer.archive.store import Archive, open_archive
from analyzer.pipeline.compare import drop_recurring
from analyzer.rules import (
    archived_article,
    archived_sentence,
    near_duplicate_article,
    shared_sentence,
)
from analyzer.rules.measurement import Measurement

if TYPE_CHECKING:
    from analyzer.article import Article, Ints
    from analyzer.pipeline.batch import BatchResult
    from analyzer.pipeline.context import CorpusMeasurements, Index
    from analyzer.settings import Settings
    from analyzer.similarity.rows import Flags

COMPARED = (shared_sentence.RULE.name, near_duplicate_article.RULE.name)
# A sentence that this many archived articles have is a set phrase.
COMMON = 3
NONE = np.zeros((3, 0), np.int64)


@dataclass(frozen=True, eq=False)
class _Found:
    """The matches of some articles, with the spans that were looked up.

    Attributes
    ----------
    matches : Matches
    sentences : ndarray of int64, shape (3, n_sentence_pairs)
        Article, start and end of the sentence of each pair.
    quoted : ndarray of bool, shape (n_sentence_pairs,)
    bodies : ndarray of int64, shape (3, n_body_pairs)
        Article, start and end of the body of each pair.
    size : ndarray of int64, shape (n_body_pairs,)
        The number of its distinct sequences.
    """

    matches: Matches
    sentences: Ints
    quoted: Flags
    bodies: Ints
    size: Ints


@contextmanager
def open_index(path: str | Path | None) -> Iterator[Index | None]:
    """Open an archive to compare a run with; nothing where there is no path.

    Raises
    ------
    ArchiveError
        If it does not exist, or was made with another tokenizer or threshold.
    """
    if not path:
        yield None
        return
    with open_archive(path) as archive:
        yield ArchiveIndex(archive)


class ArchiveIndex:
    """An archive as the pipeline compares a run with it.

    Parameters
    ----------
    archive : Archive
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def compare(
        self,
        results: Sequence[BatchResult],
        texts: Sequence[Article],
        across: CorpusMeasurements,
        settings: Settings,
    ) -> CorpusMeasurements:
        """Return what the articles of a run share with those of the archive.

        Parameters
        ----------
        results : sequence of BatchResult
        texts : sequence of Article
        across : sequence of (Rule, Measurement)
            The measurements of the corpus rules: recurring lines come first, and are left
            out here too. Empty for one article.
        settings : Settings
        """
        keys = (identity_key(article, self._archive.path) for article in texts)
        rule = near_duplicate_article.RULE
        least = settings.options(rule.name, near_duplicate_article.Options).min_containment
        found = list(_look_up(self._archive, _rows(results, across), least, keys))
        return [
            (archived_article.RULE, _articles(found, len(texts))),
            (archived_sentence.RULE, _sentences(found, len(texts))),
        ]


def _rows(
    parts: Sequence[BatchResult], across: CorpusMeasurements
) -> Iterator[ArticleFeatures]:
    first, recurring = 0, across[0][1] if across else None
    for part in parts:
        end = first + len(part.titles)
        yield features_of_rows(
            *(drop_recurring(part.rows[name], first, end, recurring) for name in COMPARED)
        )
        first = end


def _look_up(
    archive: Archive, batches: Iterator[ArticleFeatures], threshold: float, keys: Iterable[str]
) -> Iterator[_Found]:
    looked_up, given = tee(batches)
    for rows, matches in zip(given, look_ups(archive, looked_up, threshold, keys), strict=True):
        sentence, body = matches.sentence, matches.body
        yield _Found(
            matches,
            np.stack([rows.article, rows.start, rows.end])[:, sentence],
            rows.quoted[sentence],
            np.stack([rows.body, rows.body_start, rows.body_end])[:, body],
            np.diff(rows.sequences.ptr)[body],
        )


def _joined(found: Sequence[_Found], part: Callable[[_Found], np.ndarray]) -> np.ndarray:
    return np.concatenate([np.zeros(0, np.int64), *(part(one) for one in found)])


def _articles(found: Sequence[_Found], n_articles: int) -> Measurement:
    """Report for each article the archived one that has most of its text."""
    size = _joined(found, lambda one: one.size)
    other, shared = (
        _joined(found, lambda one: one.matches.size),
        _joined(found, lambda one: one.matches.shared),
    )
    own, others = shared / np.maximum(size, 1), shared / np.maximum(other, 1)
    article, start, end = np.concatenate([NONE, *(one.bodies for one in found)], axis=1)
    archived = [one.matches.articles[i] for one in found for i in one.matches.article.tolist()]
    # Among equals the most similar one comes first.
    order = np.lexsort((-own, article))
    best = order[np.flatnonzero(np.diff(article[order], prepend=-1))]
    names = np.full(n_articles, "", object)
    names[article[best]] = [archived[at].name for at in best.tolist()]
    similarity = np.full(n_articles, np.nan)
    similarity[article[best]] = np.maximum(own, others)[best]
    return Measurement(
        np.nan_to_num(similarity),
        article=article[best],
        start=start[best],
        end=end[best],
        group=np.arange(len(best)),
        weight=own[best],
        label=[""] * len(best),
        message=[
            f"{round(100 * own[at])} % of this article was published before: {archived[at]}"
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


def _sentences(found: Sequence[_Found], n_articles: int) -> Measurement:
    """Report for each sentence the most similar archived one."""
    row = _joined(found, lambda one: one.matches.sentence)
    article, start, end = np.concatenate([NONE, *(one.sentences for one in found)], axis=1)
    quoted = _joined(found, lambda one: one.quoted).astype(bool)
    jaccard = _joined(found, lambda one: one.matches.jaccard)
    count = _joined(found, lambda one: one.matches.n_articles)
    line = _joined(found, lambda one: one.matches.line)
    archived = [one.matches.articles[i] for one in found for i in one.matches.archived.tolist()]
    text = [sentence for one in found for sentence in one.matches.text]
    other_article = (np.diff(article, prepend=-1) != 0) | (np.diff(row, prepend=-1) != 0)
    best = np.flatnonzero(other_article)
    places = best.tolist()
    return Measurement(
        np.bincount(article[best], minlength=n_articles).astype(np.float64),
        article=article[best],
        start=start[best],
        end=end[best],
        group=np.arange(len(best)),
        weight=jaccard[best],
        label=[f"{archived[at].key}:{line[at]}" for at in places],
        message=[
            _sentence_message(archived[at], int(line[at]), int(count[at]), text[at])
            for at in places
        ],
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


def _sentence_message(archived: Any, line: int, count: int, text: str) -> str:
    others = f" and {count - 1} more" if count > 1 else ""
    quoted = f": “{text}”" if text else ""
    return f"this sentence was published in {archived}, line {line}{others}{quoted}"
