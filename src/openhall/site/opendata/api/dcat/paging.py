"""Pages of a catalogue as Hydra has them (hydra-cg.com), so that harvesters go on to the next one."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, XSD

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")


@dataclass(frozen=True)
class Page:
    """Page `number` (from 1) of `of`; `address` is that of all, without `?page=`; `things` are on all together."""

    number: int
    of: int
    address: str
    size: int
    things: int

    def at(self, number: int) -> str:
        """The address of a page."""
        return f"{self.address}?page={number}"

    def links(self) -> dict[str, str]:
        """The pages that this one leads to, by how they stand to it."""
        found = {"first": self.at(1), "last": self.at(self.of)}
        if self.number > 1:
            found["previous"] = self.at(self.number - 1)
        if self.number < self.of:
            found["next"] = self.at(self.number + 1)
        return found


def say_page(graph: Graph, page: Page) -> None:
    """Say in a graph which page it is: by the terms of today, and by those that harvesters of CKAN's extension read."""
    node = URIRef(page.at(page.number))
    graph.bind("hydra", HYDRA)
    for kind in (HYDRA.PartialCollectionView, HYDRA.PagedCollection):
        graph.add((node, RDF.type, kind))
    for name, address in page.links().items():
        graph.add((node, HYDRA[name], URIRef(address)))
        graph.add((node, HYDRA[f"{name}Page"], Literal(address)))
    graph.add((node, HYDRA.totalItems, Literal(page.things, datatype=XSD.integer)))
    graph.add((node, HYDRA.itemsPerPage, Literal(page.size, datatype=XSD.integer)))
