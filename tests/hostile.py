"""Articles that try to be more than text on a page."""

from analyzer.article import Article

# Each would set `window.pwned` if it ran.
ATTACKS = [
    "<script>window.pwned = 1</script>",
    "</style><script>window.pwned = 2</script>",
    "</title></head><body onload='window.pwned = 3'>",
    "<img src=x onerror=window.pwned=4>",
    "<svg/onload=window.pwned=5>",
    "<a href='javascript:window.pwned=6'>javascript:window.pwned=6</a>",
    "javascript:window.pwned=7",
    "\" autofocus onfocus=window.pwned=8 x=\"",
    "' onmouseover='window.pwned=9",
    "x onclick=window.pwned=10 ",
    "{{ 7 * 7 }} {% for x in y %} {# none #}",
    "<!-- --><script>window.pwned=11</script><!--",
    "]]><script>window.pwned=12</script>",
    "&lt;script&gt;window.pwned=13&lt;/script&gt;",
    "<iframe srcdoc='<script>parent.pwned=14</script>'></iframe>",
    "<meta http-equiv=refresh content='0;url=javascript:window.pwned=15'>",
    "<base href='https://example.invalid/'><form action=x><button>",
    "\u202egnp.exe\u202c \u2066isolated",
    "null \0 byte, bell \x07, half a pair \ud800, noncharacter \uffff",
]  # fmt: skip


def hostile_articles() -> list[Article]:
    """Every attack as id, title, language, source, body and repeated phrase."""
    found = [
        Article(
            f"{number}/../{attack}",
            f"{attack} stands here and {attack} stands there.\n\n"
            f"Attack {attack} is repeated in sentence number one of this article. "
            f"Attack {attack} is repeated in sentence number one of this article.\n\n"
            f"Share post: {attack}\n\nMore like this\n\n{attack}...",
            title=attack,
            source=f"{attack}.txt",
            language=attack,
        )
        for number, attack in enumerate(ATTACKS)
    ]
    return [
        *found,
        Article("long", "w" * 1_000_000, title="A word of a megabyte"),
        Article("empty", ""),
        Article("", " \n\n "),
        Article("../../etc/passwd", "An ordinary sentence stands here."),
        Article("CON", "Another ordinary sentence stands here.", title="\n"),
    ]
