"""Courses, their versions, packages from elsewhere, and whom a course is for."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from openhall.site.people.models import Department
from openhall.site.people.roles import Role
from openhall.site.services.models import Service


class Course(models.Model):
    """Something that staff learn. What it says is said by its versions.

    owner       the department that answers for it; None for a course of the whole house
    retired_at  since when nobody begins it any more; what was completed counts on
    """

    slug = models.SlugField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    owner = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("department"),
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def __str__(self) -> str:
        return self.name

    @property
    def open_version(self) -> CourseVersion | None:
        """The version that people begin; None before the first one is published, and when it is retired."""
        if self.retired_at is not None:
            return None
        return self.versions.filter(status=CourseVersion.Status.OPEN).first()


class CourseVersion(models.Model):
    """A course folder, packed; `digest` is of its files. A draft may change, a published version never does."""

    class Status(models.TextChoices):
        """What a version is used for."""

        DRAFT = "draft", _("Draft")
        OPEN = "open", _("People begin this one")
        KEPT = "kept", _("Only for those who began it")

    course = models.ForeignKey(Course, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    folder = models.BinaryField()
    digest = models.CharField(max_length=64)
    before = models.BinaryField(null=True)  # the draft before its last change, for undo
    status = models.CharField(max_length=5, choices=Status.choices, default=Status.DRAFT)
    note = models.TextField(_("what changed"), blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["course", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="one_course_number_once"),
            models.UniqueConstraint(
                fields=["course"], condition=models.Q(status="open"), name="one_course_version_open"
            ),
        ]
        verbose_name = _("version of a course")
        verbose_name_plural = _("versions of courses")

    def __str__(self) -> str:
        return f"{self.course} {self.number}"


def package_name(package: Package, name: str) -> str:
    """Where the file lies: a name that tells nothing and cannot be guessed."""
    name = secrets.token_hex(16)
    return f"training/{name[:2]}/{name}"


class Package(models.Model):
    """A package that was made elsewhere, as it was given.

    digest  SHA-256 of the file: how a course's folder names it
    told    what its manifest says: title, pages in their order with the text of each (`scorm.keeping.read_package`)
    """

    class Standard(models.TextChoices):
        """What it is made for."""

        SCORM_12 = "scorm12", "SCORM 1.2"
        SCORM_2004 = "scorm2004", "SCORM 2004"

    digest = models.CharField(max_length=64, unique=True)
    standard = models.CharField(max_length=10, choices=Standard.choices)
    name = models.CharField(max_length=200)
    bytes = models.BigIntegerField()
    told = models.JSONField()
    file = models.FileField(upload_to=package_name)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-given_at"]
        verbose_name = _("package")
        verbose_name_plural = _("packages")

    def __str__(self) -> str:
        return self.name


class Requirement(models.Model):
    """Who needs a course: whoever holds a role of the site, a post, or a post to which a task is offered.

    role        a role of the site; "" where it is for posts
    department  the department of the posts; None for every one (of the task)
    post        a role within the department; "" for every one
    service     with `task`, the name of an activity: those to whom its open version offers it
    """

    course = models.ForeignKey(Course, models.CASCADE, related_name="requirements")
    role = models.CharField(_("role"), max_length=30, blank=True, choices=Role.choices)
    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    post = models.SlugField(_("role in the department"), blank=True)
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    task = models.CharField(_("task"), max_length=200, blank=True)
    within_days = models.PositiveSmallIntegerField(_("days to do it in"), default=30)
    since = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            # No department is one of them, too; in an index NULL would be unlike itself.
            models.UniqueConstraint(
                "course",
                "role",
                Coalesce("department", 0, output_field=models.BigIntegerField()),
                "post",
                Coalesce("service", 0, output_field=models.BigIntegerField()),
                "task",
                name="required_once",
            )
        ]
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")

    def __str__(self) -> str:
        return f"{self.course}: {self.role or self.task or self.post or self.department}"
