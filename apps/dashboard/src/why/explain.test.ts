import { describe, expect, it } from "vitest";
import { explain } from "./explain.ts";

describe("why a vital came out as it did", () => {
  it("names LCP's element, what it showed, and the four parts", () => {
    const why = explain("LCP", {
      target: "main>img.hero",
      url: "https://example.com/hero.jpg",
      timeToFirstByte: 400,
      resourceLoadDelay: 0,
      resourceLoadDuration: 1200.5,
      elementRenderDelay: 30,
    });
    expect(why?.facts.map(({ code }) => code)).toEqual(["main>img.hero", "https://example.com/hero.jpg"]);
    expect(why?.parts.map(({ milliseconds }) => milliseconds)).toEqual([400, 0, 1200.5, 30]);
  });

  it("names INP's target and the script that ran longest", () => {
    const why = explain("INP", {
      interactionTarget: "button#pay",
      interactionType: "keyboard",
      script: { url: "https://example.com/app.js", invoker: "BUTTON#pay.onclick", duration: 240 },
    });
    expect(why?.facts).toEqual([
      { words: "The slowest was a key in", code: "button#pay" },
      { words: "The script that ran longest was", code: "BUTTON#pay.onclick", after: "for 240 ms" },
      { words: "It is from", code: "https://example.com/app.js" },
    ]);
  });

  it("names what moved, the largest first", () => {
    expect(explain("CLS", { sources: [{ target: "#ad", value: 0.2 }, { target: ".font" }] })?.facts).toEqual([
      { words: "Moved:", code: "#ad", after: "by 0.200" },
      { words: "Moved:", code: ".font" },
    ]);
    expect(explain("CLS", { largestShiftTarget: "#ad" })?.facts).toEqual([{ words: "Moved most:", code: "#ad" }]);
  });

  it.each([
    ["nothing", "LCP", null],
    ["a text", "LCP", "x"],
    ["other shapes", "LCP", { target: 7, timeToFirstByte: "x", resourceLoadDelay: -1 }],
    ["a script that is none", "INP", { script: "x" }],
    ["sources that are none", "CLS", { sources: [null, 7, {}] }],
    ["a vital that has none", "FCP", { target: "x" }],
  ] as const)("says nothing about %s", (_, vital, attribution) => {
    expect(explain(vital, attribution)).toBeNull();
  });
});
