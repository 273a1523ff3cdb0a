import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hide, openPage, reject, restore, throwUncaught, type Page } from "./page";

let page: Page;
beforeEach(() => {
  vi.useFakeTimers();
  page = openPage();
});
afterEach(() => {
  page.close();
  vi.useRealTimers();
});

const errors = () => {
  hide();
  return page.events("error");
};

test("an uncaught error tells what, where and how", () => {
  page.start();
  const error = new TypeError("x is null, see https://shop.test/a?token=secret");
  error.stack = "TypeError: x is null\n    at pay (https://shop.test/app.js?v=2#main:3:7)";
  throwUncaught(error);
  expect(errors()).toMatchObject([
    {
      name: "TypeError",
      data: {
        message: "x is null, see https://shop.test/a",
        stack: "TypeError: x is null\n    at pay (https://shop.test/app.js:3:7)",
        source: "https://shop.test/app.js",
        line: 3,
        column: 7,
        kind: "error",
      },
    },
  ]);
});

test.each([
  [new RangeError("too far"), "RangeError", "too far"],
  ["plain text", "Error", "plain text"],
  [undefined, "Error", "(no message)"],
  [null, "Error", "null"],
  [{ code: 7 }, "Error", '{"code":7}'],
  [Object.create(null), "Error", "{}"],
])("a rejection with %o is told", (reason, name, message) => {
  page.start();
  reject(reason);
  expect(errors()).toMatchObject([{ name, data: { message, kind: "unhandledrejection" } }]);
});

test("what cannot be turned into text does not hurt the page", () => {
  page.start();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  reject(cycle);
  reject({
    get message(): string {
      throw new Error("no");
    },
  });
  expect(errors()).toMatchObject([{ data: { message: "[object Object]" } }]);
});

test("the same error is told once in a view, and again in the next", () => {
  page.start();
  const error = new Error("again");
  throwUncaught(error);
  throwUncaught(error);
  expect(errors()).toHaveLength(1);
  restore();
  throwUncaught(error);
  expect(errors()).toHaveLength(2);
});

test("at most 20 are told in a view", () => {
  page.start();
  for (let i = 0; i < 30; i++) throwUncaught(new Error(`e${i}`));
  expect(errors()).toHaveLength(20);
});

test("reportError takes what the page caught", () => {
  page.start().reportError(new SyntaxError("caught"));
  expect(errors()).toMatchObject([{ name: "SyntaxError", data: { message: "caught", kind: "reported" } }]);
});

test.each([
  ["img", { src: "https://cdn.test/a.png?token=1" }, "https://cdn.test/a.png"],
  ["script", { src: "https://cdn.test/a.js" }, "https://cdn.test/a.js"],
  ["link", { href: "https://cdn.test/a.css#x" }, "https://cdn.test/a.css"],
])("a %s that does not load is told, as a resource", (tag, attributes, source) => {
  page.start();
  const element = document.body.appendChild(document.createElement(tag));
  for (const [name, value] of Object.entries(attributes)) Object.defineProperty(element, name, { value });
  element.dispatchEvent(new Event("error"));
  element.remove();
  expect(errors()).toMatchObject([
    { name: "ResourceError", data: { message: `${tag} did not load: ${source}`, source, kind: "resource" } },
  ]);
});

test("what loads nothing cannot fail to load", () => {
  page.start();
  const image = document.body.appendChild(document.createElement("img"));
  image.dispatchEvent(new Event("error"));
  image.remove();
  expect(errors()).toHaveLength(0);
});

test("an error that the browser hides is labelled for what it is", () => {
  page.start();
  const hidden = { message: "Script error.", error: null, filename: "", lineno: 0, colno: 0 };
  window.dispatchEvent(Object.assign(new Event("error"), hidden));
  window.dispatchEvent(Object.assign(new Event("error"), { ...hidden, error: new Error("Script error.") }));
  expect(errors().map(({ data }) => data!.kind)).toEqual(["cross-origin", "error"]);
});
