"""FEEL is read by its grammar and means what DMN says; hostile text ends in a sentence, and soon."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.process.errors import FeelSyntaxError, LimitReached
from openhall.process.feel.evaluate import evaluate, evaluate_tests
from openhall.process.feel.parser import parse_expression, parse_unary_tests
from openhall.process.feel.temporal import parse_date
from openhall.process.feel.values import Budget, Limits, Value

SCOPE: dict[str, Value] = {
    "a": Decimal(1),
    "Applicant Age": Decimal(51),
    "floor+yard": Decimal(7),
    "person": {"name": "Ada", "home town": "Port Alder", "born": parse_date("1815-12-10")},
    "people": [{"name": "Ada", "age": Decimal(36)}, {"name": "Ben", "age": Decimal(12)}],
}


def feel(text: str, limits: Limits | None = None) -> Value:
    return evaluate(parse_expression(text, SCOPE), SCOPE, Budget(limits or Limits()))


def plain(value: Value) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    return {name: plain(each) for name, each in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("10 - 2 - 3", 5), ("-2 ** 2", 4), ("2 ** 3 ** 2", 64), ("- -a", 1),
        ("1.5e2", 150), (".5 + .25", 0.75), ("1/0", None), ('"a" + "b"', "ab"), ('"a" + 1', None),
        ("Applicant Age + a", 52), ("floor+yard * 2", 14), ("a + // one\n 1 /* two */", 2),
        ("1 < 2 and 2 < 1", False), ("null or true", True), ("null and true", None), ("null = null", True),
        ('1 = "1"', None), ("a between 0 and 1", True), ("a in [1..5)", True), ("a in (<1, >5)", False),
        ("5 in ]5..9]", False), ("9 in [5..9[", False), ("a in (2, 1)", True), ("[1,2] = [1,2]", True),
        ("person.home town", "Port Alder"), ("person.born.year", 1815), ("people.name", ["Ada", "Ben"]),
        ("people[age > 18].name", ["Ada"]), ("people[2].name", "Ben"), ("people[-1].age", 12), ("people[5]", None),
        ("[1,2,3][item > 1]", [2, 3]), ("for x in 1..3 return x * x", [1, 4, 9]),
        ("for x in 3..1 return x", [3, 2, 1]),
        ("for x in [1,2], y in [x, 10] return x * y", [1, 10, 4, 20]),
        ("for x in 1..4 return count(partial)+x", [1, 3, 5, 7]),
        ("some x in [1,2] satisfies x > 1", True), ("every x in [] satisfies false", True),
        ("{a b: 1, c: a b + 1}.c", 2), ("{f: function(n) if n < 2 then 1 else n * f(n - 1)}.f(5)", 120),
        ("(function(x: number) x + 1)(x: 4)", 5), ("string length(string: \"héllo\")", 5),
        ("if a > 5 then 1 else 2", 2),
        ("a instance of number", True), ("[1] instance of list<string>", False), ('"\\u00e9\\n"', "é\n"),
        ("substring before(\"a-b\", \"-\")", "a"),
        ('duration("P1D") + duration("P1D") = duration("P2D")', True),
        ('@"2026-03-01" + @"P1M" = @"2026-04-01"', True), ("gone", None), ("gone.name", None),
        ("function(x) external {}", None),
    ],
)  # fmt: skip
def test_an_expression_has_the_value_that_dmn_gives_it(text: str, value: object):
    found = feel(text)
    if "external" in text:
        assert evaluate(parse_expression("f(1)"), {"f": found}, Budget()) is None
    else:
        assert plain(found) == value


@pytest.mark.parametrize(
    ("tests", "value", "passes"),
    [
        ("-", None, True), ("< 5", 4, True), ("< 5", None, None), ("1, 2, 3", 2, True), ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False), ("[1..5], > 10", 11, True), ('"a", "b"', "b", True), ("? > 3 and ? < 5", 4, True),
        ("null", None, True), ("a + 4", 5, True), ("!= 3", 4, True), ("true", True, True), ("[1, 2]", 2, True),
    ],
)  # fmt: skip
def test_unary_tests_pass_what_dmn_lets_pass(tests: str, value: object, passes: bool | None):
    given = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
    assert evaluate_tests(parse_unary_tests(tests, SCOPE), given, SCOPE, Budget()) is passes  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 +", "a value or a name is missing at the end"),
        ("if 1 then 2", "“else” is missing"),
        ("[1, 2", "“,” is missing at the end"),
        ("f(a: 1, 2)", "the name of an argument is missing"),
        ("1 2", "nothing more is expected before “2”"),
        ("x = = 1", "missing before “= 1” (character 5)"),
        ("@5", "a text in quotes is missing"),
        ("for x return 1", "a name and “in” are missing"),
        ("__import__('os').system('ls')", "missing before “'os'"),
    ],
)
def test_text_that_is_no_feel_is_refused_with_the_place(text: str, sentence: str):
    with pytest.raises(FeelSyntaxError) as error:
        parse_expression(text)
    assert sentence in str(error.value)


def test_a_reason_is_noted_where_a_value_is_null():
    budget = Budget()
    assert evaluate(parse_expression('1 + "a"'), {}, budget) is None
    assert budget.notes == ["“+” cannot be applied to a number and a text."]


HOSTILE = [
    "(" * 5_000 + "1" + ")" * 5_000,
    "[" * 5_000,
    "-" * 50_000 + "1",
    "1" + "+1" * 40_000,
    "x in (" * 500 + "1",
    "[1.." * 500 + "2",
    "not(" * 500 + "1",
    "{a:" * 3_000,
    "if " * 3_000,
    "a." * 40_000 + "a",
    "true" + " and true" * 10_000,
    "10 ** 10 ** 10 ** 10",
    "for x in 1..1000000000 return x",
    "for x in 1..10000, y in 1..10000 return 1",
    "every x in 1..1000000000 satisfies true",
    "{f: function(n) f(n + 1)}.f(1)",
    "{f: function(n) [f(n), f(n)]}.f(1)",
    'for x in 1..1000 return if x = 1 then "aaaaaaaaaa" else partial[-1] + partial[-1]',
    "for x in 1..40 return if x = 1 then [1,2] else concatenate(partial[-1], partial[-1])",
    "\u00e9" * 60_000,
    '"' + "\\" * 60_000,
    "a" * 200_000,
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_ends_in_a_sentence_or_a_value(text: str):
    try:
        feel(text)
    except (FeelSyntaxError, LimitReached) as error:
        assert str(error).endswith(".") and len(str(error)) < 300


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from("1a .,()[]{}<>=+-*/\"'@?:ifnort"), max_size=40))
def test_no_text_breaks_the_reader(text: str):
    try:
        feel(text, Limits(steps=10_000))
    except (FeelSyntaxError, LimitReached):
        return
