"""What all estimators of texts have in common."""

from __future__ import annotations

from typing import Any

from sklearn.base import BaseEstimator


class TextInput(BaseEstimator):  # type: ignore[misc]
    """Tell scikit-learn that texts are expected, and that fitting is not skipped."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags
