"""The scikit-learn tags that all estimators of texts share."""

from __future__ import annotations

from typing import Any

from sklearn.base import BaseEstimator


class TextInput(BaseEstimator):  # type: ignore[misc]
    """An estimator that expects texts and has to be fitted."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags
