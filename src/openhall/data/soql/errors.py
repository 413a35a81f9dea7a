"""What is wrong with a query, as SODA tells it (dev.socrata.com, Response Codes)."""

from __future__ import annotations

from typing import Any


class QueryError(Exception):
    """A query that is not answered. `message` is a sentence for who asked; `status` is the HTTP status that fits.

    The message is English, and `process.saying` says it in the language of whoever asked.

    code      what kind of error, by SODA's names: `query.compiler.malformed`, `query.soql.no-such-column` ...
    position  where in the text: (line, column), both from 1; None where there is no place
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        query: str = "",
        position: tuple[int, int] | None = None,
        status: int = 400,
        **data: Any,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.query, self.position, self.status = (
            code,
            message,
            query,
            position,
            status,
        )
        self.data = data

    def within(self, query: str) -> QueryError:
        """The same error, with the text that it was found in."""
        self.query = self.query or query
        return self

    def as_json(self) -> dict[str, Any]:
        """The body of SODA's answer; `data.position` has row, column, and the line with a mark below."""
        data: dict[str, Any] = dict(self.data)
        if self.query:
            data["query"] = self.query
        if self.position:
            row, column = self.position
            lines = self.query.split("\n")
            line = lines[row - 1] if row <= len(lines) else ""
            data["position"] = {"row": row, "column": column, "line": f"{line}\n{' ' * (column - 1)}^"}
        return {"code": self.code, "error": True, "message": self.message, "data": data}


def malformed(message: str, position: tuple[int, int] | None) -> QueryError:
    """A text that is no SoQL."""
    return QueryError("query.compiler.malformed", message, position=position)
