"""Addresses: one normal form, one id, and nothing of passwords."""

import pytest

from analyzer.web.address import AddressError, article_id, parse_address
from analyzer.web.options import is_web_address, without_password


def normal(text: str) -> str:
    return str(parse_address(text)[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://example.org", "http://example.org/"),
        ("HTTPS://EXAMPLE.org:443/A", "https://example.org/A"),
        ("https://example.org:8443/a#part", "https://example.org:8443/a"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://example.org/?q=a b", "https://example.org/?q=a%20b"),
        ("https://example.org/%7Eann/%c3%a9", "https://example.org/~ann/%C3%A9"),
        ("https://example.org/café", "https://example.org/caf%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://例え.テスト/道", "https://xn--r8jz45g.xn--zckzah/%E9%81%93"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        (" https://example.org/a\n", "https://example.org/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/100%", "https://example.org/100%25"),
    ],
)
def test_addresses_have_one_normal_form(text: str, expected: str) -> None:
    assert normal(text) == expected
    assert normal(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("https://", "https:///a", "mailto:a@example.org", "javascript:alert(1)", "/a", ""),
        *("https://example.org:99999/", "https://exa mple.org/", "https://[::1/"),
        f"https://example.org/{'a' * 3000}",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(AddressError):
        parse_address(text)


def test_a_password_is_taken_out_of_an_address() -> None:
    address, login = parse_address("https://ann:se:cret@example.org/a")
    assert (str(address), login) == ("https://example.org/a", "ann:se:cret")
    assert without_password("see HTTPS://ann@example.org/") == "see HTTPS://example.org/"
    with pytest.raises(AddressError) as error:
        parse_address("https://ann:secret@example.org:99999/")
    assert "secret" not in str(error.value)


def test_links_are_resolved_as_in_a_browser() -> None:
    here, _ = parse_address("https://example.org/a/b?x=1")
    found = [str(here.join(link)) for link in ("c", "../d", "?y", "//www.example.org/e", "#f")]
    assert found == [
        "https://example.org/a/c",
        "https://example.org/d",
        "https://example.org/a/b?y",
        "https://www.example.org/e",
        "https://example.org/a/b?x=1",
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://example.org/", "https://www.example.org/a", True),
        ("http://example.org/", "http://example.org:8080/", False),
        ("http://example.org/", "http://blog.example.org/", False),
        ("http://example.org/", "http://example.org.evil.example/", False),
    ],
)
def test_a_site_is_one_host(one: str, other: str, same: bool) -> None:
    assert (parse_address(one)[0].site == parse_address(other)[0].site) is same


def test_ids_are_the_path_below_the_host() -> None:
    address, _ = parse_address("https://example.org/a/%E9%81%93?p=1%23&q=%00")
    assert article_id(address, with_host=False) == "a/道?p=1%23&q=\ufffd"
    assert article_id(address, with_host=True) == "example.org/a/道?p=1%23&q=\ufffd"


def test_paths_are_no_addresses() -> None:
    paths = ["a.md", "C:/a", "s3a://news", "file:///a", "httpx://a", "http:/a", "-"]
    assert not any(map(is_web_address, paths))
    assert is_web_address("HTTP://example.org")
