"""What all interfaces share: names as GovStack writes them (`serviceId` for `service_id`), and refusals."""

from __future__ import annotations

from ninja import Schema
from pydantic import ConfigDict
from pydantic.alias_generators import to_camel


class Camel(Schema):
    """A schema whose fields are written so; both ways of writing are read."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Property(Schema):
    """One of a list of properties."""

    code: str
    value: str


class Problem(Schema):
    """Why a request was refused."""

    code: str
    message: str
