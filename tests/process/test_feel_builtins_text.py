"""Functions of text and their patterns (DMN 1.5, table 74)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.process.calling import call, call_named, is_undefined

from openhall.process.errors import LimitReached
from openhall.process.feel.patterns import pattern_of
from openhall.process.feel.values import Budget, Limits, Undefined

HORSE = "\U0001f40e"


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        (("foobar", 3), "obar"),
        (("foobar", 3, 3), "oba"),
        (("foobar", -2, 1), "a"),
        (("foobar", 1, 6), "foobar"),
        (("foobar", 3, 3.8), "oba"),
        (("foobar", 3, None), "obar"),
        ((f"{HORSE}ab", 2), "ab"),
        ((["foobar"], [3]), "obar"),
    ],
)
def test_a_part_of_a_text_is_cut_by_code_points(arguments, result):
    assert call("substring", *arguments) == result


@pytest.mark.parametrize(
    "arguments",
    [("foobar", 0), ("foobar", 7), ("foobar", -7), ("foobar", 3, 0), ("foobar", 3, 5), ("", 1), (None, 1)],
)
def test_a_part_outside_the_text_is_undefined(arguments):
    is_undefined("substring", *arguments)


def test_characters_are_counted_as_code_points():
    assert call("string length", f"{HORSE}ab") == 3
    assert call("string length", "") == 0


def test_text_is_searched_and_cased():
    assert call("upper case", "aBc4") == "ABC4"
    assert call("lower case", "aBc4") == "abc4"
    assert call("substring before", "foobar", "bar") == "foo"
    assert call("substring before", "foobar", "xyz") == ""
    assert call("substring after", "foobar", "ob") == "ar"
    assert call("substring after", "foobar", "xyz") == ""
    assert call("substring after", "abc", "") == "abc"
    assert call("contains", "foobar", "of") is False
    assert call("contains", ["foobar"], "ob") is True
    assert call("starts with", "foobar", "fo") is True
    assert call("ends with", "foobar", "r") is True


@pytest.mark.parametrize(
    "name", ["contains", "starts with", "ends with", "substring before", "substring after"]
)
def test_text_functions_ask_for_text_by_the_parameters_name(name):
    assert "“match”" in is_undefined(name, "foobar", None)
    assert "“string” must be a text; it is a number." in is_undefined(name, 12, "a")
    is_undefined(name, "foobar")
    is_undefined(name, "foobar", "a", "b")


def test_parameters_can_be_named_and_must_be_spelt_as_in_the_standard():
    assert call_named("substring", string="foobar", start_position=3) == "obar"
    with pytest.raises(Undefined):
        call_named("substring", string="foobar", start=3)
    with pytest.raises(Undefined):
        call_named("substring", string="foobar")


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "found"),
    [
        ("foobar", "^fo*b", None, True),
        ("foobar", "^o", "", False),
        ("aA", r"(a)\1", "i", True),
        ("aA", r"(a)\1", "", False),
        ("abab", r"(ab)\1", None, True),
        ("\nabcd\ndefg\n", "^$", "m", True),
        ("abcd\n", "d$", "", False),
        ("abcd\nx", "d$", "m", True),
        ("abcd\n", "^$", "m", False),
        ("a\nb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("a\rb", "a.b", "", False),
        ("\u212a", "k", "i", True),
        ("k", "\u212a", "i", True),
        ("k", "[\u212a]", "i", True),
        ("k\u212a", r"(k)\1", "i", True),
        ("X", "[A-Z-[OI]]", "i", True),
        ("o", "[A-Z-[OI]]", "i", False),
        ("q", "[^Q]", "i", False),
        ("hello world", r"hello\ sworld", "x", True),
        ("hello world", " hello[ ]world", "x", True),
        ("hello world", r"\p{ I s B a s i c L a t i n }+", "x", True),
        ("Ö", r"^\p{Lu}$", "", True),
        ("ö", r"^\P{Lu}$", "", True),
        ("ö", r"^\p{IsLatin-1Supplement}$", "", True),
        ("٣", r"^\d$", "", True),
        ("_a-1", r"^\i\c*$", "", True),
        ("-", r"^[\w-]$", "", True),
        ("a.b", r"a\.b", "", True),
        ("axb", r"a\.b", "", False),
        ("]", r"[\]]", "", True),
        ("12-3", r"^[0-9-]+$", "", True),
        ("ab", "(?:a)(b)", "", True),
        ("aaa", "^a{2}$", "", False),
        ("aaa", "^a{2,}$", "", True),
        ("aaa", "^a{1,2}a$", "", True),
        ("x", "a?x", "", True),
        ("", "", "", True),
        ("b", "(a)?b\\1$", "", True),
    ],
)
def test_patterns_are_those_of_xpath(text, pattern, flags, found):
    assert call("matches", text, pattern, flags) is found


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "(",
            ")",
            "(a",
            "a)",
            "[",
            "[]",
            "[^]",
            "[b-a]",
            "[a",
            "*",
            "a**",
            "a{2",
            "a{3,2}",
            "a{,2}",
            "a{}",
            "^*",
            "{",
        ),
        *(
            "\\",
            r"\q",
            r"\p",
            r"\p{",
            r"\p{Xx}",
            r"\p{IsNowhere}",
            r"\p{ Lu}",
            r"[\1]",
            r"(.)\2",
            r"(a\1)",
            r"\0",
        ),
        *(
            "(?=a)",
            "(?<n>a)",
            "(?i)a",
            "(?#x)",
            "a++",
            r"[a-\d]",
            "[a-z-[b]c]",
            "[[a]]",
            "]",
            "}",
            r"\bfoo",
            r"\Aa",
        ),
    ],
)
def test_what_is_no_pattern_of_xpath_is_undefined(pattern):
    assert "pattern" in is_undefined("matches", "foobar", pattern)


@pytest.mark.parametrize("flags", ["p", " ", "X", "q", "smixz", 1])
def test_unknown_flags_are_undefined(flags):
    is_undefined("matches", "foobar", "o", flags)


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        (("banana", "a", "o"), "bonono"),
        (("abcd", "(ab)|(a)", "[1=$1][2=$2]"), "[1=ab][2=]cd"),
        (("abracadabra", "a.*?a", "*"), "*c*bra"),
        (("abracadabra", "a(.)", "a$1$1"), "abbraccaddabbra"),
        (("AAAA", "A+?", "b"), "bbbb"),
        (("darted", "^(.*?)d(.*)$", "$1c$2"), "carted"),
        (("0123456789", r"(\d{3})(\d{3})(\d{4})", "($1) $2-$3"), "(012) 345-6789"),
        (("facetiously", "[iouy]", "[$0]"), "facet[i][o][u]sl[y]"),
        (("abc", "b", r"\$\\"), r"a$\c"),
        (("abc", "(b)", "$12"), "ab2c"),
        (("abc", "(b)", "<$2>"), "a<>c"),
        (("abc", "[A-Z]", "#", "i"), "###"),
        (("abc", "x", "#"), "abc"),
    ],
)
def test_text_is_replaced_as_in_xpath(arguments, result):
    assert call("replace", *arguments) == result


@pytest.mark.parametrize(
    "arguments", [("abc", "b*", "x"), ("abc", "", "x"), ("abc", "b", "$"), ("abc", "b", "a\\n")]
)
def test_a_replacement_that_xpath_refuses_is_undefined(arguments):
    is_undefined("replace", *arguments)


def test_text_is_split_at_a_pattern():
    assert call("split", "John Doe", r"\s") == ["John", "Doe"]
    assert call("split", "a;b;c;;", ";") == ["a", "b", "c", "", ""]
    assert call("split", "abc", ";") == ["abc"]
    is_undefined("split", "abc", "x*")


def test_texts_are_joined_without_the_nulls():
    assert call("string join", ["a", "b", "c"], "_and_") == "a_and_b_and_c"
    assert call("string join", ["a", None, "c"], "X") == "aXc"
    assert call("string join", ["a", "b"], None) == call("string join", ["a", "b"]) == "ab"
    assert call("string join", [], "X") == ""
    assert call("string join", "a", "X") == "a"
    is_undefined("string join", ["a", 1], "X")
    is_undefined("string join", None, "X")


HOSTILE = [
    ("(a+)+$", "a" * 50_000 + "b"),
    ("(a*)*b", "a" * 50_000),
    ("(a|a)*b", "a" * 50_000),
    ("(a|aa)+$", "a" * 50_000 + "b"),
    ("(.*)*=(.*)*", "x" * 50_000),
    ("(x+x+)+y", "x" * 50_000),
    (r"(a*)*\1b", "a" * 5_000),
    (r"(.*)(.*)(.*)(.*)\1\2\3\4!", "a" * 5_000),
    ("((a{0,40}){0,40})b", "a" * 50_000),
    (r"(a*)\1b", "aA" * 10_000, "i"),
    (r"[\p{L}\p{N}\p{IsThai}\p{IsLao}\d\w\s\i\c]*!", "".join(map(chr, range(0x4E00, 0x9000))) * 5),
    ("[" + "a-zA-Z0-9" * 500 + "]*!", "".join(map(chr, range(0x4E00, 0x9000))) * 5),
    ("(" * 90 + "a*" + ")*" * 90 + "b", "a" * 1_000),
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_pattern_ends_in_bounded_time(hostile):
    pattern, text, *flags = hostile
    budget = Budget()
    try:
        assert call("matches", text, pattern, *flags, budget=budget) is False
    except LimitReached:
        assert budget.used > budget.limits.steps


def test_without_back_references_work_grows_with_the_text_only():
    used = []
    for size in (1_000, 2_000, 4_000):
        budget = Budget()
        call("matches", "a" * size + "b", "(a+)+$", budget=budget)
        used.append(budget.used)
    assert used[1] < 2.2 * used[0]
    assert used[2] < 2.2 * used[1]


@pytest.mark.parametrize("pattern", ["(a{1000}){1000}", "a{999999}", "((a{100}){100}){100}"])
def test_a_pattern_that_would_be_huge_is_refused_at_once(pattern):
    with pytest.raises(LimitReached):
        call("matches", "a", pattern)


def test_a_pattern_that_is_nested_too_deep_or_too_long_is_undefined():
    is_undefined("matches", "a", "(" * 5_000)
    is_undefined("matches", "a", "[a-" * 1_000)
    is_undefined("matches", "a", "a" * 5_001)


def test_a_text_is_not_made_longer_than_allowed():
    with pytest.raises(LimitReached):
        call("replace", "a" * 1_000, "a", "b" * 1_000)
    with pytest.raises(LimitReached):
        call("string join", ["a" * 60_000] * 2, "")
    with pytest.raises(LimitReached):
        call("split", "a" * 1_000, "a", budget=Budget(Limits(size=100)))


ATOMS = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", r"\d", "(a|b)", "(?:ab|a)", "(b)", "^", "$"])
SIGNS = st.sampled_from(["", "", "?", "*", "+", "??", "*?", "+?", "{2}", "{1,2}", "{0,1}?"])
PIECES = st.tuples(ATOMS, SIGNS).map(lambda pair: pair[0] if pair[0] in "^$" else "".join(pair))
PATTERNS = st.lists(PIECES, min_size=1, max_size=5).map("".join)


@settings(max_examples=400)
@given(PATTERNS, PATTERNS, st.text("abc1", max_size=8))
def test_the_machine_finds_what_pythons_own_engine_finds(first, second, text):
    pattern = f"{first}|({second})x?"
    expected = re.search(pattern.replace("$", r"\Z"), text)
    found = pattern_of(pattern, "").search(text, 0, Budget())
    assert (found is None) is (expected is None)
    if found is not None and expected is not None:
        assert tuple(found[:2]) == expected.span()
