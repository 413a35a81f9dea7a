import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("cases", "0001_initial"),
        ("cases", "0002_drafts_and_papers"),
        ("cases", "0002_papers_and_library"),
        ("cases", "0003_sending_and_indexes"),
        ("cases", "0004_begun_by"),
        ("cases", "0005_data_in_order"),
        ("cases", "0006_fewer_indexes"),
        ("cases", "0007_only_claimed_on_desks"),
        ("cases", "0008_looks"),
        ("cases", "0009_erased"),
    ]

    dependencies = [("cases", "0002_papers_and_looking")]

    operations = [
        migrations.CreateModel(
            name="Outgoing",
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
                            ("letter", "letter"),
                            ("message", "message to a partner"),
                            ("call", "call of a service"),
                            ("notice", "e-mail that something has happened"),
                            ("signal", "signal to other cases"),
                        ],
                        max_length=7,
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("content", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("problem", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outgoing", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "thing to send",
                "verbose_name_plural": "things to send",
                "indexes": [
                    models.Index(
                        condition=models.Q(("failed_at__isnull", True), ("sent_at__isnull", True)),
                        fields=["due_at"],
                        name="still_to_send",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Removal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("places", models.JSONField(default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Under way"),
                            ("done", "Done"),
                            ("failed", "Stopped by a fault"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("cases", models.PositiveIntegerField(default=0)),
                ("moved", models.PositiveIntegerField(default=0)),
                ("stayed", models.PositiveIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(null=True)),
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
                    "from_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="removals_from",
                        to="services.version",
                    ),
                ),
                (
                    "to_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="removals_to",
                        to="services.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "move of open cases",
                "verbose_name_plural": "moves of open cases",
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Moved",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("moved", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="removals", to="cases.case"
                    ),
                ),
                (
                    "removal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to="cases.removal",
                    ),
                ),
            ],
            options={
                "verbose_name": "moved case",
                "verbose_name_plural": "moved cases",
                "constraints": [
                    models.UniqueConstraint(fields=("removal", "case"), name="one_outcome_a_case")
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.BigIntegerField()),
                ("node", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=200)),
                ("for_applicant", models.BooleanField(default=False)),
                ("role", models.CharField(blank=True, max_length=50)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "open"), ("done", "done"), ("withdrawn", "withdrawn")],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("draft", models.JSONField(default=dict)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="cases.case",
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tasks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="people.department",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["department", "role", "due_at"],
                        name="inbox",
                    ),
                    models.Index(
                        condition=models.Q(("claimed_by__isnull", False), ("status", "open")),
                        fields=["claimed_by", "due_at"],
                        name="desk_of_one",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "token"), name="one_task_a_token")],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_role", models.CharField(blank=True, max_length=50)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("due_at", models.DateTimeField(null=True)),
                ("back_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
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
                    "from_department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.department"
                    ),
                ),
                (
                    "to_department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="people.department",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="handovers", to="cases.task"
                    ),
                ),
            ],
            options={
                "verbose_name": "hand-over",
                "verbose_name_plural": "hand-overs",
                "ordering": ["at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("back_at__isnull", True)),
                        fields=("task",),
                        name="one_handover_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Timer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("node", models.CharField(max_length=200)),
                ("since", models.DateTimeField()),
                ("due_at", models.DateTimeField(db_index=True)),
                ("fired", models.PositiveIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="timers",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "timer",
                "verbose_name_plural": "timers",
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number", "node"), name="one_timer_once")
                ],
            },
        ),
    ]
