"""Sentences are kept as templates with their parts, to be said in the reader's language (`process.saying`).

Those from before are kept as they are: a template without parts.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def said(text: str) -> dict[str, Any]:
    return {"template": text, "parts": {}} if text else {}


def told(report: dict[str, Any]) -> dict[str, Any]:
    findings = [
        {name: value for name, value in each.items() if name not in ("text", "todo")}
        | {"said": said(each["text"]), "to_do": said(each["todo"])}
        for each in report.get("findings", [])
    ]
    return report | {"findings": findings} if findings else report


def keep_sentences(apps: Any, editor: Any) -> None:
    for run in apps.get_model("opendata", "RefreshRun").objects.all():
        run.why = [said(text) for text in run.why]
        run.save(update_fields=["why"])
    for run in apps.get_model("opendata", "HarvestRun").objects.all():
        run.why = said(run.why_text)
        run.refused = [[title, said(why)] for title, why in run.refused]
        run.problems = [said(text) for text in run.problems]
        run.save(update_fields=["why", "refused", "problems"])
    for version in apps.get_model("opendata", "DatasetVersion").objects.all():
        version.problem = said(version.problem_text)
        if notes := version.quality.get("notes"):
            version.quality["notes"] = [
                {"said": said(each["text"]), "weight": each["weight"]} for each in notes
            ]
        version.risk.pop("words", None)
        for side in ("before", "after"):
            if side in version.risk:
                version.risk[side] = told(version.risk[side])
        if ladders := version.risk.get("ladders"):
            version.risk["ladders"] = {
                name: [rule for rule, _words in rungs] for name, rungs in ladders.items()
            }
        version.save(update_fields=["problem", "quality", "risk"])
    for year in apps.get_model("opendata", "MoneyVersion").objects.all():
        year.problem = said(year.problem_text)
        year.findings = [
            {name: value for name, value in each.items() if name != "words"} | {"said": said(each["words"])}
            for each in year.findings
        ]
        year.save(update_fields=["problem", "findings"])
    for decision in apps.get_model("opendata", "Decision").objects.all():
        decision.before, decision.after = told(decision.before), told(decision.after)
        decision.save(update_fields=["before", "after"])
    for column in apps.get_model("opendata", "VersionColumn").objects.filter(facts__has_key="treated"):
        decided = column.version.decisions.order_by("at").last()
        plan = str(decided.plan.get("text", "")) if decided else ""
        own = [line for line in plan.split("\n") if line.startswith(f"{column.name}: ")]
        column.facts["treated"] = "\n".join(own)
        column.save(update_fields=["facts"])


class Migration(migrations.Migration):
    dependencies = [
        ("opendata", "0004_tries_of_years"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="follows",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="opendata.decision",
            ),
        ),
        migrations.RenameField("datasetversion", "problem", "problem_text"),
        migrations.AddField("datasetversion", "problem", models.JSONField(default=dict)),
        migrations.RenameField("moneyversion", "problem", "problem_text"),
        migrations.AddField("moneyversion", "problem", models.JSONField(default=dict)),
        migrations.RenameField("harvestrun", "why", "why_text"),
        migrations.AddField("harvestrun", "why", models.JSONField(default=dict)),
        migrations.RunPython(keep_sentences, migrations.RunPython.noop),
        migrations.RemoveField("datasetversion", "problem_text"),
        migrations.RemoveField("moneyversion", "problem_text"),
        migrations.RemoveField("harvestrun", "why_text"),
    ]
