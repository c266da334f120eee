"""The archive against comparing everything with everything."""

import time
from pathlib import Path

import numpy as np
import pytest
from archives import CONTAINMENT, STORY, articles, made, names
from examples import LINES, PLAIN
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import analyzer
from analyzer import Article
from analyzer.archive import Archive, add, delete, look_up, open_archive, sequence_index, store
from analyzer.archive.delete import clear_index, remove
from analyzer.archive.schema import article_features
from analyzer.errors import ArchiveError
from analyzer.similarity.rows import NgramRows

# Few words, so that sentences are often similar; some common, some rare.
WORDS = [f"w{letter}{number}o" for letter in "abcdef" for number in range(5)]
WORD = st.one_of(st.sampled_from(WORDS[:6]), st.sampled_from(WORDS))
SENTENCE = st.lists(WORD, min_size=5, max_size=14).map(lambda words: " ".join(words) + ".")
TEXT = st.lists(SENTENCE, min_size=1, max_size=5).map("\n\n".join)


def sets_of(rows: NgramRows) -> list[frozenset[int]]:
    parts = np.split(rows.ngram, rows.ptr[1:-1]) if len(rows) else []
    return [frozenset(part.tolist()) for part in parts]


def alike_by_hand(
    old: list[Article], new: list[Article]
) -> tuple[set[tuple[int, str, float]], set[tuple[int, str, float]]]:
    """Everything against everything: (row, archived article, similarity) of both kinds."""
    before, now = article_features(old), article_features(new)
    sentences = set()
    for row, mine in enumerate(sets_of(now.stems)):
        for other, article in zip(sets_of(before.stems), before.article.tolist(), strict=True):
            jaccard = len(mine & other) / len(mine | other)
            if jaccard >= 0.8:
                first = min(
                    at
                    for own, at in zip(sets_of(before.stems), before.article, strict=True)
                    if own == other
                )
                assert first <= article
                sentences.add((row, old[first].id, jaccard))
    bodies = set()
    for row, mine in enumerate(sets_of(now.sequences)):
        for other, at in zip(sets_of(before.sequences), before.body.tolist(), strict=True):
            both = len(mine & other)
            share = both / min(len(mine), len(other))
            entire = share >= 0.95 and both >= 3
            if share >= CONTAINMENT and (both >= 8 or entire or mine == other):
                bodies.add((row, old[at].id, both))
    return sentences, bodies


def found(archive: Archive, new: list[Article]) -> tuple[set[object], set[object]]:
    matches = look_up(archive, article_features(new), CONTAINMENT)
    named = {number: one.name for number, one in matches.articles.items()}
    sentences = zip(matches.sentence, matches.archived, matches.jaccard, strict=True)
    bodies = zip(matches.body, matches.article, matches.shared, strict=True)
    return (
        {(int(row), named[int(at)], float(jaccard)) for row, at, jaccard in sentences},
        {(int(row), named[int(at)], float(both)) for row, at, both in bodies},
    )


@pytest.mark.slow
@given(
    old=st.lists(TEXT, min_size=1, max_size=8),
    new=st.lists(TEXT, min_size=1, max_size=4),
    pieces=st.integers(1, 3),
    many=st.sampled_from([0, 2, sequence_index.MANY]),
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_lookups_find_every_near_duplicate_and_no_other(
    tmp_path: Path, old: list[str], new: list[str], pieces: int, many: int
) -> None:
    path = tmp_path / f"{time.monotonic_ns()}.analyzer-archive"
    published = articles(old)
    with open_archive(path, create=True) as archive, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sequence_index, "MANY", many)
        for first in range(pieces):
            # Two runs of one article each see other stems first.
            add(archive, published[first::pieces])
        ids = {name: at for at, (name,) in enumerate(names(archive))}
        in_order = sorted(published, key=lambda article: ids[article.id])
        assert found(archive, articles(new, 100)) == alike_by_hand(in_order, articles(new, 100))


def test_removed_articles_are_not_found_and_leave_nothing_behind(tmp_path: Path) -> None:
    texts = [" ".join(LINES[first : first + 4]) for first in range(8)]
    with made(tmp_path / "a", texts) as archive, made(tmp_path / "b", texts[1:]) as other:
        assert remove(archive, ["0.txt", "missing"]) == {"0.txt": 1, "missing": 0}
        query = articles([PLAIN], 50)
        assert len(found(archive, query)[0]) == len(found(other, query)[0]) > 0
        assert "0.txt" not in {name for _, name, _ in found(archive, query)[1]}  # type: ignore[misc]
        with archive.writing() as connection:
            clear_index(connection)
        assert found(archive, query)[1]
        sizes = [
            [
                one.connection.execute(f"SELECT sum(length(entries)) FROM {table}").fetchone()
                for table in ("postings", "sequences")
            ]
            for one in (archive, other)
        ]
        assert sizes[0] == sizes[1]


def test_the_index_is_cleared_when_it_has_many_entries_of_deleted_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delete, "MOST_GONE", 0)
    with made(tmp_path / "a", LINES) as archive:
        remove(archive, [f"{number}.txt" for number in range(6)])
        assert archive.meta("gone") == "0" or int(archive.meta("gone")) <= 2
        left = archive.connection.execute("SELECT count(*) FROM sequences").fetchone()[0]
        with made(tmp_path / "b", LINES) as whole:
            query = "SELECT count(*) FROM sequences"
            assert left < whole.connection.execute(query).fetchone()[0]


def test_an_unchanged_article_is_skipped_and_a_changed_one_replaced(
    tmp_path: Path,
) -> None:
    with open_archive(tmp_path / "a", create=True) as archive:
        first = add(archive, [STORY])
        again = add(archive, [STORY])
        changed = Article(STORY.id, PLAIN[:200], "Herons", STORY.source, fields=STORY.fields)
        last = add(archive, [changed])
        assert (first.new, again.same, last.changed) == (1, 1, 1)
        assert archive.info()["articles"] == 1
        matches = look_up(archive, article_features(articles([PLAIN])), CONTAINMENT)
        assert (
            matches.size.tolist() == np.diff(article_features([changed]).sequences.ptr).tolist()
        )


def test_a_match_is_reported_with_sentence_line_url_and_date(tmp_path: Path) -> None:
    fields = {"URL": "https://example.org/herons", "date": "2024-05-01"}
    old = Article("a.md", f"\n\n{PLAIN}", "Herons", fields=fields)
    with open_archive(tmp_path / "a", create=True) as archive:
        add(archive, [old])
    analysis = analyzer.analyze([f"{LINES[0]} {LINES[1]}"], archive=tmp_path / "a")
    rows = analysis.sentences.to_dict("records")
    assert [row["sentence_b"] for row in rows] == list(LINES[:2])
    assert {row["scope"] for row in rows} == {"archive"}
    assert {row["url_b"] for row in rows} == {"https://example.org/herons"}
    assert {row["date_b"] for row in rows} == {"2024-05-01"}
    assert rows[0]["line_b"] == 3
    reported = analysis.findings.query("rule == 'archived-article'").iloc[0]
    assert "“Herons” (https://example.org/herons, 2024-05-01)" in reported["message"]
    assert reported["severity"] == "warning"
    assert analysis.articles["archived_article"].tolist() == ["a.md"]
    assert analysis.articles["originality"].tolist() == [0.0]


def test_matches_of_the_run_and_of_the_archive_have_different_scopes(tmp_path: Path) -> None:
    made(tmp_path / "a", [PLAIN]).close()
    analysis = analyzer.analyze([PLAIN, PLAIN], archive=tmp_path / "a")
    assert sorted(set(analysis.sentences["scope"])) == ["across", "archive"]
    assert sorted(analysis.duplicates["scope"]) == ["across", "archive", "archive"]
    rules = set(analysis.findings["rule"])
    assert {"near-duplicate-article", "archived-article", "archived-sentence"} <= rules
    assert (100 - analysis.findings.query("score == 'originality'").groupby("article")["points"]
            .sum()).clip(0).tolist() == analysis.articles["originality"].tolist()  # fmt: skip


def test_without_an_archive_there_are_no_columns_of_one() -> None:
    analysis = analyzer.analyze([PLAIN, PLAIN])
    assert set(analysis.duplicates["scope"]) == {"across"}
    assert not {"archived_article", "archived_similarity"} & set(analysis.articles)


def test_a_sentence_of_many_archived_articles_costs_no_points(tmp_path: Path) -> None:
    stock = LINES[3]
    made(tmp_path / "a", [f"{stock} {line}" for line in LINES[4:9]]).close()
    analysis = analyzer.analyze([f"{stock}\n\n{LINES[0]} {LINES[1]}"], archive=tmp_path / "a")
    reported = analysis.findings.query("rule == 'archived-sentence'")
    assert reported["points"].tolist() == [0.0]
    assert "and 4 more" in reported["message"].item()


def test_an_archive_in_a_read_only_folder_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path / "a b?.c", [PLAIN]).close()
    monkeypatch.setattr(store.os, "access", lambda path, mode: path != tmp_path)
    with open_archive(tmp_path / "a b?.c") as archive:
        assert len(look_up(archive, article_features([STORY]), CONTAINMENT).article) == 1
        assert [path.name for path in tmp_path.iterdir()] == ["a b?.c"]
        with pytest.raises(ArchiveError, match="readonly database"):
            add(archive, [STORY])


def test_an_archive_is_there_with_its_tables_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        assert not (tmp_path / "a").exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "incompatible_fields", interrupt)
    with pytest.raises(KeyboardInterrupt):
        open_archive(tmp_path / "a", create=True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("error", [FileExistsError, PermissionError])
def test_an_archive_is_created_without_hard_links_or_by_another_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[OSError]
) -> None:
    def link(part: Path, path: Path) -> None:
        if error is FileExistsError:
            path.write_bytes(part.read_bytes())
        raise error

    monkeypatch.setattr(store.os, "link", link)
    with open_archive(tmp_path / "a", create=True) as archive:
        assert archive.info()["articles"] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_an_archive_is_not_created_in_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no such folder: "):
        open_archive(tmp_path / "nowhere" / "a", create=True)


def test_the_archived_article_that_has_most_of_the_text_is_reported(
    tmp_path: Path,
) -> None:
    first, last = " ".join(LINES[:2]), " ".join(LINES[2:8])
    # All of the short one is in the article, and half of the long one.
    made(tmp_path / "a", [first, f"{last}\n\n{' '.join(LINES[8:])}"]).close()
    analysis = analyzer.analyze([f"{first}\n\n{last}"], archive=tmp_path / "a")
    assert analysis.articles["archived_article"].tolist() == ["1.txt"]
    assert len(analysis.duplicates) == 2


def test_articles_of_the_run_are_not_counted_as_archived(
    tmp_path: Path,
) -> None:
    with made(tmp_path / "a", [LINES[0]] * 4) as archive:
        # Of four articles one is looked for, or all are counted: both give the same.
        for own, left in (([], 4), ([1], 3), ([0, 1, 2], 1), ([0, 1, 2, 3], 0)):
            keys = [f"id:{at}.txt" for at in own]
            matches = look_up(
                archive, article_features(articles([LINES[0]], 9)), CONTAINMENT, keys
            )
            assert matches.n_articles.tolist() == [left] * (left > 0)
            names = [matches.articles[number].name for number in matches.archived.tolist()]
            assert names == [f"{at}.txt" for at in range(4) if at not in own][:1]


def test_sequences_of_deleted_articles_are_not_found(tmp_path: Path) -> None:
    with made(tmp_path / "a", [PLAIN]) as archive:
        remove(archive, ["0.txt"])
        with archive.reading() as connection:
            rows = article_features(articles([PLAIN]))
            assert (
                len(sequence_index.find_similar(connection, rows.sequences, CONTAINMENT)[0])
                == 0
            )


def test_an_error_of_the_database_names_the_file(tmp_path: Path) -> None:
    with made(tmp_path / "a", [PLAIN]) as archive:
        archive.connection.execute("DROP TABLE occurrences")
        with pytest.raises(ArchiveError, match="a: no such table: occurrences"):
            look_up(archive, article_features(articles([PLAIN])), CONTAINMENT)
