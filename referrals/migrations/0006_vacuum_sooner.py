from django.db import migrations

# Rows that change at every look: their dead versions are cleared when a fiftieth of the table is, not a fifth, so that
# asking what is due stays as quick as on the first day.
TABLES = ("referrals_clock", "referrals_alert", "referrals_delivery")
SOONER = "ALTER TABLE {} SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)"
USUAL = "ALTER TABLE {} RESET (autovacuum_vacuum_scale_factor, autovacuum_analyze_scale_factor)"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0005_watch")]

    operations = [migrations.RunSQL(SOONER.format(table), USUAL.format(table)) for table in TABLES]
