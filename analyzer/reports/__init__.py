"""The report formats: one module and one line in `FORMATS` for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from analyzer.errors import SettingError
from analyzer.reports import data, excel, html
from analyzer.reports.output import Output

if TYPE_CHECKING:
    from analyzer.pipeline.results import Results

Format = Literal["csv", "csv-bom", "html", "json", "jsonl", "parquet", "excel"]
Writer = Callable[["Results", Output], None]
FORMATS: dict[Format, Writer] = {
    "csv": data.write_csv,
    "csv-bom": data.write_csv_with_mark,
    "html": html.write,
    "json": data.write_json,
    "jsonl": data.write_jsonl,
    "parquet": data.write_parquet,
    "excel": excel.write,
}


def check_formats(formats: Sequence[str]) -> list[Format]:
    """Return the names of formats; raise a `SettingError` for a wrong one.

    It is unknown, or writes the same files as another one.
    """
    if isinstance(formats, str):
        raise SettingError(f"formats is one string; give a list, [{formats!r}]")
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise SettingError(f"unknown format {unknown[0]!r}; known are {', '.join(FORMATS)}")
    if {"csv", "csv-bom"} <= set(formats):
        raise SettingError("csv and csv-bom write the same files; give one of them")
    return [name for name in FORMATS if name in formats]


def write(analysis: Results, folder: Path, formats: Sequence[Format] = ("csv",)) -> None:
    """Write reports into a folder, all of them or none.

    Parameters
    ----------
    analysis : Results
    folder : Path
        Created if needed.
    formats : sequence of str
        Names of `FORMATS`.

    Raises
    ------
    SettingError
        If a format is unknown.
    WriteError
        If a file cannot be written.
    """
    check_formats(formats)
    output = Output(folder)
    try:
        for name in dict.fromkeys(formats):
            FORMATS[name](analysis, output)
        output.seal(analysis)
    except BaseException:
        output.discard()
        raise
