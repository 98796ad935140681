// The page of other weights and thresholds: what is moved is asked of the server while the finger moves, one question at
// a time; the table, the numbers that gave way and the address follow the answer.

const PAUSE = 300;
/** Milliseconds of rest after which the sentence is spoken and the address is written. */

export function startTrying(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-trying]");
  const answer = document.getElementById("try-answer");
  const sentence = document.getElementById("try-sentence");
  if (form && answer && sentence) new Trial(form, answer, sentence);
}

class Trial {
  private readonly held: Map<string, string>;
  private readonly sliders = new Map<string, HTMLElement>();
  private busy = false;
  private again = false;
  private settle = false;
  private rest = 0;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly answer: HTMLElement,
    private readonly sentence: HTMLElement,
  ) {
    this.held = new Map(new URLSearchParams(form.dataset.held));
    for (const slider of form.querySelectorAll<HTMLElement>("[data-slider]")) {
      this.sliders.set(slider.dataset.slider ?? "", slider);
    }
    form.addEventListener("input", (event) => this.moved(event));
    form.addEventListener("change", () => {
      this.settle = true;
      void this.ask();
    });
    form.addEventListener("click", (event) => this.reset(event));
    form.addEventListener("submit", (event) => {
      // Enter in a number box: the answer is there already.
      const button = event.submitter as HTMLButtonElement | null;
      if (!button?.name) event.preventDefault();
    });
  }

  private moved(event: Event): void {
    const input = event.target as HTMLInputElement;
    const key = input.closest<HTMLElement>("[data-slider]")?.dataset.slider;
    if (key === undefined || input.value === "" || !input.checkValidity()) return;
    // What was moved last stands last: the server lets the others give way first.
    this.held.delete(key);
    this.held.set(key, input.value);
    void this.ask();
  }

  private reset(event: Event): void {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[name=reset]");
    if (!button) return;
    event.preventDefault();
    if (button.value === "all") this.held.clear();
    else this.held.delete(button.value);
    this.settle = true;
    void this.ask();
  }

  private query(): string {
    const place = this.form.dataset.place ?? "";
    return [place, new URLSearchParams([...this.held]).toString()].filter(Boolean).join("&");
  }

  private async ask(): Promise<void> {
    this.sentence.setAttribute("aria-busy", "true");
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    try {
      do {
        this.again = false;
        const response = await fetch(`${this.form.dataset.trying}?${this.query()}`);
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const result = page.querySelector<HTMLElement>("[data-values]");
        if (!response.ok || !result) throw new Error(String(response.status));
        this.show(result);
      } while (this.again);
    } catch {
      this.say(this.form.dataset.failed ?? "", true);
    } finally {
      this.busy = false;
    }
    window.clearTimeout(this.rest);
    this.rest = window.setTimeout(() => this.rested(), PAUSE);
  }

  private show(result: HTMLElement): void {
    const refused = result.dataset.refused !== undefined;
    this.say(result.dataset.sentence ?? "", refused);
    this.answer.classList.toggle("stale", refused);
    if (!refused) this.answer.replaceChildren(result);
    const values = JSON.parse(result.dataset.values ?? "{}") as Record<string, string>;
    for (const [key, slider] of this.sliders) this.fill(key, slider, values[key] ?? "");
    if (!this.again) this.settle = false;
  }

  private say(text: string, refused: boolean): void {
    if (this.sentence.textContent !== text) this.sentence.textContent = text;
    this.sentence.classList.toggle("refused", refused);
  }

  private fill(key: string, slider: HTMLElement, value: string): void {
    const written = slider.dataset.written ?? "";
    slider.classList.toggle("changed", value !== written);
    slider.classList.toggle("held", this.held.has(key));
    for (const input of slider.querySelectorAll("input")) {
      // The one under the finger keeps what was asked until it is let go and its last question is answered.
      const moving = input === document.activeElement && (this.again || !this.settle);
      if (!moving) input.value = value;
      if (input.type !== "range") continue;
      const said = moving ? input.value : value;
      const spoken = (this.form.dataset.spoken ?? "").replace("{value}", said).replace("{written}", written);
      input.setAttribute("aria-valuetext", spoken);
    }
  }

  private rested(): void {
    this.sentence.removeAttribute("aria-busy");
    const query = this.query();
    history.replaceState(null, "", location.pathname + (query ? `?${query}` : ""));
    const state = new URLSearchParams([...this.held]).toString();
    for (const input of document.querySelectorAll<HTMLInputElement>("input[data-state]")) input.value = state;
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".switches a")) {
      const url = new URL(link.href);
      const kept = ["period", "basis"].flatMap((name) =>
        url.searchParams.has(name) ? [[name, url.searchParams.get(name) ?? ""]] : [],
      );
      url.search = new URLSearchParams([...kept, ...this.held]).toString();
      link.href = url.href;
    }
  }
}
