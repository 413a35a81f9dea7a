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

    dependencies = [("cases", "0001_cases")]

    operations = [
        migrations.CreateModel(
            name="Erased",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("retention", "We kept them for as long as the service says, and no longer."),
                            ("asked", "The applicant asked for it."),
                            ("wrong", "They should not have been kept here."),
                            ("other", "Another reason"),
                        ],
                        max_length=9,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("department", models.CharField(blank=True, max_length=50)),
                ("gone", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("is_scrubbed", models.BooleanField(default=False)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="erased", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "deletion of a case's details",
                "verbose_name_plural": "deletions of cases' details",
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("node", models.CharField(max_length=200)),
                ("language", models.CharField(max_length=12)),
                ("subject", models.CharField(max_length=300)),
                ("html", models.TextField()),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Look",
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
                        default=openhall.site.people.models.new_pseudonym,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("pseudonym", models.CharField(max_length=12)),
                ("department", models.CharField(blank=True, max_length=50)),
                ("role", models.CharField(blank=True, max_length=50)),
                ("system", models.CharField(blank=True, max_length=100)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("work", "Working on the case"),
                            ("asked", "Somebody asked about the case"),
                            ("quality", "Checking the quality of our work"),
                            ("complaint", "A complaint or an appeal"),
                            ("legal", "A court or an authority asked for it by law"),
                            ("own", "A purpose that the service names"),
                            ("other", "Another reason"),
                            ("system", "A purpose that a partner’s system names"),
                        ],
                        max_length=9,
                    ),
                ),
                ("node", models.CharField(blank=True, max_length=200)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("seen", models.JSONField(default=list)),
                ("documents", models.JSONField(default=list)),
                ("whole", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="looks",
                        to="cases.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "look at a case",
                "verbose_name_plural": "looks at cases",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["case", "at"], name="cases_look_case_id_9188f7_idx"),
                    models.Index(fields=["at"], name="cases_look_at_afb019_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LookQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="question", to="cases.draft"
                    ),
                ),
                (
                    "look",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="cases.look",
                    ),
                ),
                (
                    "use",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="registers.use",
                    ),
                ),
            ],
            options={
                "verbose_name": "question about a look",
                "verbose_name_plural": "questions about looks",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("look__isnull", False), ("use__isnull", True)),
                            models.Q(("look__isnull", True), ("use__isnull", False)),
                            _connector="OR",
                        ),
                        name="question_about_one_look",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="team", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="teams",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "member of a team",
                "verbose_name_plural": "members of teams",
                "constraints": [models.UniqueConstraint(fields=("case", "person"), name="once_in_a_team")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_applicant", models.BooleanField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "message", "verbose_name_plural": "messages", "ordering": ["at", "pk"]},
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "note", "verbose_name_plural": "notes", "ordering": ["at", "pk"]},
        ),
    ]
