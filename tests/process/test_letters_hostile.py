"""No letter hangs, grows without end or becomes markup, whoever wrote it and whatever it says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openhall.process.errors import BadInput, BadService, LimitReached, ProcessError
from openhall.process.feel.values import Budget
from openhall.process.letters import Written, read_letter

TAGS = re.compile(
    r'</?(p|h[2-6]|ul|ol|li|blockquote|pre|code|em|strong|table|thead|tbody|tr|th|td)>|<br>|<hr>|</a>|<ol start="\d+">'
    r'|<a href="(https?://|mailto:)[^"<>\s]*">'
)


def write(body: str, scope: dict[str, Any]) -> Written:
    letter = read_letter(f"---\nsubject: {{{{ v }}}}\n---\n{body}".encode(), "try", scope)
    return letter.write(scope, Budget())


def only_safe(html: str) -> bool:
    """Whether nothing but the tags of a letter is left between texts."""
    return not set("<>\"'") & set(TAGS.sub("", html))


MANY: list[Any] = ["x"] * 1_000
LAUGHS = "{a: for i in 1..1000 return v, b: for i in 1..1000 return a, c: for i in 1..1000 return b}.c"


@pytest.mark.parametrize(
    "body",
    [
        "{{#for a in m}}{{#for b in m}}{{#for c in m}}{{ c }}{{/for}}{{/for}}{{/for}}",
        "{{#for a in m}}{{#for b in m}}{{#for c in m}}{{/for}}{{/for}}{{/for}}",
        "{{#for a in m}}{{#for b in m}}- *[x](\n{{/for}}{{/for}}",
        "{{#for a in m}}{{ long }}{{/for}}",
        "{{#for a in 1..2001}}x{{/for}}",
        "{{#for a in 1..1000000000}}x{{/for}}",
        "{{ count(for a in 1..99999, b in 1..99999 return a) }}",
        "{{#if count(for a in 1..99999, b in 1..99999 return a) > 1}}x{{/if}}",
        "{{ " + LAUGHS + " }}",
        "{{ {x: " + LAUGHS + "} }}",
        "{{ for i in 1..60000 return i }}",
        "{{ (for i in 1..2000 return {a: partial[-1]})[-1] }}",
        "{{ (for i in 1..2000 return [partial])[-1] }}",
        "{{ function(x) x }}",
        "{{#for a in m}}{{#for b in 1..7}}{{ b }}{{/for}}{{/for}}",
        "{{#for a in m}}|-{{/for}}\n{{#for a in m}}|-{{/for}}\n",
        "".join(f"{{{{#for a{k} in m}}}}" for k in range(20)) + "{{/for}}" * 20,
    ],
)
def test_what_explodes_is_stopped_and_named(body: str) -> None:
    with pytest.raises((LimitReached, BadInput), match=r"^letters/try\.md") as caught:
        write(body, {"m": MANY, "v": "xxxxxxxxxx", "long": "y" * 50_000})
    assert len(str(caught.value)) < 300


LARGE = {
    "braces": "{{" * 45_000,
    "closed braces": "{{a}}" * 18_000,
    "conditions": "{{#if a}}\n" * 9_000,
    "brackets": "[" * 90_000,
    "links": "[a](" * 22_000,
    "titles": "[a](b 'c" * 11_000,
    "empty links": "[]()" * 22_000,
    "pictures": "![[](" * 18_000,
    "angles": "<" * 90_000,
    "addresses": "<https:" * 12_000,
    "tags": "<a " * 30_000,
    "comments": "<!--" * 22_000,
    "stars": "*a **a " * 12_000,
    "words of stars": "a**b" + "c* " * 30_000,
    "backticks": " ".join("`" * k for k in range(400)),
    "quotations": "> " * 45_000,
    "quoted lists": ("> - " * 40 + "a\n") * 500,
    "lists": "- " * 45_000,
    "indented lists": "".join(" " * k + "- a\n" for k in range(400)),
    "tables": "a|b\n-|-\n" * 10_000,
    "rows": "|a|b|\n|-|-|\n" + "|x\n" * 20_000,
    "wide tables": ("|a" * 20 + "|\n" + "|-" * 20 + "|\n" + "x\n" * 100 + "\n") * 300,
    "paragraphs": "a\n\n" * 30_000,
    "lines": "a\n" * 45_000,
    "entities": "&#1" * 30_000,
    "escapes": "\\[" * 45_000,
    "fences": "```\n" * 22_000,
    "headings": "# a\n" * 22_000,
    "underlined": "a\n=\n" * 22_000,
}


@pytest.mark.parametrize("body", LARGE.values(), ids=LARGE)
@pytest.mark.timeout(30)
def test_a_large_letter_is_read_or_refused_soon(body: str) -> None:
    try:
        written = write(body, {"v": "x", "a": "x"})
    except (BadService, LimitReached, BadInput) as error:
        assert str(error).startswith("letters/try.md") and len(str(error)) < 300
    else:
        assert only_safe(written.html)


def test_a_file_that_is_too_large_or_no_text_is_refused() -> None:
    for data in (b"---\nsubject: x\n---\n" + b"a" * 100_000, b"---\nsubject: \xff\n---\n", b"\x00" * 50, b""):
        with pytest.raises(BadService, match=r"^letters/try\.md"):
            read_letter(data, "try")


MARKS = [
    "**",
    "_",
    "`",
    "[",
    "](",
    ")",
    "<",
    ">",
    "!",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "# ",
    "|",
    "---",
    "    ",
    "\\",
    "&",
]
MARKS += [
    "{{",
    "}}",
    "{{ v }}",
    "{{link}}",
    "{{#if v}}",
    "{{else}}",
    "{{/if}}",
    "{{#for a in l}}",
    "{{ a }}",
    "{{/for}}",
]
MARKS += [
    "https://x.example/",
    "javascript:",
    "mailto:",
    "<b>",
    "\ue000",
    "\ue001",
    "%EE%80%80",
    "&lt;",
    '"',
    "'",
    "a",
]
TEXT = st.lists(st.sampled_from(MARKS) | st.text(max_size=3), max_size=25).map("".join)


@given(TEXT, TEXT, st.lists(TEXT, max_size=3))
@example("{{**\n{{ v }}", "", [])
@settings(deadline=None, max_examples=500)
def test_any_letter_with_any_values_is_safe_or_refused(body: str, value: str, values: list[str]) -> None:
    scope: dict[str, Any] = {"v": value, "l": values, "link": "https://me.example/track/1/"}
    try:
        written = write(body, scope)
    except ProcessError as error:
        assert str(error).startswith("letters/try.md") and "\n" not in str(error)
        return
    assert only_safe(written.html)
    assert "\n" not in written.subject
    assert not any(
        0xE000 <= ord(letter) <= 0xF8FF for letter in written.html + written.text + written.subject
    )


@given(TEXT)
@settings(deadline=None, max_examples=300)
def test_a_value_is_only_text(value: str) -> None:
    body = (
        "{{ v }} **{{ v }}** `{{ v }}` [{{ v }}](https://x.example/{{ v }})\n\n"
        "- {{ v }}\n\n# {{ v }}\n\n|{{ v }}|\n|-|\n"
    )
    plain = write(body, {"v": "x"}).html
    html = write(body, {"v": value}).html
    tags = [each for each in re.findall("<[^>]*>", html) if each != "<br>" and not each.startswith("<a ")]
    words = [each for each in re.findall("<[^>]*>", plain) if not each.startswith("<a ")]
    assert only_safe(html) and (tags == words or not write("{{ v }}", {"v": value}).text.strip())


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_a_letter_or_a_sentence(data: bytes) -> None:
    for each in (data, b"---\nsubject: x\n---\n" + data):
        try:
            read_letter(each, "try").write({}, Budget())
        except ProcessError as error:
            assert str(error).startswith("letters/try.md")
