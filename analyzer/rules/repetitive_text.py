"""repetitive-text: long runs of words appear more than once.

What it measures
----------------
The number of words in runs of five or more words of running prose that the article has
used before (seven in a language without spaces, whose words are shorter). Headings, tables,
labels and lists of fragments repeat nothing. Beside it are the repetition
fractions published for Gopher, computed as in datatrove: duplicate paragraphs and lines
(by number and by characters), the characters in the most frequent 2-, 3- and 4-gram, and
those in duplicate 5- to 10-grams. Words are case-folded and counted through the whole
body, across the ends of sentences.

Why it matters
--------------
Text that repeats itself in long runs was pasted, templated or generated. The count of
words grows with every copy. The fractions, which fall when other text is added, take no
points.

Example
-------
"Call us on Monday for a free quote on your roof. ... Call us on Monday for a
free quote on your roof."

Instead
-------
Keep it once, where the reader needs it.

Limits
------
A refrain, a quoted law or a table of similar rows repeats for good reason. The most
frequent n-gram of a text without any repeat is its first, as in datatrove.

References
----------
Rae and others (2021), "Scaling language models: methods, analysis and insights
from training Gopher", table A1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.corpus import GAP, Corpus
from analyzer.phrases.ngram_characters import DUPLICATE, TOP, ngram_characters
from analyzer.phrases.ngrams import Repeats, repeated_ngrams
from analyzer.rules.measurement import LazyMapping, Measurement
from analyzer.rules.rule import DEFAULT, Rarity, Rule
from analyzer.settings import RuleOptions
from analyzer.tables import Column

RUN = 5


def measure(corpus: Corpus, _options: RuleOptions = DEFAULT) -> Measurement:
    """Measure the repetition fractions of each article."""
    every = repeated_ngrams(
        corpus.token_id, corpus.article_ptr, np.arange(len(corpus.articles)), max(DUPLICATE)
    )
    met: list[Repeats] = []
    covered = _covered(corpus, every, met)
    beyond = corpus.sums(corpus.token_article, covered)
    article, first, last = _longest_runs(corpus, covered)
    return Measurement(
        beyond,
        article=article,
        start=corpus.token_start[first],
        end=corpus.token_end[last],
        group=np.arange(len(article)),
        weight=beyond[article],
        label=[""] * len(article),
        columns=LazyMapping(lambda: _fractions(corpus, chain(met, every))),
    )


def _covered(corpus: Corpus, every: Iterator[Repeats], met: list[Repeats]) -> Flags:
    """Return the words used before in a run; keep the n-grams that had to be looked at."""
    covered = np.zeros(len(corpus.token_id), bool)
    run = np.round(RUN * corpus.tokens_per_word).astype(np.int64)[corpus.token_article]
    longest = int(run.max(initial=RUN))
    for repeats in every:
        met.append(repeats)
        here = run == repeats.n
        if here.any():
            covered = np.where(here, _said_before(corpus, repeats), covered)
        if repeats.n == longest:
            break
    return covered


def _fractions(corpus: Corpus, every: Iterable[Repeats]) -> dict[str, Floats]:
    """Return the fractions of the characters of each article that are repetition."""
    length = np.array([len(word) for word in corpus.vocabulary], np.int64)[corpus.token_id]
    upto = np.concatenate([[0], np.cumsum(length)])
    size = np.array([max(len(body), 1) for body in corpus.bodies], np.float64)
    columns = _line_fractions(corpus.bodies)
    fractions = ngram_characters(every, upto, corpus.article_ptr)
    return columns | {name: characters / size for name, characters in fractions}


def _said_before(corpus: Corpus, repeats: Repeats) -> Flags:
    """Return which tokens are inside an n-gram of running prose that was used earlier."""
    place = repeats.place
    upto = np.concatenate([[0], np.cumsum(corpus.running)])
    running = np.flatnonzero(upto[place + repeats.n] - upto[place] == repeats.n)
    gram = np.repeat(np.arange(len(repeats.ptr) - 1), np.diff(repeats.ptr))[running]
    place = place[running[np.diff(gram, prepend=-1) == 0]]
    edge = np.zeros(len(corpus.token_id) + 1, np.int64)
    np.add.at(edge, place, 1)
    np.add.at(edge, place + repeats.n, -1)
    return np.asarray(np.cumsum(edge)[:-1] > 0)


def _longest_runs(corpus: Corpus, covered: Flags) -> tuple[Ints, Ints, Ints]:
    """Return the longest run of each article that has one: article, first and last token."""
    token = np.flatnonzero(covered)
    article = corpus.token_article[token]
    new = (np.diff(token, prepend=-2) > 1) | (np.diff(article, prepend=-1) > 0)
    begin = np.flatnonzero(new)
    length = np.diff(begin, append=len(token))
    owner = article[begin]
    order = np.lexsort((begin, -length, owner))
    best = order[np.flatnonzero(np.diff(owner[order], prepend=-1))]
    first = token[begin[best]]
    return owner[best], first, first + length[best] - 1


def _line_fractions(bodies: tuple[str, ...]) -> dict[str, Floats]:
    """Duplicate paragraphs and lines, by number and by characters."""
    names = (
        "duplicate_paragraphs",
        "duplicate_paragraph_characters",
        "duplicate_lines",
        "duplicate_line_characters",
    )
    table = np.zeros((len(bodies), len(names)))
    for row, body in zip(table, bodies, strict=True):
        paragraphs = body.split(GAP)
        lines = [line for line in body.split("\n") if line]
        row[:2] = _duplicates(paragraphs, len(body))
        row[2:] = _duplicates(lines, len(body))
    return dict(zip(names, table.T, strict=True))


def _duplicates(pieces: list[str], size: int) -> tuple[float, float]:
    distinct = dict.fromkeys(pieces)
    if len(distinct) == len(pieces):
        return 0.0, 0.0
    chars = sum(map(len, pieces)) - sum(map(len, distinct))
    return 1 - len(distinct) / len(pieces), chars / size


RULE = Rule(
    "repetitive-text",
    __doc__,
    message="{value:.0f} words repeat earlier text of this article word for word; delete or "
    "rewrite them, beginning with this passage, the longest",
    unit="words",
    scoring=Rarity(most=20),
    kind="passage",
    redundant_with=("near-duplicate-sentence", "keyword-stuffing", "repeated-phrase"),
    columns=(
        Column("duplicate_lines", "number", "Share of the lines that repeat another line"),
        Column("duplicate_line_characters", "number", "Share of the characters in such lines"),
        Column("duplicate_paragraphs", "number", "Share of the paragraphs that repeat another"),
        Column(
            "duplicate_paragraph_characters",
            "number",
            "Share of the characters in such paragraphs",
        ),
        *(
            Column(
                f"top_{n}gram",
                "number",
                f"Share of the characters in the most frequent {n}-gram",
            )
            for n in TOP
        ),
        *(
            Column(
                f"duplicate_{n}gram", "number", f"Share of the characters in repeated {n}-grams"
            )
            for n in DUPLICATE
        ),
    ),
    measure=measure,
)
