"""What an estimator of texts should keep to; scikit-learn hardly checks it.

Each check takes an estimator that is not fitted and raises an AssertionError
where it is broken. They run on scikit-learn's own vectorizers too.
"""

import pickle
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils import get_tags

TEXTS = [
    "The ferry left at noon. The ferry left at noon, they say.",
    "Rain fell on the harbour all night and all morning.",
    "The harbour ferry left late, for rain fell all night.",
    "Nobody saw the keeper light the harbour lamp at night.",
    "The keeper of the harbour lamp saw rain fall at noon.",
    "At noon the ferry left, and nobody saw rain fall on it.",
]
Check = Callable[[Any], None]


def dense(result: Any) -> np.ndarray:
    """Return a result as a plain array."""
    return result.toarray() if sparse.issparse(result) else np.asarray(result)


def outcome(estimator: Any, texts: Any = TEXTS) -> np.ndarray:
    """Return what an estimator makes of texts, transformer or clusterer."""
    fitted = clone(estimator).fit(texts)
    return fitted.labels_ if hasattr(fitted, "labels_") else dense(fitted.transform(texts))


def check_clone_has_the_same_parameters(estimator: Any) -> None:
    assert clone(estimator).get_params() == estimator.get_params()
    assert repr(clone(estimator)) == repr(estimator)


def check_constructor_only_stores(estimator: Any) -> None:
    assert not [name for name in vars(estimator) if name.endswith("_")]
    assert set(estimator.get_params()) <= set(vars(estimator))


def check_fit_returns_the_estimator(estimator: Any) -> None:
    assert estimator.fit(TEXTS) is estimator


def check_fit_leaves_the_parameters(estimator: Any) -> None:
    before = {name: repr(value) for name, value in estimator.get_params().items()}
    estimator.fit(TEXTS)
    assert {name: repr(value) for name, value in estimator.get_params().items()} == before


def check_fit_twice_is_fit_once(estimator: Any) -> None:
    once = clone(estimator).fit(TEXTS)
    twice = clone(estimator).fit(TEXTS[:3]).fit(TEXTS)
    if hasattr(once, "labels_"):
        assert np.array_equal(once.labels_, twice.labels_)
    else:
        assert np.array_equal(dense(once.transform(TEXTS)), dense(twice.transform(TEXTS)))


def check_fit_transform_is_fit_then_transform(estimator: Any) -> None:
    together = dense(clone(estimator).fit_transform(TEXTS))
    apart = dense(clone(estimator).fit(TEXTS).transform(TEXTS))
    np.testing.assert_allclose(together, apart, atol=1e-12)


def check_pickle_keeps_what_was_learned(estimator: Any) -> None:
    estimator.fit(TEXTS)
    again = pickle.loads(pickle.dumps(estimator))
    if hasattr(estimator, "labels_"):
        assert np.array_equal(again.labels_, estimator.labels_)
    else:
        assert np.array_equal(dense(again.transform(TEXTS)), dense(estimator.transform(TEXTS)))


def check_texts_are_left_as_they_are(estimator: Any) -> None:
    texts = np.array(TEXTS, dtype=object)
    texts.flags.writeable = False
    outcome(estimator, texts)
    listed = list(TEXTS)
    outcome(estimator, listed)
    assert listed == TEXTS


def check_containers_make_no_difference(estimator: Any) -> None:
    expected = outcome(estimator)
    for texts in (tuple(TEXTS), np.array(TEXTS, dtype=object), np.array(TEXTS)):
        np.testing.assert_array_equal(outcome(estimator, texts), expected)


def check_order_is_kept(estimator: Any) -> None:
    fitted = estimator.fit(TEXTS)
    order = [3, 0, 5, 1, 4, 2]
    mixed = dense(fitted.transform([TEXTS[at] for at in order]))
    np.testing.assert_allclose(mixed, dense(fitted.transform(TEXTS))[order], atol=1e-12)


def check_a_text_does_not_depend_on_the_others(estimator: Any) -> None:
    fitted = estimator.fit(TEXTS)
    whole = dense(fitted.transform(TEXTS))
    for at, text in enumerate(TEXTS):
        np.testing.assert_allclose(dense(fitted.transform([text]))[0], whole[at], atol=1e-12)


def check_transform_needs_fit(estimator: Any) -> None:
    with pytest.raises(NotFittedError):
        estimator.transform(TEXTS)


def check_feature_names_match_the_width(estimator: Any) -> None:
    rows = estimator.fit_transform(TEXTS)
    names = estimator.get_feature_names_out()
    assert names.dtype == object
    assert len(names) == len(set(names)) == rows.shape[1]
    assert all(isinstance(name, str) for name in names)


def check_a_bare_string_is_refused(estimator: Any) -> None:
    with pytest.raises(ValueError, match="string"):
        estimator.fit("one string")


def check_empty_texts_are_texts(estimator: Any) -> None:
    result = outcome(estimator, [*TEXTS, "", " \n"])
    assert len(result) == len(TEXTS) + 2
    assert np.isfinite(result).all()


def check_a_missing_text_is_refused_or_empty(estimator: Any) -> None:
    """None must never become the word "None"."""
    try:
        result = outcome(estimator, [*TEXTS, None])
    except (TypeError, ValueError, AttributeError):
        return
    empty = outcome(estimator, [*TEXTS, ""])
    np.testing.assert_array_equal(result, empty)


COMMON = (
    check_clone_has_the_same_parameters,
    check_constructor_only_stores,
    check_fit_returns_the_estimator,
    check_fit_leaves_the_parameters,
    check_fit_twice_is_fit_once,
    check_pickle_keeps_what_was_learned,
    check_texts_are_left_as_they_are,
    check_containers_make_no_difference,
    check_a_bare_string_is_refused,
    check_empty_texts_are_texts,
    check_a_missing_text_is_refused_or_empty,
)
TRANSFORMS = (
    check_fit_transform_is_fit_then_transform,
    check_order_is_kept,
    check_a_text_does_not_depend_on_the_others,
)
LEARNS = (check_transform_needs_fit,)
NAMES = (check_feature_names_match_the_width,)


def text_estimator_checks(estimator: Any) -> Iterator[tuple[Any, Check]]:
    """Yield clones of an estimator with each check that applies to it."""
    checks = [*COMMON]
    if hasattr(estimator, "transform"):
        checks += TRANSFORMS
        checks += LEARNS if get_tags(estimator).requires_fit else ()
    if hasattr(estimator, "get_feature_names_out"):
        checks += NAMES
    for check in checks:
        yield clone(estimator), check
