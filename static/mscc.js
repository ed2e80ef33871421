// What the pages need beyond htmx: the loud banner when alerting is not confirmed, sound, and small conveniences.
// Everything works without it; no rule of the guideline is here.
"use strict";

(() => {
  const body = document.body;

  body.classList.add("js-enabled", "nhsuk-frontend-supported");
  // The NHS components (focus of the error summary, double clicks on buttons).
  import(body.dataset.nhsuk).then((nhsuk) => nhsuk.initAll()).catch(() => {});

  // A redraw leaves alone what a person may be in the middle of: what is typed or chosen, and what is opened.
  const keep = window.Idiomorph?.defaults.callbacks;
  if (keep) {
    keep.beforeNodeMorphed = (old) => !old.matches?.("input:not([type=hidden]), textarea, select, [data-keep]");
    keep.beforeAttributeUpdated = (name, node) => !(name === "open" && node.tagName === "DETAILS");
  }

  // Alerting is confirmed by each answer of a poll: it carries how old the last sweep was. Fifteen seconds without a
  // fresh confirmation, whether the timer engine or our own poll fell silent, turn the banner on, on every page.
  const LOUD_AFTER = 15000;
  const banner = document.getElementById("not-confirmed");
  let confirmedAt = Date.now() - Number(banner?.dataset.confirmedMs || 0);
  // Only what has just been swapped in is news: the rest of the page says what was true when it came.
  const hear = (swapped) => {
    const beat = swapped.querySelector?.("[data-swept-ms]");
    if (beat) confirmedAt = Date.now() - Number(beat.dataset.sweptMs);
  };
  const show = () => {
    if (!banner) return;
    const silent = Date.now() - confirmedAt > LOUD_AFTER;
    if (silent && banner.hidden) {
      const since = new Date(confirmedAt).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
      banner.querySelector("[data-since]").textContent = since;
    }
    banner.hidden = !silent;
    document.title = document.title.replace(/^(! )?/, silent ? "! " : "");
  };
  // A page that does not redraw itself asks without its session: that neither keeps somebody signed in nor takes the page
  // away from somebody who types.
  const ask = async () => {
    try {
      const answer = await fetch(banner.dataset.ask, { credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(4000) });
      const { seconds } = await answer.json();
      if (typeof seconds === "number") confirmedAt = Date.now() - seconds * 1000;
    } catch {
      // Silence turns the banner on.
    }
    show();
  };
  if (banner) {
    setInterval(show, 1000);
    if (!document.querySelector("[data-swept-ms]")) setInterval(ask, 5000);
    show();
  }

  // Sound: two short tones, made here, when an alert that was not there before appears and the person switched it on.
  let heard = new Set();
  const waitingAlerts = () => [...document.querySelectorAll("[data-alert]")].map((each) => each.dataset.alert);
  const sound = () => {
    const context = new (window.AudioContext || window.webkitAudioContext)();
    [0, 0.35, 0.7].forEach((start) => {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = 880;
      volume.gain.value = 0.25;
      tone.connect(volume).connect(context.destination);
      tone.start(context.currentTime + start);
      tone.stop(context.currentTime + start + 0.2);
    });
    body.dataset.sounded = String(Number(body.dataset.sounded || 0) + 1);
  };
  const listen = () => {
    const now = waitingAlerts();
    const fresh = now.some((each) => !heard.has(each));
    heard = new Set(now);
    if (fresh && document.querySelector("[data-sound=on]")) sound();
    const count = now.length;
    document.title = document.title.replace(/^\(\d+\) /, "");
    if (count) document.title = `(${count}) ${document.title}`;
  };
  listen();

  document.addEventListener("htmx:afterSwap", (event) => {
    hear(event.target);
    show();
    listen();
    const errors = event.target.querySelector?.(".app-errors");
    if (errors) errors.focus();
  });

  // The browser's own polls say so: they are no sign of a person.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.hasAttribute("data-background")) event.detail.headers["X-Background"] = "1";
  });

  // On the call page Enter in a field does not send the form: somebody is still typing. Ctrl and Enter saves.
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-enter]");
    if (event.key !== "Enter" || !form) return;
    if (event.ctrlKey || event.metaKey) form.querySelector(`button[value=${form.dataset.enter}]`).click();
    else if (event.target.tagName !== "INPUT") return;
    event.preventDefault();
  });

  // In a grid the up and down keys, and Enter, go to the same column of the next row.
  document.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
    const grid = event.target.closest?.("form[data-grid]");
    if (!step || !grid || event.ctrlKey || event.metaKey || !event.target.closest("td")) return;
    const column = [...grid.querySelectorAll(`td:nth-child(${event.target.closest("td").cellIndex + 1}) input`)];
    const next = column[column.indexOf(event.target) + step];
    if (next) next.focus();
    event.preventDefault();
  });

  // A second press of a button that is at work does nothing; the server too makes one of two.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    else if (event.target.method === "post") {
      event.target.dataset.sent = "1";
      setTimeout(() => delete event.target.dataset.sent, 3000);
    }
  });
  addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));

  // Notifications: the browser subscribes with our key, and what it gives is the address that is posted.
  const pushForm = document.querySelector("form[data-vapid]");
  if (pushForm && "serviceWorker" in navigator && "PushManager" in window) {
    pushForm.hidden = false;
    document.querySelector("[data-no-push]").hidden = true;
    pushForm.addEventListener("submit", async (event) => {
      if (pushForm.elements.address.value) return;
      event.preventDefault();
      delete pushForm.dataset.sent;
      try {
        const worker = await navigator.serviceWorker.register("/worker/");
        const key = Uint8Array.from(atob(pushForm.dataset.vapid.replace(/-/g, "+").replace(/_/g, "/")), (it) => it.charCodeAt(0));
        const found = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
        pushForm.elements.address.value = JSON.stringify(found);
        pushForm.requestSubmit();
      } catch {
        document.querySelector("[data-no-push]").hidden = false;
      }
    });
  }

  const first = document.querySelector(".app-errors");
  if (first) first.focus();
})();
