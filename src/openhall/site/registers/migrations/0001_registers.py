import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("registers", "0001_initial"), ("registers", "0002_keys_and_uses")]

    initial = True

    dependencies = [("people", "0001_people"), ("people", "__first__")]

    operations = [
        migrations.CreateModel(
            name="Register",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(verbose_name="short name")),
                ("version", models.CharField(default="1.0", max_length=20, verbose_name="version")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("group", models.CharField(blank=True, max_length=150, verbose_name="group")),
                ("schema", models.JSONField(verbose_name="schema")),
                ("key_fields", models.JSONField(blank=True, default=list, verbose_name="key")),
                ("last_number", models.PositiveBigIntegerField(default=0, editable=False)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registers",
                        to="people.department",
                        verbose_name="department",
                    ),
                ),
            ],
            options={
                "verbose_name": "register",
                "verbose_name_plural": "registers",
                "ordering": ["name", "version"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=("slug", "version"),
                        name="one_register_a_version",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.CharField(blank=True, editable=False, max_length=200, verbose_name="key")),
                ("content", models.JSONField(default=dict, verbose_name="what it holds")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="entries",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="registers.register",
                        verbose_name="register",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry",
                "verbose_name_plural": "entries",
                "ordering": ["made_at", "id"],
                "indexes": [
                    models.Index(fields=["register", "made_at"], name="registers_e_registe_b41ed2_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("register", "key"),
                        name="one_entry_a_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Use",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=200, verbose_name="key")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("read", "read"),
                            ("searched", "found in a search"),
                            ("checked", "asked whether it is there"),
                            ("created", "entered"),
                            ("changed", "changed"),
                            ("deleted", "deleted"),
                        ],
                        max_length=10,
                        verbose_name="what was done",
                    ),
                ),
                ("by", models.CharField(max_length=100, verbose_name="by whom")),
                (
                    "client",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="name at the information mediator"
                    ),
                ),
                ("institution", models.CharField(blank=True, max_length=150, verbose_name="organisation")),
                ("purpose", models.CharField(blank=True, max_length=200, verbose_name="purpose")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="uses",
                        to="registers.entry",
                        verbose_name="entry",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="data_uses",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uses",
                        to="registers.register",
                        verbose_name="register",
                    ),
                ),
            ],
            options={
                "verbose_name": "use of data",
                "verbose_name_plural": "uses of data",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["register", "key", "at"], name="registers_u_registe_a46b1b_idx")
                ],
            },
        ),
    ]
