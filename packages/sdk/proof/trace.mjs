const OF_SCRIPTS = new Set(["EvaluateScript", "v8.compile", "FunctionCall"]);

/**
 * What a script's file costs the page's main thread while `act` runs: every piece of it, in ms of that thread's own
 * time, so that other programs of the machine do not count.
 */
export async function trace(browser, file, act) {
  const events = [];
  const stop = browser.listen(({ method, params }) => {
    if (method === "Tracing.dataCollected") events.push(...params.value);
  });
  await browser.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["devtools.timeline", "v8"] },
  });
  await act();
  const complete = new Promise((resolve) => {
    const stopWaiting = browser.listen(({ method }) => {
      if (method !== "Tracing.tracingComplete") return;
      stopWaiting();
      resolve();
    });
  });
  await browser.send("Tracing.end");
  await complete;
  stop();
  const of = ({ name, ph, args }) => {
    const url = args?.data?.url ?? args?.fileName ?? "";
    return ph === "X" && OF_SCRIPTS.has(name) && new URL(url || "about:blank").pathname.endsWith(file);
  };
  return outermost(events.filter(of)).map(({ name, dur, tdur }) => ({ name, ms: (tdur ?? dur) / 1_000 }));
}

/** Without the pieces that lie within another, which would count twice. */
function outermost(events) {
  const inOrder = [...events].sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const kept = [];
  for (const event of inOrder) {
    const before = kept.findLast(({ tid, pid }) => tid === event.tid && pid === event.pid);
    if (!before || event.ts >= before.ts + before.dur) kept.push(event);
  }
  return kept;
}
