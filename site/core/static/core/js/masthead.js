// Comforts only: every page works without this file.
const root = document.documentElement;
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

function remember(theme) {
  try {
    theme === "system" ? localStorage.removeItem("theme") : localStorage.setItem("theme", theme);
  } catch {
    // Not remembered where storage is forbidden; the choice still holds for this page.
  }
}

function showTheme() {
  const current = root.dataset.theme || "system";
  for (const button of all("[data-theme-choice]"))
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === current));
}

function chooseTheme({ themeChoice }) {
  if (themeChoice === "system") delete root.dataset.theme;
  else root.dataset.theme = themeChoice;
  remember(themeChoice);
  showTheme();
}

async function copyLink({ copied }, button) {
  await navigator.clipboard.writeText(location.href.split("#")[0]);
  button.textContent = copied;
}

function loadEmbed({ embed, embedTitle }, button) {
  const frame = document.createElement("iframe");
  Object.assign(frame, { src: embed, title: embedTitle, allowFullscreen: true });
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  button.closest(".embed__stage").replaceChildren(frame);
  frame.focus();
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  if (button.dataset.themeChoice) chooseTheme(button.dataset);
  if (button.dataset.copied) copyLink(button.dataset, button);
  if (button.dataset.embed) loadEmbed(button.dataset, button);
  if ("print" in button.dataset) print();
});

// That a result was chosen, once a page: the query is counted, nothing is said about the reader.
function countClick({ target, button }) {
  const results = target.closest("[data-search-query]");
  const link = target.closest("a[href]");
  // Filters, orders and pages lead to the search itself.
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

// The entry of the part being read: the last heading above the upper third of the window.
function followReading() {
  const links = all(".contents__list a");
  const parts = links
    .map((link) => [link, document.getElementById(decodeURIComponent(link.hash.slice(1)))])
    .filter(([, heading]) => heading);
  if (!parts.length) return;
  let waiting = false;
  const mark = () => {
    waiting = false;
    const above = parts.filter(
      ([, heading]) => heading.checkVisibility() && heading.getBoundingClientRect().top < innerHeight / 3,
    );
    const [current] = above.at(-1) || parts[0];
    for (const link of links)
      link === current
        ? link.setAttribute("aria-current", "true")
        : link.removeAttribute("aria-current");
  };
  const request = () => {
    if (!waiting) requestAnimationFrame(mark);
    waiting = true;
  };
  addEventListener("scroll", request, { passive: true });
  addEventListener("toggle", request, true);
  mark();
}

// Pages are cached, so the server writes the hour and the reader's clock turns it into "12 min ago".
function freshenTimes() {
  const ago = new Intl.RelativeTimeFormat(root.lang, { style: "short", numeric: "always" });
  for (const time of all("time[data-ago]")) {
    const minutes = Math.round((Date.now() - new Date(time.dateTime)) / 60000);
    if (minutes < 1 || minutes >= 1440) continue;
    time.textContent = minutes < 60 ? ago.format(-minutes, "minute") : ago.format(-Math.round(minutes / 60), "hour");
  }
  for (const time of all("time[data-today]"))
    if (time.dateTime !== new Date().toLocaleDateString("sv"))
      time.textContent = new Date().toLocaleDateString(root.lang, { dateStyle: "full" });
}

showTheme();
followReading();
freshenTimes();
