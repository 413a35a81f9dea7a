import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("services", "0001_initial"), ("services", "0002_papers_and_library")]

    initial = True

    dependencies = [("people", "0001_people"), ("people", "__first__")]

    operations = [
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True, verbose_name="address")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="people.department",
                    ),
                ),
            ],
            options={"verbose_name": "service", "verbose_name_plural": "services", "ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("digest", models.CharField(max_length=64)),
                ("folder", models.BinaryField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "New cases begin here"),
                            ("kept", "Only for cases that are open"),
                        ],
                        default="draft",
                        max_length=5,
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="what changed")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("published_at", models.DateTimeField(null=True)),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="services.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "version",
                "verbose_name_plural": "versions",
                "ordering": ["service", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("service", "number"), name="one_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")), fields=("service",), name="one_version_open"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shared",
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
                            ("service", "service"),
                            ("form", "form"),
                            ("decision", "decision"),
                            ("letter", "letter"),
                        ],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("summary", models.CharField(max_length=500, verbose_name="what it is good for")),
                ("path", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
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
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shared",
                        to="people.department",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shared",
                        to="services.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of the library",
                "verbose_name_plural": "entries of the library",
                "ordering": ["kind", "name"],
            },
        ),
        migrations.CreateModel(
            name="Adoption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="adoptions",
                        to="services.service",
                    ),
                ),
                (
                    "shared",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="services.shared",
                    ),
                ),
                (
                    "from_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="services.version"
                    ),
                ),
            ],
            options={
                "verbose_name": "adoption",
                "verbose_name_plural": "adoptions",
                "ordering": ["-at"],
                "constraints": [
                    models.UniqueConstraint(fields=("shared", "service", "path"), name="adopted_once")
                ],
            },
        ),
    ]
