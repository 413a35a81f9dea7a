import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import openhall.site.exchange.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("cases", "0003_tasks"), ("people", "0001_people"), ("people", "__first__")]

    operations = [
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="system")),
                ("scopes", models.JSONField(default=list, verbose_name="may")),
                ("registers", models.JSONField(blank=True, default=list, verbose_name="registers")),
                (
                    "client",
                    models.CharField(
                        blank=True,
                        help_text="INSTANCE/CLASS/MEMBER/SUBSYSTEM",
                        max_length=200,
                        verbose_name="name at the information mediator",
                    ),
                ),
                ("purpose", models.CharField(blank=True, max_length=200, verbose_name="purpose")),
                ("per_minute", models.PositiveIntegerField(default=600, verbose_name="requests a minute")),
                ("prefix", models.CharField(editable=False, max_length=12, unique=True)),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="withdrawn"),
                ),
                (
                    "account",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_key",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="people.department",
                        verbose_name="department",
                    ),
                ),
            ],
            options={"verbose_name": "key", "verbose_name_plural": "keys", "ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("applicant", models.CharField(db_index=True, max_length=200)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="application",
                        to="cases.case",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="applications",
                        to="exchange.apikey",
                    ),
                ),
            ],
            options={
                "verbose_name": "application from another system",
                "verbose_name_plural": "applications from other systems",
            },
        ),
        migrations.CreateModel(
            name="Upload",
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
                        default=openhall.site.exchange.models.new_upload_key,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=100)),
                ("bytes", models.BigIntegerField()),
                ("file", models.FileField(upload_to=openhall.site.exchange.models.storage_name)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "api_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uploads",
                        to="exchange.apikey",
                    ),
                ),
            ],
            options={"verbose_name": "upload", "verbose_name_plural": "uploads", "ordering": ["at", "pk"]},
        ),
        migrations.CreateModel(
            name="Answered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("digest", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("body", models.TextField(blank=True)),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                (
                    "api_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answered",
                        to="exchange.apikey",
                    ),
                ),
            ],
            options={
                "verbose_name": "answered request",
                "verbose_name_plural": "answered requests",
                "constraints": [models.UniqueConstraint(fields=("api_key", "name"), name="answered_once")],
            },
        ),
    ]
