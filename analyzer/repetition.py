"""How an article repeats its phrases, its title and its words, in numbers.

Every number only grows, and the size of the article stays as it is, when a
phrase or a sentence that the article already has is said again: sizes are
counted in distinct words, and whether a word is ever written small, or a phrase
ever worded as the title, is asked with yes or no.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.article import Ints
from analyzer.candidates import Content, body_content, content_words, separated, title_content
from analyzer.corpus import Corpus, per_corpus
from analyzer.order import distinct
from analyzer.phrases import Phrases, repeated_phrases, repeats, title_match
from analyzer.segment import code_points

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

PHRASE_FEATURES = (
    "content",  # content words of the phrase
    "words",  # words of its shortest wording
    "count",  # times it is said
    "openers",  # times it opens a sentence
    "capitals",  # times it keeps a capital inside a sentence that its word does not need
    "chain",  # the most times it stands beside itself
    "alone",  # times it stands by itself between commas, brackets and the like
    "common",  # its content words that are ever written small in it
    "verbatim",  # whether the title has it word for word
    "leading",  # whether the title begins with it
    "title_run",  # times the body has the same three words of the title in a row
    "title3",  # places with three, four and five words of the title close together
    "title4",
    "title5",
    "size",  # distinct words of the article
)
WORD_FEATURES = ("word", "pair", "size")
# Words of the title count as close together in so many words for each of them.
REACH = 3
# Titles are read up to this many content words; counts stop at `MOST`.
TITLE_WORDS, MOST = 24, 64
# So many words of a title in a row are said as the title says them.
RUN = 3
# A pair of words stands within five words.
PAIR_REACH = 5


class TitlePlaces(msgspec.Struct, frozen=True, eq=False):
    """Where the body has several words of its title close together, in any order.

    Attributes
    ----------
    count : ndarray of int64, shape (3, n_articles)
        The places with at least three, four and five distinct words; places
        of one kind do not overlap, and two of the words are written small.
    article, first, last : ndarray of int64, shape (n_places,)
        The places of three words and more: the article, and the tokens.
    """

    count: Ints
    article: Ints
    first: Ints
    last: Ints


class Crowding(msgspec.Struct, frozen=True, eq=False):
    """The words that crowd each article most.

    Attributes
    ----------
    word, pair : ndarray of int64, shape (n_articles,)
        How often the commonest word is said that is ever written small, and
        the commonest two words within `PAIR_REACH`, one of them such a word.
    word_stem : ndarray of int64, shape (n_articles,)
        The stem of that word, -1 where no word is said twice.
    """

    word: Ints
    pair: Ints
    word_stem: Ints


@per_corpus
def phrase_features(corpus: Corpus) -> Floats:
    """Return what `PHRASE_FEATURES` names, shape (n_phrases, n_features)."""
    phrases, body = repeated_phrases(corpus), body_content(corpus)
    begin = phrases.ptr[:-1]
    match = title_match(corpus)
    nothing = np.zeros(len(phrases.article), np.int64)
    return np.stack(
        [
            phrases.n_content,
            np.minimum.reduceat(phrases.last - phrases.first + 1, begin),
            phrases.count,
            phrases.sentence_initial,
            _capitals(corpus, phrases, body),
            _chains(phrases),
            _alone(corpus, phrases),
            _common(corpus, phrases, body),
            match.verbatim,
            match.leading,
            nothing,
            nothing,
            nothing,
            nothing,
            corpus.n_distinct[phrases.article],
        ],
        axis=1,
    ).astype(np.float64)


def title_features(corpus: Corpus) -> Floats:
    """Return `PHRASE_FEATURES` of each title, said in any order, by article."""
    features = np.zeros((len(corpus.articles), len(PHRASE_FEATURES)))
    at = PHRASE_FEATURES.index("title_run")
    features[:, at] = title_runs(corpus)[0]
    features[:, at + 1 : at + 4] = title_places(corpus).count.T
    features[:, -1] = corpus.n_distinct
    return features


def word_features(corpus: Corpus) -> Floats:
    """Return what `WORD_FEATURES` names, shape (n_articles, 3)."""
    found = crowding(corpus)
    return np.stack([found.word, found.pair, corpus.n_distinct], axis=1).astype(np.float64)


@per_corpus
def small_stems(corpus: Corpus) -> Ints:
    """Return article and stem, as one sorted number, of all words ever written small."""
    body = body_content(corpus)
    return distinct(_key(body)[_small(corpus)[body.token]])


@per_corpus
def _small(corpus: Corpus) -> Flags:
    """Return which tokens begin with a letter that is not a capital."""
    first = code_points(corpus.prose)[corpus.token_start]
    return ~corpus.token_upper & ((first < ord("0")) | (first > ord("9")))


def _key(content: Content) -> Ints:
    """Return article and stem of each content word as one number."""
    return content.article * (1 << 32) + content.stem


def _member(sorted_keys: Ints, wanted: Ints) -> Flags:
    at = np.minimum(np.searchsorted(sorted_keys, wanted), max(len(sorted_keys) - 1, 0))
    return np.asarray(sorted_keys[at] == wanted) if len(sorted_keys) else wanted < wanted


def _capitals(corpus: Corpus, phrases: Phrases, body: Content) -> Ints:
    """Count the places that begin with a capital where nothing asks for one."""
    opens = np.zeros(len(corpus.token_id), bool)
    opens[corpus.sentence_ptr[:-1]] = True
    odd = corpus.token_upper[phrases.first] & ~opens[phrases.first]
    odd[odd] = _member(small_stems(corpus), _key(body)[phrases.content[odd]])
    return np.add.reduceat(odd, phrases.ptr[:-1], dtype=np.int64)


def _chains(phrases: Phrases) -> Ints:
    """Return the most places of each phrase with no other content word between."""
    size = np.repeat(phrases.n_content, phrases.count)
    linked = np.diff(phrases.content, prepend=-1) == size
    linked[phrases.ptr[:-1]] = False
    chain = np.cumsum(~linked) - 1
    return np.maximum.reduceat(np.bincount(chain)[chain], phrases.ptr[:-1])


def _alone(corpus: Corpus, phrases: Phrases) -> Ints:
    """Count the places with a separator before them, and one or the end behind."""
    apart = np.append(separated(corpus), True)
    ends = apart.copy()
    ends[corpus.sentence_ptr] = True
    alone = apart[phrases.first] & ends[phrases.last + 1]
    return np.add.reduceat(alone, phrases.ptr[:-1], dtype=np.int64)


def _common(corpus: Corpus, phrases: Phrases, body: Content) -> Ints:
    """Count the content words of each phrase that any of its places writes small."""
    small = _small(corpus)[body.token]
    size = np.repeat(phrases.n_content, phrases.count)
    total = np.zeros(len(phrases.article), np.int64)
    for step in range(int(phrases.n_content.max(initial=0))):
        has = size > step
        here = np.zeros(len(size), bool)
        here[has] = small[phrases.content[has] + step]
        total += np.logical_or.reduceat(here, phrases.ptr[:-1])
    return total


@per_corpus
def title_runs(corpus: Corpus) -> tuple[Ints, Ints]:
    """Count how often each body has the same `RUN` words of its title in a row.

    Stop words count, but at least one of the words is none ("now for Kelly").

    Returns
    -------
    count : ndarray of int64, shape (n_articles,)
        Of the run that is there most often.
    word : ndarray of int64, shape (n_articles,)
        Where that run begins among the words of the title.
    """
    n_articles, n = len(corpus.articles), len(corpus.token_id) - RUN + 1
    count, word = np.zeros(n_articles, np.int64), np.zeros(n_articles, np.int64)
    if n <= 0 or not len(corpus.title_id):
        return count, word
    owner = np.repeat(np.arange(n_articles), np.diff(corpus.title_ptr))
    keys, first = np.unique(owner << 32 | corpus.title_id, return_index=True)
    key = corpus.token_article << 32 | corpus.token_id
    at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
    place = np.where(keys[at] == key, first[at], -RUN * len(keys))
    run = (place[:n] >= 0) & (corpus.token_sentence[:n] == corpus.token_sentence[RUN - 1 :])
    meaning = np.zeros(n, bool)
    for step in range(RUN):
        run &= place[step : step + n] == place[:n] + step
        meaning |= content_words(corpus)[step : step + n]
    found, times = np.unique(place[:n][run & meaning], return_counts=True)
    np.maximum.at(count, owner[found], times)
    best = times == count[owner[found]]
    word[owner[found[best]][::-1]] = (found - corpus.title_ptr[owner[found]])[best][::-1]
    return count, word


@per_corpus
def title_places(corpus: Corpus) -> TitlePlaces:
    """Find where each body has several words of its title close together."""
    body, title = body_content(corpus), title_content(corpus)
    keys, first = np.unique(_key(title), return_index=True)
    bit = (
        first
        - np.searchsorted(title.article, np.arange(len(corpus.titles)))[title.article[first]]
    )
    keys, bit = keys[bit < TITLE_WORDS], bit[bit < TITLE_WORDS]
    key = _key(body)
    own = np.flatnonzero(_member(keys, key))
    mask = np.left_shift(1, bit[np.searchsorted(keys, key[own])]) if len(own) else own
    small = np.where(_member(small_stems(corpus), key[own]), mask, 0)
    token = body.token[own]
    sentence, article = corpus.token_sentence[token], body.article[own]
    n_articles = len(corpus.articles)
    count = np.zeros((3, n_articles), np.int64)
    places = no_places()
    for row, n in enumerate((3, 4, 5)):
        begin = _window_starts(mask, small, token, sentence, n)
        chosen = _disjoint(begin, token, article, n_articles)
        count[row] = np.bincount(article[chosen], minlength=n_articles)
        if n == 3:
            places = (article[chosen], begin[chosen], token[chosen])
    return TitlePlaces(count, *places)


def no_places() -> tuple[Ints, Ints, Ints]:
    """Return no places."""
    return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)


def _window_starts(mask: Ints, small: Ints, token: Ints, sentence: Ints, n: int) -> Ints:
    """Return where the shortest window ending at each title word begins, or -1.

    A window holds `n` distinct words, two of them written small somewhere, in
    one sentence and within `REACH` times `n` tokens.
    """
    seen, seen_small = mask.copy(), small.copy()
    begin = np.full(len(mask), -1)
    for back in range(1, REACH * n):
        now, then = slice(back, None), slice(None, -back)
        if back >= len(mask):
            break
        near = (sentence[now] == sentence[then]) & (token[now] - token[then] < REACH * n)
        if not near.any():
            break
        seen[now] |= np.where(near, mask[then], 0)
        seen_small[now] |= np.where(near, small[then], 0)
        full = near & (begin[now] < 0)
        full &= (np.bitwise_count(seen[now]) >= n) & (np.bitwise_count(seen_small[now]) >= 2)
        begin[now] = np.where(full, token[then], begin[now])
    return begin


def _disjoint(begin: Ints, token: Ints, article: Ints, n_articles: int) -> Ints:
    """Choose as many windows as do not overlap, those that end first; at most `MOST`."""
    valid = np.flatnonzero(begin >= 0)
    if not len(valid):
        return valid
    end, start = token[valid], begin[valid]
    bound = np.searchsorted(article[valid], np.arange(1, n_articles + 1))
    following = np.searchsorted(start, end, side="right")
    current = np.searchsorted(article[valid], np.arange(n_articles))
    chosen = []
    for _ in range(MOST):
        alive = current < bound
        current, bound = current[alive], bound[alive]
        if not len(current):
            break
        chosen.append(current)
        current = following[current]
    return valid[np.sort(np.concatenate(chosen))]


@per_corpus
def crowding(corpus: Corpus) -> Crowding:
    """Find the word and the pair of words that crowd each article most."""
    body, level = body_content(corpus), repeats(corpus)[0]
    n_articles = len(corpus.articles)
    word, pair = np.zeros(n_articles, np.int64), np.zeros(n_articles, np.int64)
    stem = np.full(n_articles, -1)
    if not len(level.place):
        return Crowding(word, pair, stem)
    small = _small(corpus)[body.token[level.place]]
    common = np.logical_or.reduceat(small, level.ptr[:-1])
    head, count = level.place[level.ptr[:-1]], np.diff(level.ptr)
    np.maximum.at(word, body.article[head[common]], count[common])
    top = np.flatnonzero(common & (count == word[body.article[head]]))[::-1]
    stem[body.article[head[top]]] = body.stem[head[top]]
    both, times = _pairs(corpus, body, level.place, level.ptr)
    told = common[both[0]] | common[both[1]]
    np.maximum.at(pair, body.article[head[both[0][told]]], times[told])
    return Crowding(word, pair, stem)


def _pairs(
    corpus: Corpus, body: Content, place: Ints, ptr: Ints
) -> tuple[tuple[Ints, Ints], Ints]:
    """Count the pairs of different repeated words that stand near each other.

    Returns
    -------
    pair : two ndarrays of int64, shape (n_pairs,)
        Numbers of repeated words.
    times : ndarray of int64, shape (n_pairs,)
    """
    name = np.full(len(body.stem), -1)
    name[place] = np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))
    at = np.flatnonzero(name >= 0)
    name, token = name[at], body.token[at]
    sentence = corpus.token_sentence[token]
    span = len(ptr)
    keys = [np.zeros(0, np.int64)]
    for step in range(1, PAIR_REACH):
        one, other = name[:-step], name[step:]
        near = (sentence[:-step] == sentence[step:]) & (one != other)
        near &= token[step:] - token[:-step] < PAIR_REACH
        low, high = np.minimum(one[near], other[near]), np.maximum(one[near], other[near])
        keys.append(low * span + high)
    key, times = np.unique(np.concatenate(keys), return_counts=True)
    return (key // span, key % span), times
