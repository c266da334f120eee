"""Finds repeated key phrases, keyword stuffing, near-duplicate sentences and copies.

Three verbs: `read` files into articles, `analyze` articles or texts, `write`
reports. `near_duplicates` and `key_phrases` answer one question each, and
`deduplicate` drops near-duplicates.

Examples
--------
>>> import analyzer
>>> analysis = analyzer.analyze(["The lamp was lit. The lamp was lit.", "Nobody came."])
>>> analysis.articles["quality"].tolist()
[100.0, 100.0]
"""

from importlib import import_module

from analyzer.version import __version__

TYPE_CHECKING = False  # `typing` takes long to import; type checkers know the name
if TYPE_CHECKING:
    from analyzer.analysis import Analysis, analyze
    from analyzer.article import Article
    from analyzer.deduplication.in_memory import deduplicate
    from analyzer.duplicates import near_duplicates
    from analyzer.errors import AnalyzerError, ReadError, SettingError
    from analyzer.phrases.ranking import key_phrases
    from analyzer.reports import write
    from analyzer.settings import Settings
    from analyzer.sources import read
    from analyzer.web.options import WebOptions

__all__ = [
    "Analysis",
    "AnalyzerError",
    "Article",
    "ReadError",
    "SettingError",
    "Settings",
    "WebOptions",
    "__version__",
    "analyze",
    "deduplicate",
    "key_phrases",
    "near_duplicates",
    "read",
    "write",
]

# Imported when first asked for: `import analyzer` alone takes a millisecond.
_HOME = {
    "Analysis": "analysis",
    "analyze": "analysis",
    "Article": "article",
    "AnalyzerError": "errors",
    "ReadError": "errors",
    "SettingError": "errors",
    "Settings": "settings",
    "deduplicate": "deduplication.in_memory",
    "key_phrases": "phrases.ranking",
    "near_duplicates": "duplicates",
    "read": "sources",
    "WebOptions": "web.options",
    "write": "reports",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'analyzer' has no attribute {name!r}")
    value = getattr(import_module(f"analyzer.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
