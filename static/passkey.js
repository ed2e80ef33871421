// Passkeys: the browser is asked for one by what the page carries, and what it answers is posted with the form.
// Without script a code from the app, or a recovery code, does the same.
"use strict";

(() => {
  const passkeys = window.webauthnJSON;

  const answer = async (field) => {
    const asked = JSON.parse(field.dataset.passkey);
    if (asked.creation_options) {
      const wanted = asked.creation_options;
      const alone = field.form.elements.passwordless?.checked;
      wanted.publicKey.authenticatorSelection.residentKey = alone ? "required" : "discouraged";
      wanted.publicKey.authenticatorSelection.requireResidentKey = Boolean(alone);
      if (alone) wanted.publicKey.authenticatorSelection.userVerification = "required";
      return passkeys.create(wanted);
    }
    if (asked.request_options) return passkeys.get(asked.request_options);
    const given = await fetch(field.form.action, { headers: { Accept: "application/json" } });
    return passkeys.get((await given.json()).request_options);
  };

  for (const field of document.querySelectorAll("[data-passkey]")) {
    const form = field.form;
    if (!passkeys?.supported()) continue;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (field.value) return;
      event.preventDefault();
      delete form.dataset.sent;
      const problem = form.querySelector("[data-passkey-problem]");
      problem.hidden = true;
      try {
        field.value = JSON.stringify(await answer(field));
        form.submit();
      } catch {
        problem.hidden = false;
      }
    });
  }
})();
