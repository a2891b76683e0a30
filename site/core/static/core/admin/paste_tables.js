// Converts a pasted HTML table for a Table block. A column is plain text unless one of its cells contains
// bold, italic, a link or several paragraphs.
(() => {
  const { DraftJS } = window;
  // The import's limit for merged cells (news.manuscripts.rich.tables).
  const MAX_SPAN = 60;
  const PARTS = "p, div, li, h1, h2, h3, h4, h5, h6, blockquote, pre";
  const MARKUP = "b, strong, i, em, a[href], [style*='font-weight: bold'], [style*='font-style: italic']";
  const BOLD = "b, strong, th, [style*='font-weight: bold']";
  const LINK = /^(?:https?|mailto|tel):/;

  const wordsOf = (text) => text.replace(/\s+/g, " ").trim();

  // Returns the cells by row and column. A merged cell is in its first position; the others are null.
  function gridOf(table) {
    const grid = [];
    const taken = new Map();
    for (const row of table.rows) {
      const line = [];
      for (const cell of row.cells) {
        while (taken.get(line.length) > 0) line.push(null);
        for (let n = 0; n < Math.min(cell.colSpan, MAX_SPAN); n += 1) {
          taken.set(line.length, Math.max(1, Math.min(cell.rowSpan, MAX_SPAN)));
          line.push(n ? null : cell);
        }
      }
      for (const [column, rows] of taken) taken.set(column, rows - 1);
      grid.push(line);
    }
    return grid.filter((line) => line.some((cell) => cell?.textContent.trim()));
  }

  const partsOf = (cell) => [...cell.querySelectorAll(PARTS)].filter((part) => !part.querySelector(PARTS) && part.textContent.trim());

  function textOf(cell) {
    if (!cell) return "";
    const copy = cell.cloneNode(true);
    for (const node of copy.querySelectorAll(`br, ${PARTS}`)) node.after(" ");
    return wordsOf(copy.textContent);
  }

  function isBold(cell) {
    if (!cell?.textContent.trim()) return false;
    if (cell.localName === "th") return true;
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const strong = walker.currentNode.parentElement.closest(BOLD);
      if (walker.currentNode.data.trim() && !(strong && cell.contains(strong))) return false;
    }
    return true;
  }

  const isRich = (cell) => Boolean(cell) && Boolean(cell.querySelector(MARKUP) || partsOf(cell).length > 1);

  // Keeps paragraphs with bold, italic and links: the features of rich cells (core.blocks.base.INLINE).
  function richState(cell) {
    const read = cell && DraftJS.convertFromHTML(cell.innerHTML);
    const { ContentState } = DraftJS;
    const content = read?.contentBlocks?.length
      ? ContentState.createFromBlockArray(read.contentBlocks.filter((block) => block.getText().trim()), read.entityMap)
      : ContentState.createFromText("");
    const { blocks, entityMap } = DraftJS.convertToRaw(content);
    const links = Object.entries(entityMap).filter(([, { type, data }]) => type === "LINK" && LINK.test(data.url));
    const linkEntities = Object.fromEntries(links.map(([key, { data }]) => [key, { type: "LINK", mutability: "MUTABLE", data: { url: data.url } }]));
    const lines = blocks.map(({ key, text, inlineStyleRanges, entityRanges }) => ({
      key,
      text,
      type: "unstyled",
      depth: 0,
      inlineStyleRanges: inlineStyleRanges.filter(({ style }) => style === "BOLD" || style === "ITALIC"),
      entityRanges: entityRanges.filter((range) => range.key in linkEntities),
      data: {},
    }));
    return JSON.stringify({ blocks: lines, entityMap: linkEntities });
  }

  // Returns the number of header rows, as an import does: those in <thead>, or a first row in which all
  // cells are headers or bold.
  function headRows(table, grid) {
    const isHead = (line) => line.find(Boolean)?.parentElement.parentElement.localName === "thead";
    const head = grid.findIndex((line) => !isHead(line));
    if (head > 0) return head;
    return grid.length > 1 && grid[0].filter(Boolean).every(isBold) ? 1 : 0;
  }

  // Returns { columns, rows (of cell elements), hasRowHeaders, caption, cells (their number) }.
  function read(table) {
    const grid = gridOf(table);
    const width = Math.max(0, ...grid.map((line) => line.length));
    const cut = headRows(table, grid);
    const [head, body] = [grid.slice(0, cut), grid.slice(cut)];
    const isAllBold = body.every((line) => line.every((cell) => !cell?.textContent.trim() || isBold(cell)));
    const hasRowHeaders = body.length > 0 && body.every(([first]) => isBold(first)) && (!isAllBold || body.every(([first]) => first.localName === "th"));
    const columns = Array.from({ length: width }, (_, n) => {
      const heading = [...new Set(head.map((line) => textOf(line[n])).filter(Boolean))].join(" ");
      const isNames = n === 0 && hasRowHeaders;
      return { type: !isNames && body.some((line) => isRich(line[n])) ? "rich_text" : "text", heading };
    });
    return { columns, rows: body, hasRowHeaders, caption: textOf(table.caption), cells: width * body.length };
  }

  // Converts the cells; separate from read(), so that a table above the limit costs nothing.
  function state({ columns, rows }) {
    const valueOf = ({ type }, cell) => (type === "text" ? textOf(cell) : richState(cell));
    return { columns, rows: rows.map((line) => ({ values: columns.map((column, n) => valueOf(column, line[n])) })), caption: "" };
  }

  window.pastedTables = { read, state };
})();
