"""What people do with datasets: views that they keep, datasets that they follow, and those that they ask for."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import openhall.site.opendata.identifiers
import openhall.site.opendata.models.using


class Migration(migrations.Migration):
    dependencies = [
        ("opendata", "0004_risk"),
        ("people", "0002_department_post"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DatasetRequest",
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
                ("what", models.TextField(max_length=2000, verbose_name="what you are looking for")),
                (
                    "why",
                    models.TextField(blank=True, max_length=2000, verbose_name="what you would use it for"),
                ),
                ("e_mail", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(max_length=10)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True)),
                ("is_public", models.BooleanField(default=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dataset",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="requests",
                        to="opendata.dataset",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="dataset_requests",
                        to="people.department",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for a dataset",
                "verbose_name_plural": "requests for datasets",
                "ordering": ["-asked_at"],
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
        migrations.AddIndex(
            model_name="datasetrequest",
            index=models.Index(
                condition=models.Q(("answered_at", None)), fields=["asked_at"], name="requests_to_answer"
            ),
        ),
        migrations.AddConstraint(
            model_name="follower",
            constraint=models.UniqueConstraint(fields=("dataset", "e_mail"), name="one_follower_a_dataset"),
        ),
    ]
