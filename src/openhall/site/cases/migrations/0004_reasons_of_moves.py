"""Why a case was not moved is kept as a template with its parts, to be said in the reader's language."""

from typing import Any

from django.db import migrations, models


def keep_reasons(apps: Any, editor: Any) -> None:
    for moved in apps.get_model("cases", "Moved").objects.exclude(reason_text=""):
        moved.reason = {"template": moved.reason_text, "parts": {}}
        moved.save(update_fields=["reason"])


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_tasks"),
    ]

    operations = [
        migrations.RenameField("moved", "reason", "reason_text"),
        migrations.AddField("moved", "reason", models.JSONField(default=dict)),
        migrations.RunPython(keep_reasons, migrations.RunPython.noop),
        migrations.RemoveField("moved", "reason_text"),
    ]
