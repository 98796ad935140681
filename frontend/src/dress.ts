// Completes the plain option that the server wrote (src/keqiao/web/charts/option.py) for a drawing of a given size:
// number formats, colours of ink and ground, room for title, legend, axis names and foot.

type Json = Record<string, any>;

export interface Hints {
  kind: string;
  places: number;
  unit: string;
  horizontal: boolean;
  empty: string;
  words?: { title: string; subtitle: string; foot: string; mark: string };
}

// Without quotation marks: ECharts writes them unescaped into attributes of the SVG text.
const FONT = "PingFang SC, Microsoft YaHei, Noto Sans SC, Noto Sans CJK SC, sans-serif";
const LIGHT = { ink: "#1c2a38", soft: "#526172", line: "#dbe1e8", strong: "#8a97a5", ground: "#ffffff", mark: "#7a4a8c" };
const DARK = { ink: "#eaf0f5", soft: "#adbccb", line: "#2a3d50", strong: "#7e93a8", ground: "#152535", mark: "#d3abe3" };

/** A number with thousands separators and at most `places` decimals. Written out: QuickJS has no Intl. */
export function grouped(value: number, places: number): string {
  if (!Number.isFinite(value)) return "—";
  const [whole = "", fraction = ""] = Math.abs(value).toFixed(places).split(".");
  const cut = fraction.replace(/0+$/, "");
  const text = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + (cut ? `.${cut}` : "");
  return (value < 0 && Number(value.toFixed(places)) !== 0 ? "-" : "") + text;
}

/** The width of a text in pixels, as in Noto Sans SC: Chinese letters are square, Latin ones go by their kind. */
export function widthOf(text: string, size: number): number {
  let width = 0;
  for (const letter of text) {
    if ((letter.codePointAt(0) ?? 0) > 0x2e7f) width += 1;
    else if (/[0-9a-z]/.test(letter)) width += /[ijlrft]/.test(letter) ? 0.34 : /[mw]/.test(letter) ? 0.88 : 0.56;
    else if (/[A-Z%@—…]/.test(letter)) width += 0.7;
    else width += /[ .,:;'|!()\[\]/-]/.test(letter) ? 0.34 : 0.56;
  }
  return width * size;
}

/** A text with line breaks, each line at most `room` pixels wide. */
function broken(text: string, room: number): string {
  const lines = [""];
  for (const letter of text) {
    const last = lines[lines.length - 1] ?? "";
    if (last && widthOf(last + letter, 12) > room) lines.push(letter);
    else lines[lines.length - 1] = last + letter;
  }
  return lines.slice(0, 4).join("\n");
}

function linesOf(text: string, size: number, room: number): number {
  return text ? Math.max(1, Math.ceil(widthOf(text, size) / Math.max(room, size))) : 0;
}

/** Braces begin a styled run in ECharts' rich text; a label shall stay what it says. */
function plain(text: string): string {
  return text.replace(/\{/g, "｛").replace(/\}/g, "｝");
}

export function dress(bare: Json, width: number, height: number, dark: boolean): Json {
  const { keqiao, ...option } = structured(bare, dark) as Json & { keqiao: Hints };
  const hints = keqiao;
  const colours = dark ? DARK : LIGHT;
  const words = hints.words;

  option.textStyle = { fontFamily: FONT, color: colours.ink, fontSize: 12 };
  if (words) option.backgroundColor = colours.ground;

  let top = 8;
  let bottom = 8;
  const titles: Json[] = [];
  if (words) {
    const markRoom = words.mark ? widthOf(words.mark, 12) + 32 : 0;
    const room = width - 32 - markRoom;
    titles.push({
      text: words.title,
      left: 16,
      top: 12,
      padding: 0,
      textStyle: { color: colours.ink, fontSize: 16, fontWeight: "bold", lineHeight: 22, width: room, overflow: "break" },
    });
    top = 12 + 22 * linesOf(words.title, 16.5, room) + 4;
    if (words.subtitle) {
      const style = { color: colours.soft, fontSize: 12, lineHeight: 17, fontWeight: "normal", width: width - 32, overflow: "break" };
      titles.push({ text: words.subtitle, left: 16, top, padding: 0, textStyle: style });
      top += 17 * linesOf(words.subtitle, 12.5, width - 32);
    }
    if (words.mark) {
      titles.push({
        text: words.mark,
        right: 16,
        top: 12,
        padding: [3, 8],
        borderColor: colours.mark,
        borderWidth: 1,
        borderRadius: 3,
        textStyle: { color: colours.mark, fontSize: 12, fontWeight: "normal" },
      });
    }
    if (words.foot) {
      const style = { color: colours.soft, fontSize: 11, lineHeight: 16, fontWeight: "normal", width: width - 32, overflow: "break" };
      titles.push({ text: words.foot, left: 16, bottom: 10, padding: 0, textStyle: style });
      bottom = 10 + 16 * linesOf(words.foot, 11.5, width - 32) + 6;
    }
    top += 8;
  }
  if (hints.empty) {
    titles.push({
      text: hints.empty,
      left: "center",
      top: "middle",
      textStyle: { color: colours.soft, fontSize: 14, fontWeight: "normal" },
    });
    return { ...frameOnly(option), title: titles };
  }
  option.title = titles;

  const side = words ? 16 : 4;
  if (option.legend?.show) {
    const names: string[] = option.legend.data;
    const rows = legendRows(names, width - 2 * side);
    const scroll = !words && rows > 2;
    Object.assign(option.legend, {
      top,
      left: side,
      right: side,
      type: scroll ? "scroll" : "plain",
      padding: 0,
      itemGap: 14,
      itemWidth: 18,
      itemHeight: 10,
      textStyle: { color: colours.ink, fontSize: 12, width: Math.min(220, width - 80), overflow: "truncate" },
      pageTextStyle: { color: colours.soft },
      pageIconColor: colours.strong,
    });
    top += (scroll ? 1 : rows) * 22 + 6;
  }

  if (["bar", "stacked"].includes(hints.kind) && !hints.horizontal) turnIfCrowded(option, hints, width, height - top - bottom);
  if (option.radar) dressRadar(option, colours, width, height, top, bottom);
  if (option.xAxis) dressGrid(option, hints, colours, width, height, top, bottom, side);
  for (const series of option.series as Json[]) dressSeries(series, hints, colours);
  if (!words) option.tooltip = tooltip(option, hints, colours);
  return option;
}

/** A copy to work on; the one dark tone and the white gaps that option.py uses are turned round on dark ground. */
function structured(value: Json, dark: boolean): Json {
  const text = JSON.stringify(value);
  if (!dark) return JSON.parse(text) as Json;
  return JSON.parse(text.replaceAll('"color":"#3d4f60"', '"color":"#8fa3b5"').replaceAll('"borderColor":"#fff"', `"borderColor":"${DARK.ground}"`)) as Json;
}

function frameOnly(option: Json): Json {
  return { textStyle: option.textStyle, backgroundColor: option.backgroundColor, animation: false };
}

function legendRows(names: string[], room: number): number {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const need = Math.min(220, widthOf(name, 12)) + 18 + 5 + 14;
    if (used > 0 && used + need > room) {
      rows += 1;
      used = 0;
    }
    used += need;
  }
  return rows;
}

function dressRadar(option: Json, colours: typeof LIGHT, width: number, height: number, top: number, bottom: number): void {
  const room = Math.max(40, width / 2 - 40);
  const radius = Math.max(30, Math.min((height - top - bottom) / 2 - 26, width / 2 - Math.min(96, width / 5)));
  const reach = Math.max(48, Math.min(room, width / 2 - radius - 12));
  Object.assign(option.radar, {
    center: [width / 2, top + (height - top - bottom) / 2 + 4],
    radius,
    axisName: { color: colours.ink, fontSize: 12, lineHeight: 15 },
    axisNameGap: 8,
    axisLine: { lineStyle: { color: colours.line } },
    splitLine: { lineStyle: { color: colours.line } },
    splitArea: { show: false },
  });
  // ECharts does not break these names itself.
  for (const axis of option.radar.indicator as Json[]) axis.name = broken(axis.name, reach);
}

/** Long names under narrow bars cannot be read: where there is height for them, let the bars lie. */
function turnIfCrowded(option: Json, hints: Hints, width: number, room: number): void {
  const names: string[] = option.xAxis.data;
  const longest = Math.max(0, ...names.map((name) => widthOf(name, 12)));
  const slot = (width - 64) / Math.max(1, names.length);
  if (slot >= 38 || longest < Math.max(60, slot) || room / names.length < 17) return;
  [option.xAxis, option.yAxis] = [option.yAxis, { ...option.xAxis, inverse: true }];
  hints.horizontal = true;
  for (const series of option.series as Json[]) {
    if (series.label?.position === "top") series.label.position = "right";
    if (series.markLine) series.markLine.label.position = "start";
    for (const line of (series.markLine?.data ?? []) as Json[]) {
      line.xAxis = line.yAxis;
      delete line.yAxis;
    }
  }
}

function dressGrid(
  option: Json,
  hints: Hints,
  colours: typeof LIGHT,
  width: number,
  height: number,
  top: number,
  bottom: number,
  side: number,
): void {
  const value = (axis: Json): boolean => axis.type === "value";
  const line = { show: true, lineStyle: { color: colours.strong } };
  const longest = (names: string[]): number => Math.max(0, ...names.map((name) => widthOf(name, 12)));
  for (const axis of [option.xAxis as Json, option.yAxis as Json]) {
    axis.nameTextStyle = { color: colours.soft, fontSize: 12 };
    if (value(axis)) {
      axis.axisLabel = {
        color: colours.soft,
        fontSize: 12,
        hideOverlap: true,
        formatter: (number: number) => grouped(number, 6),
      };
      // Room for the values beside the longest bars.
      if (hints.kind === "contribution") axis.boundaryGap = ["16%", "14%"];
      if (hints.kind === "scatter") axis.boundaryGap = ["6%", "6%"];
      axis.splitLine = { lineStyle: { color: colours.line } };
      axis.axisLine = { show: hints.kind === "scatter", lineStyle: { color: colours.strong } };
    } else {
      axis.axisLabel = { color: colours.ink, fontSize: 12, interval: 0 };
      axis.axisLine = hints.kind === "heatmap" ? { show: false } : line;
    }
  }
  if (hints.kind === "contribution") option.yAxis.axisLine.onZero = false;

  // Names of categories: down the page they get up to 40 % of the width; along it each gets its slot, in up to three
  // lines, and where slots are too narrow even for that, names are turned.
  if (!value(option.yAxis)) {
    const room = Math.min(longest(option.yAxis.data) + 4, width * 0.4);
    const slot = (height - top - bottom) / Math.max(1, option.yAxis.data.length);
    Object.assign(option.yAxis.axisLabel, { width: room, overflow: slot >= 30 ? "break" : "truncate", lineHeight: 14 });
    if (slot < 14) option.yAxis.axisLabel.interval = "auto";
  }
  let turned = false;
  if (!value(option.xAxis)) {
    // A day stands in two lines, so that each point of a trend keeps its name: 2024 above 10-31.
    const days = hints.kind === "line" ? /^(\d{4})-(\d\d-\d\d)$/ : /^$/;
    const names: string[] = (option.xAxis.data as string[]).map((name) => name.replace(days, "$1"));
    if (names.some((name, place) => name !== option.xAxis.data[place])) {
      option.xAxis.axisLabel.formatter = (name: string) => name.replace(days, "$1\n$2");
    }
    const beside = value(option.yAxis) ? 56 : Math.min(longest(option.yAxis.data) + 16, width * 0.4);
    const slot = (width - 2 * side - beside) / Math.max(1, names.length);
    const label = option.xAxis.axisLabel;
    if (slot >= longest(names) + 6) {
      label.lineHeight = 15;
    } else if (slot >= (longest(names) * 11) / 12 + 2) {
      Object.assign(label, { fontSize: 11, lineHeight: 14 });
    } else if (hints.kind === "line") {
      Object.assign(label, { interval: "auto", hideOverlap: true });
    } else if (slot >= 38) {
      Object.assign(label, { width: slot - 8, overflow: "break", lineHeight: 14, fontSize: slot < 56 ? 11 : 12 });
    } else if (slot >= 16) {
      turned = true;
      Object.assign(label, { rotate: 40, width: Math.min(110, height * 0.3), overflow: "truncate" });
    } else {
      Object.assign(label, { interval: "auto", hideOverlap: true, width: 90, overflow: "truncate" });
    }
  }
  const named = (option.yAxis.name as string | undefined) ?? "";
  if (named) {
    option.yAxis.nameTextStyle.align = "left";
    option.yAxis.nameGap = 10;
    top += 18;
  }
  // Room for values written above or right of the longest bar, and for the end of the last name.
  const labelled = (option.series as Json[]).some((series) => series.label?.show);
  const crossed = (option.series as Json[]).some((series) => series.markLine);
  option.grid = {
    left: side + (turned ? 20 : 0),
    right: side + (labelled && hints.horizontal ? 48 : 14),
    top: top + (hints.kind === "heatmap" ? 4 : 12) + (hints.horizontal && crossed ? 12 : 0),
    bottom: bottom + (option.xAxis.name ? 24 : 4),
    outerBoundsMode: "same",
    outerBoundsContain: "axisLabel",
  };
  if (hints.kind === "contribution") option.grid.left += 8;
}

function dressSeries(series: Json, hints: Hints, colours: typeof LIGHT): void {
  series.emphasis = { ...(series.emphasis ?? {}), disabled: series.silent === true };
  const points = (series.data ?? []) as Json[];
  series.cursor = points.some((item) => item?.url) ? "pointer" : "default";
  if (series.markLine?.label) Object.assign(series.markLine.label, { color: colours.ink, fontSize: 11 });
  if (!series.label) return;
  series.label = { color: colours.ink, fontSize: 11, ...series.label };
  if (hints.kind === "scatter") series.label.formatter = (item: Json) => item.name;
  else if (hints.kind === "heatmap") series.label.color = undefined;
  if (hints.kind !== "scatter") series.label.formatter = (item: Json) => item.data?.text ?? "";
  if (hints.kind === "heatmap") {
    // White on dark shades, ink on light ones.
    const values = (series.data as Json[]).map((item) => item.value[2] as number);
    const low = Math.min(...values);
    const high = Math.max(...values);
    for (const item of series.data as Json[]) {
      const share = high > low ? (item.value[2] - low) / (high - low) : 0;
      item.label = { color: share > 0.55 ? "#ffffff" : "#1c2a38" };
    }
    series.label.color = "#1c2a38";
  }
}

function tooltip(option: Json, hints: Hints, colours: typeof LIGHT): Json {
  const unit = hints.unit ? ` ${hints.unit}` : "";
  const oneLine = (item: Json): string => {
    const name = plain(String(item.seriesName ?? ""));
    const text = plain(String(item.data?.text ?? "—"));
    return `${name ? `${name}  ` : ""}${text}${unit}`;
  };
  const alone = ["scatter", "heatmap", "radar"].includes(hints.kind);
  return {
    trigger: alone ? "item" : "axis",
    // Drawn as part of the picture: ECharts' HTML boxes carry style attributes, which the pages' policy forbids.
    renderMode: "richText",
    confine: true,
    backgroundColor: colours.ground,
    borderColor: colours.strong,
    textStyle: { color: colours.ink, fontSize: 12, lineHeight: 18 },
    axisPointer: { type: hints.kind === "line" ? "line" : "shadow", animation: false },
    transitionDuration: 0,
    formatter: (shown: Json | Json[]) => {
      if (Array.isArray(shown)) {
        const seen = shown.filter((item) => item.seriesName !== "" || !["waterfall", "interval"].includes(hints.kind));
        const items = hints.kind === "waterfall" ? seen.slice(0, 1).map((item) => ({ ...item, seriesName: "" })) : seen;
        return [plain(String(shown[0]?.name ?? "")), ...items.map(oneLine)].join("\n");
      }
      if (hints.kind === "radar") {
        const names = (option.radar.indicator as Json[]).map((axis) => plain(axis.name.replaceAll("\n", "")));
        const texts = shown.data.texts as string[];
        return [plain(shown.name), ...names.map((name, axis) => `${name}  ${texts[axis]}`)].join("\n");
      }
      if (hints.kind === "heatmap") {
        const [column, row] = shown.value as number[];
        const names = `${plain(option.yAxis.data[row ?? 0])} · ${plain(option.xAxis.data[column ?? 0])}`;
        return `${names}\n${plain(shown.data.text)}${unit}`;
      }
      const [x] = shown.value as number[];
      const xName = option.xAxis.name ? `${plain(option.xAxis.name)}  ` : "";
      const yName = option.yAxis.name ? `${plain(option.yAxis.name)}  ` : "";
      return [plain(shown.name), `${xName}${grouped(x ?? NaN, 2)}`, `${yName}${plain(shown.data.text)}${unit}`].join("\n");
    },
  };
}
