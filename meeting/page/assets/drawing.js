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
 * @param shape.scale what the highest of all is multiplied with
 * @param shape.isMean of columns that share a pixel the mean is drawn, not the highest
 */
export function wavePath(codes, fromColumn, toColumn, { x, y, width, half, scale, isMean }) {
  const points = Math.max(1, Math.min(Math.round(width), Math.ceil(toColumn - fromColumn)));
  const columnAt = (i) => Math.floor(fromColumn + (toColumn - fromColumn) * i / points);
  const heights = [];
  for (let i = 0; i < points; i++) {
    const from = Math.max(0, columnAt(i));
    const to = Math.min(codes.length, Math.max(from + 1, columnAt(i + 1)));
    let [most, sum] = [0, 0];
    for (let column = from; column < to; column++) {
      const height = HEIGHTS[codes[column]];
      sum += height;
      if (height > most) most = height;
    }
    const height = isMean ? sum / Math.max(1, to - from) : most;
    heights.push(Math.max(0.4, half * Math.min(1, height * scale)));
  }
  const at = (i) => (x + width * i / points).toFixed(1);
  let path = "";
  heights.forEach((height, i) => {
    path += `${i === 0 ? "M" : "L"}${at(i)} ${(y - height).toFixed(1)}H${at(i + 1)}`;
  });
  for (let i = points - 1; i >= 0; i--) path += `V${(y + heights[i]).toFixed(1)}H${at(i)}`;
  return `${path}Z`;
}

/** Bars of a few pixels, as high as the share of their time that lies in intervals. */
export function sharesPath(intervals, place, { y, height }) {
  const pixels = 4;
  const shares = new Float32Array(Math.ceil(place.width / pixels));
  for (const [from, to] of intervals) {
    const [left, right] = [place(from) / pixels, place(to) / pixels];
    for (let i = Math.max(0, Math.floor(left)); i < Math.min(shares.length, right); i++) {
      shares[i] += Math.min(right, i + 1) - Math.max(left, i);
    }
  }
  let path = "";
  shares.forEach((share, i) => {
    const bar = height * Math.min(1, share);
    if (bar > 0.2) {
      path += `M${i * pixels} ${(y + height - bar).toFixed(1)}h3v${bar.toFixed(1)}h-3z`;
    }
  });
  return path;
}

/** Boxes over stretches of time, as one path; each is seen, however short it is. */
export function boxesPath(intervals, place, { y, height, least = 1.5 }) {
  let path = "";
  for (const [from, to] of intervals) {
    const [left, right] = [place(from), place(to)];
    if (right < 0 || left > place.width) continue;
    const x = Math.min(Math.max(0, left), place.width - least);
    const width = Math.max(least, Math.min(place.width, right) - x);
    path += `M${x.toFixed(1)} ${y}h${width.toFixed(1)}v${height}h${(-width).toFixed(1)}z`;
  }
  return path;
}
