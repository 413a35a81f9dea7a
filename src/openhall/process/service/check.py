"""Is a service folder sound? Everything that is wrong with it at once, one sentence a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openhall.process.bpmn.compile import compile_model
from openhall.process.bpmn.document import read_document
from openhall.process.errors import BadModel
from openhall.process.model import Model
from openhall.process.quoting import placed
from openhall.process.saying import gettext
from openhall.process.service.clocks import Deadline
from openhall.process.service.deciding import names_not_asked
from openhall.process.service.differences import run_example
from openhall.process.service.folder import PROCESS, ServiceFolder
from openhall.process.service.gather import Gathered, gather, refused_in, sentences
from openhall.process.service.knowing import unknown_names
from openhall.process.service.languages import missing_translations, wrong_translations
from openhall.process.service.links import broken_links
from openhall.process.service.loose import OF_PEOPLE, loose_ends
from openhall.process.soundness import Verdict, check_soundness


@dataclass(frozen=True)
class Report:
    """What the check of a folder found.

    errors     stand against publishing; warnings do not. Each names its file, the place in it and the mend
    soundness  the verdict on the process; None where it could not be read
    passed     how many examples went as expected, of those that were run
    lanes      for each lane in which people work (the outermost first, joined by " / "), the ids of that work; "" is
               work in no lane
    """

    errors: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    soundness: Verdict | None = None
    run: int = 0
    passed: int = 0
    lanes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether the service may be published."""
        return not self.errors


def check_service(files: Mapping[str, bytes]) -> Report:
    """Check the files of a service folder, by their names; never raises for what is wrong with them."""
    found = gather(files)
    links = broken_links(found)
    errors = [*found.errors, *links, *wrong_translations(found)]
    warnings = [
        sentence for file, model in found.decisions.items() for sentence in names_not_asked(model, file)
    ]
    warnings += [*unknown_names(found), *missing_translations(found), *loose_ends(found)]
    if found.document is not None:
        warnings += [
            placed(PROCESS, 0, each.sentence) for each in found.document.faults if each.reference != "id"
        ]
    verdict = check_soundness(found.model) if found.model is not None else None
    if verdict is not None:
        errors += [placed(PROCESS, 0, problem.sentence) for problem in verdict.problems]
    broken = [each for each in found.errors if not each.startswith(("tests/", "translations/"))]
    # Tests of what is half there would only say again what is missing.
    ready = not broken and not links and found.model is not None
    differences = _run(found.folder(), found) if ready else {}
    errors += [sentence for each in differences.values() for sentence in each]
    if found.examples and not ready:
        warnings.append(placed("tests/", 0, gettext("the tests were not run, because of the errors above.")))
    return Report(
        tuple(dict.fromkeys(errors)),
        tuple(dict.fromkeys(warnings)),
        verdict,
        len(differences),
        sum(not each for each in differences.values()),
        lanes_of(found.model) if found.model is not None else {},
    )


def check_model(data: bytes, name: str) -> Report:
    """Check a BPMN file alone; what its work asks for in a folder is not looked at."""
    try:
        document = read_document(data, name)
    except BadModel as error:
        return Report(tuple(sentences(error, name)))
    faults = [placed(name, 0, each.sentence) for each in document.faults]
    refused = refused_in(document, frozenset(), name)
    if refused:
        return Report(tuple(refused), tuple(faults))
    model = compile_model(document)
    verdict = check_soundness(model)
    errors = tuple(placed(name, 0, problem.sentence) for problem in verdict.problems)
    return Report(errors, tuple(faults), verdict, lanes=lanes_of(model))


def lanes_of(model: Model) -> dict[str, tuple[str, ...]]:
    """The work of people by the lanes it is in."""
    found: dict[str, list[str]] = {}
    for node in model.nodes:
        if node.kind in OF_PEOPLE:
            found.setdefault(" / ".join(node.lane), []).append(node.id)
    return {lane: tuple(nodes) for lane, nodes in found.items()}


def _run(folder: ServiceFolder, found: Gathered) -> dict[str, list[str]]:
    deadline = Deadline()
    return {file: run_example(folder, example, deadline) for file, example in sorted(found.examples.items())}
