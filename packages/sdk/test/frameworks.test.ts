import { expect, test, vi } from "vitest";
import { groupOf } from "../src/next";
import { nameRoute, reportHandled } from "../src/svelte";
import { paceline } from "../src/vue";

const client = () => ({ setGroup: vi.fn(), reportError: vi.fn() });

test.each([
  ["/", {}, "/"],
  [null, {}, undefined],
  ["/product/7", { id: "7" }, "/product/[id]"],
  ["/7/of/7", { page: "7" }, "/[page]/of/7"],
  ["/docs/a/b%20c", { path: ["a", "b%20c"] }, "/docs/[...path]"],
  ["/docs", { path: undefined }, "/docs"],
  ["/50%/x", null, "/50%/x"],
])("Next's %s with %o is %s", (pathname, params, group) => {
  expect(groupOf(pathname, params)).toBe(group);
});

test("Vue: routes name pages, errors are reported and handed on", () => {
  const told = client();
  const before = vi.fn();
  const app = { config: { errorHandler: before as ((...args: never[]) => void) | undefined } };
  let hear = (_: { matched: { path: string }[] }) => {};
  paceline(told, { afterEach: (listener) => (hear = listener) }).install(app);
  hear({ matched: [{ path: "/" }, { path: "/product/:id" }] });
  hear({ matched: [] });
  expect(told.setGroup.mock.calls).toEqual([["/product/:id"]]);
  const error = new Error("e");
  (app.config.errorHandler as unknown as (...args: unknown[]) => void)(error, null, "render");
  expect(told.reportError).toHaveBeenCalledWith(error);
  expect(before).toHaveBeenCalledWith(error, null, "render");
  const bare = { config: {} as { errorHandler?: (...args: never[]) => void } };
  paceline(told).install(bare);
  expect(() => (bare.config.errorHandler as unknown as (error: Error) => void)(error)).toThrow(error);
});

test("SvelteKit: route ids name pages, without their layout groups", () => {
  const told = client();
  const name = nameRoute(told);
  for (const id of ["/(shop)/product/[id]", "/(shop)", null]) name({ to: { route: { id } } });
  expect(told.setGroup.mock.calls).toEqual([["/product/[id]"], ["/"]]);
  const error = new Error("e");
  reportHandled(told)({ error });
  expect(told.reportError).toHaveBeenCalledWith(error);
});
