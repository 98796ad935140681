"""Uploads tell where their table stands and how many rows of which kind it has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the summary of an upload."""

    dependencies = (("returns", "0003_notices_by_mail"),)

    operations = (
        migrations.AddField(model_name="upload", name="summary", field=models.JSONField(default=dict)),
    )
