"""broken-metadata: front matter or a suppression comment cannot be parsed.

What it measures
----------------
Front matter in YAML, TOML or JSON that is not valid, does not end, has typed tags (such as
``!!bool``), or exceeds a limit: its length, the length of its title, or what its aliases
expand to. In a check also a suppression comment that is not closed. The text below the
front matter is measured as if there were none.

Why it matters
--------------
The title, the language and the suppressions that it declares have no effect, and what
publishes the article may fail on it or show it as text.

Example
-------
``title: Warm soil: a guide`` between two lines ``---``: the second colon needs quotes.

Instead
-------
``title: "Warm soil: a guide"``.

Limits
------
Only what keeps front matter from being parsed is reported. A value of the wrong type, such
as a date in words, is not.

References
----------
YAML 1.1, TOML 1.0 and JSON (RFC 8259).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.article import Article, MetadataError
from analyzer.rules.finding import Finding
from analyzer.rules.rule import Informational, Rule
from analyzer.settings import Settings

RULE = Rule(
    "broken-metadata",
    __doc__,
    message="{label}",
    unit="",
    scoring=Informational(),
    severity="warning",
)


def broken_metadata(articles: Sequence[Article], settings: Settings) -> list[Finding]:
    """Return a finding for each span of front matter that cannot be parsed."""
    return [
        finding
        for number, article in enumerate(articles)
        for finding in metadata_findings(number, article.metadata_errors, settings)
    ]


def metadata_findings(
    number: int, errors: Sequence[MetadataError], settings: Settings
) -> Iterator[Finding]:
    """Yield a finding for each error of one article, if the rule is on."""
    if not errors or not settings.is_enabled(RULE.name, RULE.enabled):
        return
    given = settings.options(RULE.name, RULE.options).severity
    severity = RULE.severity if given is None or given == "off" else given
    for start, end, message in errors:
        yield Finding(number, start, end, RULE.name, severity, 0.0, "", 0.0, message, "")
