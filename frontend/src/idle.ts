// Some minutes before a session ends for want of use the page says so and offers to stay. Windows of one browser share the
// session: the one used last counts.

const KEY = "keqiao.used";
const WARNING = 180;

export function startIdleWarning(): void {
  const { idleSeconds, idleAddress, idleWords, idleStay } = document.documentElement.dataset;
  const seconds = Number(idleSeconds ?? 0);
  if (!seconds || !idleAddress) return;
  let bar: HTMLElement | null = null;
  used();
  const look = (): void => {
    const left = lastUsed() + seconds * 1000 - Date.now();
    if (left > Math.min(WARNING, seconds / 3) * 1000) {
      bar?.remove();
      bar = null;
    } else if (!bar) {
      bar = warn(idleAddress, idleWords ?? "", idleStay ?? "");
    }
  };
  window.setInterval(look, Math.min(15_000, seconds * 100));
  document.addEventListener("htmx:afterRequest", used);
}

function warn(address: string, words: string, stay: string): HTMLElement {
  const bar = document.createElement("div");
  bar.className = "alert alert-warning idle-warning";
  bar.setAttribute("role", "alert");
  const text = document.createElement("span");
  text.textContent = words;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-primary btn-sm";
  button.textContent = stay;
  button.addEventListener("click", () => {
    const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
    void fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" }).then((answer) => {
      if (answer.ok) {
        used();
        bar.remove();
      }
    });
  });
  bar.append(text, button);
  document.body.append(bar);
  return bar;
}

function used(): void {
  try {
    window.localStorage.setItem(KEY, String(Date.now()));
  } catch {
    opened = Date.now();
  }
}

let opened = Date.now();

function lastUsed(): number {
  try {
    return Number(window.localStorage.getItem(KEY) ?? opened);
  } catch {
    return opened;
  }
}
