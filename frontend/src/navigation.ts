// The menu on a phone: a button with aria-controls and aria-expanded opens and closes the element it names.

export function startNavigation(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-toggle][aria-controls]")) {
    const menu = document.getElementById(button.getAttribute("aria-controls") ?? "");
    if (!menu) continue;
    const set = (open: boolean): void => {
      button.setAttribute("aria-expanded", String(open));
      menu.classList.toggle("show", open);
    };
    set(false);
    button.addEventListener("click", () => set(button.getAttribute("aria-expanded") !== "true"));
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
        set(false);
        button.focus();
      }
    });
  }
}
