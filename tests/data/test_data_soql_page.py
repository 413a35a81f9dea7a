"""The reference of SoQL says all that there is, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from openhall.data.soql.functions import ALL, BY_NAME
from openhall.data.soql.functions.function import Each, Same

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "soql.md"


def rows() -> list[tuple[str, str, str, str]]:
    """The rows of the tables of functions: name, takes, gives, sentence."""
    text = PAGE.read_text().split("## Functions")[1].split("## What is not there")[0]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("| `")]
    return [tuple(cell.strip().replace("\\|", "|") for cell in row) for row in cells]  # type: ignore[misc]


def test_every_function_is_on_the_page_with_its_sentence() -> None:
    told = {(name.strip("`"), says) for name, _, _, says in rows()}
    assert {(each.name, each.says) for each in ALL} - told == set()


def test_the_page_tells_of_no_function_that_is_not_there() -> None:
    assert {name.strip("`") for name, *_ in rows()} - set(BY_NAME) == set()


def test_how_many_arguments_and_what_is_given_is_told_of_each() -> None:
    told = set()
    for name, takes, gives, _ in rows():
        parameters = [each for each in takes.split(", ") if each not in ("...", "nothing")]
        told.add((name.strip("`"), len(parameters), gives))
    for each in ALL:
        gives = "the same" if each.gives == "same" else str(each.gives)
        assert (each.name, len(each.takes), gives) in told, each.name


def test_what_the_page_says_is_not_there_is_not_there() -> None:
    missing = PAGE.read_text().split("## What is not there")[1].split("## Bounds")[0]
    names = set(re.findall(r"`([a-z_]+)`", missing)) - {"like"}
    assert names and not names & set(BY_NAME)


def test_the_bounds_of_the_page_are_those_of_the_code() -> None:
    from openhall.data.soql import expressions, geometry, parser, sql, tokens
    from openhall.data.soql.functions import texts
    from openhall.data.store import Limits
    from openhall.data.store.turns import AT_ONCE

    page, limits = PAGE.read_text(), Limits()
    for said in (
        f"{tokens.LONGEST:,} characters, {tokens.MOST:,} words and signs, {parser.MOST_STAGES} chained, "
        f"expressions {expressions.DEEPEST} deep",
        f"{geometry.MOST_CORNERS:,} corners",
        f"{texts.LONGEST_PATTERN} characters",
        f"{sql.MOST_TEXT:,} characters",
        f"{limits.rows:,} rows and {limits.megabytes:.0f} MB",
        f"{limits.seconds:.0f} seconds",
        f"{AT_ONCE} queries in a process",
    ):
        assert said in page, said


def test_the_example_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    [example] = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    exec(compile(example, str(PAGE), "exec"), {})
    assert capsys.readouterr().out == (
        '[{"street":"Mill Lane","avg_cost":"80.5"},{"street":"Quay Street","avg_cost":"120"}]\n\n'
    )


def test_every_function_can_be_called_as_its_parameters_say() -> None:
    """Each becomes SQL that the database takes: on nulls of the right kinds, and on columns."""
    import duckdb

    from openhall.data.soql.kinds import Type, as_type, literal
    from openhall.data.soql.sql import Binds

    db = duckdb.connect()
    db.execute("CREATE TABLE rows AS SELECT 1 AS n")
    written = {Type.NUMBER: "1", Type.TEXT: "Europe/London"}
    for function in ALL:
        binds = Binds()
        arguments = []
        for parameter in function.takes:
            kind = parameter
            if isinstance(parameter, Same | Each):
                preferred = (Type.NUMBER, Type.CALENDAR_DATE, Type.POINT)
                kind = next(each for each in preferred if each in parameter.among)
            assert isinstance(kind, Type)
            text = {
                Type.CALENDAR_DATE: "2026-01-02",
                Type.FIXED_TIMESTAMP: "2026-01-02T03:04:05Z",
                Type.POINT: "POINT (1 2)",
                Type.MULTIPOLYGON: "POLYGON ((0 0, 4 0, 4 4, 0 0))",
                Type.CHECKBOX: "true",
                Type.INTERVAL: "P1D",
            }.get(kind, written.get(kind, "x"))
            found = as_type(literal(text, binds), kind, binds)
            assert found is not None, (function.name, kind)
            arguments.append(found)
        if function.name in ("extent", "num_points") and function.takes[0] is Type.MULTIPOLYGON:
            continue  # These take stored areas only, and are asked in test_data_store.
        fitted = function.fit(arguments, binds)
        assert fitted is not None, function.name
        sql, values = binds.used(f"SELECT {', '.join(function.apply(fitted, binds).parts)} FROM rows")
        assert len(db.execute(sql, list(values)).fetchall()) == 1, function.name
