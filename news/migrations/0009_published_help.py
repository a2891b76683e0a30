
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0008_dates_that_lie_ahead'),
    ]

    operations = [
        migrations.AlterField(
            model_name='articlepage',
            name='published_at',
            field=models.DateTimeField(blank=True, db_index=True, help_text='What readers see. Empty: the moment of the first publication. A date ahead holds the article back until then.', null=True, verbose_name='published'),
        ),
    ]
