/** What a drawing's look is made of. Written into the copy, since a picture by itself has none of our style sheets. */
const looks = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "paint-order",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
] as const;

const margin = 16;
const captionHeight = 28;

/** A drawing as it is on screen, in the theme of the screen, with a caption above it, at twice its size. */
export async function toPng(drawing: SVGSVGElement, caption: string): Promise<Blob> {
  const { width, height } = drawing.getBoundingClientRect();
  const picture = await loaded(standalone(drawing, width, height));
  const canvas = document.createElement("canvas");
  canvas.width = 2 * (width + 2 * margin);
  canvas.height = 2 * (height + 2 * margin + captionHeight);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("The browser gave no canvas to draw on.");
  const body = getComputedStyle(document.body);
  context.scale(2, 2);
  context.fillStyle = surfaceOf(drawing);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = body.color;
  context.font = `600 14px ${body.fontFamily}`;
  context.fillText(caption, margin, margin + 14, width);
  context.drawImage(picture, margin, margin + captionHeight, width, height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error("The picture is too large.")) : resolve(blob))),
  );
}

/** The drawing as a document of its own. Looks become attributes: the policy of the page forbids inline styles. */
function standalone(drawing: SVGSVGElement, width: number, height: number): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = [drawing, ...drawing.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  originals.forEach((original, place) => {
    const style = getComputedStyle(original);
    const target = copies[place];
    for (const look of looks) target?.setAttribute(look, style.getPropertyValue(look));
    for (const attribute of ["style", "class"]) target?.removeAttribute(attribute);
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  return new XMLSerializer().serializeToString(copy);
}

async function loaded(svg: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  return image;
}

/** The colour that the drawing stands on: that of the nearest element around it that has one. */
function surfaceOf(element: Element): string {
  for (let around: Element | null = element; around !== null; around = around.parentElement) {
    const { backgroundColor } = getComputedStyle(around);
    if (!/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor)) return backgroundColor;
  }
  return "#fff";
}
