import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tagOptions } from "../src/tag";
import { stripURL } from "../src/url";
import { openPage, throwUncaught, hide, type Page } from "./page";

const signal = (name: string, value: unknown) => Object.defineProperty(navigator, name, { value, configurable: true });

let page: Page;
beforeEach(() => {
  vi.useFakeTimers();
  page = openPage();
});
afterEach(() => {
  signal("globalPrivacyControl", undefined);
  signal("doNotTrack", null);
  page.close();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test.each([
  ["globalPrivacyControl", "respectGPC", true],
  ["doNotTrack", "respectDNT", "1"],
])("%s: nothing is collected, stored or sent, unless %s is off", (name, option, value) => {
  signal(name, value);
  const client = page.start();
  client.custom("nothing");
  throwUncaught(new Error("nothing"));
  hide();
  expect(page.sent()).toEqual([]);
  expect(sessionStorage.length).toBe(0);

  page.start({ [option]: false });
  expect(page.events("page_view")).toHaveLength(1);
});

test("a browser without what the SDK needs gets no error, and no word unless debug is on", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.stubGlobal("crypto", undefined);
  expect(() => page.start().custom("x")).not.toThrow();
  expect(warn).not.toHaveBeenCalled();
  page.start({ debug: true });
  expect(warn).toHaveBeenCalled();
});

test("values that are no numbers are not sent", () => {
  const client = page.start();
  client.custom("nan", NaN);
  client.custom("zero", 0);
  client.flush();
  expect(page.events("custom")).toMatchObject([{ name: "zero", value: 0 }]);
});

test("data that is no JSON is dropped by itself", () => {
  const client = page.start();
  client.custom("before", 1);
  client.custom("no JSON", 1, { big: 1n });
  client.custom("after", 1);
  client.flush();
  expect(page.events("custom").map(({ name }) => name)).toEqual(["before", "after"]);
});

test("URLs lose their query string, fragment and credentials", () => {
  expect(stripURL("https://me:secret@shop.test/a/b?c=d#e")).toBe("https://shop.test/a/b");
  expect(stripURL("https://shop.test/#/a@b?c\nd")).toBe("https://shop.test/");
  history.replaceState(null, "", "/cart?coupon=1#top");
  page.start();
  expect(page.events("page_view")[0]!.page).toBe(location.origin + "/cart");
});

test("a site may say itself what is told of its URLs", () => {
  page.start({ scrubURL: () => "https://shop.test/hidden" });
  expect(page.events("page_view")[0]!.page).toBe("https://shop.test/hidden");
});

test("the script tag's attributes are the options", () => {
  const tag = document.createElement("script");
  tag.setAttribute("src", "https://rum.test:4000/paceline.js");
  Object.assign(tag.dataset, { project: "shop", key: "pl_1", release: "42", storage: "false", respectGpc: "false" });
  expect(tagOptions(tag)).toEqual({
    project: "shop",
    key: "pl_1",
    endpoint: "https://rum.test:4000",
    release: "42",
    storage: false,
    respectGPC: false,
  });
  tag.dataset.endpoint = "https://shop.test/rum";
  expect(tagOptions(tag).endpoint).toBe("https://shop.test/rum");
});

const iPad = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15";

test.each([
  [iPad, 5, "tablet"],
  [iPad, 0, undefined],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148", 5, undefined],
])("%s with %i fingers is a %s, or left to the server", (userAgent, maxTouchPoints, device) => {
  vi.stubGlobal("navigator", { userAgent, maxTouchPoints, language: "de", sendBeacon: () => true });
  page.start({ release: "42" });
  const { context } = page.requests[0]!.beacon;
  expect(context).toMatchObject({ language: "de", release: "42" });
  expect(context!.device).toBe(device);
});
