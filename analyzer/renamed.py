"""Names that have changed, so that an old one gets an error that names the new one."""

OPTIONS = {"--against": "--archive", "--level": "--report-level"}
RULES = {
    "copied-passage": "duplicate-passage",
    "competing-phrase": "keyword-cannibalization",
    "thin-vocabulary": "low-lexical-diversity",
}
# Rules that are none any more, and what to look at instead.
BOILERPLATE = "no rule any more; boilerplate is the column boilerplate_lines"
RETIRED = {
    "page-furniture": BOILERPLATE,
    "page-boilerplate": BOILERPLATE,
    "recurring-line": "no rule any more; recurring lines are left out of comparisons",
    "compressible-text": "no rule any more; compression is the column compression_ratio",
}
SETTINGS = {
    "level": "report-level",
    "passage-words": "rules.duplicate-passage.min-words",
    "article-containment": "rules.near-duplicate-article.min-containment",
}
