// A tab that is driven by W3C WebDriver commands, whichever way these reach the browser: what a visitor does, and what
// a page tells. https://www.w3.org/TR/webdriver2/

/** `call` sends a command by its name in the standard, without the spaces, and resolves to its value. */
export function drive(call) {
  /** Runs a function in the page; promises are waited for. */
  async function evaluate(run, ...args) {
    const script = `const done = arguments[arguments.length - 1];
Promise.resolve().then(() => (${run})(...arguments[0])).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = (await call("ExecuteAsyncScript", { script, args: [args] })) ?? {};
    if (error) throw new Error(error);
    return value ?? undefined;
  }

  return {
    evaluate,
    goto: (url) => call("Navigate", { url }),
    /** A real press of the mouse, which counts as an interaction. */
    async click(selector) {
      const [x, y] = await evaluate((selector) => {
        const element = document.querySelector(selector);
        element.scrollIntoView({ block: "nearest", behavior: "instant" });
        const { left, top, width, height } = element.getBoundingClientRect();
        return [Math.round(left + width / 2), Math.round(top + height / 2)];
      }, selector);
      const steps = [
        { type: "pointerMove", x, y, duration: 0, origin: "viewport" },
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 },
      ];
      const mouse = { type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions: steps };
      await call("PerformActions", { actions: [mouse] });
    },
    /** Resolves once what has changed so far is on the screen. */
    painted: () =>
      evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))),
    /** Hides the tab with its window. */
    minimize: () => call("MinimizeWindow"),
    /** Shows a minimized window again. */
    restore: () => call("SetWindowRect", { width: 1000, height: 700 }),
    /** Closes the tab and goes on in a new one: the last tab would take the browser with it. */
    async close() {
      const { handle } = await call("NewWindow", { type: "tab" });
      await call("CloseWindow");
      await call("SwitchToWindow", { handle });
    },
  };
}
