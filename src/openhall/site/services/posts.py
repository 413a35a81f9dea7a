"""To whom the work of a process is offered: what its lanes say, with the departments that there are."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from openhall.process.errors import BadService
from openhall.process.model import Model, Node, NodeKind
from openhall.site.people.models import Department

APPLICANT = "applicant"
"""The lane whose work stands on the applicant's own page."""
WORK_OF_PEOPLE = frozenset({NodeKind.USER, NodeKind.MANUAL, NodeKind.TASK})
LONGEST_ROLE = 50


@dataclass(frozen=True)
class Post:
    """To whom work is offered: a department (its short name, its number in the database and its name; "" and None for
    nobody in particular) and a role in it, or the applicant."""

    department: str = ""
    department_id: int | None = None
    name: str = ""
    role: str = ""
    applicant: bool = False


NO_POST = Post()


def posts_of(model: Model, owner: Department) -> dict[int, Post]:
    """For each place in a lane, and each that people work at, to whom its work is offered.

    A lane that is called as a department (by its name or short name, in capitals or not) is that department, and a
    lane within it is a role, in the short form of posts ("senior-officer"); one called “applicant” is the applicant.
    Work in no lane is the owner's. Raises `BadService` where people are to work in lanes of which none is a department:
    one sentence a lane.
    """
    known: dict[str, Department] = {}
    for department in Department.objects.all():
        known[department.name.casefold()] = known[department.key.casefold()] = department
    posts: dict[int, Post] = {}
    nameless: dict[str, list[str]] = {}
    for place, node in enumerate(model.nodes):
        post = _post(node, known)
        if post is None and node.kind in WORK_OF_PEOPLE:
            lanes = node.lane[len(_pool(model, place)) :]
            if lanes:
                nameless.setdefault(lanes[0], []).append(node.label)
            post = Post(owner.key, owner.pk, owner.name)
        if post is not None:
            posts[place] = post
    if nameless:
        raise BadService("\n".join(_sentence(lane, nodes) for lane, nodes in nameless.items()))
    return posts


def _post(node: Node, known: dict[str, Department]) -> Post | None:
    found = None
    for depth, name in enumerate(node.lane):
        if name.casefold() == APPLICANT:
            found = Post(applicant=True)
        elif (department := known.get(name.casefold())) is not None:
            lanes = " ".join(node.lane[depth + 1 :])
            role = (slugify(lanes) or lanes.casefold())[:LONGEST_ROLE]
            found = Post(department.key, department.pk, department.name, role)
    return found


def _pool(model: Model, place: int) -> tuple[str, ...]:
    """The lanes of the process around a place: its pool, which need not be a department."""
    while model.nodes[place].scope >= 0:
        place = model.nodes[place].scope
    return model.nodes[place].lane


def _sentence(lane: str, nodes: list[str]) -> str:
    if nodes[1:]:
        work = _("“%(first)s” and %(more)s more") % {"first": nodes[0], "more": len(nodes) - 1}
    else:
        work = f"“{nodes[0]}”"
    said = _(
        "the lane “%(lane)s”, in which %(work)s is to be done, is called as no department; add the department, call "
        "the lane by one's name or short name, or call it “%(applicant)s”."
    )
    return "process.bpmn: " + said % {"lane": lane, "work": work, "applicant": APPLICANT}
