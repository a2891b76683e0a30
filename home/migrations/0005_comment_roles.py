"""Lets editors and administrators moderate comments.

It is here because this app defines the roles; news does not know them.
"""

from django.db import migrations

GROUPS = ["Editor", "Administrator"]
ACTIONS = ["change", "delete", "view"]


def grant_comments(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")

    # Created here if Django, which does so after migrating, has not done so.
    content_type, _new = ContentType.objects.get_or_create(app_label="news", model="comment")
    permissions = [
        Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_comment",
            defaults={"name": f"Can {action} comment"},
        )[0]
        for action in ACTIONS
    ]
    for group in Group.objects.filter(name__in=GROUPS):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0004_search_roles"),
        ("news", "0002_comments"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant_comments, migrations.RunPython.noop)]
