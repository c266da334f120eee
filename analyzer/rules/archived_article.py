"""archived-article: much of the article was published before.

What it measures
----------------
The share of the article's three-word sequences that one archived article has. A
pair is told from a containment of 0.22 of the smaller one and ten words in
common, as for the articles of one run. Every one is found and none invented; the
one that has most of the article is named, with address and date. The archived copy
of the article itself, known by its address or its file, is never told.

Why it matters
--------------
The same story is published twice. What the article has in common with the
archived one is taken from its originality.

Example
-------
Last year's event notice with a new date.

Instead
-------
Update the old article, or link to it.

Limits
------
Lines that the site adds to every article count as wording, where they were not
left out when articles were added.

References
----------
Broder (1997), "On the resemblance and containment of documents".
"""

from analyzer.rules.rule import Rule

RULE = Rule(
    "archived-article", "share of three-word sequences", "", __doc__, table="duplicates"
)
