"""Random queries: made by the grammar, mutated, hostile, and garbage. The same seed gives the same queries."""

from __future__ import annotations

from random import Random

COLUMNS = (
    "number",
    "status",
    "opened",
    "cost",
    "place",
    "area",
    "urgent",
    "told",
    "link",
    ":id",
    ":updated_at",
)
LITERALS = (
    "1", "0", "-1", "2.5", "1e300", "1e-300", "9223372036854775807", "9223372036854775808", "1" * 60, "0.1", "3",
    "'Open'", "'%O_en%'", "'a''b'", '"x\\ny"', "''", "'2026-02-01'", "'2026-01-01T12:30:00.000'", "'2026-07-01T00:00Z'",
    "'P1M'", "'-PT5S'", "'row-3'", "'POINT (-122.4 37.7)'", "'POLYGON ((0 0, 1 0, 1 1, 0 0))'",
    "'MULTIPOLYGON (((-123 37, -122 37, -122 38, -123 37)))'", "'Europe/London'", "true", "false", "null", "'true'",
    "'12'", "'\u00c9t\u00e9'", "'\U0001f4a9'", "'9999-12-31'", "'0001-01-01'",
)  # fmt: skip
HOSTILE = (
    "read_csv('{csv}')", "read_parquet('{parquet}')", "read_text('{csv}')", "glob('/*')", "getenv('HOME')",
    "current_setting('memory_limit')", "'{csv}'", "attach '{other}' as o", "; drop table rows", "; attach '{other}'",
    "pragma version", "(select value from \"dictionary:status\")", "(select 1)", "select * from rows", "union select 1",
    "rows.number", "\"rows\"", "`rows`", "duckdb_settings()", "information_schema.tables", "sqlite_master",
    "copy rows to '{out}'", "install httpfs", "load spatial", "set threads = 1", "export database '{out}'", "--", "/*",
    "*/", "/* x */", "$1", "?", "\x00", "';", "'\"", "\\", "query('select 1')", "query_table('rows')", "number:code",
    "sleep(100)", "repeat('a', 1000000000)", "range(1000000000)", "generate_series(1, 1e12)", "unnest(range(10))",
    "left_pad(status, 1000000000, 'x')", "replace(status, '', status)", "error('x')", "nextval('s')", "hash(status)",
    "list_transform([1], x -> x)", "{'a': 1}", "[1, 2]", "status[1]", "columns(*)", "@other.secret", "@this.number",
    "join @other on true", "over ()", "count(*) over (partition by status)", "?hole", "param(@a, 'b')", "::json",
    "number::varchar[]", "'x'::blob", "cast(number as varchar)", "status like '%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%a'",
    "status like '_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%b'", "status ilike 'x'", "status similar to '(a+)+b'",
    "regexp_matches(status, '(a|a)*$')", "try(1)", "1/0", "0/0", "9^9^9^9", "-9223372036854775808 - 1", "ln(-1)",
    "5 % 0", "substring(status, -9223372036854775808, 9e300)", "round(1.5, 999999)", "chr(0)",
    "split_part(status, '', 0)", "opened + 'P99999Y'", "told - 'P99999Y'", "date_trunc_y(opened + 'P9999Y')",
    "to_floating_timestamp(told, '../../etc/passwd')", "within_polygon(place, 'POLYGON ((')",
    "distance_in_meters(place, 'POINT (1e308 1e308)')", "\u202e", "\ufeff", "ſelect", "ＳＥＬＥＣＴ",
)  # fmt: skip
FUNCTIONS = (
    ("lower", 1), ("upper", 1), ("unaccent", 1), ("length", 1), ("trim", 1), ("substring", 2), ("substring", 3),
    ("split_part", 3), ("replace", 3), ("left_pad", 3), ("contains", 2), ("starts_with", 2), ("caseless_eq", 2),
    ("abs", 1), ("ceil", 1), ("floor", 1), ("round", 2), ("ln", 1), ("width_bucket", 4), ("date_trunc_y", 1),
    ("date_trunc_ym", 1), ("date_trunc_ymd", 1), ("date_trunc_ymd", 2), ("datez_trunc_ym", 1), ("date_extract_dow", 1),
    ("date_extract_woy", 1), ("date_diff_d", 2), ("date_diff_business_days", 2), ("epoch_seconds", 1),
    ("to_floating_timestamp", 2), ("get_utc_date", 0), ("within_box", 5), ("within_circle", 4), ("within_polygon", 2),
    ("intersects", 2), ("distance_in_meters", 2), ("make_point", 2), ("num_points", 1), ("simplify", 2),
    ("convex_hull", 1), ("case", 2), ("case", 4), ("iif", 3), ("coalesce", 2), ("nullif", 2), ("greatest", 2),
    ("least", 3), ("signed_magnitude_10", 1), ("signed_magnitude_linear", 2), ("caseless_one_of", 3),
)  # fmt: skip
AGGREGATES = (
    "count({})", "sum(number)", "avg(number)", "min({})", "max({})", "median(number)", "stddev_pop(number)",
    "stddev_samp(number)", "count(distinct {})", "extent(place)", "extent(area)", "bool_or(urgent)", "bool_and(urgent)",
    "regr_slope(number, cost)", "regr_r2(cost, number)", "regr_intercept(number, number)", "sum(case({}, 1, true, 0))",
)  # fmt: skip
OPERATORS = ("=", "!=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "^", "||", "==", "and", "or")
TYPES = (
    "text",
    "number",
    "checkbox",
    "floating_timestamp",
    "calendar_date",
    "fixed_timestamp",
    "blob",
    "point",
)


def random_query(chance: Random, paths: dict[str, str]) -> str | dict[str, str]:
    """A query of one of the sorts; `paths` are those of files that no query may see."""
    sort = chance.random()
    if sort < 0.45:
        return statement(chance)
    if sort < 0.6:
        return parameters(chance)
    if sort < 0.78:
        return mutated(chance, statement(chance), paths)
    if sort < 0.93:
        return placed(chance, chance.choice(HOSTILE), paths)
    if sort < 0.97:
        return deep(chance)
    return garbage(chance)


KINDS = ("text", "number", "bool", "date", "instant", "point")
LEAVES = {
    "text": (
        "status",
        "status",
        "'Open'",
        "'%a_b'",
        "''",
        "'\u00c9t\u00e9'",
        "'\U0001f4a9'",
        "link",
        "null",
        "' '",
    ),
    "number": (
        "number",
        "cost",
        "1",
        "0",
        "2.5",
        "-3",
        "1e300",
        "9223372036854775807",
        "'12'",
        "null",
        "0.001",
    ),
    "bool": ("urgent", "true", "false", "'true'", "null"),
    "date": ("opened", "opened", "'2026-02-01'", "'9999-12-31T23:59:59.999'", "'0001-01-01'", "null"),
    "instant": ("told", ":updated_at", "'2026-07-01T00:00Z'", "'2026-01-01T00:00:00+05:30'", "null"),
    "point": ("place", "'POINT (-122.4 37.7)'", "'POINT (180 -90)'", "null"),
}
FORMS = {
    "text": (
        "lower({text})", "upper({text})", "unaccent({text})", "trim({text})", "substring({text}, {number})",
        "substring({text}, {number}, {number})", "split_part({text}, {text}, {number})", "{text} || {text}",
        "{number} || {text}", "replace({text}, {text}, 'ab')", "left_pad({text}, 12, {text})", "{number}::text",
        "right_pad({text}, 0, {text})", "case({bool}, {text}, true, {text})", "coalesce({text}, {text})",
        "iif({bool}, {text}, {text})", "nullif({text}, {text})", "least({text}, {text})",
        "{date}::text", "{bool}::text",
    ),
    "number": (
        "({number} + {number})", "({number} - {number})", "({number} * {number})", "({number} / {number})",
        "({number} % {number})", "({number} ^ {number})", "-{number}", "abs({number})", "ceil({number})",
        "floor({number})", "round({number}, {number})", "ln({number})", "length({text})", "{text}::number",
        "date_extract_y({date})", "date_extract_dow({date})", "date_extract_woy({date})", "date_extract_ss({date})",
        "date_diff_d({date}, {date})", "date_diff_business_days({date}, {date})", "epoch_seconds({instant})",
        "distance_in_meters({point}, {point})", "width_bucket({number}, {number}, {number}, {number})",
        "signed_magnitude_10({number})", "signed_magnitude_linear({number}, {number})", "greatest({number}, {number})",
        "case when {bool} then {number} else {number} end", "{point}.latitude", "num_points(area)",
        "date_diff_business_days({instant}, {instant}, 'Asia/Tokyo')",
    ),
    "bool": (
        "{number} < {number}", "{text} = {text}", "{date} >= {date}", "{instant} <> {instant}", "{text} like 'O%'",
        "{text} not like '%e_'", "contains({text}, {text})", "starts_with({text}, {text})", "({bool} and {bool})",
        "({bool} or {bool})", "not {bool}", "{text} is null", "{number} is not null", "{number} between {number} and "
        "{number}", "{text} in ({text}, {text})", "{number} not in ({number}, {number})", "{point} = {point}",
        "within_box({point}, 38, -123, 37, -122)", "within_circle({point}, {number}, {number}, {number})",
        "within_polygon({point}, 'POLYGON ((-123 37, -122 37, -122.5 38, -123 37))')", "intersects(area, {point})",
        "caseless_one_of({text}, {text}, {text})", "caseless_contains({text}, {text})", "{text}::checkbox",
    ),
    "date": (
        "date_trunc_y({date})", "date_trunc_ym({date})", "date_trunc_ymd({date})", "{date} + 'P1M'", "{date} - 'PT90M'",
        "date_trunc_ymd({instant}, 'America/New_York')", "to_floating_timestamp({instant}, 'Europe/London')",
        "coalesce({date}, {date})", "date_add({date}, 'P1Y2M3DT4H')", "{text}::floating_timestamp",
    ),
    "instant": ("datez_trunc_ym({instant})", "datez_trunc_y({instant})", "{instant} + 'P1W'", "get_utc_date()"),
    "point": ("make_point({number}, {number})", "iif({bool}, {point}, {point})", "coalesce({point}, {point})"),
}  # fmt: skip
TYPED = 0.96
"""How often an expression is of the kind that fits."""


def expression(chance: Random, kind: str | None = None, depth: int = 0) -> str:
    """An expression of a kind, most likely."""
    if kind is None or chance.random() > TYPED:
        kind = chance.choice(KINDS)
        if chance.random() > TYPED:
            return untyped(chance, depth)
    if depth > 3 or chance.random() < 0.4:
        return chance.choice(LEAVES[kind])
    pieces = chance.choice(FORMS[kind]).split("{")
    text = pieces[0]
    for piece in pieces[1:]:
        inner, _, rest = piece.partition("}")
        text += expression(chance, inner, depth + 1) + rest
    return text


def untyped(chance: Random, depth: int) -> str:
    """An expression of whatever comes."""

    def inner() -> str:
        return expression(chance, None, depth + 1)

    form = chance.random()
    if form < 0.4:
        return f"({inner()} {chance.choice(OPERATORS)} {inner()})"
    if form < 0.7:
        name, count = chance.choice(FUNCTIONS)
        return f"{name}({', '.join(inner() for _ in range(count))})"
    if form < 0.8:
        return f"{inner()}::{chance.choice(TYPES)}"
    return chance.choice((*COLUMNS, *LITERALS))


def condition(chance: Random) -> str:
    """A condition, most likely one that can be tried."""
    parts = [expression(chance, "bool") for _ in range(chance.randint(1, 3))]
    return chance.choice((" and ", " or ")).join(parts)


def statement(chance: Random) -> str:
    """A whole query."""
    if chance.random() < 0.4:
        keys = chance.sample(
            ("status", "urgent", "date_trunc_ym(opened)", "number % 3"), chance.randint(1, 2)
        )
        form = chance.choice(AGGREGATES)
        picked = [
            *keys,
            "count(*) as n",
            form.replace("{}", expression(chance, chance.choice(KINDS))) + " as a",
        ]
        if "number" in form:
            picked[-1] = form.replace("number", expression(chance, "number")) + " as a"
        text = f"select {', '.join(picked)}"
        if chance.random() < 0.6:
            text += f" where {condition(chance)}"
        text += f" group by {', '.join(keys)}"
        if chance.random() < 0.3:
            text += f" having {chance.choice(('n > 1', 'count(*) < 9', 'a is not null', condition(chance)))}"
        text += chance.choice(("", " order by n desc", " order by a nulls first, n"))
    else:
        picked = [expression(chance) for _ in range(chance.randint(1, 3))]
        if chance.random() < 0.4:
            picked = [chance.choice(("*", ":*", "* (except cost)", ":id"))]
        text = f"select {chance.choice(('', '', 'distinct '))}{', '.join(picked)}"
        if chance.random() < 0.7:
            text += f" where {condition(chance)}"
        if chance.random() < 0.4:
            text += f" order by {expression(chance)} {chance.choice(('', 'desc', 'asc null first'))}"
    if chance.random() < 0.2:
        text += f" search {chance.choice(LEAVES['text'][2:7])}"
    text += chance.choice(("", " limit 5", " limit 3 offset 2", " limit 99999999999"))
    if chance.random() < 0.1:
        text += f" |> {statement(chance)}"
    return text


def parameters(chance: Random) -> dict[str, str]:
    """The parameters of a request."""
    made = {"$where": condition(chance), "$limit": chance.choice(("5", "0", "-1", "x", "1e9", ""))}
    if chance.random() < 0.4:
        made["$select"] = ", ".join(expression(chance) for _ in range(2))
    if chance.random() < 0.3:
        made["$order"] = f"{expression(chance)} desc"
    if chance.random() < 0.3:
        made["$q"] = chance.choice(
            ("open", "o p e n", "(", "é*", "\\", "a" * 3000, "a b c d e f g h i j k l")
        )
    if chance.random() < 0.3:
        made[chance.choice((*COLUMNS, "nope", "$x", "$$app_token"))] = chance.choice(LITERALS).strip("'")
    return made


def mutated(chance: Random, text: str, paths: dict[str, str]) -> str:
    """A query with a few pieces lost, doubled, swapped or put in."""
    words = text.split(" ")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(words))
        way = chance.random()
        if way < 0.25:
            del words[at]
        elif way < 0.5:
            words.insert(at, chance.choice(HOSTILE))
        elif way < 0.7:
            words.insert(at, chance.choice((*LITERALS, *COLUMNS, *OPERATORS)))
        elif way < 0.85:
            words[at] = words[at][::-1]
        else:
            words[at] += chance.choice(("'", '"', "`", ")", "(", ";", "\n", "\t", "--", "/*"))
        words = words or ["select"]
    return filled(" ".join(words), paths)


def placed(chance: Random, hostile: str, paths: dict[str, str]) -> str | dict[str, str]:
    """What is hostile, in one of the places of a query."""
    text = filled(hostile, paths)
    forms = (
        f"select {text}", f"select * where {text}", f"select * where status = {text}", f"select * order by {text}",
        f"select count(*) group by {text}", f"select * limit {text}", f"select number as {text}", f"select * {text}",
        f"{text}", f"select * |> {text}", f"select * where status = '{text}'", f"select * search {text}",
        f"select `{text}`", f'select "{text}"', f"select max({text})", f"select * where number in (1, {text})",
    )  # fmt: skip
    if chance.random() < 0.3:
        name = chance.choice(
            ("$select", "$where", "$group", "$having", "$order", "$q", "$limit", "status", text[:50])
        )
        return {name: text}
    return chance.choice(forms)


def deep(chance: Random) -> str:
    """Something that goes very deep or very long."""
    size = chance.choice((10, 49, 60, 500, 5_000))
    return "select * where " + chance.choice((
        "(" * size + "1 = 1" + ")" * size,
        "not " * size + "urgent",
        "-" * (size | 1) + "1 = 1",
        " or ".join(["status = 'x'"] * size),
        "number" + " + number" * size + " > 1",
        "lower(" * size + "status" + ")" * size + " = 'x'",
        "status in (" + ", ".join(["'x'"] * size) + ")",
        "case when urgent then " * size + "1" + " end" * size + " = 1",
        "number" + "::text::number" * size + " = 1",
        "status" + " is null" * size,
        "cost ^ " * size + "2 = 1",
        "replace(" * min(size, 40) + "status" + ", 'e', 'eeeeeeeeee')" * min(size, 40) + " = 'x'",
        "1 = 1 |> select * where 1 = 1" * min(size, 60),
    ))  # fmt: skip


def garbage(chance: Random) -> str:
    """Any characters."""
    alphabet = "select*from()'\"`\\;:,.<>=!|$@#%^&?\x00\n\t 0123456789éß\u202e\U0001f600\ud800"
    return "".join(chance.choice(alphabet) for _ in range(chance.randint(0, 120)))


def filled(text: str, paths: dict[str, str]) -> str:
    """The places of files put in."""
    for name, path in paths.items():
        text = text.replace("{" + name + "}", path)
    return text
