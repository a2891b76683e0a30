// Dates and times in the admin: the typed text stays unchanged, the text below shows how it was parsed,
// and the button shows whether publishing publishes or schedules. Without this file the server still
// parses the dates when the form is saved.
(() => {
  // The picker would replace a text that it cannot parse with the current time.
  if (window.jQuery?.fn.datetimepicker) jQuery.fn.datetimepicker.defaults.validateOnBlur = false;

  const PAUSE = 300;
  const HOLDING = ["go_live_at", "published_at", "updated_at"];
  const script = document.currentScript;
  const timers = new WeakMap();
  const labels = new WeakMap();

  function hidePicker(input) {
    window.jQuery?.(input).datetimepicker("hide");
  }

  async function read(input) {
    const note = document.getElementById(input.dataset.moment);
    const typed = input.value.trim();
    if (!note) return;
    if (!typed) return show(input, note, { reading: "", error: "", ahead: false });
    const address = `${script.dataset.address}?${new URLSearchParams({ typed })}`;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok || typed !== input.value.trim()) return;
      show(input, note, await answer.json());
    } catch {
      // Offline: saving will report it.
    }
  }

  function show(input, note, { reading, error, ahead }) {
    note.textContent = error || reading;
    note.classList.toggle("moment__reading--error", Boolean(error));
    input.toggleAttribute("data-ahead", ahead);
    if (error) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    label();
  }

  // The publish button, with Wagtail's texts for both cases.
  function label() {
    const words = document.querySelector('[name="action-publish"] [data-w-progress-target="label"]');
    if (!words) return;
    if (!labels.has(words)) labels.set(words, words.textContent);
    const first = labels.get(words);
    const isAhead = HOLDING.some((name) => document.querySelector(`input[name="${name}"][data-ahead]`));
    const plain = first === script.dataset.schedule ? script.dataset.publish : first;
    const wanted = isAhead ? script.dataset.schedule : plain;
    if (words.textContent !== wanted) words.textContent = wanted;
  }

  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("input[data-moment]")) return;
    // While the editor types, the picker is useless: it shows another month than the typed one.
    hidePicker(target);
    clearTimeout(timers.get(target));
    timers.set(target, setTimeout(() => { hidePicker(target); read(target); }, PAUSE));
  });
  // The picker opens a moment after its field gets the focus, which may have moved on by then.
  document.addEventListener("focusout", ({ target }) => {
    if (!target.matches?.("input[data-moment]")) return;
    setTimeout(() => document.activeElement !== target && hidePicker(target), PAUSE);
  });
  // In a low window "Save schedule" sticks to the bottom of the dialog and would cover the picker.
  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches?.(".w-dialog input[data-moment]")) return;
    const reveal = () => document.getElementById(`${target.id}-picker`)?.scrollIntoView({ block: "nearest" });
    setTimeout(reveal, PAUSE);
  });
  // The picker changes a field without an "input" event.
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("input[data-moment]")) read(target);
  });

  // An error in the closed schedule dialog would be invisible: opens the dialog if the first error is in
  // it.
  function openAtError() {
    const first = document.querySelector(":not([hidden]):is(.error-message, .help-critical)");
    const dialog = first?.closest("#schedule-publishing-dialog");
    if (!dialog) return;
    dialog.dispatchEvent(new CustomEvent("w-dialog:show"));
    first.closest(".w-field__wrapper")?.querySelector("input")?.focus();
  }

  // Wagtail moves the dialog to its place after the page has loaded.
  function start(tries = 20) {
    if (!document.getElementById("schedule-publishing-dialog") && tries) {
      setTimeout(() => start(tries - 1), 100);
      return;
    }
    document.querySelectorAll("input[data-moment]").forEach((input) => input.value.trim() && read(input));
    openAtError();
  }

  window.addEventListener("load", () => document.querySelector("[data-edit-form]") && start());
  document.addEventListener("click", ({ target }) => target.closest?.('[data-controller~="w-focus"]') && openAtError());
})();
