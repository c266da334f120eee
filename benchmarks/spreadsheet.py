"""What LibreOffice shows of the tables of a report: letters that are wrong, and formulas.

    python benchmarks/spreadsheet.py

Each format is opened as UTF-8, as LibreOffice's dialog suggests, and CSV also as the code
page that Excel takes for a file without a byte order mark.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from hostile import hostile_articles

import analyzer
from analyzer import Article

LETTERS = "Größe, 日本語 – “quotes” é Łódź Ж 中 ع"
FORMULA = "=HYPERLINK(A1)"
UTF_8, WINDOWS_1252 = "76", "1"
OPENED = [
    ("csv", "articles.csv", UTF_8),
    ("csv", "articles.csv", WINDOWS_1252),
    ("csv-bom", "articles.csv", UTF_8),
    ("excel", "report.xlsx", ""),
]


def cells(path: Path, folder: Path, encoding: str) -> list[tuple[str, object]]:
    """Return the type and the value of each cell of the table of articles."""
    target = folder / "opened"
    read = [f"--infilter=Text - txt - csv (StarCalc):44,34,{encoding},1"] if encoding else []
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", "--headless", profile, *read, "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", target, path], check=True, capture_output=True, timeout=300
    )
    sheet = openpyxl.load_workbook(target / f"{path.stem}.xlsx").worksheets[0]
    return [(cell.data_type, cell.value) for row in sheet.iter_rows() for cell in row]


def main() -> None:
    """Print a line for each format and encoding."""
    articles = [
        Article("letters", "Some text.", title=LETTERS),
        Article("formula", "Some text.", title=FORMULA),
        *hostile_articles(),
    ]
    analysis = analyzer.analyze(articles)
    print(f"{'format':<8} {'read as':<13} letters   header  formulas")
    for name, file, encoding in OPENED:
        with tempfile.TemporaryDirectory() as place:
            analysis.write(place, [name])
            found = cells(Path(place, file), Path(place), encoding)
        values = [value for _, value in found]
        right = "right" if LETTERS in values else "wrong"
        head = "right" if values[0] == "article" else "wrong"
        formulas = sum(kind == "f" for kind, _ in found)
        read = {UTF_8: "UTF-8", WINDOWS_1252: "Windows-1252", "": ""}[encoding]
        print(f"{name:<8} {read:<13} {right:<9} {head:<7} {formulas}")


if __name__ == "__main__":
    main()
