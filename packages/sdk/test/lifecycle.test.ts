import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Options } from "../src/options";
import { startAll } from "../src/full";
import { takePlace, type Queue } from "../src/queue";
import { atOnce, hide, openPage, throwUncaught, type Page } from "./page";

let page: Page;
beforeEach(() => {
  vi.useFakeTimers();
  page = openPage();
});
afterEach(() => {
  page.close();
  vi.useRealTimers();
});

const names = () => page.sent().map(({ name }) => name);

test("where consent is asked for, nothing is collected, stored or sent before it is given", () => {
  const client = page.start({ requireConsent: true });
  client.custom("before");
  throwUncaught(new Error("before"));
  hide();
  expect(page.sent()).toEqual([]);
  expect(sessionStorage.length).toBe(0);
  client.setConsent(true);
  client.custom("after");
  hide();
  expect(names()).toEqual(["page_view", "after"]);
});

test("consent that is taken back throws away what is buffered, and the session's id", async () => {
  const client = page.start({ requireConsent: true });
  client.setConsent(true);
  await atOnce();
  client.custom("buffered");
  client.setConsent(false);
  client.custom("after");
  throwUncaught(new Error("after"));
  hide();
  expect(names()).toEqual(["page_view"]);
  expect(sessionStorage.length).toBe(0);
  client.setConsent(true);
  client.custom("again");
  hide();
  expect(names()).toEqual(["page_view", "again"]);
  const [first, , ...rest] = page.sent().map(({ sessionId }) => sessionId);
  for (const later of rest) expect(later).not.toBe(first);
});

test("start measures again after stop, in the same view", () => {
  const client = page.start();
  client.stop();
  client.custom("stopped");
  throwUncaught(new Error("stopped"));
  client.start();
  client.custom("started");
  throwUncaught(new Error("started"));
  hide();
  expect(page.sent().map(({ type }) => type)).toEqual(["page_view", "custom", "error"]);
  expect(new Set(page.sent().map(({ viewId }) => viewId)).size).toBe(1);
});

test("with autoStart off nothing happens before start", async () => {
  const client = page.start({ autoStart: false });
  expect(page.sent()).toEqual([]);
  client.start();
  await atOnce();
  expect(names()).toEqual(["page_view"]);
});

test("beforeSend changes events, drops them, and drops those that it throws for", () => {
  const client = page.start({
    beforeSend(event) {
      if (event.name === "bad") throw new Error("no");
      return event.name === "drop" ? null : { ...event, page: "https://shop.test/changed" };
    },
  });
  for (const name of ["keep", "drop", "bad"]) client.custom(name);
  hide();
  expect(names()).toEqual(["page_view", "keep"]);
  for (const event of page.sent()) expect(event.page).toBe("https://shop.test/changed");
});

test("user, dimensions and the device go with every beacon", () => {
  page.start({ user: "u-1", dimensions: { plan: "free" } });
  expect(page.requests[0]!.beacon.context).toMatchObject({
    user: "u-1",
    dimensions: { plan: "free" },
    screen: [screen.width, screen.height],
    cores: navigator.hardwareConcurrency,
  });
});

test("measure records a number and its unit", () => {
  const client = page.start();
  client.measure("checkout", 812, "ms");
  client.measure("nothing", Infinity, "ms");
  hide();
  expect(page.events("custom")).toMatchObject([{ name: "checkout", value: 812, data: { unit: "ms" } }]);
});

test("calls and errors from before the script are made up for, once", async () => {
  const event = Object.assign(new Event("error"), { message: "early", error: new Error("early") });
  const queue: Queue = {
    q: [
      ["custom", ["waiting", 1]],
      ["nosuch", []],
    ],
    e: [event],
  };
  const options: Options = { project: "shop", key: "pl_test", endpoint: "https://rum.test" };
  const client = takePlace(queue as Queue | ReturnType<typeof startAll>, (more) => startAll(options, more?.e));
  client.flush();
  await atOnce();
  expect(page.sent().map(({ type, name }) => `${type} ${name}`)).toEqual([
    "page_view page_view",
    "error Error",
    "custom waiting",
  ]);
  expect(takePlace(client, () => startAll(options))).toBe(client);
  client.stop();
});
