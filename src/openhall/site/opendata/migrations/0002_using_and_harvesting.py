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

    dependencies = [("opendata", "0001_datasets")]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("plan", models.JSONField(default=dict)),
                ("reasons", models.TextField()),
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="opendata.datasetversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision to publish",
                "verbose_name_plural": "decisions to publish",
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Follower",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("e_mail", models.EmailField(max_length=254)),
                ("language", models.CharField(max_length=10)),
                (
                    "secret",
                    models.CharField(
                        default=openhall.site.opendata.models.using.new_secret, max_length=40, unique=True
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followers",
                        to="opendata.dataset",
                    ),
                ),
            ],
            options={
                "verbose_name": "follower",
                "verbose_name_plural": "followers",
                "constraints": [
                    models.UniqueConstraint(fields=("dataset", "e_mail"), name="one_follower_a_dataset")
                ],
            },
        ),
        migrations.CreateModel(
            name="MoneyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1900),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="year",
                    ),
                ),
                ("number", models.PositiveIntegerField(editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be read"),
                            ("reading", "Being read"),
                            ("failed", "Could not be read"),
                            ("checked", "Read and checked"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("currency", models.CharField(default="EUR", max_length=3, verbose_name="currency")),
                ("first_day", models.DateField(verbose_name="first day")),
                ("residents", models.PositiveIntegerField(blank=True, null=True, verbose_name="residents")),
                (
                    "price_index",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=10, null=True, verbose_name="price index"
                    ),
                ),
                ("options", models.JSONField(default=dict)),
                ("files", models.JSONField(default=list)),
                ("headings", models.JSONField(default=dict)),
                ("problem", models.TextField(blank=True)),
                ("findings", models.JSONField(default=list)),
                ("figures", models.JSONField(default=dict)),
                ("results", models.JSONField(default=list)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("notes", models.CharField(blank=True, max_length=500, verbose_name="what is different")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("published_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawal_reason", models.CharField(blank=True, max_length=500)),
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
            ],
            options={
                "verbose_name": "year of budget and spending",
                "verbose_name_plural": "years of budget and spending",
                "ordering": ["-year", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("year", "number"), name="one_number_a_money_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Portal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("hour", "every hour"),
                            ("day", "every day"),
                            ("week", "every week"),
                            ("month", "every 30 days"),
                        ],
                        default="day",
                        max_length=5,
                        verbose_name="how often",
                    ),
                ),
                ("is_on", models.BooleanField(default=True, verbose_name="Fetch by itself")),
                ("next_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("title", models.CharField(max_length=120, verbose_name="name of the portal")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dcat", "DCAT (Turtle, RDF/XML or JSON-LD)"),
                            ("ckan", "CKAN"),
                            ("datajson", "data.json (DCAT-US)"),
                        ],
                        default="dcat",
                        max_length=8,
                        verbose_name="kind of catalogue",
                    ),
                ),
                ("address", models.CharField(max_length=1000, verbose_name="address of the catalogue")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.department",
                        verbose_name="department",
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
            ],
            options={
                "verbose_name": "portal that is harvested",
                "verbose_name_plural": "portals that are harvested",
                "ordering": ["title"],
            },
        ),
        migrations.CreateModel(
            name="HarvestRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("why", models.TextField(blank=True)),
                ("found", models.PositiveIntegerField(default=0)),
                ("came", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("gone", models.PositiveIntegerField(default=0)),
                ("n_refused", models.PositiveIntegerField(default=0)),
                ("refused", models.JSONField(default=list)),
                ("problems", models.JSONField(default=list)),
                (
                    "portal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="opendata.portal"
                    ),
                ),
            ],
            options={
                "verbose_name": "harvest",
                "verbose_name_plural": "harvests",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DatasetElsewhere",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("title", models.CharField(max_length=500)),
                ("description", models.TextField(blank=True)),
                ("publisher", models.CharField(blank=True, max_length=300)),
                ("licence", models.CharField(blank=True, max_length=1000)),
                ("address", models.CharField(max_length=2000)),
                ("formats", models.JSONField(default=list)),
                ("words", models.TextField(blank=True)),
                ("digest", models.CharField(max_length=64)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "portal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="datasets",
                        to="opendata.portal",
                    ),
                ),
            ],
            options={
                "verbose_name": "dataset of another portal",
                "verbose_name_plural": "datasets of other portals",
                "ordering": ["title", "pk"],
                "constraints": [models.UniqueConstraint(fields=("portal", "key"), name="one_key_a_portal")],
            },
        ),
    ]
