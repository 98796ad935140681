// Buttons that write into a text area where its cursor stands: button[data-insert] names the area; the text is
// data-text, or what is chosen in the elements that data-parts names.

export function startInserting(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-insert]") : null;
    const area = button ? document.getElementById(button.dataset.insert ?? "") : null;
    if (!button || !(area instanceof HTMLTextAreaElement)) return;
    const text = button.dataset.text ?? chosen(button.dataset.parts ?? "");
    const before = area.value.slice(0, area.selectionStart);
    const gap = before === "" || /[\s(]$/.test(before) ? "" : " ";
    area.setRangeText(`${gap}${text} `, area.selectionStart, area.selectionEnd, "end");
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function chosen(ids: string): string {
  return ids
    .split(" ")
    .map((id) => document.getElementById(id))
    .map((element) => (element instanceof HTMLSelectElement ? element.value : ""))
    .join("");
}
