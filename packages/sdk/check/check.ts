// The self-check page. It runs before the SDK, so that it catches the SDK's first beacon, and hears web-vitals itself.

import { reportDirectly, supports } from "./direct";
import { interceptBeacons } from "./intercept";
import { memory } from "./memory";
import { judge, type Heard } from "./scenarios";
import { byId, copy, show } from "./show";

const softNavigations = supports("soft-navigation") && "PerformanceSoftNavigation" in window;
const away = new URL("sdk-check/away.html", location.href).href;
const second = new URL("sdk-check-second", location.href).href;
const heard: Heard = { events: [], reports: [], errors: [], sdk: "an SDK that sent nothing" };

const client = () => (window as { paceline?: { flush(): void } }).paceline;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** Ends the wait for a step: its button no longer works, the next one does. */
function nextStep(done: string, next: string) {
  byId<HTMLButtonElement>(done).disabled = true;
  byId(done).closest("li")!.classList.add("done");
  byId<HTMLButtonElement>(next).disabled = false;
  byId(next).closest("li")!.classList.add("now");
}

function busy(ms: number) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** An interaction of 120 ms, an error, and a shift of the layout that is not the visitor's doing. */
async function tapped() {
  busy(120);
  setTimeout(() => {
    throw new TypeError("thrown by the self-check");
  });
  await pause(800); // what moves within half a second of a tap is expected, and no layout shift
  byId("late").hidden = false;
  await painted();
  await pause(300);
  nextStep("tap", softNavigations ? "route" : "leave");
}

async function routed() {
  history.pushState(null, "", second);
  const text = "Another page, put together by a script. The browser is to take it for a navigation of its own.";
  byId("intro").replaceChildren(Object.assign(document.createElement("p"), { className: "large", textContent: text }));
  await painted();
  await pause(700);
  nextStep("route", "leave");
}

function leave() {
  location.href = away;
}

async function back(restored: boolean) {
  heard.restored = restored;
  await painted();
  await pause(500); // web-vitals reports a restored page after its next paint
  client()?.flush();
  await pause(100);
  memory.forget();
  show(judge(heard, softNavigations), heard.sdk);
}

function start() {
  interceptBeacons((events, sdk) => {
    heard.sdk = sdk;
    heard.events.push(...events);
  });
  reportDirectly((report) => heard.reports.push(report));
  addEventListener("error", ({ error }) => heard.errors.push(`${error?.name}: ${error?.message}`));
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) void back(true);
  });
  byId("tap").addEventListener("click", () => void tapped(), { once: true });
  byId("route").addEventListener("click", () => void routed(), { once: true });
  byId("leave").addEventListener("click", leave, { once: true });
  if (!softNavigations) byId("route").closest("li")!.hidden = true;
  // Whichever comes last has everything; a restored page still has it all in memory.
  const keep = () => memory.keep(heard);
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
}

const kept = memory.take();
const cameBack = performance.getEntriesByType("navigation")[0]?.toJSON().type === "back_forward";
byId("copy").addEventListener("click", () => void copy());
byId("again").addEventListener("click", () => {
  memory.forget();
  location.href = new URL("sdk-check", location.href).href;
});
if (kept && cameBack) {
  show(judge({ ...kept, restored: false }, softNavigations), kept.sdk);
} else {
  start();
}
