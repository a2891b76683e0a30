// Citing a source of the article from within its texts. Draftail's plugins:
// https://docs.wagtail.org/en/stable/extending/extending_draftail.html
(() => {
  const { React, DraftJS } = window;

  // The article's stream of sources in the form, or undefined.
  const stream = () => window.wagtail.editHandler?.getPanelByName("sources")?.getBoundWidget();

  const sources = () =>
    (stream()?.children || []).map(({ id, block }) => ({ id, ...block.getValue() }));

  const titleOf = ({ title, publisher, url }) => title || publisher || url || "…";

  // randomUUID() requires a secure context.
  const newId = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  function addSource(title, url) {
    const id = newId();
    const value = { title, publisher: "", url, date: "", note: "" };
    stream().insert({ type: "source", value, id }, stream().children.length, {});
    return id;
  }

  // Pasted text may cite a source of another article, which is then copied. Each source is requested once.
  const requests = new Map();
  function borrow(id) {
    if (!requests.has(id)) requests.set(id, fetchSource(id));
    return requests.get(id);
  }

  async function fetchSource(id) {
    if (!stream()) return;
    // The editor of an article is at …/pages/ in the admin.
    const address = `${location.pathname.replace(/pages\/.*$/, "newsroom/source/")}?${new URLSearchParams({ id })}`;
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    const { source } = answer.ok ? await answer.json() : {};
    if (source && !sources().some((each) => each.id === id)) stream().insert(source, stream().children.length, {});
  }

  function element(name, properties, ...children) {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  }

  // Asks for the source; resolves to its id, or to null if the editor cancels.
  function ask(words, current) {
    return new Promise((answer) => {
      const choices = sources().map((source) => {
        const button = element("button", { type: "submit", value: source.id }, titleOf(source));
        const about = [source.publisher, source.date].filter(Boolean).join(", ");
        if (about) button.append(element("small", {}, about));
        button.setAttribute("aria-current", String(source.id === current));
        return element("li", {}, button);
      });
      const list = choices.length ? element("ol", {}, ...choices) : element("p", { className: "help" }, words.none);
      const title = element("input", { type: "text" });
      const address = element("input", { type: "url" });
      const add = element("button", { type: "button", className: "button button-small" }, words.add);
      const cancel = element("button", { type: "submit", value: "", className: "button button-small button-secondary" }, words.cancel);
      const form = element(
        "form",
        { method: "dialog", noValidate: true },
        element("h2", { className: "w-h3" }, words.title),
        list,
        element("fieldset", {}, element("legend", {}, words.new), element("label", {}, words.name, title), element("label", {}, words.address, address)),
        element("p", { className: "citations__actions" }, add, cancel),
      );
      const dialog = element("dialog", { className: "citations" }, form);
      const addAndClose = () => {
        if (title.value.trim() && address.reportValidity()) dialog.close(addSource(title.value.trim(), address.value.trim()));
        else if (!title.value.trim()) title.focus();
      };
      add.addEventListener("click", addAndClose);
      form.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
        event.preventDefault();
        addAndClose();
      });
      dialog.addEventListener("close", () => {
        dialog.remove();
        answer(dialog.returnValue || null);
      });
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  // The citation whose "Edit" was pressed. Draftail always passes the one at the cursor, which may be
  // another citation.
  let edited = null;

  // The component that Draftail mounts while a citation is created or changed.
  class Chooser extends React.Component {
    async componentDidMount() {
      const { editorState, entity, entityKey, entityType, onClose, onComplete } = this.props;
      const isEdit = Boolean(entityKey) && entityKey === edited;
      edited = null;
      const id = await ask(entityType.words, isEdit ? entity.getData().id : null);
      if (!id) return onClose();
      const content = editorState.getCurrentContent();
      if (isEdit) {
        const changed = content.replaceEntityData(entityKey, { id });
        return onComplete(DraftJS.EditorState.push(editorState, changed, "apply-entity"));
      }
      // Inserts after the selected words, which stay in the text.
      const end = editorState.getSelection();
      const at = end.merge({
        anchorKey: end.getEndKey(),
        anchorOffset: end.getEndOffset(),
        focusKey: end.getEndKey(),
        focusOffset: end.getEndOffset(),
        isBackward: false,
      });
      const withEntity = content.createEntity(entityType.type, "IMMUTABLE", { id });
      const cited = DraftJS.Modifier.insertText(withEntity, at, entityType.mark, null, withEntity.getLastCreatedEntityKey());
      return onComplete(DraftJS.EditorState.push(editorState, cited, "insert-characters"));
    }

    render() {
      return null;
    }
  }

  // Removes the citation together with its character, which Draftail would leave in the text.
  function remove(entityKey, content) {
    const { EditorState, Modifier, SelectionState } = DraftJS;
    const inputs = [...document.querySelectorAll("input")];
    const { draftailEditor: editor } = inputs.find(
      ({ draftailEditor }) => draftailEditor?.getEditorState().getCurrentContent() === content,
    );
    let changed = content;
    for (const block of content.getBlocksAsArray())
      block.findEntityRanges(
        (character) => character.getEntity() === entityKey,
        (anchorOffset, focusOffset) => {
          const range = SelectionState.createEmpty(block.getKey()).merge({ anchorOffset, focusOffset });
          changed = Modifier.removeRange(changed, range, "backward");
        },
      );
    editor.onChange(EditorState.push(editor.getEditorState(), changed, "remove-range"));
  }

  // The mark in the text, with the title of its source as tooltip.
  class Citation extends React.Component {
    get id() {
      const { entityKey, contentState } = this.props;
      return contentState.getEntity(entityKey).getData().id;
    }

    get source() {
      return sources().find(({ id }) => id === this.id);
    }

    componentDidMount() {
      this.isShown = true;
      if (!this.source) borrow(this.id).then(() => this.isShown && this.forceUpdate());
    }

    componentWillUnmount() {
      this.isShown = false;
    }

    render() {
      const { entityKey, contentState, onEdit } = this.props;
      const { source } = this;
      return React.createElement(window.draftail.TooltipEntity, {
        ...this.props,
        icon: React.createElement(window.wagtail.components.Icon, { name: source ? "clipboard-list" : "warning" }),
        label: source ? titleOf(source) : "?",
        onEdit: (key) => {
          edited = key;
          onEdit(key);
        },
        onRemove: () => remove(entityKey, contentState),
      });
    }
  }

  const Mark = (properties) => React.createElement(Citation, properties);

  window.draftail.registerPlugin({ type: "SOURCE", source: Chooser, decorator: Mark }, "entityTypes");
})();
