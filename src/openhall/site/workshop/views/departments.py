"""Departments and partners, and who holds which post in them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.people.audience import HEADS, OPERATORS, visible_to
from openhall.site.people.models import Department, Post
from openhall.site.services.loading import forget
from openhall.site.workshop.forms import DepartmentForm, PostForm
from openhall.site.workshop.views.services import crumbs


@visible_to(HEADS, OPERATORS)
@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """All departments and partners."""
    rows = Department.objects.annotate(people=Count("posts__person", distinct=True))
    return render(request, "workshop/departments.html", {"rows": rows, "crumbs": crumbs()})


@visible_to(HEADS, OPERATORS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str | None = None) -> HttpResponse:
    """Add a department, or change its name."""
    found = get_object_or_404(Department, key=key) if key else None
    form = DepartmentForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        # Lanes are read by the names of departments.
        forget()
        messages.success(request, _("“%(name)s” is saved.") % {"name": saved.name})
        return redirect("workshop:department", saved.key)
    context = {"form": form, "department": found, "crumbs": _crumbs()}
    return render(request, "workshop/department_edit.html", context, status=400 if form.errors else 200)


@visible_to(HEADS, OPERATORS)
@require_http_methods(["GET", "POST"])
def department(request: HttpRequest, key: str) -> HttpResponse:
    """One department: its posts and who holds them; give another."""
    found = get_object_or_404(Department, key=key)
    form = PostForm(request.POST or None, department=found, by=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The post is given."))
        return redirect("workshop:department", key)
    posts = found.posts.select_related("person", "stands_in_for").order_by("role", "person__name")
    context = {"department": found, "posts": posts, "form": form, "crumbs": _crumbs()}
    return render(request, "workshop/department.html", context, status=400 if form.errors else 200)


@visible_to(HEADS, OPERATORS)
@require_POST
def take_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Take a post away; work that the person has claimed stays with them until it is given back."""
    post = get_object_or_404(Post.objects.select_related("department", "person"), pk=post_id)
    post.delete()
    messages.success(request, _("%(person)s does not hold this post any more.") % {"person": post.person})
    return redirect("workshop:department", post.department.key)


@visible_to(HEADS, OPERATORS)
@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Delete a department that nothing belongs to."""
    found = get_object_or_404(Department, key=key)
    try:
        found.delete()
    except ProtectedError:
        messages.error(request, _("“%(name)s” has services or work and stays.") % {"name": found.name})
        return redirect("workshop:department", key)
    forget()
    messages.success(request, _("“%(name)s” is deleted.") % {"name": found.name})
    return redirect("workshop:departments")


def _crumbs() -> list[dict[str, str]]:
    return [*crumbs(), {"words": _("Departments"), "href": reverse("workshop:departments")}]
