"""Segmentation: from articles to a corpus of sentences and tokens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyzer.article import Article, Block, Flags, Ints, Span
from analyzer.corpus import GAP, Corpus
from analyzer.text import tokens as words
from analyzer.text.addresses import outside_spans
from analyzer.text.block_kinds import refine_blocks
from analyzer.text.sentences import sentence_spans
from analyzer.text.word_boundaries import split_tokens


def build_corpus(articles: Sequence[Article]) -> Corpus:
    """Segment a batch of articles.

    About half a megabyte of text at a time is fastest: the arrays then stay
    in the processor's cache.
    """
    parts = [_blocks_of(article) for article in articles]
    prose_ptr = _pointers([len(article.prose) + len(GAP) for article in articles])
    prose = "".join(article.prose + GAP for article in articles)
    titles = [
        article.title if article.title is not None else _title_block(article, part)
        for article, part in zip(articles, parts, strict=True)
    ]
    title_ptr = _pointers([len(title) + 1 for title in titles])
    block_article = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    shift = prose_ptr[block_article]
    start, end, kind = (
        np.array([value for part in parts for value in part[field]], np.int64)
        for field in range(3)
    )
    start, end = start + shift, end + shift
    tokens = split_tokens(prose + "\n".join([*titles, ""]))
    vocabulary, token_id = words.intern(tokens)
    n_body = int(np.searchsorted(tokens.start, len(prose)))
    title_token_ptr = np.searchsorted(tokens.start[n_body:], len(prose) + title_ptr)

    spans = _spans_of(articles, prose_ptr, tokens.addresses)
    refined = refine_blocks(prose, (start, end, kind), block_article, spans)
    spans = _with_labels(spans, refined.label_start, refined.label_end)
    shown = spans[2] == Span.ADDRESS
    kind = refined.kind

    kept = _inside_body(tokens.start[:n_body], start, end, kind)
    kept &= outside_spans(
        tokens.start[:n_body], tokens.end[:n_body], spans[0][shown], spans[1][shown]
    )
    token_start, token_end = tokens.start[:n_body][kept], tokens.end[:n_body][kept]
    block_ptr = np.append(np.searchsorted(token_start, start), len(token_start))
    article_ptr = np.searchsorted(token_start, prose_ptr)
    languages = words.identify(
        vocabulary, token_id[:n_body][kept], article_ptr, [a.language for a in articles]
    )
    body = np.flatnonzero(kind < Block.TITLE)
    spoken = [languages[article] for article in block_article[body]]
    sentence_start, sentence_end = sentence_spans(prose, start[body], end[body], spoken)
    sentence_ptr = np.append(np.searchsorted(token_start, sentence_start), len(token_start))
    worded = np.diff(sentence_ptr) > 0
    return Corpus(
        articles=tuple(articles),
        titles=tuple(titles),
        languages=tuple(languages),
        prose=prose,
        prose_ptr=prose_ptr,
        vocabulary=vocabulary,
        token_id=token_id[:n_body][kept],
        token_start=token_start,
        token_end=token_end,
        token_upper=tokens.upper[:n_body][kept],
        sentence_ptr=np.append(sentence_ptr[:-1][worded], len(token_start)),
        sentence_start=sentence_start[worded],
        sentence_end=sentence_end[worded],
        block_ptr=block_ptr,
        block_start=start,
        block_end=end,
        block_kind=kind,
        block_article=block_article,
        span_start=spans[0],
        span_end=spans[1],
        span_kind=spans[2],
        article_ptr=article_ptr,
        title_id=token_id[n_body:],
        title_ptr=title_token_ptr,
    )


def _blocks_of(article: Article) -> tuple[list[int], list[int], list[int]]:
    markup = article.markup
    if markup is not None:
        return (
            markup.block_start.tolist(),
            markup.block_end.tolist(),
            markup.block_kind.tolist(),
        )
    # Text with markup needs neither, and a check of one such file must start fast.
    from analyzer.text.blocks import split_blocks
    from analyzer.text.boilerplate import classify

    start, end = split_blocks(article.text)
    return start, end, classify(article.text, start, end, article.title)


def _spans_of(
    articles: Sequence[Article], prose_ptr: Ints, addresses: tuple[Ints, Ints]
) -> tuple[Ints, Ints, Ints]:
    """Return the inline spans of all articles, and the addresses in their prose."""
    inside = addresses[0] < prose_ptr[-1]
    starts, ends = [addresses[0][inside]], [addresses[1][inside]]
    kinds = [np.full(len(starts[0]), int(Span.ADDRESS), np.int64)]
    for article, shift in zip(articles, prose_ptr.tolist(), strict=False):
        markup = article.markup
        if markup is not None and len(markup.span_start):
            starts.append(markup.span_start + shift)
            ends.append(markup.span_end + shift)
            kinds.append(markup.span_kind)
    return _ordered(np.concatenate(starts), np.concatenate(ends), np.concatenate(kinds))


def _with_labels(
    spans: tuple[Ints, Ints, Ints], start: Ints, end: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return the spans with labels among them."""
    label = np.full(len(start), int(Span.LABEL), np.int64)
    return _ordered(
        np.concatenate([spans[0], start]),
        np.concatenate([spans[1], end]),
        np.concatenate([spans[2], label]),
    )


def _ordered(start: Ints, end: Ints, kind: Ints) -> tuple[Ints, Ints, Ints]:
    order = np.lexsort((kind, end, start))
    return start[order], end[order], kind[order]


def _title_block(article: Article, part: tuple[list[int], list[int], list[int]]) -> str:
    for start, end, kind in zip(*part, strict=True):
        if kind == Block.TITLE:
            return " ".join(article.text[start:end].split())
    return ""


def _inside_body(position: Ints, start: Ints, end: Ints, kind: Ints) -> Flags:
    if not len(start):
        return np.zeros(len(position), bool)
    block = np.searchsorted(start, position, side="right") - 1
    inside = (block >= 0) & (position < end[block]) & (kind[block] < Block.TITLE)
    return np.asarray(inside)


def _pointers(lengths: list[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)
