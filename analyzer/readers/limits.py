"""Limits on what one file may expand to; ``docs/limits.md`` lists them.

A file that reaches a limit is an error of that file, which names the limit.
"""

MAX_ARTICLE = 64 << 20  # bytes of a file or a record that is one article
MAX_TITLE = 10_000  # characters of a title
MAX_FRONT_MATTER = 1 << 16  # characters
MAX_EXPANDED = 1 << 18  # characters of front matter with its aliases expanded
