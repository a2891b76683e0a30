"""Lets editors and administrators edit synonyms, and thereby see the report of searches.

It is here because this app defines the roles; search does not know them.
"""

from django.db import migrations

GROUPS = ["Editor", "Administrator"]
ACTIONS = ["add", "change", "delete", "view"]


def grant_synonyms(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")

    # Created here if Django, which does so after migrating, has not done so.
    content_type, _new = ContentType.objects.get_or_create(app_label="search", model="synonymset")
    permissions = [
        Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_synonymset",
            defaults={"name": f"Can {action} synonym set"},
        )[0]
        for action in ACTIONS
    ]
    for group in Group.objects.filter(name__in=GROUPS):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_roles"),
        ("search", "0004_answers_full_text"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant_synonyms, migrations.RunPython.noop)]
