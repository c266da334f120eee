"""The most frequent word of each article, on which keyword density is measured."""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.article import Block, Flags, Floats, Ints
from analyzer.corpus import Corpus, per_corpus
from analyzer.phrases.content_words import Content, beside_code, running_content
from analyzer.phrases.repeated import repeats
from analyzer.text.arrays import radix_argsort, unique
from analyzer.text.characters import CharacterClass, classify, code_points


@per_corpus
def lowercase_tokens(corpus: Corpus) -> Flags:
    """Return which tokens begin with a letter that is not a capital.

    Parts of an identifier like "create-react-app" do not count: they are no wording of
    "Create React App".
    """
    first = code_points(corpus.prose)[corpus.token_start]
    letter = ~corpus.token_upper & ((first < ord("0")) | (first > ord("9")))
    return np.asarray(letter & ~_in_identifiers(corpus))


def _in_identifiers(corpus: Corpus) -> Flags:
    """Return which tokens are one of three and more that hyphens join."""
    result = np.zeros(len(corpus.token_start), bool)
    end, start = corpus.token_end[:-1], corpus.token_start[1:]
    hyphen = (start == end + 1) & (code_points(corpus.prose)[end] == ord("-"))
    middle = np.flatnonzero(hyphen[:-1] & hyphen[1:])
    for step in range(3):
        result[middle + step] = True
    return result


@per_corpus
def lowercase_stems(corpus: Corpus) -> Ints:
    """Return article and stem, as one sorted number, of words in lower case anywhere."""
    body = running_content(corpus)
    return unique(stem_keys(body)[lowercase_tokens(corpus)[body.token]])


@per_corpus
def single_letters(corpus: Corpus) -> Flags:
    """Return which words of the vocabulary are one character, marks aside.

    A letter, a kana or a Han character that repeats says nothing about a text.
    """
    length = np.fromiter(map(len, corpus.vocabulary), np.int64, len(corpus.vocabulary))
    mark = classify(code_points("".join(corpus.vocabulary))) == CharacterClass.EXTEND
    before = np.concatenate([[0], np.cumsum(mark)])
    end = np.cumsum(length)
    return np.asarray(length - (before[end] - before[end - length]) < 2)


def stem_keys(content: Content) -> Ints:
    """Return article and stem of each content word as one number."""
    return content.article << 32 | content.stem


def held(sorted_keys: Ints, wanted: Ints) -> Flags:
    """Return which of the wanted numbers are among sorted ones."""
    if not len(sorted_keys):
        return np.zeros(len(wanted), bool)
    at = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    return np.asarray(sorted_keys[at] == wanted)


class WordFrequency(msgspec.Struct, frozen=True, eq=False):
    """The most frequent word of each article that is in lower case anywhere.

    Attributes
    ----------
    count : ndarray of int64, shape (n_articles,)
        How often it appears.
    stem : ndarray of int64, shape (n_articles,)
        Its stem, of several the first; -1 where no word is said twice.
    """

    count: Ints
    stem: Ints


def word_features(corpus: Corpus, gone: Flags | None = None) -> Floats:
    """Return that count and the number of distinct words, shape (n_articles, 2).

    Tokens that are `gone` are taken for rephrased, and do not count.
    """
    found = word_frequency(corpus) if gone is None else _frequency(corpus, gone)
    return np.stack([found.count, corpus.n_distinct], axis=1).astype(np.float64)


@per_corpus
def word_frequency(corpus: Corpus) -> WordFrequency:
    """Find the most frequent word of each article."""
    return _frequency(corpus, np.zeros(len(corpus.token_id), bool))


def _frequency(corpus: Corpus, gone: Flags) -> WordFrequency:
    body, n_articles = running_content(corpus), len(corpus.articles)
    result = WordFrequency(np.zeros(n_articles, np.int64), np.full(n_articles, -1))
    place, ptr = _repeated_words(corpus, gone)
    if not len(place):
        return result
    head, count = place[ptr[:-1]], np.diff(ptr)
    small = lowercase_tokens(corpus)[body.token[place]]
    letter = single_letters(corpus)[corpus.token_id[body.token[head]]]
    owner = body.article[head]
    common = np.logical_or.reduceat(small, ptr[:-1]) & ~letter & ~shows_code(corpus)[owner]
    np.maximum.at(result.count, owner[common], count[common])
    top = np.flatnonzero(common & (count == result.count[owner]))
    top = top[radix_argsort(head[top])][::-1]
    result.stem[owner[top]] = body.stem[head[top]]
    return result


# Sentences with code from which an article documents something.
FEWEST_WITH_CODE = 3


@per_corpus
def shows_code(corpus: Corpus) -> Flags:
    """Return which articles have a block of code, or code in several sentences.

    They document something, and the word for it has no synonym: "parameter", "scope".
    """
    code = np.flatnonzero(corpus.block_kind == Block.CODE)
    has_block = np.bincount(corpus.block_article[code], minlength=len(corpus.articles)) > 0
    sentence = unique(corpus.token_sentence[beside_code(corpus)])
    n_sentences = corpus.sums(corpus.sentence_article[sentence])
    return np.asarray(has_block | (n_sentences >= FEWEST_WITH_CODE))


def _repeated_words(corpus: Corpus, gone: Flags) -> tuple[Ints, Ints]:
    """Return the occurrences of each repeated word that are neither gone nor beside code."""
    level = repeats(corpus)[0]
    word = np.repeat(np.arange(len(level.ptr) - 1), np.diff(level.ptr))
    apart = ~gone & ~beside_code(corpus)
    stays = apart[running_content(corpus).token[level.place]]
    count = np.bincount(word[stays], minlength=len(level.ptr) - 1)
    stays &= count[word] > 1
    return level.place[stays], np.concatenate([[0], np.cumsum(count[count > 1])])
