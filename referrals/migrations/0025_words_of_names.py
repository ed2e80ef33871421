# Nobody who works meanwhile waits for an index: those of people are made and dropped outside a transaction.

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

# Whoever writes past the actions is heard too. Two who write the same new word at once both add it: neither waits.
HEAR = r"""
CREATE FUNCTION words_of(surname text, forename text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT array_remove(
        string_to_array(translate(upper(surname || ' ' || forename), '-‐‑–''’‘`.', '    '), ' '), '')
$$;
CREATE FUNCTION keep_name_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO referrals_nameword (word)
    SELECT DISTINCT own.word FROM unnest(words_of(NEW.surname, NEW.forename)) AS own (word)
     WHERE NOT EXISTS (SELECT FROM referrals_nameword AS known WHERE known.word = own.word);
    RETURN NULL;
END $$;
CREATE TRIGGER keep_name_words AFTER INSERT OR UPDATE OF surname, forename ON referrals_person
    FOR EACH ROW EXECUTE FUNCTION keep_name_words();
INSERT INTO referrals_nameword (word)
SELECT DISTINCT word FROM referrals_person AS person, unnest(words_of(person.surname, person.forename)) AS word;
"""
HEAR_NO_MORE = """
DROP TRIGGER keep_name_words ON referrals_person;
DROP FUNCTION keep_name_words();
DROP FUNCTION words_of(text, text);
"""


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('mscc', '0006_lost_roles'),
        ('referrals', '0024_fixed_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='NameWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.TextField()),
            ],
            options={
                'indexes': [models.Index(fields=['word'], name='name_word'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('word', name='gin_trgm_ops'), fastupdate=False, name='name_word_by_likeness')],
            },
        ),
        migrations.RunSQL(HEAR, HEAR_NO_MORE),
        AddIndexConcurrently(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(models.Func(models.Func(models.Func(models.Func(django.db.models.functions.text.Upper(django.db.models.functions.text.Concat(models.Value(' '), models.F('surname'), models.Value(' '), models.F('forename'), output_field=models.CharField())), models.Value("-‐‑–'’‘`."), models.Value('    '), function='TRANSLATE', output_field=models.CharField()), models.Value(' '), function='STRING_TO_ARRAY', output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)), models.Value(''), function='ARRAY_REMOVE', output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)), function='ARRAY_TO_TSVECTOR', output_field=django.contrib.postgres.search.SearchVectorField()), fastupdate=False, name='person_by_words'),
        ),
        RemoveIndexConcurrently(
            model_name='person',
            name='person_by_name',
        ),
        migrations.AlterField(
            model_name='timeline',
            name='outcome',
            field=models.CharField(blank=True, choices=[('mscc', 'Metastatic spinal cord compression'), ('impending', 'Impending compression'), ('metastases', 'Spinal metastases, no compression'), ('none', 'No metastases, no compression'), ('', 'Not known')], max_length=20),
        ),
        # What a search will cost is guessed from what the index holds.
        migrations.RunSQL("ANALYZE referrals_person", migrations.RunSQL.noop),
    ]
