"""Which pages repeat each other by design, so that none of them copied from another."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property, lru_cache

import numpy as np

from analyzer.article import Block
from analyzer.rules.page_addresses import last_name
from analyzer.rules.page_names import PageNames, Relation, folder_of
from analyzer.rules.recurring_line import LINK, extract
from analyzer.rules.rule import RunArticles
from analyzer.rules.shared_wording import SharedTopics
from analyzer.similarity.article_rows import article_words
from analyzer.text.tokens import word_hash

# Pages of one folder have a frame from so many blocks on that so many of them share.
FEWEST_BLOCKS, FEWEST_PAGES = 3, 3
# The least share of a page's headings, or of its blocks, that the frame has.
FRAME_SHARE = 0.25
# The least share of its wording that a sibling has of its own; a copy has less.
OWN_SHARE = 0.3
# Links that more of the pages have are a menu.
MENU_SHARE = 0.5
# Pages whose blocks stay at hand.
RECENT = 1024
# A name without spaces that has marks of code or a capital inside.
_IDENTIFIER = re.compile(r"[a-z\d][A-Z]|[_<>()@$]|::|\w\.\w")


class PageRelations:
    """How the pages of a run are related.

    Parameters
    ----------
    articles : RunArticles
    """

    def __init__(self, articles: RunArticles) -> None:
        self._articles = articles
        self._names = PageNames(
            articles.sources, articles.titles, articles.languages, articles.versions
        )
        self._folder = [folder_of(source) if source else "" for source in articles.sources]
        self._known: dict[tuple[int, int], Relation] = {}
        self._frames: dict[str, set[int]] = {}

    def relation(self, one: int, other: int, own_share: float = 1.0) -> Relation:
        """Return how two pages are related.

        Parameters
        ----------
        one, other : int
            Numbers of articles.
        own_share : float
            The share of its wording that the one with less of its own does not share.
        """
        by_name = self.by_name(one, other)
        if by_name != Relation.UNRELATED:
            return by_name
        titles = self._articles.titles
        in_code = is_identifier(titles[one]) and is_identifier(titles[other])
        if (own_share >= OWN_SHARE or in_code) and self._has_frame(one, other):
            return Relation.SIBLINGS
        if self._are_linked(one, other):
            return Relation.LINKED
        return Relation.ANNOUNCED if self._is_announced(one, other) else by_name

    def _is_announced(self, one: int, other: int) -> bool:
        """Return whether only one of two pages is news, about the subject of both."""
        names = self._names
        return names.is_news(one) != names.is_news(other) and self._topics.has_shared_topic(
            one, other
        )

    @cached_property
    def _topics(self) -> SharedTopics:
        return SharedTopics(self._articles.rows_of(article_words))

    def _are_linked(self, one: int, other: int) -> bool:
        """Return whether one of two pages links to the other, not from a menu of all pages."""
        names = [self._page_names[page] for page in (one, other)]
        blocks = self._all_blocks
        return any(
            name in blocks.links(page)
            and blocks.n_linking(name) <= MENU_SHARE * len(self._folder)
            for page, name in ((one, names[1]), (other, names[0]))
        )

    @cached_property
    def _all_blocks(self) -> _Blocks:
        return _Blocks(self._articles)

    @cached_property
    def _page_names(self) -> list[int]:
        """The hash of the name of each page."""
        names = [last_name(source) for source in self._articles.sources]
        hashes: list[int] = word_hash(names).tolist()
        return hashes

    def by_name(self, one: int, other: int) -> Relation:
        """Return what the paths and the titles of two pages say."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._known:
            self._known[pair] = self._names.relation(*pair)
        return self._known[pair]

    def belong_together(self, one: int, other: int) -> bool:
        """Return whether two pages are versions, translations, of a series or of a frame."""
        return self.by_name(one, other) >= Relation.SERIES or self._has_frame(one, other)

    def _has_frame(self, one: int, other: int) -> bool:
        """Return whether two pages share the frame of at least three of their folder."""
        folder = self._folder[one]
        if not folder or folder != self._folder[other]:
            return False
        blocks = self._all_blocks
        if folder not in self._frames:
            pages = (page for page, name in enumerate(self._folder) if name == folder)
            count = Counter(block for page in pages for block in blocks.of(page))
            self._frames[folder] = {b for b, n in count.items() if n >= FEWEST_PAGES}
        frame = self._frames[folder]
        mine, theirs = blocks.of(one), blocks.of(other)
        heads = blocks.headings(one), blocks.headings(other)
        return _is_frame(mine & theirs & frame, mine, theirs) or _is_frame(
            heads[0] & heads[1] & frame, *heads
        )


def _is_frame(shared: set[int], mine: set[int], theirs: set[int]) -> bool:
    least = max(FEWEST_BLOCKS, FRAME_SHARE * max(len(mine), len(theirs)))
    return len(shared) >= least


class _Blocks:
    """The hashes of the blocks of each page."""

    def __init__(self, articles: RunArticles) -> None:
        rows = articles.rows_of(extract)
        self._hash, self._kind = rows.grams[:], rows.kind[:]
        self._n_linking = Counter(self._hash[self._kind == LINK].tolist())
        self._ptr = np.searchsorted(rows.article[:], np.arange(len(articles) + 1))
        self.of = lru_cache(maxsize=RECENT)(self._of)

    def _of(self, page: int) -> set[int]:
        """Return the blocks of a page."""
        here = slice(self._ptr[page], self._ptr[page + 1])
        return set(self._hash[here][self._kind[here] != LINK].tolist())

    def links(self, page: int) -> set[int]:
        """Return the names that a page links to."""
        here = slice(self._ptr[page], self._ptr[page + 1])
        return set(self._hash[here][self._kind[here] == LINK].tolist())

    def n_linking(self, name: int) -> int:
        """Return how many pages link to a name."""
        return self._n_linking[name]

    def headings(self, page: int) -> set[int]:
        """Return the headings of a page."""
        here = slice(self._ptr[page], self._ptr[page + 1])
        return set(self._hash[here][self._kind[here] == Block.HEADING].tolist())


def is_identifier(title: str) -> bool:
    """Return whether a title is a name in code.

    Examples
    --------
    >>> [is_identifier(title) for title in ("openLamp", "<lamp>", "Lamp", "Open a lamp")]
    [True, True, False, False]
    """
    name = title.strip().strip("`")
    return len(name.split()) == 1 and _IDENTIFIER.search(name) is not None
