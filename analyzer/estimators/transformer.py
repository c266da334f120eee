"""Article metrics as features."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import TransformerMixin
from sklearn.utils.validation import check_is_fitted

from analyzer.article import Article, Floats
from analyzer.errors import SettingError
from analyzer.estimators.text_input import TextInput
from analyzer.inputs import ColumnNames, to_articles
from analyzer.pipeline.batch import batches
from analyzer.readers.markup_kind import MarkupKind
from analyzer.rules.reference_profile import Profile, load_profile, shipped_profile
from analyzer.rules.registry import ARTICLE_RULES
from analyzer.segmentation import build_corpus


class QualityTransformer(TransformerMixin, TextInput):  # type: ignore[misc]
    """Turn each text into a row of metrics and rarities.

    The metrics are those of the articles table: words, sentences, reading ease,
    repetition and so on. A rarity, named after a rule, says how unusual the text
    is by that rule: -log10 of the share of reference articles with the same
    vocabulary size that score as high, from 0 to 4. No feature depends on the
    other texts.

    Parameters
    ----------
    text, title : str, optional
        The columns to read, where whole DataFrames are given.
    metrics, rarities : bool
        Which of the two kinds of feature to return.
    profile : str
        A reference profile written by ``analyzer calibrate``; empty for the one
        that comes with the package.
    language : str, optional
        The language code of texts that declare none, or their column.
    markup : {"auto", "text", "markdown", "html"}
        What the texts are written in; "auto" judges each by its content.

    Attributes
    ----------
    means_ : ndarray of float64, shape (n_features,)
        The mean of each feature over the training texts. It replaces a value that
        is undefined, such as the reading ease in an unsupported language.

    Examples
    --------
    >>> from analyzer.estimators import QualityTransformer
    >>> rows = QualityTransformer().set_output(transform="pandas").fit_transform(["It rained."])
    >>> int(rows["words"].iloc[0])
    2
    """

    def __init__(  # noqa: PLR0913 - a keyword for each option, as scikit-learn asks
        self,
        *,
        text: str | None = None,
        title: str | None = None,
        metrics: bool = True,
        rarities: bool = True,
        profile: str = "",
        language: str | None = None,
        markup: MarkupKind = "auto",
    ) -> None:
        self.text = text
        self.title = title
        self.metrics = metrics
        self.rarities = rarities
        self.profile = profile
        self.language = language
        self.markup = markup

    def fit(self, X: Any, y: Any = None) -> QualityTransformer:  # noqa: ARG002, N803
        """Learn the names of the features and their means.

        Raises
        ------
        SettingError
            If both kinds of feature are off, or there are no texts.
        """
        if not (self.metrics or self.rarities):
            raise SettingError("no features are left: metrics=False and rarities=False")
        table = self._measure(X)
        if not table:
            raise SettingError("expected texts to fit on, got none")
        values = np.stack([*table.values()], axis=1)
        known = ~np.isnan(values)
        total = np.where(known, values, 0.0).sum(axis=0)
        self.means_ = total / np.maximum(known.sum(axis=0), 1)
        self._names = tuple(table)
        return self

    def transform(self, X: Any) -> Floats:  # noqa: N803
        """Return the features of each text, shape (n_texts, n_features)."""
        check_is_fitted(self)
        table = self._measure(X)
        if not table:
            return np.zeros((0, len(self._names)))
        values = np.stack([*table.values()], axis=1)
        return np.where(np.isnan(values), self.means_, values)

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[Any]:  # noqa: ARG002
        """Return the names of the features."""
        check_is_fitted(self)
        return np.array(self._names, dtype=object)

    def _measure(self, X: Any) -> dict[str, Floats]:  # noqa: N803
        profile = load_profile(self.profile) if self.profile else shipped_profile()
        named = ColumnNames(self.text, self.title, language=self.language)
        articles = to_articles(X, named, self.markup)
        parts = [self._columns(batch, profile) for batch in batches(articles)]
        names = parts[0] if parts else ()
        return {name: np.concatenate([part[name] for part in parts]) for name in names}

    def _columns(self, batch: list[Article], profile: Profile) -> dict[str, Floats]:
        corpus = build_corpus(batch)
        metrics = {
            "words": corpus.sums(corpus.token_article),
            "sentences": corpus.sums(corpus.sentence_article),
        }
        rarities = {}
        for rule in ARTICLE_RULES:
            assert rule.measure is not None
            measured = rule.measure(corpus, rule.options())
            metrics |= measured.columns
            value = np.nan_to_num(measured.value)
            if rule.name in profile.values:
                name = rule.name.replace("-", "_")
                rarities[name] = profile.rarity(rule.name, value, corpus.n_distinct)
        return {**(metrics if self.metrics else {}), **(rarities if self.rarities else {})}
