"""Crawling a site: which links are followed, robots.txt, delay, cache and resume."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from site_server import SiteServer, page, serve, sitemap

import analyzer
from analyzer.errors import Diagnostic
from analyzer.readers.files import DiscoveredFiles
from analyzer.readers.limits import LIMITS
from analyzer.web.address import parse_address
from analyzer.web.cache import WebCache
from analyzer.web.discovery import discover
from analyzer.web.fetch import Fetcher
from analyzer.web.options import WebOptions

Found = tuple[DiscoveredFiles, list[Diagnostic]]


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with serve() as server:
        yield server


@pytest.fixture
def find(site: SiteServer, tmp_path: Path) -> Callable[..., Found]:
    def found(path: str, **options: Any) -> Found:
        problems: list[Diagnostic] = []
        known = {"delay": 0, "timeout": 10, "allow_private_network": True, "crawl": True}
        web = WebOptions(**{"cache": tmp_path, **known, **options})
        return discover([f"{site.url}{path}"], web, LIMITS, problems.append), problems

    return found


def ids(found: DiscoveredFiles) -> list[str]:
    return [file.id for file in found.files]


def links(*paths: str, rel: str = "") -> str:
    return "".join(f"<p><a href='{path}' rel='{rel}'>see there</a></p>" for path in paths)


def test_links_are_followed_on_the_host_and_below_the_folder(
    site: SiteServer, find: Any
) -> None:
    site.pages = {
        "/blog/": page("Blog", links=links("one", "/blog/two#part", "/about", "//x.example/")),
        "/blog/one": page("One", links=links("/blog/three?p=1", "mailto:a@b.example", "one")),
        "/blog/two": page(
            "Two", links=links("http://10.0.0.1/blog/", "../blog/", "javascript:")
        ),
        "/blog/three?p=1": page("Three", links=links("picture.jpg", "paper.pdf", "v1.2")),
        "/blog/v1.2": page("Four"),
    }
    found, problems = find("/blog/")
    assert (ids(found), problems) == (
        ["blog/", "blog/one", "blog/three?p=1", "blog/two", "blog/v1.2"],
        [],
    )
    assert len(site.requests) == len(set(site.requests)) == 6
    found, _ = find("/blog/one")
    assert "blog/two" not in ids(found)


def test_without_crawl_one_page_is_read(site: SiteServer, find: Any) -> None:
    site.pages = {"/": page("Home", links=links("/a")), "/a": page("A")}
    found, _ = find("/", crawl=False)
    assert ids(found) == ["/"]
    assert site.requests == ["/"]


def test_links_that_ask_not_to_be_followed_are_not(site: SiteServer, find: Any) -> None:
    site.pages = {
        "/": page("Home", links=links("/a", rel="nofollow ugc") + links("/b", "/c")),
        "/a": page("A"),
        "/b": page(
            "B", head="<meta name=robots content='NOINDEX, NoFollow'>", links=links("/d")
        ),
        "/c": (200, {"X-Robots-Tag": "nofollow"}, page("C", links=links("/e"))),
    }
    found, _ = find("/")
    assert ids(found) == ["/", "b", "c"]


def test_a_base_element_and_redirects_of_pages_are_regarded(
    site: SiteServer, find: Any
) -> None:
    refresh = "<meta http-equiv=Refresh content='0;URL=/new'>"
    site.pages = {
        "/": page("Home", head="<base href='/docs/'>", links=links("a", "/old")),
        "/docs/a": page("A"),
        "/old": page("Moved", head=refresh),
        "/new": page("New"),
    }
    found, _ = find("/")
    assert ids(found) == ["/", "docs/a", "new"]
    assert found.skipped == {"redirect": 1}


def test_a_redirect_leads_to_no_page_that_a_link_would_not(site: SiteServer, find: Any) -> None:
    site.pages = {
        "/blog/": page("Blog", links=links("a", "b", "c")),
        "/blog/a": (302, {"Location": "/login"}, ""),
        "/blog/b": (302, {"Location": "/blog/secret"}, ""),
        "/blog/c": (302, {"Location": "/blog/d"}, ""),
        **{path: page(path) for path in ("/login", "/blog/secret", "/blog/d")},
        "/robots.txt": robots("User-agent: *", "Disallow: /blog/secret"),
    }
    found, problems = find("/blog/")
    assert (ids(found), problems) == (["blog/", "blog/d"], [])
    assert found.skipped == {"redirect": 1, "robots.txt": 1}


def test_a_page_that_names_another_address_is_read_there(site: SiteServer, find: Any) -> None:
    canonical = "<link rel=canonical href='/lamp'>"
    site.pages = {
        "/": page("Home", links=links("/lamp?sort=1", "/lamp?sort=2")),
        "/lamp?sort=1": page("Lamp", head=canonical),
        "/lamp?sort=2": page("Lamp", head=canonical),
        "/lamp": page("Lamp", head=canonical),
    }
    found, _ = find("/")
    assert ids(found) == ["/", "lamp"]
    assert found.skipped == {"another address of a page": 2}


def test_one_canonical_address_for_all_pages_is_a_mistake(site: SiteServer, find: Any) -> None:
    canonical = "<link rel=canonical href='/'>"
    site.pages = {
        "/": page("Home", head=canonical, links=links("/a", "/b")),
        "/a": page("A", head=canonical),
        "/b": page("B", head=canonical),
    }
    found, _ = find("/")
    assert ids(found) == ["/", "a", "b"]


def test_pages_without_an_end_stop_at_the_limit(site: SiteServer, find: Any) -> None:
    def answer(request: Any) -> None:
        number = int(request.path.rpartition("/")[2] or 0)
        body = page(f"Day {number}", links=links(f"/day/{number + 1}", f"/day/{number + 2}"))
        site.pages[request.path] = body
        site.answer(request)
        site.pages |= {f"/day/{number + n}": answer for n in (1, 2)}

    site.pages["/day/0"] = answer
    found, problems = find("/day/0", max_pages=20)
    assert len(found.files) == 21
    assert [problem.severity for problem in problems] == ["warning"]
    assert "stopped after 20 pages: there are links to more; see --max-pages" in str(
        problems[0]
    )


def robots(*lines: str) -> tuple[int, dict[str, str], str]:
    return 200, {"Content-Type": "text/plain"}, "\n".join(lines)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["User-agent: *", "Disallow: /a"], ["/", "b"]),
        (["User-agent: *", "Disallow: /*a$"], ["/", "b"]),
        (
            ["User-agent: other", "Disallow: /", "", "User-agent: *", "Allow: /"],
            ["/", "a", "b"],
        ),
        (["User-agent: Analyzer", "Disallow: /b", "User-agent: *", "Disallow: /"], ["/", "a"]),
        (["\ufeffUser-agent: *", "Disallow: /a"], ["/", "b"]),
        (["Disallow: /"], ["/", "a", "b"]),
        (["<!doctype html><html>not found</html>"], ["/", "a", "b"]),
        (["User-Agent : *", "disallow:/b # comment"], ["/", "a"]),
    ],
)
def test_robots_txt_is_obeyed(
    site: SiteServer, find: Any, lines: list[str], expected: list[str]
) -> None:
    site.pages = {
        "/": page("Home", links=links("/a", "/b")),
        "/a": page("A"),
        "/b": page("B"),
        "/robots.txt": robots(*lines),
    }
    found, _ = find("/")
    assert ids(found) == expected
    assert found.skipped == ({"robots.txt": 1} if len(expected) < 3 else {})
    site.pages["/s.xml"] = sitemap("/", "/a", "/b")
    found, _ = find("/s.xml", crawl=False)
    assert ids(found) == expected


def test_each_name_of_a_host_has_its_own_robots_txt(
    site: SiteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def here(host: str, port: int, **_: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    def rules(request: Any) -> None:
        forbidden = "/a" if request.headers["Host"].startswith("www.") else "/b"
        site.pages["/robots.txt"] = robots("User-agent: *", f"Disallow: {forbidden}")
        site.answer(request)
        site.pages["/robots.txt"] = rules

    monkeypatch.setattr(socket, "getaddrinfo", here)
    hosts = [f"http://{name}lamp.example:{site.port}" for name in ("", "www.")]
    site.pages = {
        "/robots.txt": rules,
        "/s.xml": sitemap(*(f"{host}/{name}" for host in hosts for name in "ab")),
        "/a": page("A"),
        "/b": page("B"),
    }
    web = WebOptions(delay=0, allow_private_network=True, cache=tmp_path)
    found = discover([f"{hosts[0]}/s.xml"], web, LIMITS, lambda _: None)
    assert [file.source for file in found.files] == [f"{hosts[0]}/a", f"{hosts[1]}/b"]


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        ((404, {}, ""), True),
        ((403, {}, "Disallow: /"), True),
        ((301, {"Location": "https://other.example/robots.txt"}, ""), True),
        ((301, {"Location": "/r.txt"}, ""), False),
        ((500, {}, ""), False),
        ((429, {"Retry-After": "0"}, ""), False),
        (lambda request: setattr(request, "close_connection", True), False),
    ],
)
def test_a_robots_txt_that_fails_forbids_where_the_server_fails(
    site: SiteServer, find: Any, answer: Any, allowed: bool
) -> None:
    site.pages = {
        "/": page("Home", links=links("/a")),
        "/a": page("A"),
        "/robots.txt": answer,
        "/r.txt": robots("User-agent: *", "Disallow: /a"),
    }
    found, problems = find("/")
    if allowed:
        assert (ids(found), problems) == (["/", "a"], [])
    else:
        assert "/a" not in site.requests
        assert ids(found) in ([], ["/"])
        if not ids(found):
            assert [problem.severity for problem in problems] == ["error"]
            assert "robots.txt" in str(problems[0])
            assert "without it, no page may be fetched" in str(problems[0])


def test_a_robots_txt_that_lists_itself_as_a_sitemap_is_no_trap(
    site: SiteServer, find: Any
) -> None:
    site.pages = {
        "/": page("Home", links=links("/a")),
        "/a": page("A"),
        "/robots.txt": robots(f"Sitemap: {site.url}/robots.txt", "Sitemap: /s.xml"),
        "/s.xml": sitemap("/hidden"),
        "/hidden": page("No link leads here"),
    }
    found, problems = find("/")
    assert ids(found) == ["/", "a", "hidden"]
    assert [(one.severity, one.message) for one in problems] == [
        ("warning", f"{site.url}/robots.txt: is no sitemap")
    ]


def test_the_delay_is_kept_and_robots_txt_may_make_it_longer(
    site: SiteServer, tmp_path: Path
) -> None:
    waits: list[float] = []
    options = WebOptions(delay=0.25, allow_private_network=True)
    fetcher = Fetcher(options, LIMITS, WebCache(tmp_path), waits.append)
    site.pages = {"/a": page("A"), "/b": page("B"), "/c": (301, {"Location": "/a"}, "")}
    for path in ("/a", "/b", "/c"):
        fetcher.fetch(parse_address(f"{site.url}{path}")[0])
    assert len(waits) == 3
    assert all(0.1 < wait <= 0.25 for wait in waits)


@pytest.mark.parametrize(("line", "delay"), [("2.5", 2.5), ("99999999", 60), ("x", 0.5)])
def test_a_crawl_delay_has_a_limit(
    site: SiteServer, tmp_path: Path, line: str, delay: float
) -> None:
    from collections import Counter

    from analyzer.web.site import Site

    site.pages = {"/robots.txt": robots("User-agent: *", f"Crawl-delay: {line}")}
    options = WebOptions(delay=0.5, allow_private_network=True)
    fetcher = Fetcher(options, LIMITS, WebCache(tmp_path), lambda _: None)
    Site(site.url, parse_address(site.url)[0], fetcher, options, Counter())
    assert fetcher.delay == delay


def test_unchanged_pages_are_not_sent_again(site: SiteServer, find: Any) -> None:
    def conditional(request: Any) -> None:
        known = request.headers.get("If-None-Match") == '"1"'
        site.pages["/a"] = (304 if known else 200, {"ETag": '"1"'}, "" if known else page("A"))
        site.answer(request)
        site.pages["/a"] = conditional

    def dated(request: Any) -> None:
        known = request.headers.get("If-Modified-Since") == "Mon, 30 Nov 2026 10:00:00 GMT"
        headers = {"Last-Modified": "Mon, 30 Nov 2026 10:00:00 GMT"}
        site.pages["/b"] = (304 if known else 200, headers, "" if known else page("B"))
        site.answer(request)
        site.pages["/b"] = dated

    site.pages = {"/": page("Home", links=links("/a", "/b")), "/a": conditional, "/b": dated}
    first, _ = find("/")
    site.headers.clear()
    second, _ = find("/")
    assert [file.path for file in second.files] == [file.path for file in first.files]
    assert [("If-None-Match" in one, "If-Modified-Since" in one) for one in site.headers] == [
        (False, False), (False, False), (True, False), (False, True),
    ]  # fmt: skip


def test_a_damaged_cache_is_fetched_again(site: SiteServer, find: Any, tmp_path: Path) -> None:
    site.pages = {"/a": (200, {"ETag": '"1"'}, page("A"))}
    first, _ = find("/a", crawl=False)
    path = first.files[0].path
    assert path is not None
    path.write_bytes(b"damaged")
    find("/a", crawl=False)
    assert path.read_text("utf-8") == page("A")
    assert "If-None-Match" not in site.headers[-1]
    for record in (tmp_path / "records").iterdir():
        record.write_bytes(b"{")
    find("/a", crawl=False)
    assert "If-None-Match" not in site.headers[-1]


def test_a_cache_that_cannot_be_written_is_done_without(
    site: SiteServer, find: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    site.pages = {"/a": page("A")}
    found, problems = find("/a", crawl=False, cache=tmp_path / "file" / "web")
    assert (ids(found), problems) == (["a"], [])
    path = found.files[0].path
    assert path is not None
    assert path.read_text("utf-8") == page("A")


def test_an_interrupted_run_is_resumed(site: SiteServer, find: Any) -> None:
    site.pages = {f"/{n}": page(f"Page {n}", links=links(f"/{n + 1}")) for n in range(6)}
    count = 0

    def progress(done: int, total: int) -> None:
        nonlocal count
        count += 1
        if count == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find("/0", on_progress=progress)
    before = list(site.requests)
    found, _ = find("/0", resume=True)
    assert ids(found) == ["0", "1", "2", "3", "4", "5"]
    again = site.requests[len(before) :]
    assert not set(again) & {"/0", "/1"}
    assert "/5" in again


def test_what_was_not_used_for_long_is_removed(tmp_path: Path, site: SiteServer) -> None:
    import os

    cache = WebCache(tmp_path)
    fetcher = Fetcher(WebOptions(delay=0, allow_private_network=True), LIMITS, cache)
    site.pages = {"/a": page("A"), "/b": page("B")}
    for path in ("/a", "/b"):
        fetcher.fetch(parse_address(f"{site.url}{path}")[0])
    files = [path for path in tmp_path.rglob("*") if path.is_file() and "." not in path.name]
    assert len(files) == 4
    for file in files[:2]:
        os.utime(file, (1, 1))
    cache.remove_old()
    assert [file.exists() for file in files] == [False, False, True, True]


ENTRY = "<h2><a href='{0}'>{1}</a></h2><p>A lamp, a ferry and a long evening in {1}.</p>"


def blog(*, pager: str) -> dict[str, str]:
    """Return the pages of a blog with archives."""
    names = [f"Harbour story {n}" for n in range(12)]
    pages = {
        f"/{n}/": page(name, links=links("/tag/lamps/", f"/{(n + 1) % 12}/"))
        for n, name in enumerate(names)
    }
    entries = [ENTRY.format(f"/{n}/", name) for n, name in enumerate(names)]

    def archive(title: str, some: list[str]) -> str:
        return f"<!doctype html><title>{title}</title><main>{''.join(some)}</main>"

    return pages | {
        "/": archive("Harbour", entries[:6]) + links(pager),
        pager: archive("Harbour, page 2", entries[6:]),
        "/tag/lamps/": archive("Lamps", entries),
        "/tags/": archive("Tags", ["<ul><li><a href=/tag/lamps/>Lamps</a></ul>"]),
    }


@pytest.mark.parametrize("pager", ["/page/2/", "/index2.html", "/?paged=2", "/blog/page2"])
def test_archives_are_followed_but_not_read(site: SiteServer, find: Any, pager: str) -> None:
    site.pages = blog(pager=pager)
    found, _ = find("/")
    assert sorted(ids(found)) == sorted(f"{n}/" for n in range(12))
    assert found.skipped == {"archive page": 3}


def test_articles_that_look_a_little_like_archives_are_read(
    site: SiteServer, find: Any
) -> None:
    """Related posts, a menu with titles, and a folder named after a category."""
    related = "".join(ENTRY.format(f"/category/{n}", f"Story {n}") for n in range(3))
    titles = {f"/category/{n}": page(f"Story {n}", links=related) for n in range(12)}
    site.pages = {"/": page("Home", links=links(*titles)), **titles}
    site.pages["/category/11"] = page("Story 11", links=links("/category/1", "/category/2"))
    found, _ = find("/")
    assert "category/11" in ids(found)
    assert "category/5" in ids(found)


def test_a_named_archive_is_read(site: SiteServer, find: Any) -> None:
    site.pages = blog(pager="/page/2/")
    found, _ = find("/tag/lamps/", crawl=False)
    assert ids(found) == ["tag/lamps/"]


def alternates(*codes: str) -> str:
    return "".join(
        f"<link rel=alternate hreflang={code} href='/{code}/{name}'>"
        for code, name in (one.split(":") for one in codes)
    )


@pytest.mark.parametrize(
    ("head", "is_found"),
    [
        ("", True),
        (alternates("en-us:lamp", "en-gb:light"), False),
        # Those of the first page of the site, on every page by mistake.
        (alternates("en-us:home", "en-gb:home"), True),
    ],
)
def test_alternates_are_translations(site: SiteServer, head: str, is_found: bool) -> None:
    """Two pages in one language, for two countries, under names that do not show it."""
    site.pages = {
        "/en-us/lamp": page("The lamp", topic="Hull", head=head),
        "/en-gb/light": page("The light", topic="Hull", head=head),
        "/s.xml": sitemap("/en-us/lamp", "/en-gb/light"),
    }
    web = WebOptions(delay=0, allow_private_network=True)
    articles = list(analyzer.read(f"{site.url}/s.xml", web=web))
    assert [one.id for one in articles] == ["en-gb/light", "en-us/lamp"]
    declared = {one.fields.get("translations") for one in articles}
    assert declared == {None if is_found else f"{site.url}/en-gb/light"}
    analysis = analyzer.analyze(articles)
    copied = [score == 0 for score in analysis.articles["originality"]]
    assert copied == [is_found, is_found]
    assert any("(translation)" in one for one in analysis.findings["message"]) is not is_found


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title>
<language>en</language>{0}</channel></rss>"""
ITEM = """<item><title>Story {0}</title><link>https://example.org/{0}/</link>
<pubDate>Mon, 30 Nov 2026 10:0{0}:00 GMT</pubDate><description>&lt;p&gt;A lamp, a ferry and
a long evening number {0}.&lt;/p&gt;</description></item>"""


@pytest.mark.parametrize("path", ["/feed/", "/feed.xml", "/rss", "/?feed=rss2"])
@pytest.mark.parametrize("kind", ["application/rss+xml", "text/xml", "text/html"])
def test_a_feed_is_read_as_one(site: SiteServer, path: str, kind: str) -> None:
    items = "".join(ITEM.format(n) for n in range(3))
    site.pages = {path: (200, {"Content-Type": kind}, RSS.format(items))}
    web = WebOptions(delay=0, allow_private_network=True)
    articles = list(analyzer.read(f"{site.url}{path}", web=web))
    assert [one.title for one in articles] == ["Story 0", "Story 1", "Story 2"]
    assert [one.row for one in articles] == [1, 2, 3]
    assert {one.source for one in articles} == {f"{site.url}{path}"}
    assert articles[1].fields["url"] == "https://example.org/1/"
    assert articles[1].fields["date"] == "2026-11-30T10:01:00+00:00"
    assert "number 1." in articles[1].prose
