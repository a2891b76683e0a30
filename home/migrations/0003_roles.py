"""Creates the roles Writer, Editor and Administrator, and the review workflow.

A writer writes and submits, an editor publishes, an administrator also manages the site. They
replace Wagtail's own groups and workflow if nobody uses those.
"""

from django.db import migrations

WRITE = ["add_page"]
EDIT = [*WRITE, "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"]
MEDIA_OF_WRITERS = ["add", "choose"]
MEDIA_OF_EDITORS = ["add", "change", "delete", "choose"]
ALL = ["add", "change", "delete", "view"]

# Permissions of each group on models outside the page tree: (app, model) -> actions.
WRITER_MODELS = {
    ("news", "author"): ["add", "view"],
    ("news", "topic"): ["add", "view"],
}
EDITOR_MODELS = {
    ("news", "author"): ALL,
    ("news", "topic"): ALL,
    ("wagtailredirects", "redirect"): ALL,
    ("wagtailsearchpromotions", "searchpromotion"): ALL,
}
ADMINISTRATOR_MODELS = {
    **EDITOR_MODELS,
    ("auth", "user"): ALL,
    ("auth", "group"): ALL,
    ("core", "publication"): ALL,
    ("wagtailcore", "site"): ALL,
    ("wagtailcore", "collection"): ALL,
    ("wagtailcore", "workflow"): ALL,
    ("wagtailcore", "task"): ALL,
    ("wagtailcore", "groupapprovaltask"): ALL,
}


def create_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    HomePage = apps.get_model("home", "HomePage")
    Page = apps.get_model("wagtailcore", "Page")

    home = HomePage.objects.first()
    root = Page.objects.get(depth=1)
    remove_unused_defaults(apps)
    writer, _new = Group.objects.get_or_create(name="Writer")
    editor, _new = Group.objects.get_or_create(name="Editor")
    administrator, _new = Group.objects.get_or_create(name="Administrator")
    grant(apps, writer, home, WRITE, MEDIA_OF_WRITERS, WRITER_MODELS)
    grant(apps, editor, home, EDIT, MEDIA_OF_EDITORS, EDITOR_MODELS)
    grant(apps, administrator, root, EDIT, MEDIA_OF_EDITORS, ADMINISTRATOR_MODELS)
    create_review(apps, home, [editor, administrator])


def grant(apps, group, page, page_actions, media_actions, models):
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")

    group.permissions.add(permission(apps, "wagtailadmin", "admin", "access_admin"))
    for action in page_actions:
        GroupPagePermission.objects.get_or_create(
            group=group, page_id=page.pk, permission=permission(apps, "wagtailcore", "page", action)
        )
    library = Collection.objects.get(depth=1)
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for action in media_actions:
            GroupCollectionPermission.objects.get_or_create(
                group=group,
                collection=library,
                permission=permission(apps, app, model, f"{action}_{model}"),
            )
    for (app, model), actions in models.items():
        for action in actions:
            group.permissions.add(permission(apps, app, model, f"{action}_{model}"))


def permission(apps, app, model, codename):
    """The permission; created here if Django, which does so after migrating, has not done so."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")

    content_type, _new = ContentType.objects.get_or_create(app_label=app, model=model)
    found, _new = Permission.objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )
    return found


def create_review(apps, home, groups):
    ContentType = apps.get_model("contenttypes", "ContentType")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")

    task_type, _new = ContentType.objects.get_or_create(
        app_label="wagtailcore", model="groupapprovaltask"
    )
    task, _new = GroupApprovalTask.objects.get_or_create(
        name="Editor's approval", defaults={"content_type": task_type, "active": True}
    )
    task.groups.set(groups)
    workflow, _new = Workflow.objects.get_or_create(name="Editorial review")
    WorkflowTask.objects.get_or_create(
        workflow=workflow, task_id=task.pk, defaults={"sort_order": 0}
    )
    WorkflowPage.objects.get_or_create(page_id=home.pk, defaults={"workflow": workflow})


def remove_unused_defaults(apps):
    Group = apps.get_model("auth", "Group")
    Task = apps.get_model("wagtailcore", "Task")
    Workflow = apps.get_model("wagtailcore", "Workflow")

    for workflow in Workflow.objects.filter(name="Moderators approval", workflow_states=None):
        workflow.delete()
    for task in Task.objects.filter(name="Moderators approval", workflow_tasks=None):
        if not task.task_states.exists():
            task.delete()
    Group.objects.filter(name__in=["Moderators", "Editors"], user=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_home_page"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearchpromotions", "0006_reset_query_sequence"),
        ("wagtailusers", "0012_userprofile_theme"),
    ]

    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
