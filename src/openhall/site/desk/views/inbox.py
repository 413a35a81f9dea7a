"""The inbox: the work of a person's posts."""

from __future__ import annotations

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openhall.site.cases.access import cases_for, posts_of
from openhall.site.cases.stuck import held_up
from openhall.site.desk.inbox import (
    ALL,
    AWAY,
    FREE,
    LATE,
    MINE,
    Choice,
    counted,
    lines,
    to_choose_from,
    work_of,
)
from openhall.site.desk.models import SavedView
from openhall.site.desk.remembering import remember_list, words_of
from openhall.site.people.audience import HEADS, OFFICERS, visible_to

A_PAGE = 50
MOST_NAMED = 10
"""Cases that do not go on by themselves which the inbox names; the list of cases has all of them."""


@visible_to(OFFICERS, HEADS)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The work of a person's posts, what is due first at the top."""
    person, words = request.user, words_of(request)
    choice = Choice.of(request.GET, words or "")
    counts = counted(person, choice)
    if not choice.view:
        # Who has nothing in hand looks for something to take.
        choice = replace(choice, view=next((view for view in (MINE, FREE) if counts[view]), ALL))
    page = Paginator(work_of(person, choice), A_PAGE).get_page(request.GET.get("page"))
    posts = posts_of(person)
    remember_list(request)
    return render(
        request,
        "desk/inbox.html",
        {
            "page": page,
            "lines": lines(person, page.object_list),
            "tabs": _tabs(request.GET, choice, counts),
            "choice": choice,
            "away": choice.view == AWAY,
            "held_up": Paginator(held_up(cases_for(person).only("reference")), MOST_NAMED).get_page(1),
            "several": choice.view == AWAY or len({post.department_id for post in posts}) > 1,
            "forgotten": words is None,
            "ticked": "tick" in request.GET,
            "posts": posts,
            "saved": SavedView.objects.filter(person=person, page=SavedView.Page.INBOX),
            "place": SavedView.Page.INBOX.value,
            "query": _without(request.GET, "page", "tick", view=choice.view),
            **to_choose_from(person),
        },
    )


def _tabs(given: QueryDict, choice: Choice, counts: dict[str, int]) -> list[dict[str, object]]:
    titles = [(MINE, _("Mine")), (FREE, _("Nobody has it")), (ALL, _("All of my posts")), (LATE, _("Late"))]
    if counts[AWAY] or choice.view == AWAY:
        titles.append((AWAY, _("Handed over")))
    return [
        {
            "words": words,
            "count": counts[view],
            "here": view == choice.view,
            "query": _without(given, "page", "tick", view=view),
        }
        for view, words in titles
    ]


def _without(given: QueryDict, *names: str, **changes: str) -> str:
    """The query of an address without some names, and with others changed."""
    query = given.copy()
    for name in names:
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return query.urlencode()
