// deno-lint-ignore-file no-non-null-assertion -- loops index within bounds
/** A bend is believed when it explains this much more of the scatter than chance would (F statistic, 1 against n − 3). */
const SIGNIFICANT = 40;
/** Points needed for a slope, and for a bend. */
const MIN_POINTS = 4;
const MIN_POINTS_FOR_BEND = 8;

/**
 * The slope of y over x near the newest of the last points: weighted least squares of a straight line, or of a parabola
 * where that costs little accuracy or the points bend beyond doubt.
 */
export class SlopeFit {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #weight: Float64Array;
  readonly #smallError: number;
  #count = 0;
  #meanX = 0;
  #line: number | undefined;
  /** Half the slope's own slope, and where the parabola touches the line's direction. */
  #bend = 0;
  #skew = 0;

  /**
   * @param points how many of the newest points count
   * @param smallError what the slope may be wrong by (one standard deviation): then a bend is always allowed for
   */
  constructor(points: number, smallError: number) {
    this.#smallError = smallError;
    this.#x = new Float64Array(points);
    this.#y = new Float64Array(points);
    this.#weight = new Float64Array(points);
  }

  /** The slope at `x`, or `undefined` before there are four points. */
  slopeAt(x: number): number | undefined {
    if (this.#line === undefined) return undefined;
    return this.#line + this.#bend * (2 * (x - this.#meanX) - this.#skew);
  }

  /** Adds a point; x grows from point to point. */
  add(x: number, y: number, weight: number): void {
    if (this.#count === this.#x.length) {
      for (const values of [this.#x, this.#y, this.#weight]) values.copyWithin(0, 1);
      this.#count--;
    }
    this.#x[this.#count] = x;
    this.#y[this.#count] = y;
    this.#weight[this.#count] = weight;
    this.#count++;
    if (this.#count >= MIN_POINTS) this.#fit();
  }

  /** Forgets the points, not what they said. */
  clear(): void {
    this.#count = 0;
  }

  #fit(): void {
    // Orthogonal polynomials over the points: 1, u = x − mean, v = u² − p·u − q.
    const n = this.#count;
    let w = 0;
    let wx = 0;
    let wy = 0;
    for (let i = 0; i < n; i++) {
      w += this.#weight[i]!;
      wx += this.#weight[i]! * this.#x[i]!;
      wy += this.#weight[i]! * this.#y[i]!;
    }
    const meanX = wx / w;
    const meanY = wy / w;
    let uu = 0;
    let uuu = 0;
    let uy = 0;
    for (let i = 0; i < n; i++) {
      const u = this.#x[i]! - meanX;
      uu += this.#weight[i]! * u * u;
      uuu += this.#weight[i]! * u * u * u;
      uy += this.#weight[i]! * u * (this.#y[i]! - meanY);
    }
    const line = uy / uu;
    this.#meanX = meanX;
    this.#line = line;
    this.#bend = 0;
    if (n < MIN_POINTS_FOR_BEND) return;
    const p = uuu / uu;
    const q = uu / w;
    let vv = 0;
    let vy = 0;
    let rest = 0;
    for (let i = 0; i < n; i++) {
      const u = this.#x[i]! - meanX;
      const v = u * u - p * u - q;
      const y = this.#y[i]! - meanY - line * u;
      vv += this.#weight[i]! * v * v;
      vy += this.#weight[i]! * v * y;
      rest += this.#weight[i]! * y * y;
    }
    const bend = vy / vv;
    const explained = bend * vy;
    const scatter = Math.max(0, rest - explained) / (n - 3);
    const reach = 2 * (this.#x[n - 1]! - meanX) - p;
    const error = Math.sqrt(scatter / vv) * Math.abs(reach);
    const isReal = error < this.#smallError || explained > SIGNIFICANT * scatter;
    this.#skew = p;
    if (isReal) this.#bend = bend;
  }
}
