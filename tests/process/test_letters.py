"""Letters say what the case knows, in plain text and on a page, and no value becomes markup."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhall.process.errors import BadInput, BadService, LimitReached
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


def test_links_lead_only_to_pages_and_addresses() -> None:
    html = write(
        "[a](https://x.example) [b](mailto:a@x.example) [c]({{ link }}) [d]({{ evil }}) [e](javascript:alert) "
        "{{ link }}",
        {"link": "https://me.example/track/1", "evil": "javascript:alert(1)"},
    ).html
    assert html.count("<a href=") == 4 and "javascript" not in html.replace("[e](javascript:alert)", "")
    assert (
        '<a href="https://me.example/track/1">c</a>' in html
        and "<img" not in write("![x](https://x/y.png)", {}).html
    )
    assert "<b>" not in write("<b>x</b>", {}).html


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


def test_lists_that_explode_are_stopped() -> None:
    many: list[Any] = ["x"] * 1_000
    with pytest.raises((LimitReached, BadInput), match=r"letters/try\.md"):
        write("{{#for a in m}}{{#for b in m}}{{#for c in m}}{{ c }}{{/for}}{{/for}}{{/for}}", {"m": many})
    with pytest.raises((LimitReached, BadInput), match=r"letters/try\.md"):
        write("{{#for a in m}}{{ t }}{{/for}}", {"m": many, "t": "y" * 50_000})
    with pytest.raises(LimitReached, match=r"letters/try\.md, line 4"):
        write("{{ count(for a in 1..99999, b in 1..99999 return a) }}", {})
    with pytest.raises(BadInput, match="at most 2,000"):
        write("{{#for a in m}}x{{/for}}", {"m": many * 3})


@given(st.text(max_size=200))
def test_any_text_is_a_letter_or_a_sentence(text: str) -> None:
    try:
        written = write(text, {"a": "x"})
    except BadService as error:
        assert str(error).startswith("letters/try.md")
    else:
        assert "<script" not in written.html


@given(st.text(max_size=80))
def test_any_value_is_only_text(value: str) -> None:
    html = write("{{ v }}", {"v": value}).html
    tags = {part.split(">")[0] for part in html.split("<")[1:]}
    assert all(tag in ("p", "/p", "br", "/a") or tag.startswith('a href="http') for tag in tags), html
