"""Article metrics as features."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from sklearn.base import TransformerMixin
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.validation import check_is_fitted

from analyzer.article import Article, Floats
from analyzer.errors import SettingError
from analyzer.estimators.text_input import TextInput, map_batches
from analyzer.input_types import ColumnNames
from analyzer.inputs import to_articles
from analyzer.readers.document import KINDS
from analyzer.readers.markup_kind import MarkupKind
from analyzer.rules.reference_profile import Profile, load_profile, shipped_profile
from analyzer.rules.registry import ARTICLE_RULES, nearest_name
from analyzer.rules.scoring import quality, score_articles
from analyzer.segmentation import build_corpus
from analyzer.settings import Settings

Table = dict[str, Floats]


class QualityTransformer(TransformerMixin, TextInput):  # type: ignore[misc]
    """Turn each text into a row of metrics and rarities.

    The metrics are figures of a report: quality, words, sentences, reading ease,
    repetition and so on. A rarity, named after a rule, says how unusual the text
    is by that rule: -log10 of the share of reference articles with the same
    vocabulary size that score as high, from 0 to 4. No feature depends on the
    other texts.

    Parameters
    ----------
    text, title : str, optional
        The columns to read, where whole DataFrames are given.
    features : {"all", "metrics", "rarities"} or sequence of str
        A kind of feature, or the names of features in the order wanted.
    profile : str
        A reference profile written by ``analyzer calibrate``; empty for the one
        that comes with the package.
    language : str, optional
        The language code of texts that declare none, or their column.
    markup : {"auto", "text", "markdown", "html"}
        What the texts are written in; "auto" judges each by its content.
    n_jobs : int, optional
        The number of processes, -1 for one per processor.

    Attributes
    ----------
    means_ : ndarray of float64, shape (n_features,)
        The mean of each feature over the training texts. It replaces a value that
        is undefined, such as the reading ease in an unsupported language.
    n_features_in_ : int
        The number of columns of the training texts, 1 for a list or a Series.
    feature_names_in_ : ndarray of str
        Their names, where they were a table.

    Examples
    --------
    >>> from analyzer.estimators import QualityTransformer
    >>> rows = QualityTransformer(features=["quality", "words"]).fit_transform(["It rained."])
    >>> rows.tolist()
    [[100.0, 2.0]]
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "text": [str, None],
        "title": [str, None],
        "features": [StrOptions({"all", "metrics", "rarities"}), "array-like"],
        "profile": [str],
        "language": [str, None],
        "markup": [StrOptions(set(KINDS))],
        "n_jobs": [Integral, None],
    }

    def __init__(  # noqa: PLR0913 - a keyword for each option, as scikit-learn asks
        self,
        *,
        text: str | None = None,
        title: str | None = None,
        features: Literal["all", "metrics", "rarities"] | Iterable[str] = "all",
        profile: str = "",
        language: str | None = None,
        markup: MarkupKind = "auto",
        n_jobs: int | None = None,
    ) -> None:
        self.text = text
        self.title = title
        self.features = features
        self.profile = profile
        self.language = language
        self.markup = markup
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any = None) -> QualityTransformer:  # noqa: N803
        """Learn the names of the features and their means.

        Raises
        ------
        SettingError
            If there are no texts, or a feature is not known.
        """
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> Floats:  # noqa: ARG002, N803
        """Learn the means, and return the features of the same texts."""
        self._begin_fit(X)
        metrics, rarities = self._measure(X)
        if not metrics:
            raise SettingError("expected texts to fit on, got none")
        self._names = self._chosen(metrics, rarities)
        values = self._stacked(metrics | rarities)
        known = ~np.isnan(values)
        total = np.where(known, values, 0.0).sum(axis=0)
        self.means_ = total / np.maximum(known.sum(axis=0), 1)
        return np.where(known, values, self.means_)

    def transform(self, X: Any) -> Floats:  # noqa: N803
        """Return the features of each text, shape (n_texts, n_features)."""
        check_is_fitted(self)
        metrics, rarities = self._measure(X)
        if not metrics:
            return np.zeros((0, len(self._names)))
        values = self._stacked(metrics | rarities)
        return np.where(np.isnan(values), self.means_, values)

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[Any]:  # noqa: ARG002
        """Return the names of the features."""
        check_is_fitted(self)
        return np.array(self._names, dtype=object)

    def _chosen(self, metrics: Table, rarities: Table) -> tuple[str, ...]:
        if isinstance(self.features, str):
            kinds = {"all": metrics | rarities, "metrics": metrics, "rarities": rarities}
            return tuple(kinds[self.features])
        names, known = tuple(self.features), metrics | rarities
        for name in names:
            if name not in known:
                raise SettingError(
                    f"features: unknown feature {name!r}{nearest_name(name, list(known))}"
                )
        if not names:
            raise SettingError("features: no features are left; give at least one name")
        return names

    def _stacked(self, table: Table) -> Floats:
        return np.stack([table[name] for name in self._names], axis=1)

    def _measure(self, X: Any) -> tuple[Table, Table]:  # noqa: N803
        profile = load_profile(self.profile) if self.profile else shipped_profile()
        named = ColumnNames(self.text, self.title, language=self.language)
        articles = to_articles(X, named, self.markup)
        parts = map_batches(measure_features, articles, self.n_jobs, profile)
        if not parts:
            return {}, {}
        tables = zip(*parts, strict=True)
        metrics, rarities = (
            {name: np.concatenate([part[name] for part in own]) for name in own[0]}
            for own in tables
        )
        return metrics, rarities


def measure_features(batch: list[Article], profile: Profile) -> tuple[Table, Table]:
    """Return the metrics and the rarities of each article of a batch."""
    corpus = build_corpus(batch)
    measured = [
        (rule, rule.measure(corpus, rule.options())) for rule in ARTICLE_RULES if rule.measure
    ]
    own: list[list[Any]] = [[] for _ in batch]
    for finding in score_articles(corpus, measured, corpus.n_distinct, profile, Settings()):
        own[finding.article].append(finding)
    scores = np.array([quality(found) for found in own])
    metrics = {
        "quality": np.where(corpus.has_sentence, scores, np.nan),
        "words": corpus.sums(corpus.token_article),
        "sentences": corpus.sums(corpus.sentence_article),
    }
    rarities = {}
    for rule, found in measured:
        metrics |= found.columns
        if rule.name in profile.values:
            value = np.nan_to_num(found.value)
            name = rule.name.replace("-", "_")
            rarities[name] = profile.rarity(rule.name, value, corpus.n_distinct)
    return metrics, rarities
