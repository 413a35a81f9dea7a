"""Letters say what the case knows, in plain text and on a page, and no value becomes markup."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from openhall.process.errors import BadService
from openhall.process.feel.temporal import Date
from openhall.process.feel.values import Budget, Limits
from openhall.process.letters import Written, read_letter


def write(body: str, scope: dict[str, Any], subject: str = "Hello", limits: Limits | None = None) -> Written:
    letter = read_letter(f"---\nsubject: {subject}\n---\n{body}".encode(), "try", scope)
    return letter.write(scope, Budget(limits or Limits()))


def test_values_conditions_and_lists_are_written() -> None:
    body = (
        "Dear {{ person.name }},\n\n{{#if granted}}\nyou **may** build.\n{{else}}\nyou may not.\n{{/if}}\n\n"
        "{{#for each in reasons}}\n- {{ each }}\n{{/for}}\n\n{{ fee }}, {{ day }}, {{ nothing }}, {{ sure }}\n"
    )
    scope = {
        "person": {"name": "Ada"},
        "granted": False,
        "reasons": ["too large", "too near"],
        "fee": Decimal("1250.50"),
        "day": Date(2026, 3, 27),
        "nothing": None,
        "sure": True,
    }
    written = write(body, scope, "About {{ person.name }}")
    assert written.subject == "About Ada"
    assert written.html == (
        "<p>Dear Ada,</p>\n<p>you may not.</p>\n<ul>\n<li>too large</li>\n<li>too near</li>\n</ul>\n"
        "<p>1,250.50, 27 March 2026, , yes</p>\n"
    )
    assert written.text == (
        "Dear Ada,\n\nyou may not.\n\n- too large\n- too near\n\n1,250.50, 27 March 2026, , yes\n"
    )
    assert "<strong>may</strong>" in write(body, scope | {"granted": True}).html


def test_values_are_said_in_the_words_of_another_language() -> None:
    letter = read_letter(b"---\nsubject: x\n---\n{{ day }}", "try", ["day"])
    written = letter.write({"day": Date(2026, 3, 27)}, Budget(), lambda value: f"<{value}>")
    assert written.text == "<2026-03-27>\n"


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        "**bold** _x_ `code`",
        "[link](https://evil.example)",
        "![picture](https://evil.example/p.png)",
        "# heading",
        "- list\n- list",
        "1. one",
        "> quote",
        "| a | b |\n|---|---|",
        "<https://evil.example>",
        "&lt;b&gt; &#60;",
        "```\ncode\n```",
        "\ue000\ue001",
        "{{ secret }}",
    ],
)
def test_no_value_becomes_markup(value: str) -> None:
    html = write("Dear {{ v }},\n\n- {{ v }}\n", {"v": value, "secret": "SECRET"}).html
    tags = {part.split(">")[0] for part in html.split("<")[1:]}
    assert tags <= {"p", "/p", "ul", "/ul", "li", "/li", "br"}, html
    assert "SECRET" not in html


def test_links_lead_only_where_the_letter_says() -> None:
    scope = {
        "link": "https://me.example/track/1/",
        "v": "x.evil.example/?a=b&c@d",
        "office": "a@b.example?cc=c@d",
    }
    written = write(
        "[a](https://x.example) [b](mailto:a@x.example) [c]({{ link }}) [d](https://x.example/{{ v }}) "
        "[e](mailto:{{ office }}) [f]({{link}}#{{ v }}) <https://y.example> {{ link }}",
        scope,
    )
    assert re.findall('href="([^"]*)"', written.html) == [
        "https://x.example",
        "mailto:a@x.example",
        "https://me.example/track/1/",
        "https://x.example/x.evil.example%2F%3Fa%3Db%26c%40d",
        "mailto:a@b.example%3Fcc%3Dc@d",
        "https://me.example/track/1/#x.evil.example%2F%3Fa%3Db%26c%40d",
        "https://y.example",
        "https://me.example/track/1/",
    ]
    assert written.text.startswith(
        "a (https://x.example) b (a@x.example) c (https://me.example/track/1/) d ("
    )
    assert written.text.endswith(" https://y.example https://me.example/track/1/\n")


def test_an_address_that_somebody_gave_is_text() -> None:
    scope: dict[str, Any] = {
        "v": "https://evil.example/",
        "l": ["https://evil.example/"],
        "link": "https://me.example/",
    }
    assert "<a" not in write("{{ v }} {{#for link in l}}{{ link }}{{/for}} {{ link + v }}", scope).html
    # What Openhall's own address would be is no address.
    assert "<a" not in write("[x]({{link}}) {{ link }}", {"link": "javascript:alert(1)"}).html


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[a](javascript:alert)", "the link to “javascript:alert” may lead anywhere"),
        ("[a](data:text/html,x)", "may lead anywhere"),
        ("[a](//evil.example)", "may lead anywhere"),
        ("[a](/track)", "may lead anywhere"),
        ("[a](https:x.example)", "may lead anywhere"),
        ("[a]({{ v }})", "the link to “{{…}}” may lead anywhere"),
        ("[a](https://{{ v }}/)", "may lead anywhere"),
        ("[a](https://x.example{{ v }})", "may lead anywhere"),
        ("[a](https://x@{{ v }}.example/)", "may lead anywhere"),
        ("[a](https:{{ v }})", "may lead anywhere"),
        ("[a]({{link}}.evil.example)", "may lead anywhere"),
        ("{{#for link in v}}[a]({{ link }}){{/for}}", "may lead anywhere"),
        ("<javascript:alert(1)>", "may lead anywhere"),
        ("![a](https://x.example/y.png)", "the picture “a” is one thing"),
        ("<b>x</b>", "“<b>” is HTML"),
        ("<div>\n\nx", "“<div>” is HTML"),
        ("<!-- x -->", "is HTML"),
        ("x\n\n{{#if v}}<script>{{/if}}", "“<script>” is HTML"),
        ("|a" * 30 + "|\n" + "|-" * 30 + "|", "more than 20 columns"),
    ],
)
def test_what_letters_do_not_have_is_refused_by_name(body: str, words: str) -> None:
    with pytest.raises(BadService, match=words) as caught:
        read_letter(f"---\nsubject: x\n---\n{body}".encode(), "try", ["v", "link"])
    assert str(caught.value).startswith("letters/try.md: ")


def test_text_that_only_looks_like_html_stands_as_it_is() -> None:
    assert write("1 < 2 & 3 > 2, \\<b>, `<b>`", {}).html == (
        "<p>1 &lt; 2 &amp; 3 &gt; 2, &lt;b&gt;, <code>&lt;b&gt;</code></p>\n"
    )


def test_a_plain_text_keeps_lists_and_tables() -> None:
    body = (
        "1. a\n2. b\n\n   c\n   - d\n-\n\n> q\n\n| x | y |\n|---|---|\n| {{ v }} | 2 |\n\n---\n\n    code\n"
    )
    assert write(body, {"v": "1\n3"}).text == (
        "1. a\n2. b\n  c\n  - d\n\n-\n\nq\n\nx  y\n1\n3  2\n\n--------------------\n\ncode\n"
    )


def test_a_subject_is_one_line_of_some_length() -> None:
    written = write("x", {"v": "a\r\nBcc: b@c.example\u2028" + "y" * 500}, "{{ v }}")
    assert written.subject.startswith("a Bcc: b@c.example y") and len(written.subject) == 200


def test_blanks_and_signs_of_all_scripts_stay_in_values() -> None:
    value = "山田\u3000太郎 1\u202f250 می\u200cخواهم \u202eabc"
    assert write("{{ v }}", {"v": value}).text == value.replace("\u202e", "") + "\n"


def test_headings_begin_below_that_of_the_page() -> None:
    assert write("# Why\n\n###### So", {}).html == "<h2>Why</h2>\n<h6>So</h6>\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello", "begin it with a head"),
        ("---\nsubject:\n---\n", "has no subject"),
        ("---\ntitle: x\n---\n", "line 2: “title” is not understood"),
        ("---\nsubject: x\n---\n\n{{ 1 + }}", "line 5: “1 \\+” is no FEEL"),
        ("---\nsubject: x\n---\n{{#if a}}\n\nb", "line 4: .*is not closed"),
        ("---\nsubject: x\n---\n{{/if}}", "line 4: .*closes nothing"),
        ("---\nsubject: x\n---\n{{#for a in b}}{{/if}}", "closes nothing"),
        ("---\nsubject: x\n---\n{{else}}", "stands in no"),
        ("---\nsubject: x\n---\n{{#while a}}", "there are #if, else"),
        ("---\nsubject: x\n---\n{{ a", "is not closed"),
        ("---\nsubject: x\n---\n{{ }}", "write an expression"),
        ("---\nsubject: x\n---\n" + "{{#if a}}" * 30, "too many parts or too deep"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, words: str) -> None:
    with pytest.raises(BadService, match=words) as caught:
        read_letter(text.encode(), "try", ["a", "b"])
    assert str(caught.value).startswith("letters/try.md")


def test_a_letter_says_what_it_needs() -> None:
    letter = read_letter(
        b"---\nsubject: {{ reference }}\n---\n{{#for r in reasons.fee}}{{ r.text }}{{/for}}{{ apply.kind }}",
        "try",
    )
    assert letter.uses == (("reference",), ("reasons", "fee"), ("apply", "kind"))
