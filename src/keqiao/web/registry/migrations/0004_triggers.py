import django.db.models.deletion
from django.db import migrations, models

from keqiao.web.registry.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


def drop(apps, schema_editor):
    GUARD.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_families_and_words")]
    operations = [
        migrations.RemoveField(model_name="partner", name="family_code"),
        migrations.AlterField(
            model_name="partner",
            name="family",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="partners",
                to="registry.partnerfamily",
                verbose_name="family",
            ),
        ),
        migrations.RunPython(create, drop),
    ]
