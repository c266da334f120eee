"""doorway-pages: three or more pages are the same template with different words filled in.

What it measures
----------------
Groups of three or more pages of one language of which at least 80 % of the running prose
(``min-share``) is equal, word by word, with other words in the same slots. The titles are
part of the template: what is particular in the title of a page must fill a slot of its
text too. Words are compared by their stems.

Why it matters
--------------
Pages that differ by a place, a name or a keyword give readers nothing of their own, and
search engines treat them as spam. The equal share of each page is taken from originality.

Example
-------
"Roof repair in Hull", "Roof repair in Leeds" and "Roof repair in York", with the same
three paragraphs.

Instead
-------
Merge the pages, or write for each what is true only there.

Limits
------
These are no doorway pages: series and versions, whose slots are numbers or dates;
reference pages, whose slots are identifiers or appear as code; pages of fewer than 40
words of running prose. The share is measured over the whole group, so a page with more
of its own text is left out, and the others are still reported.

References
----------
Broder (1997), "On the resemblance and containment of documents", for the sketches that
choose which pages are compared. The limits are our own choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec
import numpy as np

from analyzer.article import Ints, Span
from analyzer.corpus import Corpus
from analyzer.phrases.word_frequency import shows_code
from analyzer.rules.doorway_templates import ROWS_PER_PAGE, SHOWN, Template, Templates
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import Coverage, Rule, RunArticles
from analyzer.settings import RuleOptions
from analyzer.similarity.article_rows import ArticleRows, token_stems
from analyzer.similarity.page_templates import (
    FEWEST_PAGES,
    SHARES,
    candidate_groups,
    sketches,
)
from analyzer.similarity.rows import Keys, NgramRows, gather, pointers

FEWEST_WORDS = 40
SHOWN_SLOTS = 5


class Options(RuleOptions, frozen=True):
    """The options of doorway-pages.

    Attributes
    ----------
    min_share : float
        The share of the running prose of a page that the template must be.
    """

    min_share: Annotated[float, msgspec.Meta(gt=0, le=1)] = 0.8


def extract(corpus: Corpus) -> ArticleRows:
    """Keep the sketch, the running prose and the inline code of every page."""
    stems = token_stems(corpus)
    word = stems.key[stems.number]
    n_articles = len(corpus.articles)
    prose = np.flatnonzero(corpus.running)
    code, code_ptr = _code(corpus, word)
    n_prose = np.bincount(corpus.token_article[prose], minlength=n_articles)
    page = np.flatnonzero(n_prose >= FEWEST_WORDS)
    prose_ptr = pointers(n_prose)
    text = gather(prose_ptr, word[prose], page)
    sketch = sketches(pointers(n_prose[page]), text)
    first, last = corpus.article_ptr[page], corpus.article_ptr[page + 1] - 1
    base = corpus.prose_ptr[page]
    size = np.stack([np.diff(sketch.ptr), n_prose[page], np.diff(code_ptr)[page]], axis=1)
    ptr = pointers(size.ravel())
    grams = np.empty(int(ptr[-1]), np.uint64)
    columns = (sketch.ngram, text, gather(code_ptr, code, page))
    for kind, column in enumerate(columns):
        own = np.zeros(size.shape, bool)
        own[:, kind] = True
        grams[np.repeat(own.ravel(), size.ravel())] = column
    return ArticleRows(
        np.repeat(page, ROWS_PER_PAGE),
        np.repeat(corpus.token_start[first] - base, ROWS_PER_PAGE),
        np.repeat(corpus.token_end[last] - base, ROWS_PER_PAGE),
        ptr,
        grams,
    )


def _code(corpus: Corpus, word: Keys) -> tuple[Keys, Ints]:
    """Return the words of the inline code of each article, and `SHOWN` where it shows code."""
    coded = np.flatnonzero(shows_code(corpus))
    token = np.flatnonzero(corpus.inside(Span.CODE))
    article = np.concatenate([corpus.token_article[token], coded])
    words = np.concatenate([word[token], np.repeat(SHOWN, len(coded))])
    n_words = np.bincount(article, minlength=len(corpus.articles))
    return words[np.argsort(article, kind="stable")], pointers(n_words)


def match(rows: ArticleRows, articles: RunArticles, options: Options) -> Measurement:
    """Find the pages that are one template."""
    found = list(_templates(rows, articles, options.min_share))
    doorways = [template for template in found if template.kind == "doorway"]
    page = _joined([template.page for template in doorways])
    group = np.repeat(np.arange(len(doorways)), [len(template.page) for template in doorways])
    order = np.argsort(page, kind="stable")
    row = page[order] * ROWS_PER_PAGE
    article = rows.article[row]
    return Measurement(
        np.bincount(article, minlength=len(articles)).astype(np.float64),
        article=article,
        start=rows.start[row],
        end=rows.end[row],
        group=group[order],
        weight=np.array([len(template.page) for template in doorways], np.float64),
        label=[str(number + 1) for number in range(len(doorways))],
        message=[_message(template, rows, articles) for template in doorways],
        share=_joined([template.share for template in doorways])[order],
        rows=_table(found, rows),
    )


def _joined(parts: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _templates(
    rows: ArticleRows, articles: RunArticles, min_share: float
) -> Iterator[Template]:
    """Yield the templates of a run, by their first pages."""
    sketch = np.arange(0, len(rows.ptr) - 1, ROWS_PER_PAGE)
    ptr = pointers(np.diff(rows.ptr)[sketch])
    left, kept = np.arange(len(sketch)), NgramRows(ptr, gather(rows.ptr, rows.grams, sketch))
    found: list[Template] = []
    template_of = Templates(rows, articles, min_share)
    for share in SHARES:
        taken: list[Ints] = []
        for candidate in candidate_groups(kept.take(left), share):
            for pages in _of_one_language(left[candidate], rows, articles):
                template = template_of(pages)
                if template is not None:
                    found.append(template)
                    taken.append(template.page)
        left = np.setdiff1d(left, _joined(taken), assume_unique=True)
    yield from sorted(found, key=lambda template: int(template.page[0]))


def _of_one_language(pages: Ints, rows: ArticleRows, articles: RunArticles) -> Iterator[Ints]:
    """Split pages by their languages."""
    article = rows.article[pages * ROWS_PER_PAGE].tolist()
    language = np.array([articles.languages[at] for at in article])
    for name in sorted(set(language.tolist())):
        if np.count_nonzero(language == name) >= FEWEST_PAGES:
            yield pages[language == name]


def _message(template: Template, rows: ArticleRows, articles: RunArticles) -> str:
    first = articles.label(int(rows.article[template.page[:1] * ROWS_PER_PAGE][0]))
    shown = " / ".join(shown_slots(template.slots))
    return (
        f"{len(template.page)} pages are one template with different words filled in "
        f'("{shown}"), first {first}; merge them, or write for each what is true only there'
    )


def shown_slots(slots: Sequence[str]) -> list[str]:
    """Return the first distinct fillers, and an ellipsis where there are more."""
    distinct = list(dict.fromkeys(slots))
    return [*distinct[:SHOWN_SLOTS], *(["…"] if len(distinct) > SHOWN_SLOTS else [])]


def _table(found: Sequence[Template], rows: ArticleRows) -> dict[str, list[object]]:
    """Return one row per template: its articles and where they begin, slots and kind."""
    members = [template.page * ROWS_PER_PAGE for template in found]
    return {
        "members": [rows.article[row].tolist() for row in members],
        "starts": [rows.start[row].tolist() for row in members],
        "share": [float(template.share.mean()) for template in found],
        "slots": [" / ".join(shown_slots(template.slots)) for template in found],
        "kind": [template.kind for template in found],
    }


RULE = Rule(
    "doorway-pages",
    __doc__,
    message='{value:.0f} pages are one template with different words filled in ("{label}")',
    unit="pages",
    # Three pages with the same words are no coincidence.
    scoring=Coverage(warning_from=0.0),
    severity="warning",
    kind="article",
    names_other=True,
    once_per_group=True,
    table="templates",
    options=Options,
    extract=extract,
    match=match,
)
