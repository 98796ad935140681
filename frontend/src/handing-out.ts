// A form whose answer may be a file that is handed out once (form[data-handing-out]): the browser stays on the page then,
// which would look as if nothing had happened. The answer brings a cookie; when it is there, the page is loaded anew.

const COOKIE = "keqiao_handed_out";
const EVERY = 500; // milliseconds
const LONGEST = 120_000;

export function startHandingOut(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    const awaited = form?.dataset.handingOut;
    if (!awaited) return;
    const until = Date.now() + LONGEST;
    const timer = window.setInterval(() => {
      const arrived = document.cookie.split("; ").includes(`${COOKIE}=${awaited}`);
      if (!arrived && Date.now() < until) return;
      window.clearInterval(timer);
      if (arrived) window.location.assign(form?.dataset.page ?? window.location.href);
    }, EVERY);
  });
}
