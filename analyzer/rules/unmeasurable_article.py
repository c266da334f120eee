"""unmeasurable-article: Analyzer itself failed on an article, and left it out.

What it measures
----------------
Nothing: measuring the article raised an error that nobody had thought of. It is
told with its place in the program, the article's row has no scores, and all
other articles are analyzed as if this one were empty. The exit status is 2.

Why it matters
--------------
One odd article among thousands must not cost the report on the others, and must
not pass for a clean one.

Example
-------
``could not be measured: IndexError: index 7 is out of bounds (candidates.py, line 31)``

Instead
-------
Tell the authors of Analyzer, with the article if you may; until it is mended,
leave the file out with ``exclude``. With ``--strict`` the run stops there.

Limits
------
A rule that compares articles with each other and fails is told as an error of the
run, which finds nothing by that rule; no article is at fault.

References
----------
None.
"""

RULE_ID = "unmeasurable-article"
