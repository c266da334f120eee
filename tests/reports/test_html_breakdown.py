"""How the findings of an article add up, on its page."""

from msgspec.structs import replace

from analyzer.article import Article
from analyzer.reports.html.breakdown import cards, score_breakdown
from analyzer.reports.html.findings import locate
from analyzer.reports.layout import lay_out
from analyzer.rules.finding import Finding

FINDING = Finding(0, 0, 4, "rule", "note", 1.0, "quality", 10.0, "appears 2 times", "some")


def explained(*findings: Finding) -> list:
    layout = next(iter(lay_out([Article("a", "some text that goes on for a while here")])))
    return score_breakdown(locate(0, layout, findings))


def test_the_rows_of_a_score_breakdown_lead_from_100_to_the_score():
    rows = explained(
        FINDING,
        replace(FINDING, start=5, end=9),
        replace(FINDING, rule="other", points=30.0),
        replace(FINDING, rule="across", score="originality", points=2.0),
        replace(FINDING, rule="unscored", score="", points=0.0),
    )
    assert [(row.number, row.rule, row.kind, row.points) for row in rows] == [
        (1, "other", "quality", 30.0),
        (2, "rule", "quality", 20.0),
        (3, "across", "originality", 2.0),
        (4, "unscored", "note", 0),
    ]
    assert [(row.before, row.after) for row in rows[:3]] == [(100, 70), (70, 50), (100, 98)]


def test_a_score_breakdown_never_goes_below_zero():
    rows = explained(
        replace(FINDING, points=70.0), replace(FINDING, points=60.0, message="again")
    )
    assert [row.after for row in rows] == [30.0, 0.0]


def test_rows_are_listed_by_rule_and_many_rows_of_one_rule_are_folded():
    few = [replace(FINDING, rule="few", message=f"{at}", points=9.0) for at in range(4)]
    many = [replace(FINDING, rule="many", message=f"{at}", points=8.0) for at in range(5)]
    (card,) = cards(explained(*few, *many))
    assert [(rule.rule, len(rule.rows), len(rule.folded)) for rule in card.rules] == [
        ("many", 3, 2),
        ("few", 4, 0),
    ]
    assert [(rule.points, rule.before, rule.after) for rule in card.rules] == [
        (40.0, 100.0, 60.0),
        (36.0, 60.0, 24.0),
    ]


def test_a_finding_about_the_whole_article_is_not_highlighted():
    (row,) = explained(replace(FINDING, group=""))
    assert not row.marked
    (row,) = explained(replace(FINDING, start=0, end=39))
    assert not row.marked


def test_a_row_has_the_detail_of_its_findings():
    (row,) = explained(replace(FINDING, detail="4 of 5 paragraphs"))
    assert row.detail == "4 of 5 paragraphs"
    assert explained(FINDING)[0].detail == ""
