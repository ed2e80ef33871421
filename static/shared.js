// Shared computers: the lock takes along what stands on the page, a warning comes two minutes before the session ends,
// and one key keeps it. Without script the lock works too; what is typed is then kept only where the page keeps it.
"use strict";

(() => {
  const WARN = 120, LAST = 4, PING = 60;
  const lock = document.getElementById("lock");
  const warning = document.getElementById("idle");
  if (!lock || !warning) return;
  const token = lock.elements.csrfmiddlewaretoken.value;
  let until = Date.now() + Number(warning.dataset.left) * 1000;
  let isActive = false, pinged = Date.now(), isAsking = false, isLocked = false;

  // The form that somebody typed in last: what the lock takes along.
  let typedIn = null;
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form !== lock && form.method === "post" && !event.target.closest("header")) typedIn = form;
  });
  const takeAlong = () => {
    if (!typedIn?.isConnected) return;
    const add = (name, value) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      lock.append(field);
    };
    for (const [name, value] of new FormData(typedIn)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") add(name, value);
    }
    add("locked_form", new URL(typedIn.action).pathname);
  };
  lock.addEventListener("submit", takeAlong);

  const asked = async (method) => {
    isAsking = true;
    try {
      const headers = method === "POST" ? { "X-CSRFToken": token } : { "X-Background": "1" };
      const answer = await fetch(warning.dataset.stay, { method, headers, cache: "no-store", redirect: "error" });
      if (answer.ok) until = Date.now() + (await answer.json()).seconds * 1000;
    } catch {
      // Signed out elsewhere, or no network: the time runs on as it stood.
    }
    isAsking = false;
  };

  const here = () => {
    isActive = true;
    if (!warning.hidden) ping();
  };
  const ping = async () => {
    isActive = false;
    pinged = Date.now();
    await asked("POST");
    look();
  };
  const look = () => {
    const left = (until - Date.now()) / 1000;
    if (left > WARN) {
      warning.hidden = true;
    } else if (warning.hidden) {
      const when = new Date(until).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
      warning.querySelector("[data-until]").textContent = when;
      warning.hidden = false;
    }
  };
  const tick = async () => {
    const left = (until - Date.now()) / 1000;
    if (isLocked || isAsking) return;
    if (left <= LAST) {
      isLocked = true;
      lock.requestSubmit();
    } else if (isActive && Date.now() - pinged > PING * 1000) {
      ping();
    } else if (left <= WARN && warning.hidden) {
      await asked("GET"); // somebody may have been at work in another tab
      look();
    }
  };
  for (const sign of ["keydown", "pointerdown", "input"]) document.addEventListener(sign, here);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.elt.hasAttribute("data-background")) isActive = true;
  });
  setInterval(tick, 1000);
})();
