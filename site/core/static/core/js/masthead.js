// Progressive enhancement: every page works without this file.
const root = document.documentElement;
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

// The reader's preferences, stored on the reader's device. Default values are not stored.
const USUAL = { theme: "system", text: "normal" };

function remember(name, value) {
  try {
    value === USUAL[name] ? localStorage.removeItem(name) : localStorage.setItem(name, value);
  } catch {
    // Storage may be forbidden; the choice still applies to this page.
  }
}

function showPreferences() {
  for (const button of all("[data-prefer]")) {
    const current = root.dataset[button.dataset.prefer] || USUAL[button.dataset.prefer];
    button.setAttribute("aria-pressed", String(button.value === current));
  }
}

function choose({ value }, name) {
  if (value === USUAL[name]) delete root.dataset[name];
  else root.dataset[name] = value;
  remember(name, value);
  showPreferences();
}

// Selects the step after the current one, or the first after the last, and announces it.
function chooseNext(name) {
  const steps = all("[data-prefer]").filter((button) => button.dataset.prefer === name);
  const at = steps.findLastIndex((button) => button.getAttribute("aria-pressed") === "true");
  const values = [...new Set(steps.map((button) => button.value))];
  const next = values[(values.indexOf(steps[at]?.value) + 1) % values.length];
  const button = steps.find(({ value }) => value === next);
  if (!button) return;
  choose(button, name);
  announce(button.getAttribute("aria-label"));
}

const address = () => location.href.split("#")[0];

// Announces a message if the page has a place for it: shown for a moment, and read by screen readers.
function announce(words) {
  const place = document.querySelector(".status-message");
  if (!place) return;
  place.textContent = words;
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => (place.textContent = ""), 4000);
}

const announceResult = (word) => announce(document.querySelector(".status-message")?.dataset[word]);

function copy({ href }) {
  navigator.clipboard?.writeText(href || address()).then(() => announceResult("copied"), () => {});
}

// Places the note of a number: in the margin if there is room, else below or above the line.
function placeNote(note, link) {
  const [gap, edge] = [52, 16];
  const { clientWidth, clientHeight } = root;
  const mark = link.getBoundingClientRect();
  const text = (link.closest(".prose, .takeaways, .table") || link).getBoundingClientRect();
  const isRtl = getComputedStyle(link).direction === "rtl";
  note.classList.add("margin-note--beside");
  const margin = isRtl ? text.left - gap - note.offsetWidth : text.right + gap;
  const isBeside = margin >= edge && margin + note.offsetWidth + edge <= clientWidth;
  note.classList.toggle("margin-note--beside", isBeside);
  const { offsetWidth: width, offsetHeight: height } = note;
  const isBeneath = mark.bottom + height + edge < clientHeight;
  const left = isBeside ? margin : Math.max(text.left, Math.min(mark.left - width / 2, text.right - width));
  const top = isBeside ? mark.top : isBeneath ? mark.bottom + 8 : mark.top - height - 8;
  note.style.left = `${scrollX + left}px`;
  note.style.top = `${scrollY + top}px`;
}

function showNote(link) {
  const note = document.getElementById("margin_note");
  const source = document.querySelector(`${link.hash} [data-note]`);
  if (!note?.showPopover || !source) return false;
  note.hidePopover();
  note.setAttribute("aria-label", source.dataset.note);
  const number = document.createElement("b");
  number.textContent = link.textContent;
  note.firstElementChild.replaceChildren(number, " ", ...source.cloneNode(true).childNodes);
  link.focus({ preventScroll: true });
  note.showPopover({ source: link });
  placeNote(note, link);
  note.focus({ preventScroll: true });
  return true;
}

function loadEmbed({ embed, embedTitle }, button) {
  const frame = document.createElement("iframe");
  Object.assign(frame, { src: embed, title: embedTitle, allowFullscreen: true });
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  button.closest(".embed__stage").replaceChildren(frame);
  frame.focus();
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("button, a");
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const { prefer, embed, share, next } = target.dataset;
  if (prefer) choose(target, prefer);
  if (next) chooseNext(next);
  if (embed) loadEmbed(target.dataset, target);
  if (share && !navigator.share) copy(target);
  else if (share) navigator.share({ title: share, url: address() }).catch(() => {});
  if ("copy" in target.dataset) copy(target);
  if ("print" in target.dataset) print();
  if (target.matches(".citation a") && showNote(target)) event.preventDefault();
});

// Reports that a result was chosen, once per page: only the query is counted, without data about the
// reader.
function countClick({ target, button }) {
  const results = target.closest("[data-search-query]");
  const link = target.closest("a[href]");
  // Links to filters, orders and pages lead to the search itself.
  if (!results || !link || link.pathname === location.pathname || button > 1) return;
  navigator.sendBeacon(`${location.pathname}click/`, results.dataset.searchQuery);
  delete results.dataset.searchQuery;
}
for (const kind of ["click", "auxclick"]) document.addEventListener(kind, countClick);

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "Escape") all(".menu[open]").forEach((menu) => menu.removeAttribute("open"));
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = all("input[type=search]").find((input) => input.checkVisibility());
  if (!field) return;
  event.preventDefault();
  field.focus();
});

// Loads suggestions when the page has loaded, or at once when a reader begins to search.
const suggest = () => all("form[data-suggest-script]").forEach(({ dataset }) => import(dataset.suggestScript));
document.addEventListener("focusin", ({ target }) => target.form?.dataset.suggestScript && suggest());
addEventListener("load", () => setTimeout(suggest, 1000));

// A picture that cannot be loaded leaves no gap.
const drop = (image) => image.closest("picture")?.remove();
document.addEventListener("error", ({ target }) => target.matches?.("img") && drop(target), true);
// Pictures that failed before this script ran. In a frame without a width, as previews begin, every
// picture has a width of zero: only decoding detects the failure.
all("img:not([loading])")
  .filter((image) => image.complete && !image.naturalWidth)
  .forEach((image) => image.decode().catch(() => drop(image)));

// Pages are cached, so the server writes the hour, and the reader's clock turns it into "12 min ago". The
// texts come with the page, because Intl takes a phone a tenth of a second to start.
function freshenTimes() {
  const now = new Date();
  for (const time of all("time[data-minutes]")) {
    const minutes = Math.round((now - new Date(time.dateTime)) / 60000);
    if (minutes < 1 || minutes >= 1440) continue;
    const [words, number] = minutes < 60 ? [time.dataset.minutes, minutes] : [time.dataset.hours, Math.round(minutes / 60)];
    time.textContent = words.replace("%s", number);
  }
  const today = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  for (const time of all("time[data-today]"))
    if (time.dateTime !== today) time.textContent = now.toLocaleDateString(root.lang, { dateStyle: "full" });
}

// The date of a printout, shown beside the address.
addEventListener("beforeprint", () => {
  const day = new Date().toLocaleDateString(root.lang, { dateStyle: "long" });
  for (const place of all("[data-printed]")) place.textContent = place.dataset.printed.replace("%s", day);
});

if (navigator.share) for (const button of all(".share [data-share]")) button.parentElement.hidden = false;

// Pages come from caches, so the comment form gets its token when a reader begins to write.
document.addEventListener("focusin", async ({ target }) => {
  const form = target.closest("form[data-token]");
  if (!form) return;
  const { token } = form.dataset;
  delete form.dataset.token;
  try {
    const answer = await fetch(token);
    if (answer.ok) form.elements.token.value = await answer.text();
  } catch {
    // Without a token the server asks the reader to confirm the comment.
  }
});

showPreferences();
freshenTimes();
