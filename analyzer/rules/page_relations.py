"""Which pages repeat each other by design, so that none of them copied from another."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property, lru_cache

import numpy as np

from analyzer.article import Block
from analyzer.rules.name_series import Tokens
from analyzer.rules.page_addresses import last_name
from analyzer.rules.page_names import PageNames, Relation
from analyzer.rules.recurring_line import CODE, LINK, POST, extract
from analyzer.rules.rule import RunArticles
from analyzer.rules.shared_wording import SharedWording
from analyzer.similarity.article_rows import article_words
from analyzer.text.tokens import word_hash

# Pages of one folder have a frame from so many blocks on that so many of them share.
FEWEST_BLOCKS, FEWEST_PAGES = 3, 3
# The least share of a page's headings, or of its blocks, that the frame has.
FRAME_SHARE = 0.25
# The least share of its wording that a sibling has of its own; a copy has less.
OWN_SHARE = 0.3
# The same of a page of documentation that describes what another one describes.
MOSTLY_OWN = 0.5
# Words that two posts have in common as background: up to three paragraphs.
MOST_BACKGROUND = 210
# Folders of texts that are parts of pages, and stand beside each other by design.
INCLUDED = frozenset(
    ("includes", "_includes", "partials", "_partials", "snippets", "_snippets")
)
# Links that more of the pages have are a menu.
MENU_SHARE = 0.5
# Pages whose blocks stay at hand.
RECENT = 1024
# A name without spaces that has marks of code or a capital inside.
_IDENTIFIER = re.compile(r"[a-z\d][A-Z]|[_<>()@$]|::|\w\.\w|\A--?[A-Za-z]")


class PageRelations:
    """How the pages of a run are related.

    Parameters
    ----------
    articles : RunArticles
    """

    def __init__(self, articles: RunArticles) -> None:
        self._articles = articles
        self._names = _names_of(articles)
        self._translations = articles.translations
        self._known: dict[tuple[int, int], Relation] = {}
        self._frames: dict[Tokens, set[int]] = {}

    @classmethod
    def of(cls, articles: RunArticles) -> PageRelations:
        """Return the relations of the pages of a run, which its rules have in common."""
        known = articles.derived.get(cls)
        if not isinstance(known, cls):
            # Rules run at the same time: the first one counts.
            known = articles.derived.setdefault(cls, cls(articles))
            assert isinstance(known, cls)
        return known

    def relation(self, one: int, other: int, own_share: float = 1.0) -> Relation:
        """Return how two pages are related, apart from what they are about.

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
        may_be_siblings = own_share >= OWN_SHARE or self._are_in_code(one, other)
        if self._are_parts(one, other) or (may_be_siblings and self._has_frame(one, other)):
            return Relation.SIBLINGS
        return Relation.LINKED if self._are_linked(one, other) else by_name

    def by_subject(self, one: int, other: int, own_share: float, n_shared: int) -> Relation:
        """Return whether two pages, unrelated otherwise, share text as one is their subject.

        Parameters
        ----------
        one, other : int
            Numbers of articles.
        own_share : float
            The share of its wording that the one with less of its own does not share.
        n_shared : int
            The number of words that both share.

        Returns
        -------
        Relation
            ANNOUNCED where one is news about the other or both are posts, SAME_SUBJECT
            where both are documentation, otherwise UNRELATED.
        """
        news = [self._is_news(page) for page in (one, other)]
        if any(news):
            is_announced = (
                self._share_background(one, other, own_share, n_shared)
                if all(news)
                else self._is_announced(one, other)
            )
            return Relation.ANNOUNCED if is_announced else Relation.UNRELATED
        may_share = own_share >= MOSTLY_OWN and self._are_in_code(one, other)
        is_same = may_share and self._are_same_subject(one, other)
        return Relation.SAME_SUBJECT if is_same else Relation.UNRELATED

    def _are_in_code(self, one: int, other: int) -> bool:
        """Return whether two pages show code, or have the name of code."""
        titles = self._articles.titles
        return all(
            is_identifier(titles[page]) or self._all_blocks.has(page, CODE)
            for page in (one, other)
        )

    def _share_background(self, one: int, other: int, own_share: float, n_shared: int) -> bool:
        """Return whether two posts about one subject share a few paragraphs at most."""
        is_little = own_share >= OWN_SHARE and 0 < n_shared <= MOST_BACKGROUND
        return is_little and self._wording.are_same_subject(one, other)

    def _are_same_subject(self, one: int, other: int) -> bool:
        """Return whether two pages are about one subject, or have a topic in common."""
        wording = self._wording
        return wording.are_same_subject(one, other) or wording.has_one_topic(one, other)

    def _is_announced(self, one: int, other: int) -> bool:
        """Return whether one of two pages is news about the subject of the other."""
        if self._wording.has_one_topic(one, other):
            return True
        topics = self._wording.topics(one, other)
        notes = [self._names.is_release_notes(page) for page in (one, other)]
        return (notes[0] and topics[1]) or (notes[1] and topics[0])

    def _is_news(self, page: int) -> bool:
        return self._names.is_news(page) or self._all_blocks.has(page, POST)

    @cached_property
    def _wording(self) -> SharedWording:
        articles = self._articles
        return SharedWording(articles.rows_of(article_words), articles.titles, articles.kept)

    def _are_linked(self, one: int, other: int) -> bool:
        """Return whether one of two pages links to the other, not from a menu of all pages."""
        names = [self._page_names[page] for page in (one, other)]
        blocks = self._all_blocks
        return any(
            name in blocks.links(page)
            and blocks.n_linking(name) <= MENU_SHARE * len(self._articles)
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
            declared = self._are_declared(one, other)
            self._known[pair] = (
                Relation.TRANSLATIONS if declared else self._names.relation(*pair)
            )
        return self._known[pair]

    def _are_declared(self, one: int, other: int) -> bool:
        """Return whether two pages name each other as translations."""
        named = self._translations
        return bool(named) and bool(named[one]) and named[one] == named[other]

    def belong_together(self, one: int, other: int) -> bool:
        """Return whether two pages are versions, translations, of a series or of a frame."""
        return self.by_name(one, other) >= Relation.SERIES or self._has_frame(one, other)

    def _are_parts(self, one: int, other: int) -> bool:
        """Return whether two files are in one folder of texts that pages include."""
        folders = [self._names.page(page)[:-1] for page in (one, other)]
        return folders[0] == folders[1] and not INCLUDED.isdisjoint(folders[0])

    def _has_frame(self, one: int, other: int) -> bool:
        """Return whether two pages share the frame of at least three of their folder.

        The folders of all versions and languages are one, and so are their pages.
        """
        names = self._names.page(one), self._names.page(other)
        if not all(names) or names[0][:-1] != names[1][:-1]:
            return False
        blocks = self._all_blocks
        frame = self._frame(names[0][:-1])
        mine, theirs = blocks.of(one), blocks.of(other)
        heads = blocks.headings(one), blocks.headings(other)
        return _is_frame(mine & theirs & frame, mine, theirs) or _is_frame(
            heads[0] & heads[1] & frame, *heads
        )

    def _frame(self, folder: Tokens) -> set[int]:
        """Return the blocks that at least three pages of a folder have."""
        if folder not in self._frames:
            own: dict[Tokens, set[int]] = {}
            for page in self._in_folder.get(folder, []):
                own.setdefault(self._names.page(page), set()).update(self._all_blocks.of(page))
            count = Counter(block for those in own.values() for block in those)
            self._frames[folder] = {b for b, n in count.items() if n >= FEWEST_PAGES}
        return self._frames[folder]

    @cached_property
    def _in_folder(self) -> dict[Tokens, list[int]]:
        """The pages of each folder."""
        pages: dict[Tokens, list[int]] = {}
        for page in range(len(self._articles)):
            pages.setdefault(self._names.page(page)[:-1], []).append(page)
        return pages


def _is_frame(shared: set[int], mine: set[int], theirs: set[int]) -> bool:
    least = max(FEWEST_BLOCKS, FRAME_SHARE * max(len(mine), len(theirs)))
    return len(shared) >= least


def _names_of(articles: RunArticles) -> PageNames:
    """Return the names of the pages: those of before where no page and no title changed."""
    given = (articles.sources, articles.titles, articles.languages, articles.versions)
    known = articles.derived.get(PageNames)
    if not isinstance(known, PageNames) or known.given != given:
        known = PageNames(*given)
        articles.derived[PageNames] = known
    return known


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
        return set(self._hash[here][self._kind[here] < CODE].tolist())

    def has(self, page: int, kind: int) -> bool:
        """Return whether a page has a row of some kind."""
        return bool((self._kind[self._ptr[page] : self._ptr[page + 1]] == kind).any())

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
