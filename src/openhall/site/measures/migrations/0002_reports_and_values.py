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

    dependencies = [("measures", "0001_measures")]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[("month", "every month"), ("quarter", "every quarter")], max_length=8
                    ),
                ),
                ("period", models.DateField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("content", models.JSONField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("pdf", models.BinaryField(null=True)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="services.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["-period", "service__name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "rhythm", "period"), name="one_report_of_a_period"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[("month", "every month"), ("quarter", "every quarter")],
                        max_length=8,
                        verbose_name="how often",
                    ),
                ),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_plan",
                        to="services.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan of reports",
                "verbose_name_plural": "plans of reports",
                "ordering": ["service__name"],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signature", models.CharField(blank=True, max_length=64)),
                ("waiting", models.BooleanField(default=True)),
                ("problem", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standing",
                        to="measures.measureversion",
                    ),
                ),
            ],
            options={"verbose_name": "state of computing", "verbose_name_plural": "states of computing"},
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="from")),
                ("number", models.FloatField(blank=True, null=True, verbose_name="target")),
                ("why", models.CharField(blank=True, max_length=500, verbose_name="where it comes from")),
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
                        related_name="targets",
                        to="measures.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "target",
                "verbose_name_plural": "targets",
                "ordering": ["valid_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "valid_from"), name="one_target_from_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Typed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="what it is")),
                ("period", models.DateField(verbose_name="first day of the period")),
                ("group", models.CharField(blank=True, max_length=200, verbose_name="group")),
                ("number", models.FloatField(verbose_name="value")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="where it comes from")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
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
                        related_name="typed",
                        to="measures.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "typed-in value",
                "verbose_name_plural": "typed-in values",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["measure", "name", "period"], name="measures_ty_measure_fa159f_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="Value",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.DateField()),
                ("by", models.CharField(blank=True, max_length=60)),
                ("group", models.CharField(blank=True, max_length=200)),
                ("numerator", models.FloatField(null=True)),
                ("denominator", models.FloatField(null=True)),
                ("value", models.FloatField(null=True)),
                ("n", models.PositiveIntegerField(default=0)),
                ("hidden", models.BooleanField(default=False)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="measures.measureversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "value",
                "verbose_name_plural": "values",
                "ordering": ["version", "by", "group", "period"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "by", "group", "period"), name="one_value_of_a_period"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("case", models.CharField(max_length=60)),
                ("started", models.DateTimeField(null=True)),
                ("begun", models.DateTimeField(null=True)),
                ("closed", models.DateTimeField(null=True)),
                ("decided", models.DateTimeField(null=True)),
                ("ended", models.DateTimeField(null=True)),
                ("over", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=200)),
                ("meaning", models.CharField(blank=True, max_length=10)),
                ("channel", models.CharField(blank=True, max_length=8)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("version", models.PositiveIntegerField(null=True)),
                ("department", models.CharField(blank=True, max_length=50)),
                ("due_legal", models.DateTimeField(null=True)),
                ("due_promised", models.DateTimeField(null=True)),
                ("returns", models.PositiveIntegerField(null=True)),
                ("handovers", models.PositiveIntegerField(null=True)),
                ("steps", models.PositiveIntegerField(null=True)),
                ("groups", models.JSONField(default=dict)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facts",
                        to="services.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "facts of a case",
                "verbose_name_plural": "facts of cases",
                "indexes": [
                    models.Index(fields=["service", "begun"], name="measures_ca_service_16cc0c_idx"),
                    models.Index(fields=["service", "decided"], name="measures_ca_service_2d1cab_idx"),
                    models.Index(fields=["service", "over"], name="measures_ca_service_948268_idx"),
                ],
                "constraints": [models.UniqueConstraint(fields=("service", "case"), name="one_fact_a_case")],
            },
        ),
    ]
