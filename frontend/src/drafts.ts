// What was typed survives an ended session, an error page and a lost connection. The form that was touched last is kept in
// the storage of this window (nothing else can read it, closing the window forgets it); once the same person opens a page
// with that form again after an interruption, it is filled in as it was, hidden fields too, so that what another person has
// changed meanwhile is still found. Passwords, files and tokens are never kept.

const KEY = "keqiao.draft";
const MOST = 400_000;
const OLDEST = 12 * 3600 * 1000;
const NEVER = new Set(["csrfmiddlewaretoken"]);

type Kept = { name: string; at: number; value: string; checked: boolean };
type Draft = { user: string; action: string; at: number; interrupted: boolean; fields: Kept[] };
type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export function startDrafts(): void {
  const user = document.documentElement.dataset.user ?? "";
  const draft = read();
  if (document.body.dataset.interrupted !== undefined) {
    // A sign-in page or an error: what was typed waits for the page that it belongs to.
    if (draft) write({ ...draft, interrupted: true });
  } else if (draft && (draft.user !== user || !draft.interrupted || Date.now() - draft.at > OLDEST)) {
    forget();
  } else if (draft) {
    const form = keepable().find((one) => addressOf(one) === draft.action);
    if (form) restore(form, draft);
  }
  if (!user) return;
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    if (form && mayKeep(form)) keep(user, form);
  });
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement)) return;
    if (event.target.matches("[data-sign-out]")) forget();
    else if (mayKeep(event.target) && fieldsOf(event.target).some((one) => one.type !== "hidden")) keep(user, event.target);
  });
}

function keepable(): HTMLFormElement[] {
  return [...document.querySelectorAll<HTMLFormElement>("form")].filter(mayKeep);
}

function mayKeep(form: HTMLFormElement): boolean {
  return form.getAttribute("method")?.toLowerCase() === "post" && !form.querySelector("input[type=password], [data-sensitive]");
}

// Where the form goes, without its query: after a refusal the page stands at another address, the action does not.
function addressOf(form: HTMLFormElement): string {
  return new URL(form.getAttribute("action") ?? "", window.location.href).pathname;
}

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (one): one is Field =>
      (one instanceof HTMLInputElement || one instanceof HTMLSelectElement || one instanceof HTMLTextAreaElement) &&
      one.name !== "" &&
      !NEVER.has(one.name) &&
      !["file", "password", "submit", "button", "image"].includes(one.type),
  );
}

function keep(user: string, form: HTMLFormElement): void {
  const counts = new Map<string, number>();
  const fields = fieldsOf(form).flatMap((one): Kept[] => {
    const at = counts.get(one.name) ?? 0;
    counts.set(one.name, at + 1);
    const checked = one instanceof HTMLInputElement && one.checked;
    const values = one instanceof HTMLSelectElement && one.multiple ? [...one.selectedOptions].map((it) => it.value) : [one.value];
    return [{ name: one.name, at, value: values.join("\n"), checked }];
  });
  write({ user, action: addressOf(form), at: Date.now(), interrupted: false, fields });
}

function restore(form: HTMLFormElement, draft: Draft): void {
  const counts = new Map<string, number>();
  const kept = new Map(draft.fields.map((one) => [`${one.at} ${one.name}`, one]));
  let changed = false;
  for (const field of fieldsOf(form)) {
    const at = counts.get(field.name) ?? 0;
    counts.set(field.name, at + 1);
    const before = kept.get(`${at} ${field.name}`);
    if (!before) continue;
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) {
      changed ||= field.checked !== before.checked;
      field.checked = before.checked;
    } else if (field instanceof HTMLSelectElement && field.multiple) {
      const chosen = before.value.split("\n");
      for (const option of field.options) option.selected = chosen.includes(option.value);
    } else {
      changed ||= field.type !== "hidden" && field.value !== before.value;
      field.value = before.value;
    }
  }
  forget();
  if (!changed) return;
  form.dispatchEvent(new Event("input", { bubbles: true }));
  const words = document.createElement("div");
  words.className = "alert alert-info";
  words.setAttribute("role", "status");
  words.dataset.restored = "";
  words.textContent = document.documentElement.dataset.restoredWords ?? "";
  form.before(words);
}

function read(): Draft | null {
  try {
    const text = window.sessionStorage.getItem(KEY);
    return text ? (JSON.parse(text) as Draft) : null;
  } catch {
    return null;
  }
}

function write(draft: Draft): void {
  const text = JSON.stringify(draft);
  if (text.length > MOST) return;
  try {
    window.sessionStorage.setItem(KEY, text);
  } catch {
    // A browser that keeps nothing: the page works without.
  }
}

function forget(): void {
  try {
    window.sessionStorage.removeItem(KEY);
  } catch {
    // As above.
  }
}
