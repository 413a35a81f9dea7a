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

    dependencies = [("opendata", "0002_using_and_harvesting")]

    operations = [
        migrations.CreateModel(
            name="Refresh",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("address", "An address on the web"),
                            ("folder", "A file in your department's folder on this server"),
                        ],
                        default="address",
                        max_length=7,
                        verbose_name="where from",
                    ),
                ),
                ("place", models.CharField(max_length=1000, verbose_name="address or name of the file")),
                ("known", models.JSONField(default=dict)),
                (
                    "dataset",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refresh",
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
            ],
            options={"verbose_name": "source of a dataset", "verbose_name_plural": "sources of datasets"},
        ),
        migrations.CreateModel(
            name="RefreshRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("published", "A new version is open"),
                            ("same", "Nothing had changed"),
                            ("waits", "A new version waits for you"),
                            ("failed", "It did not come"),
                        ],
                        max_length=9,
                    ),
                ),
                ("why", models.JSONField(default=list)),
                ("bytes", models.BigIntegerField(default=0)),
                (
                    "refresh",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="opendata.refresh",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="opendata.datasetversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "run of a source",
                "verbose_name_plural": "runs of sources",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
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
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                ("query", models.TextField()),
                ("state", models.TextField()),
                ("is_featured", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="views",
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
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="VersionColumn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("source_name", models.CharField(blank=True, max_length=255)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("number", "Number"),
                            ("checkbox", "Yes or no"),
                            ("calendar_date", "Date and time (local)"),
                            ("fixed_timestamp", "Instant (UTC)"),
                            ("point", "Place"),
                            ("multipolygon", "Area"),
                            ("url", "Web address"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("description", models.TextField(blank=True, max_length=1000)),
                ("unit", models.CharField(blank=True, max_length=40)),
                (
                    "tells",
                    models.CharField(
                        choices=[
                            ("nothing", "Nothing of anybody"),
                            ("indirect", "With others it may single somebody out"),
                            ("sensitive", "Something that must not become known of somebody"),
                            ("direct", "It names somebody: it is left out"),
                        ],
                        default="nothing",
                        max_length=10,
                    ),
                ),
                ("is_kept", models.BooleanField(default=True)),
                ("treatment", models.CharField(blank=True, max_length=40)),
                ("facts", models.JSONField(default=dict)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="columns",
                        to="opendata.datasetversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "column",
                "verbose_name_plural": "columns",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "name"), name="one_column_a_name")
                ],
            },
        ),
    ]
