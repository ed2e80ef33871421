"""E-1: every measure told apart by who the people are.

Denominator: For each measure its own, in each group.
Table: Each measure's page tells its five counts, its percentage with Wilson's 95% interval and how many of the group
are known: by fifth of deprivation and distance to the cancer centre, ethnicity, sex, age at the referral, need of an
interpreter, whether cancer was known before, referring hospital, hour and day of the week. Not known is a group of its
own. Two groups are held against each other with Newcombe's interval; there is no ranking.
Period: That of each measure.
Source: NG234 1.1.13. Fewer referrals of a group may itself be the inequality: a table of those who were referred does
not show it.
"""

from audit.measures.result import Table, definition

TABLE = Table(
    id="E-1",
    version="1",
    title="Every measure told apart by who the people are",
    source="Local; 1.1.13",
    definition=definition(__doc__),
)
