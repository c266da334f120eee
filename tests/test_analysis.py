"""An analysis as a Python object: labels, copies, pickles, and report folders read again."""

import copy
import pickle
import random
import tracemalloc

import joblib
import numpy as np
import pandas as pd
import pytest

import analyzer
from analyzer.archive import add, open_archive
from analyzer.errors import AnalyzerError, ReadError, SettingError
from analyzer.pipeline.table_columns import TABLES
from analyzer.readers import ReadOptions
from analyzer.storage.codec import ArticleStore

KEEPER = (
    "The keeper lit the lamp at dusk and rowed back to the harbour before the storm came in."
)
TEXTS = {
    "first": f"# Lamps\n\n{KEEPER} Nobody saw the boat.",
    "second": "=A formula? Nobody came to the meeting about the bridge, so it was put off.",
    "third": f"{KEEPER}\n\nNobody saw the boat at the pier.",
    "empty": None,
}
SERIES = pd.Series(TEXTS)


@pytest.fixture(scope="module")
def analysis():
    return analyzer.analyze(SERIES)


def assert_same_tables(found, wanted, names=tuple(TABLES)):
    for name in names:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(wanted, name))


def through_joblib(analysis, folder):
    joblib.dump(analysis, folder / "analysis.joblib")
    return joblib.load(folder / "analysis.joblib")


COPIES = {
    "pickle": lambda analysis, _: pickle.loads(pickle.dumps(analysis)),
    "joblib": through_joblib,
    "copy": lambda analysis, _: copy.copy(analysis),
    "deepcopy": lambda analysis, _: copy.deepcopy(analysis),
}


@pytest.mark.parametrize("way", COPIES)
@pytest.mark.parametrize("stream", [False, True], ids=["in memory", "on disk"])
def test_a_copy_has_the_same_tables_texts_and_findings(way, stream, tmp_path):
    original = analyzer.analyze(iter(SERIES) if stream else SERIES)
    assert isinstance(original.texts, ArticleStore) == stream
    assert len(original.articles)  # what is cached is not copied
    again = COPIES[way](original, tmp_path)
    assert type(again) is analyzer.Analysis
    assert_same_tables(again, original)
    assert list(again.texts) == list(original.texts)
    assert list(again.judged) == list(original.judged)
    assert again.settings == original.settings
    assert repr(again) == repr(original)
    assert again._repr_html_() == original._repr_html_()


def test_articles_of_an_analysis_can_be_pickled(analysis):
    article = pickle.loads(pickle.dumps(analysis["first"]))
    assert article.body == analysis["first"].body


@pytest.mark.slow
def test_processes_return_analyses():
    jobs = [joblib.delayed(analyzer.analyze)([text]) for text in ("One text.", "Another text.")]
    found = joblib.Parallel(n_jobs=2)(jobs)
    assert [analysis.articles["words"].item() for analysis in found] == [2, 2]


def test_an_article_is_found_by_its_label(analysis):
    assert [article.label for article in analysis] == list(TEXTS)
    assert len(analysis) == len(TEXTS)
    for label in TEXTS:
        assert analysis[label].label == label
        assert analysis[label].scores["article"] == label
    assert analysis._ipython_key_completions_() == list(TEXTS)
    assert analysis[-1].label == "empty"
    with pytest.raises(KeyError, match="fourth"):
        analysis["fourth"]


@pytest.mark.parametrize("name", ["parquet", "jsonl", "json"])
def test_a_report_folder_that_is_read_again_has_the_same_tables(analysis, name, tmp_path):
    analysis.write(tmp_path, [name])
    again = analyzer.load(tmp_path)
    for table in TABLES:
        wanted = getattr(analysis, table).reset_index(drop=True)
        pd.testing.assert_frame_equal(getattr(again, table), wanted)
    assert again.settings == analysis.settings
    assert repr(again) == repr(analysis)
    assert repr(again["third"]) == repr(analysis["third"])
    assert len(again) == len(analysis)
    again.write(tmp_path / "again", [name])
    for path in tmp_path.glob("*.*"):
        if path.name != "run.json":
            assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_a_report_in_csv_is_read_with_its_formulas_and_without_line_breaks(analysis, tmp_path):
    analysis.write(tmp_path, ["csv"])
    again = analyzer.load(tmp_path)
    assert_same_tables(again, analyzer.load(tmp_path))
    for name in TABLES:
        wanted = getattr(analysis, name).reset_index(drop=True)
        wanted = wanted.apply(
            lambda column: column.str.replace("\n", " ") if column.dtype == "str" else column
        )
        pd.testing.assert_frame_equal(getattr(again, name), wanted)


def test_whole_numbers_come_back_as_labels(tmp_path):
    original = analyzer.analyze(pd.Series([KEEPER, "Short.", KEEPER], index=[30, 10, 20]))
    original.write(tmp_path, ["json"])
    again = analyzer.load(tmp_path)
    assert again[10].scores["words"] == 1
    assert_same_tables(again, original)


def test_what_needs_the_texts_of_a_report_says_so(analysis, tmp_path):
    analysis.write(tmp_path, ["json"])
    again = analyzer.load(tmp_path)
    with pytest.raises(SettingError, match="a report has no texts, such as that of 'first'"):
        again.body("first")
    with pytest.raises(SettingError, match="a report has no texts"):
        again.write(tmp_path / "page", ["html"])
    assert again._repr_html_() is None
    assert again["first"]._repr_html_() is None
    assert pickle.loads(pickle.dumps(again)).articles.equals(again.articles)


def test_what_is_no_report_is_not_read(analysis, tmp_path):
    with pytest.raises(ReadError, match=r"is no report, or an interrupted one"):
        analyzer.load(tmp_path)
    analysis.write(tmp_path / "page", ["html"])
    with pytest.raises(ReadError, match="has no tables; write the report as one of parquet"):
        analyzer.load(tmp_path / "page")
    analysis.write(tmp_path / "json", ["json"])
    run = tmp_path / "json" / "run.json"
    text = run.read_text()
    run.write_text(text.replace('"schema_version": ', '"schema_version": 9'))
    with pytest.raises(ReadError, match="has tables of version 9"):
        analyzer.load(tmp_path / "json")
    run.write_text(text)
    (tmp_path / "json" / "findings.json").write_text("{")
    with pytest.raises(ReadError, match=r"findings\.json: cannot be read"):
        analyzer.load(tmp_path / "json")


@pytest.mark.slow
def test_the_texts_of_an_iterator_are_not_held():
    draw = random.Random(4)

    def texts():
        for _ in range(40):
            words = (f"w{draw.randrange(10**6)}" for _ in range(100))
            yield " ".join(words) + ".\n\n```\n" + "x = 1 " * 50_000 + "\n```\n"

    def held(data):
        tracemalloc.start()
        found = analyzer.analyze(data)
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert len(found) == 40
        return size

    assert held(texts()) < 10_000_000 < len(list(texts())) * 300_000


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"ingore": []}, "unknown setting 'ingore'; did you mean 'ignore'"),
        ({"min_qualty": 3}, "unknown setting 'min-qualty'; did you mean 'min-quality'"),
        ({"zzz": 1}, "unknown setting 'zzz'; expected one of select"),
        ({"ignore": ["hard-to-reed"]}, "did you mean 'hard-to-read'"),
        ({"rules": {"repeated-opening": {"sentences": 3}}}, "did you mean 'min-sentences'"),
        ({"min_quality": "high"}, "min-quality"),
        ("ignore", "expected Settings or a mapping"),
    ],
)
def test_a_wrong_setting_names_the_right_one(settings, message):
    with pytest.raises(SettingError, match=message):
        analyzer.analyze(["One."], settings=settings)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: analyzer.analyze(["a"], n_jobs=0), "n_jobs is 0"),
        (lambda: analyzer.analyze(["a"], n_jobs=1.5), r"n_jobs is 1\.5"),
        (lambda: analyzer.analyze(["a"], n_jobs=True), "n_jobs is True"),
        (lambda: analyzer.analyze(["a"]).write("x", "csv"), r"give a list, \['csv'\]"),
        (lambda: analyzer.analyze(["a"]).write("x", ["cvs"]), "unknown format 'cvs'"),
        (
            lambda: analyzer.read("seeds", options=ReadOptions(), language="en"),
            "options replaces the arguments before it",
        ),
        (
            lambda: analyzer.analyze(
                pd.DataFrame({"text": ["a"], "focus": ["a"]}),
                focus_keyphrase="focus",
                settings={"key_phrase_field": "other"},
            ),
            "focus_keyphrase and the setting key-phrase-field differ",
        ),
    ],
)
def test_an_argument_that_would_have_no_effect_is_an_error(act, message):
    with pytest.raises(AnalyzerError, match=message):
        act()


def test_whole_numbers_of_numpy_are_numbers():
    assert len(analyzer.analyze(["One."], n_jobs=np.int64(1))) == 1


def test_articles_are_archived_and_compared_with_in_python(tmp_path):
    path = tmp_path / "site.analyzer-archive"
    with open_archive(path, create=True) as archive:
        assert add(archive, [analyzer.Article("old", f"{KEEPER} {KEEPER}")]).new == 1
    found = analyzer.analyze([KEEPER, "Short."], archive=path).articles.sort_index()
    assert found["archived_article"].isna().tolist() == [False, True]


def test_a_profile_is_made_and_used_in_python(tmp_path):
    texts = [f"Text {number}. " + "It has a word. " * (number % 7) for number in range(120)]
    profile = analyzer.calibrate(pd.Series(texts), "ours")
    assert (profile.name, profile.n_articles) == ("ours", 120)
    profile.save(tmp_path / "ours.json")
    analysis = analyzer.analyze(texts[:3], settings={"profile": str(tmp_path / "ours.json")})
    assert len(analysis) == 3
