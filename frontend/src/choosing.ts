// All boxes of a group at once: <fieldset data-all="All" data-none="None"> gets a button behind its legend. Without a
// script the boxes are ticked one by one.
export function startChoosing(): void {
  for (const group of document.querySelectorAll<HTMLFieldSetElement>("fieldset[data-all]")) {
    const boxes = [...group.querySelectorAll<HTMLInputElement>("input[type=checkbox]")].filter((box) => !box.disabled);
    const legend = group.querySelector("legend");
    if (boxes.length < 3 || !legend) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    const every = (): boolean => boxes.every((box) => box.checked);
    const name = (): void => {
      button.textContent = (every() ? group.dataset.none : group.dataset.all) ?? "";
    };
    button.addEventListener("click", () => {
      const wanted = !every();
      for (const box of boxes) box.checked = wanted;
      group.dispatchEvent(new Event("change", { bubbles: true }));
      name();
    });
    group.addEventListener("change", name);
    name();
    legend.after(button);
  }
}
