"""What one batch of articles yields: the part of the work that runs anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from analyzer.article import Article, Floats, Ints
from analyzer.corpus import Corpus, build_corpus
from analyzer.phrases.keyphrase_density import keyphrase_columns
from analyzer.rules.reference_profile import Profile
from analyzer.rules.registry import ACROSS, ALONE
from analyzer.rules.rule import Evidence, Measure, Rows
from analyzer.rules.scoring import Finding, judge_alone
from analyzer.settings import Settings
from analyzer.text.positions import line_columns

if TYPE_CHECKING:
    from analyzer.tables import Table

BATCH_CHARACTERS = 500_000


class Part(msgspec.Struct, frozen=True, eq=False):
    """What one batch of articles yields; articles are counted within the batch.

    Attributes
    ----------
    titles, languages : tuple of str
    columns : mapping of str to ndarray, shape (n_articles,)
        Figures for the table of articles.
    labels : mapping of str to list of str
        Words for the table of articles.
    tables : mapping of str to Table
        Rows of other tables; their column ``article`` holds numbers.
    findings : list of Finding
    rows : mapping of str to Rows
        What each measure across articles keeps of the batch.
    """

    titles: tuple[str, ...]
    languages: tuple[str, ...]
    columns: dict[str, Floats]
    labels: dict[str, list[str]]
    tables: dict[str, Table]
    findings: list[Finding]
    rows: Mapping[str, Rows]


def batches(
    articles: Iterable[Article],
    characters: int = BATCH_CHARACTERS,
    settings: Settings | None = None,
) -> Iterator[list[Article]]:
    """Yield lists of whole articles of about so many characters, under the same settings."""
    batch: list[Article] = []
    size = 0
    for article in articles:
        apart = (
            batch and settings and settings.at(article.source) != settings.at(batch[0].source)
        )
        if batch and (size + len(article.text) > characters or apart):
            yield batch
            batch, size = [], 0
        batch.append(article)
        size += len(article.text)
    if batch:
        yield batch


def analyze_batch(
    articles: Sequence[Article], settings: Settings, profile: Profile, *, tables: bool = True
) -> Part:
    """Measure and judge a batch of articles, each alone.

    No figure depends on which articles share the batch.

    Parameters
    ----------
    articles : sequence of Article
    settings : Settings
    profile : Profile
    tables : bool
        Whether to fill the tables of a report; if not, rules that are not told
        are not measured.
    """
    corpus = build_corpus(articles)
    found = [
        (measure, measure.compute(corpus))
        for measure in ALONE
        if measure.compute and (tables or settings.tells(measure.name))
    ]
    columns: dict[str, Floats] = {
        "words": corpus.sums(corpus.token_article),
        "sentences": corpus.sums(corpus.sentence_article),
        "characters": corpus.sums(
            corpus.sentence_article, corpus.sentence_end - corpus.sentence_start
        ),
    }
    labels: dict[str, list[str]] = {}
    filled: dict[str, Table] = {}
    for measure, evidence in found if tables else ():
        columns |= evidence.columns
        labels |= {name: list(label) for name, label in evidence.labels.items()}
        if measure.table:
            filled[measure.table] = _rows(corpus, evidence)
    if tables and settings.key_phrase_field:
        further, words = keyphrase_columns(corpus, settings.key_phrase_field)
        columns, labels = columns | further, labels | words
    return Part(
        corpus.titles,
        corpus.languages,
        columns,
        labels,
        filled,
        judge_alone(corpus, found, corpus.n_distinct, profile, settings),
        _gather(corpus),
    )


def _gather(corpus: Corpus) -> dict[str, Rows]:
    """Keep the rows of each measure across articles; measures may share them."""
    different = dict.fromkeys(measure.gather for measure in ACROSS)
    kept = {gather: gather(corpus) for gather in different if gather}
    return {measure.name: kept[measure.gather] for measure in ACROSS if measure.gather}


def profile_values(articles: Sequence[Article]) -> tuple[dict[str, Floats], Ints]:
    """Return the value of every measure and the distinct words of each article."""
    corpus = build_corpus(articles)
    values = {m.name: m.compute(corpus).value for m in ALONE if m.compute}
    return values, corpus.n_distinct


def _rows(corpus: Corpus, evidence: Evidence) -> Table:
    """Rows of a measure's own table; an offset becomes the line it is on."""
    table: dict[str, Sequence[Any]] = dict(evidence.rows)
    article = np.asarray(table["article"], np.int64)
    start = np.asarray(table.pop("start"), np.int64)
    start, _ = corpus.locate(article, start, start + 1)
    lines = np.zeros(len(article), np.int64)
    for index in sorted(set(article.tolist())):
        here = np.flatnonzero(article == index)
        places = line_columns(corpus.articles[index].text, start[here].tolist())
        lines[here] = [line for line, _ in places]
    return {
        name: column.tolist() if isinstance(column, np.ndarray) else list(column)
        for name, column in [*table.items(), ("first_line", lines)]
    }


def known_rules() -> tuple[str, ...]:
    """Return the names of all rules."""
    return tuple(all_pages())


def all_pages() -> dict[str, str]:
    """Return the page of every rule: those of the measures, then those of the check."""
    from analyzer.checks import suppressions
    from analyzer.rules import archived_article, archived_sentence, low_quality
    from analyzer.rules import unmeasurable_article as failures

    archived = (archived_article.MEASURE, archived_sentence.MEASURE)
    pages = {measure.name: measure.explanation for measure in (*all_measures(), *archived)}
    return pages | {
        module.RULE: module.__doc__ or "" for module in (failures, low_quality, suppressions)
    }


def all_measures() -> tuple[Measure, ...]:
    """Return every registered measure."""
    return (*ALONE, *ACROSS)
