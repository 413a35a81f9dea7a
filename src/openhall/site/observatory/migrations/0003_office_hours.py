"""Logs keep the office hours and holidays that somebody gave."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add both as texts; where they are empty, hours are found from the records, as before."""

    dependencies = [("observatory", "0002_time_limit")]
    operations = [
        migrations.AddField(
            "log", "hours_text", models.CharField(blank=True, max_length=500, verbose_name="office hours")
        ),
        migrations.AddField("log", "holidays_text", models.TextField(blank=True, verbose_name="holidays")),
    ]
