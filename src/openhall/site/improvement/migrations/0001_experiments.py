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

    initial = True

    dependencies = [
        ("ledger", "0001_ledger"),
        ("measures", "0002_reports_and_values"),
        ("observatory", "0001_logs"),
        ("people", "0001_people"),
        ("people", "__first__"),
        ("portal", "0001_initial"),
        ("services", "0001_services"),
    ]

    operations = [
        migrations.CreateModel(
            name="Goal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="goal")),
                (
                    "words",
                    models.TextField(blank=True, max_length=3000, verbose_name="what that means for people"),
                ),
                ("place", models.PositiveSmallIntegerField(default=1, verbose_name="place in the plan")),
            ],
            options={"verbose_name": "goal", "verbose_name_plural": "goals", "ordering": ["place", "pk"]},
        ),
        migrations.CreateModel(
            name="Assessment",
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
                ("title", models.CharField(max_length=150, verbose_name="title")),
                ("question", models.TextField(max_length=3000, verbose_name="what you want to find out")),
                ("first_day", models.DateField(verbose_name="evidence from")),
                ("last_day", models.DateField(verbose_name="evidence until")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "conclusion",
                    models.TextField(blank=True, max_length=3000, verbose_name="what follows from it"),
                ),
                ("published_at", models.DateTimeField(null=True)),
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
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="services.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "needs assessment",
                "verbose_name_plural": "needs assessments",
                "ordering": ["-made_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gt", models.F("first_day"))),
                        name="assessment_has_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="criterion")),
                (
                    "question",
                    models.CharField(max_length=300, verbose_name="the question that its points answer"),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="weight, from 1 to 5",
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="improvement.assessment",
                    ),
                ),
            ],
            options={
                "verbose_name": "criterion",
                "verbose_name_plural": "criteria",
                "ordering": ["-weight", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Experiment",
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
                (
                    "pseudonym",
                    models.CharField(
                        default=openhall.site.people.models.new_pseudonym,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Being planned"),
                            ("registered", "Registered"),
                            ("running", "Running"),
                            ("ended", "Ended"),
                            ("decided", "Decided"),
                            ("withdrawn", "Withdrawn before it started"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="what is tried, in one sentence")),
                ("hypothesis", models.TextField(max_length=3000, verbose_name="what you expect, and why")),
                ("change", models.TextField(max_length=3000, verbose_name="what is done differently")),
                ("predicted", models.FloatField(verbose_name="predicted effect")),
                ("low", models.FloatField(blank=True, null=True, verbose_name="at least")),
                ("high", models.FloatField(blank=True, null=True, verbose_name="at most")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("judged", "What people who know the work expect"),
                            ("simulated", "A simulation"),
                        ],
                        default="judged",
                        max_length=9,
                    ),
                ),
                (
                    "grounds",
                    models.TextField(max_length=3000, verbose_name="where the prediction comes from"),
                ),
                ("cost", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="cost")),
                ("cost_words", models.CharField(blank=True, max_length=500, verbose_name="what is paid for")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "settling",
                    models.PositiveSmallIntegerField(default=0, verbose_name="periods to get used to it"),
                ),
                ("stopping", models.TextField(max_length=3000, verbose_name="when it is stopped early")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", models.TextField(blank=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("registered_at", models.DateTimeField(null=True)),
                ("began_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("end_words", models.TextField(blank=True, max_length=3000)),
                ("result", models.JSONField(default=dict)),
                ("evaluated_at", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("adopt", "Adopt it as it was tried"),
                            ("adapt", "Adopt it with changes"),
                            ("reject", "Do not take it up"),
                            ("again", "Try again: the result does not tell"),
                        ],
                        max_length=6,
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=3000)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experiments",
                        to="people.department",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.event",
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
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experiments",
                        to="measures.measureversion",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experiments",
                        to="services.service",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experiments",
                        to="services.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "experiment",
                "verbose_name_plural": "experiments",
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "withdrawn"]), ("event__isnull", False), _connector="OR"
                        ),
                        name="registered_in_record",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Guard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("most", models.FloatField(default=0, verbose_name="how much worse it may get")),
                (
                    "experiment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guards",
                        to="improvement.experiment",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="measures.measureversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "guard measure",
                "verbose_name_plural": "guard measures",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("experiment", "measure"), name="one_guard_a_measure")
                ],
            },
        ),
    ]
