// Two small buttons: button[data-copy] copies the text of the element it names, button[data-print] prints the page.

export function startCopying(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-copy], button[data-print]") : null;
    if (!button) return;
    if (button.dataset.print !== undefined) {
      window.print();
      return;
    }
    const source = document.getElementById(button.dataset.copy ?? "");
    if (source) void copy(source).then((done) => done && confirm(button));
  });
}

async function copy(source: HTMLElement): Promise<boolean> {
  const text = source.innerText.trim();
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https the clipboard is closed to scripts: the text is selected, so that Ctrl+C takes it.
    const selection = window.getSelection();
    selection?.selectAllChildren(source);
    return document.execCommand("copy");
  }
}

function confirm(button: HTMLButtonElement): void {
  const before = button.textContent;
  button.textContent = button.dataset.copied ?? before;
  button.setAttribute("aria-live", "polite");
  window.setTimeout(() => {
    button.textContent = before;
  }, 2000);
}
