"""Open a workbook in a process of its own, with a limit of memory, and measure it.

The library sets aside memory for every cell up to the last one, wherever that is, and ends
the process where there is none. This program must load nothing of the package.
"""

from __future__ import annotations

import json
import subprocess
import sys

from analyzer.readers.limits import (
    CELL_RATIO,
    FREE_CELLS,
    FREE_MEMORY,
    MEMORY_RATIO,
    WORKBOOK_SECONDS,
    LimitError,
)

PROGRAM = """
import io, json, sys
try:
    import resource
    limit = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
print(json.dumps([[sheet.name, sheet.total_height, sheet.total_width] for sheet in sheets]))
"""
# The program reports an error of the library, which says more when the file is read.
FAILED = 1


def check_workbook(data: bytes) -> None:
    """Check that a workbook can be opened.

    Raises
    ------
    LimitError
        If it needs too much memory or time, or has too many cells.
    """
    memory = FREE_MEMORY + MEMORY_RATIO * len(data)
    # -P: a module in the current folder must not be run in place of the library.
    command = [sys.executable, "-P", "-c", PROGRAM, str(memory)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, check=False, timeout=WORKBOOK_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise LimitError(f"takes more than {WORKBOOK_SECONDS} s to open") from error
    if done.returncode == FAILED and b"MemoryError" not in done.stderr:
        return
    if done.returncode:
        raise LimitError(
            f"needs more than {memory >> 20} MB of memory to open; a sheet with a cell far "
            "from the others takes memory for all between"
        )
    most = FREE_CELLS + CELL_RATIO * len(data)
    for name, height, width in json.loads(done.stdout):
        if height * width > most:
            raise LimitError(
                f"sheet {name!r} spans {height * width:,} cells; expected at most {most:,}"
            )
