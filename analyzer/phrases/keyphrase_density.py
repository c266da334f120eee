"""The density of a key phrase that the user names, as Yoast SEO defines it.

It is no verdict of ours: a page may keep to the recommended range and repeat
its phrase so that every reader sees it. ``docs/keyphrase-density.md`` says how
the figures come about and where they differ.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from analyzer.article import Article, Floats, Ints
from analyzer.corpus import Corpus
from analyzer.phrases.content_words import title_content
from analyzer.segmentation import build_corpus
from analyzer.text.arrays import isin
from analyzer.text.tokens import STEMMERS, fold, stems

# Yoast SEO recommends so much; more where word forms are counted too.
FEWEST, MOST, MOST_WITH_FORMS = 0.5, 3.0, 3.5
# A mention weighs more, the more content words it has.
WEIGHT, WEIGHT_PER_WORD = 0.7, 1 / 3
# From so many content words, a sentence is on the phrase if it has half of them.
LONG = 4


class Density(msgspec.Struct, frozen=True):
    """How one body has its key phrase.

    Attributes
    ----------
    count : int
        In each sentence as often as the rarest of its content words, in any
        order and form.
    density : float
        Mentions per 100 words times 0.7 + L / 3, for L content words.
    verdict : {"below", "within", "above"}
        Against the recommended range.
    gap : float
        The longest run of sentences without it, as a share of all.
    """

    count: int
    density: float
    verdict: str
    gap: float


def keyphrase_columns(
    corpus: Corpus, field: str
) -> tuple[dict[str, Floats], dict[str, list[str]]]:
    """Return the columns of the articles' key phrases.

    Parameters
    ----------
    corpus : Corpus
    field : str
        The field of the articles that names the phrase of each.

    Returns
    -------
    columns : mapping of str to ndarray of float64, shape (n_articles,)
        NaN where an article names none.
    labels : mapping of str to list of str
    """
    named = [str(article.fields.get(field) or "").strip() for article in corpus.articles]
    asked = build_corpus(
        [
            Article("", "", title=phrase, language=language)
            for phrase, language in zip(named, corpus.languages, strict=True)
        ]
    )
    found: dict[int, Density] = {}
    for article, phrase in _phrases(asked).items():
        if corpus.without_spaces[article]:
            parts = fold(named[article]).split()
            density = _density(corpus, article, parts, _string_counts(corpus, article, parts))
        else:
            density = _density(corpus, article, phrase, _word_counts(corpus, article, phrase))
        if density:
            found[article] = density
    columns = {
        name: np.array(
            [getattr(found[at], name) if at in found else np.nan for at in range(len(named))],
            np.float64,
        )
        for name in ("count", "density", "gap")
    }
    return (
        {
            "focus_keyphrase_count": np.nan_to_num(columns["count"]),
            "focus_keyphrase_density": columns["density"],
            "focus_keyphrase_gap": columns["gap"],
        },
        {
            "focus_keyphrase": named,
            "focus_keyphrase_range": [
                found[at].verdict if at in found else "" for at in range(len(named))
            ],
        },
    )


def _phrases(asked: Corpus) -> dict[int, list[str]]:
    """Return the content words of each title; all of its words where it has none."""
    content = title_content(asked)
    words: dict[int, list[str]] = {}
    for token, article in zip(content.token.tolist(), content.article.tolist(), strict=True):
        words.setdefault(article, []).append(asked.vocabulary[asked.title_id[token]])
    for article in range(len(asked.titles)):
        own = asked.title_id[asked.title_ptr[article] : asked.title_ptr[article + 1]]
        if len(own):
            words.setdefault(article, [asked.vocabulary[word] for word in own.tolist()])
    return words


def _density(
    corpus: Corpus, article: int, phrase: list[str], has: Ints | None
) -> Density | None:
    """Measure one body by the counts of its phrase; None where it has no words."""
    if has is None:
        return None
    n_sentences = has.shape[1]
    count = int(has.min(axis=0).sum())
    weight = WEIGHT + WEIGHT_PER_WORD * len(phrase)
    density = 100 * count / int(corpus.n_words[article]) * weight
    most = MOST_WITH_FORMS if corpus.languages[article] in STEMMERS else MOST
    verdict = "below" if density < FEWEST else "above" if density > most else "within"
    share = (has > 0).mean(axis=0)
    on = share >= (0.5 if len(phrase) >= LONG else 1.0)
    return Density(count, density, verdict, _longest_without(on) / n_sentences)


def _word_counts(corpus: Corpus, article: int, phrase: list[str]) -> Ints | None:
    """Return how often each sentence has each word of a phrase, in any form.

    Returns
    -------
    ndarray of int64, shape (n_distinct_stems, n_sentences), or None
        None for a body without words. A word that the phrase has twice counts half.
    """
    own = slice(corpus.article_ptr[article], corpus.article_ptr[article + 1])
    if not corpus.n_words[article]:
        return None
    language = corpus.languages[article]
    sentence = corpus.token_sentence[own]
    sentence = sentence - sentence[0]
    forms = _forms(corpus, language)
    wanted = stems(phrase, language)
    return np.stack(
        [
            np.bincount(
                sentence[isin(corpus.token_id[own], np.array(forms.get(stem, []), np.int64))],
                minlength=int(sentence[-1]) + 1,
            )
            // wanted.count(stem)
            for stem in dict.fromkeys(wanted)
        ]
    )


def _string_counts(corpus: Corpus, article: int, parts: list[str]) -> Ints | None:
    """Return how often each sentence has each part of a phrase as a string.

    Without spaces between words, the words around a phrase may join it.
    """
    chosen = np.flatnonzero(corpus.sentence_article == article)
    if not len(chosen) or not parts:
        return None
    edges = zip(
        corpus.sentence_start[chosen].tolist(),
        corpus.sentence_end[chosen].tolist(),
        strict=True,
    )
    sentences = ["".join(fold(corpus.prose[start:end]).split()) for start, end in edges]
    return np.array([[text.count(part) for text in sentences] for part in parts], np.int64)


def _forms(corpus: Corpus, language: str) -> Mapping[str, list[int]]:
    """Return the words of the vocabulary, as numbers, by stem."""
    if (_forms, language) not in corpus.memo:
        forms: dict[str, list[int]] = {}
        for word, stem in enumerate(stems(corpus.vocabulary, language)):
            forms.setdefault(stem, []).append(word)
        corpus.memo[_forms, language] = forms
    found: Mapping[str, list[int]] = corpus.memo[_forms, language]
    return found


def _longest_without(on: np.ndarray) -> int:
    """Return the length of the longest run of sentences that are not on the phrase."""
    edges: Ints = np.concatenate([[-1], np.flatnonzero(on), [len(on)]])
    return int(np.diff(edges).max()) - 1
