/** What explains a page view's vitals, in the shapes the SDK sends; the texts go through `text`, as strangers wrote them. */
export function attributionOf(
  view: Readonly<Record<"lcp" | "inp" | "cls" | "ttfb", number | null>>,
  text: (plain: string) => string,
): Record<string, unknown> {
  const ttfb = view.ttfb ?? 0;
  const rest = Math.max(0, (view.lcp ?? 0) - ttfb);
  return {
    ...(view.lcp !== null && {
      LCP: {
        target: text("main>section.hero>img.cover"),
        url: text("https://shop.example/images/coats-autumn.avif"),
        timeToFirstByte: ttfb,
        resourceLoadDelay: rest * 0.22,
        resourceLoadDuration: rest * 0.61,
        elementRenderDelay: rest * 0.17,
      },
    }),
    ...(view.inp !== null && {
      INP: {
        interactionTarget: text("button#add-to-cart"),
        interactionType: "pointer",
        inputDelay: view.inp * 0.2,
        processingDuration: view.inp * 0.55,
        presentationDelay: view.inp * 0.25,
        script: {
          url: text("https://shop.example/assets/cart-3f2a.js"),
          invoker: text("BUTTON#add-to-cart.onclick"),
          duration: view.inp * 0.5,
        },
      },
    }),
    ...(view.cls !== null &&
      view.cls > 0 && {
        CLS: {
          sources: [
            { target: text("div.newsletter-banner"), value: view.cls * 0.7 },
            { target: text("ul.recommendations"), value: view.cls * 0.3 },
          ],
        },
      }),
    TTFB: {
      waitingDuration: ttfb * 0.05,
      cacheDuration: 0,
      dnsDuration: ttfb * 0.08,
      connectionDuration: ttfb * 0.17,
      requestDuration: ttfb * 0.7,
    },
  };
}
