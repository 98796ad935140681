// Asks before a page is left whose form[data-keep] holds something that was typed and not saved; data-keep="unsaved" says
// that the server has sent it back with what was typed.

export function startKeeping(): void {
  let unsaved = false;
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-keep]")) {
    if (form.dataset.keep === "unsaved") unsaved = true;
    form.addEventListener("input", () => {
      unsaved = true;
    });
    form.addEventListener("submit", () => {
      unsaved = false;
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (!unsaved) return;
    event.preventDefault();
    // Chromium before 119 asks only where this is set.
    event.returnValue = true;
  });
}
