"""Articles that aim at the same phrase."""

import pytest
from examples import aiming

from analyzer import Article, analyze
from analyzer.settings import Settings


def told(*articles: Article) -> dict[str, str]:
    analysis = analyze(list(articles), settings=Settings(select=("keyword-cannibalization",)))
    return dict(zip(analysis.findings["article"], analysis.findings["message"], strict=True))


CANOE, OVEN = "How to repair a wooden canoe", "Building a stone oven"


def test_the_phrase_is_told_with_another_article_that_aims_at_it() -> None:
    found = told(aiming(CANOE, 0), aiming("Repairing wooden canoes", 6), aiming(OVEN, 3))
    assert found == {
        CANOE: '2 articles aim at "repair a wooden canoe" in title and lead, '
        "Repairing wooden canoes among them",
        "Repairing wooden canoes": '2 articles aim at "Repairing wooden canoes" in title and '
        f"lead, {CANOE} among them",
    }


@pytest.mark.parametrize(
    "change",
    [
        # Not in the title; not in the lead; not said again; a small part of the title.
        lambda a: Article("x", a.text, title="From the workshop"),
        lambda a: Article("x", "Rain and snow fell. " * 20 + a.text, title=a.title),
        lambda a: Article("x", a.text[: a.text.index("Now, ")], title=a.title),
        lambda a: Article("x", a.text, title=f"{a.title}: seven old boats from lake Orta"),
    ],
)
def test_who_does_not_aim_does_not_compete(change) -> None:
    other = aiming(CANOE, 6)
    assert told(Article("first", other.text, title=CANOE), aiming(CANOE, 0))
    assert not told(change(other), aiming(CANOE, 0))


def test_two_words_are_a_subject_and_no_aim() -> None:
    assert not told(aiming("Wooden canoes", 0), aiming("A wooden canoe", 6))


def test_the_longest_common_phrase_is_told_once_in_each_article() -> None:
    titles = ["Repair of wooden canoes", "Repair wooden canoes", "Repair wooden canoes fast"]
    found = told(*(aiming(title, 3 * at) for at, title in enumerate(titles)))
    assert len(found) == 3
    assert all(message.startswith("3 articles") for message in found.values())


def test_it_takes_no_points() -> None:
    analysis = analyze([aiming(CANOE, 0), aiming("Repairing wooden canoes", 6)])
    rows = analysis.findings.query("rule == 'keyword-cannibalization'")
    assert rows["points"].tolist() == [0, 0]
    assert rows["severity"].tolist() == ["note", "note"]


def test_in_chinese_a_phrase_is_longer() -> None:
    def article(name: str, title: str) -> Article:
        text = f"{title}。今天下雨。河水上涨。{title}。"
        return Article(name, text, title=title, language="zh")

    assert not told(article("a", "木船"), article("b", "木船"))
    assert told(article("a", "修理旧木船方法"), article("b", "修理旧木船方法"))
