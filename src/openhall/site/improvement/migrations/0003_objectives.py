import django.core.validators
import django.db.models.deletion
import django.utils.timezone
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

    dependencies = [("improvement", "0002_ideas_and_evidence")]

    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="who needs what, in one sentence")),
                ("words", models.TextField(blank=True, max_length=3000, verbose_name="why")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="needs",
                        to="improvement.assessment",
                    ),
                ),
            ],
            options={"verbose_name": "need", "verbose_name_plural": "needs", "ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="Objective",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="objective")),
                ("baseline", models.FloatField(verbose_name="baseline")),
                ("baseline_on", models.DateField(verbose_name="day of the baseline")),
                ("target", models.FloatField(verbose_name="target")),
                ("due", models.DateField(verbose_name="to be reached by")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objectives",
                        to="people.department",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objectives",
                        to="improvement.goal",
                        verbose_name="goal",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objectives",
                        to="measures.measureversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "objective",
                "verbose_name_plural": "objectives",
                "ordering": ["due", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due__gt", models.F("baseline_on"))), name="objective_has_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target", models.F("baseline")), _negated=True),
                        name="objective_goes_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="action")),
                ("starts", models.DateField(verbose_name="first day")),
                ("ends", models.DateField(verbose_name="last day")),
                ("lead", models.CharField(blank=True, max_length=100, verbose_name="post that leads it")),
                (
                    "staff",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=6, verbose_name="full-time posts"
                    ),
                ),
                (
                    "budget",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="budget"),
                ),
                (
                    "programme",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="programme of the published budget"
                    ),
                ),
                ("finished_on", models.DateField(blank=True, null=True, verbose_name="finished on")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_actions",
                        to="people.department",
                    ),
                ),
                (
                    "depends_on",
                    models.ManyToManyField(blank=True, related_name="needed_by", to="improvement.action"),
                ),
                (
                    "experiment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="actions",
                        to="improvement.experiment",
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="improvement.objective",
                    ),
                ),
            ],
            options={
                "verbose_name": "action",
                "verbose_name_plural": "actions",
                "ordering": ["starts", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gte", models.F("starts"))),
                        name="action_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True, verbose_name="address")),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                ("vision", models.TextField(max_length=3000, verbose_name="vision")),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="people.department",
                        verbose_name="department",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan",
                "verbose_name_plural": "plans",
                "ordering": ["-first_day", "title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gt", models.F("first_day"))),
                        name="plan_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="goal",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="goals", to="improvement.plan"
            ),
        ),
    ]
