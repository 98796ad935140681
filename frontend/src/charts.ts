// Draws the charts of a page: each figure[data-chart] carries its option as JSON beside the place for the drawing.
import { dress } from "./dress";
import { echarts } from "./echarts-parts";

interface Size {
  width: number;
  height: number;
}
type Drawn = ReturnType<typeof echarts.init>;
const drawn = new Map<HTMLElement, { chart: Drawn; option: Record<string, unknown>; dark: boolean; size: Size }>();

const onPaper = window.matchMedia("print");

const onResize = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const place = target as HTMLElement;
    if (!place.isConnected) forget(place);
    else redraw(place);
  }
});

function forget(place: HTMLElement): void {
  onResize.unobserve(place);
  drawn.get(place)?.chart.dispose();
  drawn.delete(place);
}

function redraw(place: HTMLElement): void {
  const known = drawn.get(place);
  if (!known) return;
  // On paper the drawing keeps the size it had on the screen; the print style fits it to the page.
  if (!onPaper.matches) known.size = { width: place.clientWidth, height: place.clientHeight };
  const { width, height } = known.size;
  if (width < 40 || height < 40) return;
  known.chart.resize({ width, height });
  // Paper is white, also where the screen is dark.
  known.chart.setOption(dress(known.option, width, height, known.dark && !onPaper.matches), { notMerge: true });
  // So that the print style can fit the drawing to a page whose width no script knows.
  place.querySelector("svg")?.setAttribute("viewBox", `0 0 ${width} ${height}`);
}

/** Follow the address of a point; only paths of this site are followed. */
function follow(event: unknown): void {
  const data = (event as { data?: { url?: unknown } }).data;
  if (typeof data?.url !== "string" || !/^\/(?![/\\])/.test(data.url)) return;
  window.location.assign(data.url);
}

function draw(figure: HTMLElement): void {
  const place = figure.querySelector<HTMLElement>(".chart-drawing");
  const source = figure.querySelector<HTMLScriptElement>('script[type="application/json"]');
  if (!place || !source?.textContent || drawn.has(place)) return;
  const option = JSON.parse(source.textContent) as Record<string, unknown>;
  const dark = figure.closest(".cockpit") !== null;
  // The size is given now, not read from the style, so that a figure in a closed fold is drawn when it opens.
  const size = { width: Math.max(place.clientWidth, 40), height: Math.max(place.clientHeight, 40) };
  const chart = echarts.init(place, null, { renderer: "svg", ...size });
  chart.on("click", follow);
  drawn.set(place, { chart, option, dark, size });
  redraw(place);
  onResize.observe(place);
}

function drawAll(): void {
  for (const place of drawn.keys()) if (!place.isConnected) forget(place);
  for (const figure of document.querySelectorAll<HTMLElement>("figure[data-chart]")) draw(figure);
}

// Other colours on paper than on the screen.
function redrawAll(): void {
  for (const place of drawn.keys()) redraw(place);
}
onPaper.addEventListener("change", redrawAll);
window.addEventListener("beforeprint", redrawAll);
window.addEventListener("afterprint", redrawAll);
document.addEventListener("keqiao:charts", drawAll);
drawAll();
