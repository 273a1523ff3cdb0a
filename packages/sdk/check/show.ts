import { report } from "./report";
import type { Outcome } from "./scenarios";

const SIGNS = { equal: "✓ equal", different: "✗ different", unsupported: "– not supported by this browser" } as const;

export const byId = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;

function element(name: string, text: string, className = "") {
  return Object.assign(document.createElement(name), { textContent: text, className });
}

function card({ scenario, verdict, expected, seen }: Outcome) {
  const item = element("li", "", verdict);
  const head = element("p", "", "head");
  head.append(element("strong", scenario), element("span", SIGNS[verdict], "sign"));
  item.append(head);
  if (verdict !== "unsupported") {
    const values = document.createElement("dl");
    values.append(element("dt", "web-vitals"), element("dd", expected), element("dt", "SDK"), element("dd", seen));
    item.append(values);
  }
  return item;
}

/** Fills in the result and offers it as text. */
export function show(outcomes: Outcome[], sdk: string) {
  const wrong = outcomes.filter(({ verdict }) => verdict === "different").length;
  const summary = byId("summary");
  summary.textContent =
    wrong === 0 ? "The SDK reports what the browser measures." : `${wrong} of ${outcomes.length} scenarios differ.`;
  summary.className = wrong === 0 ? "equal" : "different";
  byId("outcomes").replaceChildren(...outcomes.map(card));
  byId<HTMLTextAreaElement>("text").value = report(outcomes, sdk);
  for (const id of ["late", "intro", "steps"]) byId(id).hidden = true;
  byId("result").hidden = false;
}

/** Copies the report; where the browser has no clipboard for this page it is selected, to be copied by hand. */
export async function copy() {
  const text = byId<HTMLTextAreaElement>("text");
  text.select();
  try {
    await navigator.clipboard.writeText(text.value);
    byId("copied").textContent = "Copied.";
  } catch {
    byId("copied").textContent = document.execCommand("copy")
      ? "Copied."
      : "Selected: copy it with your keyboard or menu.";
  }
}
