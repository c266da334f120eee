"""unmeasurable-article: Analyzer failed on an article and left it out.

What it measures
----------------
Nothing: measuring the article raised an unexpected error. The finding names the error and
its location in the program, the article has no scores, and all other articles are analyzed
as if this one were empty. The exit status is 2.

Why it matters
--------------
One odd article among thousands must not cost the report on the others, and must not pass
for a clean one.

Example
-------
``could not be measured: IndexError: index 7 is out of bounds (chunks.py, line 31)``

Instead
-------
Report it to the authors of Analyzer, with the article if you may. Until it is fixed, leave
the file out with ``exclude``. With ``--strict`` the run stops there.

Limits
------
A rule across articles that fails is an error of the run: that rule finds nothing, and no
article is at fault.

References
----------
None.
"""

from analyzer.rules.rule import Informational, Rule

RULE = Rule(
    "unmeasurable-article",
    __doc__,
    message="could not be measured: {label}",
    unit="",
    scoring=Informational(),
    severity="error",
)
