/**
 * For `page.evaluate`: texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3), each once, with the number. As
 * text, since this project's own code knows no DOM.
 */
export const lowContrasts = `(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (colour) => {
    if (known.has(colour)) return known.get(colour);
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    known.set(colour, [...canvas.getImageData(0, 0, 1, 1).data]);
    return known.get(colour);
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  // What lies behind an element, and how opaque it is: of its own, or of what it lies in.
  const around = new Map([[null, { ground: rgba("Canvas"), opacity: 1 }]]);
  const of = (element) => {
    if (around.has(element)) return around.get(element);
    const outer = of(element.parentElement);
    const style = getComputedStyle(element);
    const own = rgba(style.backgroundColor);
    around.set(element, {
      ground: own[3] === 255 ? own : outer.ground,
      opacity: outer.opacity * Number(style.opacity),
      colour: rgba(style.color),
    });
    return around.get(element);
  };
  const low = new Map();
  let seen = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest("style")) continue;
    seen++;
    const { ground, opacity, colour: own } = of(element);
    const colour = own.map((part, i) => part * opacity + ground[i] * (1 - opacity));
    const [light, dark] = [luminance(colour), luminance(ground)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) low.set(element.tagName + "." + element.className + ": " + node.data.trim().slice(0, 40), contrast.toFixed(2));
  }
  return { seen, low: [...low].map(([text, contrast]) => text + " " + contrast) };
})()`;

/** For `page.evaluate`: what has the focus, by its name. */
export const focused = `(() => {
  const at = document.activeElement;
  return (at.getAttribute("aria-label") || at.labels?.[0]?.firstChild?.textContent || at.textContent || at.tagName).trim().replace(/\\s+/g, " ");
})()`;
