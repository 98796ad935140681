// The menu. On a phone a button with aria-controls and aria-expanded opens and closes the element it names, and only the
// group of the present page is open. On a desk the groups stay as their reader left them.

const CLOSED = "keqiao.navigation.closed";

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
  startGroups();
}

function startGroups(): void {
  const groups = [...document.querySelectorAll<HTMLDetailsElement>("details[data-group]")];
  const narrow = window.matchMedia("(max-width: 767.98px)").matches;
  const closed = new Set(narrow ? groups.map((group) => group.dataset.group) : remembered());
  for (const group of groups) {
    const current = group.querySelector("[aria-current]");
    group.open = current !== null || !closed.has(group.dataset.group);
    if (narrow) continue;
    current?.scrollIntoView({ block: "nearest" });
    // Asked of the click and not of "toggle", which also tells of what was set above.
    group.querySelector("summary")?.addEventListener("click", () => {
      const names = new Set(remembered());
      if (group.open) names.add(group.dataset.group ?? "");
      else names.delete(group.dataset.group ?? "");
      remember([...names]);
    });
  }
}

function remembered(): (string | undefined)[] {
  try {
    return (localStorage.getItem(CLOSED) ?? "").split(" ");
  } catch {
    return []; // a browser that keeps nothing
  }
}

function remember(names: (string | undefined)[]): void {
  try {
    localStorage.setItem(CLOSED, names.filter(Boolean).join(" "));
  } catch {
    // As above: the groups are open again on the next page.
  }
}
