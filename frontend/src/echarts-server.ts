// Draws a chart as an SVG text inside QuickJS; called by src/keqiao/web/charts/render.py.
import "./shims";
import { dress, widthOf } from "./dress";
import { echarts } from "./echarts-parts";

declare global {
  var keqiaoDraw: (option: string, width: number, height: number) => string;
}

// There is no canvas to measure a text with.
echarts.setPlatformAPI({
  measureText: (text: string, font?: string) => ({ width: widthOf(text, Number.parseFloat(/([\d.]+)px/.exec(font ?? "")?.[1] ?? "12")) }),
});

globalThis.keqiaoDraw = (option, width, height) => {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption(dress(JSON.parse(option), width, height, false));
    // Classes and styles are for the pointer, which a document has not; ids count up with every drawing. Without them the
    // same chart gives the same text.
    return chart
      .renderToSVGString()
      .replace(/ class="zr\d+-cls-\d+"/g, "")
      .replace(/ pointer-events="visible"/g, "")
      .replace(/<style\b[^>]*>[\s\S]*?<\/style>\s*/g, "")
      .replace(/(["'#])zr\d+-/g, "$1zr-");
  } finally {
    chart.dispose();
  }
};
