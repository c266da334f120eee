"""archived-article: much of the article was published before.

What it measures
----------------
The share of the article's three-word sequences that one archived article has. As for the
articles of one run, a pair is reported from a containment of 0.2 of the smaller one and
ten words in common. The comparison is exact. The message names the archived article that
has most of this one, with address and date. The archived copy of the article itself, known
by its address or its file, is never reported.

Why it matters
--------------
The same story is published twice. What the article has in common with the archived one is
taken from its originality.

Example
-------
Last year's event notice with a new date.

Instead
-------
Update the old article, or link to it.

Limits
------
Lines that the site adds to every article count as wording, unless they were left out when
articles were added.

References
----------
Broder (1997), "On the resemblance and containment of documents".
"""

from analyzer.rules.rule import WHOLE_BODY, Coverage, Rule
from analyzer.tables import Column

RULE = Rule(
    "archived-article",
    __doc__,
    message="much of this article was published before",
    unit="share of three-word sequences",
    scoring=Coverage(warning_from=0.25),
    severities=("note", "warning"),
    kind="article",
    names_other=True,
    reads=WHOLE_BODY,
    table="duplicates",
    columns=(
        Column("archived_article", "string", "Most similar archived article, if any is near"),
        Column("archived_similarity", "number", "Share of the smaller one's word sequences"),
    ),
)
