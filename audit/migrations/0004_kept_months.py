import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# Which months are to be counted again is written by the database, in the transaction that writes: no way of writing a
# row goes past it, and a report never believes a month that was kept before (ADR 0006). A person's referrals are taken
# together, for which of their confirmations was the first depends on all of them. Nothing is locked or waited for.
WATCH = """
CREATE FUNCTION audit_moments(referral referrals_referral, timeline referrals_timeline) RETURNS timestamptz[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY[
        referral.received_at, timeline.presented_at, timeline.suspected_at, timeline.coordinator_contact_at,
        timeline.mri_started_at, timeline.confirmed_at, timeline.rt_decision_at, timeline.rt_first_fraction_at,
        timeline.surgery_at, timeline.systemic_at, timeline.discharged_at
    ]
$$;

CREATE FUNCTION audit_of_referral(it referrals_referral) RETURNS record LANGUAGE sql IMMUTABLE AS $$
    SELECT ROW(it.alliance_id, it.person_id, it.received_at, it.taken_back_at, it.imd_decile,
               it.referring_organisation_id, it.referring_place)
$$;

CREATE FUNCTION audit_of_person(it referrals_person) RETURNS record LANGUAGE sql IMMUTABLE AS $$
    SELECT ROW(it.is_resident, it.nhs_number, it.date_of_birth, it.age_given, it.sex, it.ethnicity, it.needs_interpreter)
$$;

CREATE FUNCTION audit_note(referral referrals_referral, timeline referrals_timeline) RETURNS SETOF audit_changed
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT NULL::bigint, referral.alliance_id,
           date_trunc('month', moment AT TIME ZONE 'Europe/London')::date, referral.id
      FROM unnest(audit_moments(referral, timeline)) AS moment
     WHERE moment IS NOT NULL
$$;

CREATE FUNCTION audit_people_changed(people bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO audit_changed (alliance_id, month, referral_id)
    SELECT noted.alliance_id, noted.month, noted.referral_id
      FROM referrals_referral AS referral LEFT JOIN referrals_timeline AS timeline ON timeline.referral_id = referral.id,
           LATERAL audit_note(referral, timeline) AS noted
     WHERE referral.person_id = ANY (people)
$$;

CREATE FUNCTION audit_timeline_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE people bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT person_id) INTO people
          FROM now_there JOIN referrals_referral AS referral ON referral.id = now_there.referral_id;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO audit_changed (alliance_id, month, referral_id)
        SELECT noted.alliance_id, noted.month, noted.referral_id
          FROM was_there JOIN referrals_referral AS referral ON referral.id = was_there.referral_id,
               LATERAL audit_note(referral, was_there) AS noted;
        SELECT array_agg(DISTINCT person_id) INTO people
          FROM was_there JOIN referrals_referral AS referral ON referral.id = was_there.referral_id;
    ELSE
        INSERT INTO audit_changed (alliance_id, month, referral_id)
        SELECT noted.alliance_id, noted.month, noted.referral_id
          FROM was_there JOIN now_there USING (referral_id)
               JOIN referrals_referral AS referral ON referral.id = was_there.referral_id,
               LATERAL audit_note(referral, was_there) AS noted
         WHERE was_there IS DISTINCT FROM now_there;
        SELECT array_agg(DISTINCT person_id) INTO people
          FROM was_there JOIN now_there USING (referral_id)
               JOIN referrals_referral AS referral ON referral.id = was_there.referral_id
         WHERE was_there IS DISTINCT FROM now_there;
    END IF;
    PERFORM audit_people_changed(people);
    RETURN NULL;
END $$;

CREATE FUNCTION audit_referral_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE people bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit_changed (alliance_id, month, referral_id)
        SELECT noted.alliance_id, noted.month, noted.referral_id
          FROM now_there, LATERAL audit_note(now_there, NULL) AS noted;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO audit_changed (alliance_id, month, referral_id)
        SELECT noted.alliance_id, noted.month, noted.referral_id
          FROM was_there, LATERAL audit_note(was_there, NULL) AS noted;
    ELSE
        INSERT INTO audit_changed (alliance_id, month, referral_id)
        SELECT noted.alliance_id, noted.month, noted.referral_id
          FROM was_there JOIN now_there USING (id)
               LEFT JOIN referrals_timeline AS timeline ON timeline.referral_id = was_there.id,
               LATERAL audit_note(was_there, timeline) AS noted
         WHERE audit_of_referral(was_there) IS DISTINCT FROM audit_of_referral(now_there);
        SELECT array_agg(DISTINCT person) INTO people
          FROM was_there JOIN now_there USING (id), unnest(ARRAY[was_there.person_id, now_there.person_id]) AS person
         WHERE audit_of_referral(was_there) IS DISTINCT FROM audit_of_referral(now_there);
        PERFORM audit_people_changed(people);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_person_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit_people_changed(ARRAY(
        SELECT id FROM was_there JOIN now_there USING (id) WHERE audit_of_person(was_there) IS DISTINCT FROM audit_of_person(now_there)
    ));
    RETURN NULL;
END $$;
"""
TRIGGERS = {
    ("timeline", "insert"): "NEW TABLE AS now_there",
    ("timeline", "update"): "OLD TABLE AS was_there NEW TABLE AS now_there",
    ("timeline", "delete"): "OLD TABLE AS was_there",
    ("referral", "insert"): "NEW TABLE AS now_there",
    ("referral", "update"): "OLD TABLE AS was_there NEW TABLE AS now_there",
    ("referral", "delete"): "OLD TABLE AS was_there",
    ("person", "update"): "OLD TABLE AS was_there NEW TABLE AS now_there",
}
WATCH += "".join(
    f"CREATE TRIGGER audit_{table}_{event} AFTER {event.upper()} ON referrals_{table} REFERENCING {rows} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION audit_{table}_written();\n"
    for (table, event), rows in TRIGGERS.items()
)
UNWATCH = "".join(f"DROP TRIGGER audit_{table}_{event} ON referrals_{table};\n" for table, event in TRIGGERS) + """
DROP FUNCTION audit_timeline_written();
DROP FUNCTION audit_referral_written();
DROP FUNCTION audit_person_written();
DROP FUNCTION audit_people_changed(bigint[]);
DROP FUNCTION audit_note(referrals_referral, referrals_timeline);
DROP FUNCTION audit_of_referral(referrals_referral);
DROP FUNCTION audit_of_person(referrals_person);
DROP FUNCTION audit_moments(referrals_referral, referrals_timeline);
"""
# Everything there is has still to be counted.
ALL = "SELECT audit_people_changed(ARRAY(SELECT id FROM referrals_person));"


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_aims'),
        ('mscc', '0009_places'),
        ('referrals', '0027_rt_delay'),
    ]

    operations = [
        migrations.CreateModel(
            name='Changed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alliance_id', models.BigIntegerField()),
                ('month', models.DateField()),
                ('referral_id', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['alliance_id', 'month', 'referral_id'], name='changed_in_month')],
            },
        ),
        migrations.CreateModel(
            name='KeptMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='Its first day.')),
                ('version', models.CharField(help_text='Stands for the very rules by which it was counted.', max_length=64)),
                ('written', models.TextField(help_text='JSON: its counts; empty while somebody waits in it.')),
                ('referrals', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='Everybody who may be counted in it.', size=None)),
                ('alliance', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mscc.alliance')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('alliance', 'month'), name='month_kept_once')],
            },
        ),
        migrations.RunSQL(WATCH, UNWATCH),
        migrations.RunSQL(ALL, migrations.RunSQL.noop),
    ]
