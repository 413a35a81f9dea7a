import uuid

import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import openhall.site.training.models.badges
import openhall.site.training.models.courses


class Migration(migrations.Migration):
    replaces = [("training", "0001_initial"), ("training", "0002_learning")]

    dependencies = [("training", "0001_courses")]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.CharField(max_length=40)),
                ("number", models.PositiveSmallIntegerField()),
                ("answers", models.JSONField()),
                ("right", models.JSONField()),
                ("percent", models.PositiveSmallIntegerField()),
                ("passed", models.BooleanField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="training.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("enrolment", "part", "number"), name="an_attempt_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Badge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=openhall.site.training.models.badges.new_badge_key,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                ("subject", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("token", models.TextField()),
                ("place", models.PositiveIntegerField(unique=True)),
                ("shows_name", models.BooleanField(default=False, verbose_name="show my name on its page")),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "completion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="badge",
                        to="training.completion",
                    ),
                ),
                (
                    "signed_with",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="badges",
                        to="training.issuerkey",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate",
                "verbose_name_plural": "certificates",
                "ordering": ["-issued_at"],
            },
        ),
        migrations.CreateModel(
            name="Overruled",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=50)),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("courses", models.ManyToManyField(related_name="+", to="training.course")),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.department",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "post given without a course",
                "verbose_name_plural": "posts given without a course",
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Package",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "standard",
                    models.CharField(
                        choices=[("scorm12", "SCORM 1.2"), ("scorm2004", "SCORM 2004")], max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("bytes", models.BigIntegerField()),
                ("told", models.JSONField()),
                ("file", models.FileField(upload_to=openhall.site.training.models.courses.package_name)),
                ("given_at", models.DateTimeField(auto_now_add=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "package", "verbose_name_plural": "packages", "ordering": ["-given_at"]},
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("activity", models.CharField(max_length=200)),
                ("evidence", models.JSONField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "To be decided"),
                            ("taken", "A course is given"),
                            ("declined", "Declined"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("taught_on", models.DateField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "course",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proposals",
                        to="training.course",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "log",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposals",
                        to="observatory.log",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed course",
                "verbose_name_plural": "proposed courses",
                "ordering": ["-made_at"],
                "constraints": [models.UniqueConstraint(fields=("log", "activity"), name="proposed_once")],
            },
        ),
        migrations.CreateModel(
            name="Reminded",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("step", models.SmallIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="training.course"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "course", "day", "step"), name="reminded_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("analyst", "analyst"),
                            ("head of service", "head of service"),
                            ("officer", "officer"),
                            ("operator", "operator"),
                            ("publisher", "publisher of open data"),
                        ],
                        max_length=30,
                        verbose_name="role",
                    ),
                ),
                ("post", models.SlugField(blank=True, verbose_name="role in the department")),
                ("task", models.CharField(blank=True, max_length=200, verbose_name="task")),
                (
                    "within_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="days to do it in"),
                ),
                ("since", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requirements",
                        to="training.course",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="services.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "requirement",
                "verbose_name_plural": "requirements",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("course"),
                        models.F("role"),
                        django.db.models.functions.comparison.Coalesce(
                            "department", 0, output_field=models.BigIntegerField()
                        ),
                        models.F("post"),
                        django.db.models.functions.comparison.Coalesce(
                            "service", 0, output_field=models.BigIntegerField()
                        ),
                        models.F("task"),
                        name="required_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.UUIDField(unique=True)),
                ("verb", models.CharField(max_length=500)),
                ("activity", models.CharField(max_length=500)),
                ("said_at", models.DateTimeField()),
                ("stored_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("digest", models.CharField(max_length=64)),
                ("sent", models.JSONField()),
                (
                    "completion",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="statements",
                        to="training.completion",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.apikey"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "statement",
                "verbose_name_plural": "statements",
                "ordering": ["-stored_at"],
            },
        ),
    ]
