"""Catalogues that Openhall writes, against the official SHACL shapes of DCAT-AP 3.0.1 and DCAT-AP HVD 3.0.0.

Which files belong together: `shapes.ttl` with `range.ttl` are the core constraints and their classes, written by hand;
`dcat-ap-SHACL.ttl` says the same, made from the specification (`ranges.ttl` are its classes without properties);
`mdr-vocabularies.shape.ttl` asks for the EU's lists. `hvd-SHACL.ttl` asks what high-value datasets need of every
dataset in a graph, so it is used on catalogues of nothing else. `shapes_recommended.ttl` and `deprecateduris.ttl` only
warn. A check is one catalogue in one serialisation, parsed from its text, against one set: what is recommended is
counted in its name and is no fault. Five properties that the generated files name and do not define are left out. All
catalogues are also read back and compared with what was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyshacl import validate
from rdflib import Graph
from rdflib.namespace import DCTERMS, RDF, SH

import described
from lost import lost
from openhall.data.dataset import Catalogue
from openhall.data.describe import Serialisation, dcat_ap_text, read_dcat
from openhall.data.describe.terms import DCAT, DCATAP

CORE = ("shapes.ttl", "range.ttl")
SPECIFIED = ("dcat-ap-SHACL.ttl", "ranges.ttl")
LISTS = ("mdr-vocabularies.shape.ttl",)
WARNING = ("shapes_recommended.ttl", "deprecateduris.ttl")
HIGH_VALUE = ("hvd-SHACL.ttl",)
FORMATS = {Serialisation.TURTLE: "turtle", Serialisation.RDF_XML: "xml", Serialisation.JSON_LD: "json-ld"}


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each catalogue against each set of shapes; and read back without loss."""
    folder = data / "dcat-ap-3"
    if not folder.exists():
        return
    sets = {names: _shapes(folder, names) for names in (CORE, SPECIFIED, LISTS, WARNING, HIGH_VALUE)}
    for number, (name, catalogue) in enumerate(described.catalogues()):
        serialisation = list(FORMATS)[number % len(FORMATS)]
        text = dcat_ap_text(catalogue, serialisation)
        graph = Graph().parse(data=text, format=FORMATS[serialisation])
        for names, shapes in sets.items():
            if names == HIGH_VALUE and not (
                catalogue.datasets and all(each.high_value for each in catalogue.datasets)
            ):
                continue
            fault, warnings = _faults(graph, shapes)
            yield f"{name}, {serialisation.name}, {' + '.join(names)} ({warnings} recommended)", fault
        yield f"{name}, {serialisation.name}, read back", _read_back(catalogue, text, serialisation)
    for file in sorted(folder.glob("example*.ttl")):
        yield f"{file.name}, read", _example(file)
    yield "a dataset without a title is found by the shapes", _caught(sets[CORE])


def _shapes(folder: Path, names: tuple[str, ...]) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(folder / name, format="turtle")
    for shape in list(graph.objects(predicate=SH.property)):
        if (shape, SH.path, None) not in graph:
            graph.remove((None, SH.property, shape))
    return graph


def _faults(graph: Graph, shapes: Graph) -> tuple[str | None, int]:
    # owl:imports of the shapes are addresses of the network and are not followed.
    _, report, _ = validate(graph, shacl_graph=shapes, inference="none", advanced=False, do_owl_imports=False)
    assert isinstance(report, Graph)
    faults, warnings = [], 0
    # What is inside the detail of another result is told by that one.
    for result in report.objects(predicate=SH.result):
        if report.value(result, SH.resultSeverity) == SH.Violation:
            where = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
            faults.append(f"{where[0]} {where[1]}: {report.value(result, SH.resultMessage)}")
        else:
            warnings += 1
    return ("; ".join(sorted(faults)[:3]) or None), warnings


def _read_back(catalogue: Catalogue, text: bytes, serialisation: Serialisation) -> str | None:
    return lost(catalogue, read_dcat(text, serialisation).catalogue)


def _caught(shapes: Graph) -> str | None:
    broken = Graph().parse(
        data="@prefix dcat: <http://www.w3.org/ns/dcat#> . <https://example.org/d> a dcat:Dataset .",
        format="turtle",
    )
    fault, _ = _faults(broken, shapes)
    return None if fault else "the shapes found nothing"


def _example(file: Path) -> str | None:
    """The datasets of an official example are read with all their titles and laws."""
    graph = Graph().parse(file, format="turtle")
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    found = read_dcat(file.read_bytes(), Serialisation.TURTLE).catalogue.datasets
    titles = {str(each) for node in datasets for each in graph.objects(node, DCTERMS.title)}
    laws = {str(each) for node in datasets for each in graph.objects(node, DCATAP.applicableLegislation)}
    lost = titles - {text for each in found for text in each.title.values()}
    lost |= laws - {law for each in found for law in each.legislation}
    if len(found) != len(datasets):
        return f"{len(found)} datasets here, {len(datasets)} in the file"
    return f"lost: {sorted(lost)}" if lost else None
