"""The promises of the Python interface, checked from outside."""

import csv
import hashlib
import inspect
import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from samples import document

import analyzer
from analyzer import Article
from analyzer.rules.duplicate_passage import Options
from analyzer.rules.registry import BY_NAME, ONE_PER_GROUP

SEEDS = Path(__file__).parents[2] / "seeds"
SAID = "The ferry left the quay at noon with forty people and one goat aboard."
LEADING = {
    "articles": """article title section language words sentences quality originality
        main_issue errors warnings notes stuffing_probability top_phrase top_phrase_count
        top_phrase_density near_duplicate_sentences nearest_article nearest_similarity
        common_content repetition_percentile boilerplate_lines source row""",
    "metrics": "article prose_share language_source duplicate_lines",
    "phrases": """article phrase words count density paragraphs in_title sentence_initial
        expected stuffing_probability first_line""",
    "sentences": """article_a line_a sentence_a article_b line_b sentence_b jaccard cosine
        scope cluster""",
    "duplicates": """article_a article_b jaccard containment_a containment_b shared_words
        cluster""",
    "passages": """passage article line end_line words articles first_article first_line
        quoted text""",
    "templates": "template articles share slots first_article first_line kind",
    "boilerplate": "text articles share first_article first_line kind",
    "findings": """article source line column end_line end_column rule severity points score
        message excerpt other_article other_line group value""",
}
NUMBERS = {
    "words": "int64",
    "sentences": "int64",
    "quality": "float64",
    "originality": "float64",
    "stuffing_probability": "float64",
    "top_phrase_count": "int64",
    "boilerplate_lines": "int64",
    "errors": "int64",
    "warnings": "int64",
    "notes": "int64",
}


def corpus_of_texts() -> list[str]:
    texts = [document(seed, 20 + seed) for seed in range(8)]
    return [*texts, texts[0], "\n\n".join(texts[1].split("\n\n")[1:]), "", "One."]


@pytest.fixture(scope="module")
def analysis() -> analyzer.Analysis:
    return analyzer.analyze(corpus_of_texts())


@pytest.mark.parametrize("table", LEADING)
def test_a_table_begins_with_the_promised_columns(analysis, table: str) -> None:
    promised = LEADING[table].split()
    assert list(getattr(analysis, table).columns[: len(promised)]) == promised


def test_the_columns_of_keyphrases_and_of_an_archive_are_there_where_used(analysis) -> None:
    assert list(analysis.articles.columns) == LEADING["articles"].split()
    named = analyzer.analyze(
        pd.DataFrame({"text": ["One."], "focus": ["one"]}), focus_keyphrase="focus"
    ).articles.columns
    assert named[-1] == "focus_keyphrase_gap"
    assert "archived_article" not in named


def test_columns_have_their_types_in_full_and_empty_tables(analysis) -> None:
    for found in (analysis, analyzer.analyze([])):
        types = found.articles.dtypes.astype(str)
        assert {name: types[name] for name in NUMBERS} == NUMBERS
        assert found.findings["points"].dtype == "float64"
        assert found.phrases["in_title"].dtype == "bool"


def test_the_arguments_of_analyze_are_those_of_the_contract() -> None:
    parameters = list(inspect.signature(analyzer.analyze).parameters.values())
    names = [parameter.name for parameter in parameters]
    assert names == [
        "data", "text", "title", "id", "focus_keyphrase", "language", "markup", "settings",
        "archive", "n_jobs", "progress",
    ]  # fmt: skip
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters[1:])
    given = {"settings": None, "archive": None, "progress": False}
    assert analyzer.analyze(["One."], **given).articles["words"].tolist() == [1]


@pytest.mark.parametrize("name", ["min_quality", "min-quality"])
def test_settings_can_be_a_mapping(name: str) -> None:
    found = analyzer.analyze(["One."], settings={name: 30, "ignore": ["repetitive-text"]})
    assert found.settings.min_quality == 30
    assert found.settings.ignore == ("repetitive-text",)


@pytest.mark.parametrize("option", ["min_words", "min-words"])
def test_options_of_a_rule_can_be_a_mapping(option: str) -> None:
    given = {"rules": {"duplicate-passage": {option: 30}}}
    settings = analyzer.analyze(["One."], settings=given).settings
    assert settings.options("duplicate-passage", Options).min_words == 30


@pytest.mark.parametrize(
    "settings", [{"nothing": 1}, {"min_quality": "x"}, {"passage_words": 9}, 3]
)
def test_wrong_settings_are_errors(settings) -> None:
    with pytest.raises(analyzer.SettingError, match="setting"):
        analyzer.analyze(["One."], settings=settings)


def test_duplicate_ids_get_a_number() -> None:
    parts = pd.concat([pd.Series(["One.", "Two."]), pd.Series(["Three."])])
    found = analyzer.analyze(parts)
    assert found.articles["article"].tolist() == [0, 1, 0]
    assert found.body("0-2") == "Three."
    frame = pd.DataFrame({"text": ["a", "b", "c", "d"], "id": ["x", "x", "x-2", "x"]})
    ids = list(analyzer.analyze(frame).tables["articles"]["article"])
    assert len(set(ids)) == 4
    assert ids[0] == "x"


def test_whole_numbers_and_missing_ids_make_readable_names() -> None:
    frame = pd.DataFrame({"text": ["a", "b"], "id": [7, None]})
    assert analyzer.analyze(frame).articles["article"].tolist() == [7, 1]


def test_the_worst_article_comes_first_and_equal_ones_in_the_order_of_the_texts(
    analysis,
) -> None:
    expected = list(range(len(corpus_of_texts())))
    assert analysis.articles.sort_index()["article"].tolist() == expected
    assert analysis.metrics["article"].tolist() == analysis.articles["article"].tolist()
    scores = analysis.articles[["quality", "originality"]]
    keys = [
        (*(sorted(pair) if pd.notna(pair).all() else [1000, 1000]), at)
        for at, *pair in scores.itertuples()
    ]
    assert keys == sorted(keys)
    assert keys[0] < keys[-1]


def test_the_title_counts_in_no_words() -> None:
    frame = pd.DataFrame({"text": [SAID], "title": ["Goat sails"]})
    bare, titled = analyzer.analyze([SAID]), analyzer.analyze(frame)
    assert bare.articles["title"].isna().tolist() == [True]
    assert titled.articles["title"].tolist() == ["Goat sails"]
    assert bare.articles["words"].tolist() == titled.articles["words"].tolist() == [14]


@pytest.mark.parametrize("score", ["quality", "originality"])
def test_a_score_is_what_its_points_leave(analysis, score: str) -> None:
    taken = analysis.findings[analysis.findings["score"] == score]
    points = taken.groupby("article")["points"].sum()
    for article, value in zip(
        analysis.articles["article"], analysis.articles[score], strict=True
    ):
        # Without a sentence there is no score.
        expected = max(100 - points.get(article, 0.0), 0)
        assert value == expected or (pd.isna(value) and article not in points)
    assert taken["points"].gt(0).all()
    assert analysis.findings.query("score.isna()")["points"].eq(0).all()


def test_the_numbers_of_issues_are_those_of_the_table_of_findings(analysis) -> None:
    found = analysis.findings
    grouped = found["rule"].isin(ONE_PER_GROUP)
    issue = found["group"].where(grouped, found.index.astype(str))
    columns = found[["article", "rule", "severity"]].assign(issue=issue)
    issues = columns.drop_duplicates()
    counts = Counter(zip(issues["article"], issues["severity"] + "s", strict=True))
    for severity in ("errors", "warnings", "notes"):
        for article, count in analysis.articles[["article", severity]].itertuples(index=False):
            assert count == counts[article, severity]


def test_similarities_of_sentence_pairs_are_valid(analysis) -> None:
    near = analysis.sentences
    assert len(near)
    assert near["jaccard"].between(0, 1).all()
    assert near["cosine"].between(0, 1).all()
    assert set(near["scope"]) <= {"within", "across"}
    assert ((near["article_a"] == near["article_b"]) == (near["scope"] == "within")).all()


def shingles(text: str) -> set[tuple[str, ...]]:
    words = text.lower().replace(".", "").split()
    return set(zip(words, words[1:], words[2:], strict=False))


def test_pairs_of_articles_are_those_of_a_plain_loop(analysis) -> None:
    sets = [shingles(text) for text in corpus_of_texts()]
    expected = {}
    for one, other in combinations(range(len(sets)), 2):
        a, b = sets[one], sets[other]
        shared = len(a & b)
        share = shared / max(min(len(a), len(b)), 1)
        if share >= 0.2 and (shared >= 8 or (shared >= 5 and share >= 0.4)):
            expected[one, other] = (
                shared / len(a | b), shared / len(a), shared / len(b),
            )  # fmt: skip
    rows = analysis.duplicates.itertuples(index=False)
    found = {
        (row.article_a, row.article_b): (row.jaccard, row.containment_a, row.containment_b)
        for row in rows
    }
    assert found.keys() == expected.keys()
    for pair, values in expected.items():
        assert found[pair] == pytest.approx(values, abs=1e-6)


@pytest.mark.parametrize(("text", "words"), [("Fox.", 1), ("Quick fox.", 2), (SAID, 14)])
def test_a_copy_shares_no_more_words_than_it_has(text: str, words: int) -> None:
    found = analyzer.analyze([text, text]).duplicates
    assert found["shared_words"].tolist() in ([words], [])


def test_a_duplicate_passage_is_in_its_article(analysis) -> None:
    texts = {at: " ".join(analysis.body(at).split()) for at in range(len(corpus_of_texts()))}
    assert len(analysis.passages)
    for row in analysis.passages.itertuples():
        assert row.text in texts[row.article]
        assert row.first_article != row.article
        assert row.words >= 25


NEAR = [
    "The lamp is lit. It burns all night.",
    "THE LAMP IS LIT! IT BURNS ALL NIGHT",
    "the lamp",
    "Lamps burned nightly.",
    "Straße am Hafen",
    "STRASSE AM HAFEN",
    "",
]


def grams(text: str, n: int) -> set[tuple[str, ...]]:
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    if not words:
        return set()
    if len(words) < n:
        return {tuple(words)}
    return {tuple(words[at : at + n]) for at in range(len(words) - n + 1)}


@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("measure", ["jaccard", "containment"])
def test_near_duplicates_are_those_of_a_plain_loop(n: int, measure: str) -> None:
    sets = [grams(text, n) for text in NEAR]
    expected = {}
    for one, other in combinations(range(len(NEAR)), 2):
        a, b = sets[one], sets[other]
        whole = len(a | b) if measure == "jaccard" else min(len(a), len(b))
        if a and b and len(a & b) >= 0.1 * whole:
            expected[one, other] = len(a & b) / whole
    table = analyzer.near_duplicates(NEAR, threshold=0.1, metric=measure, ngram_size=n)
    assert list(table.columns) == ["left", "right", "similarity"]
    found = {(row.left, row.right): row.similarity for row in table.itertuples()}
    assert found == pytest.approx(expected)


PLACES = {
    "emoji": (f"👩‍👩‍👧 {SAID} {SAID}", 1),
    "combining marks": (f"e\u0301e\u0301 {SAID} {SAID}", 1),
    "CRLF": (f"A first paragraph is here.\r\n\r\n{SAID}\r\n\r\n{SAID}", 3),
    "CR": (f"A first paragraph is here.\r\r{SAID}\r\r{SAID}", 3),
    "other breaks": (f"A first\x0bpart\x0cis\x85here\u2028now.\n\n{SAID}\n\n{SAID}", 3),
}


@pytest.mark.parametrize(("text", "line"), PLACES.values(), ids=PLACES)
def test_lines_and_columns_count_code_points(text: str, line: int) -> None:
    found = analyzer.analyze([text]).findings
    near = found[found["rule"] == "near-duplicate-sentence"]
    assert len(near)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for row in near.itertuples():
        assert row.line == row.end_line
        said = lines[row.line - 1][row.column - 1 : row.end_column - 1]
        assert said.endswith(SAID)
    first = next(at for at, words in enumerate(lines, 1) if SAID in words)
    assert first == line
    assert near["message"].str.contains(f" line {first}").all()


def test_a_report_folder_is_described_and_hashed(tmp_path: Path, analysis) -> None:
    assert list(inspect.signature(analysis.write).parameters) == ["folder", "formats"]
    analysis.write(tmp_path)
    files = {path.name for path in tmp_path.iterdir()}
    tables = {f"{name}.csv" for name in LEADING}
    assert files == tables | {"datapackage.json", "run.json"}
    run = json.loads((tmp_path / "run.json").read_text("utf-8"))
    for name in files - {"run.json"}:
        digest = hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
        assert digest in run["reports"][name]
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        with (tmp_path / resource["path"]).open(encoding="utf-8", newline="") as stream:
            assert next(csv.reader(stream)) == [f["name"] for f in resource["schema"]["fields"]]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "'=1"])
def test_no_cell_of_a_report_is_a_formula(cell: str, tmp_path: Path) -> None:
    given = Article(cell, f"{cell} {SAID}\n\n{cell} {SAID}", title=cell, source=cell)
    analyzer.analyze([given, given]).write(tmp_path)
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in list(csv.reader(stream))[1:]:
                for value in row:
                    negative = value.removeprefix("-").replace(".", "").isdigit()
                    assert not value.startswith(("=", "+", "-", "@", "\t", "\r")) or negative


def test_a_finding_has_a_severity_that_its_rule_declares() -> None:
    found = analyzer.analyze(analyzer.read([SEEDS])).findings
    assert found["rule"].nunique() > 5
    for rule, severity in set(zip(found["rule"], found["severity"], strict=True)):
        declared = BY_NAME[rule]
        assert severity in (declared.severities or (declared.severity,)), rule
