"""Measuring one batch of articles: the part of the work that can run anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from analyzer.article import Article, Floats, Ints
from analyzer.corpus import Corpus
from analyzer.phrases.keyphrase_density import keyphrase_columns
from analyzer.rules import repetitive_text
from analyzer.rules.broken_metadata import broken_metadata
from analyzer.rules.finding import Finding
from analyzer.rules.measurement import Measurement
from analyzer.rules.reference_profile import Profile, shipped_profile
from analyzer.rules.registry import ARTICLE_RULES, CORPUS_RULES
from analyzer.rules.rule import Rule
from analyzer.rules.scoring import accepted_terms, quality, score_articles
from analyzer.segmentation import build_corpus
from analyzer.settings import Settings
from analyzer.similarity.article_rows import ArticleRows

if TYPE_CHECKING:
    from analyzer.tables import Table

BATCH_CHARACTERS = 500_000
FIELD = "field "  # before the name of a carried field, in labels


class BatchResult(msgspec.Struct, frozen=True, eq=False):
    """The results of one batch; articles are numbered within the batch.

    Attributes
    ----------
    titles, languages : tuple of str
    columns : mapping of str to ndarray, shape (n_articles,)
        Figures for the tables of articles and metrics.
    labels : mapping of str to list of str
        Words for the same tables.
    tables : mapping of str to Table
        ArticleRows of other tables; their column ``article`` holds numbers.
    findings : list of Finding
    rows : mapping of str to ArticleRows
        What each corpus rule keeps of the batch.
    accepted : sequence of (int, str, str)
        Article, rule and term of each phrase that the settings accept.
    """

    titles: tuple[str, ...]
    languages: tuple[str, ...]
    columns: dict[str, Floats]
    labels: dict[str, list[str]]
    tables: dict[str, Table]
    findings: list[Finding]
    rows: Mapping[str, ArticleRows]
    accepted: Sequence[tuple[int, str, str]] = ()


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
) -> BatchResult:
    """Measure and score each article of a batch alone.

    No result depends on which articles are in the same batch.

    Parameters
    ----------
    articles : sequence of Article
    settings : Settings
    profile : Profile
    tables : bool
        Whether to fill the tables of a report; if not, only rules that are on are
        measured.
    """
    corpus = build_corpus(articles)
    measured = [
        (rule, rule.measure(corpus, settings.options(rule.name, rule.options)))
        for rule in ARTICLE_RULES
        if rule.measure
        and (tables or (rule.reported and settings.is_enabled(rule.name, rule.enabled)))
    ]
    findings = score_articles(corpus, measured, corpus.n_distinct, profile, settings)
    columns: dict[str, Floats] = {
        "has_sentence": corpus.has_sentence.astype(np.float64),
        "words": corpus.sums(corpus.token_article),
        "sentences": corpus.sums(corpus.sentence_article),
        "characters": corpus.sums(
            corpus.sentence_article, corpus.sentence_end - corpus.sentence_start
        ),
    }
    if tables:
        columns["repetition_percentile"] = repetition_percentile(corpus, measured, profile)
    labels: dict[str, list[str]] = {}
    if tables:
        labels["language_source"] = _language_sources(corpus)
        labels |= carried_fields(articles, settings.fields)
    filled: dict[str, Table] = {}
    for rule, measurement in measured if tables else ():
        columns |= measurement.columns
        labels |= {name: list(label) for name, label in measurement.labels.items()}
        if rule.table:
            filled[rule.table] = _rows(corpus, measurement)
    if tables and settings.key_phrase_field:
        further, words = keyphrase_columns(corpus, settings.key_phrase_field)
        columns, labels = columns | further, labels | words
    return BatchResult(
        corpus.titles,
        corpus.languages,
        columns,
        labels,
        filled,
        sorted(findings + broken_metadata(corpus.articles, settings)),
        _extract(corpus),
        accepted_terms(measured, settings),
    )


def article_quality(articles: Sequence[Article]) -> Floats:
    """Return the quality of each article by the default settings, NaN without a sentence."""
    result = analyze_batch(articles, Settings(), shipped_profile(), tables=False)
    own: list[list[Finding]] = [[] for _ in articles]
    for finding in result.findings:
        own[finding.article].append(finding)
    scores = np.array([quality(found) for found in own], np.float64)
    return np.where(result.columns["has_sentence"] > 0, scores, np.nan)


def carried_fields(articles: Sequence[Article], fields: Sequence[str]) -> dict[str, list[str]]:
    """Return the labels of the fields that the user asks for, empty where there is none."""
    return {
        f"{FIELD}{field}": [
            " ".join(str("" if value is None else value).split())
            for value in (article.fields.get(field) for article in articles)
        ]
        for field in fields
    }


def _language_sources(corpus: Corpus) -> list[str]:
    """Return where the language of each article is from, empty for one without."""
    return [
        "given" if article.language else "detected" if language else ""
        for article, language in zip(corpus.articles, corpus.languages, strict=True)
    ]


def repetition_percentile(
    corpus: Corpus, measured: Sequence[tuple[Rule, Measurement]], profile: Profile
) -> Floats:
    """Return the percentage of reference articles of that vocabulary size that repeat less.

    What is compared is the number of words in runs that the article used before.
    """
    name = repetitive_text.RULE.name
    repeated = next(found.value for rule, found in measured if rule.name == name)
    rarity = profile.rarity(name, repeated, corpus.n_distinct)
    return np.where(corpus.has_sentence, 100 * (1 - 10**-rarity), np.nan)


def _extract(corpus: Corpus) -> dict[str, ArticleRows]:
    """Keep the rows of each rule across articles; rules may share them."""
    functions = dict.fromkeys(rule.extract for rule in CORPUS_RULES)
    rows = {extract: extract(corpus) for extract in functions if extract}
    return {rule.name: rows[rule.extract] for rule in CORPUS_RULES if rule.extract}


def profile_values(articles: Sequence[Article]) -> tuple[dict[str, Floats], Ints]:
    """Return the values of every rule and the vocabulary size of each article."""
    corpus = build_corpus(articles)
    values = {
        rule.name: rule.measure(corpus, rule.options()).value
        for rule in ARTICLE_RULES
        if rule.measure
    }
    return values, corpus.n_distinct


def _rows(corpus: Corpus, measurement: Measurement) -> Table:
    """Return the rows of a rule's own table; an offset becomes the line that it is on."""
    table: dict[str, Sequence[Any]] = dict(measurement.rows)
    article = np.asarray(table["article"], np.int64)
    lines = corpus.lines(article, np.asarray(table.pop("start"), np.int64))
    return {
        name: column.tolist() if isinstance(column, np.ndarray) else list(column)
        for name, column in [*table.items(), ("first_line", lines)]
    }
