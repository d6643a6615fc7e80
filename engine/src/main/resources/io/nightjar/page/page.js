"use strict";
/*
 * All pages work without this. With it, what happened meanwhile comes into the page: the server says
 * by server-sent events that something changed, the page is asked for again, and its parts (elements
 * with an id and data-part) are put in place of the old ones, unless somebody is writing there.
 */
(() => {
  const last = document.body.dataset.live;
  if (!last || !document.getElementById("news")) {
    return;
  }
  const PAUSE_MILLIS = 1000;
  const news = document.getElementById("news");
  let missed = 0;
  let timer = 0;
  let later = 0;

  const isBusy = (part) => {
    if (part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) {
      return true;
    }
    return Array.from(part.querySelectorAll("textarea, input:not([type=hidden])"))
      .some((field) => field.value !== field.defaultValue);
  };

  const tell = () => {
    news.replaceChildren();
    if (missed === 0) {
      return;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = missed + " new: show";
    button.addEventListener("click", () => location.reload());
    news.append(button);
  };

  // what the reader opened stays open
  const keepOpen = (part, other) => {
    for (const details of part.querySelectorAll("details[id]")) {
      const same = other.querySelector("#" + CSS.escape(details.id));
      if (same) {
        same.open = details.open;
      }
    }
  };

  const markNew = (part, next) => {
    const known = new Set(Array.from(part.querySelectorAll("[data-item]"), (item) => item.dataset.item));
    for (const item of next.querySelectorAll("[data-item]")) {
      item.toggleAttribute("data-fresh", !known.has(item.dataset.item));
    }
  };

  const swap = (part, other) => {
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    const next = document.importNode(other, true);
    markNew(part, next);
    part.replaceWith(next);
    const again = focused && document.getElementById(focused);
    if (again) {
      again.focus({ preventScroll: true });
    }
  };

  const put = (fresh) => {
    let kept = false;
    for (const part of document.querySelectorAll("[data-part]")) {
      const other = part.isConnected && fresh.getElementById(part.id);
      if (!other) {
        continue;
      }
      for (const item of part.querySelectorAll("[data-fresh]")) {
        item.removeAttribute("data-fresh");
      }
      keepOpen(part, other);
      if (other.isEqualNode(part)) {
        continue;
      }
      if (isBusy(part)) {
        kept = true;
      } else {
        swap(part, other);
      }
    }
    document.title = fresh.title;
    lookAgain();
    lookLater();
    if (!kept) {
      missed = 0;
    }
    tell();
  };

  // what runs in the background tells nobody that it is over
  const lookAgain = () => {
    if (!timer && document.querySelector("[data-busy]")) {
      timer = setTimeout(refresh, 2 * PAUSE_MILLIS);
    }
  };

  // what changes with the time alone, such as how long ago somebody was heard
  const lookLater = () => {
    const part = document.querySelector("[data-again]");
    if (part && !later) {
      later = setTimeout(() => {
        later = 0;
        if (document.hidden) {
          lookLater();
        } else {
          refresh();
        }
      }, PAUSE_MILLIS * Number(part.dataset.again));
    }
  };

  // asked for as a document, never as a text that would have to be made HTML
  const refresh = () => {
    timer = 0;
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.open("GET", location.pathname + location.search);
    request.addEventListener("load", () => {
      if (request.status === 200 && request.response) {
        put(request.response);
      } else {
        tell();
      }
    });
    request.send();
  };

  const changed = () => {
    missed += 1;
    if (!timer) {
      timer = setTimeout(refresh, document.hidden ? 5 * PAUSE_MILLIS : PAUSE_MILLIS / 4);
    }
  };

  lookAgain();
  lookLater();
  const source = new EventSource("/live?since=" + encodeURIComponent(last));
  for (const kind of ["detection", "response", "incident", "notice", "gap"]) {
    source.addEventListener(kind, changed);
  }
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  // keys act only while a question has the focus, so that they never surprise who types elsewhere
  const questions = () => Array.from(document.querySelectorAll("[data-question]"));
  const press = {
    j: (all, at) => all[Math.min(at + 1, all.length - 1)].focus(),
    k: (all, at) => all[Math.max(at - 1, 0)].focus(),
    a: (all, at) => focusIn(all[at], "button.approve"),
    d: (all, at) => focusIn(all[at], "button.deny"),
    c: (all, at) => focusIn(all[at], "textarea"),
    o: (all, at) => focusIn(all[at], "a"),
  };
  const focusIn = (question, selector) => {
    const found = question.querySelector(selector);
    if (found) {
      found.focus();
    }
  };
  document.addEventListener("keydown", (event) => {
    const question = event.target.closest("[data-question]");
    const typing = event.target.matches("input, textarea, select");
    if (!question || typing || event.ctrlKey || event.metaKey || event.altKey || !press[event.key]) {
      return;
    }
    event.preventDefault();
    const all = questions();
    press[event.key](all, all.indexOf(question));
  });
  if (questions().length > 0 && document.activeElement === document.body && matchMedia("(hover: hover)").matches) {
    questions()[0].focus({ preventScroll: true });
  }
})();
