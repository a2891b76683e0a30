// What is typed while autosave is under way. When the answer comes, Wagtail takes all that the form
// holds by then for saved, though the answer is to what it held before: the last words would be stored
// with the next change only, and closing the page would lose them without a question. So a form that
// was touched meanwhile is marked as edited, and Wagtail saves it again.
// https://docs.wagtail.org/en/stable/reference/ui/client_code.html (w-autosave, w-unsaved)
(() => {
  const TOUCHES = ["beforeinput", "keydown", "input", "change", "click", "paste", "drop"];
  let isTouched = false;

  for (const type of TOUCHES) document.addEventListener(type, () => (isTouched = true), true);
  // Draftail hands a text to the form after a pause: what it still holds back counts as typed later.
  document.addEventListener("w-autosave:save", () => (isTouched = false));
  // After Wagtail's own listener, which is on the form.
  document.addEventListener("w-autosave:success", ({ target }) => {
    if (isTouched) target.setAttribute("data-w-unsaved-force-value", "true");
  });

  // What autosave leaves out is in the browser alone: each answer fills this line (edit_partials.html).
  document.addEventListener("DOMContentLoaded", () => {
    const unsaved = document.createElement("p");
    unsaved.id = "unsaved-fields";
    unsaved.setAttribute("role", "status");
    document.getElementById("w-autosave-indicator")?.after(unsaved);
  });
})();
