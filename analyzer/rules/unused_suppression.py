"""unused-suppression: a comment suppresses findings that are not there.

What it measures
----------------
Each comment, or key of the front matter, that suppresses a rule for a line, a
stretch or a file in which that rule tells of nothing.

Why it matters
--------------
The fault was mended, or the comment stands on the wrong line. Left behind, it
would hide the next fault that comes there.

Example
-------
``<!-- analyzer-disable-next-line repeated-phrase -->`` above a paragraph that
repeats nothing.

Instead
-------
Take the comment out.

Limits
------
Rules that compare articles are left out where single files were checked, as
the other article may not have been read.

References
----------
None.
"""

RULE_ID = "unused-suppression"
