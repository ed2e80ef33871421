import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models.functions import Now

# In the transaction that writes an entry its id joins the queue, by the rights of the owner: no role of the service
# needs to be able to, and none can leave it out.
QUEUE = """
    CREATE FUNCTION audit_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ BEGIN INSERT INTO audit_unsealed (entry_id) SELECT id FROM made; RETURN NULL; END $$;
    CREATE TRIGGER audit_queue AFTER INSERT ON audit_entry REFERENCING NEW TABLE AS made
       FOR EACH STATEMENT EXECUTE FUNCTION audit_queue();
    INSERT INTO audit_unsealed (entry_id) SELECT id FROM audit_entry;
"""
NO_QUEUE = "DROP TRIGGER audit_queue ON audit_entry; DROP FUNCTION audit_queue();"


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_kept_months")]

    operations = [
        migrations.CreateModel(
            name="Unsealed",
            fields=[
                ("entry_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("since", models.DateTimeField(db_default=Now())),
            ],
            options={"verbose_name_plural": "unsealed"},
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("sealed_at", models.DateTimeField()),
                (
                    "ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="Its entries, in the order in which they are hashed.",
                        size=None,
                    ),
                ),
                ("digests", models.BinaryField(help_text="The digest of each entry, one after the other.")),
                ("before", models.CharField(help_text="The hash of the seal before.", max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("detail", name="jsonb_path_ops"),
                condition=models.Q(("detail__has_key", "named")),
                name="entry_named",
            ),
        ),
        migrations.RunSQL(QUEUE, NO_QUEUE),
    ]
