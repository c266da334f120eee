"""Simple baselines, and the libraries of the `bench` extra, on the same articles.

None of them finds stuffing by itself: each gets the figure that it offers and
that comes nearest to it, the more the more likely.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any

import Stemmer
import textstat
import yake
from datatrove.pipeline.filters.gopher_repetition_filter import find_top_duplicate, get_n_grams
from key_phrases import FIRST, f1, stemmed, text_of
from rake_nltk import Rake
from stuffing_data import Case

from analyzer.text.tokens import stop_words

WORD = re.compile(r"\w+(?:['’]\w+)*")
SENTENCE = re.compile(r"(?<=[.!?])\s+")


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return WORD.findall(text.lower())


def word_density(case: Case) -> float:
    """Return the share of the commonest stem that is no stop word."""
    words = words_of(case.text)
    counts = Counter(
        Stemmer.Stemmer("english").stemWords([w for w in words if w not in _stop()])
    )
    return max(counts.values(), default=0) / max(len(words), 1)


def title_density(case: Case) -> float:
    """Return how many words of the body stand in two words in a row of the title."""
    title, body = words_of(case.title), words_of(case.text)
    pairs = set(pairwise(title))
    return sum(pair in pairs for pair in pairwise(body)) / max(len(body), 1)


def gopher(case: Case) -> float:
    """Return the share of characters in the commonest two words in a row, by datatrove."""
    pairs = get_n_grams(case.text.split(), 2)
    return find_top_duplicate(pairs) / max(len(case.text), 1) if pairs else 0.0


def yake_density(case: Case) -> float:
    """Return the share of words that YAKE's first phrase takes."""
    found = _yake("en", 1).extract_keywords(case.text)
    return _density(found[0][0], case.text) if found else 0.0


def rake_density(case: Case) -> float:
    """Return the largest share of words that one of RAKE's first phrases takes."""
    found = rake(case.text, "en")[:FIRST]
    return max((_density(phrase, case.text) for phrase in found), default=0.0)


def easy(case: Case) -> float:
    """Return how easy textstat finds a text: repetitive pages may be. No word lists needed."""
    return -float(textstat.coleman_liau_index(case.text))


DETECTORS: dict[str, Callable[[Case], float]] = {
    "word density": word_density,
    "title n-gram density": title_density,
    "datatrove (Gopher) top 2-gram": gopher,
    "YAKE, density of its first phrase": yake_density,
    "rake-nltk, densest of its first phrases": rake_density,
    "textstat, ease by Coleman-Liau": easy,
}


def key_phrase_peers(rows: list[dict[str, Any]]) -> dict[str, list[float]]:
    """Return the F1 of each text, for each peer."""
    finders: dict[str, Callable[[str, str], list[str]]] = {
        "YAKE": lambda text, language: [
            phrase for phrase, _ in _yake(language, 5 * FIRST).extract_keywords(text)
        ],
        "rake-nltk": rake,
    }
    return {
        name: [_f1(find(text_of(row), str(row["lang"])), row) for row in rows]
        for name, find in finders.items()
    }


def rake(text: str, language: str) -> list[str]:
    """Return RAKE's phrases, the best first; words and sentences are given to it."""
    finder = Rake(
        stopwords=set(stop_words(language)),
        punctuations=set('.,;:!?()[]{}"“”‘’«»—–-/|'),
        sentence_tokenizer=SENTENCE.split,
        word_tokenizer=re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]").findall,
        max_length=5,
        include_repeated_phrases=False,
    )
    finder.extract_keywords_from_text(text)
    return list(finder.get_ranked_phrases())


def _f1(found: list[str], row: dict[str, Any]) -> float:
    names = list(dict.fromkeys(name for name in map(stemmed, found) if name))[:FIRST]
    return f1(set(names), {stemmed(phrase) for phrase in row["keyphrases"]} - {""})


def _density(phrase: str, text: str) -> float:
    words = words_of(text)
    wanted = words_of(phrase)
    n = len(wanted)
    places = sum(words[at : at + n] == wanted for at in range(len(words) - n + 1)) if n else 0
    return n * places / max(len(words), 1)


@lru_cache(maxsize=8)
def _yake(language: str, top: int) -> yake.KeywordExtractor:
    return yake.KeywordExtractor(lan=language, n=3, top=top)


@lru_cache(maxsize=1)
def _stop() -> frozenset[str]:
    return stop_words("en")
