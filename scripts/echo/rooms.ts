// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Rooms: the way of a sound from a loudspeaker to a microphone, as an impulse response. */
import { RealFft } from "../../dsp/echo/real_fft.ts";

/** A way from a loudspeaker to a microphone. */
export interface RoomRecipe {
  readonly rateHz: number;
  /** Time in which the sound falls by 60 dB, seconds. */
  readonly t60Seconds: number;
  /** From what is played to the first sound at the microphone: buffers and the way through the air. */
  readonly delaySeconds: number;
  /** The first sound over all that follows it, dB. */
  readonly directDb: number;
  readonly random: () => number;
}

/** Sound of a diffuse field: noise that dies away (Polack), duller as it does, after the first sound; of energy 1. */
export function tailRoom(o: RoomRecipe): Float32Array {
  const { rateHz, random } = o;
  const from = Math.round(o.delaySeconds * rateHz);
  const length = Math.round(o.t60Seconds * rateHz);
  const tail = new Float64Array(length);
  let [dull, energy] = [0, 0];
  for (let i = Math.round(0.002 * rateHz); i < length; i++) {
    const keep = 0.2 + 0.6 * (i / length);
    const white = random() + random() + random() + random() - 2;
    dull = keep * dull + (1 - keep) * white;
    tail[i] = dull * 10 ** (-3 * i / length);
    energy += tail[i]! ** 2;
  }
  const level = Math.sqrt(10 ** (-o.directDb / 10) / energy);
  const room = new Float32Array(from + length);
  for (let i = 0; i < length; i++) room[from + i] = tail[i]! * level;
  // A loudspeaker and a case: no single sample.
  [0.2, 1, 0.55, -0.2, 0.1].forEach((tap, i) => room[from + i]! += tap);
  return ofEnergyOne(room);
}

/** Metres a second. */
const SPEED_OF_SOUND = 343;

/**
 * A box with walls that all reflect alike (Allen and Berkley, "Image method for efficiently simulating small-room
 * acoustics", JASA 65, 4 (1979), doi:10.1121/1.382599); of energy 1.
 *
 * `directDb` is what distance makes of it here. The walls follow from T60 by Sabine's formula.
 */
export function boxRoom(o: Omit<RoomRecipe, "directDb">): Float32Array {
  const { rateHz, random } = o;
  const size = [3 + 3 * random(), 2.5 + 2.5 * random(), 2.4 + 0.8 * random()] as const;
  const at = (i: 0 | 1 | 2) => size[i] * (0.3 + 0.4 * random());
  const ear = [at(0), at(1), at(2)] as const;
  const mouth = [ear[0] + 0.3 + 0.3 * random(), ear[1] + 0.2 * random(), ear[2] - 0.1] as const;
  const volume = size[0] * size[1] * size[2];
  const walls = 2 * (size[0] * size[1] + size[1] * size[2] + size[0] * size[2]);
  const reflect = -Math.sqrt(Math.max(0.05, 1 - 0.161 * volume / (walls * o.t60Seconds)));
  const length = Math.round(o.t60Seconds * rateHz);
  const from = Math.round(o.delaySeconds * rateHz);
  const room = new Float32Array(from + length + 2);
  const reach = SPEED_OF_SOUND * o.t60Seconds;
  const direct = Math.hypot(...[0, 1, 2].map((i) => mouth[i]! - ear[i]!)) / SPEED_OF_SOUND;
  const order = size.map((side) => Math.ceil(reach / (2 * side)));
  for (let x = -order[0]!; x <= order[0]!; x++) {
    for (let y = -order[1]!; y <= order[1]!; y++) {
      for (let z = -order[2]!; z <= order[2]!; z++) {
        for (let side = 0; side < 8; side++) {
          const [u, v, w] = [side & 1, (side >> 1) & 1, side >> 2];
          const dx = (1 - 2 * u) * mouth[0] - ear[0] + 2 * x * size[0];
          const dy = (1 - 2 * v) * mouth[1] - ear[1] + 2 * y * size[1];
          const dz = (1 - 2 * w) * mouth[2] - ear[2] + 2 * z * size[2];
          const way = Math.sqrt(dx * dx + dy * dy + dz * dz);
          const bounces = Math.abs(2 * x - u) + Math.abs(2 * y - v) + Math.abs(2 * z - w);
          const when = (way / SPEED_OF_SOUND - direct) * rateHz;
          if (when >= length) continue;
          const [frame, part] = [Math.floor(when), when % 1];
          const level = reflect ** bounces / way;
          room[from + frame]! += level * (1 - part);
          room[from + frame + 1]! += level * part;
        }
      }
    }
  }
  return ofEnergyOne(room);
}

function ofEnergyOne(room: Float32Array): Float32Array {
  const energy = room.reduce((sum, tap) => sum + tap * tap, 0);
  return room.map((tap) => tap / Math.sqrt(energy));
}

/** A signal as it is heard through a room; as long as it was. */
export function hearThrough(room: Float32Array, signal: Float32Array): Float32Array {
  const size = 2 ** Math.ceil(Math.log2(4 * room.length));
  const step = size - room.length + 1;
  const fft = new RealFft(size);
  const spectrum = () => [new Float64Array(fft.bins), new Float64Array(fft.bins)] as const;
  const [[re, im], [roomRe, roomIm]] = [spectrum(), spectrum()];
  const block = new Float64Array(size);
  block.set(room);
  fft.forward(block, roomRe, roomIm);
  const heard = new Float32Array(signal.length);
  for (let at = 0; at < signal.length; at += step) {
    block.fill(0);
    block.set(signal.subarray(at, at + step));
    fft.forward(block, re, im);
    for (let k = 0; k < fft.bins; k++) {
      const real = re[k]! * roomRe[k]! - im[k]! * roomIm[k]!;
      im[k] = re[k]! * roomIm[k]! + im[k]! * roomRe[k]!;
      re[k] = real;
    }
    fft.inverse(re, im, block);
    for (let i = 0; i < size && at + i < heard.length; i++) heard[at + i]! += block[i]!;
  }
  return heard;
}
