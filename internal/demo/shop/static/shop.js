// The shop's own script. The slow and the broken parts are made on purpose; each is labelled on its page.

const bannerDelay = 700; // ms after the page has loaded
const handlerCost = 350; // ms that the click handler keeps the main thread busy

const find = (selector) => document.querySelector(selector);
const say = (text) => {
  find("[data-status]").textContent = text;
};

// The cart lives in this tab: product id → amount.
const readCart = () => JSON.parse(sessionStorage.getItem("cart") ?? "{}");
const writeCart = (cart) => sessionStorage.setItem("cart", JSON.stringify(cart));

function showCount() {
  const amounts = Object.values(readCart());
  find("[data-cart-count]").textContent = amounts.length ? amounts.reduce((sum, n) => sum + n) : "";
}

function showCart() {
  const cart = readCart();
  let total = 0;
  for (const line of document.querySelectorAll("[data-line]")) {
    const amount = cart[line.dataset.line] ?? 0;
    line.hidden = amount === 0;
    line.querySelector("[data-amount]").textContent = `× ${amount}`;
    total += amount * Number(line.dataset.price);
  }
  find("[data-cart-empty]").hidden = total > 0;
  find("[data-total]").hidden = total === 0;
  find("[data-total]").textContent = `Total € ${total}`;
}

// CLS: nothing reserved the space this takes.
function insertBanner(place) {
  const banner = document.createElement("p");
  banner.className = "banner";
  banner.textContent = "Free delivery this week on everything that fits on a bicycle.";
  place.append(banner);
}

// INP: a loop is as good as any heavy framework.
function blockFor(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function addToCart(event) {
  blockFor(handlerCost);
  const cart = readCart();
  const id = event.currentTarget.dataset.add;
  writeCart({ ...cart, [id]: (cart[id] ?? 0) + 1 });
  showCount();
  say("It is in your cart.");
}

function applyVoucher() {
  say("The voucher was not applied: the handler threw an error.");
  const voucher = undefined;
  voucher.code.trim();
}

function estimateDelivery() {
  say("There is no estimate: a promise was rejected and nobody caught it.");
  void Promise.reject(new Error("Delivery service did not answer"));
}

showCount();
if (find("[data-cart-empty]")) showCart();
find("[data-add]")?.addEventListener("click", addToCart);
find("[data-throw]")?.addEventListener("click", applyVoucher);
find("[data-reject]")?.addEventListener("click", estimateDelivery);
const late = find("[data-late-banner]");
if (late) setTimeout(insertBanner, bannerDelay, late);
