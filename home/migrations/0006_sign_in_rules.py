"""Lets administrators choose which groups need a second factor."""

from django.db import migrations


def grant_rules(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")

    # Created here if Django, which does so after migrating, has not done so.
    content_type, _new = ContentType.objects.get_or_create(
        app_label="accounts", model="signinrules"
    )
    permission, _new = Permission.objects.get_or_create(
        content_type=content_type,
        codename="change_signinrules",
        defaults={"name": "Can change second factor"},
    )
    for group in Group.objects.filter(name="Administrator"):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0005_comment_roles"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant_rules, migrations.RunPython.noop)]
