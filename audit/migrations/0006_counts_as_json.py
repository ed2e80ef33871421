from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0005_seals'),
    ]

    # What was kept before was written otherwise: the months are counted again.
    operations = [
        migrations.RemoveField('keptmonth', 'written'),
        migrations.AddField(
            'keptmonth', 'written', models.JSONField(null=True, help_text='Its counts; none while somebody waits in it.')
        ),
        migrations.RunSQL("UPDATE audit_keptmonth SET version = ''", migrations.RunSQL.noop),
    ]
