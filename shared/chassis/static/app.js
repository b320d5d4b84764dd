// Makes pages smoother; every page works without it.

// A form marked data-guard asks before typed words are lost.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let changed = Boolean(form.querySelector(".error-summary"));
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// One press sends once: a second press of a post form's button while it is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
