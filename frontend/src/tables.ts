// Tables that ask for it (table[data-table]) get sorting by the heads, a filter, a choice of columns. What the reader chose
// is kept in the address, so that a link to the page shows the same.
//
// Markup: th[data-key] names a column (else its number), th[data-kind] of text, link, date, number, money, percent says
// how to sort; td[data-value] is the value to sort by where the text is not. Rows tr.total stay at the end.

const WORDS = {
  zh: { filter: "筛选", columns: "列", count: (shown: number, all: number) => `${shown} / ${all} 行` },
  en: { filter: "Filter", columns: "Columns", count: (shown: number, all: number) => `${shown} of ${all} rows` },
};
const NUMBERS = new Set(["number", "money", "percent"]);
const MANY_ROWS = 8;
const MANY_COLUMNS = 5;

interface State {
  sort: string;
  descending: boolean;
  filter: string;
  hidden: Set<string>;
}

export function enhanceTables(root: ParentNode): void {
  const tables = [...root.querySelectorAll<HTMLTableElement>("table[data-table]")];
  if (root instanceof HTMLTableElement && root.matches("table[data-table]")) tables.push(root);
  for (const table of tables) if (!table.dataset.enhanced) new EnhancedTable(table);
}

class EnhancedTable {
  private readonly heads: HTMLTableCellElement[];
  private readonly keys: string[];
  private readonly body: HTMLTableSectionElement | undefined;
  private readonly rows: HTMLTableRowElement[];
  private readonly totals: HTMLTableRowElement[];
  private readonly name: string;
  private readonly words = document.documentElement.lang.startsWith("en") ? WORDS.en : WORDS.zh;
  private readonly collator = new Intl.Collator("zh", { numeric: true });
  private readonly count = document.createElement("span");
  private state: State;

  constructor(private readonly table: HTMLTableElement) {
    table.dataset.enhanced = "";
    this.name = table.dataset.table || table.id || "table";
    // Only the last row of heads has one cell for each column; group heads above it are left alone.
    this.heads = [...(table.tHead?.rows[table.tHead.rows.length - 1]?.cells ?? [])];
    this.keys = this.heads.map((head, column) => head.dataset.key ?? String(column));
    this.body = table.tBodies[0];
    const rows = [...(this.body?.rows ?? [])];
    this.rows = rows.filter((row) => !row.classList.contains("total"));
    this.totals = rows.filter((row) => row.classList.contains("total"));
    this.state = this.read();
    this.addSorting();
    this.addTools();
    this.show();
  }

  private read(): State {
    const query = new URLSearchParams(window.location.search);
    const sort = query.get(`${this.name}.sort`) ?? "";
    return {
      sort: sort.replace(/^-/, ""),
      descending: sort.startsWith("-"),
      filter: query.get(`${this.name}.q`) ?? "",
      hidden: new Set((query.get(`${this.name}.hide`) ?? "").split(",").filter((key) => this.keys.includes(key))),
    };
  }

  private write(): void {
    const address = new URL(window.location.href);
    const set = (part: string, text: string): void => {
      if (text) address.searchParams.set(`${this.name}.${part}`, text);
      else address.searchParams.delete(`${this.name}.${part}`);
    };
    set("sort", this.state.sort ? (this.state.descending ? "-" : "") + this.state.sort : "");
    set("q", this.state.filter);
    set("hide", [...this.state.hidden].join(","));
    window.history.replaceState(window.history.state, "", address);
  }

  private addSorting(): void {
    this.heads.forEach((head, column) => {
      if (head.dataset.sort === "no" || head.querySelector("button, a, input")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const key = this.keys[column] ?? "";
        const again = this.state.sort === key;
        // Numbers are first asked for from the largest; a second click turns the order.
        const first = NUMBERS.has(this.kind(column));
        this.state.descending = again ? !this.state.descending : first;
        this.state.sort = key;
        this.write();
        this.show();
      });
    });
  }

  private addTools(): void {
    // A download link that the server put before the table shares the line with the tools.
    const frame = this.table.closest(".table-frame, .table-responsive") ?? this.table;
    const before = frame.previousElementSibling;
    const tools = before?.classList.contains("table-tools") ? before : document.createElement("div");
    tools.className = "table-tools no-print";
    const given = tools.childElementCount;
    if (this.rows.length > MANY_ROWS || this.table.hasAttribute("data-filter")) tools.append(this.filter());
    if (this.heads.length > MANY_COLUMNS && this.rows.length > 1) tools.append(this.chooser());
    if (tools.childElementCount === given) return;
    this.count.className = "table-count";
    this.count.setAttribute("role", "status");
    tools.append(this.count);
    if (tools !== before) frame.before(tools);
  }

  private filter(): HTMLElement {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "search";
    input.value = this.state.filter;
    label.append(this.words.filter, input);
    input.addEventListener("input", () => {
      this.state.filter = input.value.trim();
      this.write();
      this.show();
    });
    // Enter in a filter that stands inside a form shall not send the form.
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    return label;
  }

  private chooser(): HTMLElement {
    const fold = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = this.words.columns;
    const list = document.createElement("div");
    this.heads.forEach((head, column) => {
      // The first column names the rows: it always stays.
      if (column === 0) return;
      const key = this.keys[column] ?? "";
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = !this.state.hidden.has(key);
      box.addEventListener("change", () => {
        if (box.checked) this.state.hidden.delete(key);
        else this.state.hidden.add(key);
        this.write();
        this.show();
      });
      label.append(box, (head.textContent ?? "").trim());
      list.append(label);
    });
    fold.append(summary, list);
    fold.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !fold.open) return;
      fold.open = false;
      summary.focus();
    });
    document.addEventListener("click", (event) => {
      if (!fold.contains(event.target as Node)) fold.open = false;
    });
    return fold;
  }

  private kind(column: number): string {
    const head = this.heads[column];
    if (head?.dataset.kind) return head.dataset.kind;
    return ["number", "money", "percent"].find((kind) => head?.classList.contains(kind)) ?? "text";
  }

  /** The value to sort a cell by; undefined for a gap, which stands last in either order. */
  private value(row: HTMLTableRowElement, column: number): string | number | undefined {
    const cell = row.cells[column];
    const text = (cell?.dataset.value ?? cell?.textContent ?? "").trim();
    if (!text || text === "—" || text === "-") return undefined;
    if (!NUMBERS.has(this.kind(column))) return text;
    const number = Number.parseFloat(text.replace(/[,，\s%％]/g, "").replace("−", "-"));
    return Number.isNaN(number) ? undefined : number;
  }

  private show(): void {
    const { sort, descending, filter, hidden } = this.state;
    const column = this.keys.indexOf(sort);
    this.heads.forEach((head, position) => {
      if (position === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    if (column >= 0) {
      const keyed = this.rows.map((row, position) => ({ row, position, value: this.value(row, column) }));
      keyed.sort((a, b) => {
        if (a.value === undefined || b.value === undefined) {
          return Number(a.value === undefined) - Number(b.value === undefined) || a.position - b.position;
        }
        const order =
          typeof a.value === "number" && typeof b.value === "number"
            ? a.value - b.value
            : this.collator.compare(String(a.value), String(b.value));
        return (descending ? -order : order) || a.position - b.position;
      });
      this.body?.append(...keyed.map(({ row }) => row), ...this.totals);
    }
    const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of this.rows) {
      const text = (row.textContent ?? "").toLowerCase();
      row.hidden = !wanted.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    this.count.textContent = wanted.length ? this.words.count(shown, this.rows.length) : "";
    this.keys.forEach((key, position) => this.hide(position, hidden.has(key)));
  }

  private hide(column: number, hidden: boolean): void {
    const lastHeads = this.table.tHead?.rows[this.table.tHead.rows.length - 1];
    for (const row of this.table.rows) {
      if (row.parentElement === this.table.tHead && row !== lastHeads) continue;
      // A cell over several columns (a total's name) stays.
      const spans = [...row.cells].some((cell) => cell.colSpan > 1);
      const cell = row.cells[column];
      if (cell && !spans) cell.hidden = hidden;
    }
  }
}
