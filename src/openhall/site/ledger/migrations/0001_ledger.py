import django.db.models.deletion
from django.db import migrations, models

import openhall.site.ledger.models.sealing


class Migration(migrations.Migration):
    replaces = [
        ("ledger", "0001_initial"),
        ("ledger", "0002_papers_and_library"),
        ("ledger", "0003_looks"),
        ("ledger", "0004_sealing"),
        ("ledger", "0005_witnesses"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.BigIntegerField(unique=True)),
                ("rows", models.PositiveIntegerField()),
                ("last_event", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("late", models.CharField(blank=True, max_length=200)),
                ("is_sealed", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "sealed batch",
                "verbose_name_plural": "sealed batches",
                "ordering": ["first"],
            },
        ),
        migrations.CreateModel(
            name="CaseKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("case", models.CharField(max_length=12, unique=True)),
                (
                    "key",
                    models.BinaryField(
                        default=openhall.site.ledger.models.sealing.new_case_key, max_length=32
                    ),
                ),
            ],
            options={"verbose_name": "key of a case", "verbose_name_plural": "keys of cases"},
        ),
        migrations.CreateModel(
            name="Cosigned",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.CharField(max_length=255, unique=True, verbose_name="log")),
                ("size", models.BigIntegerField(verbose_name="rows")),
                ("note", models.TextField(verbose_name="signed checkpoint")),
                ("at", models.DateTimeField(verbose_name="when")),
            ],
            options={
                "verbose_name": "checkpoint signed as a witness",
                "verbose_name_plural": "checkpoints signed as a witness",
                "ordering": ["origin"],
            },
        ),
        migrations.CreateModel(
            name="Detail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("salt", models.BinaryField(max_length=16)),
                ("content", models.JSONField()),
            ],
            options={"verbose_name": "detail of an event", "verbose_name_plural": "details of events"},
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("service", models.CharField(max_length=50)),
                ("version", models.PositiveIntegerField()),
                ("case", models.CharField(max_length=12)),
                ("activity", models.CharField(max_length=200)),
                ("node", models.CharField(max_length=200)),
                (
                    "lifecycle",
                    models.CharField(
                        choices=[
                            ("schedule", "offered"),
                            ("assign", "claimed"),
                            ("reassign", "passed on"),
                            ("complete", "completed"),
                            ("withdraw", "withdrawn"),
                            ("ate_abort", "failed"),
                            ("sent", "sent"),
                            ("note", "noted beside the process"),
                            ("moved", "moved to another version"),
                            ("looked", "looked at"),
                        ],
                        max_length=10,
                    ),
                ),
                ("department", models.CharField(blank=True, max_length=50)),
                ("role", models.CharField(blank=True, max_length=50)),
                ("actor", models.CharField(blank=True, max_length=12)),
                ("objects_touched", models.JSONField(default=dict)),
                ("commitment", models.BinaryField(default=b"", max_length=32)),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "indexes": [
                    models.Index(fields=["service", "id"], name="ledger_even_service_e39787_idx"),
                    models.Index(fields=["case", "id"], name="ledger_even_case_8813e3_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.CharField(max_length=255, verbose_name="log")),
                ("size", models.BigIntegerField(verbose_name="rows")),
                ("note", models.TextField(verbose_name="signed checkpoint")),
                ("other", models.TextField(verbose_name="the other signed checkpoint")),
                ("found_at", models.DateTimeField(verbose_name="found")),
            ],
            options={
                "verbose_name": "log that told two stories",
                "verbose_name_plural": "logs that told two stories",
                "ordering": ["origin", "size"],
            },
        ),
        migrations.CreateModel(
            name="Asking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.CharField(max_length=255, verbose_name="log")),
                ("address", models.CharField(max_length=500, verbose_name="address")),
                ("size", models.BigIntegerField(default=0, verbose_name="rows")),
                ("note", models.TextField(blank=True, verbose_name="signed checkpoint")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed")),
                ("fault", models.TextField(blank=True, verbose_name="why it did not sign")),
                ("tries", models.PositiveIntegerField(default=0, verbose_name="tries that came to nothing")),
                ("next_at", models.DateTimeField(verbose_name="asked again")),
            ],
            options={
                "verbose_name": "witness that is asked",
                "verbose_name_plural": "witnesses that are asked",
                "constraints": [models.UniqueConstraint(fields=("origin", "address"), name="asked_once")],
            },
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="leaf",
                        serialize=False,
                        to="ledger.event",
                    ),
                ),
                ("number", models.BigIntegerField(unique=True)),
            ],
            options={"verbose_name": "leaf of the ledger", "verbose_name_plural": "leaves of the ledger"},
        ),
        migrations.AddField(
            model_name="detail",
            name="event",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="detail", to="ledger.event"
            ),
        ),
    ]
