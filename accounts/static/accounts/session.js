// Sessions that end while a form is open. When the editor returns to the tab, and when autosave
// fails, the script checks whether the user is still signed in. If not, it offers a login in another
// tab, then gives the forms of this page a valid token, and saves. Without this script, the server
// answers a form that arrives too late with a page that contains it (accounts.interrupted).
(() => {
  const { address, login, title, why, signIn, later, again } = document.currentScript.dataset;
  const POLL = 3000;
  let dialog;
  let timer;

  const edited = () => document.querySelector("[data-edit-form]");
  // The page that contains a form that arrived too late.
  const preservedForm = () => document.querySelector("[data-preserved-form]");

  // The signed-in user; null for nobody, undefined if the request failed.
  async function ask() {
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store" });
      if (answer.ok) return await answer.json();
      return answer.type === "opaqueredirect" || answer.status === 403 ? null : undefined;
    } catch {
      return undefined;
    }
  }

  function element(name, properties, ...children) {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  }

  function show() {
    if (dialog || preservedForm()) return;
    const link = element("a", { className: "button", href: login, target: "_blank", rel: "noopener" }, signIn);
    const close = element("button", { type: "submit", className: "button button-secondary" }, later);
    const actions = element("p", { className: "account-actions" }, link, close);
    const form = element("form", { method: "dialog" }, element("h2", { className: "w-h3" }, title), element("p", {}, why), actions);
    dialog = element("dialog", { className: "session-dialog" }, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      dialog = undefined;
    });
    document.body.append(dialog);
    dialog.showModal();
    poll();
  }

  function poll() {
    clearTimeout(timer);
    timer = setTimeout(check, POLL);
  }

  function goOn({ name, token }) {
    for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
    if (!dialog) return;
    dialog.close();
    const text = again.replace("%s", name);
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: true, text, type: "success" } }));
    window.wagtail?.app?.getControllerForElementAndIdentifier(edited(), "w-autosave")?.save();
  }

  async function check() {
    if (!edited() && !preservedForm()) return;
    const session = await ask();
    if (session) goOn(session);
    else if (session === null) show();
    if (dialog || (preservedForm() && !session)) poll();
  }

  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && check());
  window.addEventListener("focus", check);
  window.addEventListener("load", () => preservedForm() && check());
  // After a session has ended, autosave receives the login page, which is not a valid response.
  document.addEventListener("w-autosave:error", ({ detail }) => detail.type === "server_error" && check());
})();
