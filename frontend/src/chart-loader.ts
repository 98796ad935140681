// Fetches the chart script once, when the page has a chart. The figure itself says where it is (data-script), because the
// address of a static file carries a hash that only the server knows.

export function loadCharts(root: ParentNode): void {
  const figures = [...root.querySelectorAll<HTMLElement>("figure[data-chart]")];
  if (root instanceof HTMLElement && root.matches("figure[data-chart]")) figures.push(root);
  const address = figures[0]?.dataset.script;
  if (!address) return;
  if (document.querySelector("script[data-charts]")) {
    document.dispatchEvent(new CustomEvent("keqiao:charts"));
    return;
  }
  const script = document.createElement("script");
  script.src = address;
  script.dataset.charts = "";
  document.head.append(script);
}
