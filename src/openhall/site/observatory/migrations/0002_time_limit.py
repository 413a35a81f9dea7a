"""Logs keep a time limit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the limit as a text; logs that are there have none."""

    dependencies = [("observatory", "0001_initial")]
    operations = [
        migrations.AddField(
            "log", "limit_text", models.CharField(blank=True, max_length=500, verbose_name="time limit")
        ),
    ]
