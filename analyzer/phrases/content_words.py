"""The content words of a batch, and the runs they form."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.article import Block, Flags, Ints, Span
from analyzer.corpus import Corpus, per_corpus
from analyzer.similarity.quotations import quoted_tokens
from analyzer.text import tokens
from analyzer.text.characters import code_points

# Two words of one phrase have at most two stop words between them ("out of the").
WIDEST_STEP = 3
# English stop words that still have meaning in a phrase ("New York", "make your own").
LEXICAL = """
new old good better best great big little long high right left first second sun long able
available different certain particular way ways thing things lot lots used use uses using
make makes making made take takes taking taken took give gives giving gave given get gets
getting got gotten go goes going went gone come comes coming came keep keeps kept want wants
wanted need needs try tries trying tried see seeing saw seen think thinks thought put puts
let lets tend tends begin begins began begun become becomes becoming became thank thanks
allow allows seem seems seemed
"""
SEPARATORS = ",;:!?()[]{}<>|/\\•·…、。，；：！？（）「」『』【】《》｡､،؛؟।"
DASHES = "-–—―‒"
# Languages that write ordinary nouns with a capital.
CAPITAL_NOUNS = frozenset({"de", "lb"})
# Words of a unit after a number: "3 mln dlrs".
LONGEST_UNIT = 2
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


class Content(msgspec.Struct, frozen=True, eq=False):
    """The content words of spans of text: what is left without stop words.

    Attributes
    ----------
    token : ndarray of int64, shape (n_content,)
        The position of each among the tokens.
    stem : ndarray of int64, shape (n_content,)
        Equal for the forms of one word, within an article.
    article : ndarray of int64, shape (n_content,)
    run_ptr : ndarray of int64, shape (n_runs + 1,)
        A run contains no sentence end and no separating punctuation, and its
        words are at most `WIDEST_STEP` tokens apart.
    """

    token: Ints
    stem: Ints
    article: Ints
    run_ptr: Ints

    @property
    def run_article(self) -> Ints:
        """The article of each run."""
        return self.article[self.run_ptr[:-1]]


@per_corpus
def content_words(corpus: Corpus) -> Flags:
    """Return which tokens of the bodies are content words, shape (n_tokens,)."""
    flags = np.zeros(len(corpus.token_id), bool)
    flags[body_content(corpus).token] = True
    return flags


@per_corpus
def stop_tokens(corpus: Corpus) -> Flags:
    """Return which tokens of the bodies are stop words, shape (n_tokens,)."""
    return _of_words(corpus, corpus.token_id, corpus.token_article)[1]


@per_corpus
def body_content(corpus: Corpus) -> Content:
    """Return the content words of the bodies, without labels and inline code."""
    stem, stop = _of_words(corpus, corpus.token_id, corpus.token_article)
    token = np.flatnonzero(~stop & ~corpus.inside(Span.LABEL, Span.CODE))
    sentence = np.diff(corpus.token_sentence, prepend=-1) != 0
    # A separator before a stop word parts the content words around it as well.
    part = np.cumsum(separated(corpus) | sentence)[token]
    wide = np.diff(token, prepend=-WIDEST_STEP) > WIDEST_STEP
    return _content(token, stem[token], corpus.token_article[token], part, wide)


@per_corpus
def running_content(corpus: Corpus) -> Content:
    """Return the content words of sentences and lists, without numbers and their units.

    These are the words that repeated phrases are made of. Headings, tables, captions and
    lists of links are left out, as well as measures ("5 pct", "3 mln dlrs").
    """
    body = body_content(corpus)
    kept = in_sentences_or_lists(corpus)[body.token] & ~measures(corpus)[body.token]
    token = body.token[kept]
    run = np.repeat(np.arange(len(body.run_ptr) - 1), np.diff(body.run_ptr))[kept]
    wide = np.diff(token, prepend=-WIDEST_STEP) > WIDEST_STEP
    return _content(token, body.stem[kept], body.article[kept], run, wide)


@per_corpus
def in_sentences_or_lists(corpus: Corpus) -> Flags:
    """Return which tokens are in running prose or fragments of lists, shape (n_tokens,)."""
    fragment = (corpus.block_kind == Block.FRAGMENT)[corpus.token_block]
    return np.asarray(corpus.running | (fragment & ~corpus.inside(Span.LABEL, Span.CODE)))


@per_corpus
def beside_code(corpus: Corpus) -> Flags:
    """Return which tokens are in sentences with inline code, shape (n_tokens,)."""
    code = corpus.span_start[corpus.span_kind == Span.CODE]
    sentence = np.searchsorted(corpus.sentence_start, code, side="right") - 1
    code, sentence = code[sentence >= 0], sentence[sentence >= 0]
    holds = np.zeros(len(corpus.sentence_start), bool)
    holds[sentence[code < corpus.sentence_end[sentence]]] = True
    return np.asarray(holds[corpus.token_sentence])


@per_corpus
def measures(corpus: Corpus) -> Flags:
    """Return which tokens are numbers, or units that follow one, shape (n_tokens,).

    Up to `LONGEST_UNIT` words after a number are its unit. A year has none, nor the
    number of a name ("Platform 2").
    """
    first = code_points(corpus.prose)[corpus.token_start]
    number = (first >= ord("0")) & (first <= ord("9"))
    parted = separated(corpus) | (np.diff(corpus.token_sentence, prepend=-1) != 0)
    named = np.append(False, corpus.token_upper[:-1])[: len(number)] & ~parted
    measured = number & ~named & ~_years(corpus, number)
    word = ~number & ~parted & content_words(corpus)
    result, before = number.copy(), measured
    for _ in range(LONGEST_UNIT):
        before = np.append(False, before[:-1])[: len(word)] & word
        result |= before
    return result


def _years(corpus: Corpus, number: Flags) -> Flags:
    year = np.array([_YEAR.fullmatch(word) is not None for word in corpus.vocabulary], bool)
    result = number.copy()
    result[number] = year[corpus.token_id[number]]
    return result


@per_corpus
def title_content(corpus: Corpus) -> Content:
    """Return the content words of the titles; tokens are those of `Corpus.title_id`."""
    article = np.repeat(np.arange(len(corpus.titles)), np.diff(corpus.title_ptr))
    stem, stop = _of_words(corpus, corpus.title_id, article)
    token = np.flatnonzero(~stop)
    wide = np.diff(token, prepend=-WIDEST_STEP) > WIDEST_STEP
    return _content(token, stem[token], article[token], article[token], wide)


def _content(token: Ints, stem: Ints, article: Ints, part: Ints, wide: Flags) -> Content:
    first = np.flatnonzero(wide | (np.diff(part, prepend=-1) != 0))
    return Content(token, stem, article, np.append(first, len(token)))


@per_corpus
def separated(corpus: Corpus) -> Flags:
    """Return which tokens of the bodies have punctuation before them that separates phrases.

    Hyphens, apostrophes and full stops inside a sentence do not ("sell-off",
    "St. Louis"); a dash with a space beside it does.
    """
    codes = code_points(corpus.prose)
    kind = _punctuation()[np.minimum(codes, 0xFFFF)]
    edge = np.zeros(len(codes) + 1, bool)
    edge[corpus.prose_ptr] = True
    dash, space = np.flatnonzero(kind == 2), np.append(codes == 32, False)
    beside = (space[dash - 1] & ~edge[dash]) | (space[dash + 1] & ~edge[dash + 1])
    kind[dash[beside]] = 1
    mark = np.flatnonzero(kind == 1)
    before = np.searchsorted(corpus.token_start, mark)
    # What comes before the first word of an article belongs to that article.
    opens = corpus.prose_ptr[corpus.token_article]
    ends = np.maximum(opens, np.append(0, corpus.token_end[:-1]))
    between = np.append(ends, len(codes))[before] <= mark
    result = np.zeros(len(corpus.token_start), bool)
    result[before[between]] = True
    return result


@lru_cache(maxsize=1)
def _punctuation() -> npt.NDArray[np.uint8]:
    """Return 1 for each separator, 2 for each dash, 0 for other characters."""
    table = np.zeros(0x10000, np.uint8)
    table[[ord(mark) for mark in SEPARATORS]] = 1
    table[[ord(mark) for mark in DASHES]] = 2
    return table


def _of_words(corpus: Corpus, token_id: Ints, article: Ints) -> tuple[Ints, Flags]:
    """Return the stem of each token, and whether it is a stop word, in its language."""
    stems = np.empty(len(token_id), np.int64)
    stops = np.empty(len(token_id), bool)
    for language in sorted(set(corpus.languages)):
        of_language = np.array([code == language for code in corpus.languages])
        here = slice(None) if of_language.all() else np.flatnonzero(of_language[article])
        stem, stop = _lexicon(corpus, language)
        stems[here], stops[here] = stem[token_id[here]], stop[token_id[here]]
    return stems, stops


def _lexicon(corpus: Corpus, language: str) -> tuple[Ints, Flags]:
    """Return the number of each word's stem, and whether it is a stop word."""
    if (_lexicon, language) not in corpus.memo:
        vocabulary = corpus.vocabulary
        numbers: dict[str, int] = {}
        stem = [numbers.setdefault(s, len(numbers)) for s in tokens.stems(vocabulary, language)]
        stop = tokens.stop_words(language) - set(LEXICAL.split() if language == "en" else ())
        corpus.memo[_lexicon, language] = (
            np.array(stem, np.int64),
            np.array([word in stop for word in vocabulary], bool),
        )
    found: tuple[Ints, Flags] = corpus.memo[_lexicon, language]
    return found


@per_corpus
def own_words(corpus: Corpus) -> Flags:
    """Return which tokens of sentences and lists are the author's, shape (n_tokens,).

    Quotations are left out, and sentences that contain code: a reference repeats
    its terms.
    """
    if not len(corpus.token_id):
        return np.zeros(0, bool)
    return in_sentences_or_lists(corpus) & ~quoted_tokens(corpus) & ~beside_code(corpus)
