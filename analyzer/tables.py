"""The report tables: their columns, in order, with type and meaning.

Columns are only ever added at the end. A table is a mapping of column names to
lists of equal length; `analysis` fills it, a writer or pandas shows it. Of a
long run the columns are sequences that are read from disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["string", "integer", "number", "boolean"]
Table = dict[str, list[Any]]
Columns = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a report table."""

    name: str
    kind: Kind
    meaning: str

    @property
    def nothing(self) -> str | bool | None:
        """The value where nothing is known."""
        return "" if self.kind == "string" else False if self.kind == "boolean" else None


def _columns(*specifications: tuple[str, Kind, str]) -> tuple[Column, ...]:
    return tuple(Column(*specification) for specification in specifications)


ARTICLES = _columns(
    ("article", "string", "Path below the common root of the inputs, #row or #id for a record"),
    ("source", "string", "File it was read from"),
    ("title", "string", "Title given or found"),
    ("language", "string", "ISO 639-1 code, given or found"),
    ("words", "integer", "Words of the body"),
    ("sentences", "integer", "Sentences of the body"),
    ("quality", "number", "100 minus the quality points of its findings; the article alone"),
    (
        "originality",
        "number",
        "100 minus the originality points; against what it is compared with",
    ),
    ("stuffing_probability", "number", "Probability of keyword stuffing"),
    (
        "top_phrase",
        "string",
        "Phrase with the most evidence of stuffing, else first key phrase",
    ),
    ("top_phrase_count", "integer", "Times it stands in the body"),
    ("top_phrase_density", "number", "Share of the body's words that it takes"),
    ("near_duplicate_sentences", "integer", "Sentences that say again what another one says"),
    ("nearest_article", "string", "Article most like it, if any is near"),
    ("nearest_similarity", "number", "Share of the smaller one's three-word sequences in both"),
    ("boilerplate_lines", "integer", "Blocks of the page that are not of the article"),
    ("reading_ease", "number", "Flesch reading ease, for languages with published constants"),
    ("mtld", "number", "MTLD"),
    ("compression_ratio", "number", "Bytes of the body over its packed bytes"),
    ("duplicate_lines", "number", "Share of lines met before"),
    ("duplicate_line_characters", "number", "Characters in lines met before, share of all"),
    ("duplicate_paragraphs", "number", "Share of paragraphs met before"),
    ("duplicate_paragraph_characters", "number", "Characters in paragraphs met before"),
    *(
        (f"top_{n}gram", "number", f"Characters in the most frequent {n}-gram")
        for n in (2, 3, 4)
    ),
    *(
        (f"duplicate_{n}gram", "number", f"Characters in {n}-grams met before")
        for n in range(5, 11)
    ),
    ("findings", "integer", "Number of findings"),
    ("row", "integer", "Record of the source, counted from 1"),
    ("lix", "number", "LIX: words per sentence plus percentage of long words"),
    ("word_entropy", "number", "Entropy of the words in bits"),
    ("representative", "string", "Article that stands for its cluster of near-duplicates"),
    (
        "focus_keyphrase",
        "string",
        "Key phrase that the field named by --key-phrase-field names",
    ),
    (
        "focus_keyphrase_count",
        "integer",
        "Mentions of it in the body, as Yoast SEO counts them",
    ),
    (
        "focus_keyphrase_density",
        "number",
        "Mentions per 100 words, times 0.7 + content words / 3",
    ),
    ("focus_keyphrase_range", "string", "That density against Yoast's: below, within or above"),
    ("focus_keyphrase_gap", "number", "Longest run of sentences without it, share of all"),
    ("archived_article", "string", "Article of the archive most like it, if any is near"),
    ("archived_similarity", "number", "Share of the smaller one's word sequences in both"),
)
PHRASES = _columns(
    ("article", "string", "Article"),
    ("phrase", "string", "Repeated phrase as it is most often written"),
    ("words", "integer", "Words in it"),
    ("count", "integer", "Times it stands in the body"),
    ("density", "number", "Share of the body's words that it takes"),
    ("paragraphs", "integer", "Blocks of the body that it stands in"),
    ("in_title", "boolean", "Whether the title has it"),
    ("sentence_initial", "integer", "Times it begins a sentence"),
    (
        "expected",
        "number",
        "Times that one clean article in ten of that size says one so long",
    ),
    ("stuffing_probability", "number", "Probability that this phrase is stuffed"),
    ("first_line", "integer", "Line of the first place"),
)
SENTENCES = _columns(
    ("article_a", "string", "Article of the first sentence"),
    ("line_a", "integer", "Its line"),
    ("sentence_a", "string", "First sentence"),
    ("article_b", "string", "Article of the second sentence"),
    ("line_b", "integer", "Its line"),
    ("sentence_b", "string", "Second sentence"),
    ("jaccard", "number", "Share of their distinct stemmed words that both have"),
    ("cosine", "number", "Cosine of their TF-IDF vectors over the sentences of the run"),
    ("scope", "string", "within one article, across two, or archive: the second is archived"),
    ("cluster", "integer", "Number of the cluster of pairs; none with an archive"),
    ("url_b", "string", "Address of an archived second article, where known"),
    ("date_b", "string", "Its date, where known"),
)
DUPLICATES = _columns(
    ("article_a", "string", "First article"),
    ("article_b", "string", "Second article"),
    ("jaccard", "number", "Three-word sequences that both have, share of all"),
    ("containment_a", "number", "Share of the first one's that the second has"),
    ("containment_b", "number", "Share of the second one's that the first has"),
    ("shared_words", "integer", "Words of the first article in shared sequences; within a run"),
    ("cluster", "integer", "Number of the cluster of pairs; none with an archive"),
    (
        "kind",
        "string",
        "copy, reordered, version, teaser, trimmed, merge or overlap; within a run",
    ),
    ("derived", "string", "a or b: the teaser, the trimmed one or the merge"),
    ("ties", "string", "a, b or both: the articles that have no pair more alike than this"),
    ("representative", "string", "Article that has most of the others of the cluster"),
    ("scope", "string", "across two articles of the run, or archive: the second is archived"),
    ("url_b", "string", "Address of an archived second article, where known"),
    ("date_b", "string", "Its date, where known"),
)
PASSAGES = _columns(
    ("article_a", "string", "First article"),
    ("line_a", "integer", "Line where the passage begins"),
    ("article_b", "string", "Second article"),
    ("line_b", "integer", "Line where the passage begins"),
    ("words", "integer", "Words of the passage in the first article"),
    ("text", "string", "The passage as it stands in the first article"),
    ("quoted", "boolean", "Whether one of the two has it in quotation marks: it takes nothing"),
)
FINDINGS = _columns(
    ("article", "string", "Article"),
    ("source", "string", "File it was read from"),
    ("line", "integer", "Line, from 1"),
    ("column", "integer", "Column in code points, from 1"),
    ("end_line", "integer", "Line of the end"),
    ("end_column", "integer", "Column behind the last character"),
    ("rule", "string", "Name of the fault"),
    ("severity", "string", "note, warning or error"),
    ("value", "number", "In the unit of the measure"),
    ("score", "string", "Score that the points are taken from"),
    ("points", "number", "Points taken from it"),
    ("message", "string", "What is wrong, in a sentence"),
    ("group", "string", "Phrase or cluster: places of one group are copies"),
)
TABLES: dict[str, tuple[Column, ...]] = {
    "articles": ARTICLES,
    "phrases": PHRASES,
    "sentences": SENTENCES,
    "duplicates": DUPLICATES,
    "passages": PASSAGES,
    "findings": FINDINGS,
}


def empty(name: str) -> Table:
    """Return the named table without rows."""
    return {column.name: [] for column in TABLES[name]}
