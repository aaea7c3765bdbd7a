/** Pieces of SVG. */

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, and children; text is text. */
export function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** How high a level is drawn, 0 to 1: soft speech is to be seen beside loud. */
export const HEIGHTS = Float32Array.from({ length: 64 }, (_, code) => {
  return code === 0 ? 0 : (10 ** ((code - 63) / 20)) ** 0.6;
});

/**
 * The outline of a waveform around a middle line, from one column to another.
 *
 * @param scale what the highest of all is multiplied with
 */
export function wavePath(codes, fromColumn, toColumn, { x, y, width, half, scale }) {
  const points = Math.max(1, Math.min(Math.round(width), Math.ceil(toColumn - fromColumn)));
  const heights = [];
  for (let i = 0; i < points; i++) {
    const from = Math.floor(fromColumn + (toColumn - fromColumn) * i / points);
    const to = Math.max(
      from + 1,
      Math.floor(fromColumn + (toColumn - fromColumn) * (i + 1) / points),
    );
    let most = 0;
    for (let column = Math.max(0, from); column < Math.min(to, codes.length); column++) {
      if (codes[column] > most) most = codes[column];
    }
    heights.push(Math.max(0.4, half * Math.min(1, HEIGHTS[most] * scale)));
  }
  const at = (i) => (x + width * i / points).toFixed(1);
  let path = "";
  heights.forEach((height, i) => {
    const top = (y - height).toFixed(1);
    path += `${i === 0 ? "M" : "L"}${at(i)} ${top}H${at(i + 1)}`;
  });
  for (let i = points - 1; i >= 0; i--) {
    path += `V${(y + heights[i]).toFixed(1)}H${at(i)}`;
  }
  return `${path}Z`;
}

/** Boxes over stretches of time, as one path; each is seen, however short it is. */
export function boxesPath(intervals, place, { y, height, least = 1.5 }) {
  let path = "";
  for (const [from, to] of intervals) {
    const [left, right] = [place(from), place(to)];
    if (right < -2 || left > place.width + 2) continue;
    const x = Math.max(-2, left);
    const width = Math.max(least, Math.min(place.width + 2, right) - x);
    path += `M${x.toFixed(1)} ${y}h${width.toFixed(1)}v${height}h${(-width).toFixed(1)}z`;
  }
  return path;
}
