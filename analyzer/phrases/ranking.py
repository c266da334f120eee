"""Key phrases: what an article is about, in its own words.

A candidate is a span of a chunk; it counts for the share of its places at which it is the
whole chunk, so that a part of a longer phrase does not outrank it.
``docs/key-phrases.md`` gives the formula and what it reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from analyzer.article import Article, Floats, Ints
from analyzer.corpus import Corpus
from analyzer.errors import SettingError
from analyzer.phrases.candidate_spans import Spans, find_spans
from analyzer.phrases.candidates import Candidates, best, label
from analyzer.phrases.chunks import Chunks, find_chunks
from analyzer.phrases.semantic_ranking import semantic_weights
from analyzer.phrases.term_statistics import STEPS_PER_NAT, Keys
from analyzer.segmentation import build_corpus
from analyzer.text.arrays import radix_argsort

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.input_types import TextData
    from analyzer.readers.markup_kind import MarkupKind

Prefer = Literal["both", "phrases", "words", "semantic"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """How candidates are ranked.

    Attributes
    ----------
    longest : int
        The most words of a phrase.
    mean : float
        From 0, a phrase has the sum of the information of its words, to 1, their mean.
    count_power, share_power : float
        How much the number of places, and the share of them where it stands alone, weigh.
    balance : float
        How much it weighs that a word of the phrase has less information than another.
    early, early_tokens : float
        A phrase at the very beginning of an article counts ``1 + early`` times; after
        that many tokens the bonus has halved.
    """

    longest: int
    mean: float
    count_power: float
    share_power: float
    balance: float
    early: float
    early_tokens: float


RANKINGS = {
    "both": Ranking(5, 0.6, 1.3, 0.8, 0.0, early=1.3, early_tokens=75.0),
    "phrases": Ranking(5, 0.0, 1.0, 1.0, 0.0, early=2.0, early_tokens=50.0),
    "words": Ranking(3, 0.85, 1.2, 0.5, 0.75, early=2.0, early_tokens=20.0),
}
BATCH_CHARACTERS = 500_000
BATCH_ARTICLES = 4096


def key_phrases(
    data: str | TextData,
    *,
    top_n: int = 10,
    prefer: Prefer = "both",
    language: str | None = None,
    markup: MarkupKind = "auto",
) -> pd.DataFrame:
    """Find the key phrases of each text, from that text alone.

    Parameters
    ----------
    data : str, or iterable of str or Article, Series, DataFrame or data set
        One text, or several, as in `analyze`; a missing text counts as empty.
    top_n : int
        The most phrases to return for each text.
    prefer : {"both", "phrases", "words", "semantic"}
        "phrases" ranks whole names and terms of up to five words; "words" ranks
        single words, pairs and triples, as for tags; "both" lies between the two.
        "semantic" ranks as "phrases", and weighs each phrase by the similarity of its
        embedding to that of the text, for English abstracts and technical texts. It
        needs the extra ``semantic``.
    language : str, optional
        The language code of texts that declare none, or their column.
    markup : {"auto", "text", "markdown", "html"}
        What the texts are written in; "auto" judges each by its content.

    Returns
    -------
    DataFrame
        ``article``, the label of the text: its id, its index value in a pandas object,
        or its position; ``phrase`` in its commonest wording; ``score``, which ranks the
        phrases of one text; and ``count`` of the phrase in all its forms and word orders.
        Sorted by article, then by score (highest first), then by first position.

    Raises
    ------
    SettingError
        If an argument is wrong or a text is not a string.

    Examples
    --------
    >>> text = "The old lighthouse keeper left. Nobody replaced the lighthouse keeper."
    >>> key_phrases(text, top_n=1)[["article", "phrase", "count"]]
       article             phrase  count
    0        0  lighthouse keeper      2
    """
    if prefer not in get_args(Prefer):
        names = ", ".join(map(repr, get_args(Prefer)))
        raise SettingError(f"key_phrases: prefer is {prefer!r}; it must be one of {names}")
    if isinstance(top_n, bool) or not isinstance(top_n, (int, np.integer)) or top_n < 1:
        raise SettingError(f"key_phrases: top_n is {top_n!r}; it must be a whole number from 1")
    import pandas as pd

    from analyzer.dataframes import label_column
    from analyzer.input_types import ColumnNames
    from analyzer.inputs import read_texts

    given = [data] if isinstance(data, str) else data
    caller = "analyzer.key_phrases"
    texts = read_texts(given, ColumnNames(language=language), markup, caller=caller)
    position: list[int] = []
    phrase: list[str] = []
    score: list[float] = []
    count: list[int] = []
    base = 0
    for batch in _batches(texts.articles()):
        corpus = build_corpus(batch)
        found = candidates(corpus, prefer)
        chosen = best(found, top_n)
        position += (base + found.article[chosen]).tolist()
        phrase += [label(corpus, found, at) for at in chosen.tolist()]
        score += found.score[chosen].tolist()
        count += found.count[chosen].tolist()
        base += len(batch)
    rows = np.array(position, np.int64)
    return pd.DataFrame(
        {
            "article": label_column(texts.labels, rows),
            "phrase": pd.Series(phrase, dtype="str"),
            "score": np.array(score, np.float64),
            "count": np.array(count, np.int64),
        }
    )


def candidates(corpus: Corpus, prefer: Prefer) -> Candidates:
    """Find and score the candidate phrases of a batch."""
    chunks = find_chunks(corpus)
    rule = RANKINGS["phrases" if prefer == "semantic" else prefer]
    found = _scored(chunks, find_spans(chunks, corpus.without_spaces, rule.longest), rule)
    if prefer == "semantic":
        return replace(found, score=found.score * semantic_weights(corpus, found))
    return found


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    size = 0
    for article in articles:
        batch.append(article)
        size += len(article.text)
        if size > BATCH_CHARACTERS or len(batch) == BATCH_ARTICLES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _order(key: Keys) -> Ints:
    """Return an order in which equal keys stand together, by article."""
    order = radix_argsort((key >> np.uint64(16)).astype(np.int64))
    near = key[order]
    again = np.flatnonzero(near[1:] != near[:-1])
    # Two keys may differ in the last bits only, and then stand mixed.
    mixed = ((near[again] ^ near[again + 1]) >> np.uint64(16)) == 0
    return np.argsort(key, kind="stable") if mixed.any() else order


def _scored(chunks: Chunks, spans: Spans, rule: Ranking) -> Candidates:
    order = _order(spans.key)
    key = spans.key[order]
    head = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])[: len(key)])
    ptr = np.append(head, len(key))
    first, stop = spans.first[order], spans.stop[order]
    if not len(head):
        none = np.zeros(0, np.int64)
        return Candidates(none, none, none, none.astype(np.float64), ptr, none, none)
    count = np.diff(ptr)
    alone = np.add.reduceat(spans.whole[order], head, dtype=np.int64)
    begin = chunks.token[np.minimum.reduceat(first, head)]
    article = np.searchsorted(chunks.article_ptr, begin, side="right") - 1
    begin = begin - chunks.article_ptr[article]
    n_words = stop[head] - first[head]
    total = np.concatenate([[0], np.cumsum(chunks.information + STEPS_PER_NAT)])
    information = (total[stop[head]] - total[first[head]]) / STEPS_PER_NAT
    score = information / n_words**rule.mean
    score = score * count**rule.count_power * (alone / count) ** rule.share_power
    score = score * (1 + rule.early / (1 + begin / rule.early_tokens))
    if rule.balance:
        score = score * _evenness(chunks, first[head], n_words) ** rule.balance
    return Candidates(
        article, count, begin, score, ptr, chunks.token[first], chunks.token[stop - 1]
    )


def _evenness(chunks: Chunks, first: Ints, n_words: Ints) -> Floats:
    """Return the information of the least informative word by that of the most informative."""
    information = chunks.information + STEPS_PER_NAT
    least = most = information[first]
    for step in range(1, int(n_words.max(initial=0))):
        longer = n_words > step
        word = information[np.where(longer, first + step, first)]
        least, most = np.minimum(least, word), np.maximum(most, word)
    return np.asarray(least / most)
