// Prepares text pasted from Word, LibreOffice, Google Docs or a web page, before Draftail reads it.
// Draftail keeps paragraphs, lists, links, bold and italic, and drops all other tags: headings would
// become plain paragraphs, the cells of a table would run together, and comments would look like text.
// In the Text blocks of an article, headings and tables become blocks (paste_blocks.js); elsewhere this
// script converts them to lines. Without this file Draftail reads the pasted text directly.
(() => {
  const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, ul, ol, li, table, blockquote, pre, hr, section, article";
  const HEADINGS = "h1, h2, h3, h4, h5, h6, [role=heading], p[class^=MsoTitle], p[class^=MsoHeading], p.title, [style*=mso-outline-level]";
  // Elements that word processors mark as comments or changes.
  const REMARKS = [
    "head, style, script, meta, link, title, template, xml, [hidden]",
    "del[cite], del[datetime]",
    ".MsoCommentReference, .MsoCommentText, [style*='mso-element:comment'], [id^=_com_], a[href^='#_msocom']",
    "a[href^='#cmnt']",
  ].join(", ");
  const cleaned = new WeakSet();
  const { pastedBlocks } = window;

  const all = (root, selector) => [...root.querySelectorAll(selector)];

  function unwrap(node) {
    node.replaceWith(...node.childNodes);
  }

  // Google Docs and Word define bold in a style sheet; Draftail reads only attributes.
  function inlineStyles(page) {
    for (const source of all(page, "style")) {
      const sheet = new CSSStyleSheet();
      // Word writes its rules into a comment.
      sheet.replaceSync(source.textContent.replace(/<!--|-->/g, ""));
      for (const { selectorText, style } of sheet.cssRules) {
        if (!style?.fontWeight && !style?.fontStyle) continue;
        for (const node of all(page, selectorText)) {
          node.style.fontWeight ||= style.fontWeight;
          node.style.fontStyle ||= style.fontStyle;
        }
      }
    }
  }

  // Draftail treats 700 as bold but not 600, and <b> as bold whatever its style.
  function settleBold(page) {
    for (const node of all(page, "[style*=font-weight]")) {
      const weight = node.style.fontWeight;
      if (weight >= 600) node.style.fontWeight = "bold";
      else if (node.matches("b, strong") && (weight === "normal" || weight < 600)) unwrap(node);
    }
  }

  function dropRemarks(page) {
    // A page from Google Docs ends with its comments.
    for (const mark of all(page, "a[id^=cmnt]:not([id^=cmnt_ref])")) mark.closest("p, div, li")?.remove();
    for (const node of all(page, REMARKS)) node.remove();
    for (const node of all(page, "sup")) if (!node.textContent.trim()) node.remove();
    const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
    const comments = [];
    while (walker.nextNode()) {
      // Word puts its numbers and bullets between comments that Draftail recognises.
      if (!/supportLists|endif/.test(walker.currentNode.data)) comments.push(walker.currentNode);
    }
    for (const comment of comments) comment.remove();
  }

  // Replaces Google's redirect links with their targets, and removes links within the document.
  function mendLinks(page) {
    for (const link of all(page, "a[href]")) {
      const href = link.getAttribute("href");
      if (href.startsWith("#")) {
        unwrap(link);
        continue;
      }
      const found = /^https?:\/\/(?:www\.)?google\.[a-z.]+\/url\?(.*)$/.exec(href);
      const query = new URLSearchParams(found?.[1]);
      const target = query.get("q") || query.get("url");
      if (target && /^https?:/.test(target)) link.setAttribute("href", target);
    }
  }

  function bold(page, ...nodes) {
    const strong = page.createElement("strong");
    strong.append(...nodes);
    for (const node of all(strong, "[style]")) node.style.fontWeight = "";
    return strong;
  }

  // A heading becomes a line of its own in bold.
  function markHeadings(page) {
    for (const heading of all(page, HEADINGS)) {
      if (!heading.textContent.trim()) heading.remove();
      else if (heading.closest("li, td, th")) heading.replaceWith(bold(page, ...heading.childNodes), " ");
      else {
        const line = page.createElement("p");
        line.append(bold(page, ...heading.childNodes));
        heading.replaceWith(line);
      }
    }
  }

  function cellOf(page, cell) {
    for (const line of all(cell, "br")) line.replaceWith(" ");
    for (const block of all(cell, BLOCKS)) block.replaceWith(...block.childNodes, block.nextSibling ? " " : "");
    const words = page.createElement("span");
    words.append(...(cell.localName === "th" ? [bold(page, ...cell.childNodes)] : cell.childNodes));
    return words;
  }

  const rowsOf = (table) => [...table.rows].filter((row) => row.textContent.trim());

  // A table of one column is a frame around a text, as in newsletters.
  function unwrapFrames(page) {
    for (const table of all(page, "table").reverse()) {
      const rows = rowsOf(table);
      if (rows.every((row) => row.cells.length < 2))
        table.replaceWith(...rows.flatMap((row) => [...row.cells].flatMap((cell) => [...cell.childNodes])));
    }
  }

  // A row becomes a line, with a bar between its cells.
  function flattenTables(page) {
    for (const table of all(page, "table").reverse()) {
      const lines = rowsOf(table).map((row) => {
        const line = page.createElement("p");
        [...row.cells].forEach((cell, position) => line.append(...(position ? [" | "] : []), cellOf(page, cell)));
        return line;
      });
      if (table.caption?.textContent.trim()) {
        const line = page.createElement("p");
        line.append(bold(page, table.caption.textContent.trim()));
        lines.unshift(line);
      }
      table.replaceWith(...lines);
    }
  }

  function textsOf(page) {
    const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    return texts;
  }

  // Collapses white space in the source, except in preformatted lines.
  function settleSpace(page) {
    for (const text of textsOf(page)) {
      if (!text.parentElement.closest("pre")) text.data = text.data.replace(/[ \t\r\n]+/g, " ");
      else text.replaceWith(...text.data.split("\n").flatMap((line, n) => [...(n ? [page.createElement("br")] : []), line]));
    }
  }

  // Space and line breaks between blocks would become empty paragraphs.
  function dropGaps(page) {
    const gaps = [...all(page, "br"), ...textsOf(page).filter((text) => !text.data.trim())];
    for (const gap of gaps) {
      const isBetween = [gap.previousSibling, gap.nextSibling].some((node) => node?.matches?.(BLOCKS));
      if (isBetween) gap.remove();
    }
  }

  function read(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    inlineStyles(page);
    dropRemarks(page);
    settleBold(page);
    mendLinks(page);
    settleSpace(page);
    unwrapFrames(page);
    return page;
  }

  // Converts the remaining headings and tables to lines.
  function settleLines(page) {
    markHeadings(page);
    flattenTables(page);
    // Twice, because a break may be between two spaces.
    dropGaps(page);
    dropGaps(page);
  }

  // Returns whether it divided the paste into blocks.
  function pasteAsBlocks(html, target) {
    const place = pastedBlocks.placeOf(target);
    if (!place) return false;
    const page = read(html);
    const { pieces, refused } = pastedBlocks.take(page, HEADINGS, place);
    if (!pieces.length) {
      pastedBlocks.report(place, 0, null, refused);
      return false;
    }
    settleLines(page);
    try {
      const { count, undo } = pastedBlocks.divide(place, page, pieces);
      pastedBlocks.report(place, count, undo, refused);
      // Wagtail records the form two seconds after loading, and would miss an earlier paste.
      target.closest("form")?.setAttribute("data-w-unsaved-force-value", "true");
      return true;
    } catch (error) {
      console.error(error);
      return false;
    }
  }

  function clean(html) {
    const page = read(html);
    settleLines(page);
    return page.body.innerHTML.trim();
  }

  function stop(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  document.addEventListener(
    "paste",
    (event) => {
      const html = event.clipboardData?.getData("text/html");
      const isOurs = html && /data-draftjs|data-editor-block|data-offset-key/.test(html);
      if (!html || isOurs || cleaned.has(event) || !event.target.closest?.(".Draftail-Editor")) return;
      const data = new DataTransfer();
      try {
        if (pasteAsBlocks(html, event.target)) return stop(event);
        data.setData("text/html", clean(html));
      } catch (error) {
        // On any error, paste the original text rather than nothing.
        console.error(error);
        return;
      }
      data.setData("text/plain", event.clipboardData.getData("text/plain"));
      const again = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      cleaned.add(again);
      stop(event);
      event.target.dispatchEvent(again);
    },
    true,
  );
})();
