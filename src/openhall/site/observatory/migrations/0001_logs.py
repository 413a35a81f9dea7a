import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("observatory", "0001_initial"),
        ("observatory", "0002_time_limit"),
        ("observatory", "0003_office_hours"),
        ("observatory", "0004_live"),
        ("observatory", "0005_scenarios"),
    ]

    initial = True

    dependencies = [("people", "__first__")]

    operations = [
        migrations.CreateModel(
            name="Log",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("file_name", models.CharField(max_length=255)),
                ("bytes", models.BigIntegerField(default=0)),
                ("options", models.JSONField(default=dict)),
                ("live", models.CharField(blank=True, editable=False, max_length=50)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be read"),
                            ("reading", "Being read"),
                            ("ready", "Ready"),
                            ("failed", "Could not be read"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("limit_text", models.CharField(blank=True, max_length=500, verbose_name="time limit")),
                ("hours_text", models.CharField(blank=True, max_length=500, verbose_name="office hours")),
                ("holidays_text", models.TextField(blank=True, verbose_name="holidays")),
                ("columns", models.JSONField(default=list)),
                ("cases", models.BigIntegerField(default=0)),
                ("events", models.BigIntegerField(default=0)),
                ("activities", models.IntegerField(default=0)),
                ("first_at", models.DateTimeField(null=True)),
                ("last_at", models.DateTimeField(null=True)),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created", "title"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("live", ""), _negated=True),
                        fields=("live",),
                        name="one_live_log_a_service",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True, verbose_name="address")),
                ("title", models.CharField(max_length=120, verbose_name="name of the service")),
                ("summary", models.CharField(max_length=300, verbose_name="what it is, in one sentence")),
                (
                    "one",
                    models.CharField(default="case", max_length=60, verbose_name="what one case is called"),
                ),
                (
                    "many",
                    models.CharField(default="cases", max_length=60, verbose_name="what several are called"),
                ),
                ("numbers", models.JSONField()),
                ("published", models.DateTimeField(auto_now=True)),
                (
                    "log",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="pages",
                        to="observatory.log",
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
            options={"ordering": ["title"]},
        ),
        migrations.CreateModel(
            name="Scenario",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("changes", models.TextField()),
                ("cost", models.FloatField(default=0.0)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be played"),
                            ("playing", "Being played"),
                            ("ready", "Ready"),
                            ("failed", "Could not be played"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("told", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "log",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scenarios",
                        to="observatory.log",
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
            options={"ordering": ["-made_at", "-pk"]},
        ),
    ]
