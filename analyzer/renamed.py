"""Names that have changed, so that an old one gets an error that names the new one."""

RULES = {
    "copied-passage": "duplicate-passage",
    "competing-phrase": "keyword-cannibalization",
    "thin-vocabulary": "low-lexical-diversity",
    "page-furniture": "page-boilerplate",
}
SETTINGS = {
    "level": "report-level",
    "passage-words": "rules.duplicate-passage.min-words",
    "article-containment": "rules.near-duplicate-article.min-containment",
}
