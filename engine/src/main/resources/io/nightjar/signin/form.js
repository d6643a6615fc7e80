// The secret of a one-time link moves from the address into the form, and back to where one came
// from; a name is remembered in this browser alone.
"use strict";
(() => {
  const secret = location.hash.slice(1);
  const token = document.getElementById("token");
  const name = document.getElementById("name");
  if (token && /^[\w-]{43}$/.test(secret)) {
    token.value = secret;
    history.replaceState(null, "", location.pathname + location.search);
  }
  if (name) {
    name.value = name.value || localStorage.getItem("nightjar-name") || "";
    name.form.addEventListener("submit", () => localStorage.setItem("nightjar-name", name.value));
    (name.value && token.value ? name.form.querySelector("button") : name).focus();
  }
  const here = location.pathname + location.search;
  const next = location.pathname.startsWith("/sign-in") ? "/" : here;
  document.querySelectorAll("input[name=next]").forEach((field) => {
    field.value = field.value || next;
  });
  document.querySelectorAll("a[data-next]").forEach((link) => {
    link.search = new URLSearchParams({ next }).toString();
  });
})();
