"""Limits on what one file may expand to; ``docs/limits.md`` lists them.

A file that reaches a limit is an error of that file, which names the limit.
"""

MAX_ARTICLE = 64 << 20  # bytes of a file or a record that is one article
MAX_TITLE = 10_000  # characters of a title
MAX_FRONT_MATTER = 1 << 16  # characters
MAX_EXPANDED = 1 << 18  # characters of front matter with its aliases expanded
MAX_PACKED = 1 << 28  # bytes of a workbook
MAX_UNPACKED = 1 << 29  # bytes of a workbook's parts
MAX_IGNORE_BYTES = 1 << 20  # of a .gitignore file
MAX_IGNORE_PATTERNS = 10_000
WORKBOOK_SECONDS = 30
# What a compressed file may hold: so much, and so many times its own bytes.
FREE_TEXT, TEXT_RATIO = 8 << 20, 30  # bytes of text
FREE_CELLS, CELL_RATIO = 1 << 22, 4  # cells of a workbook
FREE_ROWS, ROW_RATIO = 1 << 20, 1  # rows of a table
FREE_MEMORY, MEMORY_RATIO = 1 << 30, 32  # bytes to open a workbook


class LimitError(Exception):
    """A file reaches a limit; the message names it."""


class TextBudget:
    """Counts the text of a compressed file.

    Parameters
    ----------
    size : int
        The bytes of the file.
    """

    def __init__(self, size: int) -> None:
        self._most = FREE_TEXT + TEXT_RATIO * size
        self._count = 0

    def add(self, count: int) -> None:
        """Count some text.

        Raises
        ------
        LimitError
            If there is more than the file may hold.
        """
        self._count += count
        if self._count > self._most:
            raise LimitError(
                f"holds more than {self._most >> 20} MB of text; expected at most "
                f"{TEXT_RATIO} times the bytes of the file and {FREE_TEXT >> 20} MB"
            )
