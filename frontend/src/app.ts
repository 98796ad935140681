// What every page loads: htmx, tables, navigation. Charts come with a script of their own, fetched only where one is shown.
import htmx from "htmx.org";
import { startBoards } from "./boards";
import { loadCharts } from "./chart-loader";
import { startChoosing } from "./choosing";
import { startCopying } from "./copying";
import { startDrafts } from "./drafts";
import { startEntering } from "./entering";
import { startHandingOut } from "./handing-out";
import { startIdleWarning } from "./idle";
import { startInserting } from "./inserting";
import { startKeeping } from "./keeping";
import { startNavigation } from "./navigation";
import { startPasting } from "./pasting";
import { startSecurityKeys } from "./security-keys";
import { enhanceTables } from "./tables";
import { startTrying } from "./trying";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}

// The same as the meta element of the base page asks for; set here as well so that no page can forget it. htmx shall
// neither add a style element nor evaluate text: the content security policy forbids both.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
window.htmx = htmx;

function enhance(root: ParentNode): void {
  enhanceTables(root);
  loadCharts(root);
}

document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  startNavigation();
  startBoards();
  startChoosing();
  startCopying();
  startInserting();
  startKeeping();
  startDrafts();
  startEntering();
  startHandingOut();
  startIdleWarning();
  startPasting();
  startSecurityKeys();
  startTrying();
  enhance(document);
});
document.addEventListener("htmx:load", (event) => {
  const target = (event as CustomEvent<{ elt: Element }>).detail.elt;
  if (target !== document.body) enhance(target);
});
