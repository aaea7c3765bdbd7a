// deno-lint-ignore-file no-non-null-assertion -- loops index within bounds
/** The slope of the last points of a line, and how well it is known. */

/** Points needed for a slope, and for a bend. */
const MIN_POINTS = 4;
const MIN_POINTS_FOR_BEND = 8;

/** A slope, and how well it is known. */
export interface Slope {
  readonly value: number;
  /** One standard deviation, by the points' scatter; Infinity when there are too few to say. */
  readonly error: number;
}

const UNKNOWN: Slope = { value: NaN, error: Infinity };

/** The slope of y over x, of the last points: weighted least squares of a straight line, and of a parabola. */
export class SlopeFit {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #weight: Float64Array;
  #count = 0;
  #mean = UNKNOWN;
  /** The parabola: the points' middle, half of how fast the slope changes, what uneven weights add, and its error. */
  #middle = 0;
  #bend = 0;
  #skew = 0;
  #endError = Infinity;

  /** @param points how many of the newest points count */
  constructor(points: number) {
    this.#x = new Float64Array(points);
    this.#y = new Float64Array(points);
    this.#weight = new Float64Array(points);
  }

  /** The mean slope, by a straight line. */
  get mean(): Slope {
    return this.#mean;
  }

  /** The slope at `x`, near the newest point, by a parabola: follows a slope that changes, at four times the error. */
  at(x: number): Slope {
    const value = this.#mean.value + this.#bend * (2 * (x - this.#middle) - this.#skew);
    return { value, error: this.#endError };
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

  /** Forgets all points. */
  clear(): void {
    this.#count = 0;
    this.#mean = UNKNOWN;
    this.#endError = Infinity;
  }

  /** By polynomials that are orthogonal over the points: 1, u = x − mean, v = u² − p·u − q. */
  #fit(): void {
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
    const slope = uy / uu;
    const p = uuu / uu;
    const q = uu / w;
    let vv = 0;
    let vy = 0;
    let rest = 0;
    for (let i = 0; i < n; i++) {
      const u = this.#x[i]! - meanX;
      const v = u * u - p * u - q;
      const y = this.#y[i]! - meanY - slope * u;
      vv += this.#weight[i]! * v * v;
      vy += this.#weight[i]! * v * y;
      rest += this.#weight[i]! * y * y;
    }
    this.#mean = { value: slope, error: Math.sqrt(rest / (n - 2) / uu) };
    if (n < MIN_POINTS_FOR_BEND) return;
    const bend = vy / vv;
    const scatter = Math.max(0, rest - bend * vy) / (n - 3);
    const reach = 2 * (this.#x[n - 1]! - meanX) - p;
    this.#middle = meanX;
    this.#bend = bend;
    this.#skew = p;
    this.#endError = Math.sqrt(scatter / uu + scatter * reach * reach / vv);
  }
}
