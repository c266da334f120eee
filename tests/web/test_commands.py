"""Commands that read addresses: reports, checks, exit status, and what is written."""

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from site_server import SiteServer, page, serve, sitemap

import analyzer

Run = Callable[..., Result]
HERE = ("--allow-private-network", "--delay", "0")


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with serve() as server:
        server.pages = {f"/{n}/": page(f"Lamps of {n}") for n in ("hull", "york")}
        server.pages["/sitemap.xml"] = sitemap("/hull/", "/york/", "/gone")
        yield server


def articles(folder: str) -> list[dict[str, str]]:
    with Path(folder, "articles.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.slow
def test_a_report_of_a_sitemap(scratch: Path, run: Run, site: SiteServer) -> None:
    result = run("report", f"{site.url}/sitemap.xml", *HERE)
    assert result.exit_code == 0
    assert f"{site.url}/gone: answered 404 Not Found" in result.stderr
    rows = articles("reports/127.0.0.1")
    assert {row["article"]: row["source"] for row in rows} == {
        name: f"{site.url}/{name}" for name in ("hull/", "york/")
    }
    assert "Copyright" not in Path("reports/127.0.0.1/index.html").read_text("utf-8")


def test_the_same_content_gives_the_same_bytes(
    scratch: Path, run: Run, site: SiteServer
) -> None:
    for name in ("one", "two"):
        run("report", f"{site.url}/sitemap.xml", *HERE, "-o", name)
    files = sorted(path.name for path in Path("one").iterdir() if path.suffix == ".csv")
    assert files
    assert all(Path("one", n).read_bytes() == Path("two", n).read_bytes() for n in files)


def test_a_check_names_addresses(scratch: Path, run: Run, site: SiteServer) -> None:
    stuffed = " ".join(["Cheap lamps in Hull are cheap lamps in Hull for Hull lamps."] * 30)
    site.pages["/hull/"] = f"<!doctype html><title>Cheap lamps</title><p>{stuffed}</p>"
    result = run("check", f"{site.url}/hull/", *HERE, "--format", "json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)["findings"]
    assert {one["source"] for one in found} == {one["path"] for one in found}
    assert {one["source"] for one in found} == {f"{site.url}/hull/"}


@pytest.mark.slow
def test_pages_with_the_same_bytes_are_two_pages_also_from_the_cache(
    scratch: Path, run: Run, site: SiteServer
) -> None:
    site.pages |= {f"/{n}/lamp": page(f"Lamp {n}") for n in range(20)}
    site.pages["/copy/lamp"] = site.pages["/7/lamp"]
    names = [path for path in site.pages if path.endswith("lamp")]
    site.pages["/sitemap.xml"] = sitemap(*names)
    for _ in range(2):
        result = run("check", f"{site.url}/sitemap.xml", *HERE, "--format", "json")
        assert json.loads(result.stdout)["summary"]["articles"] == 21


def test_a_named_address_that_fails_has_status_2(
    scratch: Path, run: Run, site: SiteServer
) -> None:
    result = run("check", f"{site.url}/hull/", f"{site.url}/gone", *HERE)
    assert result.exit_code == 2
    assert f"error: {site.url}/gone: answered 404 Not Found" in result.stderr
    assert "1 article, " in result.stdout
    result = run("check", f"{site.url}/hull/")
    assert result.exit_code == 2
    assert "127.0.0.1 is a private address; --allow-private-network" in result.stderr


def test_files_can_be_listed(scratch: Path, run: Run, site: SiteServer) -> None:
    result = run("check", f"{site.url}/sitemap.xml", *HERE, "--show-files")
    assert result.stdout.splitlines() == [f"{site.url}/hull/\tHTML", f"{site.url}/york/\tHTML"]


def test_patterns_exclude_paths_of_a_site(scratch: Path, run: Run, site: SiteServer) -> None:
    for pattern in ("york/", "/york/", "y*"):
        result = run(
            "check", f"{site.url}/sitemap.xml", *HERE, "--show-files", "--exclude", pattern
        )
        assert result.stdout.splitlines() == [f"{site.url}/hull/\tHTML"]
    assert site.requests.count("/york/") == 0


def test_files_and_addresses_are_read_together(
    scratch: Path, run: Run, site: SiteServer
) -> None:
    Path("hull").mkdir()
    Path("hull/index.md").write_text("# A lamp\n\nA text about a lamp of the harbour.\n")
    result = run("check", "hull", f"{site.url}/hull/", *HERE, "--show-files")
    assert result.stdout.splitlines() == [
        "hull/index.md\tMarkdown",
        f"{site.url}/hull/\tHTML",
    ]
    result = run("report", "hull", f"{site.url}/hull/", *HERE, "-o", "out")
    assert sorted(row["article"] for row in articles("out")) == [
        f"127.0.0.1:{site.port}/hull/",
        "index.md",
    ]


def test_a_report_is_resumed_without_requests(
    scratch: Path, run: Run, site: SiteServer
) -> None:
    run("report", f"{site.url}/sitemap.xml", *HERE, "-o", "one")
    site.requests.clear()
    result = run("report", f"{site.url}/sitemap.xml", *HERE, "-o", "two", "--resume")
    assert result.exit_code == 0
    assert set(site.requests) == {"/gone", "/robots.txt"}
    first, second = (Path(name, "articles.csv").read_bytes() for name in ("one", "two"))
    assert first == second


def test_a_machine_finds_the_address_of_a_finding(
    scratch: Path, run: Run, site: SiteServer
) -> None:
    stuffed = " ".join(["Cheap lamps in Hull are cheap lamps in Hull for Hull lamps."] * 30)
    site.pages["/caf%C3%A9/"] = f"<!doctype html><title>Cheap lamps</title><p>{stuffed}</p>"
    result = run("check", f"{site.url}/café/", f"{site.url}/gone", *HERE, "--format", "sarif")
    (found,) = json.loads(result.stdout)["runs"]
    places = [one["locations"][0]["physicalLocation"] for one in found["results"]]
    assert {one["artifactLocation"]["uri"] for one in places} == {f"{site.url}/caf%C3%A9/"}
    notes = found["invocations"][0]["toolExecutionNotifications"]
    place = notes[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": f"{site.url}/gone"}


@pytest.mark.slow
def test_a_password_is_never_written(scratch: Path, run: Run, site: SiteServer) -> None:
    address = f"http://ann:secretword@127.0.0.1:{site.port}"
    for path in ("/sitemap.xml", "/hull/", "/gone", ":bad"):
        result = run(
            "report", f"{address}{path}", *HERE, "-o", "out", "--format", "csv,html,json"
        )
        assert "secretword" not in result.output
        result = run("check", f"{address}{path}", *HERE, "--format", "json")
        assert "secretword" not in result.output
    assert site.headers[0]["Authorization"]
    written = [path for path in scratch.rglob("*") if path.is_file()]
    assert len(written) > 5
    assert not [path for path in written if b"secretword" in path.read_bytes()]


def test_addresses_of_clusters_still_need_spark(scratch: Path, run: Run) -> None:
    result = run("report", "s3a://news/a.jsonl")
    assert result.exit_code == 2
    assert "s3a://news/a.jsonl: an address like this needs --engine spark" in result.stderr


def test_python_reads_addresses(site: SiteServer, scratch: Path) -> None:
    web = analyzer.WebOptions(allow_private_network=True, delay=0)
    articles = list(analyzer.read(f"{site.url}/sitemap.xml", web=web))
    assert [(one.id, one.title) for one in articles] == [
        ("hull/", "Lamps of hull"),
        ("york/", "Lamps of york"),
    ]
    assert re.match("Lamps of hull\n\nThe harbour", articles[0].prose)
    assert articles[0].fields["url"] == f"{site.url}/hull/"
    with pytest.raises(analyzer.ReadError, match="private address"):
        list(analyzer.read(f"{site.url}/hull/"))
    assert list(scratch.iterdir()) == []


@pytest.mark.slow
def test_nothing_of_the_network_is_loaded_for_files(forks: object) -> None:
    import subprocess

    program = (
        "import sys; from analyzer.cli.main import main\n"
        "try: main(['check', '--version'])\nexcept SystemExit: pass\n"
        "print(sorted({n.split('.')[0] for n in sys.modules} & {'urllib3', 'ssl', 'protego', "
        "'certifi', 'http', 'idna'}), [n for n in sys.modules if n.startswith('analyzer.web')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[] ['analyzer.web', 'analyzer.web.options']"
