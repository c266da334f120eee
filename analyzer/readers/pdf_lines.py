"""Print the lines of a PDF file as JSON: a program of its own, within limits.

The library is written in C++, and a file may be made to harm it. ``pdf.py`` runs this file
with the bytes on standard input and, as arguments, the most memory and the most characters.
The first line of the output has the properties, every other one the lines of a page.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
from typing import Any

# Exit statuses, besides 0 for the whole file and those of a crash.
DAMAGED, ENCRYPTED, TOO_LONG = 3, 4, 5
PASSWORD = 4  # FPDF_ERR_PASSWORD
FAR = 1.5  # sizes of the font between two words: the cells of a table
SMALL, RAISED = 0.8, 0.2  # sizes of the font
DIVIDED = 2  # what the library has in place of a hyphen at the end of a line
LINE_ENDS = frozenset([0, 10, 13])
SPACES = frozenset([9, 32, 0xA0])
NON_CHARACTERS = frozenset([0xFFFE, 0xFFFF])
SURROGATES = range(0xD800, 0xE000)
# A line: text, left, right, baseline, size of the font, whether it is bold.
Line = tuple[str, float, float, float, float, bool]
BOLD = 600


class Page:
    """Puts the characters of one page together to lines."""

    def __init__(self, raw: Any, text_page: Any) -> None:
        self._raw, self._page = raw, text_page
        self._box = [ctypes.c_double() for _ in range(4)]
        self._matrix = raw.FS_MATRIX()
        self._origin = [ctypes.c_double() for _ in range(2)]
        self.lines: list[Line] = []
        self._begin()

    def _begin(self) -> None:
        self._text: list[str] = []
        self._left = self._right = self._base = self._size = 0.0
        self._bold = True

    def read(self) -> list[Line]:
        """Return the lines in the order of the file."""
        for index in range(self._raw.FPDFText_CountChars(self._page)):
            code = self._raw.FPDFText_GetUnicode(self._page, index)
            if code in LINE_ENDS:
                self._close()
            elif code == DIVIDED:
                self._text.append("-")
                self._close()
            elif code in SPACES:
                if self._text and self._text[-1] != " ":
                    self._text.append(" ")
            elif (
                code not in NON_CHARACTERS and code not in SURROGATES and code <= sys.maxunicode
            ):
                self._add(index, chr(code))
        self._close()
        return self.lines

    def _add(self, index: int, character: str) -> None:
        left, right, bottom, top = self._box
        self._raw.FPDFText_GetCharBox(self._page, index, left, right, bottom, top)
        self._raw.FPDFText_GetCharOrigin(self._page, index, *self._origin)
        base = self._origin[1].value
        self._raw.FPDFText_GetMatrix(self._page, index, self._matrix)
        scale = math.hypot(self._matrix.b, self._matrix.d)
        size = self._raw.FPDFText_GetFontSize(self._page, index) * scale or 1.0
        raised = base > self._base + RAISED * self._size
        if self._text and raised and size < SMALL * self._size and character.isdigit():
            return  # the mark of a footnote
        if self._text and left.value - self._right > FAR * size:
            self._close()
        if not self._text:
            self._left, self._base, self._size = left.value, base, size
        self._bold = self._bold and self._raw.FPDFText_GetFontWeight(self._page, index) >= BOLD
        self._right = right.value
        self._text.append(character)

    def _close(self) -> None:
        text = "".join(self._text).strip()
        if text:
            left, right, base = (
                round(self._left, 1),
                round(self._right, 1),
                round(self._base, 1),
            )
            self.lines.append((text, left, right, base, round(self._size, 1), self._bold))
        self._begin()


def main() -> int:
    """Print the properties and the lines of each page."""
    memory, most = int(sys.argv[1]), int(sys.argv[2])
    _limit_memory(memory)
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        n_pages = len(document)
    except pypdfium2.PdfiumError as error:
        return ENCRYPTED if getattr(error, "err_code", None) == PASSWORD else DAMAGED
    print(json.dumps(document.get_metadata_dict()))
    for number in range(n_pages):
        try:
            page = document[number]
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError:
            print("null")
            continue
        lines = Page(raw, text_page.raw).read()
        most -= sum(len(line[0]) for line in lines) + len(lines)
        if most < 0:
            return TOO_LONG
        print(json.dumps(lines))
        text_page.close()
        page.close()
    return 0


def _limit_memory(most: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return


if __name__ == "__main__":
    sys.exit(main())
