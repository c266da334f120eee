"""The export of WordPress (WXR): one record for each post, as the export is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from analyzer.errors import Diagnostic
from analyzer.readers.limits import LimitError, Limits, named, size
from analyzer.readers.xml import Characters, Elements, XmlError, parse_elements, plain_label

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl

    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile
    from analyzer.readers.records import Record

NAMESPACE = "wordpress.org/export/"
# The elements of a post, and the columns of its record.
COLUMNS = {
    "title": "title",
    "link": "url",
    "dc:creator": "author",
    "content:encoded": "content",
    "excerpt:encoded": "excerpt",
    "wp:post_id": "id",
    "wp:post_date_gmt": "date_gmt",
    "wp:post_date": "date",
    "wp:status": "status",
    "wp:post_type": "type",
    "category": "categories",
}
TAXONOMIES = {"category": "categories", "post_tag": "tags"}
# What WordPress keeps as posts although it is no article; all others begin with "wp_".
NO_ARTICLES = frozenset([
    "attachment", "custom_css", "customize_changeset", "nav_menu_item", "oembed_cache",
    "revision", "user_request",
])  # fmt: skip
PUBLISHED = "publish"
NEVER_PUBLISHED = frozenset(["auto-draft", "inherit", "trash"])
NO_DATE = "0000-00-00"
POST, VALUE, CHANNEL = 3, 4, 3  # how deep the elements are


class _Posts(Elements):
    """Keeps the values of each post, and of the channel its language and authors."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.posts: list[dict[str, str]] = []
        self.language = ""
        self.started = 0
        self._limits = limits
        self._post: dict[str, str] | None = None
        self._author: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._column = ""
        self._parts: list[str] | None = None
        self._size = 0

    def begin(self, name: str, attributes: AttributesImpl) -> None:
        """Begin a post, or a value that is kept."""
        if self.depth == POST and name == "item":
            self._post, self._size = {}, 0
            self.started += 1
        elif self.depth == VALUE and self._post is not None and name in COLUMNS:
            self._column = COLUMNS[name]
            if name == "category":
                self._column = TAXONOMIES.get(attributes.get("domain", ""), "")
            self._parts = [] if self._column else None
        elif self._post is None and (name == "language" or name.startswith("wp:author_")):
            self._parts = []

    def characters(self, content: str) -> None:
        """Keep the text of a value."""
        if self._parts is None:
            return
        self._parts.append(content)
        self._size += len(content)
        if self._size > self._limits.article_bytes:
            most = f"{size(self._limits.article_bytes)} {named('article-bytes')}"
            raise LimitError(f"post {self.started} is larger than {most}")

    def end(self, name: str) -> None:
        """Keep a value, or a post that is complete."""
        if self.depth == POST and name == "item" and self._post is not None:
            login = self._post.get("author", "")
            self.posts.append({**self._post, "author": self._names.get(login, login)})
            self._post = None
        elif self._post is None and name == "wp:author":
            login = self._author.get("wp:author_login", "")
            self._names[login] = self._author.get("wp:author_display_name") or login
            self._author = {}
        if self._parts is None or self.depth > VALUE:
            return
        text, self._parts = "".join(self._parts), None
        if self._post is None:
            self._size = 0
            if name == "language":
                self.language = text
            else:
                self._author[name] = text
        elif before := self._post.get(self._column):
            self._post[self._column] = f"{before}, {text}"
        else:
            self._post[self._column] = text


def read_posts(
    text: Characters, file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Record]:
    """Yield the posts, pages and other articles; the row is the number of the item.

    A note says what was left out.
    """
    posts, row = _Posts(options.limits), 0
    left_out = Counter[str]()
    try:
        for _ in parse_elements(text, posts):
            for post in posts.posts:
                row += 1
                kind = _left_out(post, drafts=options.drafts)
                if kind:
                    left_out[kind] += 1
                else:
                    yield row, _record(post, posts.language)
            posts.posts.clear()
    except XmlError as error:
        on_problem(Diagnostic(file.source, f"{error}; the rest was not read", row + 1))
    if left_out:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(left_out.items()))
        message = f"{left_out.total():,} items were not read ({kinds})"
        on_problem(Diagnostic(file.source, message, severity="note"))


def _left_out(post: Mapping[str, str], *, drafts: bool) -> str:
    """Return why a post is not read, empty if it is."""
    kind, status = post.get("type", ""), post.get("status", PUBLISHED)
    if kind in NO_ARTICLES or kind.startswith("wp_"):
        return kind
    if status in NEVER_PUBLISHED or (status != PUBLISHED and not drafts):
        return status
    return "" if post.get("content", "").strip() else "without text"


def _record(post: Mapping[str, str], language: str) -> dict[str, object]:
    """Return the columns of a post."""
    record: dict[str, object] = {name: value for name, value in post.items() if value}
    moment, zone = str(record.pop("date_gmt", NO_DATE)), "+00:00"
    if moment.startswith(NO_DATE):
        moment, zone = str(record.get("date", "")), ""
    record["date"] = moment.replace(" ", "T") + zone if moment else ""
    for column in ("title", "categories", "tags"):
        record[column] = plain_label(post.get(column, ""))
    record["language"] = language
    return record
