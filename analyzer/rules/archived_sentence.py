"""archived-sentence: a sentence was published before.

What it measures
----------------
Each sentence that has a near-duplicate in the archive: their distinct stems have a Jaccard
similarity of 0.8 or more, as for the sentences of one run. The comparison is exact. The
message names the most similar one, with article, address, date and line. A sentence that
three or more archived articles have, or that is in quotation marks, takes no points. The
archived copy of the article itself, known by its address or its file, is never reported.

Why it matters
--------------
Readers and search engines have seen the sentence before. The share of the article that
such sentences cover is taken from its originality.

Example
-------
The background paragraph of last month's report, pasted into today's.

Instead
-------
Link to what was published, or rewrite it.

Limits
------
Sentences of fewer than six distinct stems are not compared.

References
----------
Bayardo, Ma and Srikant (2007), "Scaling up all pairs similarity search".
"""

from analyzer.rules.rule import WHOLE_BODY, Coverage, Rule

RULE = Rule(
    "archived-sentence",
    __doc__,
    message="this sentence was published before",
    unit="sentences",
    scoring=Coverage(),
    kind="sentence",
    names_other=True,
    reads=WHOLE_BODY,
    redundant_with=("archived-article",),
    table="sentences",
)
