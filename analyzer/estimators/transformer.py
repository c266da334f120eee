"""The measures as features."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import TransformerMixin
from sklearn.utils.validation import check_is_fitted

from analyzer.article import Article, Floats
from analyzer.corpus import build_corpus
from analyzer.dataframes import to_articles
from analyzer.errors import SettingError
from analyzer.estimators.text_input import TextInput
from analyzer.pipeline.batch import batches
from analyzer.rules.reference_profile import Profile, load_profile, shipped_profile
from analyzer.rules.registry import ARTICLE_RULES


class QualityTransformer(TransformerMixin, TextInput):  # type: ignore[misc]
    """Turn texts into what the measures say of each: a row of figures per text.

    The figures are those of the table of articles (words, sentences, reading
    ease, repetition and so on) and, under the name of each rule, how unusual a
    text is by it: -log10 of the share of clean articles of the same size that
    have as much, between 0 and 4. No figure depends on the other texts.

    Parameters
    ----------
    text, title : str, optional
        The columns, where whole DataFrames are given.
    figures, tails : bool
        Whether to give the figures, and how unusual they are.
    profile : str
        A file written by ``analyzer calibrate``; the shipped one where empty.

    Attributes
    ----------
    means_ : ndarray of float64, shape (n_features,)
        The mean of each figure over the texts fitted on. It stands in where a
        figure cannot be told, as the reading ease of an unknown language.

    Examples
    --------
    >>> from analyzer.estimators import QualityTransformer
    >>> rows = QualityTransformer().set_output(transform="pandas").fit_transform(["It rained."])
    >>> int(rows["words"].iloc[0])
    2
    """

    def __init__(
        self,
        *,
        text: str | None = None,
        title: str | None = None,
        figures: bool = True,
        tails: bool = True,
        profile: str = "",
    ) -> None:
        self.text = text
        self.title = title
        self.figures = figures
        self.tails = tails
        self.profile = profile

    def fit(self, X: Any, y: Any = None) -> QualityTransformer:  # noqa: ARG002, N803
        """Learn which figures there are, and their means.

        Raises
        ------
        SettingError
            If no features are wanted, or there are no texts.
        """
        if not (self.figures or self.tails):
            raise SettingError("no features are left: figures=False and tails=False")
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
        """Return the figures of each text, shape (n_texts, n_features)."""
        check_is_fitted(self)
        table = self._measure(X)
        if not table:
            return np.zeros((0, len(self._names)))
        values = np.stack([*table.values()], axis=1)
        return np.where(np.isnan(values), self.means_, values)

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[Any]:  # noqa: ARG002
        """Return the names of the figures."""
        check_is_fitted(self)
        return np.array(self._names, dtype=object)

    def _measure(self, X: Any) -> dict[str, Floats]:  # noqa: N803
        profile = load_profile(self.profile) if self.profile else shipped_profile()
        articles = to_articles(X, text=self.text, title=self.title)
        parts = [self._columns(batch, profile) for batch in batches(articles)]
        names = parts[0] if parts else ()
        return {name: np.concatenate([part[name] for part in parts]) for name in names}

    def _columns(self, batch: list[Article], profile: Profile) -> dict[str, Floats]:
        corpus = build_corpus(batch)
        figures = {
            "words": corpus.sums(corpus.token_article),
            "sentences": corpus.sums(corpus.sentence_article),
        }
        tails = {}
        for rule in ARTICLE_RULES:
            assert rule.measure is not None
            measurement = rule.measure(corpus, rule.options())
            figures |= measurement.columns
            value = np.nan_to_num(measurement.value)
            if rule.name in profile.values:
                name = rule.name.replace("-", "_")
                tails[name] = profile.rarity(rule.name, value, corpus.n_distinct)
        return {**(figures if self.figures else {}), **(tails if self.tails else {})}
