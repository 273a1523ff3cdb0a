import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { atOnce, hide, openPage, throwUncaught, type Page } from "./page";

let page: Page;
beforeEach(() => {
  vi.useFakeTimers();
  history.replaceState(null, "", "/start");
  page = openPage();
});
afterEach(() => {
  page.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const views = () =>
  page
    .events("page_view")
    .map(({ page, navigationType, data }) => [new URL(page).pathname, navigationType, data?.softNavigation]);
const START = ["/start", "navigate", undefined];

test("a pushed route is a page view of its own that says how it is known; what happens on it is its own", () => {
  page.start();
  history.pushState(null, "", "/product/7?color=red");
  throwUncaught(new Error("on the product"));
  hide();
  expect(views()).toEqual([START, ["/product/7", "soft-navigation", "route-change"]]);
  const second = page.events("page_view")[1]!;
  expect(page.events("error")[0]).toMatchObject({
    viewId: second.viewId,
    page: second.page,
    navigationType: "soft-navigation",
  });
});

test("a replaced route, another query or fragment is no page view", () => {
  page.start();
  history.pushState(null, "", "/start?sort=price#list");
  history.replaceState(null, "", "/redirected");
  expect(views()).toEqual([START]);
});

test("going back is one", async () => {
  page.start();
  history.pushState(null, "", "/next");
  history.replaceState(null, "", "/start");
  window.dispatchEvent(new Event("popstate"));
  await atOnce();
  expect(views().at(-1)).toEqual(["/start", "soft-navigation", "route-change"]);
});

test("with the Navigation API history is left alone", async () => {
  const navigation = new EventTarget();
  vi.stubGlobal("navigation", navigation);
  const original = history.pushState;
  page.start();
  expect(history.pushState).toBe(original);
  const change = (path: string, navigationType: string) => {
    history.replaceState(null, "", path);
    navigation.dispatchEvent(Object.assign(new Event("currententrychange"), { navigationType }));
  };
  change("/replaced", "replace");
  change("/pushed", "push");
  await atOnce();
  expect(views()).toEqual([START, ["/pushed", "soft-navigation", "route-change"]]);
});

test.each<[{ softNavigations?: boolean }]>([[{ softNavigations: false }], [{}]])(
  "with %o, after stop, the page's history works",
  (options) => {
    const client = page.start(options);
    if (options.softNavigations !== false) client.stop();
    history.pushState(null, "", "/other");
    expect(location.pathname).toBe("/other");
    expect(views()).toEqual([START]);
  },
);

test("a router that is waited for names the page view and all that follows on that page", () => {
  const client = page.start({ router: true });
  expect(page.sent()).toEqual([]);
  client.setGroup("/start/[id]");
  client.custom("on it");
  client.flush();
  history.pushState(null, "", "/elsewhere");
  client.custom("elsewhere");
  hide();
  expect(page.sent().map(({ name, group }) => [name, group])).toEqual([
    ["page_view", "/start/[id]"],
    ["on it", "/start/[id]"],
    ["page_view", undefined],
    ["elsewhere", undefined],
  ]);
});

test("what a router says too late is not half believed", () => {
  const client = page.start();
  client.setGroup("/start/[id]");
  client.custom("late");
  hide();
  for (const event of page.sent()) expect(event).not.toHaveProperty("group");
});

test("a view that nobody names leaves after 5 s, or when the page is hidden", () => {
  page.start({ router: true });
  vi.advanceTimersByTime(5_000);
  expect(page.events("page_view")).toHaveLength(1);
  page.start({ router: true });
  hide();
  expect(page.events("page_view")).toHaveLength(2);
});
