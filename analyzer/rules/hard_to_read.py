"""hard-to-read: long sentences of long words.

What it measures
----------------
Flesch reading ease, with the constants published for the language of the article, from
words per sentence and syllables per word: 100 is very easy, 30 is for academics. Beside
it is LIX, words per sentence plus the percentage of words of more than six letters, which
needs no syllables and serves other languages too. Headings do not count as sentences.

Why it matters
--------------
Readers leave what they have to read twice. The figure takes no points, because the text
does not say who its readers are.

Example
-------
"The implementation of the aforementioned organisational restructuring
necessitates comprehensive consideration of interdepartmental dependencies."

Instead
-------
"Before we change the departments, we must see who depends on whom."

Limits
------
Syllables of English words are counted from their spelling, those of other languages as
hyphenation points plus one; both are off by a few per cent. Languages written without
spaces have no figure. Texts of fewer than 100 words are measured but never reported.

References
----------
Flesch (1948) en; Amstad (1978) de; Kandel and Moles (1958) fr; Fernandez
Huerta (1959) es; Franchina and Vacca (1986) it; Douma (1960) nl; Oborneva
(2006) ru; Martins and others (1996) pt; Bjornsson (1968) LIX.
"""

from __future__ import annotations

import numpy as np

from analyzer.article import Block, Floats
from analyzer.corpus import Corpus
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import DEFAULT, WHOLE_BODY, Below, Rule
from analyzer.settings import RuleOptions
from analyzer.tables import Column
from analyzer.text import tokens as words
from analyzer.text.syllables import count_syllables

# Constant, weight of words per sentence, weight of syllables per word.
FLESCH = {
    "en": (206.835, 1.015, 84.6),
    "de": (180.0, 1.0, 58.5),
    "fr": (207.0, 1.015, 73.6),
    "es": (206.84, 1.02, 60.0),
    "it": (217.0, 1.3, 60.0),
    "nl": (206.84, 0.93, 77.0),
    "pt": (248.835, 1.015, 84.6),
    "ru": (206.835, 1.3, 60.1),
}
LONG_WORD = 6
SHORTEST = 100


class Options(RuleOptions, frozen=True):
    """The options of hard-to-read.

    Attributes
    ----------
    min_reading_ease : float
        An article with a lower Flesch reading ease is reported. Below 30 is "very
        difficult" on Flesch's scale.
    """

    min_reading_ease: float = 30.0


def measure(corpus: Corpus, _options: RuleOptions = DEFAULT) -> Measurement:
    """Measure the reading ease and LIX of each article."""
    counted = corpus.block_kind[corpus.token_block] != Block.HEADING
    n_words = corpus.sums(corpus.token_article, counted)
    first = corpus.sentence_ptr[:-1]
    n_sentences = corpus.sums(corpus.sentence_article[counted[first]])
    length = np.array([len(word) for word in corpus.vocabulary], np.int64)
    long_words = corpus.sums(
        corpus.token_article, counted * (length[corpus.token_id] > LONG_WORD)
    )
    ease, lix = np.full((2, len(corpus.articles)), np.nan)
    for language in set(corpus.languages) - words.UNSPACED:
        here = np.array([other == language for other in corpus.languages]) & (n_words > 0)
        per_sentence = n_words[here] / np.maximum(n_sentences[here], 1)
        lix[here] = per_sentence + 100 * long_words[here] / n_words[here]
        if language in FLESCH:
            constant, per_length, per_syllable = FLESCH[language]
            syllables = corpus.sums(
                corpus.token_article, counted * _syllables(corpus, here, language)
            )
            ease[here] = (
                constant
                - per_length * per_sentence
                - per_syllable * syllables[here] / n_words[here]
            )
    value = np.where(n_words >= SHORTEST, ease, np.nan)
    return Measurement(value, columns={"reading_ease": ease, "lix": lix})


def _syllables(corpus: Corpus, here: np.ndarray, language: str) -> Floats:
    """Syllables of each token; only the words of the articles in `here` are looked up."""
    tokens = corpus.token_id[here[corpus.token_article]]
    used = np.flatnonzero(np.bincount(tokens, minlength=len(corpus.vocabulary)))
    count = np.zeros(len(corpus.vocabulary))
    count[used] = count_syllables([corpus.vocabulary[index] for index in used], language)
    return np.asarray(count[corpus.token_id])


RULE = Rule(
    "hard-to-read",
    __doc__,
    message="hard to read: the Flesch reading ease is {value:.0f}",
    unit="Flesch reading ease",
    scoring=Below("min_reading_ease"),
    enabled=False,
    reads=WHOLE_BODY - {Block.HEADING},
    columns=(
        Column(
            "reading_ease",
            "number",
            "Flesch reading ease, for languages with published constants",
        ),
        Column("lix", "number", "LIX: words per sentence plus percentage of long words"),
    ),
    options=Options,
    measure=measure,
)
