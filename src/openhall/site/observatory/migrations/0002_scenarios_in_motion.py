from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("observatory", "0001_logs")]

    operations = [migrations.AddField("scenario", "motion", models.JSONField(default=dict))]
