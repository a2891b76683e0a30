// Dates and times in the admin: what is typed stays, beneath it stands how it is read, and the
// button says whether publishing publishes or schedules. Without this file the server reads all the
// same when the form is saved.
(() => {
  // The picker would put the present moment in the place of whatever it cannot read.
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
      // Offline: saving will say it.
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

  // The button that publishes, in the words that Wagtail has for both.
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
    // Who types needs no picker, which shows another month than the one that is typed.
    hidePicker(target);
    clearTimeout(timers.get(target));
    timers.set(target, setTimeout(() => { hidePicker(target); read(target); }, PAUSE));
  });
  // It opens a moment after its field got the focus, which may have gone on by then.
  document.addEventListener("focusout", ({ target }) => {
    if (!target.matches?.("input[data-moment]")) return;
    setTimeout(() => document.activeElement !== target && hidePicker(target), PAUSE);
  });
  // In a low window "Save schedule" stays at the foot of the dialog, and would lie over the picker.
  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches?.(".w-dialog input[data-moment]")) return;
    const reveal = () => document.getElementById(`${target.id}-picker`)?.scrollIntoView({ block: "nearest" });
    setTimeout(reveal, PAUSE);
  });
  // The picker changes a field past "input".
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("input[data-moment]")) read(target);
  });

  // An error in the closed dialog of the schedule would be nowhere to be seen: opens it where the
  // first error is in it.
  function openAtError() {
    const first = document.querySelector(":not([hidden]):is(.error-message, .help-critical)");
    const dialog = first?.closest("#schedule-publishing-dialog");
    if (!dialog) return;
    dialog.dispatchEvent(new CustomEvent("w-dialog:show"));
    first.closest(".w-field__wrapper")?.querySelector("input")?.focus();
  }

  // Wagtail puts the dialog in its place after the page is there.
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
