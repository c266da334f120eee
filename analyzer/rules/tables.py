"""The report tables: the columns of a run, and those that the rules declare."""

from __future__ import annotations

from analyzer.rules.registry import RULES
from analyzer.tables import Column, Kind, Table


def _columns(*specifications: tuple[str, Kind, str]) -> tuple[Column, ...]:
    return tuple(Column(*specification) for specification in specifications)


ARTICLES = (
    *_columns(
        (
            "article",
            "string",
            "Path below the common root of the inputs, #row or #id of a record",
        ),
        ("source", "string", "File that it was read from"),
        ("row", "integer", "Record of the source, from 1"),
        ("title", "string", "Title given or found"),
        ("language", "string", "ISO 639-1 code, given or found"),
        ("words", "integer", "Words of the body"),
        ("sentences", "integer", "Sentences of the body"),
        (
            "quality",
            "number",
            "100 minus the quality points of its findings; the article alone",
        ),
        (
            "originality",
            "number",
            "100 minus the originality points; compared with the other articles",
        ),
        ("findings", "integer", "Number of findings"),
    ),
    *(column for rule in RULES for column in rule.columns),
    *_columns(
        (
            "common_content",
            "number",
            "Share of its words that also appear in other articles, five and more in a row",
        ),
        (
            "focus_keyphrase",
            "string",
            "Focus keyphrase from the field that --key-phrase-field names",
        ),
        ("focus_keyphrase_count", "integer", "Mentions in the body, as Yoast SEO counts them"),
        (
            "focus_keyphrase_density",
            "number",
            "Mentions per 100 words, times 0.7 + content words / 3",
        ),
        (
            "focus_keyphrase_range",
            "string",
            "That density against the range of Yoast SEO: below, within or above",
        ),
        (
            "focus_keyphrase_gap",
            "number",
            "Longest run of sentences without a mention, as a share of all",
        ),
    ),
)
PHRASES = _columns(
    ("article", "string", "Article"),
    ("phrase", "string", "Repeated phrase, as it is most often written"),
    ("words", "integer", "Words of the phrase"),
    ("count", "integer", "Times it appears in the body"),
    ("density", "number", "Share of the body's words that it takes"),
    ("paragraphs", "integer", "Blocks of the body that it appears in"),
    ("in_title", "boolean", "Whether the title has it"),
    ("sentence_initial", "integer", "Times it begins a sentence"),
    (
        "expected",
        "number",
        "Times that one reference article in ten of that vocabulary size repeats one so long",
    ),
    ("stuffing_probability", "number", "Probability that this phrase is stuffed"),
    ("first_line", "integer", "Line where it appears first"),
)
SENTENCES = _columns(
    ("article_a", "string", "Article of the first sentence"),
    ("line_a", "integer", "Its line"),
    ("sentence_a", "string", "First sentence"),
    ("article_b", "string", "Article of the second sentence"),
    ("line_b", "integer", "Its line"),
    ("sentence_b", "string", "Second sentence"),
    ("jaccard", "number", "Jaccard similarity of their distinct stemmed words"),
    ("cosine", "number", "Cosine of their TF-IDF vectors over the sentences of the run"),
    ("scope", "string", "within one article, across two, or archive: the second is archived"),
    ("cluster", "integer", "Number of the cluster of pairs; empty with an archive"),
    ("url_b", "string", "Address of an archived second article, where known"),
    ("date_b", "string", "Its date, where known"),
)
DUPLICATES = _columns(
    ("article_a", "string", "First article"),
    ("article_b", "string", "Second article"),
    ("jaccard", "number", "Jaccard similarity of their three-word sequences"),
    ("containment_a", "number", "Share of the first one's sequences that the second has"),
    ("containment_b", "number", "Share of the second one's sequences that the first has"),
    ("shared_words", "integer", "Words of the first article in shared sequences; within a run"),
    ("cluster", "integer", "Number of the cluster of pairs; empty with an archive"),
    (
        "kind",
        "string",
        "copy, reordered, version, teaser, trimmed, merge or overlap; within a run",
    ),
    ("derived", "string", "a or b: the teaser, the trimmed one or the merge"),
    ("ties", "string", "a, b or both: the articles that have no more similar pair than this"),
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
    ("text", "string", "The passage as the first article has it"),
    ("quoted", "boolean", "Whether one of the two has it in quotation marks; no points then"),
)
TEMPLATES = _columns(
    ("template", "string", "Beginning of the text, with … for each slot"),
    ("articles", "integer", "Articles that have it"),
    ("share", "number", "Share of their running prose that it is; of a line, of its words"),
    ("slots", "string", "What the first five articles have in the slots"),
    ("first_article", "string", "First article that has it"),
    ("first_line", "integer", "Its line there"),
    ("kind", "string", "boilerplate, doorway, series or siblings"),
)
BOILERPLATE = _columns(
    ("text", "string", "The text, as its first article has it"),
    ("articles", "integer", "Articles that have it"),
    ("share", "number", "Share of the articles of the run that have it"),
    ("first_article", "string", "First article that has it"),
    ("first_line", "integer", "Its line there"),
    (
        "kind",
        "string",
        "navigation, sharing, legal, related, date, byline ...; template without a cue",
    ),
)
FINDINGS = _columns(
    ("article", "string", "Article"),
    ("source", "string", "File that it was read from"),
    ("line", "integer", "Line, from 1"),
    ("column", "integer", "Column in code points, from 1"),
    ("end_line", "integer", "Line of the end"),
    ("end_column", "integer", "Column after the last character"),
    ("rule", "string", "Name of the rule"),
    ("severity", "string", "note, warning or error"),
    ("value", "number", "In the unit of the rule"),
    ("score", "string", "Score that the points are taken from"),
    ("points", "number", "Points taken from it"),
    ("message", "string", "What is wrong, in a sentence"),
    (
        "group",
        "string",
        "Phrase or number of the cluster: findings of one group repeat each other",
    ),
)
TABLES: dict[str, tuple[Column, ...]] = {
    "articles": ARTICLES,
    "phrases": PHRASES,
    "sentences": SENTENCES,
    "duplicates": DUPLICATES,
    "passages": PASSAGES,
    "templates": TEMPLATES,
    "boilerplate": BOILERPLATE,
    "findings": FINDINGS,
}


def empty_table(name: str) -> Table:
    """Return the named table without rows."""
    return {column.name: [] for column in TABLES[name]}
