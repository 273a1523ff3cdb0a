/**
 * Runs in a page that shows something. Resolves once what has changed so far is on the screen, and not before the first
 * frame of all is: until then Chromium drops what is pressed.
 */
const painted = () =>
  new Promise((done) => {
    const afterFrames = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
    new PerformanceObserver((list, observer) => {
      if (list.getEntriesByName("first-contentful-paint").length === 0) return;
      observer.disconnect();
      afterFrames();
    }).observe({ type: "paint", buffered: true });
  });

/** The delay of the page's first input, as the browser has it. */
export const firstInputDelay = () =>
  new Promise((resolve) =>
    new PerformanceObserver((list) => {
      const [{ startTime, processingStart }] = list.getEntries();
      resolve(processingStart - startTime);
    }).observe({ type: "first-input", buffered: true }),
  );

/** A tab that is driven: what a visitor does, and what a page tells. */
export async function attach(connection, targetId) {
  const { sessionId } = await connection.send("Target.attachToTarget", { targetId, flatten: true });
  const send = (method, params) => connection.send(method, params, sessionId);

  const listen = (method, listener) =>
    connection.listen((event) => {
      if (event.sessionId === sessionId && event.method === method) listener(event.params);
    });

  const next = (method) =>
    new Promise((resolve) => {
      const stop = listen(method, (params) => {
        stop();
        resolve(params);
      });
    });

  /** Runs a function, or an expression, in the page. */
  async function evaluate(script, ...args) {
    const expression = typeof script === "function" ? `(${script})(...${JSON.stringify(args)})` : script;
    const { result, exceptionDetails } = await send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** A real press of the mouse, which counts as an interaction. */
  async function click(selector) {
    const [x, y] = await evaluate((selector) => {
      const element = document.querySelector(selector);
      element.scrollIntoView({ block: "nearest", behavior: "instant" });
      const { left, top, width, height } = element.getBoundingClientRect();
      return [left + width / 2, top + height / 2];
    }, selector);
    const at = { x, y, button: "left", clickCount: 1 };
    await send("Input.dispatchMouseEvent", { type: "mousePressed", ...at });
    await send("Input.dispatchMouseEvent", { type: "mouseReleased", ...at });
  }

  await send("Page.enable");
  return {
    targetId,
    send,
    listen,
    next,
    evaluate,
    click,
    async goto(url) {
      const loaded = next("Page.loadEventFired");
      await send("Page.navigate", { url });
      await loaded;
    },
    painted: () => evaluate(painted),
    /** What scripts write into the console, and what they throw without anybody catching it, from now on. */
    async noise() {
      const lines = [];
      listen("Runtime.consoleAPICalled", ({ args }) => lines.push(args.map(({ value }) => value).join(" ")));
      listen("Runtime.exceptionThrown", ({ exceptionDetails: { exception, text } }) =>
        lines.push(exception?.description ?? text),
      );
      await send("Runtime.enable");
      return lines;
    },
    close: () => connection.send("Target.closeTarget", { targetId }),
  };
}
