// Openhall: small comforts. Every page works without this file.

// A reader who sent a form with mistakes starts at the list of them.
document.querySelector("[data-focus]")?.setAttribute("tabindex", "-1");
document.querySelector("[data-focus]")?.focus();

// A link in that list puts the cursor into its question and keeps the question's words in view.
document.querySelectorAll(".govuk-error-summary a[href^='#']").forEach((link) => {
  link.addEventListener("click", (event) => {
    const control = document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    const words = control.closest("fieldset")?.querySelector("legend") ?? document.querySelector(`label[for="${control.id}"]`);
    (words ?? control).scrollIntoView();
    control.focus({ preventScroll: true });
  });
});

// A second click on the same button within a second does not send the form twice.
let sent = 0;
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  const now = Date.now();
  if (now - sent < 1000) event.preventDefault();
  else sent = now;
});

// A form that only chooses what is shown follows the choice at once; its button stays for everybody else.
document.querySelectorAll("form[data-follow]").forEach((form) => {
  form.addEventListener("change", () => form.requestSubmit());
});

// A slider says its value while it moves: <input type="range" data-says="ID">.
document.querySelectorAll("input[data-says]").forEach((slider) => {
  const words = document.getElementById(slider.dataset.says);
  slider.addEventListener("input", () => {
    if (words) words.textContent = slider.value;
  });
});

// A page that waits for background work looks again: <main data-again="3"> seconds.
const waiting = document.querySelector("[data-again]");
if (waiting) setTimeout(() => location.reload(), 1000 * Number(waiting.dataset.again));
