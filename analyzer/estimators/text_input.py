"""What all estimators of texts share: their tags, what they were fitted on, parallel work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.parallel import Parallel, delayed

from analyzer.article import Article
from analyzer.pipeline.batch import batches
from analyzer.refused_inputs import has_columns

Result = TypeVar("Result")


class TextInput(BaseEstimator):  # type: ignore[misc]
    """An estimator that expects texts and has to be fitted."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags

    def _begin_fit(self, X: Any) -> None:  # noqa: N803
        """Check the parameters, and note how many columns the texts come in."""
        self._validate_params()
        names = getattr(X, "column_names", None)
        names = getattr(X, "columns", names) if names is None else names
        if names is None or not has_columns(X):
            self.n_features_in_ = 1
            self.__dict__.pop("feature_names_in_", None)
            return
        self.feature_names_in_ = np.array([str(name) for name in names], dtype=object)
        self.n_features_in_ = len(self.feature_names_in_)


def map_batches(
    work: Callable[..., Result], articles: Iterable[Article], n_jobs: Any, *arguments: Any
) -> list[Result]:
    """Return what a function makes of each batch of articles, in order.

    Parameters
    ----------
    work : callable
        Called with a list of articles and the arguments, in another process if there are
        several.
    articles : iterable of Article
    n_jobs : int or None
        As in scikit-learn.
    """
    calls = (delayed(work)(batch, *arguments) for batch in batches(articles))
    results: list[Result] = list(Parallel(n_jobs=n_jobs)(calls))
    return results
