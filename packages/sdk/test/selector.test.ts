import { expect, test } from "vitest";
import { selectorOf } from "../src/attribution/selector";

function inPage(html: string): Element {
  document.body.innerHTML = html;
  return document.querySelector("[data-it]")!;
}

test.each([
  ['<main><section class="hero"><img data-it></section></main>', "main>section.hero>img"],
  ['<main id="content"><p><b data-it>text</b></p></main>', "#content>p>b"],
  ['<button id="buy" class="button primary" data-it></button>', "#buy"],
  ['<button class="button primary wide" data-it></button>', "button.button.primary"],
  ['<div class="card__title is-open" data-it></div>', "div.card__title.is-open"],
  ['<div id=":r1:" class="Button_root__a8Xk2" data-it></div>', "div"],
  ['<div id="radix-17" class="css-1q2w3e sc-bdVaJa" data-it></div>', "div"],
  ['<div id="product-48213" class="jss12 svelte-a1b2c3" data-it></div>', "div"],
  ['<div id="3fa9c1d2" class="w-1/2 md:flex grid" data-it></div>', "div.grid"],
])("%s is %s", (html, selector) => {
  expect(selectorOf(inPage(html))).toBe(selector);
});

test("a text node is its element, and nothing is nothing", () => {
  expect(selectorOf(inPage("<p data-it>secret words</p>").firstChild)).toBe("p");
  expect(selectorOf(null)).toBeUndefined();
});

test("a selector has 100 characters at most, those closest to the element", () => {
  const it = inPage('<div class="long-enough-name">'.repeat(20) + "<i data-it></i>");
  const selector = selectorOf(it)!;
  expect(selector.length).toBeLessThanOrEqual(100);
  expect(selector.endsWith(">i")).toBe(true);
});
