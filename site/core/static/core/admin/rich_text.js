// Rich text fields in streams first show plain text. The editor starts when the pointer or the focus
// arrives, when other code asks for its state, or when the browser is idle. Wagtail's widgets:
// https://docs.wagtail.org/en/stable/reference/streamfield/widget_api.html
(() => {
  const { telepath, draftail, Draftail } = window;
  const DRAFT = "public-DraftStyleDefault";
  // Draft.js block types that belong to a list; all others are independent blocks.
  const LISTS = {
    "unordered-list-item": { name: "ul", item: "unorderedListItem" },
    "ordered-list-item": { name: "ol", item: "orderedListItem" },
  };
  // Gives the page time to become usable before editors start in the background.
  const HEAD_START = 2000;
  const whenIdle = window.requestIdleCallback || ((callback) => setTimeout(callback, 100));
  // In page order.
  const waiting = new Set();

  function wait(text) {
    if (!waiting.size) setTimeout(whenIdle, HEAD_START, mountNext);
    waiting.add(text);
  }

  function mountNext() {
    const [next] = waiting;
    if (next?.input.isConnected) next.mounted();
    else waiting.delete(next);
    if (waiting.size) whenIdle(mountNext);
  }

  function element(name, className, ...children) {
    const node = Object.assign(document.createElement(name), { className });
    node.append(...children);
    return node;
  }

  // The text at the position and in the style that it will have in its editor.
  function shown(content) {
    const lines = element("div", "public-DraftEditor-content");
    let list;
    for (const { type, text, depth } of content?.blocks || []) {
      const { name, item } = LISTS[type] || {};
      const line = element(name ? "li" : "div", `Draftail-block--${type}`, text || "\u200b");
      line.dir = "auto";
      if (!name) list = null;
      else {
        line.className += ` ${DRAFT}-${item} ${DRAFT}-listLTR ${DRAFT}-depth${depth}`;
        if (list?.localName !== name) lines.append((list = element(name, `${DRAFT}-${name}`)));
      }
      (list || lines).append(line);
    }
    lines.tabIndex = 0;
    lines.role = "textbox";
    lines.ariaMultiLine = "true";
    const editor = element("div", "Draftail-Editor", element("div", "DraftEditor-root", lines));
    return element("div", "Draftail-Editor__wrapper lazy-rich-text", editor);
  }

  // Texts with editors' comments. Draftail loses links and citations if a comment exists before it starts,
  // and Wagtail loads comments after the form: such a text gets its editor together with the form.
  let discussed;
  function isDiscussed(container) {
    const path = window.comments?.getContentPath(container);
    const data = document.getElementById("comments-data");
    discussed ??= new Set(data && JSON.parse(data.textContent).comments.map(({ contentpath }) => contentpath));
    return Boolean(path) && discussed.has(path);
  }

  const written = (state) => JSON.stringify(Draftail.serialiseEditorStateToRaw(state));

  // The interface that Wagtail's blocks expect of a rich text field. `mount` replaces it with Wagtail's
  // own.
  class LazyRichText {
    constructor(input, text, bound, mount) {
      Object.assign(this, { input, text, bound, mount });
      wait(this);
      text.addEventListener("pointerenter", () => this.mounted(), { once: true });
      text.addEventListener("focusin", () => this.take(), { once: true });
    }

    // Draftail's own focus() moves the cursor to the end of the text.
    take() {
      this.mounted().input.nextElementSibling.querySelector("[role=textbox]").focus();
    }

    mounted() {
      if (!waiting.delete(this)) return this.bound;
      const isInvalid = this.input.hasAttribute("aria-invalid");
      this.stored = this.input.value;
      this.text.remove();
      this.input.remove();
      this.bound = this.mount(this.stored);
      this.input = this.bound.input;
      this.untouched = written(this.bound.getState());
      this.bound.setInvalid(isInvalid);
      this.input.form?.addEventListener("formdata", ({ formData }) => this.leaveUntouched(formData));
      return this.bound;
    }

    // Draftail rewrites its text in its own notation when it starts. That is not a change by the editor.
    leaveUntouched(formData) {
      if (formData.get(this.input.name) === this.untouched) formData.set(this.input.name, this.stored);
    }

    getValue() {
      return this.bound.getValue();
    }

    getTextLabel(options) {
      return this.bound.getTextLabel(options);
    }

    setInvalid(isInvalid) {
      this.bound.setInvalid(isInvalid);
    }

    // A string is the state of a text without an editor, from which a copy can be created.
    getState() {
      return waiting.has(this) ? this.input.value : this.bound.getState();
    }

    setState(state) {
      const isString = typeof state === "string";
      this.mounted().setState(isString ? Draftail.createEditorStateFromRaw(JSON.parse(state)) : state);
    }

    focus() {
      this.mounted().focus();
    }

    setCapabilityOptions(name, options) {
      // The block has already stored the options for the time when the editor starts.
      if (!waiting.has(this)) this.bound.setCapabilityOptions(name, options);
    }
  }

  class LazyRichTextArea extends draftail.DraftailRichTextArea {
    render(container, name, id, state, capabilities, options) {
      const mount = (value) => super.render(container, name, id, value, capabilities, options);
      // A copy receives the state of Draft.js.
      if (state.getCurrentContent || isDiscussed(container)) return mount(state);
      const input = Object.assign(document.createElement("input"), { type: "hidden", id, name, value: state });
      const text = shown(JSON.parse(state));
      container.append(input, text);
      return new LazyRichText(input, text, this.getByName(name, input), mount);
    }
  }

  telepath.register("core.widgets.LazyRichTextArea", LazyRichTextArea);
})();
