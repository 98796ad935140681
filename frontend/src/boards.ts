// Cards of a board that can be dragged to the next column: dropping sends the form of the card, which asks for the gate.
// The button of that form is the same by keyboard; nothing is moved here.

const COLUMN = "[data-column]";

export function startBoards(): void {
  let card: HTMLElement | null = null;

  const accepts = (target: EventTarget | null): HTMLElement | null => {
    const column = target instanceof Element ? target.closest<HTMLElement>(COLUMN) : null;
    return column && card && column.dataset.column === card.dataset.next ? column : null;
  };

  document.addEventListener("dragstart", (event) => {
    card = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-next]") : null;
    if (!card) return;
    event.dataTransfer?.setData("text/plain", card.textContent?.trim() ?? "");
    document.querySelector(`${COLUMN}[data-column="${card.dataset.next}"]`)?.classList.add("takes-card");
  });
  document.addEventListener("dragover", (event) => {
    if (accepts(event.target)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const column = accepts(event.target);
    if (!column || !card) return;
    event.preventDefault();
    card.querySelector("form")?.requestSubmit();
  });
  document.addEventListener("dragend", () => {
    card = null;
    for (const column of document.querySelectorAll(".takes-card")) column.classList.remove("takes-card");
  });
}
