"""SQL as CKAN's clients write it, as SoQL: the part that both have, over one table."""

from __future__ import annotations

import re

from openhall.site.opendata.api.ckan.errors import invalid

LONGEST = 20_000
TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")*")|(?P<word>[A-Za-z_]\w*)|(?P<number>\d[\w.]*)"""
    r"""|(?P<sign>\|\||<>|!=|<=|>=|[^\s\w'"]))"""
)
NAME = re.compile(r"[a-z0-9][\w-]*")


def from_sql(sql: str) -> tuple[str, str]:
    """The query as SoQL, and the id of the file that stands after FROM. Raises `Refused` for what is not one SELECT.

    What SoQL does not have (JOIN, subqueries, functions of PostgreSQL) is refused when the query is read.
    """
    if len(sql) > LONGEST:
        raise invalid("sql", f"Longer than {LONGEST} characters")
    pieces: list[str] = []
    table = ""
    place, after_from, depth = 0, False, 0
    sql = sql.strip().removesuffix(";").rstrip()
    while place < len(sql):
        found = TOKEN.match(sql, place)
        if found is None:
            raise invalid("sql", f"Not understood from “{sql[place:][:30].strip()}” on")
        place = found.end()
        piece = found.group().strip()
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if after_from:
            table, after_from = piece.strip('"'), False
            if not NAME.fullmatch(table):
                raise invalid("sql", "After FROM stands the id of one file, in double quotes")
        elif found.group("word") and piece.upper() == "FROM" and depth == 0:
            if table:
                raise invalid("sql", "One query asks one file")
            after_from = True
        elif found.group("name") or piece == "_id":
            pieces.append(_name(piece.strip('"')))
        else:
            pieces.append(piece)
    if not table:
        raise invalid("sql", 'After FROM stands the id of a file: SELECT * FROM "id"')
    return re.sub(r"(?<=\w) (?=\()", "", " ".join(pieces)).replace(" . ", "."), table


def _name(name: str) -> str:
    if name == "_id":
        return ":id"
    if "`" in name:
        raise invalid("sql", "A name holds `")
    return f"`{name}`"
