import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("training", "0001_initial"), ("training", "0002_learning")]

    initial = True

    dependencies = [
        ("exchange", "0001_keys"),
        ("observatory", "0001_logs"),
        ("people", "0001_people"),
        ("people", "__first__"),
        ("services", "0001_services"),
    ]

    operations = [
        migrations.CreateModel(
            name="IssuerKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=64, unique=True)),
                ("public", models.CharField(max_length=64)),
                ("first_used", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "key of certificates",
                "verbose_name_plural": "keys of certificates",
                "ordering": ["-first_used"],
            },
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True, verbose_name="address")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("retired_at", models.DateTimeField(null=True)),
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="courses",
                        to="people.department",
                        verbose_name="department",
                    ),
                ),
            ],
            options={"verbose_name": "course", "verbose_name_plural": "courses", "ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="CourseVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("folder", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                ("before", models.BinaryField(null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "People begin this one"),
                            ("kept", "Only for those who began it"),
                        ],
                        default="draft",
                        max_length=5,
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="what changed")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="training.course",
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
                "verbose_name": "version of a course",
                "verbose_name_plural": "versions of courses",
                "ordering": ["course", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("course", "number"), name="one_course_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("course",),
                        name="one_course_version_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_part", models.CharField(blank=True, max_length=40)),
                ("due_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrolments",
                        to="training.course",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="training.courseversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "course under way",
                "verbose_name_plural": "courses under way",
                "ordering": ["-begun_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("person", "course"),
                        name="one_course_under_way_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Done",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.CharField(max_length=40)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="done",
                        to="training.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "part that is done",
                "verbose_name_plural": "parts that are done",
                "constraints": [
                    models.UniqueConstraint(fields=("enrolment", "part"), name="a_part_done_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Completion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("here", "completed here"),
                            ("told", "told by another system"),
                            ("typed", "recorded by hand"),
                        ],
                        default="here",
                        max_length=5,
                    ),
                ),
                ("on", models.DateField()),
                ("until", models.DateField(null=True)),
                ("evidence", models.CharField(blank=True, max_length=300, verbose_name="what shows it")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_because", models.CharField(blank=True, max_length=300)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="completions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions",
                        to="training.course",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions",
                        to="training.courseversion",
                    ),
                ),
                (
                    "enrolment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="completion",
                        to="training.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "completion",
                "verbose_name_plural": "completions",
                "ordering": ["-on", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=["until"],
                        name="completions_that_end",
                    )
                ],
            },
        ),
    ]
