"""The report formats: one file each, one function each, one line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import SettingError
from analyzer.reports import csv, excel, html, json, parquet
from analyzer.reports.output import Output

if TYPE_CHECKING:
    from analyzer.pipeline.results import Results

Writer = Callable[["Results", Output], None]
WRITERS: dict[str, Writer] = {
    "csv": csv.write,
    "html": html.write,
    "json": json.write_json,
    "jsonl": json.write_jsonl,
    "parquet": parquet.write,
    "excel": excel.write,
}


def check_formats(formats: Sequence[str]) -> None:
    """Raise a `SettingError` for a format that is not known."""
    unknown = [name for name in formats if name not in WRITERS]
    if unknown:
        raise SettingError(f"unknown format {unknown[0]!r}; known are {', '.join(WRITERS)}")


def write(analysis: Results, folder: Path, formats: Sequence[str] = ("csv",)) -> None:
    """Write reports into a folder: a whole report, or none.

    Parameters
    ----------
    analysis : Results
    folder : Path
        Made if it is not there.
    formats : sequence of str
        Names in `WRITERS`.

    Raises
    ------
    SettingError
        If a format is not known.
    WriteError
        If a file cannot be written.
    """
    check_formats(formats)
    output = Output(folder)
    try:
        for name in dict.fromkeys(formats):
            WRITERS[name](analysis, output)
        output.seal(analysis)
    except BaseException:
        output.discard()
        raise
