# Nobody who works meanwhile waits for the index: it is made concurrently, outside a transaction.

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('mscc', '0005_calendar_feed'),
        ('referrals', '0012_tasks'),
    ]

    operations = [
        TrigramExtension(),
        AddIndexConcurrently(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(django.db.models.functions.text.Upper(django.db.models.functions.text.Concat(models.Value(' '), models.F('surname'), models.Value(' '), models.F('forename'), output_field=models.CharField())), models.Value("-‐‑–'’‘`."), models.Value('    '), function='TRANSLATE', output_field=models.CharField()), name='gin_trgm_ops'), fastupdate=False, name='person_by_name'),
        ),
    ]
