"""Lines of code are counted without docstrings, comments, blank lines and imports."""

import runpy
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "lines.py"
SOURCE = '''"""A module.

Of two lines.
"""

import re
from math import (
    pi,
)

# A comment.
LONG = (
    1,  # counts
    2,
)


def f():
    """A docstring."""
    import os

    return """text
that counts"""


class A:
    """Only this."""
'''


def test_only_lines_of_code_count() -> None:
    count = runpy.run_path(str(SCRIPT))["code_lines"]
    assert count(SOURCE) == 4 + 1 + 2 + 1
    assert count("") == 0
