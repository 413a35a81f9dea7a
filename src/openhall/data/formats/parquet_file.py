"""Parquet: what its columns are is written in it, so nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from polars import selectors

from openhall.data.formats.errors import FileTooLarge, UnreadableFile
from openhall.data.formats.raw import Raw
from openhall.data.formats.reading import POINT, Limits, Problem, check_shape
from openhall.process.saying import gettext


def read_parquet(path: Path, limits: Limits) -> Raw:
    """The table, with values in the kinds that there are. Lists and structures become JSON text, bytes are left out.

    Rows are counted from the file's own index, and texts are measured, before anything is unpacked whole.
    Raises `UnreadableFile`, `FileTooLarge`.
    """
    try:
        lazy = pl.scan_parquet(path)
        schema = lazy.collect_schema()
        rows = int(lazy.select(pl.len()).collect().item())
        check_shape(rows, len(schema), limits)
        kept = {name: dtype for name, dtype in schema.items() if dtype not in (pl.Binary, pl.Null, pl.Object)}
        lazy = lazy.select(list(kept))
        texts = lazy.select(selectors.string().str.len_bytes().cast(pl.UInt64).sum()).collect(
            engine="streaming"
        )
        size = sum(texts.row(0)) if texts.width else 0
        if size > limits.unpacked:
            raise FileTooLarge(
                gettext(
                    "The file unpacks to %(size)s bytes of text; at most %(unpacked)s are read.",
                    size=size,
                    unpacked=limits.unpacked,
                )
            )
        frame = lazy.select(_plain(name, dtype) for name, dtype in kept.items()).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UnreadableFile(
            gettext("The file is no Parquet that can be read: %(why)s.", why=str(error).splitlines()[0])
        ) from None
    except BaseException as error:
        # A panic of the reader is no subclass of Exception.
        if type(error).__name__ == "PanicException":
            raise UnreadableFile(gettext("The file is broken Parquet.")) from None
        raise
    problems = [
        Problem(gettext("holds bytes or nothing at all and is left out."), column=name)
        for name in schema
        if name not in kept
    ]
    names = list(kept)
    frame.columns = [str(place) for place in range(len(names))]
    return Raw(names, frame, declared=True, problems=problems)


def _plain(name: str, dtype: pl.DataType) -> pl.Expr:
    value = pl.col(name)
    if dtype == pl.UInt64:
        return pl.when(value <= 2**63 - 1).then(value).cast(pl.Int64, strict=False)
    if dtype.is_integer():
        return value.cast(pl.Int64)
    if dtype.is_numeric():
        return value.cast(pl.Float64)
    if isinstance(dtype, pl.Datetime):
        return value.cast(pl.Datetime("us", dtype.time_zone)).pipe(_utc, dtype)
    if isinstance(dtype, pl.Struct):
        fields = {field.name for field in dtype.fields}
        if fields == {"longitude", "latitude"}:
            place = pl.struct(value.struct.field(each) for each in ("longitude", "latitude")).cast(POINT)
            return pl.when(value.is_not_null()).then(place).alias(name)
        return value.struct.json_encode()
    if dtype.is_nested():
        return pl.struct(value).struct.json_encode()
    if dtype in (pl.Boolean, pl.Date, pl.String):
        return value
    return value.cast(pl.String)


def _utc(value: pl.Expr, dtype: pl.Datetime) -> pl.Expr:
    return value.dt.convert_time_zone("UTC") if dtype.time_zone else value
