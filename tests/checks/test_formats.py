"""The output formats: valid for other parsers, with exact positions."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from checks import made_check, written
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.article import Article
from analyzer.checks.annotation import annotate
from analyzer.checks.filters import with_fingerprint_data
from analyzer.checks.formats import FORMATS, format_named, text
from analyzer.checks.formats.line_hashes import line_hashes
from analyzer.checks.result import CheckResult, most_severe
from analyzer.errors import Diagnostic, SettingError
from analyzer.rules.finding import Finding

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


def validate(value: Any, name: str) -> None:
    schema = json.loads((SCHEMAS / name).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(value)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_written(name: str) -> None:
    check, _ = made_check()
    assert written(check, name).endswith("\n")
    assert written(check, name) == written(check, name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_check_without_findings_can_be_written(name: str) -> None:
    written(CheckResult((), (), rules={}), name)


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(SettingError, match="unknown format 'xml'; expected one of full"):
        format_named("xml")


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("json", "check.json"),
        ("gitlab", "gitlab.json"),
        ("rdjson", "rdjson.json"),
        ("sarif", "sarif.json"),
    ],
)
def test_json_formats_conform_to_their_schemas(name: str, schema: str) -> None:
    check, _ = made_check()
    for one in (check, CheckResult((), ())):
        validate(json.loads(written(one, name)), schema)


def test_every_line_of_json_lines_is_a_finding() -> None:
    check, _ = made_check()
    lines = written(check, "jsonl").splitlines()
    assert len(lines) == len(check.annotations)
    for line in lines:
        validate(json.loads(line), "finding.json")


def offset(text: str, line: int, column: int) -> int:
    """Return the offset of a line and a column, computed slowly."""
    ends = [match.end() for match in re.finditer(r"\r\n|\r|\n", text)]
    return ([0, *ends])[line - 1] + column - 1


def byte_offset(text: str, line: int, column: int) -> int:
    start = offset(text, line, 1)
    return start + len(
        text[start:]
        .encode("utf-8", "surrogatepass")[: column - 1]
        .decode("utf-8", "surrogatepass")
    )


def test_positions_select_the_text_of_the_finding_in_every_format() -> None:
    check, texts = made_check()
    report = json.loads(written(check, "json"))["findings"]
    reviewdog = json.loads(written(check, "rdjson"))["diagnostics"]
    results = json.loads(written(check, "sarif"))["runs"][0]["results"]
    by_print = {r["partialFingerprints"]["analyzer/v1"]: r for r in results}
    assert len(by_print) == len(check.annotations)
    for annotation, found, other in zip(check.annotations, report, reviewdog, strict=True):
        finding = annotation.finding
        text = texts[finding.article].text
        expected = (finding.start, finding.end)
        ends = (
            offset(text, found["line"], found["column"]),
            offset(text, found["end_line"], found["end_column"]),
        )
        assert ends == expected
        if annotation.location.row is not None:
            continue
        span = other["location"]["range"]
        assert (
            tuple(
                byte_offset(text, p["line"], p["column"]) for p in (span["start"], span["end"])
            )
            == expected
        )
        region = by_print[found["fingerprint"]]["locations"][0]["physicalLocation"]["region"]
        assert offset(text, region["startLine"], region["startColumn"]) == finding.start
        assert offset(text, region["endLine"], region["endColumn"]) == finding.end


TEXT = st.text(
    alphabet=st.sampled_from("ab é\u0301👩🏽\u200d\n\r\t日\u2028\x0b\udc80."),
    min_size=1,
    max_size=60,
)


@given(TEXT, st.data())
def test_positions_are_exact_in_any_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, len(text)))
    finding = Finding(0, start, end, "repeated-phrase", "note", 1.0, "", 0.0, "said twice", "g")
    texts = [Article("a", text)]
    (annotation,) = annotate(texts, [finding], set(), "")
    where = annotation.location
    # The line feed after a carriage return is on the line that it ends.
    if text[start - 1 : start + 1] != "\r\n":
        assert offset(text, where.line, where.column) == start
        assert byte_offset(text, where.line, where.byte_column) == start
    if text[end - 1 : end + 1] != "\r\n":
        assert offset(text, where.end_line, where.end_column) == end
    check = CheckResult(tuple(with_fingerprint_data([annotation], texts)), (("a", "a"),))
    for name in FORMATS:
        written(check, name)


def test_records_are_shown_on_their_line_of_the_file() -> None:
    check, _ = made_check()
    lines = {
        i["location"]["path"]: i["location"]["lines"]
        for i in json.loads(written(check, "gitlab"))
    }
    assert lines["lines.jsonl"] == {"begin": 7, "end": 7}
    assert lines["table.csv"] == {"begin": 1, "end": 1}
    described = [i["description"] for i in json.loads(written(check, "gitlab"))]
    assert any(text.endswith("(record 3, line 1)") for text in described)


def test_fingerprints_are_unique() -> None:
    texts = [Article("a.md", "same same same same", source="a.md")]
    found = [
        Finding(0, at, at + 4, rule, "note", 1.0, "", 0.0, "said often", "same")
        for at in (0, 5, 10, 15)
        for rule in ("repeated-opening", "repeated-phrase")
    ]
    check = CheckResult(
        tuple(with_fingerprint_data(annotate(texts, found, set(), ""), texts)), (("a", "a"),)
    )
    prints = [issue["fingerprint"] for issue in json.loads(written(check, "gitlab"))]
    assert len(set(prints)) == len(prints) == 8


def test_sarif_gives_files_as_uris() -> None:
    check, texts = made_check()
    run = json.loads(written(check, "sarif"))["runs"][0]
    uris = {
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]
    }
    assert {unquote(uri) for uri in uris} == {text.source for text in texts}
    assert all(uri.isascii() and " " not in uri and "#" not in uri for uri in uris)


def test_sarif_describes_the_rules_and_lists_copies() -> None:
    check, _ = made_check()
    run = json.loads(written(check, "sarif"))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    copies = [r for r in run["results"] if r["ruleId"] == "duplicate-passage"]
    assert [len(r["relatedLocations"]) for r in copies] == [1, 1]
    assert run["invocations"][0]["exitCode"] == 2


def test_sarif_keeps_the_most_severe_and_counts_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    check, _ = made_check()
    monkeypatch.setattr("analyzer.checks.formats.sarif.MOST_IN_A_SERVICE", 50)
    many = replace(check, annotations=check.annotations * 10)
    report = json.loads(written(many, "sarif"))
    validate(report, "sarif.json")
    run = report["runs"][0]
    assert len(run["results"]) == 50
    levels = [r["level"] for r in run["results"]]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)
    texts = [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]
    left_out = len(many.annotations) - 50
    assert any(text.startswith(f"{left_out:,} more findings left out: ") for text in texts)


@pytest.mark.parametrize("name", FORMATS)
def test_json_holds_every_finding_and_other_formats_say_how_many_they_leave_out(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for module in ("json", "sarif", "xml"):
        monkeypatch.setattr(f"analyzer.checks.formats.{module}.MOST_IN_A_SERVICE", 50)
    monkeypatch.setattr("analyzer.checks.formats.text.MOST_FOR_PEOPLE", 50)
    monkeypatch.setattr("analyzer.checks.formats.xml.MOST_IN_A_CASE", 10)
    check, _ = made_check()
    many = replace(check, annotations=check.annotations * 10)
    output = written(many, name)
    left_out = len(many.annotations) - (20 if name == "github" else 50)
    if name in ("json", "jsonl"):
        assert output.count('"fingerprint"') == len(many.annotations)
        assert "left out" not in output
    elif name == "junit":
        assert "more findings left out: " in output
    else:
        assert f"{left_out:,} more findings " in output or name == "github"
        assert "more findings" in output
        assert written(check, name).count("more finding") == 0


def test_the_most_severe_findings_are_kept_in_the_order_of_the_text() -> None:
    check, _ = made_check()
    kept, rest = most_severe(check.annotations, 5)
    assert list(kept) == [a for a in check.annotations if a in kept]
    ranks = [["error", "warning", "note"].index(a.finding.severity) for a in (*kept, *rest)]
    assert max(ranks[:5]) <= min(ranks[5:])
    assert len(kept) + len(rest) == len(check.annotations)


def test_an_error_in_one_line_leaves_the_execution_successful() -> None:
    def is_successful(problem: Diagnostic) -> bool:
        check = CheckResult((), (), problems=(problem,), status=2)
        report = json.loads(written(check, "sarif"))
        validate(report, "sarif.json")
        (invocation,) = report["runs"][0]["invocations"]
        assert invocation["exitCode"] == 2
        return bool(invocation["executionSuccessful"])

    assert is_successful(Diagnostic("a.md", "unknown rule 'x' in a suppression", 3))
    assert not is_successful(Diagnostic("a.md", "no such file or folder"))


def test_sarif_links_the_page_of_every_rule_and_the_hash_of_the_line() -> None:
    check, texts = made_check()
    run = json.loads(written(check, "sarif"))["runs"][0]
    for rule in run["tool"]["driver"]["rules"]:
        page = rule["helpUri"].partition("/docs/")[2]
        assert (SCHEMAS.parent / page).is_file()
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        text = next(
            (t for t in texts if unquote(place["artifactLocation"]["uri"]) == t.source), None
        )
        fingerprints = result["partialFingerprints"]
        if text is None or text.row is not None:
            assert "primaryLocationLineHash" not in fingerprints
        else:
            line = place["region"]["startLine"]
            expected = line_hashes(text.text, [line])[line]
            assert fingerprints["primaryLocationLineHash"] == expected


def test_junit_is_valid_for_another_parser() -> None:
    import junitparser

    check, _ = made_check()
    suites = junitparser.JUnitXml.fromstring(written(check, "junit").encode())
    (suite,) = suites
    cases = {case.name: case for case in suite}
    assert suites.tests == suite.tests == len(cases) == len(check.articles) + 1
    failed = [
        name
        for name, case in cases.items()
        if any(isinstance(r, junitparser.Failure) for r in case.result)
    ]
    assert failed == list(dict.fromkeys(a.article for a in check.annotations if a.fails))
    assert suites.failures == len(failed)
    assert cases["clean.md"].is_passed
    (error,) = cases["broken, file.md"].result
    assert isinstance(error, junitparser.Error)
    assert error.message == "not & never\nYAML"


def test_checkstyle_conforms_to_its_schema() -> None:
    from lxml import etree

    check, _ = made_check()
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "checkstyle.xsd"))
    for one in (check, CheckResult((), ())):
        schema.assertValid(etree.fromstring(written(one, "checkstyle").encode()))
    errors = list(ET.fromstring(written(check, "checkstyle")).iter("error"))
    assert len(errors) == len(check.annotations)
    for error, annotation in zip(errors, check.annotations, strict=True):
        if annotation.location.row is None:
            assert (int(error.attrib["line"]), int(error.attrib["column"])) == (
                annotation.location.line, annotation.location.column,
            )  # fmt: skip


COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def unescape(text: str) -> str:
    for code, character in (
        ("%3A", ":"),
        ("%2C", ","),
        ("%0D", "\r"),
        ("%0A", "\n"),
        ("%25", "%"),
    ):
        text = text.replace(code, character)
    return text


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the workflow commands of a log as the runner parses them."""
    found = []
    for line in text.splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(pair.split("=", 1) for pair in match[2].split(","))
        found.append(
            (match[1], {k: unescape(v) for k, v in properties.items()}, unescape(match[3]))
        )
    return found


def test_github_annotates_lines_and_escapes_text() -> None:
    check, _ = made_check()
    found = commands(written(check, "github"))
    assert len(found) == len(check.annotations)
    assert [level for level, _, _ in found] == ["error"] * 2 + ["warning"] * 4 + ["notice"] * 4
    files = {properties["file"] for _, properties, _ in found}
    assert "content/a, b: 100% #1.md" in files
    messages = "".join(message for _, _, message in found)
    assert "100 %, twice\nand on a second line" in messages
    assert "Also at " in messages


def test_github_lists_the_findings_that_are_not_annotated() -> None:
    check, _ = made_check()
    many = replace(check, annotations=check.annotations * 30)
    found = commands(written(many, "github"))
    levels = [level for level, _, _ in found]
    assert all(levels.count(level) == 10 for level in ("error", "warning", "notice"))
    (rest,) = [message for _, properties, message in found if "file" not in properties]
    assert rest.startswith(f"{len(many.annotations) - 29} more findings not annotated: ")
    assert "content/long.txt:1:500002: repeated-phrase" in rest


def test_no_text_breaks_the_table_of_the_summary() -> None:
    import io

    check, _ = made_check()
    stream = io.StringIO()
    text.write_summary(check, stream)
    rows = [line for line in stream.getvalue().splitlines() if line.startswith("|")]
    assert len(rows) == len(check.annotations) + 2
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)
    assert "<tags>" not in stream.getvalue()
    assert "hidden: 1 suppressed, 2 in unchanged text; errors: results are incomplete\n" in (
        stream.getvalue()
    )


@pytest.mark.parametrize("name", ["full", "concise", "github"])
def test_no_text_controls_a_terminal_or_a_runner(name: str) -> None:
    check, _ = made_check()
    text = written(check, name)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    if name != "github":
        assert not re.search(r"^(::|##\[)", text, re.MULTILINE)


def test_full_marks_the_finding_with_carets() -> None:
    texts = [Article("a.md", "Prices rose. 日本 prices rose again.", source="a.md")]
    found = [
        Finding(
            0, 16, 27, "repeated-phrase", "warning", 2.0, "quality", 2.0, "said twice", "g"
        ),
        Finding(0, 0, 11, "repeated-phrase", "note", 2.0, "quality", 0.0, "said twice", "g"),
    ]
    check = CheckResult(tuple(annotate(texts, found, set(), "")), (("a.md", "a.md"),))
    assert written(check, "full").split("\n")[:7] == [
        "a.md:1:17: warning: said twice [repeated-phrase]",
        "  |",
        "1 | Prices rose. 日本 prices rose again.",
        "  |                   ^^^^^^^^^^^",
        "  = takes 2 points from quality",
        "  = also at a.md:1:1",
        "",
    ]


def test_colour_is_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    check, _ = made_check()
    monkeypatch.setenv("TERM", "xterm")
    for setting, colored in (("", True), ("1", False)):
        monkeypatch.setenv("NO_COLOR", setting)
        stream = Terminal()
        format_named("concise")(check, stream)
        assert ("\x1b[1m" in stream.getvalue()) is colored
