import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import openhall.site.opendata.identifiers
import openhall.site.people.models


class Migration(migrations.Migration):
    replaces = [
        ("improvement", "0001_ideas"),
        ("improvement", "0002_experiments"),
        ("improvement", "0003_plans"),
        ("improvement", "0004_needs"),
        ("improvement", "0005_simulated"),
        ("improvement", "0006_evidence_people"),
    ]

    dependencies = [("improvement", "0001_experiments")]

    operations = [
        migrations.CreateModel(
            name="Idea",
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
                ("title", models.CharField(max_length=120, verbose_name="the idea in one sentence")),
                ("problem", models.TextField(max_length=3000, verbose_name="what is difficult today")),
                ("proposal", models.TextField(max_length=3000, verbose_name="what should be different")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("resident", "Resident"),
                            ("feedback", "Feedback of residents"),
                        ],
                        max_length=8,
                    ),
                ),
                ("credit", models.CharField(blank=True, max_length=100)),
                ("e_mail", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("triaged", "Worth trying"),
                            ("experiment", "Being tried"),
                            ("adopted", "Adopted"),
                            ("adapted", "Adopted with changes"),
                            ("rejected", "Not taken up"),
                            ("merged", "Merged with another idea"),
                        ],
                        default="new",
                        max_length=10,
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("waiting", "Not read yet"),
                            ("public", "Everybody"),
                            ("staff", "Staff only"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=3000)),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="ideas",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="ideas",
                        to="people.department",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="improvement.idea",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="ideas",
                        to="services.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "idea",
                "verbose_name_plural": "ideas",
                "ordering": ["-proposed_at", "-pk"],
                "indexes": [
                    models.Index(fields=["state", "-proposed_at"], name="improvement_state_b674a9_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "merged"), ("merged_into__isnull", False)),
                            models.Q(
                                models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="merged_into_an_idea",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="experiment",
            name="idea",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="experiments", to="improvement.idea"
            ),
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("map", "A process map"),
                            ("finding", "A finding on a process map"),
                            ("measure", "A measure"),
                            ("feedback", "What a resident said"),
                        ],
                        max_length=8,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("words", models.TextField(blank=True)),
                ("numbers", models.JSONField(default=list)),
                ("people", models.PositiveIntegerField(null=True)),
                ("address", models.CharField(blank=True, max_length=2000)),
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
                    "feedback",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="portal.feedback",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="improvement.idea",
                    ),
                ),
            ],
            options={"verbose_name": "evidence", "verbose_name_plural": "evidence", "ordering": ["at", "pk"]},
        ),
        migrations.CreateModel(
            name="Act",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("shown", "shown to everybody"),
                            ("hidden", "kept to the staff"),
                            ("evidence", "evidence attached"),
                            ("triaged", "found worth trying"),
                            ("merged", "merged"),
                            ("rejected", "not taken up"),
                            ("reopened", "taken up again"),
                            ("registered", "experiment registered"),
                            ("started", "experiment started"),
                            ("ended", "experiment ended"),
                            ("evaluated", "experiment evaluated"),
                            ("adopted", "adopted"),
                            ("adapted", "adopted with changes"),
                            ("shared", "offered to other departments"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(blank=True)),
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
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acts",
                        to="improvement.idea",
                    ),
                ),
            ],
            options={
                "verbose_name": "act on an idea",
                "verbose_name_plural": "acts on ideas",
                "ordering": ["at", "pk"],
            },
        ),
    ]
