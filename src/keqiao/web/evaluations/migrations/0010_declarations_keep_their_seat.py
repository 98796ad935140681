"""A seat with declarations is not deleted; a seat without is, and no deletion of declarations is tried."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0009_triggers_of_panels")]

    operations = [
        migrations.AlterField(
            model_name="conflictdeclaration",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="declarations",
                to="evaluations.panelseat",
                verbose_name="seat",
            ),
        ),
    ]
