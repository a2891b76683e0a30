// Forms with data-passkey: the button requests the options, the browser creates or uses a passkey,
// and the form sends its response as JSON.
(() => {
  "use strict";

  const decode = (text) => {
    const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  };

  const encode = (buffer) => {
    let text = "";
    for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
    return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  // Not PublicKeyCredential.parse…FromJSON and toJSON, which browsers of 2024 do not support.
  const prepared = (options) => {
    const key = { ...options.publicKey, challenge: decode(options.publicKey.challenge) };
    if (key.user) key.user = { ...key.user, id: decode(key.user.id) };
    for (const list of ["excludeCredentials", "allowCredentials"]) {
      if (key[list]) key[list] = key[list].map((each) => ({ ...each, id: decode(each.id) }));
    }
    return { publicKey: key };
  };

  const written = (credential) => {
    const response = {};
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    for (const part of parts) {
      if (credential.response[part]) response[part] = encode(credential.response[part]);
    }
    return {
      id: credential.id,
      rawId: encode(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  const answered = async (form) => {
    const token = form.elements.csrfmiddlewaretoken.value;
    const reply = await fetch(form.dataset.options, { method: "POST", headers: { "X-CSRFToken": token } });
    if (!reply.ok) throw new Error(String(reply.status));
    const options = prepared(await reply.json());
    return written(await navigator.credentials[form.dataset.passkey](options));
  };

  for (const form of document.querySelectorAll("[data-passkey]")) {
    // Without this script the button has no effect, so it starts disabled.
    form.querySelector("button").disabled = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = form.querySelector("[data-passkey-problem]");
      problem.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await answered(form));
      } catch {
        problem.hidden = false;
        return;
      }
      form.submit();
    });
  }
})();
