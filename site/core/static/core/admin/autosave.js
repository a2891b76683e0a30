// Text that is typed during an autosave request. On the response, Wagtail treats everything in the form as
// saved, although the server received an earlier state: the last words would be saved only with the next
// change, and closing the page would lose them without a warning. So a form that changed during the
// request is marked as edited, and Wagtail saves it again.
// https://docs.wagtail.org/en/stable/reference/ui/client_code.html (w-autosave, w-unsaved)
(() => {
  const TOUCHES = ["beforeinput", "keydown", "input", "change", "click", "paste", "drop"];
  // Draftail writes its text to the form after a delay, so a save may lack what was typed shortly before.
  const DELAY = 2000;
  let touched = -Infinity;
  let unsavedSince = 0;

  for (const type of TOUCHES) document.addEventListener(type, () => (touched = performance.now()), true);
  document.addEventListener("w-autosave:save", () => (unsavedSince = performance.now() - DELAY));
  // Must run after Wagtail's own listener, which is on the form.
  document.addEventListener("w-autosave:success", ({ target }) => {
    if (touched > unsavedSince) target.setAttribute("data-w-unsaved-force-value", "true");
  });

  // Only the browser holds what autosave leaves out: each response fills this line (edit_partials.html).
  document.addEventListener("DOMContentLoaded", () => {
    const unsaved = document.createElement("p");
    unsaved.id = "unsaved-fields";
    unsaved.setAttribute("role", "status");
    document.getElementById("w-autosave-indicator")?.after(unsaved);
  });
})();
