"""unused-suppression: a comment suppresses findings that do not exist.

What it measures
----------------
Suppression comments, and front matter that suppresses rules, which hide no finding. A
line of plain text in the form of such a comment hides none.

Why it matters
--------------
A suppression that outlives its finding hides the next one.

Example
-------
``<!-- analyzer-disable repeated-phrase -->`` in an article that repeats no phrase.

Instead
-------
Remove the comment, or the name of the rule in it.

Limits
------
Reported by ``analyzer check`` only. A suppression of a rule that is off, or that compares
articles where single files were checked, is not reported.

References
----------
None.
"""

from analyzer.rules.rule import Informational, Rule

RULE = Rule(
    "unused-suppression",
    __doc__,
    message="no finding of {label} here",
    unit="comments",
    scoring=Informational(),
)
