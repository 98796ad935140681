// Several cells copied from a sheet and pasted into one figure: they fill the figures below, one line each. A browser
// would put them together into one text (4 and 2 become "42" or "4 2"). Several columns are refused in words.

const FIGURE = "input[data-figure], input[inputmode=decimal]";

export function startPasting(): void {
  document.addEventListener("paste", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLInputElement) || !target.matches(FIGURE)) return;
    const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (!/[\n\t]/.test(text)) return;
    event.preventDefault();
    const lines = text.split("\n").map((line) => line.replace(/^\t+|\t+$/g, ""));
    const fields = below(target);
    const refused = lines.some((line) => line.includes("\t"))
      ? target.ownerDocument.documentElement.dataset.pasteColumns
      : lines.length > fields.length
        ? target.ownerDocument.documentElement.dataset.pasteRows
        : "";
    if (refused !== "") {
      say(target, refused ?? "");
      return;
    }
    lines.forEach((line, at) => fill(fields[at], line.trim()));
  });
}

// The field itself and those straight below it in a table; a row without a figure to type ends them, since nobody can say
// whether the pasted column has a line for it.
function below(first: HTMLInputElement): HTMLInputElement[] {
  const cell = first.closest("td");
  const fields = [first];
  for (let row = cell?.closest("tr")?.nextElementSibling; row instanceof HTMLTableRowElement; row = row.nextElementSibling) {
    const field = row.cells[cell?.cellIndex ?? 0]?.querySelector<HTMLInputElement>(FIGURE);
    if (!field || field.disabled || field.readOnly) break;
    fields.push(field);
  }
  return fields;
}

function fill(field: HTMLInputElement | undefined, text: string): void {
  if (!field) return;
  field.setCustomValidity("");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function say(field: HTMLInputElement, text: string): void {
  field.setCustomValidity(text);
  field.reportValidity();
  field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
}
