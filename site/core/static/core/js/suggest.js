// Suggestions while typing: a combobox with a list, https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
// Progressive enhancement: the forms search without this file. masthead.js loads it.
class SuggestionList {
  static PAUSE = 120;
  static FEWEST_LETTERS = 2;
  static answers = new Map();

  static element(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  constructor(form, number) {
    const { element } = SuggestionList;
    const { suggest, suggestLabel } = form.dataset;
    const id = `suggestions-${number}`;
    this.address = suggest;
    this.input = form.elements.q;
    this.list = element("div", { class: "suggest", role: "listbox", id, "aria-label": suggestLabel, hidden: "" });
    this.status = element("span", { class: "hidden-visually", role: "status" });
    this.input.after(this.list, this.status);
    const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" };
    for (const [key, value] of Object.entries(combobox)) this.input.setAttribute(key, value);

    this.input.addEventListener("input", (event) => event.isComposing || this.wait());
    this.input.addEventListener("compositionend", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    form.addEventListener("submit", () => this.close());
    // The text that was typed during the request.
    if (document.activeElement === this.input) this.wait();
    // The field must keep the focus while its list is clicked or scrolled.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", () => this.close());
  }

  get typed() {
    return this.input.value.trim();
  }

  get isOpen() {
    return !this.list.hidden;
  }

  wait() {
    this.cancel();
    this.timer = setTimeout(() => this.ask(), SuggestionList.PAUSE);
  }

  cancel() {
    clearTimeout(this.timer);
    this.request?.abort();
  }

  async ask() {
    const { typed } = this;
    this.cancel();
    const answer = typed.length < SuggestionList.FEWEST_LETTERS ? null : await this.answer(typed);
    if (typed !== this.typed || document.activeElement !== this.input) return;
    if (answer) this.show(answer);
    else this.close();
  }

  // The server's answer, requested once for each text on a page; null if the request fails.
  async answer(typed) {
    const { answers } = SuggestionList;
    if (answers.has(typed)) return answers.get(typed);
    this.request = new AbortController();
    try {
      const response = await fetch(`${this.address}?${new URLSearchParams({ q: typed })}`, { signal: this.request.signal });
      if (!response.ok) return null;
      answers.set(typed, await response.json());
      return answers.get(typed);
    } catch {
      return null;
    }
  }

  show({ suggestions, status }) {
    this.activate(null);
    this.list.replaceChildren(...suggestions.map((each, at) => this.option(each, at, suggestions[at - 1])));
    this.list.scrollTop = 0;
    this.open(suggestions.length > 0);
    this.status.textContent = status;
  }

  option({ kind, kind_label: kindLabel, url, parts, lang, dir }, at, before) {
    const { element } = SuggestionList;
    const words = parts.map((part, number) => (number % 2 ? element("mark", {}, part) : part));
    const name = kind === before?.kind ? "suggest__option" : "suggest__option suggest__option--first";
    const attributes = { class: name, role: "option", id: `${this.list.id}-${at}`, href: url, tabindex: "-1", "aria-selected": "false" };
    const label = element("span", { class: `suggest__label suggest__label--${kind}`, ...(lang && { lang, dir }) }, ...words);
    return element("a", attributes, label, " ", element("span", { class: "suggest__kind" }, kindLabel));
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    this.cancel();
    this.activate(null);
    this.open(false);
    this.status.textContent = "";
  }

  activate(option) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = option;
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  // The field itself is a stop between the last suggestion and the first.
  move(step) {
    const stops = [null, ...this.list.children];
    this.activate(stops.at((stops.indexOf(this.active ?? null) + step) % stops.length));
  }

  press(event) {
    // Keys for an input method; Safari ends a composition with keyCode 229.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (this.answerKey(event.key)) event.preventDefault();
  }

  // Whether the key was handled here.
  answerKey(key) {
    if (key === "ArrowDown" && !this.isOpen) this.ask().then(() => this.isOpen && this.move(1));
    else if (key === "ArrowDown") this.move(1);
    else if (key === "ArrowUp" && this.isOpen) this.move(-1);
    else if (key === "Enter" && this.active) this.active.click();
    else if (key === "Escape" && this.isOpen) this.close();
    else if (key === "Escape" && this.input.value) this.clear();
    else {
      // Moving within the text returns to the field.
      if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) this.activate(null);
      return false;
    }
    return true;
  }

  clear() {
    this.input.value = "";
    this.close();
  }
}

for (const [number, form] of document.querySelectorAll("form[data-suggest]").entries()) new SuggestionList(form, number);
