"""Which pages are one template, and what fills its slots.

What an earlier run has kept is taken for the same pages: the same words, code and titles.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from analyzer.article import Floats, Ints
from analyzer.rules.rule import RunArticles
from analyzer.similarity.article_rows import ArticleRows
from analyzer.similarity.page_templates import (
    FEWEST_PAGES,
    TitleSlots,
    frame_shares,
    framed,
    title_slots,
)
from analyzer.similarity.rows import Keys
from analyzer.storage.kept_results import KEY_BYTES

NAME = "templates"
# What stands for code in the row of a page's inline code.
SHOWN = np.uint64(0)
# The rows of a page: its sketch, its running prose, its inline code.
ROWS_PER_PAGE = 3
PROSE, CODE = 1, 2


class Template(msgspec.Struct, frozen=True, eq=False):
    """Pages of one template.

    Attributes
    ----------
    page : ndarray of int64, shape (n_pages,)
        Numbers of pages, ascending.
    share : ndarray of float64, shape (n_pages,)
        The share of the running prose that is the template.
    slots : sequence of str, length n_pages
        What fills the slots in the title of each page.
    kind : {"doorway", "series", "siblings"}
    """

    page: Ints
    share: Floats
    slots: Sequence[str]
    kind: str


class Templates:
    """The templates of pages.

    Parameters
    ----------
    rows : ArticleRows
        `ROWS_PER_PAGE` of each page.
    articles : RunArticles
    min_share : float
        The share of the running prose of a page that the template must be.
    """

    def __init__(self, rows: ArticleRows, articles: RunArticles, min_share: float) -> None:
        self._rows, self._articles, self._min_share = rows, articles, min_share
        self._known = articles.kept.by_key(NAME) if articles.kept else None

    def __call__(self, pages: Ints) -> Template | None:
        """Return the template of some pages of one language, if they are one."""
        if self._known is None:
            return self._find(pages)
        key = self._key(pages)
        known = self._known.find(key)
        if known is None:
            template = self._find(pages)
            self._known.add(key, _as_plain(template, pages))
            return template
        if not known:
            return None
        place, *values = known
        return Template(pages[place], *values)

    def _find(self, pages: Ints) -> Template | None:
        return _template(pages, self._rows, self._articles, self._min_share)

    def _key(self, pages: Ints) -> bytes:
        """Return a hash of all that the template of pages depends on."""
        import hashlib

        digest = hashlib.blake2b(str(self._min_share).encode(), digest_size=KEY_BYTES)
        article = self._rows.article[pages * ROWS_PER_PAGE].tolist()
        digest.update(f" {self._articles.languages[article[0]]} ".encode())
        for page, number in zip(pages.tolist(), article, strict=True):
            title = self._articles.titles[number].encode("utf-8", "surrogatepass")
            words, code = (_row(self._rows, page, kind).tobytes() for kind in (PROSE, CODE))
            for part in (title, words, code):
                digest.update(len(part).to_bytes(8, "big") + part)
        return digest.digest()


def _as_plain(template: Template | None, pages: Ints) -> list[object]:
    """Return a template by the places of its pages among those that were compared."""
    if template is None:
        return []
    place = np.searchsorted(pages, template.page)
    return [place, template.share, list(template.slots), template.kind]


def _template(
    pages: Ints, rows: ArticleRows, articles: RunArticles, min_share: float
) -> Template | None:
    """Return the template of some pages, without those that have too much of their own."""
    while len(pages) >= FEWEST_PAGES:
        words = [_row(rows, page, PROSE) for page in pages.tolist()]
        frames = framed(words)
        share = frame_shares(frames)
        kept = share >= min_share
        if kept.all():
            break
        pages = pages[kept]
    else:
        return None
    article = rows.article[pages * ROWS_PER_PAGE].tolist()
    titles = [articles.titles[at] for at in article]
    slots = title_slots(titles, articles.languages[article[0]])
    used = [
        slot.fills(word[~frame]) for slot, word, frame in zip(slots, words, frames, strict=True)
    ]
    of_code = [_row(rows, page, CODE) for page in pages.tolist()]
    code = [slot.fills(own) or SHOWN in own for slot, own in zip(slots, of_code, strict=True)]
    return _judged(pages, share, slots, np.array(used), np.array(code))


def _judged(
    pages: Ints, share: Floats, slots: Sequence[TitleSlots], used: np.ndarray, code: np.ndarray
) -> Template | None:
    """Return the template with its kind; None where no slots are in the titles."""
    named = np.array([bool(slot.text) for slot in slots])
    if 2 * np.count_nonzero(named) <= len(slots):
        return None
    dated = np.array([not slot.words for slot in slots])
    coded = code | np.array([slot.is_identifier for slot in slots])
    kept = named & used & ~dated
    kind = "doorway"
    if 2 * np.count_nonzero(dated & named) >= len(slots):
        kind, kept = "series", named
    elif 2 * np.count_nonzero(coded & named) >= len(slots):
        kind, kept = "siblings", named
    texts = [slot.text for slot, own in zip(slots, kept.tolist(), strict=True) if own]
    if len({text.casefold() for text in texts}) < FEWEST_PAGES:
        return None
    return Template(pages[kept], share[kept], texts, kind)


def _row(rows: ArticleRows, page: int, kind: int) -> Keys:
    first, last = rows.ptr[ROWS_PER_PAGE * page + kind : ROWS_PER_PAGE * page + kind + 2]
    return rows.grams[first:last]
