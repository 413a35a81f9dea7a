import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("improvement", "0001_ideas"),
        ("improvement", "0002_experiments"),
        ("improvement", "0003_plans"),
        ("improvement", "0004_needs"),
        ("improvement", "0005_simulated"),
        ("improvement", "0006_evidence_people"),
    ]

    dependencies = [("improvement", "0003_objectives")]

    operations = [
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="what changed")),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="improvement.plan",
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
                "verbose_name": "version of a plan",
                "verbose_name_plural": "versions of plans",
                "ordering": ["plan", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "number"), name="one_plan_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Practice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("summary", models.CharField(max_length=500, verbose_name="what others should know")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "experiment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="practice",
                        to="improvement.experiment",
                    ),
                ),
                (
                    "shared",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="services.shared",
                    ),
                ),
            ],
            options={
                "verbose_name": "best practice",
                "verbose_name_plural": "best practices",
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Risk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="what may happen")),
                (
                    "likelihood",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="how likely, from 1 to 5",
                    ),
                ),
                (
                    "impact",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="how bad, from 1 to 5",
                    ),
                ),
                ("response", models.TextField(max_length=3000, verbose_name="what we do about it")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_risks",
                        to="people.department",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="risks",
                        to="improvement.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "risk",
                "verbose_name_plural": "risks",
                "ordering": ["-likelihood", "-impact", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "points",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(5)]
                    ),
                ),
                ("why", models.CharField(max_length=500)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="improvement.criterion",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="improvement.need",
                    ),
                ),
            ],
            options={
                "verbose_name": "score",
                "verbose_name_plural": "scores",
                "ordering": ["criterion", "at"],
                "constraints": [
                    models.UniqueConstraint(fields=("need", "criterion", "by"), name="one_score_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Simulated",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("changes", models.TextField(max_length=2000, verbose_name="what is changed")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Being simulated"),
                            ("ready", "Ready"),
                            ("failed", "Could not be simulated"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("problem", models.TextField(blank=True)),
                ("figures", models.JSONField(default=list)),
                ("replications", models.PositiveSmallIntegerField(default=0)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="simulated",
                        to="improvement.idea",
                    ),
                ),
                (
                    "log",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="observatory.log",
                    ),
                ),
            ],
            options={
                "verbose_name": "simulation of an idea",
                "verbose_name_plural": "simulations of ideas",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Source",
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
                            ("map", "The process map"),
                            ("measure", "A measure"),
                            ("feedback", "Feedback"),
                            ("complaint", "Complaints and appeals"),
                            ("equality", "Differences between groups"),
                            ("residents", "A survey of residents"),
                            ("staff", "A survey of staff"),
                            ("partners", "A survey of partners"),
                            ("other", "Something else"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="what it shows, in one sentence")),
                ("words", models.TextField(blank=True, max_length=3000, verbose_name="more about it")),
                ("numbers", models.JSONField(default=list)),
                (
                    "people",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="how many people or cases it is about"
                    ),
                ),
                ("origin", models.CharField(blank=True, max_length=500, verbose_name="where it can be read")),
                ("gathered", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="improvement.assessment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence of an assessment",
                "verbose_name_plural": "evidence of assessments",
                "ordering": ["kind", "pk"],
            },
        ),
        migrations.AddField(
            model_name="need",
            name="sources",
            field=models.ManyToManyField(
                blank=True, related_name="needs", to="improvement.source", verbose_name="evidence"
            ),
        ),
    ]
