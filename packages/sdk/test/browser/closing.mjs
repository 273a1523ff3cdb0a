// Chromium gives a page whose tab is closed half a second, and ends one that a busy machine has kept waiting for longer
// without a word to its scripts. So a page says itself whether it was told, and only what follows from that is judged.

const TRIES = 3;
/** A goodbye that has not come by then was not said. */
const GOODBYE_MS = 10_000;

/** In a page: tells the collector when all scripts have been told that the page goes. */
export const goodbye = `<script>
{
  let leaving = false;
  const tell = () => {
    if (!leaving || document.visibilityState !== "hidden") return;
    leaving = false; // it may be restored
    navigator.sendBeacon("/note", JSON.stringify({ left: location.pathname }));
  };
  addEventListener("pagehide", () => { leaving = true; tell(); });
  // Of a page in front it comes after pagehide, and last vitals come with it.
  addEventListener("visibilitychange", tell);
}
</script>`;

/** Closes a tab, and resolves to whether its page, which says goodbye to this collector, was told. */
export async function closeTold(collector, { tab, path }) {
  const goodbyes = () => collector.notes.filter(({ left }) => left === path).length;
  const before = goodbyes();
  await tab.close();
  const said = collector.until(`the goodbye of ${path}`, () => goodbyes() > before, GOODBYE_MS);
  return said.then(
    () => true,
    () => false,
  );
}

/** Closes the tab that `open` has brought about, and that of another try where the page was not told of it. */
export async function closeOne(collector, open) {
  for (let n = 0; n < TRIES; n++) {
    const opened = await open(n);
    if (await closeTold(collector, opened)) return opened;
  }
  throw new Error(`of ${TRIES} tabs that were closed no page was told`);
}
