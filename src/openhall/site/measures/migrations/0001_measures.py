import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("measures", "0001_initial"),
        ("measures", "0002_values_and_notes"),
        ("measures", "0003_facts_in_columns"),
        ("measures", "0004_reports"),
        ("measures", "0005_report_pdf"),
    ]

    initial = True

    dependencies = [("people", "0001_people"), ("people", "__first__"), ("services", "0001_services")]

    operations = [
        migrations.CreateModel(
            name="Cursor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(default="ledger", max_length=20, unique=True)),
                ("seen", models.BigIntegerField(default=0)),
                ("gaps", models.JSONField(default=dict)),
                ("drafts_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "reading position of measures",
                "verbose_name_plural": "reading positions of measures",
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True, verbose_name="address")),
                ("path", models.CharField(blank=True, editable=False, max_length=200)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("retired_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="people.department",
                        verbose_name="department that answers for it",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measures",
                        to="services.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={"verbose_name": "measure", "verbose_name_plural": "measures", "ordering": ["slug"]},
        ),
        migrations.CreateModel(
            name="Annotation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(verbose_name="day")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("version", "new version of the service"),
                            ("law", "change of law"),
                            ("event", "something from outside"),
                            ("change", "a change that we made"),
                        ],
                        default="event",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("words", models.CharField(max_length=200, verbose_name="what happened")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="annotations",
                        to="services.service",
                        verbose_name="service",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="annotations",
                        to="measures.measure",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "annotation",
                "verbose_name_plural": "annotations",
                "ordering": ["date"],
            },
        ),
        migrations.CreateModel(
            name="MeasureVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("text", models.TextField(verbose_name="definition")),
                ("digest", models.CharField(max_length=64)),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="what changed")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="measures.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a measure",
                "verbose_name_plural": "versions of measures",
                "ordering": ["measure", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "number"), name="one_measure_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.CharField(blank=True, max_length=60)),
                ("group", models.CharField(blank=True, max_length=200)),
                ("period", models.DateField()),
                ("rule", models.CharField(max_length=40)),
                ("sentence", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alerts",
                        to="measures.measureversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "alert",
                "verbose_name_plural": "alerts",
                "ordering": ["-at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "by", "group", "period", "rule"), name="one_alert_of_a_signal"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rebase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(verbose_name="from the period of this day")),
                ("why", models.CharField(max_length=500, verbose_name="what changed")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rebases",
                        to="measures.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "rebase",
                "verbose_name_plural": "rebases",
                "ordering": ["date"],
                "constraints": [models.UniqueConstraint(fields=("measure", "date"), name="one_rebase_a_day")],
            },
        ),
    ]
