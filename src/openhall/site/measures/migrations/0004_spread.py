"""How far a mean is off because it is of some cases only is kept beside it; all series are worked out once more."""

from typing import Any

from django.db import migrations, models


def work_out_again(apps: Any, editor: Any) -> None:
    apps.get_model("measures", "Standing").objects.update(waiting=True)


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0003_published_figures"),
    ]

    operations = [
        migrations.AddField("value", "spread", models.FloatField(null=True)),
        migrations.RunPython(work_out_again, migrations.RunPython.noop),
    ]
