import { goodbye } from "./closing.mjs";

/** A page of a shop that carries the script tag. The query string says what is special about it. */
export function shopPage(pathname, query, response) {
  const title = pathname.slice(1);
  const endpoint = query.get("endpoint");
  const rules = query.get("prerender");
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>${title}</title>
<script async src="/paceline.js" data-project="shop" data-key="pl_test" data-release="42"${endpoint ? ` data-endpoint="${endpoint}"` : ""}></script>
${rules ? `<script type="speculationrules">{"prerender":[{"urls":["${rules}"],"eagerness":"immediate"}]}</script>` : ""}
</head><body><main id="main"><h1>${title}</h1>
<p id="below">Some text below, large enough to be moved about and to be noticed when it is.</p></main>
<p><button id="slow">Slow</button><button id="slower">Slower</button><button id="shift">Shift</button>
<button id="fail">Fail</button><button id="route">Route</button> <a id="next" href="/next">Next</a></p>
<script>
// Of a press that nobody hears the browser does not tell where it was.
addEventListener("pointerdown", () => {});
const busy = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
slow.onclick = () => busy(120);
slower.onclick = () => busy(250);
shift.onclick = () => setTimeout(() => {
  const bar = document.createElement("div");
  bar.style.height = "300px";
  document.body.prepend(bar);
  document.title = "shifted";
}, 700);
fail.onclick = () => { throw new TypeError("no such product"); };
route.onclick = () => {
  history.pushState(null, "", "/routed");
  const text = document.createElement("p");
  text.style.font = "40px sans-serif";
  text.textContent = "Another page of the shop, put together by a script instead of the server. ".repeat(3);
  main.replaceChildren(text);
};
// The SDK has begun by then, if it begins.
if (document.prerendering)
  onload = () => fetch("/note", { method: "POST", body: JSON.stringify({ prerendered: location.pathname }) });
${
  query.has("go")
    ? `
// Goes there by itself once the collector says so: a page that a debugger drives is never prerendered.
fetch("/wait").then(() => { location.href = ${JSON.stringify(query.get("go"))}; });`
    : ""
}
</script>${goodbye}</body></html>`;
  const policy = query.has("policy") ? { "content-security-policy": query.get("policy") } : {};
  response.writeHead(200, { "content-type": "text/html", ...policy }).end(html);
}
