// Offers the headings of the article in the fields that name a heading. Without this file they are text
// fields for an anchor.
(() => {
  const KINDS = { section: "heading", subheading: "heading", faq: "title", question: "question" };
  const list = Object.assign(document.createElement("datalist"), { id: "article-headings" });

  function* headings(blocks) {
    for (const { type, value } of blocks || []) {
      const words = value?.[KINDS[type]];
      // An unsaved heading has no anchor yet, so its words are used instead.
      if (words) yield Object.assign(document.createElement("option"), { value: value.anchor || words, label: words });
      yield* headings(value?.content || value?.questions);
    }
  }

  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches("[data-article-headings]")) return;
    const body = window.wagtail.editHandler?.getPanelByName("body")?.getBoundWidget();
    if (!body) return;
    target.setAttribute("list", list.id);
    list.replaceChildren(...headings(body.getValue()));
    if (!list.isConnected) document.body.append(list);
  });
})();
