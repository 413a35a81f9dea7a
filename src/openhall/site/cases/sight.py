"""What of a case somebody sees: all of it, or the answers that `access` of its service gives to their department."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from openhall.process.feel.parser import parse_expression
from openhall.process.feel.used import names_used
from openhall.process.feel.values import Value
from openhall.process.folder import unpack
from openhall.process.service.text import FILE, read_text
from openhall.process.storing import from_stored
from openhall.site.cases.models import Case, Document
from openhall.site.people.models import Department
from openhall.site.services.loading import ready
from openhall.site.services.models import Version

Access = Mapping[str, Collection[str]]
"""The departments that see only some answers, with those: "apply.kind" is one of a form, "apply" all of it."""


@dataclass(frozen=True)
class Sight:
    """What of a case somebody sees.

    whole     all of it: answers, documents, letters, messages, notes
    allowed   otherwise the answers that are shown
    """

    whole: bool
    allowed: frozenset[str] = frozenset()

    def answers(self, case: Case) -> dict[str, Value]:
        """What the case knows, as far as it is shown."""
        data = from_stored(case.data)
        assert isinstance(data, dict)
        if self.whole:
            return data
        found: dict[str, Value] = {}
        for name, value in data.items():
            if name in self.allowed:
                found[name] = value
            elif isinstance(value, dict):
                shown = {key: each for key, each in value.items() if f"{name}.{key}" in self.allowed}
                if shown:
                    found[name] = shown
        return found

    def documents(self, documents: Iterable[Document]) -> list[Document]:
        """The documents that are shown: those that answer a question that is."""
        return [each for each in documents if self.whole or self._shows(each.question)]

    def subject(self, case: Case) -> str:
        """How the case is spoken of, where nothing is in it that is not shown; else its reference."""
        text = ready(case.version_id).folder.text
        return (case.subject if self._gives(case, text.subject) else "") or case.reference

    def applicant(self, case: Case) -> str:
        """Whose case it is; "" where that is not shown."""
        text = ready(case.version_id).folder.text
        return case.applicant_name if self._gives(case, text.person_name) else ""

    def _gives(self, case: Case, expression: str) -> bool:
        """Whether all answers that an expression of `service.yaml` takes are shown."""
        if self.whole:
            return True
        folder = ready(case.version_id).folder
        form = folder.text.form
        used = names_used(parse_expression(expression, folder.names)) if expression else []
        full = (path if path[0] == form else (form, *path) for path in used)
        return bool(used) and all(self._shows(".".join(path[:2])) for path in full)

    def _shows(self, answer: str) -> bool:
        return answer in self.allowed or answer.partition(".")[0] in self.allowed


WHOLE = Sight(True)


def access_in(version: Version) -> Access:
    """What `access` of a version says."""
    return _access(version.digest, version.pk)


def sight_through(departments: Iterable[Department], access: Access) -> Sight:
    """What those see who look at a case through some departments: what any of them is given."""
    allowed: set[str] = set()
    for each in departments:
        if not each.is_partner and each.key not in access:
            return WHOLE
        allowed.update(access.get(each.key, ()))
    return Sight(False, frozenset(allowed))


def limited_versions() -> dict[str, set[int]]:
    """The versions in which a department sees only some answers, by its short name."""
    found: dict[str, set[int]] = {}
    versions = Version.objects.exclude(status=Version.Status.DRAFT).only("digest")
    for version in versions:
        for department in access_in(version):
            found.setdefault(department, set()).add(version.pk)
    return found


@lru_cache(maxsize=4096)
def _access(digest: str, version: int) -> Access:
    """Read once a process: the digest says what is in a version, and a version never changes."""
    folder = Version.objects.values_list("folder", flat=True).get(pk=version)
    return read_text(unpack(bytes(folder))[FILE]).access
