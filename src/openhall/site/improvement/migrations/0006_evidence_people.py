from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("improvement", "0005_simulated")]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="people",
            field=models.PositiveIntegerField(null=True),
        )
    ]
