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
    from analyzer import estimators
    from analyzer.analysis import analyze
    from analyzer.article import Article
    from analyzer.deduplication.in_memory import deduplicate
    from analyzer.duplicates import near_duplicates
    from analyzer.errors import AnalyzerError, ReadError, SettingError
    from analyzer.phrases.ranking import key_phrases
    from analyzer.pipeline.calibrate import calibrate
    from analyzer.reports import write
    from analyzer.results import Analysis, load
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
    "calibrate",
    "deduplicate",
    "estimators",
    "key_phrases",
    "load",
    "near_duplicates",
    "read",
    "write",
]

# Imported when first asked for: `import analyzer` alone takes a millisecond.
_HOME = {
    "Analysis": "results",
    "analyze": "analysis",
    "calibrate": "pipeline.calibrate",
    "Article": "article",
    "AnalyzerError": "errors",
    "ReadError": "errors",
    "SettingError": "errors",
    "Settings": "settings",
    "deduplicate": "deduplication.in_memory",
    "key_phrases": "phrases.ranking",
    "load": "results",
    "near_duplicates": "duplicates",
    "read": "sources",
    "WebOptions": "web.options",
    "write": "reports",
}


if not TYPE_CHECKING:  # for a type checker every name would exist

    def __getattr__(name: str) -> object:
        if name == "estimators":
            return import_module("analyzer.estimators")
        if name not in _HOME:
            raise AttributeError(f"module 'analyzer' has no attribute {name!r}")
        value = getattr(import_module(f"analyzer.{_HOME[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
