import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import openhall.site.opendata.identifiers
import openhall.site.opendata.models.using


class Migration(migrations.Migration):
    replaces = [
        ("opendata", "0001_initial"),
        ("opendata", "0002_tokens"),
        ("opendata", "0003_money"),
        ("opendata", "0004_risk"),
        ("opendata", "0005_using"),
        ("opendata", "0006_rows_are_always_safe"),
        ("opendata", "0007_record"),
        ("opendata", "0008_resuming"),
        ("opendata", "0009_refreshing"),
        ("opendata", "0010_harvesting"),
    ]

    initial = True

    dependencies = [("people", "0001_people"), ("people", "__first__")]

    operations = [
        migrations.CreateModel(
            name="AppToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="application")),
                (
                    "e_mail",
                    models.EmailField(blank=True, max_length=254, verbose_name="whom to tell of changes"),
                ),
                ("per_minute", models.PositiveIntegerField(default=3000, verbose_name="requests a minute")),
                ("prefix", models.CharField(editable=False, max_length=12, unique=True)),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="withdrawn"),
                ),
            ],
            options={"verbose_name": "app token", "verbose_name_plural": "app tokens", "ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("who", models.CharField(max_length=32)),
                ("minute", models.BigIntegerField(db_index=True)),
                ("requests", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "requests in a minute",
                "verbose_name_plural": "requests in minutes",
                "constraints": [
                    models.UniqueConstraint(fields=("who", "minute"), name="asked_once_a_minute")
                ],
            },
        ),
        migrations.CreateModel(
            name="Dataset",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "identifier",
                    models.CharField(
                        default=openhall.site.opendata.identifiers.new_identifier,
                        editable=False,
                        max_length=9,
                        unique=True,
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("description", models.TextField(max_length=4000, verbose_name="what it is")),
                (
                    "licence",
                    models.CharField(
                        choices=[
                            ("cc0", "Public domain (CC0 1.0)"),
                            ("cc-by", "Name the source (CC BY 4.0)"),
                            ("cc-by-sa", "Name the source, share alike (CC BY-SA 4.0)"),
                            ("pddl", "Public domain (ODC PDDL 1.0)"),
                            ("odbl", "Open Database Licence (ODbL 1.0)"),
                        ],
                        default="cc-by",
                        max_length=10,
                        verbose_name="licence",
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("CONT", "all the time"),
                            ("DAILY", "every day"),
                            ("WEEKLY", "every week"),
                            ("MONTHLY", "every month"),
                            ("QUARTERLY", "every three months"),
                            ("ANNUAL", "every year"),
                            ("IRREG", "now and then"),
                            ("NEVER", "never again"),
                        ],
                        default="IRREG",
                        max_length=10,
                        verbose_name="how often it is made anew",
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        choices=[
                            ("AGRI", "Farming, fishing and food"),
                            ("ECON", "Economy and money"),
                            ("EDUC", "Education, culture and sport"),
                            ("ENER", "Energy"),
                            ("ENVI", "Environment"),
                            ("GOVE", "Government and public services"),
                            ("HEAL", "Health"),
                            ("INTR", "International matters"),
                            ("JUST", "Justice and public safety"),
                            ("REGI", "Neighbourhoods and places"),
                            ("SOCI", "People and society"),
                            ("TECH", "Science and technology"),
                            ("TRAN", "Streets and transport"),
                        ],
                        default="GOVE",
                        max_length=4,
                        verbose_name="theme",
                    ),
                ),
                ("keywords", models.JSONField(blank=True, default=list, verbose_name="keywords")),
                (
                    "language",
                    models.CharField(default="en", max_length=10, verbose_name="language of the data"),
                ),
                (
                    "place",
                    models.CharField(blank=True, max_length=120, verbose_name="place that it is about"),
                ),
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=120, verbose_name="who answers questions"),
                ),
                (
                    "contact_email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="e-mail address for questions"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("file", "a file that the department gave"),
                            ("service", "the record of a service's cases"),
                            ("money", "budget and spending"),
                            ("fetched", "a file that is fetched again and again"),
                        ],
                        default="file",
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("source_key", models.CharField(blank=True, editable=False, max_length=80)),
                ("view", models.CharField(blank=True, editable=False, max_length=2000)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="datasets",
                        to="people.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "dataset",
                "verbose_name_plural": "datasets",
                "ordering": ["title"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_key", ""), _negated=True),
                        fields=("source", "source_key"),
                        name="one_dataset_a_source",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DatasetRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "identifier",
                    models.CharField(
                        default=openhall.site.opendata.identifiers.new_identifier,
                        editable=False,
                        max_length=9,
                        unique=True,
                    ),
                ),
                ("what", models.TextField(max_length=2000, verbose_name="what you are looking for")),
                (
                    "why",
                    models.TextField(blank=True, max_length=2000, verbose_name="what you would use it for"),
                ),
                ("e_mail", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(max_length=10)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True)),
                ("is_public", models.BooleanField(default=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dataset",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="requests",
                        to="opendata.dataset",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="dataset_requests",
                        to="people.department",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for a dataset",
                "verbose_name_plural": "requests for datasets",
                "ordering": ["-asked_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None)),
                        fields=["asked_at"],
                        name="requests_to_answer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DatasetVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("reading", "Being read"),
                            ("failed", "Could not be read"),
                            ("checking", "Being looked at for risks"),
                            ("draft", "Draft"),
                            ("building", "Being made ready"),
                            ("scheduled", "Scheduled"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="reading",
                        max_length=9,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("touched_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("file_name", models.CharField(blank=True, max_length=255)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("rows", models.BigIntegerField(default=0)),
                ("bytes", models.BigIntegerField(default=0)),
                ("notes", models.TextField(blank=True, verbose_name="what changed")),
                ("quality", models.JSONField(default=dict)),
                ("differences", models.JSONField(default=dict)),
                ("risk", models.JSONField(default=dict)),
                ("record", models.JSONField(default=dict)),
                ("facts", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("release_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawal_reason", models.TextField(blank=True)),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="opendata.dataset",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a dataset",
                "verbose_name_plural": "versions of datasets",
                "ordering": ["-number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "scheduled")),
                        fields=["release_at"],
                        name="versions_to_release",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("dataset", "number"), name="one_number_a_dataset_version")
                ],
            },
        ),
    ]
