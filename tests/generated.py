"""Everything in the repository that is generated from the code.

    python tests/generated.py

renews it; ``make generate`` is the short form. ``test_generated.py`` fails where that has
to be done.
"""

import doctest
import io
import json
import pkgutil
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from transcripts import with_transcripts  # noqa: E402

import analyzer  # noqa: E402

REPORT = ROOT / "reports" / "seeds"
REFERENCE = ROOT / "docs" / "reference"
OPTIONS = doctest.NORMALIZE_WHITESPACE
MODULES = [
    "analyzer",
    *(
        found.name
        for found in pkgutil.walk_packages(analyzer.__path__, "analyzer.")
        if not found.name.endswith("__main__")
    ),
]
PAGES = [
    path.relative_to(ROOT).as_posix()
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    if not {"_build", "reference"} & set(path.parts)
]
DOCUMENTS = [name for name in PAGES if ">>> " in (ROOT / name).read_text("utf-8")]
TRANSCRIPTS = [name for name in PAGES if "```console" in (ROOT / name).read_text("utf-8")]


class Recorder(doctest.DocTestRunner):
    """Run examples and keep those whose output is not the one that is written."""

    def __init__(self) -> None:
        super().__init__(optionflags=OPTIONS)
        self.changed: list[tuple[doctest.Example, str]] = []

    def report_failure(
        self, out: object, test: doctest.DocTest, example: doctest.Example, got: str
    ) -> None:
        self.changed.append((example, got))

    def report_unexpected_exception(
        self, out: object, test: doctest.DocTest, example: doctest.Example, exc_info: object
    ) -> None:
        where = f"{test.filename}, line {(test.lineno or 0) + example.lineno + 1}"
        raise RuntimeError(f"{where}: the example failed: {example.source}") from exc_info[1]  # type: ignore[index]


def report() -> Iterator[tuple[Path, bytes]]:
    """Yield the files of the report of the samples, as the README's command writes them."""
    from click.testing import CliRunner

    from analyzer.cli.main import main

    with tempfile.TemporaryDirectory() as folder, chdir(ROOT):
        arguments = ["report", "seeds/", "-q", "-o", folder, "--format", "csv,html"]
        CliRunner().invoke(main, arguments, catch_exceptions=False)
        for path in sorted(Path(folder).iterdir()):
            yield REPORT / path.name, path.read_bytes()


def configuration_schema() -> Iterator[tuple[Path, bytes]]:
    """Yield the JSON Schema that editors read."""
    from analyzer.configuration_schema import schema

    text = json.dumps(schema(), indent=2) + "\n"
    yield ROOT / "docs" / "schemas" / "configuration.json", text.encode()


def reference() -> Iterator[tuple[Path, bytes]]:
    """Yield the reference pages: commands, tables, configuration and rules."""
    sys.path.insert(0, str(ROOT / "docs"))
    from reference_pages import pages

    for name, text in pages().items():
        yield REFERENCE / name, text.encode()


def transcripts() -> Iterator[tuple[Path, bytes]]:
    """Yield the documents, with the output that their commands give now."""
    for name in TRANSCRIPTS:
        yield ROOT / name, with_transcripts((ROOT / name).read_text("utf-8")).encode()


def worked_example() -> Iterator[tuple[Path, bytes]]:
    """Yield the page of the score, with the scores that its example has now."""
    path = ROOT / "docs" / "score.md"
    text, head, example = path.read_text("utf-8").partition("## A worked example")
    sample = ROOT / "seeds" / "harbour_ferry_expansion.txt"
    analysis = analyzer.analyze(analyzer.read([sample]))
    taken = analysis.findings.query("points > 0 and score == 'quality'")
    rows = [
        f"| {rule} | {group} | {len(found)} | {found['value'].iloc[0]:.3f} "
        f"| {found['points'].sum():g} |\n"
        for (rule, group), found in taken.groupby(["rule", "group"], sort=False)
    ]
    points, quality = taken["points"].sum(), analysis.articles["quality"].item()
    example = re.sub(r"(?<=---\|\n)(?:\|.*\n)+", "".join(rows), example)
    example = re.sub(r"\*\*[\d.]+\*\*", f"**{quality:g}**", example)
    example = re.sub(r"100 - [\d.]+ = [\d.]*\d", f"100 - {points:g} = {quality:g}", example)
    yield path, (text + head + example).encode()


def examples_of_document(name: str) -> list[doctest.DocTest]:
    """Return the examples of a document of the repository."""
    # The end of a block of code would be taken for a part of the output.
    text = (ROOT / name).read_text("utf-8").replace("```", "")
    return [doctest.DocTestParser().get_doctest(text, {}, name, str(ROOT / name), 0)]


def examples_of_module(name: str) -> list[doctest.DocTest]:
    """Return the examples in the docstrings of a module."""
    return doctest.DocTestFinder(exclude_empty=True).find(import_module(name))


def changed_examples(tests: list[doctest.DocTest]) -> list[tuple[int, int, str]]:
    """Run examples: first line, end line and right output of each that has changed."""
    found = []
    for test in tests:
        recorder = Recorder()
        recorder.run(test, out=io.StringIO().write)
        for example, got in recorder.changed:
            begin = (test.lineno or 0) + example.lineno + example.source.count("\n")
            indented = "".join(
                f"{' ' * example.indent}{line or '<BLANKLINE>'}\n" for line in got.splitlines()
            )
            found.append((begin, begin + example.want.count("\n"), indented))
    return found


def with_outputs(path: Path, changed: list[tuple[int, int, str]]) -> tuple[Path, bytes]:
    """Return a file with the outputs of its examples replaced."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for begin, end, output in sorted(changed, reverse=True):
        lines[begin:end] = [output]
    return path, "".join(lines).encode()


def examples() -> Iterator[tuple[Path, bytes]]:
    """Yield documents and modules, with the outputs that their examples have now."""
    with chdir(ROOT):
        for name in DOCUMENTS:
            yield with_outputs(ROOT / name, changed_examples(examples_of_document(name)))
        for name in MODULES:
            path = Path(str(import_module(name).__file__))
            yield with_outputs(path, changed_examples(examples_of_module(name)))


def main() -> None:
    """Write everything that has changed."""
    for make in (
        report,
        configuration_schema,
        reference,
        worked_example,
        transcripts,
        examples,
    ):
        generated = dict(make())
        for path, data in generated.items():
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                print(f"renewed {path.relative_to(ROOT)}")
        for folder in {report: [REPORT], reference: [REFERENCE / "rules"]}.get(make, []):
            for path in set(folder.iterdir()) - set(generated):
                path.unlink()


if __name__ == "__main__":
    main()
