"""Whether a rule flags texts: what the tests of every rule share."""

from analyzer import Article
from analyzer.analysis import analyze
from analyzer.rules.rule import Rule
from analyzer.settings import Settings


def flags(rule: Rule, *texts: str | Article) -> list[bool]:
    """Return for each of the texts, analyzed together, whether the rule flags it."""
    analysis = analyze(list(texts), settings=Settings(select=(rule.name,)))
    flagged = {finding.article for finding in analysis.judged if finding.rule == rule.name}
    return [article in flagged for article in range(len(texts))]
