import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import openhall.site.cases.models.case
import openhall.site.cases.models.papers
import openhall.site.people.models


class Migration(migrations.Migration):
    replaces = [
        ("cases", "0001_initial"),
        ("cases", "0002_drafts_and_papers"),
        ("cases", "0002_papers_and_library"),
        ("cases", "0003_sending_and_indexes"),
        ("cases", "0004_begun_by"),
        ("cases", "0005_data_in_order"),
        ("cases", "0006_fewer_indexes"),
        ("cases", "0007_only_claimed_on_desks"),
        ("cases", "0008_looks"),
        ("cases", "0009_erased"),
    ]

    initial = True

    dependencies = [
        ("people", "0001_people"),
        ("people", "__first__"),
        ("registers", "0001_registers"),
        ("services", "0001_services"),
    ]

    operations = [
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="As the process names it.",
                        max_length=200,
                        unique=True,
                        verbose_name="operation or message",
                    ),
                ),
                ("url", models.URLField(max_length=500, verbose_name="address")),
                (
                    "secret_name",
                    models.SlugField(
                        blank=True,
                        help_text="What is sent is signed with the environment variable OPENHALL_SECRET_ and this name.",
                        verbose_name="name of its secret",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={"verbose_name": "endpoint", "verbose_name_plural": "endpoints", "ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=openhall.site.cases.models.case.new_reference,
                        editable=False,
                        max_length=14,
                        unique=True,
                    ),
                ),
                (
                    "pseudonym",
                    models.CharField(
                        default=openhall.site.people.models.new_pseudonym,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("state", models.JSONField(default=list)),
                ("data", openhall.site.cases.models.case.OrderedJSON(default=dict)),
                ("moves", models.PositiveIntegerField(default=0)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("online", "online"),
                            ("assisted", "entered by staff for the applicant"),
                            ("paper", "on paper"),
                            ("api", "from another system"),
                        ],
                        default="online",
                        max_length=8,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=12)),
                ("applicant_name", models.CharField(blank=True, max_length=200)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("e_mail", models.EmailField(blank=True, max_length=254)),
                (
                    "key",
                    models.CharField(
                        default=openhall.site.cases.models.case.new_key,
                        editable=False,
                        max_length=43,
                        unique=True,
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=200)),
                ("legal_due_at", models.DateTimeField(null=True)),
                ("promised_due_at", models.DateTimeField(null=True)),
                (
                    "applicant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="applications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="begun",
                        to="cases.case",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="services.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "ordering": ["-opened_at"],
                "indexes": [
                    models.Index(fields=["version", "ended_at"], name="cases_case_version_63d4b2_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="Decided",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("node", models.CharField(max_length=200)),
                ("decision", models.CharField(max_length=200)),
                ("value", models.JSONField(null=True)),
                ("reasons", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Draft",
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
                        default=openhall.site.cases.models.case.new_key,
                        editable=False,
                        max_length=43,
                        unique=True,
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                ("page", models.CharField(blank=True, max_length=100)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("online", "online"),
                            ("assisted", "entered by staff for the applicant"),
                            ("paper", "on paper"),
                            ("api", "from another system"),
                        ],
                        default="online",
                        max_length=8,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=12)),
                ("e_mail", models.EmailField(blank=True, max_length=254)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("touched_at", models.DateTimeField(auto_now=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "applicant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="draft",
                        to="cases.case",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="services.version",
                    ),
                ),
            ],
            options={"verbose_name": "draft", "verbose_name_plural": "drafts", "ordering": ["-touched_at"]},
        ),
        migrations.CreateModel(
            name="Document",
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
                        default=openhall.site.cases.models.papers.new_document_key,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                ("question", models.CharField(blank=True, max_length=200)),
                ("name", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=100)),
                ("bytes", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("file", models.FileField(upload_to=openhall.site.cases.models.papers.storage_name)),
                ("from_applicant", models.BooleanField(default=False)),
                ("for_applicant", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="cases.case",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="cases.draft",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "ordering": ["made_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("case__isnull", False), ("draft__isnull", False), _connector="OR"
                        ),
                        name="document_of_a_case_or_draft",
                    )
                ],
            },
        ),
    ]
