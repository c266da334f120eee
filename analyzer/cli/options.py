"""Options that commands share, declared once, and the values that they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from analyzer.cli.help import (
    ADDRESSES,
    ADVANCED,
    COMPARISON,
    INPUT,
    OUTPUT,
    RULES,
    Decorator,
    combined,
    option,
)
from analyzer.errors import ProblemHandler, SettingError
from analyzer.web.options import CACHE, DELAY, MAX_PAGES, TIMEOUT, WebOptions, is_web_address

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.configuration import Configuration
    from analyzer.readers import ReadOptions
    from analyzer.readers.files import DiscoveredFiles

NAMES = "NAME,..."
FILE = click.Path()  # for shells: a file is completed
MARKUP = ["auto", "text", "markdown", "html"]
LEVELS = ["note", "warning", "error", "never"]


def complete_rules(_context: object, _option: object, incomplete: str) -> list[str]:
    """Return the names of rules that a shell may complete, also after a comma."""
    from analyzer.rules.registry import BY_NAME

    before, comma, begun = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in BY_NAME if name.startswith(begun)]


paths_argument = click.argument(
    "paths",
    nargs=-1,
    type=FILE,
    metavar="[PATH]...",
    callback=lambda _context, _self, given: given or (".",),
)
reading_options = combined(
    option(
        INPUT, "--exclude", multiple=True, metavar="PATTERN",
        help="Skip files that match this .gitignore pattern; repeatable.",
    ),
    option(
        INPUT, "--force-exclude/--no-force-exclude", default=True,
        help="Skip excluded files that PATH names too, as hooks do.  [default: "
        "--force-exclude]",
    ),
    option(
        INPUT, "--language", default="", metavar="CODE",
        help="Language of articles that declare none, such as en.  [default: detected]",
    ),
    option(
        INPUT, "--markup", type=click.Choice(MARKUP), default="auto", metavar="NAME",
        help=f"The markup of records and text files: {', '.join(MARKUP)}.  "
        "[default: auto, judged by content]",
    ),
    option(
        INPUT, "--text-column", metavar="NAME",
        help="Column or key that holds the text.  [default: guessed from common names]",
    ),
    option(INPUT, "--title-column", metavar="NAME", help="Column or key that holds the title."),
    option(INPUT, "--id-column", metavar="NAME", help="Column or key that holds the id."),
    option(INPUT, "--drafts", is_flag=True, help="Also read drafts and unpublished posts."),
    option(
        INPUT, "--stdin-filename", default="", metavar="NAME",
        help="File name for what '-' reads; its suffix gives the format.",
    ),
    option(
        ADDRESSES, "--crawl", is_flag=True,
        help="Follow the links of a page, on its host and below its folder.",
    ),
    option(
        ADDRESSES, "--max-pages", type=click.IntRange(1), default=MAX_PAGES, metavar="N",
        help=f"Most pages to fetch for one address.  [default: {MAX_PAGES}]",
    ),
    option(
        ADDRESSES, "--delay", type=click.FloatRange(0), default=DELAY, metavar="SECONDS",
        help=f"Time between two requests, if robots.txt asks for no more.  [default: {DELAY}]",
    ),
    option(
        ADDRESSES, "--timeout", type=click.FloatRange(0, min_open=True), default=TIMEOUT,
        metavar="SECONDS", help=f"Time for one request.  [default: {TIMEOUT:g}]",
    ),
    option(
        ADDRESSES, "--allow-private-network", is_flag=True,
        help="Also fetch from this machine and from private networks.",
    ),
)  # fmt: skip
quiet_option = option(
    OUTPUT, "-q", "--quiet", is_flag=True, help="Print errors only: no warnings, no summary."
)
rule_options = combined(
    option(
        RULES, "--select", multiple=True, metavar=NAMES, shell_complete=complete_rules,
        help="Apply only these rules.",
    ),
    option(
        RULES, "--extend-select", multiple=True, metavar=NAMES, shell_complete=complete_rules,
        help="Also apply these rules, which are off by default.",
    ),
    option(
        RULES, "--ignore", multiple=True, metavar=NAMES, shell_complete=complete_rules,
        help="Skip these rules.",
    ),
    option(
        RULES, "--min-quality", type=click.FloatRange(0, 100), metavar="SCORE",
        help="Fail if an article's quality is below this score, 0 to 100.  [default: 0]",
    ),
    option(
        RULES, "--profile", type=FILE, metavar="FILE",
        help="Reference profile from 'analyzer calibrate'.  [default: the one included]",
    ),
)  # fmt: skip
archive_option = option(
    COMPARISON, "--archive", type=FILE, default="", metavar="FILE",
    help="Also compare with this archive of published articles.",
)  # fmt: skip
advanced_options = combined(
    option(
        ADVANCED, "--config", type=FILE, metavar="FILE",
        help="Read this configuration file.  [default: the nearest one above the paths]",
    ),
    option(ADVANCED, "--isolated", is_flag=True, help="Read no configuration file."),
    option(
        ADVANCED, "--strict", is_flag=True,
        help="Stop at the first input that cannot be read or measured.",
    ),
    option(
        ADVANCED, "--jobs", type=click.IntRange(0), metavar="N",
        help="Number of processes; 0 means one per processor.  [default: one per processor, "
        "from 1.5 MB of text on]",
    ),
)  # fmt: skip


def fail_options(default: str) -> Decorator:
    """Declare the options that decide whether findings make a command fail."""
    return combined(
        option(
            OUTPUT, "--fail-level", type=click.Choice(LEVELS), metavar="LEVEL",
            help="Lowest severity that makes the exit status 1: note, warning, error or "
            f"never.  [default: {default}]",
        ),
        option(
            OUTPUT, "--exit-zero", is_flag=True,
            help="Exit with status 0 even if there are findings.",
        ),
    )  # fmt: skip


def read_options(paths: tuple[str, ...], options: dict[str, Any]) -> ReadOptions:
    """Return how files are read: `reading_options`, and limits from a configuration."""
    from analyzer.configuration import load_configuration
    from analyzer.readers import ReadOptions

    return ReadOptions(
        text_column=options["text_column"] or "",
        title_column=options["title_column"] or "",
        id_column=options["id_column"] or "",
        language=language_of(options),
        markup=options["markup"],
        stdin_filename=options["stdin_filename"],
        drafts=options["drafts"],
        limits=load_configuration(_places(paths, options), {})[0].limits,
    )


def web_options(options: dict[str, Any], cache: Path | None = None) -> WebOptions:
    """Return how addresses are read, from the values of `reading_options`.

    What was fetched is kept in `cache`, by default that of the current folder.
    """
    from analyzer.cli.messages import show_fetching

    return WebOptions(
        crawl=options["crawl"],
        max_pages=options["max_pages"],
        delay=options["delay"],
        timeout=options["timeout"],
        allow_private_network=options["allow_private_network"],
        cache=None if options.get("no_cache") else cache or Path(CACHE),
        resume=options.get("resume", False),
        on_progress=None if options["quiet"] else show_fetching,
    )


def jobs_of(options: dict[str, Any]) -> int:
    """Return the number of processes; where it is not given, as many as pay."""
    from analyzer.pipeline.context import AUTOMATIC

    return AUTOMATIC if options["jobs"] is None else int(options["jobs"])


def language_of(options: dict[str, Any]) -> str:
    """Return the two letters of ``--language``, empty where it is not given."""
    from analyzer.readers.front_matter import language_code

    code = language_code(options["language"])
    if options["language"] and not code:
        raise SettingError(
            f"--language {options['language']}: not a language code; expected two letters, "
            "such as en or pt-BR"
        )
    return code


def read_articles(
    paths: tuple[str, ...], options: dict[str, Any], on_problem: ProblemHandler
) -> Iterator[Article]:
    """Return the articles of the paths, by the values of `reading_options`."""
    from analyzer.readers import read_found

    reading = read_options(paths, options)
    found = discover_paths(paths, options, reading, on_problem)
    return read_found(found, options=reading, on_problem=on_problem)


def discover_paths(
    paths: tuple[str, ...],
    options: dict[str, Any],
    reading: ReadOptions,
    on_problem: ProblemHandler,
) -> DiscoveredFiles:
    """Return the files of the paths that ``--exclude`` does not skip."""
    from analyzer.readers.files import without_excluded
    from analyzer.settings import matches
    from analyzer.sources import discover

    is_excluded = partial(matches, options["exclude"], root="")
    web = msgspec.structs.replace(web_options(options), is_excluded=is_excluded)
    found = discover(paths, reading, web, on_problem)
    if options["exclude"]:
        found = without_excluded(found, is_excluded, force=options["force_exclude"])
    return found


def configured(
    paths: tuple[str, ...], options: dict[str, Any]
) -> tuple[Configuration, Path | None]:
    """Return the configuration of a run, and the file that it was read from, if any."""
    from analyzer.configuration import load_configuration
    from analyzer.rules.registry import check_rules

    given = {
        "select": names(options["select"]),
        "extend-select": names(options["extend_select"]),
        "ignore": names(options["ignore"]),
        "fail-level": options["fail_level"],
        "min-quality": options["min_quality"],
        "profile": options["profile"],
        "text-column": options["text_column"],
        "title-column": options["title_column"],
        "id-column": options["id_column"],
        "key-phrase-field": options.get("key_phrase_field"),
        "fields": names(options.get("fields") or ()),
        "source-url": options.get("source_url"),
        "baseline": options.get("baseline"),
        "report-level": options.get("report_level"),
    }
    loaded = load_configuration(
        _places(paths, options),
        given,
        file=options["config"],
        isolated=options["isolated"],
    )
    check_rules(loaded[0].settings)
    return loaded


def _places(paths: tuple[str, ...], options: dict[str, Any]) -> list[str]:
    """Return the paths that a configuration file is searched above."""
    local = {"-": options["stdin_filename"] or "."}
    return ["." if is_web_address(path) else local.get(path, path) for path in paths]


def names(values: tuple[str, ...]) -> list[str] | None:
    """Return the names in values like ``one,two``, None where there is none."""
    found = [name.strip() for value in values for name in value.split(",") if name.strip()]
    return found or None
