"""Which sentences make a statement of their own, that nobody would repeat on purpose.

Only a declarative sentence is redundant when it recurs, or a question within a paragraph.
A sentence that introduces a list, or a question that opens a paragraph ("Run the following
command:", "What did you learn?"), structures a text; a line without a full stop is a caption
or a label; a cross-reference ("See the manual for more information.") says where to read on;
a speaker may say what was said before.
"""

from __future__ import annotations

import re

import numpy as np

from analyzer.article import Block, Flags, Span
from analyzer.corpus import Corpus, per_corpus
from analyzer.rules.page_addresses import addresses
from analyzer.similarity.quotations import QUOTATION, set_apart
from analyzer.text.later_patterns import compile_later

FINAL = frozenset(".!…。！．｡।։۔።")
CLOSING = "\"'”’»›)]}」』）*_~` \t\r\n"
ASKING = frozenset(":?：？;؟")
QUESTION = frozenset("?？؟")
OPENING = "\"'“‘”*_~` \t\r\n"
MIN_WORDS = 12  # shorter sentences are often set phrases
MOST_LINKED = 0.5  # the share of its words from which a sentence is a link
INTRODUCED = frozenset([Block.CODE, Block.LIST_ITEM, Block.FRAGMENT, Block.TABLE, Block.LINKS])
BRACKETS = frozenset("()（）[]")
# The verbs that begin a cross-reference, and the phrases that are in one.
REFERRING = compile_later(
    r"(?:see|refer to|read|check out|learn|visit|consult|go to|jump to|follow|watch|click)\b"
    r"|(?:siehe|vgl|voir|consultez|véase|consulte|vedi|ver|zie)\b",
    re.IGNORECASE,
)
POINTING = compile_later(
    r"\b(?:(?:for|find|learn|read|get) (?:more|further|additional|full|details)|for details|"
    r"(?:more|further) (?:information|details)|(?<=, )see|"
    r"(?:see|described|explained|discussed) (?:above|below)|weitere informationen|"
    r"plus d'informations|más información|maggiori informazioni|mais informações|"
    r"meer informatie)\b",
    re.IGNORECASE,
)


def is_declarative(text: str) -> bool:
    """Return whether a sentence of prose makes a statement.

    Examples
    --------
    >>> is_declarative("The mill was sold to the council in the spring of that year.")
    True
    >>> is_declarative("Copy the following lines to the end of the file:")
    False
    >>> is_declarative("(Photo by the archive of the harbour museum, 1931)")
    False
    """
    shown = text.strip(OPENING)
    ending = shown.rstrip(CLOSING)[-1:]
    in_brackets = shown[:1] in BRACKETS and shown.rstrip(".。")[-1:] in BRACKETS
    return ending in FINAL and ending not in ASKING and not in_brackets


def is_question(text: str) -> bool:
    """Return whether a sentence ends with a question mark."""
    return text.rstrip(CLOSING)[-1:] in QUESTION


def is_reference(text: str, *, has_link: bool) -> bool:
    """Return whether a sentence only says where to read on.

    Examples
    --------
    >>> is_reference("For more information, see the manual of the pump.", has_link=False)
    True
    >>> is_reference("For a list of all mills, see the register.", has_link=True)
    True
    >>> is_reference("See how the mill was rebuilt.", has_link=False)
    False
    """
    shown = text.lstrip(OPENING)
    pointing = POINTING.search(shown) if has_link else POINTING.match(shown)
    return bool(pointing) or (has_link and bool(REFERRING.match(shown)))


@per_corpus
def _linked(corpus: Corpus) -> Flags:
    return corpus.inside(Span.LINK)


@per_corpus
def _is_speech(corpus: Corpus) -> Flags:
    """Return which blocks begin with the label of a speaker."""
    speech = np.zeros(len(corpus.block_kind), bool)
    filled = np.flatnonzero(np.diff(corpus.block_ptr) > 0)
    speech[filled] = corpus.inside(Span.LABEL)[corpus.block_ptr[filled]]
    return speech


def is_statement(corpus: Corpus, sentence: int) -> bool:
    """Return whether a sentence of a paragraph is a long statement of its own."""
    first, last = corpus.sentence_ptr[sentence : sentence + 2].tolist()
    least = MIN_WORDS * corpus.tokens_per_word[corpus.sentence_article[sentence]]
    if last - first < least or not corpus.full_sentences[sentence]:
        return False
    if corpus.block_kind[corpus.sentence_block[sentence]] != Block.PARAGRAPH:
        return False
    if set_apart(corpus)[first:last].mean() >= QUOTATION:
        return False
    if _is_speech(corpus)[corpus.sentence_block[sentence]]:
        return False
    linked = _linked(corpus)[first:last]
    text = corpus.prose[corpus.sentence_start[sentence] : corpus.sentence_end[sentence]]
    return (
        bool(linked.mean() < MOST_LINKED)
        and (is_declarative(text) or (is_question(text) and not _opens(corpus, sentence)))
        and not is_reference(text, has_link=bool(linked.any()))
    )


def _opens(corpus: Corpus, sentence: int) -> bool:
    """Return whether a sentence is the first of its block."""
    block = corpus.sentence_block[sentence]
    return bool(corpus.sentence_ptr[sentence] == corpus.block_ptr[block])


def introduces(corpus: Corpus, sentence: int) -> bool:
    """Return whether a sentence ends its block, and code, a list or a table follows."""
    following = int(corpus.sentence_block[sentence]) + 1
    return (
        following < len(corpus.block_kind)
        and int(corpus.block_kind[following]) in INTRODUCED
        and int(corpus.sentence_ptr[sentence + 1]) == int(corpus.block_ptr[following])
    )


def link_to_others(corpus: Corpus, one: int, other: int) -> bool:
    """Return whether two sentences both have links, and not to the same addresses."""
    links = [_addresses(corpus, sentence) for sentence in (one, other)]
    return all(links) and links[0] != links[1]


def _addresses(corpus: Corpus, sentence: int) -> list[str]:
    """Return the addresses, or the names of references, that a sentence links to."""
    if not _linked(corpus)[slice(*corpus.sentence_ptr[sentence : sentence + 2])].any():
        return []
    number = corpus.sentence_article[sentence]
    span = [corpus.sentence_start[sentence], corpus.sentence_end[sentence]]
    start, end = np.array(span, np.int64)[:, None] - corpus.prose_ptr[number]
    article = corpus.articles[int(number)]
    first, last = article.locate(start, end)
    return addresses(article.text[int(first[0]) : int(last[0])])
