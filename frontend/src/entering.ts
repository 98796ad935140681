// Enter in a figure goes to the next one below, as in a sheet; after the last one it does nothing but stay. A form that is
// handed in by Enter in the midst of typing is handed in by mistake.

const FIGURE = "form[method=post] table input[inputmode=decimal]";

export function startEntering(): void {
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(field instanceof HTMLInputElement) || !field.matches(FIGURE)) return;
    const table = field.closest("table");
    if (!table) return;
    event.preventDefault();
    const figures = [...table.querySelectorAll<HTMLInputElement>("input[inputmode=decimal]")].filter(
      (one) => !one.disabled && !one.readOnly && one.closest("td")?.cellIndex === field.closest("td")?.cellIndex,
    );
    const next = figures[figures.indexOf(field) + (event.shiftKey ? -1 : 1)];
    next?.focus();
    next?.select();
  });
}
