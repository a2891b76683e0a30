// The reader's position in a story: the current entry of the contents list, the progress, and a bar with
// both on narrow screens. Progressive enhancement: without this file the contents are static.
{
  const find = (selector, from = document) => [...from.querySelectorAll(selector)];
  const story = document.querySelector(".story");
  const bar = document.querySelector(".bar");
  const sheet = document.querySelector(".sheet");
  const parts = find(".contents__list a")
    .map(({ hash }) => [hash, document.getElementById(decodeURIComponent(hash.slice(1)))])
    .filter(([, heading]) => heading);
  let current;

  // The last heading above the upper third of the window.
  function partAt() {
    const above = parts.filter(
      ([, heading]) => heading.checkVisibility() && heading.getBoundingClientRect().top < innerHeight / 3,
    );
    return (above.at(-1) || parts[0])[0];
  }

  // The part of the story that is above the lower edge of the window.
  function shareRead() {
    const { top, height } = story.getBoundingClientRect();
    return height ? Math.min(1, Math.max(0, (innerHeight - top) / height)) : 1;
  }

  // Scrolls the list so that the entry is at two fifths of its height.
  function keepInSight(link) {
    for (let box = link.parentElement; box && box !== document.body; box = box.parentElement) {
      if (box.scrollHeight <= box.clientHeight + 1 || getComputedStyle(box).overflowY !== "auto") continue;
      const { top } = link.getBoundingClientRect();
      box.scrollTop += top - box.getBoundingClientRect().top - box.clientHeight * 0.42;
      return;
    }
  }

  // Fades at the edges of a scrolling list, if there is more beyond them.
  function fade(list) {
    const below = list.scrollHeight - list.clientHeight - list.scrollTop;
    list.toggleAttribute("data-above", list.scrollTop > 8);
    list.toggleAttribute("data-below", below > 8);
  }

  function show(hash) {
    for (const list of find(".contents__list")) {
      for (const link of find("a", list)) {
        if (link.hash === hash) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
      const link = list.querySelector("[aria-current]");
      if (link?.checkVisibility()) keepInSight(link);
    }
    const links = find(".contents__list > li");
    const item = links.find((each) => find("a", each).some((link) => link.hash === hash));
    const number = item?.querySelector(".contents__number").textContent || find(".contents__number", links[0].parentElement).filter((each) => each.textContent).length;
    for (const place of find("[data-place]")) place.textContent = place.dataset.place.replace("%s", number);
    if (bar) bar.querySelector(".bar__title").textContent = item?.querySelector(".contents__heading").textContent;
  }

  function mark() {
    const hash = partAt();
    if (hash !== current) show(hash);
    current = hash;
    const read = shareRead();
    for (const line of find(".progress")) line.style.setProperty("--read", read.toFixed(4));
    for (const place of find("[data-left]")) {
      const left = Math.ceil(place.dataset.minutes * (1 - read));
      place.textContent = left ? place.dataset.left.replace("%s", left) : "";
    }
    if (bar) bar.hidden = scrollY < innerHeight && !sheet.matches(":popover-open");
  }

  let waiting = false;
  const request = () => {
    if (!waiting) requestAnimationFrame(() => ((waiting = false), mark()));
    waiting = true;
  };

  // Copies the list of the page into the sheet.
  function fillSheet() {
    const place = sheet.querySelector("nav");
    if (!place.firstChild) {
      place.append(document.querySelector(".contents__list").cloneNode(true));
      const list = place.firstChild;
      list.addEventListener("scroll", () => fade(list), { passive: true });
    }
  }

  if (parts.length && story) {
    addEventListener("scroll", request, { passive: true });
    addEventListener("resize", request);
    addEventListener("toggle", request, true);
    for (const list of find(".contents--long .contents__list"))
      list.addEventListener("scroll", () => fade(list), { passive: true });
    if (bar && "popover" in sheet) {
      document.documentElement.dataset.bar = "";
      sheet.addEventListener("toggle", ({ newState }) => {
        if (newState !== "open") return;
        fillSheet();
        show(current);
        fade(sheet.querySelector(".contents__list"));
      });
      sheet.addEventListener("click", ({ target }) => target.closest("a") && sheet.hidePopover());
    } else bar?.remove();
    // Measuring earlier would force a layout before the first paint.
    requestAnimationFrame(() => setTimeout(() => (mark(), find(".contents--long .contents__list").forEach(fade))));
  }
}

// Notes beside the lines that cite them, if the window has room: a copy of each note, after the first
// number in running text that links to it. A number then points to the copy instead of opening it.
{
  const wide = matchMedia("(min-width: 72rem)");
  const beside = new Map();

  function noteOf(link) {
    const source = document.querySelector(`${link.hash} [data-note]`);
    if (!source) return null;
    const note = document.createElement("span");
    const number = document.createElement("b");
    number.textContent = link.textContent;
    note.append(number, ...source.cloneNode(true).childNodes);
    note.className = "side-note";
    note.tabIndex = -1;
    note.setAttribute("role", "note");
    note.setAttribute("aria-label", source.dataset.note);
    return note;
  }

  function placeNotes() {
    if (!wide.matches || beside.size) return;
    for (const link of document.querySelectorAll(".story--article > .prose .citation a, .story--article > section > .prose .citation a")) {
      if (beside.has(link.hash)) continue;
      const note = noteOf(link);
      if (!note) continue;
      beside.set(link.hash, note);
      link.closest(".citation").after(note);
    }
  }

  // Must run before the popover of masthead.js, which is for narrow windows and for invisible notes.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest(".citation a");
      const note = link && beside.get(link.hash);
      if (!note?.checkVisibility() || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const { top, bottom } = note.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) return;
      event.preventDefault();
      event.stopPropagation();
      for (const each of beside.values()) each.toggleAttribute("data-current", each === note);
      note.focus({ preventScroll: true });
    },
    true,
  );

  wide.addEventListener("change", placeNotes);
  placeNotes();
}
