"""archived-sentence: a sentence was published before.

What it measures
----------------
Each sentence that has a near-duplicate in the archive that articles are compared
with: the distinct stems of both are at least four fifths of those of either
(Jaccard similarity 0.8), as for the sentences of one run. Every one is found and
none invented. Of several the most alike is named, with article, address, date
and line. One that stands in three archived articles or more, or in quotation
marks, is told and takes nothing. The archived copy of the article itself, known
by its address or its file, is never told.

Why it matters
--------------
Readers and search engines have met the sentence before. What such sentences
cover is taken from the article's originality.

Example
-------
The background paragraph of last month's report, pasted into today's.

Instead
-------
Link to what was published, or tell it anew.

Limits
------
Only sentences of six distinct stems or more are compared, and only with what was
added to the archive.

References
----------
Bayardo, Ma and Srikant (2007), "Scaling up all pairs similarity search".
"""

from analyzer.rules.rule import Rule

RULE = Rule("archived-sentence", "sentences", "", __doc__, table="sentences")
