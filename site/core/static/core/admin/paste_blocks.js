// Divides text pasted into a Text block into blocks of the same stream: headings and tables become
// separate blocks. Data attributes of the stream name the block types (core.blocks.tables.pasting).
// https://docs.wagtail.org/en/stable/reference/streamfield/widget_api.html
(() => {
  const { DraftJS, draftail, pastedTables } = window;
  const TEXT = "paragraph";
  const TABLE = "table";
  const CHILD = "[data-streamfield-child]";
  const PLACES = `${CHILD}, [data-contentpath]`;

  // randomUUID() would want a secure address.
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const indexOf = (element) => Number(element.querySelector(":scope > input[name$='-order']").value);

  // Returns the Text block around the node, its stream and the stream's data attributes. Undefined if
  // the text is a field, or part of another block.
  function placeOf(node) {
    const element = node.closest(PLACES);
    const rules = element?.matches(CHILD) && element.closest("[data-streamfield-stream-container]").parentElement.dataset;
    if (!rules?.pastedHeadings) return undefined;
    const path = [];
    for (let step = element; step; step = step.parentElement.closest(PLACES)) path.unshift(step);
    let block = window.wagtail.editHandler?.getPanelByName(path.shift().dataset.contentpath)?.getBoundWidget();
    let stream, child;
    for (const step of path) {
      if (!block) return undefined;
      [stream, child] = step.matches(CHILD) ? [block, block.children[indexOf(step)]] : [];
      block = child ? child.block : block.childBlocks?.[step.dataset.contentpath];
    }
    return child?.type === TEXT && child.getState().value.getCurrentContent ? { stream, child, rules } : undefined;
  }

  function headingOf(node, longest) {
    const copy = node.cloneNode(true);
    // The numbers that Word generates for headings.
    for (const number of copy.querySelectorAll("[style*='mso-list:Ignore']")) number.remove();
    for (const line of copy.querySelectorAll("br")) line.replaceWith(" ");
    const words = copy.textContent.replace(/\s+/g, " ").trim();
    const outline = /mso-outline-level:\s*(\d)/.exec(node.getAttribute("style"))?.[1];
    const isTitle = /^(?:MsoTitle|title\b)/.test(node.className);
    const level = isTitle ? 0 : Number(/^h(\d)$/.exec(node.localName)?.[1] || node.getAttribute("aria-level") || outline || 2);
    return words && words.length <= longest ? { words, level } : null;
  }

  function tableOf(node, mostCells, refused) {
    if (node.querySelector("table")) return null;
    const table = pastedTables.read(node);
    if (table.columns.length < 2) return null;
    if (table.cells <= mostCells) return { table };
    refused.push(table.cells);
    return null;
  }

  // Replaces headings and tables in the page with marks. `refused` contains the number of cells of each
  // table above the limit.
  function take(page, headings, { rules }) {
    const pieces = [];
    const refused = [];
    for (const node of page.querySelectorAll(`${headings}, table`)) {
      if (node.parentElement.closest("li, table") || !node.textContent.trim()) continue;
      const piece = node.localName === "table" ? tableOf(node, Number(rules.pastedCells), refused) : headingOf(node, Number(rules.pastedLongest));
      if (!piece) continue;
      const mark = page.createElement("hr");
      node.replaceWith(mark);
      pieces.push({ ...piece, mark });
    }
    return { pieces, refused };
  }

  const isBlank = (block) => !block.getText().trim() && block.getType() !== "atomic";

  function trimmed(blocks) {
    const first = blocks.findIndex((block) => !isBlank(block));
    return first < 0 ? [] : blocks.slice(first, blocks.findLastIndex((block) => !isBlank(block)) + 1);
  }

  // Converts the content between two marks to Draft.js blocks.
  function linesBetween(page, start, end) {
    const range = page.createRange();
    range.selectNodeContents(page.body);
    if (start) range.setStartAfter(start);
    if (end) range.setEndBefore(end);
    const box = page.createElement("div");
    box.append(range.cloneContents());
    return trimmed(DraftJS.convertFromHTML(box.innerHTML)?.contentBlocks || []);
  }

  const contentOf = (lines) => (lines.length ? DraftJS.ContentState.createFromBlockArray(lines) : DraftJS.ContentState.createFromText(""));
  // Without undo history, which would contain the intermediate states of a paste.
  const stateOf = (lines) => DraftJS.EditorState.moveSelectionToEnd(DraftJS.EditorState.createWithContent(contentOf(lines)));

  function setText(child, value) {
    const { type, id } = child.getState();
    child.setState({ type, id, value });
  }

  // A text split between two words must not start with the space.
  function withoutSpace(lines) {
    const space = /^\s*/.exec(lines[0]?.getText() || "")[0].length;
    if (!space) return lines;
    const range = DraftJS.SelectionState.createEmpty(lines[0].getKey()).merge({ focusOffset: space });
    return DraftJS.Modifier.removeRange(contentOf(lines), range, "forward").getBlocksAsArray();
  }

  // Returns the lines before and after the caret, and the pasted lines after Draftail's filters.
  function filtered(child, texts) {
    const { EditorState, Modifier } = DraftJS;
    let state = child.getState().value;
    if (!state.getSelection().isCollapsed())
      state = EditorState.push(state, Modifier.removeRange(state.getCurrentContent(), state.getSelection(), "backward"), "remove-range");
    const { stateBefore, stateAfter, shouldMoveCommentFn } = draftail.splitState(state);
    const [before, after] = [stateBefore, stateAfter].map((each) => trimmed(each.getCurrentContent().getBlocksAsArray()));
    // Draftail filters content for this change type only.
    setText(child, EditorState.push(state, contentOf([...before, ...texts.flat(), ...after]), "insert-fragment"));
    const editorBlocks = child.getState().value.getCurrentContent().getBlockMap();
    const asInEditor = (lines) => trimmed(lines.map((line) => editorBlocks.get(line.getKey())).filter(Boolean));
    return { before: asInEditor(before), texts: texts.map(asInEditor), after: withoutSpace(asInEditor(after)), shouldMoveCommentFn };
  }

  // Returns a new block of the type, with its default values except for those given.
  const newBlock = (streamDef, type, values) => ({ type, id: newId(), value: { ...streamDef.initialChildStates[type], ...values } });

  function blockOf(streamDef, { lines, table }) {
    if (lines) return { type: TEXT, id: newId(), value: JSON.stringify(DraftJS.convertToRaw(contentOf(lines))) };
    return newBlock(streamDef, TABLE, { caption: table.caption, row_headers: table.hasRowHeaders, table: pastedTables.state(table) });
  }

  // The heading level that makes sections. A single title before all other headings becomes a section
  // of its own, and does not contain the others.
  function sectionLevel(items) {
    const levels = items.filter(({ words }) => words).map(({ level }) => level);
    const [top, next] = [...new Set(levels)].sort();
    return next !== undefined && levels.indexOf(top) === 0 && levels.lastIndexOf(top) === 0 ? next : top;
  }

  // Returns the stream blocks for the items, in order. Items after a section's heading go into the section.
  function blocksOf({ blockDef }, { pastedHeadings, pastedSubheadings }, items) {
    const level = sectionLevel(items);
    const blocks = [];
    let section, sectionDef;
    for (const item of items) {
      if (!item.words) (section || blocks).push(section ? blockOf(sectionDef, item) : item.lines ? item : blockOf(blockDef, item));
      else if (!pastedSubheadings) blocks.push(newBlock(blockDef, pastedHeadings, { heading: item.words }));
      else if (section && item.level > level) section.push(newBlock(sectionDef, pastedSubheadings, { heading: item.words }));
      else {
        section = [];
        sectionDef = blockDef.childBlockDefsByName[pastedHeadings].childBlockDefs.find(({ name }) => name === "content");
        blocks.push(newBlock(blockDef, pastedHeadings, { heading: item.words, content: section }));
      }
    }
    return blocks;
  }

  function setCaret(child, line, offset) {
    const at = DraftJS.SelectionState.createEmpty(line.getKey()).merge({ anchorOffset: offset, focusOffset: offset, hasFocus: true });
    setText(child, DraftJS.EditorState.forceSelection(child.getState().value, at));
  }

  // Inserts the pieces and the texts between them into the stream. Returns the number of pasted blocks
  // and a function that undoes the paste, or null. On an error it restores the text and throws.
  function divide({ stream, child, rules }, page, pieces) {
    const former = child.getState().value;
    // Draft.js does not handle the blur event after its content is replaced.
    document.activeElement.blur();
    const added = [];
    const undo = () => {
      for (const each of added) if (stream.children.includes(each)) each.delete({});
      if (!stream.children.includes(child)) return;
      setText(child, former);
      child.focus();
    };
    try {
      const { count, hasMovedComments } = put({ stream, child, rules }, page, pieces, added);
      // Deleting a block would delete its comments.
      return { count, undo: hasMovedComments ? null : undo };
    } catch (error) {
      undo();
      throw error;
    }
  }

  // The Text block keeps the first text of the result; the text after the caret comes last.
  function put({ stream, child, rules }, page, pieces, added) {
    const marks = [null, ...pieces.map(({ mark }) => mark), null];
    const between = marks.slice(1).map((end, n) => linesBetween(page, marks[n], end));
    const { before, texts, after, shouldMoveCommentFn } = filtered(child, between);
    const items = texts.flatMap((lines, n) => [...(lines.length ? [{ lines }] : []), ...pieces.slice(n, n + 1)]);
    const count = items.length;
    if (items[0].lines) items[0].lines.unshift(...before);
    else if (before.length) items.unshift({ lines: before });
    const blocks = blocksOf(stream, rules, items);
    if (blocks.at(-1).lines) blocks.at(-1).lines.push(...after);
    else if (after.length) blocks.push({ lines: after });
    if (!blocks.some(({ lines }) => lines)) blocks.push({ lines: [] });

    const start = child.index;
    const own = blocks.findIndex(({ lines }) => lines);
    let hasMovedComments = false;
    const isSplit = after.length > 0 && own < blocks.length - 1;
    if (isSplit) {
      child.split(stateOf(blocks[own].lines), stateOf(blocks.at(-1).lines), (comment) => {
        const isMoved = shouldMoveCommentFn(comment);
        hasMovedComments ||= isMoved;
        return isMoved;
      });
      added.push(stream.children[start + 1]);
    } else setText(child, stateOf(blocks[own].lines));
    blocks.slice(0, isSplit ? -1 : undefined).forEach((block, n) => {
      if (n !== own) added.push(stream.insert(block.lines ? blockOf(stream.blockDef, block) : block, start + n, {}));
    });
    const last = stream.children[start + blocks.length - 1];

    // Wagtail's split() and focus() move the focus after 50 ms, so the caret is set later.
    if (after.length && !isSplit) last.focus();
    setTimeout(() => {
      const lines = blocks.at(-1).lines;
      const pasted = lines?.[lines.length - after.length - 1];
      if (!after.length) (last.block.childBlocks?.content?.children?.at(-1) || last).focus();
      else if (pasted) setCaret(last, pasted, pasted.getLength());
      else setCaret(last, lines[0], 0);
    }, 100);

    return { count, hasMovedComments };
  }

  let close = () => {};

  // Shows a message until the next change. Ctrl-Z has the same effect as the button.
  function showMessage(words, undoWords, undo) {
    close();
    const box = Object.assign(document.createElement("div"), { className: "pasted", role: "status" });
    document.body.append(box);
    const listening = new AbortController();
    close = () => {
      listening.abort();
      box.remove();
    };
    const takeBack = () => {
      close();
      undo();
    };
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: undoWords });
    button.addEventListener("click", takeBack);
    box.append(words, ...(undo ? [button] : []));
    const options = { capture: true, signal: listening.signal };
    for (const type of ["beforeinput", "input"])
      document.addEventListener(type, (event) => event.isTrusted && close(), options);
    const onKey = (event) => {
      if (event.key === "Escape") close();
      if (!undo || event.key.toLowerCase() !== "z" || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      takeBack();
    };
    document.addEventListener("keydown", onKey, options);
  }

  function report({ rules }, count, undo, refused) {
    const words = [
      ...(count ? [rules.pastedSaid.replace("%s", count)] : []),
      ...refused.map((cells) => rules.pastedTooLarge.replace("%s", cells.toLocaleString())),
    ];
    if (words.length) showMessage(words.join(" "), rules.pastedUndo, undo);
  }

  window.pastedBlocks = { placeOf, take, divide, report };
})();
